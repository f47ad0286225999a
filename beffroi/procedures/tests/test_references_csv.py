"""Reference tables out to a CSV file and in again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.journal.models import Event
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Forbidden
from beffroi.people.policies import Actor
from beffroi.procedures import actions, queries
from beffroi.procedures.models import ReferenceRow
from beffroi.procedures.rules.fields.base import clean_text
from beffroi.procedures.rules.references_csv import MAX_BYTES, read, written
from beffroi.procedures.rules.schema import ReferenceSpec, RowRecord

from .factories import HALL_EXAMPLE_STATED, TODAY, hall_package

_SPEC = ReferenceSpec.model_validate_json(
    """{"key": "salles", "title": "Salles", "columns": [
    {"name": "prix", "label": "Prix à l’heure", "type": "amount"}, {"name": "places", "label": "Places", "type": "number"},
    {"name": "cuisine", "label": "Cuisine", "type": "yes_no"}, {"name": "acces", "label": "Accès", "type": "text"}]}"""
)
_HEAD = "valeur;libellé;prix;places;cuisine;acces\n"


def like(**changed):
    return RowRecord(
        **{
            "table": "salles",
            "value": "-",
            "label": "-",
            "valid_from": date(2027, 1, 1),
            "legal_reference": "Conseil",
            "fictional": True,
            **changed,
        }
    )


def problems(text, **changed):
    content = text if isinstance(text, bytes) else text.encode()
    return [str(one) for one in read(content, _SPEC, like(**changed), {"prix"}).problems]


def test_a_spreadsheet_is_read_by_the_names_or_the_labels_of_the_columns():
    text = (
        "\ufeffLibellé,Valeur,Prix à l’heure,Cuisine,Places\r\n"
        '"Salle, grande",grande,"1 250,50 €",Oui,120\r\n'
        ",,,,\r\n"
        "Petite,petite,9,non,40\r\n"
    )
    found = read(text.encode(), _SPEC, like())
    assert found.problems == []
    assert [(row.value, row.label, row.cells) for row in found.records] == [
        ("grande", "Salle, grande", {"prix": 125050, "places": 120, "cuisine": True}),
        ("petite", "Petite", {"prix": 900, "places": 40, "cuisine": False}),
    ]
    assert {(row.valid_from, row.legal_reference) for row in found.records} == {(date(2027, 1, 1), "Conseil")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["Le fichier est vide."]),
        (_HEAD, ["Le fichier n’a pas de ligne sous celle des titres."]),
        ("libellé;prix\n", ["Ligne 1 : la colonne « valeur » manque."]),
        ("valeur;valeur\n", ["Ligne 1 : la colonne « valeur » est là deux fois."]),
        ("valeur;cout\n", ["Ligne 1 : la colonne « cout » n’est pas connue. Les colonnes : valeur, libellé, prix, places, "
                           "cuisine, acces."]),
        (_HEAD + "a;A;1;2;oui;x;y\n", ["Ligne 2 : il y a plus de cellules que de titres."]),
        (_HEAD + "a;A;gratuit;deux;peut-être;\n", [
            "Ligne 2 : prix : Indiquez un montant en euros, par exemple 12,50.",
            "Ligne 2 : places : Indiquez un nombre entier, par exemple 2.",
            "Ligne 2 : cuisine : Écrivez oui ou non.",
        ]),
        (_HEAD + "a;A;1;2;oui;\n\n;B;1;2;oui;\n",
         ["Ligne 4 : la valeur (120 signes au plus) et le libellé sont nécessaires."]),
        (_HEAD + "a;A;1;2;oui;\na;B;1;2;oui;\n", ["Ligne 3 : la valeur « a » est déjà à la ligne 2."]),
        (_HEAD + "a;A;;2;oui;\n", ["Ligne 2 : prix : Écrivez une valeur."]),
        (_HEAD + '"a\nb";A;1;2;oui;\nc;C;x;2;oui;\n', [
            "Ligne 2 : value : Écrivez la valeur en une ligne, sans blanc autour.",
            "Ligne 4 : prix : Indiquez un montant en euros, par exemple 12,50.",
        ]),
        (_HEAD + 'a;"A;1', ["Ligne 2 : les guillemets ne se ferment pas ou une cellule est trop longue."]),
        (_HEAD.encode() + b"a;caf\xe9;1;2;oui;\n",
         ["Ligne 2 : le texte n’est pas en UTF-8. Enregistrez le fichier en « CSV UTF-8 »."]),
        ("valeur\0", ["Ce n’est pas un fichier CSV."]),
        (b"x" * (MAX_BYTES + 1), ["Le fichier est trop grand : restez sous 1 Mo."]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(text, said):
    assert problems(text) == said


def test_a_row_that_makes_somebody_pay_names_its_vote():
    line = _HEAD + "a;A;1;2;oui;\n"
    voted = {
        "voted_on": date(2026, 10, 1),
        "approved_on": date(2026, 11, 1),
        "published_on": date(2026, 11, 9),
    }
    assert len(problems(line, fictional=False)) == 4
    assert problems(line, fictional=False, **voted, binds_on=date(2026, 11, 14)) == []
    assert problems(line, fictional=False, **voted, binds_on=date(2027, 1, 2)) == [
        "Ligne 2 : valid_from : 01/01/2027 (premier jour) vient avant 02/01/2027 (jour où elle oblige). "
        "Corrigez l’un des deux."
    ]
    assert problems(_HEAD + "a;A;0;2;oui;\n", fictional=False) == []


_words = st.text(min_size=1, max_size=12).map(clean_text).filter(bool)
_values = _words.filter(lambda text: not set(text) & {"\n", "\t"})


@given(
    st.dictionaries(
        _values,
        st.tuples(_words, st.integers(0, 10**9), st.integers(-99, 99), st.booleans(), _words | st.just("")),
        min_size=1,
        max_size=5,
    )
)
def test_what_comes_out_goes_in_again(rows):
    """Also what a spreadsheet would take for a formula."""
    records = [
        like(
            value=value,
            label=label,
            cells={"prix": prix, "places": places, "cuisine": cuisine, **({"acces": acces} if acces else {})},
        )
        for value, (label, prix, places, cuisine, acces) in rows.items()
    ]
    content = written(_SPEC, records)
    assert read(content, _SPEC, like()).records == records


def test_no_cell_comes_out_as_a_formula():
    row = like(
        value="=1+1", label="@sum", cells={"prix": 1, "places": -2, "cuisine": True, "acces": "+32 10"}
    )
    assert written(_SPEC, [row]).decode("utf-8-sig").splitlines()[1] == "'=1+1;'@sum;0,01;-2;oui;'+32 10"


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_that_a_file_holds_raises(content):
    for whole in (content, _HEAD.encode() + content):
        found = read(whole, _SPEC, like())
        assert found.problems or found.records


@pytest.mark.django_db
class TestImport:
    @pytest.fixture
    def halls(self, tmp_path):
        empty = hall_package(tmp_path, rows="values: []", tests__simple=HALL_EXAMPLE_STATED)
        actions.publish_version(actor=HOUSE, path=empty)

    def bring(self, lines, since=date(2026, 1, 1), **more):
        content = (_HEAD + lines).encode()
        return actions.import_rows(
            actor=HOUSE, slug="prime", content=content, like=like(valid_from=since), **more
        )

    def prices(self, day=TODAY):
        rows = queries.references_on("prime", day).get("salles", {})
        return [(value, one.cells["prix"]) for value, one in rows.items()]

    def test_a_file_is_shown_then_written_and_a_second_time_changes_nothing(self, halls):
        lines = "b;B;2;1;non;\na;A;1;1;oui;\n"
        shown = self.bring(lines, dry_run=True)
        assert ([row.value for row in shown.new], ReferenceRow.objects.count()) == (["b", "a"], 0)
        self.bring(lines)
        assert self.prices() == [("b", 200), ("a", 100)]
        again = self.bring(lines)
        assert (again.records, again.unchanged, ReferenceRow.objects.count()) == ([], 2, 2)
        counts = [event.payload["count"] for event in Event.objects.filter(name="RowsLoaded")]
        assert counts == [2]

    def test_a_whole_file_ends_what_it_does_not_hold(self, halls):
        self.bring("a;A;1;1;oui;\nb;B;2;1;non;\nc;C;3;1;non;\n")
        plan = self.bring("c;C;3;1;non;\na;A;5;1;oui;\nd;D;4;1;oui;\n", date(2027, 1, 1), whole=True)
        assert [[row.value for row in rows] for rows in (plan.new, plan.changed, plan.ended)] == [
            ["d"], ["a"], ["b"],
        ]  # fmt: skip
        assert self.prices() == [("a", 100), ("b", 200), ("c", 300)]
        assert self.prices(date(2027, 1, 1)) == [("a", 500), ("c", 300), ("d", 400)]

    def test_a_row_that_begins_that_day_cannot_end_before(self, halls):
        self.bring("a;A;1;1;oui;\n")
        plan = self.bring("b;B;1;1;oui;\n", whole=True)
        assert [str(one) for one in plan.problems] == [
            "« a » n’est pas dans le fichier et commence le 2026-01-01 : elle ne peut finir avant."
        ]
        assert self.prices() == [("a", 100)]

    def test_one_wrong_line_and_nothing_is_written(self, halls):
        plan = self.bring("a;A;1;1;oui;\nb;B;x;1;oui;\n")
        assert ([one.line for one in plan.problems], ReferenceRow.objects.count()) == ([3], 0)

    def test_what_comes_out_is_what_stands(self, halls):
        self.bring("b;B;2;1;non;\na;A;1;1;oui;Rue Haute\n")
        content = queries.exported_rows("prime", "salles", TODAY)
        assert content.decode("utf-8-sig").splitlines() == [
            "valeur;libellé;prix;places;cuisine;acces", "b;B;2,00;1;non;", "a;A;1,00;1;oui;Rue Haute",
        ]  # fmt: skip

    def test_only_managers_import(self, halls):
        with pytest.raises(Forbidden):
            actions.import_rows(actor=Actor(), slug="prime", content=b"", like=like())

    def test_the_tables_are_listed_with_whose_they_are(self, halls):
        self.bring("a;A;1;1;oui;\n")
        actions.import_rows(actor=HOUSE, slug="", content=f"{_HEAD}z;Z;1;1;oui;\n".encode(), like=like())
        assert [(one.slug, one.spec.key, one.count) for one in queries.tables_held(date(2027, 1, 1))] == [
            ("", "salles", 1), ("prime", "salles", 1),
        ]  # fmt: skip
