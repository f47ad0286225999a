"""How a call ends, and what is worth another try."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Outcome(StrEnum):
    """How a call ended; the value is the word kept in rows and facts."""

    ANSWERED = "answered"
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    TOO_SLOW = "too_slow"
    BUSY = "busy"
    REFUSED = "refused"
    REDIRECTED = "redirected"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    MISFIT = "misfit"
    UNSENDABLE = "unsendable"
    NOT_PUBLIC = "not_public"
    NO_SECRET = "no_secret"  # noqa: S105 (a word, no secret)
    NOT_APPROVED = "not_approved"


#: What a person reads.
OUTCOMES: Final[dict[str, str | Promise]] = {
    Outcome.ANSWERED: _("a répondu"),
    Outcome.UNREACHABLE: _("n’a pas été joint"),
    Outcome.UNTRUSTED: _("n’a pas prouvé qui il est (certificat refusé)"),
    Outcome.TOO_SLOW: _("n’a pas répondu à temps"),
    Outcome.BUSY: _("a dit qu’il ne pouvait pas répondre pour le moment"),
    Outcome.REFUSED: _("a refusé la demande"),
    Outcome.REDIRECTED: _("a renvoyé vers une autre adresse, qui n’est pas suivie"),
    Outcome.TOO_LARGE: _("a envoyé une réponse trop longue"),
    Outcome.UNREADABLE: _("a envoyé une réponse qui n’est pas du JSON"),
    Outcome.MISFIT: _("n’a pas envoyé ce qui est attendu"),
    Outcome.UNSENDABLE: _("n’a rien reçu : une valeur à envoyer manque ou ne convient pas"),
    Outcome.NOT_PUBLIC: _("n’a rien reçu : son adresse mène à un réseau interne"),
    Outcome.NO_SECRET: _("n’a rien reçu : le secret du connecteur n’est pas enregistré"),
    Outcome.NOT_APPROVED: _("n’a rien reçu : le connecteur n’est pas approuvé"),
}

#: What may go away by itself: it is tried again, later.
PASSING: Final = frozenset({Outcome.UNREACHABLE, Outcome.UNTRUSTED, Outcome.TOO_SLOW, Outcome.BUSY})
