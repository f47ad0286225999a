"""The dated values that a commune sets."""

from __future__ import annotations

from datetime import date

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
from beffroi.procedures.rules.paying import before_it_binds, missing_steps, out_of_order, paying
from beffroi.procedures.rules.schema import OptionRecord
from beffroi.procedures.rules.typed import misfit


class UnknownOption(Refusal):
    """The version in force does not declare this option."""

    message = _("Cette démarche n’a pas cette option.")


class WrongOptionValue(Refusal):
    """The value is not of the option's type."""

    message = _("Cette valeur ne convient pas à l’option : un montant s’écrit en cents entiers.")


class EndsBeforeItBegins(Refusal):
    """The last day of a value is not before its first."""

    message = _("La fin précède le début.")


class VoteMissing(Refusal):
    """Nobody pays by a value that no council has voted."""

    message = _(
        "Cette valeur fait payer quelqu’un : donnez la date du vote, celle de la décision de la tutelle, celle de la "
        "publication et le jour où elle oblige."
    )


class NotBindingYet(Refusal):
    """A value counts from the day it binds, and its dates follow one another."""

    message = _("Cette valeur compterait avant le jour où elle oblige, ou ses dates se contredisent.")


@transaction.atomic
def set_option(
    *,
    actor: Acting,
    slug: str,
    key: str,
    value: int | str | bool,
    valid_from: date,
    legal_reference: str,
    valid_to: date | None = None,
    fictional: bool = False,
    voted_on: date | None = None,
    approved_on: date | None = None,
    published_on: date | None = None,
    binds_on: date | None = None,
) -> ProcedureOption:
    """Set a value from a day on. What was set before stays readable, and so do the cases decided with it.

    A value that makes somebody pay names its vote, the decision of the *tutelle*, its publication and the day it binds,
    and counts from that day at the earliest, unless it is fictional. Raises Forbidden, NotFound, UnknownOption,
    WrongOptionValue, EndsBeforeItBegins, VoteMissing, NotBindingYet.
    """
    require(policies.may_set_options, actor)
    version = version_in_force(slug)
    found = definition(version.pk)
    specs = {spec.key: spec for spec in found.package.procedure.options}
    if key not in specs:
        raise UnknownOption
    if misfit(value, specs[key].type):
        raise WrongOptionValue
    if valid_to is not None and valid_to < valid_from:
        raise EndsBeforeItBegins
    record = OptionRecord(
        key=key,
        value=value,
        valid_from=valid_from,
        valid_to=valid_to,
        legal_reference=legal_reference,
        fictional=fictional,
        voted_on=voted_on,
        approved_on=approved_on,
        published_on=published_on,
        binds_on=binds_on,
    )
    if key in paying(found).options and value:
        _refuse_unbinding(record)
    return write_option(actor=actor, procedure=version.procedure, record=record)


def _refuse_unbinding(record: OptionRecord) -> None:
    if not record.fictional and missing_steps(record):
        raise VoteMissing
    if out_of_order(record) or before_it_binds(record, record.valid_from):
        raise NotBindingYet


def write_option(*, actor: Acting, procedure: Procedure | None, record: OptionRecord) -> ProcedureOption:
    """Add a dated value, with its fact. Called inside a transaction."""
    option = ProcedureOption.objects.create(
        procedure=procedure,
        key=record.key,
        value=record.value,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        legal_reference=record.legal_reference,
        fictional=record.fictional,
        voted_on=record.voted_on,
        approved_on=record.approved_on,
        published_on=record.published_on,
        binds_on=record.binds_on,
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
