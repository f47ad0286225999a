"""A request as views receive it."""

from typing import Any, BinaryIO, cast

from django.http import HttpRequest

from beffroi.lib.figures import whole


class Request(HttpRequest):
    """A request that has passed ``config.middleware``: ``actor`` says who acts (``people.policies.Actor``).

    Only for annotations; ``ui`` knows no room, so the actor's type is not named here.
    """

    actor: Any


def sent_files(request: HttpRequest, field: str) -> list[tuple[str, BinaryIO]]:
    """The files posted under a field, by name and content; what a browser sends for "no file chosen" is none."""
    posted = request.FILES.getlist(field)
    return [(one.name or "", cast("BinaryIO", one.file)) for one in posted if one.file is not None]


def typed_in(request: HttpRequest, *besides: str) -> dict[str, list[str]]:
    """What was typed in a page, by input, without its token and the inputs ``besides`` that it carries for itself."""
    ours = {"csrfmiddlewaretoken", *besides}
    return {key: request.POST.getlist(key) for key in request.POST if key not in ours}


def asked_in(request: HttpRequest) -> frozenset[str] | None:
    """The inputs of the questions that a page had, as it says itself (``asked``); None when it does not."""
    said = request.POST.get("asked")
    return None if said is None else frozenset(said[:20_000].split())


def revision_of(request: HttpRequest) -> int:
    """What is being changed as its reader saw it (``revision``); what cannot be read is older than any."""
    said = whole(request.POST.get("revision"))
    return -1 if said is None else said
