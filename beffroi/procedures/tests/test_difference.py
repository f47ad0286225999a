"""What changed between two packages: each change is found, where it stands, and said in words."""

import copy
import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from beffroi.procedures.rules.difference import differences, option_differences
from beffroi.procedures.rules.difference_words import KEYS
from beffroi.procedures.rules.reading import from_canonical
from beffroi.procedures.rules.reference import _FILES, _parts
from beffroi.procedures.rules.schema import Package

from .factories import FILES, HALL_ROWS, PROCEDURES, SHELF, hall_package, read, shelf, write_package
from .mutations import DATA, PACKAGES, mutations, parent_of, walk

pytestmark = pytest.mark.once


def said(changes):
    return [f"{' › '.join(change.where[:-1])} {change.sign} {change.words}" for change in changes]


def between(tmp_path, *changed):
    """The changes between the small package and the same with pieces replaced: (file, old, new)."""
    before = read(write_package(tmp_path)).package
    texts = {f"{file.replace('/', '__')}": FILES[f"{file}.yaml"] for file, _, _ in changed}
    for file, old, new in changed:
        name = file.replace("/", "__")
        assert old in texts[name], old
        texts[name] = texts[name].replace(old, new, 1)
    found = read(write_package(tmp_path, **texts))
    assert found.package is not None, found.findings
    return differences(before, found.package)


PRICE = "          - {name: prix, type: amount, label: Combien a-t-il coûté ?, max: 500000}\n"
EXAMEN = "circuit de traitement › statut « Examen » (examen)"

