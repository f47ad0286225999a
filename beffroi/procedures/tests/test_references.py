"""Reference tables: declared in the package, filled by the commune, read by questions and expressions."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from beffroi.journal.models import Event
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people.policies import Actor
from beffroi.procedures import actions, queries
from beffroi.procedures.models import ReferenceRow
from beffroi.procedures.queries import check_package
from beffroi.procedures.rules import forms
from beffroi.procedures.rules.held import rows_on
from beffroi.procedures.rules.references import chosen_rows, kept_rows
from beffroi.procedures.rules.schema import RowRecord
from tests.support.threads import at_once

from .factories import (
    HALL_EXAMPLE_STATED,
    HALL_QUESTIONS,
    HALL_ROWS,
    HALLS_DECLARED,
    OPTIONS_DECLARED,
    TODAY,
    context,
    definition_of,
    hall_package,
    read,
    with_line,
)


def findings(tmp_path, **changed):
    return [
        (f.severity.value, f.file, f.message_fr) for f in check_package(hall_package(tmp_path, **changed))
    ]


def row(value="club-house", since=date(2026, 1, 1), prix=9000, **changed):
    cells = {"prix": prix, "places": 40, "cuisine": False}
    return RowRecord(
        **{
            "table": "salles",
            "value": value,
            "label": value.capitalize(),
            "cells": cells,
            "valid_from": since,
            "legal_reference": "Conseil",
            "fictional": True,
            **changed,
        }
    )


@pytest.fixture
def halls(tmp_path):
    folder = hall_package(tmp_path)
    return definition_of(folder), rows_on(read(folder).rows, TODAY)


class TestInTheForm:
    def test_the_rows_are_the_answers_in_their_order(self, halls):
        definition, references = halls
        (choice, *_), _view = forms.fields_of(definition, "velo", {}, context(references=references)), None
        assert [tuple(option) for option in choice.options] == [
            ("Salle des fêtes", "La salle des fêtes"),
            ("club-house", "Le club-house"),
        ]

    def test_a_condition_and_the_fee_read_the_row(self, halls):
        definition, references = halls
        told = context(references=references)
        shown = [
            [field.name for field in forms.fields_of(definition, "velo", {"salle": salle}, told)]
            for salle in ("Salle des fêtes", "club-house", "")
        ]
        assert ["traiteur" in names for names in shown] == [True, False, False]
        quote = forms.fee(definition, {"salle": "Salle des fêtes"}, told)
        assert (quote.total.cents, quote.results[-1].outputs["rows"]) == (25000, {"salle.prix": 25000})
        assert forms.fee(definition, {}, told).total.cents == 0

    def test_a_row_that_is_not_in_the_table_is_refused(self, halls):
        definition, references = halls
        told = context(references=references)
        typed = forms.clean_page(
            definition, "velo", {"salle": ["piscine"], "autres": ["club-house"]}, {}, told
        )
        assert typed.errors["salle"] == "Choisissez une des réponses proposées."
        assert typed.values["autres"] == ["club-house"]
        problems = forms.check_answers(definition, {"salle": "piscine", "neuf": True, "prix": 1}, told)
        assert ("velo", "salle") in [(one.page, one.field) for one in problems]

    def test_a_price_that_is_not_known_is_not_zero(self, halls):
        definition, _ = halls
        told = context(references={"salles": {"a": row("a", cells={"places": 3, "cuisine": True})}})
        with pytest.raises(queries.ExpressionFailed):
            forms.fee(definition, {"salle": "a"}, told)

    def test_an_empty_table_is_said_and_cannot_be_sent_by_mistake(self, halls):
        definition, _ = halls
        sentence = (
            "La commune n’a pas encore rempli cette liste : vous ne pouvez rien choisir pour le moment. "
            "Contactez le service."
        )
        shown = {field.name: field for field in forms.fields_of(definition, "velo", {}, context())}
        assert {(shown[n].widget, shown[n].text) for n in ("salle", "autres")} == {("none", sentence)}
        answers = {"neuf": True, "prix": 1, "courriel": "a@exemple.be"}
        problems = forms.check_answers(definition, answers, context())
        assert [(one.field, one.message) for one in problems] == [("salle", sentence)]

    def test_labels_are_translated_by_the_package_and_never_computed(self, tmp_path):
        dutch = "- {fr: Le club-house, to: Het clubhuis}"
        definition = definition_of(hall_package(tmp_path, translations__nl=dutch))
        rows = {"salles": {"a": row("a", label="Le club-house"), "b": row("b", label="{{ answers.prix }}")}}
        (choice, *_rest) = forms.fields_of(definition, "velo", {}, context(references=rows, language="nl"))
        assert [option.label for option in choice.options] == ["Het clubhuis", "{{ answers.prix }}"]

    def test_what_was_chosen_is_read_again_from_what_was_kept(self, halls):
        definition, references = halls
        answers = {"salle": "club-house", "autres": ["Salle des fêtes", "club-house"], "neuf": True}
        kept = chosen_rows(definition, answers, references)
        assert kept["salles"]["club-house"] == {
            "label": "Le club-house",
            "cells": {"prix": 9000, "places": 40, "cuisine": False},
            "valid_from": "2026-01-01",
            "legal_reference": "Règlement fictif",
            "fictional": True,
        }
        told = context(references=kept_rows(kept))
        assert forms.fee(definition, answers, told).total.cents == 9000
        rows = {
            one.field: one.value for page in forms.summary(definition, answers, told) for one in page.rows
        }
        assert (rows["salle"], rows["autres"]) == ("Le club-house", "La salle des fêtes, Le club-house")

    def test_a_long_table_is_not_walked_to_find_one_answer(self, halls):
        definition, _ = halls

        class Unwalked(dict):
            def __iter__(self):
                raise AssertionError("walked")

            values = items = keys = __iter__

        told = context(references={"salles": Unwalked({"a": row("a")})})
        assert forms.fee(definition, {"salle": "a"}, told).total.cents == 9000
        typed = forms.clean_page(
            definition, "velo", {"salle": ["a"], "neuf": ["yes"], "prix": ["1"]}, {}, told
        )
        assert typed.errors == {}


class TestInForce:
    def test_the_later_day_then_the_later_record_counts(self):
        records = [
            row(prix=1),
            row("autre", prix=5),
            row(since=date(2026, 6, 1), prix=2),
            row(since=date(2026, 6, 1), prix=3),
            row(since=date(2027, 1, 1), prix=4, valid_to=date(2027, 1, 31)),
        ]
        days = (date(2025, 12, 31), date(2026, 5, 31), date(2026, 6, 1), date(2027, 1, 31), date(2027, 2, 1))
        found = [
            [(value, one.cells["prix"]) for value, one in rows_on(records, day)["salles"].items()]
            for day in days
        ]
        assert found == [
            [],
            [("club-house", 1), ("autre", 5)],
            [("club-house", 3), ("autre", 5)],
            [("club-house", 4), ("autre", 5)],
            [("autre", 5)],
        ]

    @given(
        st.lists(
            st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=9
        ),
        st.integers(0, 9),
    )
    def test_one_record_at_most_and_one_in_force(self, given_rows, day):
        start = date(2026, 1, 1)
        records = [
            row(value, start + timedelta(since), prix=index, valid_to=start + timedelta(since + lasts) if lasts is not None else None)
            for index, (value, since, lasts) in enumerate(given_rows)
        ]  # fmt: skip
        today = start + timedelta(day)
        for value, one in rows_on(records, today).get("salles", {}).items():
            begun = [r for r in records if r.value == value and r.valid_from <= today]
            latest = max(begun, key=lambda r: (r.valid_from, r.cells["prix"]))
            assert one == latest
            assert one.valid_to is None or one.valid_to >= today


class TestCheck:
    def test_a_package_with_its_rows_is_in_order_and_its_examples_pass(self, tmp_path):
        folder = hall_package(tmp_path)
        assert check_package(folder) == []
        assert [result.differences for result in queries.run_examples(folder)] == [()]

    def test_an_example_may_state_its_own_rows(self, tmp_path):
        stated = HALL_EXAMPLE_STATED.replace("problems: []}", "problems: [], fee: 700}")
        folder = hall_package(tmp_path, tests__simple=stated)
        assert [result.differences for result in queries.run_examples(folder)] == [()]

    def test_a_table_without_rows_is_for_the_commune_to_fill(self, tmp_path):
        assert findings(tmp_path, rows="values: []", tests__simple=HALL_EXAMPLE_STATED) == [
            ("warning", "procedure.yaml", "la table « salles » est à remplir par la commune.")
        ]

    @pytest.mark.parametrize(
        ("old", "new", "severity", "said"),
        [
            ("prix: 9000", "prix: '90'", "error", "« 90 » n’est pas un montant en cents entiers."),
            ("prix: 9000", "prix: -1", "error", "un montant ne peut être négatif."),
            ("prix: 9000", "cout: 1, prix: 9000", "error", "« cout » n’est pas une colonne de la table."),
            ("places: 40", "acces: ''", "unready", "la colonne « places » est à compléter."),
            ("cuisine: false", "cuisine: 0", "error", "« 0 » n’est pas true ou false."),
            ("fictional: true", "binds_on: 2026-06-01\n        fictional: true", "error",
             "ce montant compte avant le jour où il oblige."),
            ("value: club-house", "value: ' club'", "error", "la valeur tient en une ligne, sans blanc autour."),
            ("value: club-house", "value: Salle des fêtes", "error",
             "la ligne « Salle des fêtes » est écrite deux fois pour le même jour."),
            ("valid_from: 2026-01-01", "valid_from: 2026-01-01\n        valid_to: 2025-01-01", "error",
             "la fin précède le début."),
            ("legal_reference: Règlement fictif", "legal_reference: ''", "unready", "la base légale manque."),
        ],
    )  # fmt: skip
    def test_a_row_that_does_not_fit_is_said_at_its_place(self, tmp_path, old, new, severity, said):
        assert findings(tmp_path, rows=HALL_ROWS.replace(old, new, 1)) == [(severity, "options.yaml", said)]

    def test_a_row_of_an_unknown_table(self, tmp_path):
        rows = HALL_ROWS.replace("table: salles", "table: sales", 1)
        assert findings(tmp_path, rows=rows) == [
            ("error", "options.yaml", "la table de référence « sales » n’existe pas.")
        ]

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("source: reference.salles}", "source: reference.halls}", "la table de référence « halls » n’existe pas."),
            ("rows.salle.cuisine", "rows.sale.cuisine", "« sale » ne choisit pas une ligne d’une table de référence."),
            ("rows.salle.cuisine", "rows.salle.four", "« rows.salle.four » n’existe pas."),
            ("rows.salle.cuisine", "rows.salle", "« rows.salle » n’existe pas."),
            ("rows.salle.cuisine", "filled(rows.autres.prix)",
             "« autres » ne choisit pas une ligne d’une table de référence."),
            ("rows.salle.cuisine", "rows.salle.prix", "« rows.salle.prix » doit donner vrai ou faux."),
        ],
    )  # fmt: skip
    def test_a_question_or_expression_that_reads_what_is_not_there(self, tmp_path, old, new, said):
        form = with_line(
            "form", "- {name: neuf, type: yes_no, label: Est-il neuf ?}", HALL_QUESTIONS.replace(old, new, 1)
        )
        assert said in [message for _, _, message in findings(tmp_path, **form)]

    def test_a_condition_reads_rows_of_earlier_questions_only(self, tmp_path):
        moved = HALL_QUESTIONS.replace(
            "- {name: salle, type: choice, label: Quelle salle ?, source: reference.salles}\n          ", ""
        )
        moved += "\n          - {name: salle, type: choice, label: Quelle salle ?, source: reference.salles}"
        form = with_line("form", "- {name: neuf, type: yes_no, label: Est-il neuf ?}", moved)
        assert ("error", "form.yaml", "« salle » vient plus loin dans le formulaire.") in findings(
            tmp_path, **form
        )

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("- {name: places, label: Places, type: number}", "- {name: prix, label: Prix, type: amount}",
             "deux colonnes s’appellent « prix »."),
            ("references:\n", "references:\n      - {key: salles, title: Encore}\n", "deux tables s’appellent « salles »."),
        ],
    )  # fmt: skip
    def test_names_are_used_once(self, tmp_path, old, new, said):
        tables = with_line("procedure", OPTIONS_DECLARED, HALLS_DECLARED.replace(old, new, 1))
        assert said in [message for _, _, message in findings(tmp_path, **tables)]

    def test_a_translated_label_is_no_stray_translation(self, tmp_path):
        dutch = "- {fr: Le club-house, to: Het clubhuis}"
        house_in_dutch = {"translations__nl": dutch}
        stray = "« Le club-house » n’est plus un texte du paquet."
        languages = HALLS_DECLARED + "\n    languages: [nl]"
        found = findings(tmp_path, **with_line("procedure", OPTIONS_DECLARED, languages), **house_in_dutch)
        assert stray not in [message for _, _, message in found]


def facts(name):
    return [event.payload for event in Event.objects.filter(name=name).order_by("recorded_at", "pk")]


@pytest.mark.django_db
class TestKept:
    @pytest.fixture
    def prime(self, tmp_path):
        empty = hall_package(tmp_path, rows="values: []", tests__simple=HALL_EXAMPLE_STATED)
        return actions.publish_version(actor=HOUSE, path=empty).version

    def prices(self, day=TODAY):
        return {
            value: one.cells["prix"] for value, one in queries.references_on("prime", day)["salles"].items()
        }

    def test_a_row_is_set_from_a_day_on_and_ended(self, prime):
        for record in (row(prix=9000), row("salle", prix=5), row(since=date(2026, 12, 1), prix=9500)):
            actions.set_row(actor=HOUSE, slug="prime", record=record)
        actions.end_row(
            actor=HOUSE, slug="prime", table="salles", value="salle", valid_to=date(2026, 11, 30),
            legal_reference="Vendue",
        )  # fmt: skip
        days = (TODAY, date(2026, 12, 1))
        assert [self.prices(day) for day in days] == [{"club-house": 9000, "salle": 5}, {"club-house": 9500}]
        assert facts("RowSet")[0] == {
            "procedure": "prime", "table": "salles", "value": "club-house", "row": "Club-house",
            "cells": '{"cuisine": false, "places": 40, "prix": 9000}', "valid_from": "2026-01-01",
            "legal_reference": "Conseil",
        }  # fmt: skip
        assert facts("RowEnded") == [
            {"procedure": "prime", "table": "salles", "value": "salle", "valid_to": "2026-11-30", "legal_reference": "Vendue"}
        ]  # fmt: skip

    def test_the_rows_of_the_house_serve_where_a_procedure_has_none(self, prime):
        actions.set_row(actor=HOUSE, slug="", record=row("maison"))
        assert self.prices() == {"maison": 9000}
        actions.set_row(actor=HOUSE, slug="prime", record=row("propre"))
        assert self.prices() == {"propre": 9000}

    def test_the_examples_and_the_form_read_the_same_rows(self, prime):
        """The house serves until the day on which the procedure has a row of its own."""
        actions.set_row(actor=HOUSE, slug="", record=row("maison"))
        actions.set_row(actor=HOUSE, slug="prime", record=row("propre", since=date(2027, 1, 1)))
        from beffroi.procedures.queries.references import held_rows

        for day in (TODAY, date(2026, 12, 31), date(2027, 1, 1)):
            assert held_rows("prime").on(day) == queries.references_on("prime", day)
        days = (date(2026, 12, 31), date(2027, 1, 1))
        assert [list(self.prices(day)) for day in days] == [["maison"], ["propre"]]

    def test_the_checks_of_a_version_see_the_rows_of_the_commune(self, prime):
        to_fill = "la table « salles » est à remplir par la commune."
        assert to_fill in {one.message_fr for one in queries.findings_of(prime.pk)}
        actions.set_row(actor=HOUSE, slug="prime", record=row())
        assert to_fill not in {one.message_fr for one in queries.findings_of(prime.pk)}

    def test_a_row_with_a_later_record_cannot_end_before_it(self, prime):
        for since in (date(2026, 1, 1), date(2027, 1, 1)):
            actions.set_row(actor=HOUSE, slug="prime", record=row(since=since))
        end = {
            "actor": HOUSE,
            "slug": "prime",
            "table": "salles",
            "value": "club-house",
            "legal_reference": "",
        }
        with pytest.raises(actions.RowGoesOn, match="01/01/2027"):
            actions.end_row(**end, valid_to=date(2026, 12, 31))
        actions.end_row(**end, valid_to=date(2027, 1, 31))
        assert self.prices(date(2027, 1, 31)) and not queries.references_on("prime", date(2027, 2, 1))

    def test_a_file_of_the_whole_table_does_not_end_what_goes_on(self, prime):
        for value, since in (("a", date(2026, 1, 1)), ("a", date(2027, 6, 1)), ("b", date(2026, 1, 1))):
            actions.set_row(actor=HOUSE, slug="prime", record=row(value, since=since))
        content = "valeur;libellé;prix;places;cuisine\nb;B;1,00;1;oui\n".encode()
        plan = actions.import_rows(
            actor=HOUSE, slug="prime", content=content, like=row(since=date(2027, 1, 1)), whole=True
        )
        assert [str(one) for one in plan.problems] == [
            "« a » n’est pas dans le fichier et a une suite à partir du 2027-06-01."
        ]

    def test_two_people_on_one_row_the_second_is_told(self, prime):
        actions.set_row(actor=HOUSE, slug="prime", record=row())
        seen = queries.rows_seen("prime", "salles", "club-house")
        actions.set_row(actor=HOUSE, slug="prime", record=row(prix=1), seen=seen)
        with pytest.raises(actions.RowsChanged):
            actions.set_row(actor=HOUSE, slug="prime", record=row(prix=2), seen=seen)
        with pytest.raises(actions.WrongRow):
            actions.set_row(actor=HOUSE, slug="prime", record=row(prix=2), seen=queries.NOTHING_SEEN)
        assert self.prices() == {"club-house": 1}

    def test_a_record_is_corrected_under_its_own_name_only(self, prime):
        waits = actions.set_row(actor=HOUSE, slug="prime", record=row("petite"), waiting=True)
        with pytest.raises(NotFound):
            actions.set_row(actor=HOUSE, slug="prime", record=row("grande"), corrects=waits.pk)
        actions.set_row(actor=HOUSE, slug="prime", record=row("petite", prix=100), corrects=waits.pk)
        assert self.prices()["petite"] == 100

    @pytest.mark.django_db(transaction=True)
    def test_of_several_who_correct_a_row_of_the_house_at_once_one_is_heard(self, prime):
        waits = actions.set_row(actor=HOUSE, slug="", record=row("maison"), waiting=True)
        told = at_once(
            lambda n: actions.set_row(actor=HOUSE, slug="", record=row("maison", prix=n), corrects=waits.pk)
        )
        assert Counter(type(one).__name__ for one in told) == {"ReferenceRow": 1, "RowsChanged": 3}

    def test_what_does_not_fit_is_refused_beside_what_it_is_about(self, prime):
        wrong = row(" x", label=" ", cells={"prix": -1, "cout": 3}, legal_reference="", fictional=False)
        with pytest.raises(actions.WrongRow) as refused:
            actions.set_row(actor=HOUSE, slug="prime", record=wrong)
        assert sorted(refused.value.problems) == [
            "cout", "cuisine", "label", "legal_reference", "places", "prix", "value",
        ]  # fmt: skip
        with pytest.raises(actions.NoSuchRow):
            actions.end_row(
                actor=HOUSE, slug="prime", table="salles", value="x", valid_to=TODAY, legal_reference=""
            )
        for slug, table in (("prime", "halls"), ("inconnue", "salles"), ("", "halls")):
            with pytest.raises(NotFound):
                actions.set_row(actor=HOUSE, slug=slug, record=row(table=table))
        assert not ReferenceRow.objects.exists()

    def test_a_row_that_makes_somebody_pay_names_its_vote(self, prime):
        with pytest.raises(actions.WrongRow) as refused:
            actions.set_row(actor=HOUSE, slug="prime", record=row(fictional=False, voted_on=TODAY))
        assert sorted(refused.value.problems) == ["approved_on", "binds_on", "published_on"]
        actions.set_row(actor=HOUSE, slug="prime", record=row(prix=0, fictional=False))
        assert self.prices() == {"club-house": 0}

    def test_only_managers_set_rows(self, prime):
        with pytest.raises(Forbidden):
            actions.set_row(actor=Actor(), slug="prime", record=row())
        with pytest.raises(Forbidden):
            actions.end_row(
                actor=Actor(), slug="prime", table="salles", value="x", valid_to=TODAY, legal_reference=""
            )

    def test_a_row_can_be_neither_changed_nor_removed(self, prime):
        made = actions.set_row(actor=HOUSE, slug="prime", record=row())
        for change in (lambda: ReferenceRow.objects.filter(pk=made.pk).update(label="x"), made.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_shipped_rows_are_loaded_once_and_never_cover_the_desk(self, tmp_path):
        hall_package(tmp_path)
        assert actions.load_catalogue([tmp_path]).rows == 2
        assert list(self.prices()) == ["Salle des fêtes", "club-house"]
        actions.set_row(actor=HOUSE, slug="prime", record=row(prix=1))
        assert actions.load_catalogue([tmp_path]).rows == 0
        assert self.prices() == {"Salle des fêtes": 25000, "club-house": 1}
        assert facts("RowsLoaded") == [{"procedure": "prime", "table": "salles", "count": 2}]

    def test_all_tables_cost_one_query(self, prime, django_assert_num_queries):
        for count in (1, 3):
            for number in range(count):
                actions.set_row(actor=HOUSE, slug="prime", record=row(f"salle {number}"))
            with django_assert_num_queries(1):
                queries.references_on("prime", TODAY)

    def test_the_form_and_the_examples_are_told_the_rows(self, prime, clock):
        definition = queries.definition(prime.pk)
        actions.set_row(actor=HOUSE, slug="prime", record=row())
        told = queries.FormContext(today=TODAY, level=100)
        assert queries.fee(definition, {"salle": "club-house"}, told).total.cents == 9000
        kept = queries.chosen_rows(definition, {"salle": "club-house"}, told)
        assert list(kept["salles"]) == ["club-house"]
