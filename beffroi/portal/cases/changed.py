"""A page that was saved elsewhere meanwhile: what is stored now, beside what was typed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from beffroi.procedures import queries as procedures

if TYPE_CHECKING:
    from .forms import Form


def stored_now(form: Form, page: str, typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The stored answers of a page that those ``typed`` here would change, each as (question, answer in words)."""
    there = _said(form, page, form.draft.answers)
    here = _said(form, page, {**form.draft.answers, **typed})
    return [(label, value) for name, (label, value) in there.items() if here.get(name) != (label, value)]


def _said(form: Form, page: str, answers: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    parts = procedures.summary(form.definition, answers, form.context)
    return {row.field: (row.label, row.value) for part in parts if part.page == page for row in part.rows}
