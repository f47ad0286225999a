"""The dated values that a commune sets."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ObjectRef, ref
from beffroi.lib.refusals import Refusal, require
from beffroi.procedures import policies
from beffroi.procedures.events import OptionSet, OptionTakenBack, OptionVoted
from beffroi.procedures.models import Procedure, ProcedureOption
from beffroi.procedures.queries.shelf import definition, version_in_force
from beffroi.procedures.rules.paying import day_problems, faults, paying
from beffroi.procedures.rules.schema import OptionRecord
from beffroi.procedures.rules.typed import misfit

from .dated import changeable, covered_by, moment, take_back


class UnknownOption(Refusal):
    """The version in force does not declare this option."""

    message = _("Cette démarche n’a pas cette option.")


class WrongOptionValue(Refusal):
    """The value is not of the option's type."""

    message = _("Cette valeur ne convient pas à l’option : un montant s’écrit en cents entiers.")


class EndsBeforeItBegins(Refusal):
    """The last day of a value is not before its first."""

    message = _("La fin précède le début.")


class NotBinding(Refusal):
    """What makes somebody pay does not bind; ``problems`` says why, by day."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__()


class VoteMissing(NotBinding):
    """Nobody pays by a value that no council has voted."""

    message = _(
        "Cette valeur fait payer quelqu’un : donnez la date du vote, celle de la décision de la tutelle, celle de la "
        "publication et le jour où elle oblige."
    )


class NotBindingYet(NotBinding):
    """A value counts from the day it binds, and its dates follow one another."""

    message = _("Cette valeur compterait avant le jour où elle oblige, ou ses dates se contredisent.")


class ValueCounts(Refusal):
    """What has begun to count is followed by another value: the cases decided with it keep it."""

    message = _(
        "Cette valeur compte déjà, ou quelqu’un vient de la corriger. Relisez la liste ; au besoin, fixez une valeur "
        "à partir d’un jour qui vient."
    )


@transaction.atomic
def set_option(
    *,
    actor: Acting,
    slug: str,
    key: str,
    value: int | str | bool,
    valid_from: date,
    legal_reference: str,
    waiting: bool = False,
    corrects: UUID | None = None,
    **days: Any,
) -> ProcedureOption:
    """Set a value from a day on. What was set before stays readable, and so do the cases decided with it.

    ``days`` are the others of ``OptionRecord``. A value that makes somebody pay names its vote, the decision of the
    *tutelle*, its publication and the day it binds, and counts from that day at the earliest, unless it is fictional.
    One that is ``waiting`` is voted and does not count yet. ``corrects`` is the value to come, or waiting, that this
    one replaces. Raises Forbidden, NotFound, UnknownOption, WrongOptionValue, EndsBeforeItBegins, VoteMissing,
    NotBindingYet, ValueCounts.
    """
    require(policies.may_set_options, actor)
    version = version_in_force(slug)
    found = definition(version.pk)
    specs = {spec.key: spec for spec in found.package.procedure.options}
    if key not in specs:
        raise UnknownOption
    if misfit(value, specs[key].type):
        raise WrongOptionValue
    record = OptionRecord(
        key=key, value=value, valid_from=valid_from, legal_reference=legal_reference, **days
    )
    if record.valid_to is not None and record.valid_to < valid_from:
        raise EndsBeforeItBegins
    if waiting or (key in paying(found).options and value):
        _refuse_unbinding(record, waiting)
    owner = version.procedure
    replaced = changeable(ProcedureOption, owner, corrects, ValueCounts, key=key) if corrects else None
    return write_option(actor=actor, procedure=owner, record=record, waiting=waiting, replaced=replaced)


def _refuse_unbinding(record: OptionRecord, waiting: bool) -> None:
    problems = day_problems(record, clock.today(), waiting=waiting)
    if any(fault.kind == "missing" for fault in faults(record, waiting=waiting)):
        raise VoteMissing(problems)
    if problems:
        raise NotBindingYet(problems)


@transaction.atomic
def take_option_back(*, actor: Acting, slug: str, option_id: UUID) -> None:
    """Take a value back that is to come or waits. It stays readable; nothing that it covered comes back.

    Raises Forbidden, NotFound, ValueCounts.
    """
    require(policies.may_set_options, actor)
    procedure = version_in_force(slug).procedure
    option = changeable(ProcedureOption, procedure, option_id, ValueCounts)
    take_back([option, *covered_by(option)])
    fact = OptionTakenBack(procedure=slug, key=option.key, value=str(option.value),
                           valid_from=option.valid_from.isoformat())  # fmt: skip
    journal.record(fact, actor=actor, about=[ref(option), ref(procedure)])


def write_option(
    *,
    actor: Acting,
    procedure: Procedure | None,
    record: OptionRecord,
    waiting: bool = False,
    replaced: ProcedureOption | None = None,
) -> ProcedureOption:
    """Add a dated value, with its fact. Called inside a transaction."""
    if replaced is not None:
        take_back(covered_by(replaced))
    option = ProcedureOption.objects.create(
        procedure=procedure,
        state=ProcedureOption.State.WAITING if waiting else ProcedureOption.State.COUNTS,
        replaces=replaced,
        recorded_at=moment(ProcedureOption, procedure),
        **{name: getattr(record, name) for name in OptionRecord.model_fields},
    )
    made = OptionVoted if waiting else OptionSet
    fact = made(
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
    known = ProcedureOption.objects.filter(procedure=procedure).exclude(state=ProcedureOption.State.WAITING)
    held = set(known.values_list("key", "valid_from"))
    fresh = [record for record in records if (record.key, record.valid_from) not in held]
    for record in fresh:
        write_option(actor=actor, procedure=procedure, record=record)
    return len(fresh)
