"""A repeated block on paper-plain pages: lines are added and taken out by buttons, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from beffroi.cases.models import Case, Draft
from beffroi.lib.acting import HOUSE
from beffroi.procedures.actions import publish_version
from beffroi.procedures.tests.blocks import ALIX, KEPT, SACHA, lines, with_block
from beffroi.procedures.tests.factories import with_line, write_package
from tests.support.doors import reads, summary

from .test_form import begin, send


@pytest.fixture
def prime(house, tmp_path):
    """The small package with a block of children, published."""
    population = with_line("procedure", "department: mobilite", "department: population")
    publish_version(actor=HOUSE, path=write_package(tmp_path / "prime", **with_block(**population)))


@pytest.fixture
def visitor(prime):
    return Client()


@pytest.fixture
def page(visitor):
    """The address of the page with the block."""
    draft = begin(visitor, "prime")
    assert visitor.post(f"{draft}page/velo/", {"neuf": "yes", "prix": "100"}).status_code == 302
    return f"{draft}page/contact/"


def numbers(answer):
    """The numbers of the lines on the screen."""
    return re.findall(r'type="hidden" name="enfants" value="(\d+)"', answer.content.decode())


def values(answer, name):
    return re.findall(rf'name="{name}"[^>]* value="([^"]*)"', answer.content.decode())


def test_a_line_is_added_and_nothing_typed_is_lost_not_even_what_is_wrong(visitor, page):
    raw = lines(("0", {**ALIX, "born": "2018-02-31"})) | {"courriel": ["pas une adresse"]}
    answer = visitor.post(page, {**raw, "add_row": "enfants"})
    assert (answer.status_code, answer["Location"]) == (302, f"{page}#id_enfants-1")
    shown = visitor.get(page)
    assert numbers(shown) == ["0", "1"]
    assert 'id="id_enfants-1" tabindex="-1"' in shown.content.decode()
    assert [values(shown, f"enfants-{n}-prenom") for n in (0, 1)] == [["Alix"], []]
    assert values(shown, "enfants-0-naissance-day") == ["31"]
    assert values(shown, "courriel") == ["pas une adresse"]
    assert (summary(shown), "Ce que vous aviez tapé est gardé" in reads(shown)) == ([], False)
    assert Draft.objects.get().answers["enfants"] == [{"prenom": "Alix"}]


def test_a_line_is_taken_out(visitor, page):
    raw = lines(("0", ALIX), ("1", SACHA))
    answer = visitor.post(page, {**raw, "remove_row": "enfants:0"})
    assert answer["Location"] == f"{page}#id_enfants"
    shown = visitor.get(page)
    assert (numbers(shown), values(shown, "enfants-1-prenom")) == (["1"], ["Sacha"])
    assert "Retirer" not in reads(shown)  # one line is wanted
    assert Draft.objects.get().answers["enfants"] == KEPT[1:]


def test_buttons_pressed_by_a_program_do_no_harm(visitor, page):
    for sent in (
        {"add_row": "x\r\nSet-Cookie: a=b"},
        {"remove_row": "enfants"},
        {"remove_row": ":"},
        {"add_row": ""},
    ):
        answer = visitor.post(page, sent)
        assert (answer.status_code, answer.has_header("Set-Cookie")) == (302, False)
    assert visitor.get(page).status_code == 200


def test_an_error_stands_beside_its_question_and_the_summary_leads_to_it(visitor, page):
    answer = visitor.post(page, lines(("0", ALIX), ("3", {**SACHA, "name": ""}), ("4", {"name": "Noé"})))
    assert answer.status_code == 422
    assert summary(answer) == [
        ("#id_enfants-3-prenom", "Écrivez une réponse."),
        ("#id_enfants-4-naissance", "Indiquez une date, par exemple 27 3 1987."),
    ]
    html = answer.content.decode()
    for control in ("id_enfants-3-prenom", "id_enfants-4-naissance"):
        assert f'id="{control}"' in html
        assert f'id="{control}-error"' in html


def test_the_same_message_twice_names_the_line(visitor, page):
    answer = visitor.post(page, lines(("0", {**ALIX, "name": ""}), ("1", {**SACHA, "name": ""})))
    assert [words for _, words in summary(answer)] == [
        "Enfant 1, Prénom : Écrivez une réponse.",
        "Enfant 2, Prénom : Écrivez une réponse.",
    ]


def test_lines_are_told_when_checking_at_the_commune_and_in_ones_own_space(prime, at_the_portal, at_the_desk):
    client = at_the_portal()
    draft = begin(client, "prime")
    client.post(f"{draft}page/velo/", {"neuf": "yes", "prix": "100"})
    client.post(f"{draft}page/contact/", lines(("0", ALIX), ("1", SACHA)))
    told = "Enfant 1 Prénom : Alix Né ou née le : 4 mai 2018 Va-t-il à l’école ? Oui"
    check = client.get(f"{draft}verifier/")
    assert told in reads(check)
    assert f'href="{draft}page/contact/?retour=verifier#id_enfants-1"' in check.content.decode()
    assert send(client, draft).status_code == 200
    case = Case.objects.get()
    assert case.answers["enfants"] == KEPT
    assert told in reads(client.get(f"/mon-espace/dossiers/{case.pk}/"))
    assert told in reads(at_the_desk().get(f"/bureau/dossiers/{case.pk}/"))


def test_a_draft_tells_what_a_line_still_lacks(prime, at_the_portal):
    client = at_the_portal()
    draft = begin(client, "prime")
    client.post(f"{draft}page/velo/", {"neuf": "yes", "prix": "100"})
    client.post(f"{draft}page/contact/", lines(("0", ALIX), ("1", {"name": "Sacha"})))
    check = client.get(f"{draft}verifier/")
    assert summary(check) == [
        (
            f"{draft}page/contact/?retour=verifier#id_enfants-1-naissance",
            "Indiquez une date, par exemple 27 3 1987.",
        )
    ]
