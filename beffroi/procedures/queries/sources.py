"""Data sources over the rooms below: lists of possible answers that packages name."""

from __future__ import annotations

from beffroi.lib.translated import Text
from beffroi.people import queries as people
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.sources import register_data_source
from beffroi.territory import queries as territory

Answers = list[tuple[str, str]]


def sections(query: str, context: FormContext) -> Answers:
    """The sections of the commune."""
    return [(section.name, section.name) for section in territory.sections()]


def departments(query: str, context: FormContext) -> Answers:
    """The departments in service."""
    return [(one.slug, Text.of(one.name).in_(context.language)[0]) for one in people.departments()]


def offer() -> None:
    """Register them, when the app starts."""
    register_data_source("territory.sections", sections)
    register_data_source("people.departments", departments)
