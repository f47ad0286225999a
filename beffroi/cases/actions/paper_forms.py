"""Print a procedure to be filled in by hand: blank, or with what a draft already answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from beffroi.cases import queries
from beffroi.cases.models import Draft
from beffroi.documents import actions as documents
from beffroi.people import queries as people
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .draft_files import refuse_closed
from .drafts import refuse_others


def print_form(*, version_id: UUID, language: str) -> bytes:
    """The form of a version as an accessible PDF, in a language. Raises NotFound and ``documents.FormNotSet``.

    Anyone may have it, as anyone may read the procedure; nothing is recorded.
    """
    return _blank(procedures.definition(version_id), language, keep=True)


def print_prepared(*, definition: procedures.Definition, language: str) -> bytes:
    """The form of a version in preparation, as it will be printed. Raises ``documents.FormNotSet``."""
    return _blank(definition, language, keep=False)


def _blank(definition: procedures.Definition, language: str, *, keep: bool) -> bytes:
    with translation.override(language):
        form = procedures.blank_form(definition, language)
        return _rendered(definition, form, language, begun=False, keep=keep)


def print_draft(*, actor: Actor, draft: Draft, session_drafts: Collection[UUID]) -> bytes:
    """A draft as a form on paper, its answers printed, never a national number.

    Raises NotFound, DraftExpired and ``documents.FormNotSet``.
    """
    refuse_others(actor, draft, session_drafts)
    refuse_closed(draft)
    definition = procedures.definition(draft.version_id)
    with translation.override(draft.language):
        form = procedures.begun_form(definition, draft.answers, queries.draft_context(actor, draft))
        return _rendered(definition, form, draft.language, begun=True, keep=False)


def _rendered(
    definition: procedures.Definition, form: procedures.PaperForm, language: str, *, begun: bool, keep: bool
) -> bytes:
    data = {**_words(form), **_place(definition.department), "begun": begun}
    return documents.render_form(data=data, language=language, keep=keep)


def _words(form: procedures.PaperForm) -> dict[str, Any]:
    start, route = form.start, form.start.free_route
    facts = (
        (gettext("Qui peut demander ?"), start.who),
        (gettext("Combien ?"), start.cost),
        (gettext("Quand ?"), start.delay),
    )
    return {
        "title": start.title,
        "summary": start.summary,
        "route": {"title": route.title, "words": route.words, "url": route.url} if route else None,
        "facts": [fact for fact in facts if fact[1]],
        "pieces": start.pieces,
        "sections": [asdict(section) for section in form.sections],
        "joined": form.joined,
        "privacy": [(section.heading, section.paragraphs) for section in form.notice],
        "ways": start.elsewhere,
        "signed": form.signed,
        "code": form.code,
        "url": f"{settings.BASE_URL}{settings.DESK_PATH}papier/{form.slug}/{form.version}/",
    }


def _place(slug: str) -> dict[str, Any]:
    """Where the form goes, and who helps."""
    organisation = people.organisation()
    reach = queries.reached_at(slug)
    address = reach.address or organisation.contact.get("address", [])
    return {
        "department": reach.name,
        "bring": [line for line in (organisation.name, reach.name, *address) if line],
        "phone": reach.phone or organisation.contact.get("phone", ""),
        "opening": [
            gettext("%(label)s : %(text)s") % {"label": day.name, "text": day.text}
            for day in people.opening_hours(slug)
        ],
    }
