"""Examples that let days pass: they end when they would end in the commune."""

from __future__ import annotations

import pytest

from beffroi.procedures.rules.examples import run_examples

from .factories import FILES, definition_of, write_package

_DELAYED = FILES["workflow.yaml"].replace(
    "          - {name: information_provided, by: [citizen], to: examen}\n",
    "          - {name: information_provided, by: [citizen], to: examen}\n"
    "          - {name: oubliee, after: {days: 4, unit: %s}, to: accordee}\n",
)
#: Asked on Tuesday 24 November 2026; the commune closes on Thursday.
_STORY = """
    title: Sans réponse
    on: 2026-11-24
    who: {level: email}
    closed: [2026-11-26]
    answers: {neuf: true, prix: 120000, courriel: a@exemple.be}
    steps:
      - {submit: true, expect: {status: examen}}
      - {take: ask_information, expect: {status: attente}}
      - {wait: %d, expect: {status: attente}}
      - {wait: 1, expect: {status: accordee}}
"""


@pytest.mark.parametrize(
    ("unit", "days"),
    [
        ("working", 6),  # 25, 27, 30, then 1 December
        ("calendar", 5),  # Saturday 28 moves to Monday 30
        ("clear", 5),  # 25 to 28 pass whole; Sunday 29 moves to Monday 30
    ],
)
def test_a_delay_ends_on_the_same_day_as_in_the_commune(tmp_path, unit, days):
    folder = write_package(tmp_path, workflow=_DELAYED % unit, tests__simple=_STORY % days)
    assert [result.differences for result in run_examples(definition_of(folder))] == [()]


def test_delays_follow_one_another_while_the_days_pass(tmp_path):
    """Four days end on Monday 30, two working days later is Wednesday 2 December: eight days in all."""
    reminded = """- {name: oubliee, after: {days: 4}, to: rappelee}
      - name: rappelee
        label: Rappelée
        phase: waiting_applicant
        next: Répondez-nous vite.
        transitions:
          - {name: classer, after: {days: 2, unit: working}, to: accordee}
"""
    chained = _DELAYED.replace("- {name: oubliee, after: {days: 4, unit: %s}, to: accordee}\n", reminded)
    ends = [
        run_examples(
            definition_of(
                write_package(
                    tmp_path,
                    workflow=chained,
                    tests__simple=_STORY.partition("      - {wait")[0]
                    + f"""
      - {{wait: {days}, expect: {{status: {status}}}}}
""",
                )
            )
        )[0].differences
        for days, status in ((5, "attente"), (6, "rappelee"), (7, "rappelee"), (8, "accordee"))
    ]
    assert ends == [(), (), (), ()]


def test_a_delay_whose_condition_fails_is_looked_at_again_each_day(tmp_path):
    waiting = (_DELAYED % "calendar").replace(
        "unit: calendar}, to", "unit: calendar}, when: 'today() >= \"2026-12-03\"', to"
    )
    folder = write_package(tmp_path, workflow=waiting, tests__simple=_STORY % 8)
    assert [result.differences for result in run_examples(definition_of(folder))] == [()]


def test_of_two_delays_that_end_on_one_day_the_first_of_the_package_is_taken(tmp_path):
    late = "unit: calendar}, to: accordee}\n"
    both = (_DELAYED % "calendar").replace(
        late, f"{late}          - {{name: a_revoir, after: {{days: 4}}, to: examen}}\n"
    )
    folder = write_package(tmp_path, workflow=both, tests__simple=_STORY % 5)
    assert [result.differences for result in run_examples(definition_of(folder))] == [()]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("steps: [{wait: 3}]", "étape 1 : la demande n’est pas encore introduite"),
        ("steps: [{take: accorder}]", "étape 1 : la demande n’est pas encore introduite"),
        ("steps: [{fact: paid}]", "étape 1 : la demande n’est pas encore introduite"),
        ("expect: {rows: {rien: [a]}}", "la table « rien » n’existe pas"),
    ],
)
def test_an_example_that_asks_for_what_is_not_there_says_so(tmp_path, written, said):
    story = f"""
    title: À l’envers
    on: 2026-11-24
    who: {{level: email}}
    answers: {{neuf: true}}
    {written}
"""
    folder = write_package(tmp_path, tests__simple=story)
    assert [result.differences for result in run_examples(definition_of(folder))] == [(said,)]
