"""National numbers, seen from outside: a mask, a person, and in clear only with a right and a record of it."""

from __future__ import annotations

from uuid import UUID

from beffroi.journal.actions import consult
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, require
from beffroi.people import policies
from beffroi.people.models import NationalNumber
from beffroi.people.rules import numbers

from .persons import pseudonym_ref


def masked_number(number_id: UUID) -> str:
    """What a screen may show of a stored number: ``**.**.**-***.28``. Raises NotFound."""
    return numbers.masked(_number(number_id).open())


def find_person_by_number(typed: str) -> UUID | None:
    """The person who has this number, by its keyed hash. Raises InvalidNationalNumber."""
    lookup = NationalNumber.lookup_of(numbers.normalise(typed))
    return NationalNumber.objects.filter(lookup=lookup).values_list("person_id", flat=True).first()


def person_of_number(number_id: UUID) -> UUID | None:
    """The person to whom a stored number belongs, or None while nobody known has it. Raises NotFound."""
    return _number(number_id).person_id


def reveal_number(actor: Acting, number_id: UUID, reason: str, *, screen: str = "") -> str:
    """The eleven digits in clear, for a connector that must send them; never for a page, a log or a file.

    The consultation is committed first, except for one's own number. Call it outside any transaction. Raises
    Forbidden and NotFound.
    """
    number = _number(number_id)
    require(policies.may_reveal_number, actor, number.person_id)
    if number.person_id is None or not policies.is_own_data(actor, number.person_id):
        subject = pseudonym_ref(number.person_id) if number.person_id else ref(number)
        consult(actor=actor, reason=reason, screen=screen, subjects=[subject])
    return number.open()


def _number(number_id: UUID) -> NationalNumber:
    found = NationalNumber.objects.filter(pk=number_id).first()
    if found is None:
        raise NotFound
    return found
