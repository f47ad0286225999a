"""Agent and applicant ask and answer each other; the service target waits with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from beffroi.cases import actions
from beffroi.cases.actions import AnswerEmpty, NoteEmpty, QuestionEmpty
from beffroi.cases.models import Case, InformationRequest
from beffroi.cases.queries import workflow_data
from beffroi.cases.rules.clocks import due_day, resumed_due_day
from beffroi.lib import clock
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people.rules import cast

from . import factories
from .factories import facts, fresh, opened, residence, taken


@pytest.fixture
def case(emailer, clerk) -> Case:
    """A request of Inès that the clerk holds."""
    return taken(opened(emailer, residence(cast.INES, mode="guichet")), clerk)


def ask(case, clerk, question="Dites-nous votre étage.") -> InformationRequest:
    asked = actions.request_information(actor=clerk, case_id=case.pk, question=question)
    factories.work()
    return asked


def test_a_question_pauses_the_service_target_and_reaches_the_applicant(case, clerk, mails):
    ask(case, clerk)
    asked = fresh(case)
    assert (asked.phase, asked.next_turn, asked.paused_on) == (
        "waiting_applicant",
        "applicant",
        date(2026, 11, 24),
    )
    assert mails.mails[-1]["subject"] == "Demande 2026-00001 : il nous manque une information"
    assert "Dites-nous votre étage." in mails.mails[-1].get_body(("plain",)).get_content()


def test_the_answer_resumes_it_and_brings_the_case_back(case, emailer, clerk):
    asked = ask(case, clerk)
    with clock.at(factories.later(date(2026, 11, 30))):  # Monday: four working days later
        actions.provide_information(
            actor=emailer, request_id=asked.pk, text="Le deuxième.", files=[factories.pdf()]
        )
        answered = fresh(case)
    asked.refresh_from_db()
    assert (answered.status, answered.paused_on, answered.target_due_on) == (
        "a_traiter",
        None,
        date(2026, 12, 2),
    )
    assert (asked.answer, [e.name for e in answered.evidence.all()]) == ("Le deuxième.", ["preuve.pdf"])
    assert facts(case)[-5:] == [
        "MessageDelivered",
        "StatusChanged",
        "TaskOffered",
        "EvidenceReceived",
        "InformationProvided",
    ]


def test_answering_twice_changes_nothing(case, emailer, clerk):
    asked = ask(case, clerk)
    for text in ("Le deuxième.", "Le troisième."):
        actions.provide_information(actor=emailer, request_id=asked.pk, text=text)
    asked.refresh_from_db()
    assert (asked.answer, facts(case).count("InformationProvided")) == ("Le deuxième.", 1)


def test_an_agent_who_goes_on_without_the_answer_may_ask_again(case, emailer, clerk):
    first = ask(case, clerk)
    actions.take_transition(actor=clerk, case_id=case.pk, transition="reprendre", form={})
    assert actions.provide_information(actor=emailer, request_id=first.pk, text="Trop tard.").answer == ""
    taken(fresh(case), clerk)
    second = ask(case, clerk, "Et votre boîte ?")
    assert [q.pk for q in fresh(case).information_requests.filter(answered_at=None)] == [second.pk]


def test_a_package_may_ask_where_the_case_comes_from(case, clerk):
    assert workflow_data(fresh(case))["previous_status"] == "recue"
    before = case.status
    ask(case, clerk)
    assert workflow_data(fresh(case))["previous_status"] == before
    actions.take_transition(actor=clerk, case_id=case.pk, transition="reprendre", form={})
    assert workflow_data(fresh(case))["previous_status"] == "attente_complement"


def test_a_case_that_has_just_come_in_comes_from_nowhere(citizen, monkeypatch):
    monkeypatch.setattr("beffroi.cases.actions.advance._following", lambda _: None)  # rests where it begins
    case = factories.submitted(citizen)
    factories.work()
    assert (fresh(case).revision, workflow_data(fresh(case))["previous_status"]) == (1, "")


def test_without_an_answer_the_request_is_dropped_after_ninety_days(case, clerk):
    ask(case, clerk)
    with clock.at(factories.later(date(2027, 2, 22))):
        factories.work()
    assert fresh(case).status == "sans_suite"


def test_only_the_applicant_answers(case, clerk, stranger):
    asked = ask(case, clerk)
    with pytest.raises(NotFound):
        actions.provide_information(actor=stranger, request_id=asked.pk, text="Le premier.")


def test_empty_words_are_refused(case, emailer, clerk):
    with pytest.raises(QuestionEmpty):
        ask(case, clerk, "  ")
    asked = ask(case, clerk)
    with pytest.raises(AnswerEmpty):
        actions.provide_information(actor=emailer, request_id=asked.pk, text=" ")
    with pytest.raises(NoteEmpty):
        actions.add_note(actor=clerk, case_id=case.pk, text=" ")


def test_a_note_stays_inside(case, emailer, clerk):
    note = actions.add_note(actor=clerk, case_id=case.pk, text=" Rappeler demain. ")
    assert (note.text, note.author_id, facts(case)[-1]) == ("Rappeler demain.", clerk.agent_id, "NoteAdded")
    with pytest.raises(NotFound):
        actions.add_note(actor=emailer, case_id=case.pk, text="Moi aussi.")


def test_the_applicant_gives_the_request_up(case, emailer, clerk, mails):
    ask(case, clerk)
    for _ in range(2):  # a double click
        actions.withdraw_case(actor=emailer, case_id=case.pk)
    factories.work()
    gone = fresh(case)
    assert (gone.phase, gone.closed_at, gone.information_requests.filter(answered_at=None).count()) == (
        "withdrawn",
        clock.now(),
        0,
    )
    assert (facts(case).count("CaseWithdrawn"), mails.mails[-1]["subject"]) == (
        1,
        "Demande 2026-00001 : retirée",
    )


def test_what_is_decided_is_not_withdrawn(citizen, clerk):
    case = factories.move(taken(opened(citizen), clerk), clerk, "produire")
    with pytest.raises(Forbidden):
        actions.withdraw_case(actor=citizen, case_id=case.pk)


def test_nobody_else_withdraws(case, stranger, clerk):
    for actor in (stranger, clerk):
        with pytest.raises(NotFound):
            actions.withdraw_case(actor=actor, case_id=case.pk)


# ---- the clocks, pure -----------------------------------------------------------------------------------------------

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("count", "unit", "closed", "expected"),
    [
        (2, "working", (), date(2026, 11, 26)),
        (4, "working", (), date(2026, 11, 30)),
        (2, "working", (date(2026, 11, 25),), date(2026, 11, 27)),
        (30, "calendar", (), date(2026, 12, 24)),
    ],
)
def test_a_period_starts_at_receipt(count, unit, closed, expected):
    assert due_day(TUESDAY, count, unit, closed) == expected


@pytest.mark.parametrize("unit", ["calendar", "working"])
@pytest.mark.parametrize("days", range(40))
@pytest.mark.parametrize("closed", [(), (date(2026, 12, 25), date(2027, 1, 1))])
def test_a_pause_never_brings_the_target_nearer_and_a_longer_one_never_less_far(days, closed, unit):
    due = date(2026, 11, 26)
    shorter, longer = (
        resumed_due_day(due, TUESDAY, TUESDAY + timedelta(days=n), unit, closed) for n in (days, days + 1)
    )
    assert due <= shorter <= longer
    assert longer.weekday() < 5 and longer not in closed