TABLE = {
    "a label": (
        [("form", "label: Est-il neuf ?", "label: Est-il encore neuf ?")],
        ["page « Votre vélo » (velo) › question « Est-il encore neuf ? » (neuf) ~ question : « Est-il neuf ? » → « Est-il encore neuf ? »"],
    ),
    "a limit that goes": (
        [("form", ", max: 500000", "")],
        ["page « Votre vélo » (velo) › question « Combien a-t-il coûté ? » (prix) - maximum : 500000"],
    ),
    "a help that comes": (
        [("form", "type: yes_no,", "type: yes_no, help: Moins d’un an.,")],
        ["page « Votre vélo » (velo) › question « Est-il neuf ? » (neuf) + aide : « Moins d’un an. »"],
    ),
    "a question that goes": (
        [("form", PRICE, "")],
        ["page « Votre vélo » (velo) - question « Combien a-t-il coûté ? » (prix)"],
    ),
    "a question on another page": (
        [("form", PRICE, ""), ("form", "title: Vous écrire\n        fields:\n", f"title: Vous écrire\n        fields:\n{PRICE}")],
        ["page « Vous écrire » (contact) ↕ question « Combien a-t-il coûté ? » (prix) : de « velo » à « contact »"],
    ),
    "a question moved up": (
        [("form", PRICE, ""), ("form", "          - {name: neuf", f"{PRICE}          - {{name: neuf")],
        ["page « Votre vélo » (velo) ↕ question « Combien a-t-il coûté ? » (prix) : de 2 à 1"],
    ),
    "a new page": (
        [("form", "      - name: contact\n", "      - name: fin\n        title: La fin\n      - name: contact\n")],
        [" + page « La fin » (fin)"],
    ),
    "an option": (
        [("procedure", "default: 10000", "default: 20000")],
        ["fiche de la démarche › option « Plafond » (plafond) ~ sans réglage : 10000 → 20000"],
    ),
    "a status": (
        [("workflow", "phase: in_progress", "phase: waiting_authority")],
        [f"{EXAMEN} ~ avancement : « in_progress » → « waiting_authority »"],
    ),
    "a transition that comes": (
        [("workflow", "          - {name: refuser,", "          - {name: classer, label: Classer, by: [clerk], to: refusee}\n          - {name: refuser,")],
        [f"{EXAMEN} + transition « Classer » (classer)"],
    ),
    "who takes a transition": (
        [("workflow", "by: [clerk], decides", "by: [head], decides")],
        [f"{EXAMEN} › transition « Accorder » (accorder) ~ prise par, n° 1 : « clerk » → « head »"],
    ),
    "a block": (
        [("workflow", "{message: recu}}", "{message: refus}}")],
        ["circuit de traitement › statut « Reçue » (recue) › brique n° 1 (correspondence.send) ~ ce que la brique reçoit, message : « recu » → « refus »"],
    ),
    "a message": (
        [("messages/recu", "paragraphs: [Merci.]", "paragraphs: [Merci., À bientôt.]")],
        ["message « Reçu {{ case.number }} » (recu) + paragraphes, n° 2 : « À bientôt. »"],
    ),
    "an example": (
        [("tests/simple", "prix: 120000", "prix: 130000")],
        ["exemple « Une demande simple » (simple) ~ réponses, prix : 120000 → 130000"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_a_change_is_told_where_it_stands(tmp_path, case):
    changed, wanted = TABLE[case]
    assert said(between(tmp_path, *changed)) == wanted


def test_a_row_of_a_table_is_followed_by_its_name():
    before = shelf("acte-de-naissance").package
    data = before.model_dump(mode="json")
    rows = data["decisions"]["motif"]["periods"][0]["rows"]
    rows[0]["note"] = "Autre raison"
    rows.insert(2, {**copy.deepcopy(rows[1]), "id": "ajoutee"})
    changes = differences(before, from_canonical(json.dumps(data).encode()))
    period = ("decisions", "motif", "periods", "2020-01-01", "rows")
    assert {(change.place[:5], change.place[5], change.kind) for change in changes} == {
        (period, rows[0]["id"], "changed"),
        (period, "ajoutee", "added"),
    }


def test_what_comes_is_told_with_what_it_holds(tmp_path):
    (change,) = between(
        tmp_path, ("form", PRICE, PRICE + "          - {name: marque, type: text, label: Sa marque ?, required: false}\n")
    )  # fmt: skip
    assert change.place == ("form", "pages", "velo", "fields", "marque")
    assert change.after == {"name": "marque", "type": "text", "label": "Sa marque ?", "required": False}
    assert change.details == ("type : « text »", "obligatoire : non")


def test_dated_values_are_compared_by_their_key_and_day(tmp_path):
    values = "values:\n  - {{key: plafond, value: {}, valid_from: {}, legal_reference: Règlement}}\n"
    before = read(write_package(tmp_path, options=values.format(5000, "2026-01-01"))).shipped
    dearer = read(write_package(tmp_path, options=values.format(6000, "2026-01-01"))).shipped
    later = read(write_package(tmp_path, options=values.format(5000, "2027-01-01"))).shipped
    assert said(option_differences(before, dearer)) == [
        "valeur « plafond 2026-01-01 » ~ valeur : 5000 → 6000"
    ]
    assert said(option_differences(before, later)) == [
        " - valeur « plafond 2026-01-01 »",
        " + valeur « plafond 2027-01-01 »",
    ]


def test_rows_of_reference_tables_are_compared_by_their_value_and_day(tmp_path):
    before = read(hall_package(tmp_path)).shipped
    after = read(hall_package(tmp_path, rows=HALL_ROWS.replace("prix: 9000", "prix: 9500"))).shipped
    assert said(option_differences(before, after)) == [
        "ligne « Le club-house » (salles club-house 2026-01-01) ~ cellules, prix : 9000 → 9500"
    ]


def test_every_key_of_the_schema_has_words():
    """A new key of the schema needs its French words in rules/difference_words.py."""
    done: set[str] = set()
    models = [model for _, file in (("", Package), *_FILES) for model in _parts(file, done)]
    assert [f"{m.__name__}.{key}" for m in models for key in m.model_fields if key not in KEYS] == []


# --- whatever changes, it is found


@pytest.mark.parametrize("slug", PROCEDURES)
def test_a_package_does_not_differ_from_itself(slug):
    assert differences(shelf(slug).package, read(SHELF / slug).package) == []


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(mutations())
def test_every_mutation_is_found(mutation):
    assume(mutation.after is not None)
    changes = differences(mutation.before, mutation.after)
    same = mutation.before.model_dump_json() == mutation.after.model_dump_json()
    assert bool(changes) != same
    assert all(change.words and change.where and change.sign in "+-~↕" for change in changes)


leaves = st.sampled_from(
    [(slug, place) for slug, data in DATA.items() for place, value in walk(data)
     if isinstance(value, str) and place[-1] in ("label", "help", "cost", "note", "next", "message", "text", "intro", "when")
     and place[-2:] != ("extension", "message")]  # the name of a message, no text
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(leaves, st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12))
def test_one_text_changed_is_one_change_with_before_and_after(leaf, text):
    slug, place = leaf
    data = copy.deepcopy(DATA[slug])
    holder = parent_of(data, place)
    was, holder[place[-1]] = holder[place[-1]], text
    assume(was != text)
    (change,) = differences(PACKAGES[slug], from_canonical(json.dumps(data).encode()))
    assert (change.kind, change.place[-1]) == ("changed", place[-1])
    assert (change.before, change.after) == (was, text)
