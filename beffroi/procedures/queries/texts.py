"""What the house says for a package: start page, notice, messages, documents, means of appeal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils import translation

from beffroi.lib import clock
from beffroi.procedures.rules import said
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.records import make_scope

from .commune import with_commune
from .shelf import definition as definition_of
from .shelf import options_on, version_in_force
from .workflow import scope_of

Data = Mapping[str, Any]


def start_page(
    found: Definition | str, language: str = "fr", context: FormContext | None = None
) -> said.StartPage:
    """What the person reads before beginning, with the amounts of today. Raises NotFound for an unknown slug."""
    definition = definition_of(version_in_force(found).pk) if isinstance(found, str) else found
    return said.start_page(definition, context or _visitor(definition, language))


def privacy_notice(definition: Definition, language: str = "fr") -> list[said.NoticeSection]:
    """The notice of GDPR article 13, produced from what the package declares."""
    context = _visitor(definition, language)
    return said.privacy_notice(definition, make_scope(definition, {}, context), context.controller())


def privacy_in_short(definition: Definition, language: str = "fr") -> str:
    """What a letter says of the data of its reader, with the address of the whole notice."""
    address = f"{settings.BASE_URL}/demarches/{definition.slug}/#donnees"
    scope = make_scope(definition, {}, _visitor(definition, language))
    with translation.override(language):
        return said.privacy_in_short(definition, scope, address)


def message(definition: Definition, name: str, data: Data, language: str = "fr") -> said.MessageText:
    """A message of the package, worded for a case. Raises KeyError."""
    return said.message(definition, name, scope_of(definition, data, language=language))


def document(definition: Definition, name: str, data: Data, language: str = "fr") -> said.DocumentText:
    """A document of the package, worded for a case; what is written to its reader says why data are kept.

    Raises KeyError.
    """
    found = said.document(definition, name, scope_of(definition, data, language=language))
    if found.layout not in said.WRITTEN_TO_A_READER:
        return found
    return replace(found, data={**found.data, "privacy": privacy_in_short(definition, language)})


def document_needs_register(definition: Definition, name: str) -> str:
    """The reason with which the register is to be consulted for a document; empty when it is not needed."""
    return definition.package.documents[name].needs_register


def remedies(definition: Definition, language: str = "fr", data: Data | None = None) -> str:
    """The means of appeal in plain text: body, form, period; the mediator where ``data`` says it is competent."""
    return said.remedies(definition, scope_of(definition, data or {}, language=language))


def status_view(
    definition: Definition, status: str, language: str = "fr", data: Data | None = None
) -> said.StatusView:
    """A status in words: what agents read, the phase, and what happens next for the citizen."""
    return said.status_view(definition, status, scope_of(definition, data or {}, language=language))


def subject_is_applicant(definition: Definition, answers: Mapping[str, Any]) -> bool:
    """Whether the document is about the person who asks for it."""
    context = with_commune(FormContext(today=clock.today()), definition)
    return make_scope(definition, answers, context).holds(
        definition.package.procedure.reads.subject_is_applicant
    )


def _visitor(definition: Definition, language: str) -> FormContext:
    today = clock.today()
    context = FormContext(today=today, language=language, options=options_on(definition.slug, today))
    return with_commune(context, definition)
