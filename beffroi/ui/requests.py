"""A request as views receive it."""

from typing import Any

from django.http import HttpRequest


class Request(HttpRequest):
    """A request that has passed ``config.middleware``: ``actor`` says who acts (``people.policies.Actor``).

    Only for annotations; ``ui`` knows no room, so the actor's type is not named here.
    """

    actor: Any
