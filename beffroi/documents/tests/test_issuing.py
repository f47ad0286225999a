"""A document is made, sealed, announced; and revoked."""

from __future__ import annotations

import io
import subprocess
import zlib
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from django.db import IntegrityError, transaction

from beffroi.documents import actions, queries
from beffroi.documents.actions import (
    ActNeverRendered,
    AlreadyRevoked,
    NotInProduction,
    NotOurs,
    SealUnavailable,
)
from beffroi.documents.connectors import conformance, inspector, seal
from beffroi.documents.models import Document, File
from beffroi.journal.models import Event
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Forbidden, NotFound

from . import factories


def objects(event: Event) -> set[tuple[str, object, str]]:
    return {(item.kind, item.uuid, item.role) for item in event.objects_concerned.all()}


def test_a_document_is_issued_with_its_fact(certificate, clock):
    event = Event.objects.get(name="DocumentSealed")
    assert event.payload == {"document_kind": "composition-de-menage", "language": "fr", "conforms": True}
    assert (event.procedure, event.procedure_version) == ("composition-de-menage", 1)
    assert objects(event) == {
        ("document", certificate.pk, "product"),
        ("case", factories.CASE.uuid, ""),
        ("person", factories.PERSON.uuid, "subject"),
    }
    assert (certificate.status, certificate.issuer, certificate.sealed_at) == (
        "sealed",
        "Commune de Valbois",
        clock.now(),
    )
    assert list(queries.documents_about(factories.CASE)) == [certificate]


def test_the_sealed_bytes_stay_accessible_and_archivable(certificate, content):
    assert conformance.failures(content) == {"PDF/A-2a": [], "PDF/UA-1": []}
    assert certificate.seal_report == {
        "fingerprint": seal.fingerprint(seal.identity().certificate),
        "level": "PAdES-B-B",
        "validator": conformance.VALIDATOR,
        "failures": {"PDF/A-2a": [], "PDF/UA-1": []},
    }


def test_a_stream_that_ends_like_a_line_stays_archivable():
    """One in 256 does; readers that count to ``endstream`` would miss its last byte (ISO 19005-2, 6.1.7.1)."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page().obj
        data = next(data for data in (zlib.compress(b"%% %d" % n) for n in range(9999)) if data[-1:] == b"\r")
        page.Contents = pikepdf.Stream(pdf, data, Filter=pikepdf.Name.FlateDecode)
        pdf.Root.StructTreeRoot = pdf.make_indirect(
            pikepdf.Dictionary(
                K=pdf.make_indirect(pikepdf.Dictionary(K=pikepdf.Array([]))),
                ParentTree=pikepdf.Dictionary(Nums=pikepdf.Array([])),
            )
        )
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    rule = "PDFA2A-STREAM-LENGTH-001"
    assert rule in conformance.failures(out.getvalue())["PDF/A-2a"]
    prepared = seal.with_seal_field(out.getvalue(), spoken="Cachet")
    assert rule not in conformance.failures(prepared)["PDF/A-2a"]
    with pikepdf.open(io.BytesIO(prepared)) as pdf:
        assert pdf.pages[0].Contents.read_bytes() == zlib.decompress(data)


def test_the_validator_sees_what_sealing_may_break(content):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        del pdf.pages[0].Tabs
        del pdf.Root.MarkInfo
        out = io.BytesIO()
        pdf.save(out)
    failures = conformance.failures(out.getvalue())
    assert [bool(failures[name]) for name in ("PDF/A-2a", "PDF/UA-1")] == [True, True]


def test_another_program_finds_the_seal_valid(content, tmp_path: Path):
    """poppler's pdfsig, which shares no code with the sealer."""
    (tmp_path / "document.pdf").write_bytes(content)
    said = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "document.pdf"], capture_output=True, check=False, text=True
    ).stdout
    lines = [line.strip("- ").strip() for line in said.splitlines()]
    assert "Signature Validation: Signature is Valid." in lines
    assert "Total document signed" in lines
    assert "Signature Type: ETSI.CAdES.detached" in lines


def test_the_seal_leads_to_the_root_of_the_commune(content, clock):
    (found,) = inspector.read_signatures(content, seal.roots_of("commune"))
    assert (found.intact, found.whole, found.trusted, found.signed_at) == (
        True,
        True,
        True,
        clock.now().isoformat(),
    )
    assert "DÉMONSTRATION" in found.signer


