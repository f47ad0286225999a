"""What this room does with its own facts: a published procedure can be found."""

from __future__ import annotations

from beffroi.journal.actions import reaction
from beffroi.journal.models import Event
from beffroi.search import actions as search

from .events import VersionPublished
from .models import Procedure
from .queries import definition
from .rules.definition import Definition


@reaction(VersionPublished)
def file_procedure(event: Event) -> None:
    """File the procedure in every language, in place of what was filed before."""
    published = event.object("procedure")
    procedure = Procedure.objects.filter(pk=published).first() if published else None
    if procedure is None or procedure.in_force_id is None:
        return
    found = definition(procedure.in_force_id)
    for language in ("fr", *found.package.house.languages):
        search.index(
            "procedure",
            procedure.pk,
            audience="public",
            language=language,
            title=found.say(found.package.procedure.title, language),
            text=_words(found, language),
            url_hint=procedure.slug,
        )


def _words(found: Definition, language: str) -> str:
    card = found.package.procedure
    words = [card.summary, card.who, *card.keywords, *card.life_events]
    return "\n".join(found.say(text, language) for text in words)
