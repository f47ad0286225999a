"""A demonstration authority: a root and a seal that no one outside should trust, and whose names say so."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

#: Fixed, so that the replay of a past year seals within the certificate's life.
_FROM = datetime(2020, 1, 1, tzinfo=UTC)
_UNTIL = datetime(2049, 12, 31, tzinfo=UTC)
_MARK = "DÉMONSTRATION"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who seals: certificate and key in DER, the chain above it, and the RFC 3161 service that dates the seal.

    ``timestamp_url`` is empty where there is none (a demonstration that dated its own seals would prove nothing).
    """

    certificate: bytes
    key: bytes
    chain: tuple[bytes, ...] = ()
    timestamp_url: str = ""


def create_authority(folder: Path, *, organisation: str, root_name: str) -> bool:
    """Write ``seal.pem``, ``seal.key`` and ``root.pem`` into a new folder; False when it is there already.

    The folder appears whole or not at all, so two processes may try at once. The key of the root is thrown away:
    nobody can issue another certificate under it.
    """
    if folder.exists():
        return False
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    _write_authority(made, organisation, root_name)
    try:
        made.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(made)
        return False
    return True


def _write_authority(folder: Path, organisation: str, root_name: str) -> None:
    root_key = ec.generate_private_key(ec.SECP384R1())
    root_subject = _name(f"{root_name} ({_MARK})", organisation)
    root = _certificate(root_subject, root_key.public_key(), root_subject, root_key, authority=True)
    # RSA, as qualified seals have it: an elliptic key would make pyHanko declare PDF 2.0, and PDF/A-2 is PDF 1.7.
    seal_key = rsa.generate_private_key(65537, 3072)
    seal_subject = _name(f"Cachet électronique {organisation} ({_MARK})", organisation)
    seal = _certificate(seal_subject, seal_key.public_key(), root_subject, root_key, authority=False)
    _write(folder / "root.pem", root.public_bytes(Encoding.PEM))
    _write(folder / "seal.pem", seal.public_bytes(Encoding.PEM))
    _write(folder / "seal.key", seal_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _name(common_name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "BE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
        ]
    )


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(
            x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True
        )
        .add_extension(_key_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .sign(issuer_key, hashes.SHA256())
    )


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
