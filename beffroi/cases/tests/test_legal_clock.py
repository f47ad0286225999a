"""The legal period: it starts, stands still by a cited text, is extended with a reason, and ends by itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.cases import actions, queries
from beffroi.cases.models import Case, ClockEntry, Decision
from beffroi.cases.rules.clocks import Longer, Pause, due_day, legal_due_day, resumed_due_day
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound
from beffroi.procedures.tests.factories import FILES

from . import factories, small
from .factories import facts, fresh, later, move, taken, work

ACCESS = """
    legal_clock:
      period: {days: 30}
      legal_reference: CDLD, article L3231-3
      extension:
        period: {days: 15}
        legal_reference: CDLD, article L3231-3, alinéa 2
"""
SUSPENDED = (
    ACCESS
    + """
      suspended_by: Règlement communal fictif, article 4
      suspended_in: [attente]
"""
)
COMPLETE = ACCESS + "      starts: complete_file\n"
SILENT = {
    "granted": ACCESS + "      silence: granted\n",
    "refused": ACCESS + "      silence: refused\n",
}
SILENCE = (
    FILES["workflow.yaml"]
    + """
      - phases: [received, in_progress, waiting_applicant]
        transition: {name: silence, fact: silence, decides: %s, to: %s}
"""
)


DECIDED_FIRST = FILES["workflow.yaml"].replace(
    "- {name: accordee, label: Accordée, phase: closed}",
    """- name: accordee
        label: Accordée
        phase: decided
        next: Nous vous écrivons.
        transitions:
          - {name: fermer, label: Fermer, by: [clerk], to: fermee}
      - {name: fermee, label: Fermée, phase: closed}""",
)


def lines(case) -> list[tuple[str, date, date | None]]:
    return list(ClockEntry.objects.filter(case=case).values_list("kind", "on", "due_on"))


def on(day: date):
    return clock.at(later(day))


class TestCounting:
    CLOSED = frozenset({date(2026, 12, 25)})

    @pytest.mark.parametrize(
        ("count", "unit", "moves", "last"),
        [
            (30, "calendar", [], date(2026, 12, 24)),
            (30, "calendar", [Longer(15, "calendar")], date(2027, 1, 8)),
            (30, "calendar", [Pause(date(2026, 12, 1), date(2026, 12, 8))], date(2026, 12, 31)),
            # The 26th is a Saturday: the extension starts from it, not from the Monday it would have moved to.
            (32, "calendar", [Longer(15, "calendar")], date(2027, 1, 11)),
            (4, "clear", [], date(2026, 11, 30)),  # the 29th is a Sunday
            (4, "clear", [Longer(2, "clear")], date(2026, 12, 1)),
            (10, "working", [], date(2026, 12, 8)),
            (10, "working", [Longer(5, "working")], date(2026, 12, 15)),
            # From Friday to Monday one working day stood still.
            (10, "working", [Pause(date(2026, 11, 27), date(2026, 11, 30))], date(2026, 12, 9)),
        ],
    )
    def test_the_last_day(self, count, unit, moves, last):
        assert legal_due_day(date(2026, 11, 24), count, unit, moves, self.CLOSED) == last

    @given(
        st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        st.integers(1, 90),
        st.sampled_from(["calendar", "working", "clear"]),
        st.frozensets(st.dates(date(2026, 1, 1), date(2028, 6, 30)), max_size=20),
    )
    def test_without_moves_it_is_any_period(self, start, count, unit, closed):
        plain = due_day(start, count, unit, closed)
        still = [Pause(start, start), Longer(0, unit)]
        assert (
            legal_due_day(start, count, unit, [], closed),
            legal_due_day(start, count, unit, still, closed),
        ) == (
            plain,
            plain,
        )

    @pytest.mark.parametrize(
        ("unit", "due"), [("working", date(2026, 12, 4)), ("calendar", date(2026, 12, 7))]
    )
    def test_the_target_is_pushed_in_its_own_unit(self, unit, due):
        """From Thursday to Monday: two working days, four calendar days."""
        days = (date(2026, 12, 2), date(2026, 11, 26), date(2026, 11, 30))
        assert resumed_due_day(*days, unit, ()) == due


class TestLife:
    def test_without_a_text_there_is_no_clock(self, citizen, tmp_path):
        small.publish(tmp_path / "shelf")
        case = small.apply(citizen)
        assert (case.legal_due_on, lines(case), queries.legal_period(case, "fr")) == (None, [], None)

    def test_it_starts_at_receipt(self, citizen, tmp_path):
        small.publish(tmp_path / "shelf", procedure=ACCESS)
        case = small.apply(citizen)
        assert lines(case) == [("started", date(2026, 11, 24), date(2026, 12, 24))]
        assert "LegalClockStarted" in facts(case)

    def test_a_question_pauses_the_target_alone(self, citizen, clerk, tmp_path):
        small.publish(tmp_path / "shelf", procedure=ACCESS)
        case = taken(small.apply(citizen), clerk)
        actions.request_information(actor=clerk, case_id=case.pk, question="Quel vélo ?")
        case = fresh(case)
        assert (case.paused_on, case.legal_suspended_on, len(lines(case))) == (date(2026, 11, 24), None, 1)

    def test_a_cited_text_suspends_it_too_and_the_answer_takes_it_up_again(self, citizen, clerk, tmp_path):
        small.publish(tmp_path / "shelf", procedure=SUSPENDED)
        case = taken(small.apply(citizen), clerk)
        with on(date(2026, 12, 1)):
            asked = actions.request_information(actor=clerk, case_id=case.pk, question="Quel vélo ?")
            assert fresh(case).legal_suspended_on == date(2026, 12, 1)
        with on(date(2026, 12, 8)):
            actions.provide_information(actor=citizen, request_id=asked.pk, text="Le bleu.")
        case = fresh(case)
        assert (case.legal_suspended_on, case.legal_due_on) == (None, date(2026, 12, 31))
        assert [kind for kind, _, _ in lines(case)] == ["started", "suspended", "resumed"]
        assert {"LegalClockSuspended", "LegalClockResumed"} <= set(facts(case))

    def test_what_has_passed_is_not_suspended_any_more(self, citizen, clerk, tmp_path):
        small.publish(tmp_path / "shelf", procedure=SUSPENDED)
        case = taken(small.apply(citizen), clerk)
        with on(date(2026, 12, 28)):
            asked = actions.request_information(actor=clerk, case_id=case.pk, question="Quel vélo ?")
        with on(date(2027, 1, 11)):
            actions.provide_information(actor=citizen, request_id=asked.pk, text="Le bleu.")
        case = fresh(case)
        assert (case.legal_suspended_on, case.legal_due_on) == (None, date(2026, 12, 24))
        assert [kind for kind, _, _ in lines(case)] == ["started"]

    def test_what_stands_still_may_be_extended_after_its_last_day(self, citizen, clerk, tmp_path):
        small.publish(tmp_path / "shelf", procedure=SUSPENDED)
        case = taken(small.apply(citizen), clerk)
        with on(date(2026, 12, 1)):
            asked = actions.request_information(actor=clerk, case_id=case.pk, question="Quel vélo ?")
        with on(date(2026, 12, 28)):
            assert queries.legal_period(fresh(case), "fr").longer is not None
            actions.extend_legal_period(actor=clerk, case_id=case.pk, reason="Beaucoup de pièces.")
        with on(date(2026, 12, 31)):
            actions.provide_information(actor=citizen, request_id=asked.pk, text="Le bleu.")
        assert fresh(case).legal_due_on == date(2027, 2, 8)  # 24 December, 15 days, then 30; a Sunday

    def test_a_file_is_not_complete_once_somebody_has_decided(self, citizen, clerk, tmp_path):
        small.publish(tmp_path / "shelf", procedure=COMPLETE, workflow=DECIDED_FIRST)
        case = move(taken(small.apply(citizen), clerk), clerk, "accorder")
        assert queries.legal_period(case, "fr").may_complete is False
        with pytest.raises(actions.FileAlreadyComplete):
            actions.declare_complete(actor=clerk, case_id=case.pk)

    def test_a_complete_file_starts_it_once(self, citizen, clerk, tmp_path):
        small.publish(tmp_path / "shelf", procedure=COMPLETE)
        case = taken(small.apply(citizen), clerk)
        assert case.legal_due_on is None
        with on(date(2026, 11, 27)):
            actions.declare_complete(actor=clerk, case_id=case.pk)
            with pytest.raises(actions.FileAlreadyComplete):
                actions.declare_complete(actor=clerk, case_id=case.pk)
        assert lines(case) == [("started", date(2026, 11, 27), date(2026, 12, 28))]  # the 27th is a Sunday

    def test_it_is_extended_once_with_a_reason(self, citizen, clerk, tmp_path):
        small.publish(tmp_path / "shelf", procedure=ACCESS)
        case = taken(small.apply(citizen), clerk)
        with pytest.raises(actions.ReasonMissing):
            actions.extend_legal_period(actor=clerk, case_id=case.pk, reason=" ")
        actions.extend_legal_period(actor=clerk, case_id=case.pk, reason="Beaucoup de pièces.")
        with pytest.raises(actions.ExtensionNotAllowed):
            actions.extend_legal_period(actor=clerk, case_id=case.pk, reason="Encore.")
        case = fresh(case)
        assert (case.legal_due_on, queries.workflow_data(case)["extension_reason"]) == (
            date(2027, 1, 8),
            "Beaucoup de pièces.",
        )
        assert facts(case)[-1] == "LegalPeriodExtended"

    def test_a_second_click_extends_nothing(self, citizen, clerk, tmp_path):
        small.publish(tmp_path / "shelf", procedure=ACCESS + "        times: 2\n")
        case = taken(small.apply(citizen), clerk)
        for _click in range(2):
            actions.extend_legal_period(actor=clerk, case_id=case.pk, reason="Beaucoup de pièces.")
        assert [kind for kind, _, _ in lines(case)] == ["started", "extended"]
        with on(date(2026, 12, 1)):
            actions.extend_legal_period(actor=clerk, case_id=case.pk, reason="Encore plus de pièces.")
        assert fresh(case).legal_due_on == date(2027, 1, 25)  # the 23rd is a Saturday

    def test_what_has_passed_or_is_decided_is_not_extended(self, citizen, clerk, tmp_path):
        small.publish(tmp_path / "shelf", procedure=ACCESS)
        case, other = (taken(small.apply(citizen), clerk) for _ in range(2))
        move(other, clerk, "accorder")
        with on(date(2026, 12, 28)), pytest.raises(actions.PeriodOver):
            actions.extend_legal_period(actor=clerk, case_id=case.pk, reason="Trop tard.")

    def test_nobody_extends_without_holding_the_task(self, citizen, clerk, head, stranger, tmp_path):
        small.publish(tmp_path / "shelf", procedure=ACCESS)
        case = taken(small.apply(citizen), clerk)
        with pytest.raises(actions.TaskNotHeld):
            actions.extend_legal_period(actor=head, case_id=case.pk, reason="Moi.")
        with pytest.raises(NotFound):
            actions.extend_legal_period(actor=stranger, case_id=case.pk, reason="Moi.")


class TestSilence:
    @pytest.mark.parametrize(
        ("meaning", "status", "phase"), [("granted", "accordee", "closed"), ("refused", "refusee", "refused")]
    )
    def test_it_decides_by_itself_the_day_after_the_last(
        self, citizen, clerk, tmp_path, meaning, status, phase
    ):
        workflow = SILENCE % (meaning, status)
        small.publish(tmp_path / "shelf", procedure=SILENT[meaning], workflow=workflow)
        case = taken(small.apply(citizen), clerk)
        with on(date(2026, 12, 24)):
            work()
            assert fresh(case).status == "examen"
        with on(date(2026, 12, 25)):
            work()
            factories.work_again()
        case = fresh(case)
        decision = Decision.objects.get(case=case)
        assert (case.status, case.phase, decision.outcome, decision.tacit, decision.decided_by) == (
            status,
            phase,
            meaning,
            True,
            None,
        )
        assert decision.motive == "Le délai légal est passé sans décision. CDLD, article L3231-3"
        assert bool(decision.remedies) == (meaning == "refused")
        assert facts(case).count("LegalPeriodPassed") == facts(case).count("DecisionMade") == 1

    def test_it_speaks_the_language_of_the_applicant(self, citizen, tmp_path):
        dutch = '[{fr: "CDLD, article L3231-3", to: "WPDD, artikel L3231-3"}]'
        workflow = SILENCE % ("refused", "refusee")
        small.publish(
            tmp_path / "shelf", procedure=SILENT["refused"], workflow=workflow, translations__nl=dutch
        )
        case = small.apply(citizen)
        Case.objects.filter(pk=case.pk).update(language="nl")
        with on(date(2026, 12, 25)):
            work()
        motive = "De wettelijke termijn is verstreken zonder beslissing. WPDD, artikel L3231-3"
        assert Decision.objects.get(case=case).motive == motive

    def test_by_default_it_means_nothing_and_the_case_is_late(self, citizen, tmp_path):
        small.publish(tmp_path / "shelf", procedure=ACCESS)
        case = small.apply(citizen)
        with on(date(2026, 12, 28)):
            work()
            case = fresh(case)
            period = queries.legal_period(case, "fr")
        assert (case.status, period.late, lines(case)[-1]) == (
            "examen",
            True,
            ("passed", date(2026, 12, 24), date(2026, 12, 24)),
        )

    def test_an_extension_moves_the_day_on_which_it_speaks(self, citizen, clerk, tmp_path):
        small.publish(
            tmp_path / "shelf", procedure=SILENT["granted"], workflow=SILENCE % ("granted", "accordee")
        )
        case = taken(small.apply(citizen), clerk)
        actions.extend_legal_period(actor=clerk, case_id=case.pk, reason="Beaucoup de pièces.")
        with on(date(2026, 12, 28)):
            work()
            assert fresh(case).status == "examen"
        with on(date(2027, 1, 9)):
            work()
        assert fresh(case).status == "accordee"
