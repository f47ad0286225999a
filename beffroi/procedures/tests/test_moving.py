"""From one version to another: which statuses have a namesake, what changes there, which answers still fit."""

import pytest

from beffroi.procedures.rules.moving import (
    Differences,
    Misfit,
    MisfitKind,
    misfits,
    namesakes,
    open_statuses,
    status_differences,
)
from beffroi.procedures.rules.workflow import Step, TaskSpec, stand_at

from .factories import context, definition_of, shelf, with_line, write_package

UNFIT, EXIT, UNANSWERED, UNASKED = MisfitKind
GIVEN = {"neuf": True, "prix": 120000, "courriel": "a@exemple.be"}
NEW = "- {name: neuf, type: yes_no, label: Est-il neuf ?}"
PRICE = "- {name: prix, type: amount, label: Combien a-t-il coûté ?, max: 500000}"
TASK = "task: {role: clerk, label: Examiner}"
ANSWERED = "- {name: information_provided, by: [citizen], to: examen}"
LINES = """- name: freins
            type: repeat
            label: Les freins
            required: false
            max: 5
            fields: [{name: marque, type: %s, label: Marque}]
          - {name: neuf, type: yes_no, label: Est-il neuf ?}"""


def small(tmp_path, *changed):
    """The small package with a piece of a file replaced."""
    return definition_of(write_package(tmp_path, **(with_line(*changed) if changed else {})))


def found(tmp_path, *changed, given=GIVEN, agent=None):
    return misfits(small(tmp_path, *changed), given, agent or {}, context())


def test_a_case_is_open_at_every_status_that_is_no_end(tmp_path):
    assert list(open_statuses(small(tmp_path))) == ["recue", "examen", "attente"]


def test_a_case_goes_to_the_namesake_that_is_open_too(tmp_path):
    before = small(tmp_path)
    renamed = small(tmp_path, "workflow", "name: attente", "name: attendue")
    ended = small(tmp_path, "workflow", "phase: waiting_applicant", "phase: refused")
    assert [namesakes(before, after) for after in (before, renamed, ended)] == [
        {"recue": "recue", "examen": "examen", "attente": "attente"},
        {"recue": "recue", "examen": "examen"},
        {"recue": "recue", "examen": "examen"},
    ]


@pytest.mark.parametrize(
    ("status", "old", "new", "expected"),
    [
        ("examen", "label: Examen", "label: À l’examen", (False, False, False)),
        ("examen", TASK, "task: {role: head, label: Examiner}", (True, False, False)),
        ("attente", ANSWERED, f"{ANSWERED}\n          - {{name: tard, after: {{days: 9}}, to: examen}}", (False, True, False)),
        ("examen", "phase: in_progress", "phase: waiting_authority", (False, False, True)),
    ],
)  # fmt: skip
def test_what_changes_at_a_status(tmp_path, status, old, new, expected):
    before, after = small(tmp_path), small(tmp_path, "workflow", old, new)
    assert status_differences(before, status, after, status) == Differences(*expected)


def test_who_stands_at_a_status_does_nothing_of_what_it_does_on_entering(tmp_path):
    definition = small(tmp_path)
    assert stand_at(definition, "recue").calls == []
    assert stand_at(definition, "examen") == Step(
        "examen", "in_progress", [], TaskSpec("clerk", "Examiner"), "commune", closes=False
    )


class TestAnswers:
    def test_those_of_the_same_form_fit(self, tmp_path):
        assert found(tmp_path) == []

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("max: 500000", "max: 100000", Misfit(UNFIT, "prix", "Écrivez un montant entre 0,00 € et 1 000,00 €.")),
            ("type: amount", "type: date", Misfit(UNFIT, "prix")),
            (PRICE, f"{PRICE}\n          - {{name: marque, type: text, label: Marque}}",
             Misfit(UNANSWERED, "marque", "Répondez à cette question.")),
            (f"{PRICE}\n", "\n", Misfit(UNASKED, "prix")),
            (PRICE, PRICE.replace("max: 500000", "max: 500000, when: '!answers.neuf'"), Misfit(UNASKED, "prix")),
        ],
        ids=["a limit", "another type", "a new question", "a question gone", "a question hidden"],
    )  # fmt: skip
    def test_what_does_not_fit_any_more(self, tmp_path, old, new, expected):
        (one,) = found(tmp_path, "form", old, new)
        assert (one.kind, one.field) == (expected.kind, expected.field)
        assert bool(one.message) == bool(expected.message)

    def test_a_question_that_may_stay_empty_is_not_missed(self, tmp_path):
        more = f"{PRICE}\n          - {{name: marque, type: text, label: Marque, required: false}}"
        assert found(tmp_path, "form", PRICE, more) == []

    def test_a_line_of_a_block_is_read_again_too(self, tmp_path):
        given = {**GIVEN, "freins": [{"marque": "Alpha"}]}
        assert found(tmp_path, "form", NEW, LINES % "text", given=given) == []
        assert found(tmp_path, "form", NEW, LINES % "amount", given=given) == [Misfit(UNFIT, "freins")]
        asked = (LINES % "text").replace("}]", "}, {name: taille, type: text, label: Taille}]")
        (one,) = found(tmp_path, "form", NEW, asked, given=given)
        assert (one.kind, one.field) == (UNANSWERED, "freins")

    def test_what_an_agent_filled_in_is_read_again_too(self, tmp_path):
        assert found(tmp_path, agent={"motive": "Trop tard.", "ailleurs": 3}) == []
        changed = ("workflow", "type: long_text", "type: yes_no")
        assert found(tmp_path, *changed, agent={"motive": "Trop tard."}) == [Misfit(UNFIT, "motive")]

    def test_who_would_be_sent_away_is_told_alone(self):
        given = {"pour_qui": "autre", "motif": "notaire"}
        (one,) = misfits(shelf("certificat-de-residence"), given, {}, context())
        assert (one.kind, one.field, bool(one.message)) == (EXIT, "", True)

    def test_only_what_was_given_and_is_refused_keeps_a_case_back(self):
        assert [kind for kind in MisfitKind if kind.keeps_back] == [UNFIT, EXIT]
