"""Sealing: PAdES baseline T where the identity has a timestamp service, B otherwise (ETSI EN 319 142-1)."""

from __future__ import annotations

import io
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .authority import Identity
from .field import FIELD

#: Bytes of the signed attributes and the envelope around them, with room to spare.
_ATTRIBUTES = 2048


def seal(pdf: bytes, identity: Identity, *, at: datetime, reason: str, location: str) -> bytes:
    """Sign the empty field of ``field.with_seal_field``; the bytes before it stay as they are."""
    signer = _HouseSigner(
        PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location=location,
        ),
        signer=_signer(identity),
        timestamper=HTTPTimeStamper(identity.timestamp_url) if identity.timestamp_url else None,
    )
    signer.sealed_at = at
    out = io.BytesIO()
    signer.sign_pdf(
        _Writer(io.BytesIO(pdf)), existing_fields_only=True, bytes_reserved=_room(identity), output=out
    )
    return out.getvalue()


@lru_cache(maxsize=8)
def _room(identity: Identity) -> int | None:
    """The place to keep for a signature of this identity, in hexadecimal digits.

    pyHanko finds it by signing twice, which doubles the cost of a seal. Without the answer of a timestamp service
    only certificates and signature count; with one (None), pyHanko is left to measure.
    """
    if identity.timestamp_url:
        return None
    key = keys.PrivateKeyInfo.load(identity.key)
    certificates = len(identity.certificate) + sum(map(len, identity.chain))
    return 2 * (certificates + int(key.byte_size) + _ATTRIBUTES)


class _Writer(IncrementalPdfFileWriter):
    """Leaves the metadata alone: pyHanko would rewrite the XMP packet in a form that PDF/A-2 refuses."""

    def _update_meta(self) -> None:
        return None


class _HouseSigner(PdfSigner):
    """Dated by the clock of the house (pyHanko would read the machine's)."""

    sealed_at: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.sealed_at
        return session


class _RsaSigner(SimpleSigner):
    """Keeps the key loaded: checking an RSA key anew for each signature costs 70 ms."""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        key = _loaded(self.signing_key.dump())
        if dry_run:
            return bytes(key.key_size // 8)
        return key.sign(data, PKCS1v15(), hashes.SHA256())


@lru_cache(maxsize=8)
def _loaded(key: bytes) -> RSAPrivateKey:
    loaded = load_der_private_key(key, None)
    assert isinstance(loaded, RSAPrivateKey)
    return loaded


@lru_cache(maxsize=8)
def _signer(identity: Identity) -> SimpleSigner:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([x509.Certificate.load(each) for each in identity.chain])
    key = keys.PrivateKeyInfo.load(identity.key)
    kind = _RsaSigner if key.algorithm == "rsa" else SimpleSigner
    return kind(
        signing_cert=x509.Certificate.load(identity.certificate), signing_key=key, cert_registry=store
    )
