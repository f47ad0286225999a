"""A page in two tabs, on two devices, before and after it can be read: what its owner is shown."""

from __future__ import annotations

import re

from django.test import Client

from beffroi.cases.models import Case, Draft
from beffroi.cases.tests.factories import contact, residence
from beffroi.people.rules import cast
from tests.support.doors import reads, sign_out, summary

from .test_form import begin, fill

HERSELF = {"pour_qui": "moi", "motif": "banque"}


def seen(page) -> str:
    """What the page says that it shows."""
    return re.search(r'name="seen" value="([0-9a-f]+)"', page.content.decode()).group(1)


def test_the_second_of_two_tabs_is_shown_what_the_first_one_saved(house):
    client = Client()
    page = f"{begin(client)}page/pour_qui/"
    shown = seen(client.get(page))
    client.post(page, {**HERSELF, "seen": shown})

    answer = client.post(page, {**HERSELF, "motif": "pension", "seen": shown})

    assert answer.status_code == 422
    words = reads(answer)
    assert "Cette page a changé entre-temps, dans une autre fenêtre ou sur un autre appareil." in words
    assert "Elle a été enregistrée aujourd’hui à 10 h" in words
    assert re.search(r"Ce qui est enregistré maintenant : .*Banque", words)
    assert re.search(r'value="pension"[^>]*selected', answer.content.decode())
    assert Draft.objects.get().answers == HERSELF

    saved = client.post(page, {**HERSELF, "motif": "pension", "seen": seen(answer)})
    assert (saved.status_code, Draft.objects.get().answers["motif"]) == (302, "pension")


def test_only_what_differs_is_shown_beside(house):
    client = Client()
    page = f"{begin(client)}page/pour_qui/"
    shown = seen(client.get(page))
    client.post(page, {**HERSELF, "seen": shown})
    answer = client.post(page, {**HERSELF, "motif": "pension", "seen": shown})
    (told,) = re.findall(r"<dl.*?</dl>", answer.content.decode(), re.S)
    assert told.count("<dt>") == 1


def test_a_page_that_says_nothing_of_what_it_shows_is_saved(house):
    """Pages that were open before this was asked of them."""
    client = Client()
    page = f"{begin(client)}page/pour_qui/"
    client.post(page, HERSELF)
    assert client.post(page, {**HERSELF, "motif": "pension"}).status_code == 302


def test_what_was_typed_wrong_waits_for_another_device(house):
    client, other = Client(), Client()
    draft = begin(client)
    code = re.search(r'b-code">([^<]+)<', client.get(f"{draft}plus-tard/").content.decode()).group(1)
    client.post(f"{draft}page/pour_qui/", HERSELF)
    client.post(f"{draft}page/coordonnees/", {**contact(cast.INES, courriel="ines@"), "later": "1"})

    back = other.post("/reprendre/", {"code": code}, follow=True)

    assert back.request["PATH_INFO"] == f"{draft}page/coordonnees/"
    assert "Ce que vous aviez tapé est gardé" in reads(back)
    assert 'value="ines@"' in back.content.decode()
    assert 'value="Cardonel"' in back.content.decode()


def test_what_a_lapsed_session_sends_is_compared_with_what_was_saved_since(house):
    client, other = Client(), Client()
    draft = begin(client)
    page = f"{draft}page/pour_qui/"
    code = re.search(r'b-code">([^<]+)<', client.get(f"{draft}plus-tard/").content.decode()).group(1)
    shown = seen(client.get(page))
    sign_out(client)
    client.post(page, {**HERSELF, "motif": "pension", "seen": shown})
    other.post("/reprendre/", {"code": code})
    other.post(page, HERSELF)
    back = client.post("/reprendre/", {"code": code}, follow=True)
    answer = client.post(page, {**HERSELF, "motif": "pension", "seen": seen(back)})
    assert answer.status_code == 422


def test_taking_a_file_out_keeps_what_was_typed_beside_it(house):
    client = Client()
    draft = begin(client)
    client.post(f"{draft}page/pour_qui/", {"pour_qui": "represente", "motif": "pension"})
    typed = {"personne-family_name": "Exemple", "remove_file": "preuve_qualite:pas-un-uuid"}
    back = client.post(f"{draft}page/personne/", typed, follow=True)
    assert 'value="Exemple"' in back.content.decode()


def test_what_was_typed_and_could_not_be_read_is_corrected_before_sending(at_the_portal):
    client = at_the_portal()
    draft = begin(client)
    fill(client, draft, residence())
    client.post(f"{draft}page/remise/", {"mode": "poste", "exemplaires": "beaucoup"})

    checked = client.get(f"{draft}verifier/")
    assert summary(checked) == [
        (
            f"{draft}page/remise/?retour=verifier",
            "Le document : une réponse tapée n’a pas pu être lue. Corrigez-la.",
        )
    ]
    assert "Envoyer ma demande" not in reads(checked)
    revision = str(Draft.objects.get().revision)
    client.post(f"{draft}verifier/", {"revision": revision})
    assert not Case.objects.exists()

    fill(client, draft, {"remise": residence()["remise"]})
    assert "Envoyer ma demande" in reads(client.get(f"{draft}verifier/"))
