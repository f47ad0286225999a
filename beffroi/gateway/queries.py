"""Which connectors there are, whether they may be called, and what became of the calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from beffroi.lib import clock
from beffroi.lib.refs import ObjectRef

from .models import Call, Connector, ConnectorSecret
from .rules import OUTCOMES, BadDeclaration, Declaration, read_declaration

__all__ = [
    "OUTCOMES",
    "Figures",
    "calls_of",
    "connector",
    "connectors",
    "figures",
    "has_secret",
    "is_awaited",
    "is_ready",
    "is_unfinished",
    "lacking_approval",
    "outcome_about",
    "secret_of",
    "unfinished",
    "with_fingerprints",
]

#: How far back calls are counted.
COUNTED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Figures:
    """The calls of a connector in the last thirty days, trials left out."""

    asked: int = 0
    failed: int = 0
    last_at: datetime | None = None


def connectors() -> list[Connector]:
    """Every declaration known: by name, the latest first."""
    found = Connector.objects.select_related("approved_by__account", "withdrawn_by__account")
    return list(found.order_by("name", "-declared_at", "-pk"))


def connector(connector_id: UUID) -> Connector | None:
    """One declaration."""
    found = Connector.objects.select_related("approved_by__account", "withdrawn_by__account")
    return found.filter(pk=connector_id).first()


def is_ready(said: Declaration) -> bool:
    """Whether nothing of a declaration is left to be written."""
    return said.is_complete and all((said.title, said.purpose, said.recipient, said.legal_basis))


def with_fingerprints(declarations: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The fingerprint of each declaration, by name; what is no declaration is left out."""
    found = {}
    for one in declarations:
        try:
            said = read_declaration(one)
        except BadDeclaration:
            continue
        found[said.name] = said.fingerprint
    return found


def lacking_approval(declarations: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The names of those that nobody approved in these very words (one query; none for no declaration)."""
    if not declarations:
        return frozenset()
    said = with_fingerprints(declarations)
    approved = Connector.objects.filter(state=Connector.State.APPROVED, name__in=said)
    known = set(approved.values_list("name", "fingerprint"))
    names = (str(one.get("name")) for one in declarations)
    return frozenset(name for name in names if (name, said.get(name)) not in known)


def has_secret(connector: Connector) -> bool:
    """Whether the secret of a connector is written, for the origin of its address."""
    return _secrets(connector).exists()


def secret_of(connector: Connector) -> str | None:
    """The secret in clear, for the call alone; None when there is none."""
    row = _secrets(connector).first() if connector.said.needs_secret else None
    return row.open() if row else None


def _secrets(connector: Connector) -> QuerySet[ConnectorSecret]:
    return ConnectorSecret.objects.filter(name=connector.name, origin=connector.said.origin)


def is_unfinished(about: ObjectRef, revision: int) -> bool:
    """Whether an object, where it stands, still waits for a service or for its answer to be taken."""
    return Call.objects.filter(
        about_kind=about.kind, about_uuid=about.uuid, revision=revision, taken_at=None
    ).exists()


def is_awaited(about: ObjectRef) -> bool:
    """Whether a service that an object called, wherever it stood, is still to be heard."""
    return Call.objects.filter(about_kind=about.kind, about_uuid=about.uuid, taken_at=None).exists()


def unfinished(kind: str) -> list[tuple[UUID, int]]:
    """The objects of a kind that wait for a service, with the revision at which they asked."""
    waiting = Call.objects.filter(about_kind=kind, taken_at=None)
    return list(waiting.values_list("about_uuid", "revision"))


def outcome_about(about: ObjectRef, revision: int) -> bool | None:
    """Whether every service that an object called where it stands has answered; None while one is still to be heard.

    True where none was called.
    """
    calls = Call.objects.filter(about_kind=about.kind, about_uuid=about.uuid, revision=revision).order_by()
    found = list(calls.values_list("status", "taken_at"))
    if any(taken_at is None for _status, taken_at in found):
        return None
    return all(status == Call.Status.ANSWERED for status, _taken_at in found)


def calls_of(connector: Connector, limit: int = 20) -> list[Call]:
    """The last calls of a connector, trials among them."""
    return list(Call.objects.filter(connector=connector).order_by("-asked_at", "-pk")[:limit])


def figures() -> dict[UUID, Figures]:
    """How the calls of each connector went lately, by its id."""
    trials = Q(about_kind=Connector._meta.model_name)
    lately = Call.objects.exclude(trials).filter(asked_at__gte=clock.now() - COUNTED).order_by()
    counted = lately.values("connector").annotate(
        asked=Count("pk"), failed=Count("pk", filter=Q(status=Call.Status.FAILED)), last_at=Max("asked_at")
    )
    return {one["connector"]: Figures(one["asked"], one["failed"], one["last_at"]) for one in counted}
