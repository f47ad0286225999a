"""A commune's own certificate, and a dated seal."""

from __future__ import annotations

import http.server
import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper

from beffroi.documents import queries
from beffroi.documents.connectors import conformance, inspector, seal
from beffroi.documents.connectors.seal import SealMissing

from . import factories


def self_signed(key, name: str, *extensions: x509.ExtensionType) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    builder = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3650))
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(key, hashes.SHA256())


@pytest.fixture(params=["rsa", "ec"])
def own(request, settings, tmp_path: Path) -> Path:
    """A certificate such as a trust service sells, in the folder of the commune's seal."""
    key = (
        rsa.generate_private_key(65537, 2048)
        if request.param == "rsa"
        else ec.generate_private_key(ec.SECP256R1())
    )
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = self_signed(key, "Commune de Valbois", usage)
    settings.SEAL_DIR, settings.MODE = tmp_path / "seal", "production"
    folder = settings.SEAL_DIR / "commune"
    folder.mkdir(parents=True)
    bundle = pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, None, BestAvailableEncryption(b"secret")
    )
    (folder / "seal.p12").write_bytes(bundle)
    (folder / "seal.p12.password").write_text("secret\n")
    (settings.SEAL_DIR / "root.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    return folder


def test_a_commune_seals_with_its_own_certificate(commune, clock, own):
    content = queries.open_file(factories.issue().file_id)
    (found,) = inspector.read_signatures(content)
    assert (found.intact, found.whole, found.signer) == (True, True, "Common Name: Commune de Valbois")


def test_a_folder_without_a_certificate_seals_nothing(settings, tmp_path):
    settings.SEAL_DIR = tmp_path / "empty"
    with pytest.raises(SealMissing):
        seal.identity()


class _Answers(http.server.BaseHTTPRequestHandler):
    """An RFC 3161 service."""

    stamper: DummyTimeStamper

    def do_POST(self) -> None:
        """Stamp what is asked."""
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.stamper.request_tsa_response(request).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def timestamp_url(clock) -> Iterator[str]:
    key = rsa.generate_private_key(65537, 2048)
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    certificate = self_signed(
        key, "Horloge", usage, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    )
    _Answers.stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        fixed_dt=clock.now(),
    )
    server = http.server.HTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("own", ["rsa"], indirect=True)
def test_a_seal_is_dated_by_a_timestamp_service(commune, clock, own, timestamp_url):
    (own / "timestamp-url").write_text(timestamp_url)
    document = factories.issue()
    content = queries.open_file(document.file_id)
    (embedded,) = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
    dated = [attribute["type"].native for attribute in embedded.signer_info["unsigned_attrs"]]
    assert dated == ["signature_time_stamp_token"]
    assert document.seal_report["level"] == "PAdES-B-T"
    assert conformance.failures(content) == {"PDF/A-2a": [], "PDF/UA-1": []}
    assert all(found.intact for found in inspector.read_signatures(content) or ())
