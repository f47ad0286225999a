"""Prove that an account belongs to a person."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal.actions import record
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE, Acting
from beffroi.lib.refs import ObjectRef, ref
from beffroi.lib.refusals import Forbidden, NotFound, Refusal, require
from beffroi.people import policies
from beffroi.people.events import IdentityChecked, IdentityLinked
from beffroi.people.models import Account, IdentityCheck, IdentityLink, Person, Pseudonym
from beffroi.people.rules import Actor, IdentityClaims, Level

from .numbers import hold_number

__all__ = [
    "AccountOfSomeoneElse",
    "IdentityClaims",
    "create_person",
    "link_identity",
    "record_identity_check",
]


class AccountOfSomeoneElse(Refusal):
    """The account is linked to another person already."""

    message = _(
        "Ce compte appartient à une autre personne. Déconnectez-vous, puis créez votre propre compte "
        "ou identifiez-vous directement."
    )


@transaction.atomic
def link_identity(*, account: Account, claims: IdentityClaims) -> Person:
    """Link an account to the person whom a trusted source vouches for; the person is found by number, or created.

    Linking again refreshes level and moment. A person may have several accounts; an account has one person: raises
    AccountOfSomeoneElse. Raises InvalidNationalNumber, and NotFictional in a demonstration.
    """
    person = _person_of(claims)
    _link(account, person, method=claims.method, level=Level.reached(claims.level), actor=HOUSE)
    return person


@transaction.atomic
def record_identity_check(*, actor: Actor, account: Account, person_id: UUID, how: str) -> Person:
    """An agent saw the person with their identity document: the account is theirs, in every session, at CHECKED.

    ``how`` names the document seen, never its number. Raises Forbidden, NotFound, AccountOfSomeoneElse.
    """
    require(policies.may_check_identity, actor, account.pk, person_id)
    if actor.agent_id is None:
        raise Forbidden
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    _link(account, person, method="counter", level=Level.CHECKED, actor=actor)
    IdentityCheck.objects.create(account=account, person=person, agent_id=actor.agent_id, how=how)
    record(IdentityChecked(), actor=actor, about=[ref(account), _pseudonym(person)])
    return person


def create_person(**fields: str) -> Person:
    """A person with the pseudonym that facts know them by; for this room's verbs."""
    person = Person.objects.create(**fields)
    Pseudonym.objects.create(person=person)
    return person


def _person_of(claims: IdentityClaims) -> Person:
    number = hold_number(claims.national_number)
    if number.person is None:
        number.person = create_person(
            family_name=claims.family_name,
            given_names=claims.given_names,
            birth=claims.birth_date.isoformat() if claims.birth_date else "",
            birth_precision="day" if claims.birth_date else "unknown",
        )
        number.save(update_fields=["person"])
    return number.person


def _link(account: Account, person: Person, *, method: str, level: Level, actor: Acting) -> None:
    held = IdentityLink.objects.select_for_update().filter(account=account).first()
    if held is not None and held.person_id != person.pk:
        raise AccountOfSomeoneElse
    IdentityLink.objects.update_or_create(
        account=account, defaults={"person": person, "method": method, "level": level, "at": clock.now()}
    )
    if held is None or (held.method, held.level) != (method, level):
        fact = IdentityLinked(method=method, level=int(level))
        record(fact, actor=actor, about=[ref(account), _pseudonym(person)])


def _pseudonym(person: Person) -> ObjectRef:
    return ObjectRef("person", person.pseudonym.value, "subject")
