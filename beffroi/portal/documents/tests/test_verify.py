"""Anyone verifies a document, by its code or by the file."""

from __future__ import annotations

import re

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beffroi.cases import actions
from beffroi.cases.tests.factories import move, opened, taken
from beffroi.documents.queries import open_file
from beffroi.people.rules import cast
from tests.support.doors import reads, refused

PAGE = "/verifier/"


@pytest.fixture
def case(citizen, clerk):
    return move(taken(opened(citizen), clerk), clerk, "produire")


@pytest.fixture
def content(case) -> bytes:
    return open_file(case.documents.get().document.file_id)


def drop(content: bytes):
    return Client().post(PAGE, {"file": SimpleUploadedFile("document.pdf", content)})


def test_the_file_is_genuine_and_nobody_is_named(content):
    words = reads(drop(content))
    assert "Ce document est authentique" in words
    assert cast.ELISE.family_name not in words


def test_the_code_of_the_qr_is_genuine(content, tmp_path):
    (tmp_path / "d.pdf").write_bytes(content)
    with pikepdf.open(tmp_path / "d.pdf") as document:
        links = [
            str(a.A.URI) for p in document.pages for a in p.get("/Annots", []) if "/A" in a and "/URI" in a.A
        ]
    code = next(re.search(r"code=([^&]+)", link).group(1) for link in links if PAGE in link)
    for asked in (Client().get(PAGE, {"code": code}), Client().post(PAGE, {"code": code.lower()})):
        assert "Ce document est authentique" in reads(asked)
        assert "vérifiez aussi le fichier" in reads(asked)


def test_one_byte_makes_it_altered(content):
    changed = bytearray(content)
    changed[content.index(b"endstream") - 20] ^= 1
    assert "Ce fichier a été modifié" in reads(drop(bytes(changed)))


def test_a_revoked_document_is_no_longer_valid(case, content, head):
    actions.revoke_document(actor=head, case_id=case.pk, paper_id=case.documents.get().pk, reason="Erreur.")
    assert "Ce document n’est plus valable" in reads(drop(content))


@pytest.mark.parametrize("content", [b"rien", b"%PDF-1.4", b"\x00" * 1000])
def test_another_file_is_unknown(house, content):
    assert "Nous ne connaissons pas ce document" in reads(drop(content))


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "x" * 5000, "<b>", "é"])
def test_another_code_is_unknown(house, code):
    assert "Nous ne connaissons pas ce document" in reads(Client().post(PAGE, {"code": code}))


@pytest.mark.parametrize("sent", [{}, {"code": " "}, {"code": "\x00"}, {"file": ""}])
def test_nothing_to_verify_is_said_beside_the_code(house, sent):
    refused(Client().post(PAGE, sent), "Tapez le code du document, ou choisissez le fichier.", "id_code")


def test_a_file_too_large_is_said_beside_the_file(house, monkeypatch):
    monkeypatch.setattr("beffroi.portal.documents.views._MOST_BYTES", 10)
    refused(drop(b"x" * 11), "Ce fichier est trop grand pour être un document de la commune.", "id_file")


def test_who_asks_too_often_waits(house):
    client = Client()
    words = [reads(client.post(PAGE, {"code": "AAAA-BBBB-CCCC"})) for _ in range(21)]
    assert ("Trop d’essais." in words[19], "Trop d’essais." in words[20]) == (False, True)
