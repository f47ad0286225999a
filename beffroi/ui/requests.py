"""A request as views receive it."""

from typing import Any

from django.http import HttpRequest

from beffroi.lib.figures import whole


class Request(HttpRequest):
    """A request that has passed ``config.middleware``: ``actor`` says who acts (``people.policies.Actor``).

    Only for annotations; ``ui`` knows no room, so the actor's type is not named here.
    """

    actor: Any


def revision_of(request: HttpRequest) -> int:
    """What is being changed as its reader saw it (``revision``); what cannot be read is older than any."""
    said = whole(request.POST.get("revision"))
    return -1 if said is None else said
