"""What another e-guichet exports comes in: closed cases to the archive, open ones here or until a day there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError, transaction

from beffroi.cases import policies
from beffroi.cases.models import StayingCase
from beffroi.cases.queries import imported as earlier
from beffroi.cases.rules.exported import (
    ARCHIVE,
    BadExport,
    ExportedCase,
    Fate,
    Outcome,
    Report,
    StatusMapping,
    open_export,
    read_mapping,
)
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refusals import Refusal, require
from beffroi.procedures import queries as procedures
from beffroi.procedures.models import ProcedureVersion

from .advance import WAITING
from .archiving import Archiving, archive, checked_file, prepare
from .taking_over import Piece, TakingOver, take_over

__all__ = ["BadExport", "import_cases"]

_UNDECIDED: Final = "Rien ne dit ce que son statut devient : écrivez-le dans le fichier de correspondance."
#: The largest mapping read, in bytes.
_MOST: Final = 128 * 1024

#: A case with what the import does with it; alone when there is nothing to do.
_Planned = tuple[Outcome, Archiving | TakingOver | None]


def import_cases(
    *, actor: Acting, path: Path, procedure: str, mapping: Path | None = None, dry_run: bool = False
) -> Report:
    """Read an export and do with each case what becomes of it; ``mapping`` says so for the open ones.

    Closed cases are kept in the archive of the procedure. Open ones go on here at the status chosen (the person is
    told), or are listed until the day given. A case that came in before stays as it is. One that does not fit stays
    there, with the reason, and stops no other.

    Files are checked first, as any file that comes in; then all is written in one transaction. When that fails nothing
    is left but bytes without a row, which ``sweep_files`` removes. Raises BadExport, NotFound (no such procedure),
    Forbidden.
    """
    require(policies.may_import_cases, actor)
    version = procedures.version_in_force(procedure)
    definition = procedures.definition(version.pk)
    chosen = _mapping(mapping, definition) if mapping else StatusMapping()
    with open_export(path, now=clock.local(clock.now())) as export:
        outcomes = list(_foreseen(export.cases, definition, chosen))
        words = {case.status: case.status_words for case in export.cases}
        planned = [
            (
                one,
                None
                if dry_run and one.fate is not Fate.TAKEN_OVER
                else _planned(one, definition, words, chosen, dry_run),
            )
            for one in outcomes
        ]
    return Report(procedure, _write(planned, version, actor, dry_run=dry_run), dry_run=dry_run)


def _mapping(path: Path, definition: procedures.Definition) -> StatusMapping:
    try:
        with path.open("rb") as file:
            source = procedures.read_yaml(path.name, file.read(_MOST + 1))
    except OSError:
        raise BadExport(path.name, 1, "le fichier ne s’ouvre pas.") from None
    except procedures.PackageProblem as problem:
        finding = problem.findings[0]
        raise BadExport(path.name, finding.line or 1, f"{finding.message_fr} {finding.hint}") from None
    return read_mapping(
        source.data,
        path.name,
        source.line,
        open_statuses=[one for one in definition.statuses if _goes_on(procedures.stand_at(definition, one))],
        questions=definition.fields,
        today=clock.today(),
    )


def _goes_on(step: procedures.Step) -> bool:
    """Whether a case may be put in a status: not at an end, nor where a question of ours waits for its answer."""
    return not step.closes and step.phase != WAITING


def _foreseen(
    cases: Sequence[ExportedCase], definition: procedures.Definition, mapping: StatusMapping
) -> Iterator[Outcome]:
    known = earlier.imported_before(definition.slug)
    for case in cases:
        target = ARCHIVE if case.closed else mapping.of(case.status, case.status_words)
        if (case.system, case.reference) in known:
            yield Outcome(case, Fate.KNOWN)
        elif target is None:
            yield Outcome(case, Fate.LEFT, _UNDECIDED)
        elif isinstance(target, date):
            yield Outcome(case, Fate.STAYS, target=target)
        elif target != ARCHIVE:
            yield Outcome(case, Fate.TAKEN_OVER, notes=case.left, target=target)
        elif procedures.destroy_after(definition, clock.day_of(case.closed_at)) < clock.today():
            yield Outcome(case, Fate.EXPIRED)
        else:
            yield Outcome(case, Fate.ARCHIVED, notes=case.left)


def _planned(
    outcome: Outcome,
    definition: procedures.Definition,
    words: dict[str, str],
    mapping: StatusMapping,
    dry_run: bool,
) -> Archiving | TakingOver | None:
    if outcome.fate is Fate.ARCHIVED:
        return prepare(outcome.case, definition, words)
    if outcome.fate is not Fate.TAKEN_OVER:
        return None
    held = [piece for piece in outcome.case.pieces if not dry_run or piece.read]
    checked = [(piece, *((None, "") if dry_run else checked_file(piece))) for piece in held]
    return TakingOver(
        outcome.case,
        str(outcome.target),
        mapping,
        [Piece(piece.field, piece.name, file) for piece, file, refusal in checked if not refusal],
        [f"{piece.name} : {refusal}" for piece, _file, refusal in checked if refusal],
    )


@transaction.atomic
def _write(
    planned: Sequence[_Planned], version: ProcedureVersion, actor: Acting, *, dry_run: bool
) -> list[Outcome]:
    """Do it all, or try it all: what a dry run has written is taken back (it puts no file on the disk)."""
    done = [_one(outcome, plan, version, actor) for outcome, plan in planned]
    transaction.set_rollback(dry_run)
    return done


def _one(
    outcome: Outcome, plan: Archiving | TakingOver | None, version: ProcedureVersion, actor: Acting
) -> Outcome:
    """Another import may have brought it since: the database says no, and it stays as it is."""
    try:
        with transaction.atomic():
            return _done(outcome, plan, version, actor)
    except IntegrityError:
        return Outcome(outcome.case, Fate.KNOWN)
    except Refusal as reason:
        return Outcome(outcome.case, Fate.LEFT, f"Il ne peut pas continuer ici : {reason}")


def _done(
    outcome: Outcome, plan: Archiving | TakingOver | None, version: ProcedureVersion, actor: Acting
) -> Outcome:
    notes = outcome.notes
    if isinstance(plan, Archiving):
        archive(plan, actor)
        notes += plan.refused
    elif isinstance(plan, TakingOver):
        notes += (*plan.refused, *filter(None, [take_over(plan, version, actor)]))
    _list_where_it_is(outcome, version)
    return replace(outcome, notes=notes)


def _list_where_it_is(outcome: Outcome, version: ProcedureVersion) -> None:
    """Those that end there are listed; those that came in are taken off the list."""
    case, definition = outcome.case, procedures.definition(version.pk)
    key: dict[str, Any] = {"system": case.system, "procedure": definition.slug, "reference": case.reference}
    if isinstance(outcome.target, date):
        told = {
            "status": case.status_words[:200],
            "until": outcome.target,
            "department": definition.department,
        }
        StayingCase.objects.update_or_create(**key, defaults=told)
    elif outcome.fate in (Fate.ARCHIVED, Fate.TAKEN_OVER):
        StayingCase.objects.filter(**key).delete()
