"""Declaring, approving and withdrawing a connector, and writing its secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.gateway import policies, queries
from beffroi.gateway.events import (
    ConnectorApproved,
    ConnectorDeclared,
    ConnectorSecretSet,
    ConnectorWithdrawn,
)
from beffroi.gateway.models import Connector, ConnectorSecret
from beffroi.gateway.rules import Declaration, read_declaration
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, Refusal, require
from beffroi.people.policies import Actor

State = Connector.State
#: Signs of a secret.
_LONGEST_SECRET = 4_000
_LONGEST_REASON = 300


class AlreadyApproved(Refusal):
    """Somebody approved it first."""

    message = _("Ce connecteur est déjà approuvé.")


class NotApproved(Refusal):
    """There is no approval to take back."""

    message = _("Ce connecteur n’est pas approuvé : il n’y a rien à retirer.")


class Unfinished(Refusal):
    """An import left the address, the recipient or the purpose to a person."""

    message = _(
        "Cette déclaration n’est pas finie : complétez l’adresse, le destinataire et le but dans le paquet."
    )


class NoReason(Refusal):
    """A withdrawal says why."""

    message = _("Écrivez pourquoi vous retirez ce connecteur.")


class SecretLacks(Refusal):
    """The service wants to know who calls."""

    message = _("Enregistrez d’abord le secret de ce connecteur.")


class NothingToKeepSecret(Refusal):
    """This service asks nobody who they are."""

    message = _("Ce connecteur ne demande pas de secret.")


class SecretUnfit(Refusal):
    """What was typed cannot travel in a header."""

    message = _(
        "Écrivez le secret sur une ligne, avec des signes simples (sans accent ni espace au début ou à la fin)."
    )


@transaction.atomic
def declare_connectors(*, actor: Acting, declarations: Sequence[Mapping[str, Any]]) -> list[Connector]:
    """Write down what a package says that it calls; what is known in the same words is left as it is.

    Raises Forbidden, and BadDeclaration for what is none.
    """
    require(policies.may_declare_connectors, actor)
    return [_declared(actor, read_declaration(one)) for one in declarations]


def _declared(actor: Acting, said: Declaration) -> Connector:
    connector, fresh = Connector.objects.get_or_create(
        name=said.name,
        fingerprint=said.fingerprint,
        defaults={
            "declaration": said.model_dump(mode="json", exclude_defaults=True),
            "declared_at": clock.now(),
        },
    )
    if fresh:
        fact = ConnectorDeclared(connector=connector.name, declaration=connector.short)
        journal.record(fact, actor=actor, about=[ref(connector)])
    return connector


@transaction.atomic
def approve_connector(*, actor: Actor, connector_id: UUID) -> Connector:
    """Let a connector be called, exactly as it is declared; one that was withdrawn too.

    Raises Forbidden, NotFound, AlreadyApproved, Unfinished, SecretLacks.
    """
    require(policies.may_approve_connectors, actor)
    connector = _locked(connector_id)
    if connector.state == State.APPROVED:
        raise AlreadyApproved
    if not queries.is_ready(connector.said):
        raise Unfinished
    if connector.said.needs_secret and not queries.has_secret(connector):
        raise SecretLacks
    connector.state, connector.approved_at, connector.approved_by_id = (
        State.APPROVED,
        clock.now(),
        actor.agent_id,
    )
    connector.withdrawn_at, connector.withdrawn_by, connector.reason = None, None, ""
    connector.save(
        update_fields=["state", "approved_at", "approved_by", "withdrawn_at", "withdrawn_by", "reason"]
    )
    fact = ConnectorApproved(connector=connector.name, declaration=connector.short)
    journal.record(fact, actor=actor, about=[ref(connector)])
    return connector


@transaction.atomic
def withdraw_connector(*, actor: Actor, connector_id: UUID, reason: str) -> Connector:
    """Take the approval back: calls that wait end without anything being sent. Raises Forbidden, NotFound,
    NotApproved, NoReason."""
    require(policies.may_approve_connectors, actor)
    connector = _locked(connector_id)
    if connector.state != State.APPROVED:
        raise NotApproved
    reason = " ".join(reason.split())[:_LONGEST_REASON]
    if not reason:
        raise NoReason
    connector.state, connector.withdrawn_at, connector.reason = State.WITHDRAWN, clock.now(), reason
    connector.withdrawn_by_id = actor.agent_id
    connector.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "reason"])
    fact = ConnectorWithdrawn(connector=connector.name, declaration=connector.short)
    journal.record(fact, actor=actor, about=[ref(connector)])
    return connector


@transaction.atomic
def set_secret(*, actor: Actor, connector_id: UUID, secret: str) -> None:
    """Write the secret of a connector, for the origin of its address and no other; the one before is gone.

    Raises Forbidden, NotFound, NothingToKeepSecret, Unfinished, SecretUnfit.
    """
    require(policies.may_approve_connectors, actor)
    connector = _locked(connector_id)
    if not connector.said.needs_secret:
        raise NothingToKeepSecret
    if not connector.said.is_complete:
        raise Unfinished
    if not _travels(secret):
        raise SecretUnfit
    known = ConnectorSecret.objects.select_for_update(of=("self",))
    row = known.filter(name=connector.name, origin=connector.said.origin).first()
    row = row or ConnectorSecret(name=connector.name, origin=connector.said.origin)
    row.set_at, row.set_by_id = clock.now(), _agent_of(actor)
    row.seal(secret)
    row.save()
    journal.record(ConnectorSecretSet(connector=connector.name), actor=actor, about=[ref(connector)])


def _travels(secret: str) -> bool:
    """Printable ASCII without blanks around it: anything else is typed wrong, or would write a header of its own."""
    plain = secret.isascii() and secret.isprintable() and secret == secret.strip()
    return plain and 0 < len(secret) <= _LONGEST_SECRET


def _agent_of(actor: Actor) -> UUID:
    """The post that acts; whoever may approve has one."""
    assert actor.agent_id is not None
    return actor.agent_id


def _locked(connector_id: UUID) -> Connector:
    connector = Connector.objects.select_for_update(of=("self",)).filter(pk=connector_id).first()
    if connector is None:
        raise NotFound
    return connector
