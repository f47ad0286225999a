"""A condition as lines that a person chooses: what is written is read back, what is no such thing is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.procedures.rules.checks import check
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.editing import composed, hows, in_words, read_back, subjects
from beffroi.procedures.rules.editing.conditions import ALONE, Line, Lines, written
from beffroi.procedures.rules.expressions import compile_expression, with_straight_marks
from beffroi.procedures.rules.subjects import Compared, Subject, comparisons

from .factories import SHELF, read

pytestmark = pytest.mark.once

CHOICE = Subject(
    "answers.motif",
    "À quoi ?",
    "choice",
    (("banque", "Une banque"), ("consulat", "Un consulat"), ("autre", "Autre")),
)
KNOWN = {
    one.path: one
    for one in (
        CHOICE,
        Subject("answers.aides", "Quelles aides ?", "choices", (("prime", "Une prime"), ("pret", "Un prêt"))),
        Subject("answers.accord", "D’accord ?", "yes_no"),
        Subject("answers.nombre", "Combien ?", "number"),
        Subject("answers.prix", "À quel prix ?", "amount"),
        Subject("answers.jour", "Quel jour ?", "date"),
        Subject("answers.nom", "Quel nom ?", "text"),
        Subject("answers.plan", "Le plan", "other"),
        Subject("tables.droit.reponse", "Droit", "choice", (("oui", "oui"), ("refus", "refus"))),
        Subject("options.caution", "Caution", "amount"),
    )
}  # fmt: skip
TEXTS = st.text(min_size=1, max_size=12).filter(
    lambda one: one == one.strip() and not set(one) & set("\n\t\r") and one.isprintable()
)


@st.composite
def lines(draw):
    subject = draw(st.sampled_from(list(KNOWN.values())))
    how = draw(st.sampled_from(hows(subject)))
    if how in ALONE:
        return Line(subject.path, how)
    match subject.kind:
        case "choice":
            chosen = draw(st.sets(st.sampled_from([value for value, _ in subject.answers]), min_size=1))
            values = tuple(value for value, _ in subject.answers if value in chosen)
        case "choices":
            values = (draw(st.sampled_from([value for value, _ in subject.answers])),)
        case "number":
            values = (draw(st.integers(-10_000, 10_000)),)
        case "amount":
            values = (draw(st.integers(0, 10_000)),)
        case "date":
            values = (draw(st.dates()).isoformat(),)
        case _:
            values = (draw(TEXTS),)
    return Line(subject.path, how, values)


@given(st.lists(lines(), min_size=1, max_size=5), st.sampled_from(["all", "any"]))
@settings(max_examples=300, deadline=None)
def test_what_is_written_from_lines_is_read_back_as_the_same_lines(chosen, join):
    made = Lines(join if len(chosen) > 1 else "all", tuple(chosen))
    source = written(made, KNOWN)
    if len(source) <= 600:
        compile_expression(source)
        assert read_back(source, KNOWN) == made, source


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('answers.motif == "consulat"', Line("answers.motif", "is", ("consulat",))),
        ("answers.motif != 'autre'", Line("answers.motif", "is_not", ("autre",))),
        ('answers.motif in ["banque", "consulat"]', Line("answers.motif", "is", ("banque", "consulat"))),
        ('"prime" in answers.aides', Line("answers.aides", "holds", ("prime",))),
        ("!answers.accord", Line("answers.accord", "no")),
        ("answers.nombre >= 18", Line("answers.nombre", "least", (18,))),
        ('given("nombre") && answers.nombre <= 5', Line("answers.nombre", "most", (5,))),
        (
            'filled(answers.jour) && answers.jour <= "2026-01-31"',
            Line("answers.jour", "until", ("2026-01-31",)),
        ),
        ("options.caution > 0", Line("options.caution", "more", (0,))),
        ('tables.droit.reponse == "refus"', Line("tables.droit.reponse", "is", ("refus",))),
    ],
)
def test_expressions_that_packages_hold_are_read(source, line):
    assert read_back(source, KNOWN) == Lines("all", (line,))


@pytest.mark.parametrize(
    "source",
    ["", "answers.nombre <= 5", "age(answers.jour) >= 18", 'answers.motif == "ailleurs"', "answers.rien", "true",
     'answers.motif == "banque" || answers.accord && answers.nombre >= 1', "answers.nombre + 1 > 3", "(((",
     'answers.jour >= "2027-02-31"', 'answers.jour >= "2027-W05-1"',
     'answers.motif.startsWith("b")', '!(answers.motif == "banque")', 'answers.motif in ["consulat", "banque"]'],
)  # fmt: skip
def test_what_is_no_choice_of_lines_is_left_to_the_formula(source):
    assert read_back(source, KNOWN) is None


def test_lines_that_were_chosen_become_the_formula():
    sent = {"when": [""], "when.was": [""], "when.asked": ["only"], "when.join": ["any"],
            "when.0.of": ["answers.motif"], "when.0.how": ["is"], "when.0.value": ["consulat", "banque"],
            "when.1.of": ["answers.jour"], "when.1.how": ["until"], "when.1.value-day": ["31"],
            "when.1.value-month": ["1"], "when.1.value-year": ["2027"], "when.2.of": [""]}  # fmt: skip
    made = composed(sent, KNOWN)
    said = 'answers.motif in ["banque", "consulat"] || (filled(answers.jour) && answers.jour <= "2027-01-31")'
    assert (made.raw["when"], made.errors) == ([said], {})


@pytest.mark.parametrize(
    ("sent", "made", "wrong"),
    [
        ({"when": ["answers.accord"], "when.was": [""], "when.asked": ["always"]}, "answers.accord", []),
        ({"when": [""], "when.was": [""], "when.asked": ["always"], "when.0.of": ["answers.accord"]}, "answers.accord", []),
        ({"when": ["answers.accord"], "when.was": ["answers.accord"], "when.asked": ["always"],
          "when.0.of": ["answers.accord"]}, "", []),
        ({"when": [""], "when.was": [""], "when.asked": ["only"]}, "", ["when.0.of"]),
        ({"when": [""], "when.was": [""], "when.asked": ["only"], "when.0.of": ["answers.motif"]}, "", ["when.0.value"]),
        ({"when": [""], "when.was": [""], "when.asked": ["only"], "when.0.of": ["answers.nombre"], "when.0.how": ["least"],
          "when.0.value": ["dix-huit"]}, "", ["when.0.value"]),
        ({"when": [""], "when.was": [""], "when.asked": ["only"], "when.0.of": ["answers.jour"], "when.0.how": ["from"],
          "when.0.value-day": ["31"], "when.0.value-month": ["2"], "when.0.value-year": ["2027"]}, "", ["when.0.value"]),
        ({"when": ["age(answers.jour) >= 18"], "when.was": ["age(answers.jour) >= 18"], "when.asked": ["formula"]},
         "age(answers.jour) >= 18", []),
    ],
)  # fmt: skip
def test_the_formula_typed_counts_before_lines_and_what_lacks_is_said_beside_its_box(sent, made, wrong):
    found = composed(sent, KNOWN)
    assert (found.raw["when"], list(found.errors)) == ([made], wrong)


def test_a_condition_may_be_about_the_questions_before_it_also_while_it_is_added():
    definition = Definition(read(SHELF / "certificat-de-residence").package)
    of = lambda *address: [one.path for one in subjects(definition, address) if one.question]  # noqa: E731
    page = definition.package.form.pages[0]
    names = [f"answers.{field.name}" for field in page.fields]
    assert of("form", "pages", page.name, "fields") == names
    assert of("form", "pages", page.name, "fields", "motif") == names[: names.index("answers.motif")]
    assert of("form", "pages", page.name) == []
    assert "case.delivery" in {one.path for one in subjects(definition, ("workflow", "statuses"))}


def test_a_condition_is_said_with_the_wording_of_its_question():
    definition = Definition(read(SHELF / "certificat-de-residence").package)
    label = next(one.label for one in definition.fields["motif"].options if one.value == "consulat")
    said = f"vous avez répondu « {label} » à la question « {definition.fields['motif'].label} »"
    assert in_words(definition, 'answers.motif == "consulat"') == said
    assert in_words(definition, "age(answers.motif) >= 18") == ""


# --- what is compared with an answer is one


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('answers.a == "x" && "y" != answers.b', [Compared("answers.a", "x"), Compared("answers.b", "y")]),
        ('!(answers.a in ["x", "y"])', [Compared("answers.a", "x"), Compared("answers.a", "y")]),
        ('"x" in answers.a || answers.b.exists(one, one == "y")', [Compared("answers.a", "x"), Compared("answers.b", "y")]),
        ('answers.a + answers.b == "xy"', []),
        ('answers.a == "x" + answers.b', []),
        ("answers.n >= 3", []),
        ("answers.a == 'l\\'eau'", [Compared("answers.a", "l'eau")]),
        ("((", []),
    ],
)  # fmt: skip
def test_the_values_that_an_expression_writes_beside_a_path(source, found):
    assert list(comparisons(source)) == found


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("answers.motif == « consulat »", 'answers.motif == "consulat"'),
        ("answers.motif == “consulat”", 'answers.motif == "consulat"'),
        ("answers.motif == „consulat“", 'answers.motif == "consulat"'),
        ('answers.nom == "dit « Jo »"', 'answers.nom == "dit « Jo »"'),
        ("answers.motif == «\u00a0consulat\u202f»", 'answers.motif == "consulat"'),
    ],
)
def test_the_quotation_marks_of_a_text_processor_are_read(typed, read):
    assert with_straight_marks(typed) == read


@pytest.mark.parametrize(
    ("formula", "message", "hint"),
    [
        ('answers.motif = "consulat"', "un seul signe « = » ne compare pas.", "Écrivez == pour « est égal à »"),
        ("answers.motif == consulat", "« consulat » est inconnu.", 'Mettez consulat entre guillemets : "consulat".'),
        ("motif == \"consulat\"", "« motif » est inconnu.", "Écrivez answers.motif."),
        ('answers.motif == "Consulat, ambassade"', "n’est pas une réponse de « À quoi servira le document ? »",
         "Vouliez-vous « consulat » ?"),
        ("À quoi", "« À » ne se lit pas dans une formule.", "entre guillemets droits"),
        ("answers.motif >= 18", "ne peut pas être calculée.", 'est un choix : par exemple answers.motif == "'),
        ("answers.motif", "doit donner vrai ou faux.", 'par exemple answers.motif == "'),
        ("answers.chat", "« answers.chat » n’existe pas.", "answers.pour_qui ("),
        ("answers.motif == 3", "3 ne se compare pas à « À quoi servira le document ? ».", "est un choix"),
    ],
)  # fmt: skip
def test_a_formula_that_cannot_be_meant_is_refused_with_what_to_write(formula, message, hint):
    folder = read(SHELF / "certificat-de-residence")
    pages = list(folder.package.form.pages)
    last = pages[-1].fields[-1]
    fields = (*pages[-1].fields[:-1], last.model_copy(update={"when": formula}))
    pages[-1] = pages[-1].model_copy(update={"fields": fields})
    form = folder.package.form.model_copy(update={"pages": tuple(pages)})
    folder.package = folder.package.model_copy(update={"form": form})
    place = ("form", "pages", len(pages) - 1, "fields", len(fields) - 1, "when")
    found = [one for one in check(folder, play=False) if one.place == place]
    assert len(found) == 1 and found[0].prevents, found
    assert message in found[0].message_fr
    assert hint in found[0].hint, found[0].hint


def test_a_cell_of_a_table_names_an_answer():
    folder = read(SHELF / "certificat-de-residence")
    table = folder.package.decisions["motif"]
    row = table.periods[0].rows[0]
    row = row.model_copy(update={"when": {"motif": ("consulat_du_japon", "banque")}})
    period = table.periods[0].model_copy(update={"rows": (row, *table.periods[0].rows[1:])})
    decisions = {**folder.package.decisions, "motif": table.model_copy(update={"periods": (period,)})}
    folder.package = folder.package.model_copy(update={"decisions": decisions})
    place = ("decisions", "motif", "periods", 0, "rows", 0, "when", "motif")
    found = [one for one in check(folder, play=False) if one.place == place]
    assert [one.message_fr.partition(" n’est pas une réponse")[0] for one in found] == [
        "« consulat_du_japon »"
    ]
    assert found[0].hint.startswith("Vouliez-vous « consulat » ?") and found[0].mistyped
