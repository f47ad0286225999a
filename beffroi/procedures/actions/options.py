"""The dated values that a commune sets."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ObjectRef, ref
from beffroi.lib.refusals import Refusal, require
from beffroi.procedures import policies
from beffroi.procedures.events import OptionSet
from beffroi.procedures.models import Procedure, ProcedureOption
from beffroi.procedures.queries.shelf import definition, version_in_force
from beffroi.procedures.rules.schema import OptionRecord

_TYPES: Final = {"amount": int, "number": int, "text": str, "yes_no": bool}


class UnknownOption(Refusal):
    """The version in force does not declare this option."""

    message = _("Cette démarche n’a pas cette option.")


class WrongOptionValue(Refusal):
    """The value is not of the option's type."""

    message = _("Cette valeur ne convient pas à l’option : un montant s’écrit en cents entiers.")


@transaction.atomic
def set_option(
    *,
    actor: Acting,
    slug: str,
    key: str,
    value: int | str | bool,
    valid_from: date,
    legal_reference: str,
    fictional: bool = False,
) -> ProcedureOption:
    """Set a value from a day on. What was set before stays readable, and so do the cases decided with it.

    Raises Forbidden, NotFound, UnknownOption, WrongOptionValue.
    """
    require(policies.may_set_options, actor)
    version = version_in_force(slug)
    specs = {spec.key: spec for spec in definition(version.pk).package.procedure.options}
    if key not in specs:
        raise UnknownOption
    if type(value) is not _TYPES[specs[key].type] or (specs[key].type == "amount" and int(value) < 0):
        raise WrongOptionValue
    record = OptionRecord(
        key=key, value=value, valid_from=valid_from, legal_reference=legal_reference, fictional=fictional
    )
    return write_option(actor=actor, procedure=version.procedure, record=record)


def write_option(*, actor: Acting, procedure: Procedure | None, record: OptionRecord) -> ProcedureOption:
    """Add a dated value, with its fact. Called inside a transaction."""
    option = ProcedureOption.objects.create(
        procedure=procedure,
        key=record.key,
        value=record.value,
        valid_from=record.valid_from,
        legal_reference=record.legal_reference,
        fictional=record.fictional,
        recorded_at=clock.now(),
    )
    fact = OptionSet(
        procedure=procedure.slug if procedure else "",
        key=record.key,
        value=str(record.value),
        valid_from=record.valid_from.isoformat(),
        legal_reference=record.legal_reference,
    )
    about: list[ObjectRef] = [ref(option), *([ref(procedure)] if procedure else [])]
    journal.record(fact, actor=actor, about=about)
    return option


def add_missing_options(
    *, actor: Acting, procedure: Procedure | None, records: tuple[OptionRecord, ...]
) -> int:
    """Write the shipped values whose key and day are not yet known: what the desk has set is never overwritten."""
    held = set(ProcedureOption.objects.filter(procedure=procedure).values_list("key", "valid_from"))
    fresh = [record for record in records if (record.key, record.valid_from) not in held]
    for record in fresh:
        write_option(actor=actor, procedure=procedure, record=record)
    return len(fresh)
