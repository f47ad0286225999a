"""Coming in: by eID or itsme at the portal, with a password at the desk. Each entrance leaves a fact,
nameless."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from beffroi.journal import actions as journal
from beffroi.lib.refs import ObjectRef, ref
from beffroi.lib.refusals import Refusal
from beffroi.people import queries
from beffroi.people.connectors import fas
from beffroi.people.connectors.fas import (
    FederalIdentity,
    IdentificationDeclined,
    IdentificationFailed,
    IdentificationLapsed,
    IdentityServiceUnreachable,
    LevelNotReached,
    Pending,
)
from beffroi.people.connectors.fas.port import Departure
from beffroi.people.events import AgentSignedIn, IdentityProved
from beffroi.people.models import Account, Agent, IdentityLink, Person
from beffroi.people.rules import Actor, IdentityClaims

from .accounts import create_account
from .identity import link_identity
from .numbers import hold_number

__all__ = [
    "AccountClosed",
    "Departure",
    "Entrance",
    "FederalIdentity",
    "IdentificationDeclined",
    "IdentificationFailed",
    "IdentificationLapsed",
    "IdentificationNotOffered",
    "IdentityServiceUnreachable",
    "LevelNotReached",
    "NotAnAgent",
    "Pending",
    "begin_identification",
    "enter_desk",
    "enter_with_identity",
    "finish_identification",
]


class IdentificationNotOffered(Refusal):
    """This installation is connected to no federal service."""

    message = _("L’identification par eID ou itsme n’est pas disponible sur ce site.")


class AccountClosed(Refusal):
    """The only account of this person was closed."""

    message = _("Votre compte est fermé. Adressez-vous à la maison communale.")


class NotAnAgent(Refusal):
    """The password is right, but no post is in force today."""

    message = _("Ce compte n’a pas de poste en cours. Adressez-vous à votre responsable de service.")


@dataclass(frozen=True, slots=True)
class Entrance:
    """The account that opens for a person identified by the federal service.

    ``outcome`` is ``known`` (the account was already theirs), ``linked`` (the account open in this session
    became theirs), ``switched`` (another account than the one open is theirs) or ``created``.
    """

    account: Account
    person: Person
    outcome: str


def begin_identification(*, minimum: int, redirect_uri: str, language: str) -> Departure:
    """Prepare the way to the federal service. Raises IdentificationNotOffered."""
    return _service().depart(minimum=minimum, redirect_uri=redirect_uri, language=language)


def finish_identification(
    *, pending: Pending, answer: Mapping[str, str], redirect_uri: str
) -> FederalIdentity:
    """Check what came back, with the service itself: some seconds at most, outside any transaction.

    Raises the refusals of ``connectors.fas``.
    """
    return _service().welcome(pending, answer, redirect_uri=redirect_uri)


@transaction.atomic
def enter_with_identity(*, identity: FederalIdentity, account: Account | None) -> Entrance:
    """Find or make the account of an identified person; ``account`` is the one open in this session, if any.

    The identity decides. An open account that belongs to nobody becomes this person's, unless they already
    have one: theirs is then opened. An open account of somebody else is left alone. An account without a
    post comes before an agent's own, then the one linked first. Raises AccountClosed,
    InvalidNationalNumber, NotFictional.
    """
    hold_number(identity.national_number)
    theirs = _accounts_of(identity.national_number)
    if account is not None and account in theirs:
        entered, outcome = account, "known"
    elif theirs:
        entered, outcome = _open(theirs), "switched" if account else "known"
    elif account is not None and queries.identity_of(account.pk) is None:
        entered, outcome = account, "linked"
    else:
        entered, outcome = create_account(None, language=_language(identity)), "created"
    person = link_identity(account=entered, claims=_claims(identity))
    actor = queries.portal_actor(account=entered, level=identity.level, method=identity.means.value)
    journal.record(
        IdentityProved(method=identity.means.value, level=identity.level, outcome=outcome),
        actor=actor,
        about=[ref(entered, "account")],
    )
    return Entrance(entered, person, outcome)


@transaction.atomic
def enter_desk(*, account: Account) -> Actor:
    """An agent has given their password. Raises NotAnAgent when no post of theirs is in force today."""
    actor = queries.desk_actor(account=account)
    if actor.agent_id is None:
        raise NotAnAgent
    journal.record(
        AgentSignedIn(method="password"), actor=actor, about=[ObjectRef("agent", actor.agent_id, "agent")]
    )
    return actor


def _service() -> fas.IdentityService:
    service = fas.service()
    if service is None:
        raise IdentificationNotOffered
    return service


def _accounts_of(national_number: str) -> list[Account]:
    person = queries.find_person_by_number(national_number)
    if person is None:
        return []
    posts = Agent.objects.filter(account=OuterRef("account"))
    links = IdentityLink.objects.filter(person=person).annotate(works=Exists(posts)).select_related("account")
    return [link.account for link in links.order_by("works", "at", "pk")]


def _open(accounts: list[Account]) -> Account:
    for account in accounts:
        if account.is_active:
            return account
    raise AccountClosed


def _language(identity: FederalIdentity) -> str:
    """The language the person chose at the federal service, when we speak it."""
    return identity.language if identity.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _claims(identity: FederalIdentity) -> IdentityClaims:
    return IdentityClaims(
        national_number=identity.national_number,
        given_names=identity.given_names,
        family_name=identity.family_name,
        birth_date=None,
        method=identity.means.value,
        level=identity.level,
    )
