"""Trying a connector with example values, before it is approved or when it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.gateway import policies, queries
from beffroi.gateway.connectors import http
from beffroi.gateway.events import ConnectorTried
from beffroi.gateway.models import Call, Connector
from beffroi.gateway.rules import Outcome, Unsendable, Value
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, Refusal, require
from beffroi.people.policies import Actor

from .calling import Result, attempt
from .connectors import SecretLacks, Unfinished


class ValueUnfit(Refusal):
    """An example value lacks, or is not of its type; ``name`` says which (empty: they are too long together)."""

    message = _("Cette valeur manque, ou n’est pas du type déclaré.")

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__()


@dataclass(frozen=True, slots=True)
class Trial:
    """How a trial ended; ``values`` by the names of the declaration, shown once and kept nowhere."""

    outcome: Outcome
    status: int
    duration_ms: int
    values: dict[str, Value]

    @property
    def answered(self) -> bool:
        """Whether it would have been kept."""
        return self.outcome == Outcome.ANSWERED


def try_connector(*, actor: Actor, connector_id: UUID, values: Mapping[str, Any]) -> Trial:
    """Call the service once, in whatever state the connector is, with what a person typed as an example.

    Called outside any transaction: it takes as long as the service does. Raises Forbidden, NotFound, Unfinished,
    SecretLacks, ValueUnfit.
    """
    require(policies.may_approve_connectors, actor)
    connector = queries.connector(connector_id)
    if connector is None:
        raise NotFound
    if not connector.said.is_complete:
        raise Unfinished
    secret, key = queries.secret_of(connector), uuid4()
    if connector.said.needs_secret and secret is None:
        raise SecretLacks
    try:
        http.prepared(connector.said, values, secret="", key="")
    except Unsendable as unfit:
        raise ValueUnfit(unfit.name) from None
    result = attempt(connector.said, dict(values), secret=secret, key=str(key))
    _write(actor, connector, key, result)
    return Trial(result.outcome, result.status, result.duration_ms, result.values)


@transaction.atomic
def _write(actor: Actor, connector: Connector, key: UUID, result: Result) -> None:
    now, answered = clock.now(), result.outcome == Outcome.ANSWERED
    Call.objects.create(
        id=key,
        connector=connector,
        about_kind=ref(connector).kind,
        about_uuid=connector.pk,
        key=f"trial:{key}",
        status=Call.Status.ANSWERED if answered else Call.Status.FAILED,
        outcome=result.outcome,
        http_status=result.status,
        attempts=1,
        duration_ms=result.duration_ms,
        asked_at=now,
        ended_at=now,
        taken_at=now,
    )
    fact = ConnectorTried(connector.name, connector.short, str(result.outcome))
    journal.record(fact, actor=actor, about=[ref(connector)])
