"""The embedded register: our own tables, for demonstrations and small tests. Four queries for one record."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from beffroi.people.models import NationalNumber, RegisterAddress, RegisterEntry
from beffroi.people.rules.addresses import Residence
from beffroi.people.rules.countries import nationality_words
from beffroi.people.rules.numbers import masked

from .port import HouseholdMember, RegisterRecord


class EmbeddedRegister:
    """Fictional residents in ``people_register*``; every record says that it comes from here."""

    def record(self, person_id: UUID) -> RegisterRecord | None:
        """See ``Register.record``."""
        entry = RegisterEntry.objects.select_related("person", "household").filter(pk=person_id).first()
        if entry is None:
            return None
        person, residences = entry.person, _residences(entry)
        return RegisterRecord(
            person_id=person.pk,
            given_names=person.given_names,
            family_name=person.family_name,
            birth=person.birth,
            birth_place=entry.birth_place,
            masked_number=_masked_number(person_id),
            nationality=entry.nationality,
            nationality_label=nationality_words(entry.nationality),
            nationality_since=entry.nationality_since,
            civil_status=entry.civil_status,
            civil_status_label=entry.get_civil_status_display(),
            civil_status_since=entry.civil_status_since,
            registered_on=entry.registered_on,
            deceased_on=entry.deceased_on,
            address=residences[-1],
            residences=residences,
            household=_members(entry),
            source=_("Registre intégré de démonstration (personnes fictives)"),
        )


def _masked_number(person_id: UUID) -> str:
    number = NationalNumber.objects.filter(person=person_id).order_by("-created_at").first()
    return masked(number.open()) if number else ""


def _residences(entry: RegisterEntry) -> tuple[Residence, ...]:
    return tuple(_residence(row) for row in entry.addresses.order_by("since", "id"))


def _residence(row: RegisterAddress) -> Residence:
    return Residence(
        street=row.street,
        house_number=row.house_number,
        box=row.box,
        postal_code=row.postal_code,
        locality=row.locality,
        nis=row.nis,
        since=row.since,
        until=row.until,
    )


def _members(entry: RegisterEntry) -> tuple[HouseholdMember, ...]:
    living = (
        entry.household.members.filter(deceased_on=None).select_related("person").order_by("position", "pk")
    )
    return tuple(
        HouseholdMember(
            person_id=member.person_id,
            given_names=member.person.given_names,
            family_name=member.person.family_name,
            birth=member.person.birth,
            relation=member.relation,
            relation_label=member.get_relation_display(),
            civil_status=member.civil_status,
            since=max(entry.household.since, member.registered_on),
        )
        for member in living
    )
