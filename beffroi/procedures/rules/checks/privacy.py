"""Personal data: every question that asks some says why."""

from __future__ import annotations

from typing import Final

from beffroi.procedures.rules.schema import every_field

from .common import Report

#: These types are personal whatever the question.
_PERSONAL: Final = {
    "person": "identification",
    "email": "contact",
    "telephone": "contact",
    "address": "contact",
    "national_number": "national_number",
    "iban": "financial",
    "file": "",
}


def check(report: Report) -> None:
    """Every question that is personal by its type, or prefilled from what is known of the person."""
    for place, field in every_field(report.package.form):
        if field.personal is None and (field.type in _PERSONAL or field.prefill):
            message = f"« {field.name} » demande une donnée personnelle sans dire pourquoi."
            report.error(place, message, "Ajoutez « personal » avec sa catégorie et son but.")
        wanted = _PERSONAL.get(field.type, "")
        if field.personal and wanted and field.personal.category != wanted:
            report.error(
                (*place, "personal", "category"),
                f"la catégorie de « {field.name} » est « {wanted} ».",
                "Corrigez-la.",
            )
