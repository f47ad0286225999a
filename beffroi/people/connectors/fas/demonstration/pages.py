"""The pages of the demonstration service: no script, no inline style, usable by keyboard."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from django.template import Context, Engine
from django.utils import translation

from beffroi.people.connectors.fas.port import Means

if TYPE_CHECKING:
    from .provider import DemonstrationCitizen, Provider, Question

HERE = Path(__file__).parent / "pages"
STYLE = HERE / "demonstration.css"
#: People shown at once: beyond, the visitor looks for a name.
SHOWN = 12
_engine = Engine(dirs=[str(HERE)], builtins=["django.templatetags.i18n"])
#: Fields of the page itself; all others are the site's question, carried along.
_OURS = {"citizen", "means", "cancel", "search"}


def policy(form_origin: str = "") -> str:
    """The content security policy of a page whose form ends at ``form_origin``."""
    return (
        f"default-src 'none'; style-src 'self'; form-action 'self' {form_origin}".rstrip()
        + "; base-uri 'none'; frame-ancestors 'none'"
    )


def authorize(provider: Provider, question: Question, values: Mapping[str, str], *, missing: bool) -> bytes:
    """The page where one chooses who to be and by which means."""
    search = values.get("search", "").strip()
    found = [citizen for citizen in provider.citizens if _matches(citizen, search)]
    context: dict[str, object] = {
        "issuer": provider.issuer,
        "question": [(name, value) for name, value in values.items() if name not in _OURS],
        "means": [(means, means is Means.EID) for means in question.means],
        "chosen_means": values.get("means") or question.means[0],
        "citizens": found[:SHOWN],
        "chosen": values.get("citizen"),
        "others": max(0, len(found) - SHOWN),
        "search": search,
        "missing": missing,
    }
    return _render("authorize.html", context, question.language)


def stranger(provider: Provider, reason: str) -> bytes:
    """The page for a question that cannot be sent back to its author."""
    return _render("stranger.html", {"issuer": provider.issuer, "reason": reason}, "fr")


def _render(name: str, context: dict[str, object], language: str) -> bytes:
    with translation.override(language if translation.check_for_language(language) else "fr"):
        context["language"] = translation.get_language()
        return _engine.get_template(name).render(Context(context)).encode()


def _matches(citizen: DemonstrationCitizen, search: str) -> bool:
    haystack = _plain(f"{citizen.given_names} {citizen.family_name} {citizen.note}")
    return all(word in haystack for word in _plain(search).split())


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
