"""A closed case of another e-guichet is kept in the archive: read there, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from beffroi.cases.events import CaseImported
from beffroi.cases.models import ImportedCase, ImportedPiece
from beffroi.cases.rules.exported import ExportedCase, ExportedPiece, hidden, said
from beffroi.cases.rules.exported.documents import MAX_PIECE
from beffroi.documents import actions as documents
from beffroi.documents.models import File
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ObjectRef, ref
from beffroi.procedures import queries as procedures

from .past import record_past


@dataclass(frozen=True)
class Archiving:
    """A closed case with everything that writing it needs: its files are checked and on the disk."""

    case: ExportedCase
    archived: ImportedCase
    pieces: Sequence[ImportedPiece]
    files: Sequence[File]

    @property
    def refused(self) -> tuple[str, ...]:
        """Which files were not taken, and why."""
        return tuple(f"{piece.name} : {piece.refusal}" for piece in self.pieces if piece.refusal)


def prepare(case: ExportedCase, definition: procedures.Definition, words: Mapping[str, str]) -> Archiving:
    """Check the files of a case and put its words together; ``words`` names the old statuses. Writes no row."""
    labels = _labels(definition)
    closed_at = max(case.closed_at, case.submitted_at)
    archived = ImportedCase(
        system=case.system,
        reference=case.reference,
        procedure=definition.slug,
        department=definition.department,
        applicant_name=case.applicant_name,
        applicant_email=case.applicant_email,
        channel=case.channel,
        status=case.status_words[:200],
        answers=_answers(case, labels),
        history=_history(case, words),
        submitted_at=case.submitted_at,
        closed_at=closed_at,
        imported_at=clock.now(),
        destroy_after=procedures.destroy_after(definition, clock.day_of(closed_at)),
    )
    checked = [_checked(archived, piece, labels) for piece in case.pieces]
    return Archiving(
        case=case,
        archived=archived,
        pieces=[piece for piece, _file in checked],
        files=[file for _piece, file in checked if file],
    )


def archive(archiving: Archiving, actor: Acting) -> None:
    """Write the case, its files and its facts, in the caller's transaction.

    Raises IntegrityError when it is in the archive already.
    """
    archiving.archived.save(force_insert=True)
    documents.enter_files(files=archiving.files)
    ImportedPiece.objects.bulk_create(archiving.pieces)
    _announce(archiving, actor)


def checked_file(piece: ExportedPiece) -> tuple[File | None, str]:
    """A file of an export, checked and on the disk without its row; or why it cannot be kept."""
    if piece.read is None:
        return None, gettext("Ce fichier n’est pas dans l’export.")
    try:
        file = documents.prepare_upload(
            name=piece.name,
            content=piece.read(),
            accept=documents.ALL_KINDS,
            max_bytes=MAX_PIECE,
            purpose="imported",
        )
    except documents.FileRefused as refused:
        return None, str(refused)[:400]
    return file, ""


def _labels(definition: procedures.Definition) -> Mapping[str, str]:
    """The labels of the questions that ``import-publik`` made of those of the export."""
    asked = {**definition.agent_fields, **definition.fields}
    return {name: field.label for name, field in asked.items()}


def _labelled(name: str, labels: Mapping[str, str]) -> str:
    return labels.get(procedures.our_name(name)) or name.replace("_", " ")


def _answers(case: ExportedCase, labels: Mapping[str, str]) -> list[list[str]]:
    given = [*said(case.answers), *said(case.agent_answers)]
    return [[_labelled(name, labels), words] for name, words in given]


def _history(case: ExportedCase, words: Mapping[str, str]) -> list[dict[str, str]]:
    """The words of each step; a status of which no case of the export stands has its key for a name."""
    return [
        {"status": words.get(step.status, step.status), "comment": hidden(step.comment)}
        for step in case.steps
    ]


def _checked(
    archived: ImportedCase, piece: ExportedPiece, labels: Mapping[str, str]
) -> tuple[ImportedPiece, File | None]:
    file, refusal = checked_file(piece)
    label = _labelled(piece.field, labels)[:200] if piece.field else ""
    kept = ImportedPiece(case=archived, label=label, name=hidden(piece.name), file=file, refusal=refusal)
    return kept, file


def _announce(archiving: Archiving, actor: Acting) -> None:
    """Its history, then that it is here; to the logs of the audit, which follow cases, it is one."""
    archived, steps = archiving.archived, archiving.case.steps
    about = [ref(archived), ObjectRef("case", archived.pk)]
    process = Process(
        procedure=archived.procedure,
        version=None,
        phase_before="closed",
        phase_after="closed",
        department=archived.department,
    )
    record_past(steps, actor=actor, about=about, process=process, ended=True)
    fact = CaseImported(steps=len(steps), pieces=len(archiving.files))
    journal.record(fact, actor=actor, about=about, process=process)
