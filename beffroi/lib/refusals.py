"""Expected failures: each verb refuses with a class of its own and a sentence for the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something the house declines to do, with the reason in words for the person who asked.

    Doors show ``message``; nothing reaches the error tracker. ``code`` is stable and names the refusal in facts.
    """

    message: str | Promise = _("Ceci n’est pas possible.")

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    @property
    def code(self) -> str:
        """The refusal's stable name."""
        return type(self).__name__

    def __str__(self) -> str:
        return str(self.message)


class Forbidden(Refusal):
    """The actor may not do this."""

    message = _("Vous n’avez pas le droit de faire ceci.")


class NotFound(Refusal):
    """What was asked for does not exist, or is not for this actor (the two look the same on purpose)."""

    message = _("Cet élément n’existe pas, ou il ne vous est pas accessible.")


class Throttled(Refusal):
    """Too many attempts; the person may try again later."""

    message = _("Trop d’essais. Attendez quelques minutes, puis recommencez.")


def require(predicate: Callable[..., bool], *arguments: Any) -> None:
    """Raise Forbidden unless the policy predicate holds for these arguments."""
    if not predicate(*arguments):
        raise Forbidden
