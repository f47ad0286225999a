"""What ``check`` says of a circuit that opens a case of another procedure."""

from __future__ import annotations

import pytest

from beffroi.procedures.queries import check_package

from .factories import FILES, write_package

_WAY = "- {name: accorder, label: Accorder, by: [clerk], decides: granted, to: accordee}"
_OPENS = """- name: accorder
            label: Accorder
            by: [clerk]
            decides: granted
            to: accordee
            calls:
              - {block: cases.open_linked, args: %s}"""
_ALL = '{neuf: true, prix: "{{ answers.prix }}", courriel: "{{ answers.courriel }}"}'


def found(tmp_path, args: str, *, beside: str = FILES["workflow.yaml"]) -> list[str]:
    """The findings of the small package that opens something, with « visite » beside it on the shelf."""
    card = FILES["procedure.yaml"].replace("slug: prime", "slug: visite")
    write_package(tmp_path, procedure=card, workflow=beside)
    (tmp_path / "prime").rename(tmp_path / "visite")
    opening = FILES["workflow.yaml"].replace(_WAY, _OPENS % args)
    folder = write_package(tmp_path, workflow=opening)
    return [f"{one.severity} {one.message_fr}" for one in check_package(folder)]


def test_a_case_whose_form_is_told_all_is_in_order(tmp_path):
    assert found(tmp_path, f"{{procedure: visite, kind: suite, answers: {_ALL}}}") == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            "{procedure: nulle-part}",
            "warning la démarche « nulle-part » n’est pas connue ici : ses questions ne sont pas vérifiées.",
        ),
        (
            "{procedure: ../../etc}",
            "warning la démarche « ../../etc » n’est pas connue ici : ses questions ne sont pas vérifiées.",
        ),
        ('{procedure: "{{ answers.courriel }}"}', "error l’autre démarche doit être nommée."),
        (
            f"{{procedure: visite, answers: {_ALL.replace('neuf:', 'neuve: true, neuf:')}}}",
            "error « visite » n’a pas de question « neuve ».",
        ),
        (
            f"{{procedure: visite, answers: {_ALL.replace('true', 'oui')}}}",
            "error « oui » n’est pas une réponse du type « yes_no ».",
        ),
        (
            f"{{procedure: visite, answers: {_ALL.replace('answers.prix', 'answers.courriel')}}}",
            "error « answers.courriel » doit donner un nombre entier (des cents).",
        ),
        (
            f"{{procedure: visite, answers: {_ALL.replace('answers.prix', 'answers.nulle')}}}",
            "error « answers.nulle » n’existe pas.",
        ),
        (
            '{procedure: visite, answers: {courriel: "{{ answers.courriel }}"}}',
            "warning « visite » demande aussi : neuf, prix.",
        ),
        (
            f"{{procedure: prime, answers: {_ALL}}}",
            "warning « prime » peut rouvrir un dossier de cette démarche : sans condition, ils n’en finissent pas.",
        ),
        (
            f"{{procedure: visite, kind: Une visite, answers: {_ALL}}}",
            "error l’argument « kind » de « cases.open_linked » ne convient pas.",
        ),
    ],
)
def test_what_does_not_fit_is_said(tmp_path, args, said):
    assert found(tmp_path, args) == [said]


@pytest.mark.parametrize("answers", ["5", "true", "[neuf]", "neuf"])
def test_answers_that_are_none_are_said(tmp_path, answers):
    assert found(tmp_path, f"{{procedure: visite, answers: {answers}}}") == [
        "error l’argument « answers » de « cases.open_linked » ne convient pas.",
        "warning « visite » demande aussi : neuf, prix, courriel.",
    ]


def test_two_procedures_that_open_each_other_are_pointed_at(tmp_path):
    back = FILES["workflow.yaml"].replace(_WAY, _OPENS % f"{{procedure: prime, answers: {_ALL}}}")
    assert found(tmp_path, f"{{procedure: visite, answers: {_ALL}}}", beside=back) == [
        "warning « visite » peut rouvrir un dossier de cette démarche : sans condition, ils n’en finissent pas."
    ]
