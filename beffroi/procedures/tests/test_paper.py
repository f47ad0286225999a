"""The form on paper: conditions said with a pen in hand, every question with its boxes, nothing hidden."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beffroi.procedures.rules import forms
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.paper import Box, Table, Teller, Tick, paper_form

from .blocks import BLOCK, KEPT, with_block
from .factories import FILE_ID, NUMBER_ID, PROCEDURES, context, definition_of, shelf, with_line, write_package

pytestmark = pytest.mark.once

FORM = """
    pages:
      - name: velo
        title: Votre vélo
        fields:
          - {name: neuf, type: yes_no, label: Est-il neuf ?}
          - name: usage
            type: choice
            label: À quoi sert-il ?
            options:
              - {value: travail, label: Au travail}
              - {value: loisir, label: Aux loisirs, hint: Le week-end}
              - {value: livraison, label: Aux livraisons, when: "!context.resident"}
          - {name: trajets, type: choices, label: Où, options: [{value: ville, label: En ville}, {value: bois, label: Au bois}]}
          - {name: prix, type: amount, label: Combien a-t-il coûté ?, max: 500000}
          - {name: nombre, type: number, label: Combien de vélos ?}
          - {name: honneur, type: declaration, text: Je le jure., label: Déclaration}
          - {name: domicile, type: address, label: Votre adresse, required: false}
