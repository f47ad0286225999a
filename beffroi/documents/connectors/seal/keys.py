"""Which certificate seals, and which roots are trusted: the folders of ``SEAL_DIR``.

- ``commune/``: ``seal.p12`` with ``seal.p12.password`` (the commune's own certificate; ``timestamp-url`` beside it
  names the RFC 3161 service that dates its seals), or the demonstration's ``seal.pem``, ``seal.key``, ``root.pem``.
- ``baec/``, ``rn/``: the demonstration's stand-ins for the federal banks.
- ``roots/baec/*.pem``, ``roots/rn/*.pem``: the real roots under which a received document is accepted.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from django.conf import settings

from .authority import Identity


class SealMissing(Exception):
    """There is no certificate to seal with: the set-up has not been run."""


def identity(name: str = "commune") -> Identity:
    """The certificate and key of a seal. Raises SealMissing."""
    return _identity(Path(settings.SEAL_DIR) / name)


def folder(name: str) -> Path:
    """Where an identity lies."""
    return Path(settings.SEAL_DIR) / name


def roots_of(origin: str) -> tuple[bytes, ...]:
    """The roots (DER) under which a seal is accepted as that of an authority (``baec``, ``rn``)."""
    places = [folder(origin) / "root.pem", *sorted((folder("roots") / origin).glob("*.pem"))]
    return tuple(
        certificate.public_bytes(Encoding.DER)
        for place in places
        if place.exists()
        for certificate in x509.load_pem_x509_certificates(place.read_bytes())
    )


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a certificate in DER, in hexadecimal digits."""
    return hashlib.sha256(certificate).hexdigest()


@lru_cache(maxsize=8)
def _identity(place: Path) -> Identity:
    if (place / "seal.p12").exists():
        return _from_pkcs12(place / "seal.p12")
    if not (place / "seal.pem").exists():
        raise SealMissing(f"no certificate in {place}")
    key = load_pem_private_key((place / "seal.key").read_bytes(), None)
    return Identity(
        certificate=_certificate(place / "seal.pem"),
        key=key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        chain=(_certificate(place / "root.pem"),),
    )


def _from_pkcs12(path: Path) -> Identity:
    secret = path.with_name(f"{path.name}.password")
    password = secret.read_text().strip().encode() if secret.exists() else None
    bundle = pkcs12.load_pkcs12(path.read_bytes(), password)
    if bundle.cert is None or bundle.key is None:
        raise SealMissing(f"{path} holds no certificate with its key")
    address = path.with_name("timestamp-url")
    return Identity(
        certificate=bundle.cert.certificate.public_bytes(Encoding.DER),
        key=bundle.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        chain=tuple(other.certificate.public_bytes(Encoding.DER) for other in bundle.additional_certs),
        timestamp_url=address.read_text().strip() if address.exists() else "",
    )


def _certificate(path: Path) -> bytes:
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
