"""Persons, as far as another room or a screen may see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import NotFound
from beffroi.people.models import Account, IdentityLink, NationalNumber, Person, Pseudonym
from beffroi.people.rules import Actor, Level
from beffroi.people.rules.numbers import masked

#: Written out, as ``account_of_session`` is: every verb about a person asks it, and composing it costs four times more.
_PSEUDONYM = f"SELECT person_id, value FROM {Pseudonym._meta.db_table} WHERE person_id = %s"  # noqa: S608


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """One person on one screen; ``birth`` is ISO text as precise as it is known, the number is masked."""

    id: UUID
    given_names: str
    family_name: str
    birth: str
    address_lines: tuple[str, ...]
    masked_number: str

    @property
    def full_name(self) -> str:
        """Given names then family name."""
        return f"{self.given_names} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class Identity:
    """How an account is known to be a person's: the means and the level it was linked with."""

    person_id: UUID
    method: str
    level: Level


def person_summary(person_id: UUID) -> PersonSummary:
    """What identifies a person on a screen (two queries). Raises NotFound."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    number = _latest_number(person_id)
    return PersonSummary(
        id=person.pk,
        given_names=person.given_names,
        family_name=person.family_name,
        birth=person.birth,
        address_lines=person.address_lines,
        masked_number=masked(number.open()) if number else "",
    )


def number_of(person_id: UUID) -> UUID | None:
    """The reference of a person's number, to be kept or handed on in place of the number."""
    number = _latest_number(person_id)
    return number.pk if number else None


def pseudonym_ref(person_id: UUID, role: str = "") -> ObjectRef:
    """How facts point at a person. Raises NotFound when the key was destroyed."""
    key = Pseudonym._meta.pk.get_db_prep_value(person_id, connection)
    found = next(iter(Pseudonym.objects.raw(_PSEUDONYM, [key])), None)
    if found is None:
        raise NotFound
    return ObjectRef("person", found.value, role)


def account_by_email(email: str) -> Account | None:
    """The open account of an address, whatever its capitals; None when there is none."""
    return Account.objects.filter(email__iexact=email.strip(), is_active=True).first()


def identity_of(account_id: UUID) -> Identity | None:
    """Whom an account belongs to, or None while nobody has proved it."""
    link = IdentityLink.objects.filter(account=account_id).first()
    return Identity(link.person_id, link.method, Level(link.level)) if link else None


def prefill_profile(actor: Actor) -> dict[str, str]:
    """What a form may fill in by itself about the person at the door (at most three queries).

    The e-mail address at any level; names, birth, address and the number's reference from an identity check, itsme or
    eID up. ``number`` is the reference, ``number_masked`` what may be shown. Absent values are left out.
    """
    profile = {"email": actor.email}
    if actor.person_id is not None and actor.level >= Level.CHECKED:
        profile |= _proved(Person.objects.get(pk=actor.person_id))
    return {key: value for key, value in profile.items() if value}


def _proved(person: Person) -> dict[str, str]:
    number = _latest_number(person.pk)
    return {
        "given_names": person.given_names,
        "family_name": person.family_name,
        "birth_date": person.birth if person.birth_precision == "day" else "",
        "street": person.street,
        "house_number": person.house_number,
        "box": person.box,
        "postal_code": person.postal_code,
        "locality": person.locality,
        "country": person.country,
        "nis": person.nis,
        "number": str(number.pk) if number else "",
        "number_masked": masked(number.open()) if number else "",
    }


def _latest_number(person_id: UUID) -> NationalNumber | None:
    return NationalNumber.objects.filter(person=person_id).order_by("-created_at", "pk").first()
