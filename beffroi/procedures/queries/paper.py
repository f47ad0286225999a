"""The paper twin of a form (see ``rules.paper``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beffroi.lib import clock
from beffroi.procedures.rules import paper
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition

from .commune import with_commune
from .shelf import options_on


def blank_form(definition: Definition, language: str = "fr") -> paper.PaperForm:
    """The form of a version, to fill in by hand, with the amounts of today."""
    today = clock.today()
    context = FormContext(today=today, language=language, options=options_on(definition.slug, today))
    return paper.paper_form(definition, with_commune(context, definition))


def begun_form(definition: Definition, answers: Mapping[str, Any], context: FormContext) -> paper.PaperForm:
    """The form as it stands in a draft: what is answered is printed, the rest is filled in by hand."""
    return paper.paper_form(definition, with_commune(context, definition), answers)
