"""Anyone may ask whether a document is genuine, and learns nothing about a person."""

from __future__ import annotations

import io
from dataclasses import asdict
from uuid import uuid4

import pikepdf
import pytest

from beffroi.documents import actions, queries
from beffroi.documents.connectors import seal
from beffroi.documents.models import Document
from beffroi.documents.queries.verification import UNKNOWN
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Throttled

from . import factories


def resaved(content: bytes, change=None) -> bytes:
    """The same document, written again by another program."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if change:
            change(pdf)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def without_metadata(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Metadata
    del pdf.docinfo["/Keywords"]


def without_seal(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm
    del pdf.pages[0].Annots


def test_the_code_on_the_page_says_genuine(certificate, content):
    found = queries.verify_code(factories.code_on(content))
    assert asdict(found) == {
        "status": "genuine",
        "title": "Composition de ménage",
        "kind": "composition-de-menage",
        "issuer": "Commune de Valbois",
        "origin": "own",
        "sealed_at": certificate.sealed_at,
        "revoked_at": None,
    }


def test_the_code_is_read_as_people_type_it(certificate, content):
    typed = factories.code_on(content).replace("-", " ").lower().replace("0", "o").replace("1", "l")
    assert queries.verify_code(typed).status == "genuine"


@pytest.mark.parametrize("code", ["", "ABCD-EFGH-JKMN", "x", "é" * 12, "0" * 5000])
def test_another_code_is_unknown(certificate, code: str):
    assert queries.verify_code(code) == UNKNOWN


def test_the_file_itself_says_genuine(certificate, content):
    assert queries.verify_bytes(content).status == "genuine"


def test_a_revoked_document_is_said_to_be_revoked(certificate, content, clock):
    actions.revoke_document(actor=HOUSE, document_id=certificate.pk, reason="Erreur de nom")
    by_code, by_file = queries.verify_code(factories.code_on(content)), queries.verify_bytes(content)
    assert by_code == by_file
    assert (by_code.status, by_code.revoked_at) == ("revoked", clock.now())
    assert "Erreur de nom" not in str(by_code)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content + b"\n",
        lambda content: content[:-1],
        lambda content: content.replace(b"/Tabs", b"/Taps", 1),
        resaved,
        lambda content: resaved(content, without_metadata),
        lambda content: resaved(content, without_seal),
        lambda content: content[:40] + bytes(200) + content[240:],
    ],
    ids=["added to", "cut", "one byte", "saved again", "metadata removed", "seal removed", "holed"],
)
def test_a_changed_file_is_said_to_be_altered(certificate, content, change):
    assert queries.verify_bytes(change(content)).status == "altered"


def test_an_altered_file_is_described_as_it_was_issued(certificate, content):
    found = queries.verify_bytes(resaved(content))
    assert (found.status, found.title, found.sealed_at) == (
        "altered",
        certificate.title,
        certificate.sealed_at,
    )


def test_our_broken_seal_alone_betrays_an_alteration(certificate, content):
    Document.objects.all().delete()
    added = content + b"\n% added after the seal\n"
    assert queries.verify_bytes(added) == queries.Verification("altered")


def test_our_seal_on_a_document_that_was_never_issued_is_not_genuine(certificate, content):
    Document.objects.all().delete()
    assert queries.verify_bytes(content) == UNKNOWN


def test_the_broken_seal_of_a_former_certificate_is_recognised(certificate, content, settings, tmp_path):
    settings.SEAL_DIR = tmp_path / "renewed"
    stripped = resaved(content, without_metadata)
    assert queries.verify_bytes(stripped).status == "altered"


def test_a_document_that_borrows_our_mark_without_an_issue_is_unknown(commune, clock):
    stranger = factories.pdf(change=lambda pdf: pdf.docinfo.__setitem__("/Keywords", f"beffroi:{uuid4()}"))
    assert queries.verify_bytes(stranger) == UNKNOWN


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"bonjour",
        b"%PDF-1.7",
        b"%PDF-1.7\n" + b"[" * 200_000,
        factories.pdf(),
        factories.pdf()[:-200],
        factories.picture(),
        factories.encrypted_pdf("secret", "secret"),
        b"%PDF-" + bytes(26 * 1024 * 1024),
    ],
    ids=["empty", "text", "a word", "nested", "a PDF", "half a PDF", "a picture", "locked", "huge"],
)
def test_whatever_else_is_dropped_is_unknown(certificate, content: bytes):
    assert queries.verify_bytes(content) == UNKNOWN


@pytest.mark.parametrize("change", [factories.scripted, factories.twice_fanned_out, factories.attached])
def test_a_hostile_file_is_unknown_too(certificate, change):
    assert queries.verify_bytes(factories.pdf(change=change)) == UNKNOWN


def test_no_damage_to_a_document_breaks_the_house(certificate, content):
    for place in range(0, len(content), len(content) // 60):
        damaged = bytearray(content)
        damaged[place : place + 3] = b"\x00\xff("
        assert queries.verify_bytes(bytes(damaged)).status in {"altered", "unknown"}


def test_an_act_handed_over_untouched_is_known_by_its_bytes(commune, clock):
    act = actions.specimen_from("baec")
    actions.store_foreign(
        actor=HOUSE,
        content=act,
        origin="baec",
        kind="acte-de-naissance",
        title="Acte de naissance",
        about=factories.CASE,
    )
    found = queries.verify_bytes(act)
    assert (found.status, found.origin) == ("genuine", "baec")


def test_who_asks_too_often_waits(certificate, content):
    for _ in range(20):
        queries.verify_code("ABCD-EFGH-JKMN", who="192.0.2.7")
    with pytest.raises(Throttled):
        queries.verify_bytes(content, who="192.0.2.7")
    assert queries.verify_bytes(content, who="192.0.2.8").status == "genuine"


def test_verification_names_nobody(certificate, content):
    seen = str(queries.verify_bytes(content)) + str(queries.verify_bytes(resaved(content)))
    assert "Dubois" not in seen
    assert str(factories.PERSON.uuid) not in seen


def test_seals_are_told_apart(seals):
    fingerprints = {seal.fingerprint(seal.identity(name).certificate) for name in ("commune", "baec", "rn")}
    assert len(fingerprints) == 3
