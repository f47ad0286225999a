"""Whether a PDF keeps its promises (PDF/UA-1, PDF/A-2a), by a validator that is neither its writer nor its sealer."""

from __future__ import annotations

import page

_PROFILES = {"PDF/A-2a": page.ValidationProfile.PDF_A_2A, "PDF/UA-1": page.ValidationProfile.PDF_UA_1}

VALIDATOR = f"page-validation {page.__version__}"


def failures(pdf: bytes) -> dict[str, list[str]]:
    """The rules that a PDF breaks, by profile; a conforming file gives two empty lists."""
    return {name: _broken(pdf, profile) for name, profile in _PROFILES.items()}


def _broken(pdf: bytes, profile: page.ValidationProfile) -> list[str]:
    report = page.validate_pdf_bytes(pdf, profile=profile)
    return sorted({str(failure.rule_id) for failure in report.failures})