def test_the_seal_says_nothing_of_the_code(certificate, content):
    code = factories.code_on(content)
    assert certificate.code_hash
    assert code not in certificate.code_hash
    assert not any(code in str(value) for value in Document.objects.values_list().get(pk=certificate.pk))


def test_asking_twice_gives_the_same_document(commune, clock):
    uuid = uuid4()
    assert factories.issue(document_id=uuid) == factories.issue(document_id=uuid)
    assert (Document.objects.count(), File.objects.count(), Event.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_nothing_slow_happens_inside_a_transaction(clock):
    factories.commune()
    with pytest.raises(RuntimeError), transaction.atomic():
        factories.issue()
    assert Document.objects.count() == 0


def test_a_fact_that_fails_takes_the_document_with_it(commune, clock):
    with pytest.raises(AttributeError):
        factories.issue(process="not a process")
    assert (Document.objects.count(), File.objects.count()) == (0, 0)


@pytest.mark.parametrize("kind", ["acte-de-naissance", "acte_de_deces"])
def test_an_act_is_never_rendered_by_us(commune, kind: str):
    with pytest.raises(ActNeverRendered):
        factories.issue(kind=kind)


def test_a_citizen_issues_nothing(commune):
    with pytest.raises(Forbidden):
        factories.issue(actor=factories.CITIZEN)


def test_a_head_revokes_a_document(certificate, clock):
    actions.revoke_document(actor=factories.agent("head"), document_id=certificate.pk, reason="Erreur de nom")
    certificate.refresh_from_db()
    assert (certificate.status, certificate.revoked_at, certificate.revoke_reason) == (
        "revoked",
        clock.now(),
        "Erreur de nom",
    )
    event = Event.objects.get(name="DocumentRevoked")
    assert (event.payload, event.role) == ({"document_kind": "composition-de-menage"}, "head")


def test_a_document_is_revoked_once(certificate):
    actions.revoke_document(actor=HOUSE, document_id=certificate.pk, reason="x")
    with pytest.raises(AlreadyRevoked):
        actions.revoke_document(actor=HOUSE, document_id=certificate.pk, reason="x")


def test_a_clerk_does_not_revoke(certificate):
    with pytest.raises(Forbidden):
        actions.revoke_document(actor=factories.agent("clerk"), document_id=certificate.pk, reason="x")


def test_a_document_of_another_authority_is_not_ours_to_revoke(commune, clock):
    foreign = actions.store_foreign(
        actor=HOUSE,
        content=actions.specimen_from("baec"),
        origin="baec",
        kind="acte-de-naissance",
        title="Acte de naissance",
        about=factories.CASE,
    )
    with pytest.raises(NotOurs):
        actions.revoke_document(actor=HOUSE, document_id=foreign.pk, reason="x")


def test_an_unknown_document_is_not_found(db):
    with pytest.raises(NotFound):
        queries.document(uuid4())
    with pytest.raises(NotFound):
        actions.revoke_document(actor=HOUSE, document_id=uuid4(), reason="x")


@pytest.mark.parametrize("change", [{"revoked_at": None}, {"code_hash": None}, {"origin": "baec"}])
def test_the_database_refuses_half_a_document(certificate, clock, change: dict):
    actions.revoke_document(actor=HOUSE, document_id=certificate.pk, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=certificate.pk).update(**change)


def test_how_a_higher_room_points_at_a_document(certificate):
    assert queries.document_ref(certificate.pk) == ref(certificate, "product")


def test_a_second_set_up_changes_no_seal(commune):
    before = seal.identity()
    assert actions.create_demonstration_authority() is False
    assert seal.identity() is before


def test_a_set_up_makes_what_is_missing_and_throws_the_root_key_away(commune, settings, tmp_path):
    settings.SEAL_DIR = tmp_path / "new"
    assert actions.create_demonstration_authority() is True
    kept = sorted(path.relative_to(tmp_path / "new").as_posix() for path in (tmp_path / "new").rglob("*.*"))
    assert kept == [
        f"{who}/{what}" for who in ("baec", "commune", "rn") for what in ("root.pem", "seal.key", "seal.pem")
    ]
    assert "Commune de Valbois" in str(inspector.read_signatures(seal_something())[0].signer)  # type: ignore[index]


def seal_something() -> bytes:
    return queries.open_file(factories.issue().file_id)


def test_production_has_no_demonstration_seal(commune, settings, tmp_path):
    settings.MODE, settings.SEAL_DIR = "production", tmp_path
    with pytest.raises(NotInProduction):
        actions.create_demonstration_authority()
    with pytest.raises(SealUnavailable):
        factories.issue()
