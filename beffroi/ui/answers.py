"""Small helpers of views: what a refusal becomes on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import ngettext

from beffroi.lib.refusals import Forbidden, NotFound


@contextmanager
def or_404() -> Iterator[None]:
    """What does not exist, or is not for this visitor, is a page that does not exist: the two look the same."""
    try:
        yield
    except (NotFound, Forbidden) as refusal:
        raise Http404 from refusal


def ask_more(request: HttpRequest, address: str, appeared: Sequence[str]) -> HttpResponse:
    """The same page again, at the first of the questions (by their inputs) that its answers bring onto it."""
    said = ngettext(
        "Votre réponse amène une question de plus. Répondez-y, puis continuez.",
        "Vos réponses amènent d’autres questions. Répondez-y, puis continuez.",
        len(appeared),
    )
    messages.info(request, said)
    return redirect(f"{address}#id_{quote(appeared[0])}")


#: Types that a browser may show in place without running anything; the rest is always saved.
SHOWN_IN_PLACE = frozenset({"application/pdf", "image/png", "image/jpeg"})


def file_response(content: bytes, name: str, content_type: str, *, inline: bool = False) -> HttpResponse:
    """A file for this visitor alone: not stored by caches, not guessed, and closed to scripts."""
    response = HttpResponse(content, content_type=content_type)
    shown = inline and content_type in SHOWN_IN_PLACE
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    # A sandbox would keep browsers from showing a PDF; what is shown holds no program (documents.store_upload).
    closed = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    response["Content-Security-Policy"] = closed if shown else f"{closed}; sandbox"
    return response