"""
UNKNOWN = "cela vous concerne"
#: Of the values of the commune, the one that is so.
OPEN = "options.ouvert"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Definition:
    return definition_of(write_package(tmp_path_factory.mktemp("small"), form=FORM))


def said(small: Definition, source: str) -> str:
    numbers = {name: number for number, name in enumerate(small.fields, start=1)}
    return Teller(small, numbers, lambda french: french, lambda source: source == OPEN).condition(source)[0]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", ""),
        ("answers.neuf", "vous avez répondu « Oui » à la question 1"),
        ("!answers.neuf", "vous n’avez pas répondu « Oui » à la question 1"),
        ('given("neuf") && !answers.neuf', "vous avez répondu « Non » à la question 1"),
        ('given("neuf") && answers.neuf == false', "vous avez répondu « Non » à la question 1"),
        ('given("neuf")', "vous avez répondu à la question 1"),
        ("!filled(answers.usage)", "vous n’avez pas répondu à la question 2"),
        ('answers.usage == "travail"', "vous avez répondu « Au travail » à la question 2"),
        ('answers.usage != "travail"', "vous n’avez pas répondu « Au travail » à la question 2"),
        (
            'filled(answers.usage) && answers.usage != "travail"',
            "vous avez répondu autre chose que « Au travail » à la question 2",
        ),
        (
            'answers.usage in ["travail", "loisir"]',
            "vous avez répondu « Au travail » ou « Aux loisirs » à la question 2",
        ),
        ('"bois" in answers.trajets', "vous avez répondu « Au bois » à la question 3"),
        ("answers.prix > 10000", "vous avez écrit plus de 100,00\u00a0€ à la question 4"),
        ("answers.nombre >= 2", "vous avez écrit 2 ou plus à la question 5"),
        ("answers.honneur", "vous avez coché la case 6"),
        ("context.resident", "vous habitez la commune"),
        (
            'answers.neuf && (answers.usage == "travail" || !context.resident)',
            "vous avez répondu « Oui » à la question 1 et si vous avez répondu « Au travail » à la question 2 "
            "ou si vous n’habitez pas la commune",
        ),
        (
            "answers.neuf && age(context.today) > 18",
            "vous avez répondu « Oui » à la question 1 et si cela vous concerne",
        ),
        (OPEN, ""),
        (f"answers.neuf && {OPEN}", "vous avez répondu « Oui » à la question 1"),
        ("options.ferme || answers.neuf", "vous avez répondu « Oui » à la question 1"),
        (f"{OPEN} || age(context.today) > 18", ""),
    ],
)
def test_a_simple_condition_is_said_as_it_is(small: Definition, source: str, words: str):
    assert said(small, source) == words


@pytest.mark.parametrize(
    "source",
    [
        "answers.nombre < 5",  # holds of a question left open too
        'answers.usage == "inconnu"',
        'answers.usage == ""',
        'answers.domicile.box == "3"',
        'answers.neuf || answers.usage == "travail" && context.resident',
        "answers.neuf || age(context.today) > 18",
        "answers.neuf ? context.resident : answers.honneur",
        "!(answers.neuf && answers.honneur)",
        'answers.usage in ["travail", labels.neuf]',
        "answers.rien",
        "((",
    ],
)
def test_what_cannot_be_said_exactly_is_left_to_the_person(small: Definition, source: str):
    assert said(small, source) == UNKNOWN


def test_the_questions_of_a_small_form(small: Definition):
    (section,) = paper_form(small, context()).sections
    assert [(q.number, q.label, q.optional, q.rule) for q in section.questions] == [
        (1, "Est-il neuf ?", False, "Cochez une seule réponse."),
        (2, "À quoi sert-il ?", False, "Cochez une seule réponse."),
        (3, "Où", False, "Cochez toutes les réponses qui conviennent."),
        (4, "Combien a-t-il coûté ?", False, ""),
        (5, "Combien de vélos ?", False, ""),
        (6, "Déclaration", False, ""),
        (7, "Votre adresse", True, ""),
    ]
    assert section.questions[1].boxes[0].ticks == (
        Tick("Au travail"),
        Tick("Aux loisirs", "Le week-end"),
        Tick("Aux livraisons", "Seulement si vous n’habitez pas la commune."),
    )
    assert section.questions[3].boxes == (Box("comb", groups=(6, 2), between=",", unit="€"),)
    assert section.questions[5].boxes == (Box("ticks", ticks=(Tick("Je le jure."),)),)
    assert [(box.label, box.share) for box in section.questions[6].boxes] == [
        ("Rue", 12),
        ("Numéro", 3),
        ("Boîte (facultatif)", 3),
        ("Code postal", 4),
        ("Localité", 12),
    ]


def test_what_only_a_screen_demands_may_be_left_empty(tmp_path: Path):
    form = FORM.replace("label: Combien de vélos ?", "label: Combien de vélos ?, required: public")
    (section,) = paper_form(definition_of(write_package(tmp_path, form=form)), context()).sections
    assert [(one.label, one.optional) for one in section.questions][3:5] == [
        ("Combien a-t-il coûté ?", False),
        ("Combien de vélos ?", True),
    ]


def test_what_only_a_screen_says_is_not_printed(tmp_path: Path):
    form = FORM.replace(
        "title: Votre vélo", "title: Votre vélo\n        intro: Un seul.\n        online: Signez d’abord."
    )
    definition = definition_of(write_package(tmp_path, form=form))
    assert forms.pages_of(definition, {}, context())[0].intro == "Un seul. Signez d’abord."
    assert forms.pages_of(definition, {}, context(audience="agent"))[0].intro == "Un seul."
    assert [part.intro for part in paper_form(definition, context()).sections] == ["Un seul."]


def test_what_only_a_screen_says_of_a_question_is_not_printed(tmp_path: Path):
    form = FORM.replace(
        "label: Combien de vélos ?",
        "label: Combien de vélos ?, help: Le vôtre aussi., online: Nous comptons.",
    )
    definition = definition_of(write_package(tmp_path, form=form))
    shown = {
        audience: forms.fields_of(definition, "velo", {}, context(audience=audience))
        for audience in ("public", "agent")
    }
    assert [shown[one][4].help for one in shown] == ["Le vôtre aussi. Nous comptons.", "Le vôtre aussi."]
    (section,) = paper_form(definition, context()).sections
    assert section.questions[4].help == "Le vôtre aussi."


def test_the_words_of_a_package_say_its_condition(tmp_path: Path):
    question = "{name: nombre, type: number, label: Combien de vélos ?, when: age(context.today) > 18%s}"
    plain = FORM.replace("{name: nombre, type: number, label: Combien de vélos ?}", question % "")
    worded = FORM.replace(
        "{name: nombre, type: number, label: Combien de vélos ?}", question % ", said: vous êtes majeur"
    )
    found = [
        paper_form(definition_of(write_package(tmp_path / name, form=form)), context())
        .sections[0]
        .questions[4]
        for name, form in (("plain", plain), ("worded", worded))
    ]
    assert [one.condition for one in found] == [
        "Répondez seulement si cela vous concerne.",
        "Répondez seulement si vous êtes majeur.",
    ]


def test_what_the_commune_does_not_ask_is_not_printed(tmp_path: Path):
    dogs = shelf("declaration-de-chien")
    asked = lambda **values: [  # noqa: E731
        (one.number, one.label, one.condition)
        for part in paper_form(dogs, context(options=values)).sections
        for one in part.questions
        if part.title == "Les pièces"
    ]
    proof, vaccine = (
        "La preuve de votre assurance en responsabilité civile",
        "La preuve de la vaccination contre la rage",
    )
    help_dog = (
        14,
        "L’attestation de chien d’assistance",
        "Répondez seulement si vous avez répondu « Oui » à la question 8.",
    )
    assert asked(vaccin_exige=False, test_exige=False) == [help_dog, (15, proof, "")]
    assert asked(vaccin_exige=True, test_exige=False) == [help_dog, (15, proof, ""), (16, vaccine, "")]


def test_an_explanation_of_answers_waits_for_them(tmp_path: Path):
    text = '{name: somme, type: note, text: "Cela fait {{ answers.nombre }}."}'
    form = FORM.replace("- {name: honneur,", f"- {text}\n          - {{name: honneur,")
    definition = definition_of(write_package(tmp_path, form=form))
    found = []
    for answers in ({}, {"nombre": 3}):
        (section,) = paper_form(definition, context(), answers).sections
        found.append([question.help for question in section.questions if not question.number])
    assert found == [[], ["Cela fait 3."]]


def test_who_may_stay_unknown_signs_nothing():
    forms_of = [paper_form(shelf(slug), context()) for slug in ("signalement", "certificat-de-vie")]
    assert [form.signed for form in forms_of] == [False, True]


def test_what_a_draft_answers_is_printed(small: Definition):
    answers = {"neuf": False, "usage": "loisir", "trajets": ["bois"], "prix": 12050, "honneur": True}
    (section,) = paper_form(small, context(), answers).sections
    ticked = [[one.label for one in box.ticks if one.ticked] for q in section.questions for box in q.boxes]
    assert ticked[:3] == [["Non"], ["Aux loisirs"], ["Au bois"]]
    assert section.questions[3].boxes[0].value == "120,50\u00a0€"
    assert section.questions[5].boxes[0].ticks[0].ticked


def test_an_answer_that_no_longer_counts_is_not_printed(tmp_path: Path):
    small = definition_of(write_package(tmp_path))
    answers = {"neuf": True, "usure": "Rouillé", "courriel": "a@exemple.be"}
    printed = str(astuple(paper_form(small, context(), answers)))
    assert ("Rouillé" in printed, "a@exemple.be" in printed) == (False, True)


def test_a_national_number_is_never_printed_and_a_file_is_named(tmp_path: Path):
    birth = shelf("acte-de-naissance")
    answers = {
        "relation": "conjoint",
        "personne": {"given_names": "Zoé", "family_name": "D’Hœuvre", "birth_date": "1987-03-27"},
        "numero_personne": NUMBER_ID,
        "preuve": [FILE_ID],
    }
    named = context(file_names={FILE_ID: "carnet.jpg"}, mask_number=lambda _: "***-33")
    boxes = {q.number: q for s in paper_form(birth, named, answers).sections for q in s.questions}
    assert [box.value for box in boxes[3].boxes] == ["Zoé", "D’Hœuvre", "27 mars 1987"]
    assert [box.value for box in boxes[4].boxes] == [""]
    assert boxes[4].rule == "Vous l’avez donné en ligne. Nous ne l’imprimons pas : écrivez-le à la main."
    assert "***-33" not in str(astuple(paper_form(birth, named, answers)))


def test_a_repeated_block_is_a_table_with_empty_lines(tmp_path: Path):
    small = definition_of(write_package(tmp_path, **with_block()))
    columns = (
        "Prénom",
        "Né ou née le",
        "Va-t-il à l’école ? (Oui / Non) Seulement si cela vous concerne.",
        "Combien de repas ? (facultatif)",
    )
    blank = paper_form(small, context()).sections[1].questions[0]
    assert blank.boxes == (Box("table", table=Table(columns, (), 3)),)
    assert blank.rule == "S’il faut plus de place, continuez sur une feuille et joignez-la."
    begun = paper_form(small, context(), {"enfants": KEPT}).sections[1].questions[0]
    rows = (("Alix", "4 mai 2018", "Oui", ""), ("Sacha", "2 janvier 2025", "", ""))
    assert begun.boxes == (Box("table", table=Table(columns, rows, 1)),)


def test_a_block_whose_answers_need_room_is_written_line_by_line(tmp_path: Path):
    block = BLOCK.replace("type: number", "type: address").replace(
        "item.repas <= 5", "item.repas.street != 'x'"
    )
    small = definition_of(write_package(tmp_path, **with_block(block)))
    held = {"enfants": [{**KEPT[0], "courriel": "x"}]}
    boxes = paper_form(small, context(), held).sections[1].questions[0].boxes
    assert [(box.kind, box.label, box.value) for box in boxes[:4]] == [
        ("line", "Enfant 1 – Prénom", "Alix"),
        ("comb", "Enfant 1 – Né ou née le", "4 mai 2018"),
        ("ticks", "Enfant 1 – Va-t-il à l’école ? Seulement si cela vous concerne.", ""),
        ("line", "Enfant 1 – Combien de repas ? (facultatif) : Rue", ""),
    ]
    assert "Enfant 2 – Prénom" in [box.label for box in boxes]


def test_holes_that_read_answers_stay_open_on_blank_paper(tmp_path: Path):
    changed = with_line(
        "form", "label: Est-il neuf ?", 'label: "{{ answers.courriel }} {{ euros(options.plafond) }}"'
    )
    small = definition_of(write_package(tmp_path, **changed))
    label = paper_form(small, context()).sections[0].questions[0].label
    assert label == "…… 100,00\u00a0€"


@pytest.mark.parametrize("slug", PROCEDURES)
@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_every_question_of_the_shelf_is_on_paper(slug: str, language: str):
    found = shelf(slug)
    form = paper_form(found, context(language=language))
    asked = [q for section in form.sections for q in section.questions if q.number]
    assert len(form.sections) == len(found.pages)
    assert [q.number for q in asked] == list(range(1, len(asked) + 1))
    assert [q.label for q in asked if not q.boxes] == []
    assert UNKNOWN not in [q.label for q in asked]
    assert form.code == f"{slug} 0"


_NAMES = some.sampled_from(["neuf", "usage", "trajets", "prix", "nombre", "honneur"])
_SIMPLE = some.one_of(
    _NAMES.map(lambda name: f"answers.{name}"),
    _NAMES.map(lambda name: f'given("{name}")'),
    some.tuples(
        _NAMES, some.sampled_from(["==", "!=", "<", ">"]), some.sampled_from(['"travail"', "2", "true"])
    ).map(lambda one: f"answers.{one[0]} {one[1]} {one[2]}"),
    some.just("context.resident"),
)
_CONDITIONS = some.recursive(
    _SIMPLE,
    lambda inner: some.one_of(
        some.tuples(inner, some.sampled_from(["&&", "||"]), inner).map(lambda one: f"({' '.join(one)})"),
        inner.map(lambda one: f"!({one})"),
    ),
    max_leaves=6,
)


@given(source=_CONDITIONS)
def test_any_condition_is_said_in_words_that_end(small: Definition, source: str):
    words = said(small, source)
    assert words
    assert len(words) < 1500
    assert not set(words) & set('&|=(){}"')
