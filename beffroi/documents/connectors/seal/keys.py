"""Which certificate seals, and which roots are trusted: the files of the folder ``SEAL_DIR``.

- ``commune.p12`` (with ``commune.p12.password``): the commune's own certificate, used when it is there;
  ``timestamp-url``: the RFC 3161 service that dates its seals, when there is one.
- ``commune.pem``, ``commune.key``...: the demonstration's, made at set-up.
- ``roots/*.pem``: further roots whose seals are accepted on received documents (BAEC, Registre national).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from django.conf import settings

from .authority import Identity


class SealMissing(Exception):
    """There is no certificate to seal with; the set-up has not been run."""


def commune_identity() -> Identity:
    """The certificate and key of the commune's seal. Raises SealMissing."""
    return _identity(Path(settings.SEAL_DIR), "commune")


def demonstration_identity(name: str) -> Identity:
    """Another demonstration identity (the simulated bank of acts). Raises SealMissing."""
    return _identity(Path(settings.SEAL_DIR), name)


def trusted_roots() -> tuple[bytes, ...]:
    """The roots (DER) under which a seal is accepted as that of an authority."""
    return tuple(_certificates(Path(settings.SEAL_DIR)))


@lru_cache(maxsize=8)
def _identity(folder: Path, name: str) -> Identity:
    own = folder / f"{name}.p12"
    if own.exists():
        return _from_pkcs12(own)
    if not (folder / f"{name}.pem").exists():
        raise SealMissing(f"no certificate {name} in {folder}")
    return Identity(
        certificate=_certificate(folder / f"{name}.pem"),
        key=_key(folder / f"{name}.key"),
        chain=(_certificate(folder / f"{name}-root.pem"),),
    )


def _from_pkcs12(path: Path) -> Identity:
    secret = path.with_name(f"{path.name}.password")
    bundle = pkcs12.load_pkcs12(
        path.read_bytes(), secret.read_text().strip().encode() if secret.exists() else None
    )
    if bundle.cert is None or bundle.key is None:
        raise SealMissing(f"{path} holds no certificate with its key")
    address = path.with_name("timestamp-url")
    return Identity(
        certificate=bundle.cert.certificate.public_bytes(Encoding.DER),
        key=bundle.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        chain=tuple(other.certificate.public_bytes(Encoding.DER) for other in bundle.additional_certs),
        timestamp_url=address.read_text().strip() if address.exists() else "",
    )


def _certificates(folder: Path) -> Iterator[bytes]:
    for path in sorted([*folder.glob("*-root.pem"), *folder.glob("roots/*.pem")]):
        for certificate in x509.load_pem_x509_certificates(path.read_bytes()):
            yield certificate.public_bytes(Encoding.DER)


def _certificate(path: Path) -> bytes:
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)


def _key(path: Path) -> bytes:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
