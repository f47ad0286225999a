"""The reference tables at the desk: read, changed from a day on, ended, imported after a look."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.lib.acting import HOUSE
from beffroi.procedures import actions, queries
from beffroi.procedures.tests.factories import HALL_EXAMPLE_STATED, hall_package
from tests.support.doors import reads as plain
from tests.support.doors import summary

HERE = "/bureau/demarches/prime/"
TABLE = f"{HERE}tables/salles/"
HOUSE_TABLE = "/bureau/demarches/_maison/tables/salles/"
_VOTE = {"voted_on": (1, 9), "approved_on": (1, 10), "published_on": (8, 10), "binds_on": (13, 10)}


@pytest.fixture
def helene(at_the_desk, tmp_path):
    actions.publish_version(actor=HOUSE, path=hall_package(tmp_path))
    return at_the_desk("gestion@demo.example")


def reads(page):
    return plain(page).replace("\u00a0", " ").replace("\u202f", " ")


def day(name, number, month, year):
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}


def decided(**changed):
    days = {
        **{name: (number, month, 2026) for name, (number, month) in _VOTE.items()},
        "valid_from": (1, 1, 2027),
    }
    typed = {"legal_reference": "Conseil du 1er septembre 2026"}
    for name, one in {**days, **changed}.items():
        typed |= day(name, *one)
    return typed


def hall(**changed):
    cells = {"cell_prix": "95", "cell_places": "40", "cell_cuisine": "non", "cell_acces": ""}
    return {"value": "club-house", "label": "Le club-house", **cells, **decided(), **changed}


def rows(on):
    return {value: one.cells["prix"] for value, one in queries.references_on("prime", on)["salles"].items()}


def sheet(lines):
    return SimpleUploadedFile("salles.csv", f"valeur;libellé;prix;places;cuisine;acces\n{lines}".encode())


def hidden(page):
    html = page.content.decode()
    form = html[html.index('<form method="post" enctype') :]
    return {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    }


def test_only_managers_see_tables(helene, at_the_desk):
    clerk = at_the_desk("agent@demo.example")
    urls = [f"{HERE}tables/", *(f"{TABLE}{end}" for end in ("", "ligne/", "fin/", "importer/", "lignes.csv"))]
    assert {clerk.get(url).status_code for url in urls} == {404}
    assert {helene.get(f"{HERE}tables/{name}/").status_code for name in ("rien", "Salles")} == {404}
    assert helene.get("/bureau/demarches/_maison/tables/").status_code == 404


def test_the_tables_of_a_procedure_are_found_from_it(helene):
    assert f'href="{HERE}tables/"' in helene.get(HERE).content.decode()
    assert "Les salles 2" in reads(helene.get(f"{HERE}tables/"))
    words = reads(helene.get(TABLE))
    assert (
        "La salle des fêtes Salle des fêtes 250,00 € 120 Oui Rue Haute à partir du 1er janvier 2026 en vigueur fictif"
        in words
    )


def test_a_row_is_changed_from_a_day_on(helene):
    url = f"{TABLE}ligne/?valeur=club-house"
    page = helene.get(url).content.decode()
    assert all(f'value="{typed}"' in page for typed in ("Le club-house", "90,00", "40"))
    answer = helene.post(url, hall(), follow=True)
    assert "La ligne est fixée." in reads(answer)
    assert "95,00 € 40 Non à partir du 1er janvier 2027 à venir" in reads(answer)
    days = (date(2026, 12, 31), date(2027, 1, 1))
    assert [rows(on)["club-house"] for on in days] == [9000, 9500]
    assert [list(rows(on)) for on in days] == [["Salle des fêtes", "club-house"]] * 2


def test_two_managers_on_one_row_the_second_is_told_and_loses_nothing(helene, at_the_desk):
    url = f"{TABLE}ligne/?valeur=club-house"
    seen = re.search(r'name="seen" value="([^"]*)"', helene.get(url).content.decode())[1]
    at_the_desk("admin@demo.example").post(url, hall(cell_prix="97", seen=seen))
    answer = helene.post(url, hall(label="Le club", seen=seen))
    words = reads(answer)
    assert answer.status_code == 422 and 'value="Le club"' in answer.content.decode()
    assert "Quelqu’un a changé ceci entre-temps." in words and "97,00 €" in words
    seen = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())[1]
    assert helene.post(url, hall(label="Le club", seen=seen)).status_code == 302


@pytest.mark.parametrize("seen", ["", "n’importe quoi"])
def test_a_new_row_under_a_value_that_is_taken_is_refused_whatever_was_seen(helene, seen):
    answer = helene.post(f"{TABLE}ligne/", hall(seen=seen))
    assert answer.status_code == 422
    assert "Une ligne a déjà cette valeur" in reads(answer)


def test_a_file_that_was_looked_at_before_the_table_changed_is_shown_again(helene):
    shown = helene.post(f"{TABLE}importer/", {**decided(), "file": sheet("cure;La cure;80,50;30;non;\n")})
    helene.post(f"{TABLE}ligne/", hall(value="cure", label="La cure"))
    answer = helene.post(f"{TABLE}importer/", hidden(shown))
    assert (answer.status_code, "Lignes changées La cure" in reads(answer)) == (422, True)
    assert helene.post(f"{TABLE}importer/", hidden(answer)).status_code == 302
    assert rows(date(2027, 1, 1))["cure"] == 8050


def test_a_row_is_added_last(helene):
    answer = helene.post(f"{TABLE}ligne/", hall(value="cure", label="La cure"), follow=True)
    assert "La cure cure 95,00 €" in reads(answer)
    assert list(rows(date(2027, 1, 1))) == ["Salle des fêtes", "club-house", "cure"]


@pytest.mark.parametrize(
    ("wrong", "box"),
    [
        ({"value": ""}, "value"),
        ({"value": "x" * 121}, "value"),
        ({"label": " "}, "label"),
        ({"cell_prix": "beaucoup"}, "cell_prix"),
        ({"cell_prix": ""}, "cell_prix"),
        ({"cell_places": "1,5"}, "cell_places"),
        ({"cell_cuisine": ""}, "cell_cuisine"),
        ({"legal_reference": ""}, "legal_reference"),
        ({"valid_from-day": "32"}, "valid_from"),
        ({"valid_from-year": ""}, "valid_from"),
        (day("voted_on", "", "", ""), "voted_on"),
        (day("binds_on", 2, 1, 2027), "valid_from"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(helene, wrong, box):
    answer = helene.post(f"{TABLE}ligne/", hall(value="cure", cell_acces="Par la cour") | wrong)
    html = answer.content.decode()
    assert (answer.status_code, f'href="#id_{box}"' in html, f'id="id_{box}"' in html) == (422, True, True)
    assert "Par la cour" in html
    assert "cure" not in rows(date(2027, 1, 1))


def test_a_row_has_its_last_day(helene):
    url = f"{TABLE}fin/?valeur=Salle%20des%20f%C3%AAtes"
    assert "La salle des fêtes" in reads(helene.get(url))
    answer = helene.post(url, {**day("valid_to", 31, 12, 2026), "legal_reference": "Vendue"}, follow=True)
    assert "jusqu’au 31 décembre" in reads(answer)
    assert [list(rows(on)) for on in (date(2026, 12, 31), date(2027, 1, 1))] == [
        ["Salle des fêtes", "club-house"], ["club-house"],
    ]  # fmt: skip
    answer = helene.post(url, day("valid_to", 31, 12, 2025))
    assert (answer.status_code, "La table n’a pas cette ligne ce jour-là." in reads(answer)) == (422, True)
    assert helene.get(f"{TABLE}fin/?valeur=rien").status_code == 404


def test_a_file_is_looked_at_then_imported(helene):
    content = "cure;La cure;80,50;30;non;\nclub-house;Le club-house;90;40;non;\n"
    typed = {**decided(), "whole": "on"}
    shown = helene.post(f"{TABLE}importer/", {**typed, "file": sheet(content)})
    words = reads(shown)
    assert (
        "Lignes nouvelles La cure Prix : 80,50 €, Places : 30, Cuisine : Non Lignes qui finissent La salle des fêtes"
        in words
    )
    assert "Ceci compte à partir du 1er janvier 2027. 1 ligne ne change pas." in words
    assert list(rows(date(2027, 1, 1))) == ["Salle des fêtes", "club-house"]
    answer = helene.post(f"{TABLE}importer/", hidden(shown), follow=True)
    assert "Le fichier est importé." in reads(answer)
    assert rows(date(2027, 1, 1)) == {"club-house": 9000, "cure": 8050}
    out = helene.get(f"{TABLE}lignes.csv")
    assert out["Content-Disposition"] == 'attachment; filename="salles.csv"'
    assert "club-house;Le club-house;90,00;40;non;" in out.content.decode("utf-8-sig").splitlines()


def test_what_a_file_changes_is_shown_before_and_after(helene):
    lines = (
        "club-house;Le club;95;40;non;Rue Basse\nSalle des fêtes;La salle des fêtes;250;120;oui;Rue Haute\n"
    )
    words = reads(helene.post(f"{TABLE}importer/", {**decided(), "file": sheet(lines)}))
    assert (
        "Le club Libellé : Le club-house → Le club, Prix : 90,00 € → 95,00 €, Accès : – → Rue Basse" in words
    )
    same = "club-house;Le club-house;90;40;non;\n"
    words = reads(helene.post(f"{TABLE}importer/", {**decided(), "file": sheet(same)}))
    assert "Le fichier dit la même chose que la table : rien ne change." in words


def test_a_wrong_file_is_refused_with_its_lines(helene):
    answer = helene.post(f"{TABLE}importer/", {**decided(), "file": sheet("a;A;cher;1;oui;\n")})
    assert answer.status_code == 422
    assert "Ligne 2 : prix : Indiquez un montant en euros, par exemple 12,50." in reads(answer)
    assert 'href="#id_file"' in answer.content.decode()
    answer = helene.post(f"{TABLE}importer/", {**decided(), "content": "valeur\n"})
    assert (answer.status_code, 'id="id_file"' in answer.content.decode()) == (422, True)
    answer = helene.post(f"{TABLE}importer/", decided())
    assert "Choisissez un fichier CSV." in reads(answer)


def test_the_table_of_the_house_serves_who_has_none(at_the_desk, tmp_path):
    empty = hall_package(tmp_path, rows="values: []", tests__simple=HALL_EXAMPLE_STATED)
    actions.publish_version(actor=HOUSE, path=empty)
    helene = at_the_desk("gestion@demo.example")
    assert "à remplir" in reads(helene.get(f"{HERE}tables/"))
    assert "Cette table est vide" in reads(helene.get(TABLE))
    answer = helene.post(f"{HOUSE_TABLE}ligne/", hall() | day("valid_from", 1, 11, 2026), follow=True)
    assert "Pour toute la maison" in reads(answer)
    assert "Cette démarche lit 1 ligne de toute la maison." in reads(helene.get(TABLE))
    assert "celles de toute la maison" in reads(helene.get(f"{HERE}tables/"))


def test_a_long_table_is_looked_through_by_a_word(helene):
    lines = "".join(f"p{number};Pays {number};0;1;non;\n" for number in range(210))
    since = decided(valid_from=(13, 10, 2026))
    page = helene.post(f"{TABLE}importer/", {**since, "file": sheet(lines)})
    helene.post(f"{TABLE}importer/", hidden(page))
    words = reads(helene.get(TABLE))
    assert ("12 autres lignes ne sont pas montrées" in words, "Pays 209" in words) == (True, False)
    assert "Pays 209" in reads(helene.get(f"{TABLE}?q=PAYS+209"))
    assert "Aucune ligne ne contient ce mot." in reads(helene.get(f"{TABLE}?q=lune"))


def test_a_row_that_awaits_the_tutelle_is_kept_completed_and_taken_back(helene):
    url = f"{TABLE}ligne/?valeur=club-house"
    typed = hall(**{f"{name}-{part}": "" for name in ("approved_on", "published_on", "binds_on")
                    for part in ("day", "month", "year")})  # fmt: skip
    answer = helene.post(url, typed)
    needed = "Indiquez ce jour : quelqu’un paiera par cette décision."
    assert sorted(summary(answer)) == [
        (f"#id_{name}", needed) for name in ("approved_on", "binds_on", "published_on")
    ]
    answer = helene.post(url, {**typed, "waiting": "1"}, follow=True)
    words = reads(answer)
    assert "En attente de la tutelle" in words and "Prix : 95,00 €" in words
    assert rows(date(2027, 1, 1))["club-house"] == 9000
    correct = re.search(r'href="([^"]*corriger=[^"]*)"', answer.content.decode())[1]
    assert 'value="95,00"' in helene.get(correct).content.decode()
    answer = helene.post(correct, hall(), follow=True)
    assert rows(date(2027, 1, 1))["club-house"] == 9500
    back = re.search(r'href="([^"]*retirer/[^"]*)"', answer.content.decode())[1]
    assert "Retirer cette ligne ?" in reads(helene.get(back))
    assert "La ligne est retirée" in reads(helene.post(back, follow=True))
    assert rows(date(2027, 1, 1))["club-house"] == 9000
    assert helene.get(back).status_code == 404


def test_a_row_that_a_colleague_completed_or_took_back_first_is_told_on_the_table(helene):
    typed = {**hall(), "waiting": "1"}
    page = helene.post(f"{TABLE}ligne/?valeur=club-house", typed, follow=True).content.decode()
    correct, back = (re.search(rf'href="([^"]*{end}[^"]*)"', page)[1] for end in ("corriger=", "retirer/"))
    helene.post(correct, hall())
    for url, sent in ((correct, hall(cell_prix="97")), (back, {})):
        answer = helene.post(url, sent, follow=True)
        assert answer.redirect_chain == [(TABLE, 302)]
        assert "Quelqu’un a changé ceci entre-temps." in reads(answer)
    assert rows(date(2027, 1, 1))["club-house"] == 9500
