"""What a package looks at each day: the conditions whose value may change because a day has come."""

from __future__ import annotations

import pytest

from beffroi.procedures.rules import by_day

from .factories import FILES, definition_of, shelf, with_line, write_package

_EXAM = "task: {role: clerk, label: Examiner}\n        transitions:"
_OFFERED = """- name: neuf
            type: choice
            label: Est-il neuf ?
            options:
              - {value: a, label: Oui}
              - {value: b, label: Bientôt, when: "today() < '2027-01-01'"}"""


@pytest.mark.parametrize(
    ("condition", "changes"),
    [
        ("", False),
        ("answers.prix > 100", False),
        ("add_days(case.submitted_on, 3) > case.expected_on", False),
        ('"today" == case.status', False),
        ("today() > case.submitted_on", True),
        ("age(case.submitted_on) > 1", True),
        ("context.today > case.submitted_on", True),
        ("context.resident", False),
        ("fee.total > 0", False),
        ('labels.neuf == "Oui"', False),
    ],
)
def test_what_reads_the_day(tmp_path, condition, changes):
    small = definition_of(write_package(tmp_path))
    assert by_day.changes(small, condition) is changes


def test_a_table_has_its_periods_and_a_fee_reads_it():
    household = shelf("composition-de-menage")
    assert household.package.procedure.fee
    lines = [part for line in household.package.procedure.fee.lines for part in (line.amount, line.when)]
    reads = any("tables." in part for part in (*lines, household.package.procedure.fee.free_when))
    assert by_day.changes(household, "fee.total > 0") is reads
    assert by_day.changes(household, f"tables.{next(iter(household.package.decisions))}.x == 1")


def test_an_answer_offered_until_a_day_loses_its_words(tmp_path):
    offered = FILES["form.yaml"].replace("- {name: neuf, type: yes_no, label: Est-il neuf ?}", _OFFERED)
    small = definition_of(write_package(tmp_path, form=offered))
    assert by_day.changes(small, 'labels.neuf == "Bientôt"')
    assert not by_day.changes(small, 'answers.neuf == "b"')


def test_only_statuses_with_an_automatic_way_are_looked_at(tmp_path):
    waits = f"{_EXAM}\n          - {{name: tard, automatic: true, when: \"today() > '2026-12-01'\", to: accordee}}"
    small = definition_of(write_package(tmp_path, **with_line("workflow", _EXAM, waits)))
    assert small.looked_at_daily == {"examen"}
    by_hand = waits.replace("automatic: true", "by: [clerk], label: Tard")
    assert (
        definition_of(write_package(tmp_path, **with_line("workflow", _EXAM, by_hand))).looked_at_daily
        == set()
    )
