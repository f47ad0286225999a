"""The dated rows of reference tables."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.journal import actions as journal
from beffroi.journal.events import Fact
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ObjectRef, ref
from beffroi.lib.refusals import NotFound, Refusal, require
from beffroi.procedures import policies
from beffroi.procedures.events import RowEnded, RowSet, RowsLoaded, RowTakenBack, RowVoted
from beffroi.procedures.models import Procedure, ReferenceRow
from beffroi.procedures.queries.dated import record_of
from beffroi.procedures.queries.references import HOUSE_WIDE, forget_rows, paid_columns, table_spec
from beffroi.procedures.rules import references_csv
from beffroi.procedures.rules.held import rows_on
from beffroi.procedures.rules.references import NOTHING_SEEN, fingerprint, later_record, row_problems
from beffroi.procedures.rules.schema import RowRecord

from .dated import changeable, covered_by, lock, moment, take_back


class WrongRow(Refusal):
    """What was given does not make a row of this table; ``problems`` says why, by what it stands beside."""

    message = _("Cette ligne ne convient pas à la table.")

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()) or None)


class RowsChanged(Refusal):
    """Somebody set the same row, or another of the table that was to be imported, since they were read."""

    message = _(
        "Quelqu’un a changé ceci entre-temps. Regardez ce qui compte maintenant, puis enregistrez de nouveau."
    )


class RowGoesOn(Refusal):
    """The row has a record that begins after the day on which it was to end, and would come back with it."""

    def __init__(self, day: date) -> None:
        said = gettext(
            "Une suite de cette ligne est déjà fixée à partir du %(day)s : donnez ce jour ou un jour après."
        )
        super().__init__(said % {"day": day.strftime("%d/%m/%Y")})


class NoSuchRow(Refusal):
    """The table has no such row on that day."""

    message = _("La table n’a pas cette ligne ce jour-là.")


@transaction.atomic
def set_row(
    *,
    actor: Acting,
    slug: str,
    record: RowRecord,
    seen: str | None = None,
    waiting: bool = False,
    corrects: UUID | None = None,
) -> ReferenceRow:
    """Say a row of a reference table from a day on: a new one comes last, one that stands keeps its place.

    An empty ``slug`` serves the whole house. What was said before stays readable, and so do the cases decided with it.
    ``seen`` is the fingerprint of the row as it was read (``NOTHING_SEEN``: it is new). One that is ``waiting`` is
    voted and does not count yet; ``corrects`` is the record to come, or waiting, that this one replaces. Raises
    Forbidden, NotFound (no such procedure, table or record), WrongRow, RowsChanged.
    """
    require(policies.may_set_rows, actor)
    paid = paid_columns(slug, record.table)
    spec = table_spec(slug, record.table)
    problems = row_problems(record, spec, paid, clock.today(), waiting=waiting)
    if problems:
        raise WrongRow(problems)
    owner = _owner(slug)
    _same(owner, record.table, record.value, seen)
    replaced = None
    if corrects:
        row_named = {"table": record.table, "value": record.value}
        replaced = changeable(ReferenceRow, owner, corrects, RowsChanged, **row_named)
        take_back(covered_by(replaced))
    state = ReferenceRow.State.WAITING if waiting else ReferenceRow.State.COUNTS
    row = _write(owner, record, state=state, replaces=replaced)
    made = RowVoted if waiting else RowSet
    fact = made(
        procedure=slug,
        table=record.table,
        value=record.value,
        row=record.label,
        cells=json.dumps(record.cells, ensure_ascii=False, sort_keys=True),
        valid_from=record.valid_from.isoformat(),
        legal_reference=record.legal_reference,
    )
    _announce(fact, actor, owner, ref(row))
    return row


@transaction.atomic
def take_row_back(*, actor: Acting, slug: str, table: str, row_id: UUID) -> None:
    """Take a record of a row back that is to come or waits. It stays readable; nothing that it covered comes back.

    Raises Forbidden, NotFound, RowsChanged.
    """
    require(policies.may_set_rows, actor)
    table_spec(slug, table)
    owner = _owner(slug)
    row = changeable(ReferenceRow, owner, row_id, RowsChanged, table=table)
    take_back([row, *covered_by(row)])
    fact = RowTakenBack(procedure=slug, table=table, value=row.value, valid_from=row.valid_from.isoformat())
    _announce(fact, actor, owner, ref(row))


@transaction.atomic
def end_row(
    *,
    actor: Acting,
    slug: str,
    table: str,
    value: str,
    valid_to: date,
    legal_reference: str,
    seen: str | None = None,
) -> ReferenceRow:
    """Make a day the last one on which a row may be chosen. Cases that chose it keep it.

    Raises Forbidden, NotFound, NoSuchRow, RowGoesOn, RowsChanged.
    """
    require(policies.may_set_rows, actor)
    table_spec(slug, table)
    owner = _owner(slug)
    _same(owner, table, value, seen)
    records = _records(owner, table)
    standing = rows_on(records, valid_to).get(table, {}).get(value)
    if standing is None:
        raise NoSuchRow
    if later := later_record(records, value, valid_to):
        raise RowGoesOn(later.valid_from)
    row = _write(owner, standing.model_copy(update={"valid_to": valid_to}))
    fact = RowEnded(
        procedure=slug,
        table=table,
        value=value,
        valid_to=valid_to.isoformat(),
        legal_reference=legal_reference,
    )
    _announce(fact, actor, owner, ref(row))
    return row


@transaction.atomic
def import_rows(
    *,
    actor: Acting,
    slug: str,
    content: bytes,
    like: RowRecord,
    whole: bool = False,
    dry_run: bool = False,
    seen: str | None = None,
) -> references_csv.Plan:
    """Read a CSV file into a table: rows that are new or say something else count from the first day of ``like``, by
    its legal reference; with ``whole`` those that are not in the file end the day before.

    Nothing is written when a line is wrong (``problems`` says which) or with ``dry_run``. ``seen`` is the fingerprint
    of the table as it was read. Raises Forbidden, NotFound, RowsChanged.
    """
    require(policies.may_set_rows, actor)
    spec, paid = table_spec(slug, like.table), paid_columns(slug, like.table)
    owner = _owner(slug)
    rows = references_csv.read(content, spec, like, paid, clock.today())
    _same(owner, like.table, "", seen)
    plan = references_csv.plan(rows, _records(owner, like.table), like, whole=whole)
    if not dry_run:
        write_rows(actor=actor, procedure=owner, records=plan.records)
    return plan


def add_missing_rows(*, actor: Acting, procedure: Procedure | None, records: Collection[RowRecord]) -> int:
    """Write the shipped rows whose value and day are not yet known: what the desk has set is never overwritten."""
    rows = ReferenceRow.objects.filter(procedure=procedure).exclude(state=ReferenceRow.State.WAITING)
    held = set(rows.values_list("table", "value", "valid_from")) if records else set()
    fresh = [one for one in records if (one.table, one.value, one.valid_from) not in held]
    write_rows(actor=actor, procedure=procedure, records=fresh)
    return len(fresh)


def write_rows(*, actor: Acting, procedure: Procedure | None, records: Sequence[RowRecord]) -> None:
    """Add many dated rows, with one fact for each table. Called inside a transaction."""
    if not records:
        return
    places = _Places(procedure)
    now = moment(ReferenceRow, procedure)
    ReferenceRow.objects.bulk_create(
        [
            ReferenceRow(procedure=procedure, position=places.of(one), recorded_at=now, **_columns(one))
            for one in records
        ]
    )
    forget_rows()
    for table, count in Counter(one.table for one in records).items():
        fact = RowsLoaded(procedure=procedure.slug if procedure else HOUSE_WIDE, table=table, count=count)
        _announce(fact, actor, procedure)


def _owner(slug: str) -> Procedure | None:
    if slug == HOUSE_WIDE:
        return None
    found = Procedure.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def _records(owner: Procedure | None, table: str) -> list[RowRecord]:
    """Every record of a table, asked of the database itself."""
    counting = ReferenceRow.standing().filter(procedure=owner, table=table, state=ReferenceRow.State.COUNTS)
    rows = counting.order_by("position", "recorded_at", "pk")
    return [record_of(RowRecord, row) for row in rows]


def _same(owner: Procedure | None, table: str, value: str, seen: str | None) -> None:
    """Nobody wrote since who saves read a row (or, without ``value``, the table). Raises RowsChanged, WrongRow."""
    if seen is None:
        return
    lock(owner)
    records = _records(owner, table)
    if fingerprint(records, value) == seen:
        return
    if seen == NOTHING_SEEN:
        raise WrongRow({"value": gettext("Une ligne a déjà cette valeur : changez-la depuis la table.")})
    raise RowsChanged


class _Places:
    """The place of each row in its table: the one it has, or the next free one."""

    def __init__(self, owner: Procedure | None) -> None:
        held = ReferenceRow.objects.filter(procedure=owner).values_list("table", "value", "position")
        self._held = {(table, value): position for table, value, position in held}
        self._last = Counter[str]()
        for (table, _value), position in self._held.items():
            self._last[table] = max(self._last[table], position)

    def of(self, record: RowRecord) -> int:
        key = (record.table, record.value)
        if key not in self._held:
            self._last[record.table] += 1
            self._held[key] = self._last[record.table]
        return self._held[key]


def _columns(record: RowRecord) -> dict[str, object]:
    return {name: getattr(record, name) for name in RowRecord.model_fields}


def _write(owner: Procedure | None, record: RowRecord, **how: Any) -> ReferenceRow:
    return ReferenceRow.objects.create(
        procedure=owner,
        position=_Places(owner).of(record),
        recorded_at=moment(ReferenceRow, owner),
        **_columns(record),
        **how,
    )


def _announce(fact: Fact, actor: Acting, owner: Procedure | None, *about: ObjectRef) -> None:
    journal.record(fact, actor=actor, about=[*about, *([ref(owner)] if owner else [])])
