"""A request from its first page to its receipt, page by page, without a browser."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beffroi.cases.models import Case, Draft
from beffroi.cases.tests.factories import residence, work
from beffroi.people.rules import cast
from tests.support.doors import reads, sign_out, summary

SLUG = "certificat-de-residence"


def begin(client: Client, slug: str = SLUG) -> str:
    """Begin a request; the address of its draft."""
    first = client.post(f"/demarches/{slug}/commencer/", follow=True)
    return re.match(r"/demande/[^/]+/", first.request["PATH_INFO"]).group()


def fill(client: Client, draft: str, pages) -> None:
    """Send each page; none is refused."""
    for name, values in pages.items():
        answer = client.post(f"{draft}page/{name}/", values)
        assert answer.status_code == 302, reads(answer)


def send(client: Client, draft: str):
    """Press "Envoyer ma demande" on the page of verification."""
    page = client.get(f"{draft}verifier/")
    revision = re.search(r'name="revision" value="(\d+)"', page.content.decode()).group(1)
    return client.post(f"{draft}verifier/", {"revision": revision}, follow=True)


def test_each_page_is_kept_and_the_next_one_comes(house):
    client = Client()
    draft = begin(client)
    answer = client.post(f"{draft}page/pour_qui/", {"pour_qui": "moi", "motif": "pension"})
    assert answer["Location"] == f"{draft}page/coordonnees/"
    assert Draft.objects.get().answers == {"pour_qui": "moi", "motif": "pension"}
    assert client.get(draft)["Location"] == f"{draft}page/coordonnees/"


def test_a_missing_answer_is_said_in_a_summary_that_leads_to_it(house):
    client = Client()
    draft = begin(client)
    answer = client.post(f"{draft}page/pour_qui/", {"motif": "pension"})
    assert answer.status_code == 422
    ((link, _words),) = summary(answer)
    assert f'id="{link[1:]}"' in answer.content.decode()
    assert "<title>Erreur" in re.sub(r"\s+", "", answer.content.decode())[:2000] or "Erreur :" in reads(
        answer
    )
    assert re.search(r'value="pension"[^>]*selected', answer.content.decode())


def test_who_is_not_entitled_reads_why_and_where_to_go(house):
    client = Client()
    draft = begin(client)
    there = client.post(f"{draft}page/pour_qui/", {"pour_qui": "autre", "motif": "banque"}, follow=True)
    assert "Nous ne pouvons pas donner ce document à une autre personne" in reads(there)
    assert "mondossier.rrn.fgov.be" in there.content.decode()
    assert client.get(f"{draft}verifier/", follow=True).request["PATH_INFO"] == f"{draft}page/sans_droit/"
    assert client.post(f"{draft}verifier/", {"revision": "1"}).status_code in (302, 422)
    assert not Case.objects.exists()


def test_the_fee_is_told_line_by_line_before_sending(at_the_portal):
    client = at_the_portal()
    draft = begin(client)
    fill(client, draft, residence(motive="banque"))
    words = reads(client.get(f"{draft}verifier/"))
    assert ("Ce que cela coûte" in words, "Total à payer" in words, "€" in words) == (True, True, True)


def test_the_check_page_tells_what_came_from_the_register(at_the_portal):
    client = at_the_portal()
    draft = begin(client)
    fill(client, draft, residence())
    checked = reads(client.get(f"{draft}verifier/"))
    assert checked.count("Repris du registre de la population") == 3
    send(client, draft)
    shown = reads(client.get(f"/mon-espace/dossiers/{Case.objects.get().pk}/"))
    assert shown.count("Repris du registre de la population") == 3


def test_what_is_free_says_so(at_the_portal):
    client = at_the_portal()
    draft = begin(client)
    fill(client, draft, residence())
    assert "Gratuit pour cet usage" in reads(client.get(f"{draft}verifier/"))


def test_the_receipt_gives_number_and_code_and_so_does_the_mail(at_the_portal, mails):
    client = at_the_portal()
    draft = begin(client)
    fill(client, draft, residence())
    receipt = send(client, draft)
    case = Case.objects.get()
    code = re.search(r'b-code">([^<]+)<', receipt.content.decode()).group(1)
    assert (receipt.request["PATH_INFO"], case.number in reads(receipt)) == (f"{draft}recu/", True)
    work()
    said = " ".join(mail.get_body().get_content() for mail in mails.mails)
    assert (case.number in said, code in said) == (True, True)
    assert client.get(draft)["Location"] == f"{draft}recu/"
    again = client.post(f"{draft}verifier/", {"revision": "1"}, follow=True)
    assert again.request["PATH_INFO"] == f"{draft}recu/"
    assert Case.objects.count() == 1


@pytest.mark.parametrize("revision", ["", "0", "999", "²", "9" * 5000, "\x00"])
def test_what_was_not_read_is_not_sent(at_the_portal, revision):
    client = at_the_portal()
    draft = begin(client)
    fill(client, draft, residence())
    answer = client.post(f"{draft}verifier/", {"revision": revision}, follow=True)
    assert "Vos réponses ont changé dans une autre fenêtre." in reads(answer)
    assert not Case.objects.exists()


def test_without_an_account_one_signs_in_and_loses_nothing(house):
    client = Client()
    draft = begin(client)
    fill(client, draft, residence(cast.INES, mode="guichet"))
    assert "dites-nous qui vous êtes" in reads(client.get(f"{draft}verifier/"))
    answer = client.post(f"{draft}verifier/", {"revision": str(Draft.objects.get().revision)})
    assert answer["Location"].startswith("/compte/")
    assert f"{draft}verifier/" in answer["Location"].replace("%2F", "/")


def test_what_a_lapsed_session_sends_waits_for_the_code(house):
    client = Client()
    draft = begin(client)
    code = re.search(r'b-code">([^<]+)<', client.get(f"{draft}plus-tard/").content.decode()).group(1)
    sign_out(client)
    lost = client.post(f"{draft}page/pour_qui/", {"pour_qui": "moi", "motif": "mutuelle"})
    assert lost["Location"].startswith("/reprendre/?demande=")
    back = client.post("/reprendre/", {"code": code.lower().replace("-", " ")}, follow=True)
    assert "Ce que vous aviez tapé est gardé" in reads(back)
    assert re.search(r'value="mutuelle"[^>]*selected', back.content.decode())


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC", "\x00", "é" * 5000, "7K2M"])
def test_a_code_that_finds_nothing(house, code):
    for address in ("/reprendre/", "/suivi/"):
        answer = Client().post(address, {"code": code})
        assert (answer.status_code, "Nous ne trouvons pas" in reads(answer)) == (422, True)


@pytest.mark.parametrize("address", ["/reprendre/", "/suivi/"])
def test_tries_are_counted(house, address):
    client = Client()
    words = [reads(client.post(address, {"code": "AAAA-BBBB-CCCC"})) for _ in range(11)]
    assert "Trop d’essais." in words[-1]


def test_a_stranger_opens_nothing_of_a_draft(house):
    mine, stranger = Client(), Client()
    draft = begin(mine)
    for rest in ("", "page/pour_qui/", "verifier/", "plus-tard/"):
        assert stranger.get(f"{draft}{rest}").status_code == 302
    assert stranger.get(f"{draft}recu/").status_code == 404
    assert stranger.post(f"{draft}supprimer/").status_code == 404
    assert Draft.objects.count() == 1


def test_dropping_a_draft_drops_it(house):
    client = Client()
    draft = begin(client)
    assert "Le brouillon est supprimé." in reads(client.post(f"{draft}supprimer/", follow=True))
    assert not Draft.objects.exists()


def test_what_is_filled_in_so_far_can_be_printed(house):
    client = Client()
    draft = begin(client)
    client.post(f"{draft}page/pour_qui/", {"pour_qui": "moi", "motif": "banque"})
    assert f'href="{draft}formulaire.pdf"' in client.get(f"{draft}plus-tard/").content.decode()
    printed = client.get(f"{draft}formulaire.pdf")
    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert "no-store" in printed["Cache-Control"]
    elsewhere = Client().get(f"{draft}formulaire.pdf")
    assert (elsewhere.status_code, elsewhere["Location"].startswith("/reprendre/")) == (302, True)


#: What no form of ours sends.
NASTY = [
    {},
    {"pour_qui": "\x00", "motif": "\x00"},
    {"pour_qui": ["moi", "autre"], "motif": "x" * 100_000},
    {"pour_qui": "moi\x00", "motif": "pen\x00sion", "inconnu": "1"},
    {
        "demandeur-birth_date-day": "9" * 4000,
        "demandeur-birth_date-month": "²",
        "demandeur-birth_date-year": "-1",
    },
    {"numero_national": "\x00" * 11, "adresse-postcode": "٣" * 40, "courriel": "@" * 4000},
    {"remove_file": "preuve:pas-un-uuid"},
    {"remove_file": f"preuve:{uuid4()}"},
    {"pour_qui": SimpleUploadedFile("x.pdf", b"%PDF")},
    {"later": "1", "motif": "\ufffe"},
]


@pytest.mark.parametrize("sent", NASTY)
@pytest.mark.parametrize("page", ["pour_qui", "coordonnees", "remise", "inconnue", "sans_droit"])
def test_no_page_breaks_on_what_is_sent(house, page, sent):
    client = Client()
    draft = begin(client)
    answer = client.post(f"{draft}page/{page}/", sent, follow=True)
    assert answer.status_code in (200, 422)
    assert client.get(draft, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 422),
        (b"\xff\x00", "multipart/form-data", 400),
        (b"pour_qui=moi&motif=%ff%fe%00", "application/x-www-form-urlencoded", 422),
        (b"a=1&" * 2100, "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * (3 * 1024 * 1024), "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_page(house, body, kind, status):
    client = Client()
    draft = begin(client)
    answer = client.post(f"{draft}page/pour_qui/", body, content_type=kind)
    assert (answer.status_code, answer.content.decode().count("<h1")) == (status, 1)


def test_a_very_long_name_fits(at_the_portal):
    client = at_the_portal(cast.INES.email, level=100, method="email")
    draft = begin(client)
    long = {"demandeur-given_names": "A" * 120, "demandeur-family_name": "B" * 120}
    pages = residence(cast.INES, mode="guichet")
    fill(client, draft, {**pages, "coordonnees": {**pages["coordonnees"], **long}})
    send(client, draft)
    assert len(Case.objects.get().applicant_name) == 200
