"""Cases whose way on waits for a day: they are looked at each day, moved once, and nothing else is touched."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.cases import actions, tasks
from beffroi.cases.actions import daily
from beffroi.journal.actions.register import rhythms
from beffroi.journal.models import Job
from beffroi.procedures.tests.factories import FILES

from . import factories, small
from .factories import events, facts, fresh, later, work, work_again

_EXAM = "task: {role: clerk, label: Examiner}\n        transitions:"
_WAITS = f"""{_EXAM}
          - {{name: echeance, automatic: true, when: "%s", to: close}}"""
_CLOSED = """- name: accordee
        label: Accordée
        phase: closed
      - {name: close, label: Close, phase: closed}"""
#: Nothing of the circuit is played: the examples of the package say what the engine does with days.
_EXAMPLE = """
    title: Une demande simple
    on: 2026-11-24
    who: {level: email}
    answers: {neuf: true, prix: 90000, courriel: a@exemple.be}
    expect: {pages: [velo, contact]}
    steps:
      - {submit: true, expect: {status: examen}}
      - {wait: 5, expect: {status: examen}}
      - {wait: 1, expect: {status: close}}
"""
NEXT_MONDAY = date(2026, 11, 30)


def circuit(when: str) -> dict[str, str]:
    """The small package's circuit, left by itself when a condition holds."""
    workflow = FILES["workflow.yaml"].replace(_EXAM, _WAITS % when)
    return {"workflow": workflow.replace("- {name: accordee, label: Accordée, phase: closed}", _CLOSED)}


@pytest.fixture
def waiting(citizen, tmp_path):
    """A request that is closed by itself from next Monday on."""
    small.publish(tmp_path / "shelf", **circuit("today() >= '2026-11-30'"), tests__simple=_EXAMPLE)
    return small.apply(citizen)


def night() -> None:
    """What a worker does when a day has begun."""
    tasks.look_at_cases()
    work()


def test_a_case_moves_on_the_day_that_its_way_waits_for(waiting, clock):
    with clock.at(later(date(2026, 11, 29))):
        night()
        assert fresh(waiting).status == "examen"
    with clock.at(later(NEXT_MONDAY)):
        night()
        work_again()
    case = fresh(waiting)
    assert (case.status, clock.day_of(case.closed_at)) == ("close", NEXT_MONDAY)
    (moved,) = [one for one in events(waiting) if one.payload.get("status_after") == "close"]
    assert (moved.name, moved.actor_kind, moved.channel, moved.payload) == (
        "StatusChanged",
        "",
        "system",
        {"status_before": "examen", "status_after": "close", "transition": "automatic"},
    )
    assert facts(waiting).count("CaseClosed") == 1


def test_the_look_is_daily():
    assert rhythms["cases.look_at_cases"] == timedelta(days=1)


def test_a_night_without_a_worker_is_made_good(waiting, clock):
    with clock.at(later(date(2026, 12, 9))):
        night()
    assert fresh(waiting).status == "close"


def test_a_case_that_an_agent_moved_meanwhile_is_left_alone(waiting, clerk, clock):
    with clock.at(later(NEXT_MONDAY)):
        actions.look_at_version(version_id=waiting.version_id, day=NEXT_MONDAY, after=None)
        case = factories.taken(waiting, clerk)
        actions.take_transition(actor=clerk, case_id=case.pk, transition="accorder", form={})
        work()
    assert fresh(waiting).status == "accordee"
    assert Job.objects.get(task="cases.go_on").status == Job.Status.DONE


def test_what_no_day_can_move_is_not_looked_at(citizen, tmp_path, clock):
    small.publish(tmp_path / "shelf", **circuit("answers.prix > 200000"))
    small.apply(citizen)
    with clock.at(later(NEXT_MONDAY)):
        actions.look_at_cases()
    assert not Job.objects.filter(task="cases.look_at_version").exists()


def test_a_look_at_a_day_that_is_past_does_nothing(waiting, clock):
    with clock.at(later(date(2026, 12, 1))):
        actions.look_at_version(version_id=waiting.version_id, day=NEXT_MONDAY, after=None)
    assert not Job.objects.filter(task="cases.go_on").exists()


def test_cases_are_looked_at_in_batches_each_once(waiting, citizen, clock, monkeypatch):
    monkeypatch.setattr(daily, "BATCH", 2)
    cases = [waiting, *(small.apply(citizen) for _ in range(4))]
    with clock.at(later(NEXT_MONDAY)):
        night()
        work_again()
    assert [(fresh(case).status, facts(case).count("CaseClosed")) for case in cases] == [("close", 1)] * 5
    assert Job.objects.filter(task="cases.look_at_version").count() == 3


@pytest.mark.parametrize("count", [1, 4])
def test_looking_costs_the_same_however_many_wait(waiting, citizen, clock, count):
    for _ in range(count - 1):
        small.apply(citizen)
    with clock.at(later(date(2026, 11, 26))), CaptureQueriesContext(connection) as asked:
        actions.look_at_version(version_id=waiting.version_id, day=date(2026, 11, 26), after=None)
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) <= 2


def test_the_index_serves_the_look(waiting):
    plan = daily._standing(waiting.version_id).explain()
    assert connection.vendor != "sqlite" or "case_open_by_status" in plan
