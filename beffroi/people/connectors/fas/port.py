"""What the house asks of a federal identity service, whatever protocol it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, Self

from django.utils.translation import gettext_lazy as _

from beffroi.lib.refusals import Refusal
from beffroi.people.rules import Level


class Means(StrEnum):
    """How the person proved who they are; the value is the word kept in facts and sessions."""

    EID = "eid"
    ITSME = "itsme"

    @property
    def level(self) -> Level:
        """The highest level of assurance this means can give."""
        return Level.EID if self is Means.EID else Level.ITSME


@dataclass(frozen=True, slots=True)
class Pending:
    """What must be remembered, on our side only, while a person is away at the service.

    ``state`` ties the answer to this browser, ``nonce`` the token to this request, ``verifier`` the code to
    us (RFC 7636). ``minimum`` is the level asked for, ``since`` the moment of departure in seconds.
    """

    state: str
    nonce: str
    verifier: str
    minimum: int
    since: int

    def as_json(self) -> dict[str, str | int]:
        """Plain values, for a session."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what ``as_json`` gave."""
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the person, and what to remember meanwhile."""

    url: str
    pending: Pending


@dataclass(frozen=True, slots=True)
class FederalIdentity:
    """Who came back, as the service vouches for it.

    ``level`` is the level reached, never the one asked for. ``unverified_email`` is what the person once
    typed at the service: a suggestion for a form, never an address to trust. No number shows in a ``repr``.
    """

    national_number: str = field(repr=False)
    given_names: str = field(repr=False)
    family_name: str = field(repr=False)
    means: Means
    level: int
    at: datetime
    unverified_email: str = field(default="", repr=False)
    language: str = ""


class IdentityService(Protocol):
    """A service that identifies people by eID or itsme."""

    def depart(self, *, minimum: int, redirect_uri: str, language: str) -> Departure:
        """Prepare the way to the service for a person who needs at least level ``minimum``."""
        ...

    def welcome(self, pending: Pending, answer: Mapping[str, str], *, redirect_uri: str) -> FederalIdentity:
        """Check the answer brought back and give the identity.

        Calls the service (two or three requests of some seconds at most): never inside a transaction. Raises
        IdentificationDeclined, IdentificationLapsed, LevelNotReached, IdentityServiceUnreachable or
        IdentificationFailed.
        """
        ...


class IdentificationDeclined(Refusal):
    """The person gave up at the service."""

    message = _("Vous avez arrêté l’identification. Rien n’a changé.")


class IdentificationLapsed(Refusal):
    """The answer came too late, twice, or to another browser."""

    message = _("Cette identification n’est plus valable. Recommencez, s’il vous plaît.")


class LevelNotReached(Refusal):
    """The means used is weaker than what was asked."""

    message = _("Le moyen utilisé ne suffit pas ici. Recommencez avec votre carte d’identité (eID).")


class IdentityServiceUnreachable(Refusal):
    """The service does not answer, or answers with an error of its own."""

    message = _("Le service d’identification ne répond pas. Réessayez dans quelques minutes.")


class IdentificationFailed(Refusal):
    """The answer cannot be trusted. ``reason`` is for the log: it never holds personal data."""

    message = _("L’identification n’a pas pu être vérifiée. Recommencez, s’il vous plaît.")

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__()
