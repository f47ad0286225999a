"""The electronic seals in a PDF, read and checked by pyHanko without any network."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import CMSExtractionError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

_MAX_SEALS = 20


def seals_of(content: bytes, roots: list[bytes]) -> list[dict[str, Any]]:
    """One entry per seal, in the order of the file; what cannot be checked counts as broken."""
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    known = [x509.Certificate.load(root) for root in roots]
    return list(_checked(reader, known))


def _checked(reader: PdfFileReader, roots: list[x509.Certificate]) -> Iterator[dict[str, Any]]:
    for seal in list(reader.embedded_regular_signatures)[:_MAX_SEALS]:
        try:
            yield _report(seal, roots)
        except (SignatureValidationError, CMSExtractionError, PdfError, ValueError, KeyError, TypeError):
            yield _entry(intact=False, whole=False, trusted=False)


def _report(seal: Any, roots: list[x509.Certificate]) -> dict[str, Any]:
    sealed_at: datetime | None = seal.self_reported_timestamp
    # A certificate is judged at the moment of the seal: it may expire, what it sealed does not.
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=sealed_at)
    status = validate_pdf_signature(seal, context, context)
    return _entry(
        intact=bool(status.intact and status.valid),
        whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        trusted=bool(status.trusted),
        signer=str(status.signing_cert.subject.human_friendly),
        fingerprint=hashlib.sha256(status.signing_cert.dump()).hexdigest(),
        signed_at=sealed_at.isoformat() if sealed_at else "",
    )


def _entry(
    *, intact: bool, whole: bool, trusted: bool, signer: str = "", fingerprint: str = "", signed_at: str = ""
) -> dict[str, Any]:
    return {
        "intact": intact,
        "whole": whole,
        "trusted": trusted,
        "signer": signer,
        "fingerprint": fingerprint,
        "signed_at": signed_at,
    }
