"""Open cases go to another version of their procedure: told first, then done, each once, nothing sent twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.cases import actions, queries
from beffroi.cases.models import Case, VersionMove
from beffroi.cases.queries import MoveLine
from beffroi.cases.rules.staying import Why
from beffroi.correspondence.models import Message
from beffroi.journal.actions import enqueue
from beffroi.journal.models import Event, Job
from beffroi.lib import clock
from beffroi.lib.refusals import Forbidden
from beffroi.procedures import queries as procedures
from beffroi.procedures.queries import Differences
from beffroi.procedures.tests.factories import FILES

from . import factories, small
from .factories import events, facts, fresh, later, taken, work, work_again
from .test_legal_clock import ACCESS, SUSPENDED

WORKFLOW = FILES["workflow.yaml"]
PRICE = "{name: prix, type: amount, label: Combien a-t-il coûté ?, max: 500000}"
TASK = "task: {role: clerk, label: Examiner}"
#: Played on every version: it says nothing of what the versions of these tests do differently.
EXAMPLE = """
    title: Une demande simple
    on: 2026-11-24
    who: {level: email}
    answers: {neuf: true, prix: 90000, courriel: a@exemple.be}
    expect: {pages: [velo, contact]}
"""
SAME = Differences(task=False, delays=False, phase=False)
RENAMED = WORKFLOW.replace("name: examen", "name: etude").replace("to: examen", "to: etude")
LATE = "- {name: information_provided, by: [citizen], to: examen}"
GIVEN_UP = f"{LATE}\n          - {{name: tard, after: {{days: %s}}, to: retiree}}"


@pytest.fixture
def manager(house):
    """Hélène, who keeps the procedures."""
    return factories.desk("gestion@demo.example")


@pytest.fixture
def shelf(tmp_path):
    """Publishes the small package with a workflow or a form of its own."""

    def publish(**files: str) -> None:
        small.publish(tmp_path / "shelf", **{"tests__simple": EXAMPLE, **files})

    publish()
    return publish


def version(number):
    return procedures.version_of("prime", number)


def told(manager, statuses=None, before=1, after=2):
    return queries.dry_run(manager, version(before), version(after), statuses or {})


def ask(manager, statuses=None, before=1, after=2, seen=None):
    seen = told(manager, statuses, before, after).seen if seen is None else seen
    return actions.move_cases(
        actor=manager,
        from_version=version(before),
        to_version=version(after),
        statuses=statuses or {},
        seen=seen,
    )


def moved(manager, case, statuses=None, **more):
    """The case after everything was done."""
    ask(manager, statuses, **more)
    work()
    return fresh(case)


def counts(move):
    move.refresh_from_db()
    return move.moved, move.left, move.ended_at is not None


class TestTold:
    def test_where_each_case_goes(self, citizen, clerk, manager, shelf):
        case = taken(small.apply(citizen), clerk)
        actions.request_information(actor=clerk, case_id=case.pk, question="Quel vélo ?")
        small.apply(citizen)
        shelf(workflow=RENAMED)
        found = told(manager)
        assert (found.lines, found.total, found.staying, found.homeless) == (
            [MoveLine("examen", 1, "", None), MoveLine("attente", 1, "attente", SAME)],
            2,
            0,
            ["examen"],
        )
        found = told(manager, {"examen": "etude"})
        assert (found.lines[0], found.staying, found.homeless) == (
            MoveLine("examen", 1, "etude", SAME),
            0,
            [],
        )

    @pytest.mark.parametrize("to", ["nulle-part", "accordee"])
    def test_a_case_never_goes_where_there_is_nothing_or_where_it_would_end(
        self, citizen, manager, shelf, to
    ):
        small.apply(citizen)
        shelf(workflow=RENAMED)
        assert told(manager, {"examen": to}).homeless == ["examen"]

    def test_why_some_stay_and_what_changes_for_the_others(self, citizen, manager, shelf):
        cases = [small.apply(citizen) for _ in range(2)]
        shelf(form=FILES["form.yaml"].replace("max: 500000", "max: 100000"))
        found = told(manager)
        (why,) = found.reasons
        assert (why.kind, why.field, why.count, why.numbers) == (
            "unfit",
            "prix",
            2,
            tuple(sorted((case.number for case in cases), key=lambda n: numbered(n))),
        )
        assert (found.staying, found.told) == (2, [])

    def test_a_new_question_keeps_nobody_back(self, citizen, manager, shelf):
        case = small.apply(citizen)
        asked = FILES["form.yaml"].replace(
            PRICE, f"{PRICE}\n          - {{name: marque, type: text, label: Marque}}"
        )
        shelf(form=asked)
        found = told(manager)
        assert (found.staying, found.reasons) == (0, [])
        assert found.told == [Why("unanswered", "marque", "Écrivez une réponse.", 1, (case.number,))]

    def test_one_case_or_three_cost_the_same(self, citizen, manager, shelf):
        small.apply(citizen)
        shelf(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
        told(manager)  # what is kept in memory is read first
        one = cost(lambda: told(manager))
        for _ in range(2):
            small.apply(citizen)
        Case.objects.update(version=version(1))
        assert (told(manager).total, cost(lambda: told(manager))) == (3, one)

    def test_answers_beyond_so_many_cases_are_read_when_they_are_moved(
        self, citizen, manager, shelf, monkeypatch
    ):
        for _ in range(3):
            small.apply(citizen)
        shelf(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
        monkeypatch.setattr("beffroi.cases.queries.moving.MOST_READ", 2)
        found = told(manager)
        assert (found.total, found.read) == (3, 2)

    def test_only_who_publishes_versions_is_told(self, head, shelf):
        shelf(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
        with pytest.raises(Forbidden):
            told(head)


def numbered(number):
    """The order in which cases are looked at: that of their ids."""
    return str(Case.objects.get(number=number).pk)


def cost(look):
    with CaptureQueriesContext(connection) as asked:
        look()
    return len(asked)


class TestMoved:
    def test_a_case_goes_on_where_it_was_and_its_holder_keeps_it(self, citizen, clerk, manager, shelf):
        case = taken(small.apply(citizen), clerk)
        shelf(workflow=WORKFLOW.replace("label: Examiner", "label: Examiner de près"))
        before, sent = facts(case), Message.objects.count()
        after = moved(manager, case)
        task = after.tasks.get()
        assert (after.version.number, after.status, after.revision) == (2, "examen", case.revision + 1)
        assert (task.label, task.holder_id, task.status) == ("Examiner de près", clerk.agent_id, "claimed")
        assert (facts(after)[len(before) :], Message.objects.count()) == (["VersionChanged"], sent)

    def test_each_leaves_a_fact_of_the_house_and_the_manager_theirs(self, citizen, manager, shelf):
        case = small.apply(citizen)
        shelf(workflow=RENAMED)
        after = moved(manager, case, {"examen": "etude"})
        fact = events(after)[-1]
        assert (fact.name, fact.role, fact.procedure_version, fact.payload) == (
            "VersionChanged",
            "system",
            2,
            {"version_before": 1, "version_after": 2, "status_before": "examen", "status_after": "etude"},
        )
        asked = Event.objects.get(name="MoveAsked")
        assert (asked.actor_uuid, asked.payload) == (
            manager.agent_id,
            {"procedure": "prime", "version_before": 1, "version_after": 2},
        )
        assert (after.status, after.previous_status) == ("etude", "recue")

    def test_nothing_of_the_entry_is_done_again(self, citizen, clerk, manager, shelf):
        """The new status writes to the applicant on entering; who stands there already has not entered."""
        case = small.apply(citizen)
        shelf(
            workflow=WORKFLOW.replace(
                TASK, f"{TASK}\n        enter: [{{block: correspondence.send, args: {{message: recu}}}}]"
            )
        )
        sent = Message.objects.count()
        assert (moved(manager, case).version.number, Message.objects.count()) == (2, sent)

    def test_who_may_no_longer_hold_the_task_lets_it_go(self, citizen, clerk, manager, shelf):
        case = taken(small.apply(citizen), clerk)
        shelf(workflow=WORKFLOW.replace(TASK, "task: {role: till, label: Encaisser}"))
        after = moved(manager, case)
        task = after.tasks.get()
        assert (task.role, task.label, task.status, task.holder) == ("till", "Encaisser", "offered", None)
        assert facts(after)[-2:] == ["VersionChanged", "TaskOffered"]

    def test_a_head_keeps_what_another_role_does_from_now_on(self, citizen, head, manager, shelf):
        case = taken(small.apply(citizen), head)
        shelf(workflow=WORKFLOW.replace(TASK, "task: {role: till, label: Encaisser}"))
        task = moved(manager, case).tasks.get()
        assert (task.role, task.label, task.holder_id) == ("till", "Encaisser", head.agent_id)

    def test_a_task_that_is_no_more_is_not_done(self, citizen, clerk, manager, shelf):
        case = taken(small.apply(citizen), clerk)
        shelf(workflow=WORKFLOW.replace(f"        {TASK}\n", ""))
        after = moved(manager, case)
        assert after.tasks.get().status == "cancelled"
        assert "TaskCompleted" not in facts(after)

    def test_what_is_automatic_there_follows(self, citizen, manager, shelf):
        case = small.apply(citizen)
        shelf(
            workflow=WORKFLOW.replace(
                "transitions:\n          - {name: accorder",
                "transitions:\n          - {name: cher, automatic: true, when: answers.prix > 100000, to: attente}\n          - {name: accorder",
            )
        )
        after = moved(manager, case)
        assert (after.status, facts(after)[-2:]) == (
            "attente",
            ["StatusChanged", "TaskOffered"][:1] * 0 + facts(after)[-2:],
        )

    def test_a_screen_opened_before_is_out_of_date(self, citizen, clerk, manager, shelf):
        case = taken(small.apply(citizen), clerk)
        shelf(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
        moved(manager, case)
        with pytest.raises(actions.CaseMoved):
            actions.take_transition(
                actor=clerk, case_id=case.pk, transition="accorder", form={}, revision=case.revision
            )


class TestTime:
    def test_a_delay_counts_from_the_day_the_case_came_to_its_status(self, citizen, clerk, manager, shelf):
        shelf(workflow=WORKFLOW.replace(LATE, GIVEN_UP % 30))
        case = self.asked(citizen, clerk)  # on the 24th of November
        shelf(workflow=WORKFLOW.replace(LATE, GIVEN_UP % 10))
        with clock.at(later(date(2026, 11, 28))):
            after = moved(manager, case, before=2, after=3)
        assert after.changed_at == case.changed_at
        with clock.at(later(date(2026, 12, 3))):
            work()
            assert fresh(case).status == "attente"
        with clock.at(later(date(2026, 12, 4))):
            work()
            assert fresh(case).status == "retiree"

    def test_one_that_is_past_already_is_taken_at_once(self, citizen, clerk, manager, shelf):
        case = self.asked(citizen, clerk)
        shelf(workflow=WORKFLOW.replace(LATE, GIVEN_UP % 2))
        with clock.at(later(date(2026, 12, 15))):
            assert moved(manager, case).status == "retiree"

    def test_one_of_the_old_version_is_not_taken_any_more(self, citizen, clerk, manager, shelf):
        shelf(workflow=WORKFLOW.replace(LATE, GIVEN_UP % 10))
        case = self.asked(citizen, clerk)
        shelf(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
        moved(manager, case, before=2, after=3)
        with clock.at(later(date(2027, 1, 15))):
            work()
            assert fresh(case).status == "attente"

    def test_the_applicant_still_answers_the_question_that_was_asked(self, citizen, clerk, manager, shelf):
        case = self.asked(citizen, clerk)
        shelf(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
        after = moved(manager, case)
        question = after.information_requests.get()
        assert (question.answered_at, after.paused_on) == (None, date(2026, 11, 24))
        actions.provide_information(actor=citizen, request_id=question.pk, text="Le bleu.")
        assert fresh(case).status == "examen"

    def test_the_legal_period_follows_the_status_by_the_text_of_the_new_version(
        self, citizen, clerk, manager, shelf
    ):
        shelf(procedure=ACCESS)
        case = self.asked(citizen, clerk)
        assert (case.legal_due_on, case.legal_suspended_on) == (date(2026, 12, 24), None)
        shelf(procedure=SUSPENDED)
        after = moved(manager, case, before=2, after=3)
        assert after.legal_suspended_on == date(2026, 11, 24)
        assert facts(after)[-2:] == ["VersionChanged", "LegalClockSuspended"]

    def asked(self, citizen, clerk):
        case = taken(small.apply(citizen), clerk)
        actions.request_information(actor=clerk, case_id=case.pk, question="Quel vélo ?")
        return fresh(case)


class TestStaying:
    def test_what_does_not_fit_stays_and_says_why(self, citizen, manager, shelf):
        case = small.apply(citizen)
        other = small.apply(citizen)
        Case.objects.filter(pk=other.pk).update(answers={**other.answers, "prix": 90000})
        shelf(form=FILES["form.yaml"].replace("max: 500000", "max: 100000"))
        move = ask(manager)
        work()
        assert (fresh(case).version.number, fresh(other).version.number) == (1, 2)
        assert counts(move) == (1, 1, True)
        assert [(why["kind"], why["field"], why["numbers"]) for why in move.reasons] == [
            ("unfit", "prix", [case.number])
        ]

    def test_a_case_for_which_the_house_still_works_waits_for_another_time(self, citizen, manager, shelf):
        case = small.apply(citizen)
        shelf(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
        args = {"case_id": str(case.pk), "document": "rien", "revision": case.revision}
        tomorrow = clock.now() + timedelta(days=1)
        enqueue("cases.generate_document", key=f"{case.pk}:x:{case.revision}", args=args, due_at=tomorrow)
        assert [why.kind for why in told(manager).reasons] == ["busy"]
        move = ask(manager)
        work()
        assert (fresh(case).version.number, counts(move), move.reasons[0]["kind"]) == (
            1,
            (0, 1, True),
            "busy",
        )

    def test_a_case_that_is_not_opened_yet_waits_too(self, citizen, manager, shelf):
        pages = {"velo": {"neuf": "yes", "prix": "1200"}, "contact": {"courriel": "elise@exemple.be"}}
        factories.submitted(citizen, pages, "prime")
        shelf(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
        assert [why.kind for why in told(manager).reasons] == ["busy"]

    def test_a_legal_period_that_runs_is_not_lost(self, citizen, manager, tmp_path, shelf):
        clocked = (
            "\n    legal_clock:\n      period: {days: 30}\n      legal_reference: CDLD, article L3231-3\n"
        )
        small.publish(tmp_path / "other", procedure=clocked)
        small.apply(citizen)
        shelf(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
        assert [why.kind for why in told(manager, before=2, after=3).reasons] == ["no_clock"]

    def test_a_circle_in_the_new_version_leaves_the_case_as_it_was(self, citizen, manager, shelf):
        case = small.apply(citizen)
        circle = WORKFLOW.replace(
            "transitions:\n          - {name: accorder",
            "transitions:\n          - {name: relire, automatic: true, when: answers.prix > 100000, to: recue}\n          - {name: accorder",
        )
        shelf(workflow=circle)
        move, before = ask(manager), facts(case)
        work()
        after = fresh(case)
        assert (after.version.number, after.revision, facts(after)) == (1, case.revision, before)
        assert (counts(move), move.reasons[0]["kind"]) == ((0, 1, True), "circle")


class TestAsked:
    @pytest.fixture
    def two(self, citizen, shelf):
        """A case on the first version, and a second one that differs by a word."""
        case = small.apply(citizen)
        shelf(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
        return case

    def test_by_who_may_publish_alone(self, head, manager, two):
        with pytest.raises(Forbidden):
            ask(head, seen=told(manager).seen)

    def test_never_from_one_procedure_to_another(self, manager, two):
        other = procedures.version_in_force(factories.RESIDENCE)
        with pytest.raises(actions.OtherProcedure):
            actions.move_cases(actor=manager, from_version=version(1), to_version=other, statuses={}, seen="")

    def test_never_to_where_the_cases_are(self, manager, two):
        with pytest.raises(actions.SameVersion):
            ask(manager, after=1, seen="")

    def test_never_for_nothing(self, manager, two):
        with pytest.raises(actions.NothingToMove):
            ask(manager, before=2, after=1)

    def test_never_without_a_place_for_each(self, citizen, manager, shelf):
        small.apply(citizen)
        shelf(workflow=RENAMED)
        with pytest.raises(actions.NowhereToGo) as refusal:
            ask(manager)
        assert refusal.value.statuses == ("examen",)

    def test_never_on_what_was_read_before_it_changed(self, citizen, manager, two):
        seen = told(manager).seen
        actions.withdraw_case(actor=citizen, case_id=two.pk)
        Case.objects.filter(pk=small.apply(citizen).pk).update(version=version(1), status="recue")
        with pytest.raises(actions.CasesChanged):
            ask(manager, seen=seen)

    def test_once_at_a_time(self, manager, two):
        move = ask(manager)
        with pytest.raises(actions.AlreadyMoving):
            ask(manager)
        assert VersionMove.objects.get() == move

    def test_many_are_moved_in_batches_and_twice_changes_nothing(self, citizen, manager, two, monkeypatch):
        monkeypatch.setattr("beffroi.cases.actions.moving.BATCH", 2)
        for _ in range(4):
            small.apply(citizen)
        Case.objects.update(version=version(1))
        move = ask(manager)
        work()
        assert (counts(move), Job.objects.filter(task="cases.move_cases").count()) == ((5, 0, True), 3)
        work_again()
        assert counts(move) == (5, 0, True)
        assert Event.objects.filter(name="VersionChanged").count() == 5

    def test_who_withdraws_before_their_turn_is_neither_moved_nor_counted(self, citizen, manager, two):
        move = ask(manager)
        actions.withdraw_case(actor=citizen, case_id=two.pk)
        work()
        assert (counts(move), fresh(two).version.number) == ((0, 0, True), 1)

    def test_who_closes_between_the_list_and_its_turn_too(self, citizen, manager, two, monkeypatch):
        move = ask(manager)
        monkeypatch.setattr("beffroi.cases.actions.moving._ahead", lambda m: [] if m.reached else [two.pk])
        actions.withdraw_case(actor=citizen, case_id=two.pk)
        work()
        assert counts(move) == (0, 0, True)

    def test_a_move_says_how_far_it_is(self, manager, two):
        move = ask(manager)
        (found,) = queries.moves_from(version(1))
        assert (found, found.total, found.asked_by.account.email) == (move, 1, "gestion@demo.example")
