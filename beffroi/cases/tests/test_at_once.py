"""Several people at the same instant, with real connections: the same story on SQLite and on PostgreSQL."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from beffroi.cases import actions, queries
from beffroi.cases.models import Case, DraftFile, ImportedCase, ImportedPiece
from beffroi.documents.models import File
from beffroi.documents.tests.factories import pdf as small_pdf
from beffroi.documents.tests.scanners import EICAR, holding
from beffroi.documents.tests.scanners import scanner as scanner  # the fixture
from beffroi.journal.actions import run_due_jobs
from beffroi.journal.models import Event, Job
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.people.rules import cast
from beffroi.procedures import queries as procedures
from tests.support.threads import at_once

from . import exported, factories, small
from .world import World, load

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def committed(shared_closed: None, transactional_db: None, clock: object) -> None:
    """The commune, committed."""
    load()


@pytest.fixture
def shared_closed(world: World, django_db_blocker: DjangoDbBlocker) -> None:
    """The shared commune is closed, for other connections cannot see it."""
    with django_db_blocker.unblock():
        world.close()


def test_what_several_do_at_once_happens_once():
    """Told in one test, for a commune of its own takes seconds: a double click, a race for a task."""
    citizen, clerk, other = factories.citizen(), factories.desk("agent@demo.example"), factories.colleague()
    draft = factories.start(citizen)
    factories.fill(citizen, draft, factories.residence())
    sent = at_once(lambda _: factories.submit(citizen, draft))
    assert (len({done.case.pk for done in sent}), sum(not done.again for done in sent)) == (1, 1)

    factories.work()
    task = Case.objects.get().tasks.get()
    met = at_once(lambda n: actions.claim_task(actor=(clerk, other)[n % 2], task_id=task.pk))
    assert Counter(type(outcome).__name__ for outcome in met) == {"Task": 2, "TaskTaken": 2}

    drafts = [factories.start(factories.emailer()) for _ in range(4)]
    emailer, pages = factories.emailer(), factories.residence(cast.INES, mode="guichet")
    for each in drafts:
        factories.fill(emailer, each, pages)
    at_once(lambda n: factories.submit(emailer, drafts[n]))
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == [f"2026-{n:05d}" for n in range(1, 6)]


def test_a_timer_that_four_workers_reach_at_once_is_taken_once():
    """Delivered on Tuesday 24 November, closed by itself a month later: one step, one chain of facts."""
    citizen, clerk = factories.citizen(), factories.desk("agent@demo.example")
    case = factories.move(factories.taken(factories.opened(citizen), clerk), clerk, "produire")
    before = factories.facts(case)
    with clock.at(factories.later(date(2026, 12, 24))):
        at_once(lambda n: run_due_jobs(worker=f"worker-{n}", limit=50))
        factories.work()
    case = factories.fresh(case)
    assert (case.phase, factories.facts(case)[len(before) :]) == ("closed", ["StatusChanged", "CaseClosed"])
    timer = Job.objects.get(task="cases.take_delay", args__case_id=str(case.pk))
    assert (timer.status, timer.attempts) == (Job.Status.DONE, 1)


def test_a_move_that_four_workers_carry_at_once_moves_each_case_once(tmp_path):
    citizen, manager = factories.citizen(), factories.desk("gestion@demo.example")
    small.publish(tmp_path / "shelf")
    several = [small.apply(citizen) for _ in range(6)]
    small.publish(tmp_path / "shelf", procedure="    keywords: [vélo]\n")
    before, after = procedures.version_of("prime", 1), procedures.version_of("prime", 2)
    seen = queries.dry_run(manager, before, after, {}).seen
    move = actions.move_cases(actor=manager, from_version=before, to_version=after, statuses={}, seen=seen)
    at_once(lambda _: actions.carry_move_on(move_id=move.pk))
    move.refresh_from_db()
    assert (move.moved, move.left, move.ended_at is not None) == (6, 0, True)
    assert [factories.facts(case).count("VersionChanged") for case in several] == [1] * 6


def test_two_imports_of_one_export_leave_one_archive(tmp_path: Path):
    last = {"time": "2026-03-03T16:30:00", "status": "4"}
    times = {"receipt_time": "2026-03-03T10:00:00", "last_update_time": "2026-03-03T16:30:00"}
    path = exported.write(tmp_path, *(exported.datum(n, **times, evolution=[last]) for n in range(1, 4)))
    reports = at_once(
        lambda _: actions.import_cases(actor=HOUSE, path=path, procedure=factories.RESIDENCE), count=2
    )
    fates = Counter(one.fate.value for report in reports for one in report.outcomes)
    assert fates == {"archived": 3, "known": 3}
    assert (ImportedCase.objects.count(), ImportedPiece.objects.count()) == (3, 3)
    assert Event.objects.filter(name="CaseImported").count() == 3


def test_many_send_files_at_once_and_only_those_with_a_virus_are_refused(scanner):
    actor, clean, ill = factories.emailer(), small_pdf(), holding(EICAR)
    drafts = [factories.start(actor) for _ in range(12)]
    for draft in drafts:
        factories.fill(actor, draft, {"pour_qui": {"pour_qui": ["represente"], "motif": ["pension"]}})

    def send(number: int) -> bool:
        upload = actions.Upload("preuve.pdf", io.BytesIO(ill if number % 3 == 0 else clean))
        added = actions.add_files(
            actor=actor,
            draft=drafts[number],
            session_drafts=(),
            page="personne",
            files={"preuve_qualite": [upload]},
        )
        return bool(added.refused)

    refused = at_once(send, len(drafts))
    assert refused == [number % 3 == 0 for number in range(12)]
    assert DraftFile.objects.count() == File.objects.count() == 8
