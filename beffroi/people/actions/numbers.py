"""Put a national number away."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from beffroi.people.models import NationalNumber, Person
from beffroi.people.queries.organisation import is_demonstration
from beffroi.people.rules.numbers import InvalidNationalNumber, NotFictional, is_fictional, normalise

__all__ = ["InvalidNationalNumber", "NotFictional", "checked", "forget_number", "keep_number", "kept"]


@transaction.atomic
def keep_number(*, number: str) -> UUID:
    """Keep a number encrypted and give its reference; the same number always has the same reference.

    No fact: it is part of the verb that received the number. Raises InvalidNationalNumber; in a demonstration
    NotFictional for a number that somebody may have.
    """
    return kept(checked(number)).pk


def forget_number(*, reference: UUID) -> None:
    """Forget a number that was only declared, when what declared it is erased; that of a known person stays with them.

    No fact: it is part of the verb that erases.
    """
    NationalNumber.objects.filter(pk=reference, person=None).delete()


def checked(number: str) -> str:
    """The eleven digits of a number that this installation may hold. Raises InvalidNationalNumber, NotFictional."""
    digits = normalise(number)
    if is_demonstration() and not is_fictional(digits):
        raise NotFictional
    return digits


def hold_number(number: str) -> NationalNumber:
    """The row of a number, locked until the transaction ends: two first sign-ins make one person with one account.

    Locked alone: a joined person would be read as before the wait. Raises InvalidNationalNumber, NotFictional.
    """
    return NationalNumber.objects.select_for_update().get(pk=kept(checked(number)).pk)


def kept(digits: str, person: Person | None = None) -> NationalNumber:
    """The row of eleven digits, made when there is none; of two processes at once, the second finds the first's."""
    lookup = NationalNumber.lookup_of(digits)
    found = NationalNumber.objects.filter(lookup=lookup).first()
    return found or _insert(digits, lookup, person)


def _insert(digits: str, lookup: str, person: Person | None) -> NationalNumber:
    row = NationalNumber(person=person)
    row.seal(digits)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return NationalNumber.objects.get(lookup=lookup)
    return row
