"""An open case of another e-guichet goes on here: at the status that the operator chose, with its answers and files.

Called inside the transaction of an import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from beffroi.cases import queries
from beffroi.cases.events import CaseTakenOver
from beffroi.cases.models import Case, CaseNote, Evidence
from beffroi.cases.rules.exported import ExportedCase, StatusMapping, as_sent, hidden, inputs, said
from beffroi.correspondence import actions as correspondence
from beffroi.documents import actions as documents
from beffroi.documents.models import File
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Refusal
from beffroi.people import actions as people_actions
from beffroi.people import queries as people
from beffroi.people.policies import Level
from beffroi.procedures import queries as procedures
from beffroi.procedures.models import ProcedureVersion

from . import legal_clock
from .advance import arrive
from .facts import about_case, process_of
from .opening import new_case, next_number
from .past import record_past
from .writing import recipient_of

#: The name of the message among the templates.
MESSAGE: Final = "dossier_repris"
#: Their word for a channel → ours; the others (web, e-mail, social networks) came on line.
_CHANNELS: Final = {"counter": "counter", "mail": "post", "phone": "phone"}


class DoesNotFit(Refusal):
    """The case cannot go on here; the message says why, in French."""


@dataclass(frozen=True)
class Piece:
    """A file of the case: the question that it answers there, its name, itself (None in a dry run)."""

    field: str
    name: str
    file: File | None


@dataclass(frozen=True)
class TakingOver:
    """An open case, where it goes, and its files; ``refused`` says which files were not taken and why."""

    case: ExportedCase
    status: str
    mapping: StatusMapping
    pieces: Sequence[Piece] = ()
    refused: Sequence[str] = ()


def take_over(taking: TakingOver, version: ProcedureVersion, actor: Acting) -> str:
    """Write the case, its evidence, clocks, task, history and facts, and the message to who asked.

    Returns what a person must still know of it. Raises DoesNotFit and other refusals, and IntegrityError when it is
    here already.
    """
    definition = procedures.definition(version.pk)
    evidence = {uuid4(): piece for piece in taking.pieces}
    answers, rest = _answers(taking, definition, evidence)
    case = _case(taking, version, answers)
    case.number = next_number(clock.year_of(clock.now()))
    case.save(force_insert=True)
    documents.enter_files(files=[piece.file for piece in taking.pieces if piece.file])
    Evidence.objects.bulk_create(_evidence(case, evidence))
    _note(case, taking, rest)
    _announce(case, taking, actor)
    _start_clocks(case, actor)
    arrive(case, procedures.stand_at(definition, taking.status), actor=actor)
    return _write_to(case, taking, actor)


# --- the answers


def _answers(
    taking: TakingOver, definition: procedures.Definition, evidence: Mapping[UUID, Piece]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The answers as our form reads them, and in words those that it does not ask. Raises DoesNotFit."""
    given = taking.case.answers
    filled = inputs(given, taking.mapping.answers, procedures.our_name)
    context = _context(taking.case, definition.slug, evidence)
    answers: dict[str, Any] = {}
    used: set[str] = set()
    wrong: list[str] = []
    for page in definition.pages:
        sent = _files(evidence, filled)
        for question in procedures.fields_of(definition, page, answers, context):
            if question.type != "file":
                sent |= as_sent(question, given, filled, procedures.our_name)
            used |= {
                old for old, at in filled.items() if at == question.name or at.startswith(f"{question.name}-")
            }
        cleaned = procedures.clean_page(definition, page, sent, answers, context)
        wrong += [_said(definition, name, error) for name, error in cleaned.errors.items()]
        answers |= {name: value for name, value in cleaned.values.items() if value is not None}
    wrong += [
        _said(definition, one.field, one.message)
        for one in procedures.check_answers(definition, answers, context)
    ]
    if wrong:
        raise DoesNotFit(" ; ".join(dict.fromkeys(wrong)))
    kept = procedures.visible_answers(definition, answers, context)
    agents = [*said(taking.case.agent_answers)]
    return kept, [*((name, words) for name, words in said(given) if name not in used), *agents]


def _said(definition: procedures.Definition, field: str, message: str) -> str:
    name = field.partition("-")[0]
    label = definition.fields[name].label if name in definition.fields else ""
    return f"« {label} » {message}" if label else message


def _context(case: ExportedCase, slug: str, evidence: Mapping[UUID, Piece]) -> procedures.FormContext:
    """The form as on the day when it was sent there, by somebody whom that e-guichet had let in."""
    day = clock.day_of(case.submitted_at)
    return procedures.FormContext(
        today=day,
        level=int(Level.EID),
        options=procedures.options_on(slug, day),
        keep_number=lambda plain: str(people_actions.keep_number(number=plain)),
        file_names={str(pk): piece.name for pk, piece in evidence.items()},
        local_postcodes=procedures.local_postcodes,
        closed=people.closing_days,
    )


def _files(evidence: Mapping[UUID, Piece], filled: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pk, piece in evidence.items():
        if piece.field in filled:
            found.setdefault(filled[piece.field], []).append(str(pk))
    return found


# --- the case


def _case(taking: TakingOver, version: ProcedureVersion, answers: dict[str, Any]) -> Case:
    definition, told = procedures.definition(version.pk), taking.case
    context = _context(told, definition.slug, {})
    return new_case(
        version,
        answers,
        submitted_at=told.submitted_at,
        applicant_name=(procedures.applicant_name(definition, answers) or told.applicant_name)[:200],
        applicant_email=procedures.applicant_email(definition, answers) or told.applicant_email,
        channel=_CHANNELS.get(told.channel, "web"),
        rows=procedures.chosen_rows(definition, answers, context),
        status=taking.status,
        fee_cents=_fee(definition, answers, context),
        old_system=told.system,
        old_reference=told.reference,
    )


def _fee(definition: procedures.Definition, answers: dict[str, Any], context: procedures.FormContext) -> int:
    try:
        return procedures.fee(definition, answers, context).total.cents
    except procedures.ExpressionFailed:
        raise DoesNotFit("le montant ne peut pas être calculé avec ces réponses.") from None


def _evidence(case: Case, evidence: Mapping[UUID, Piece]) -> Iterator[Evidence]:
    for pk, piece in evidence.items():
        if piece.file is None:
            continue
        field = procedures.our_name(piece.field) if piece.field else ""
        yield Evidence(
            id=pk, case=case, field=field, file=piece.file, name=hidden(piece.name), added_at=clock.now()
        )


def _note(case: Case, taking: TakingOver, rest: Sequence[tuple[str, str]]) -> None:
    """What has no place of its own here, in a note: words of the history, answers that are not asked, lost files."""
    told = taking.case
    lines = [f"Repris de l’ancien guichet, dossier {told.reference}, au statut « {told.status_words} »."]
    for step in told.steps:
        if step.comment:
            lines.append(f"{clock.day_of(step.at):%d/%m/%Y} : {hidden(step.comment)}")
    lines += [f"{name} : {words}" for name, words in rest]
    lines += taking.refused
    CaseNote.objects.create(case=case, text="\n".join(lines), written_at=clock.now())


def _announce(case: Case, taking: TakingOver, actor: Acting) -> None:
    process = process_of(case)
    record_past(taking.case.steps, actor=actor, about=about_case(case), process=process, ended=False)
    taken = CaseTakenOver(
        number=case.number,
        status_before=taking.case.status,
        status_after=taking.status,
        pieces=len(taking.pieces),
    )
    journal.record(taken, actor=actor, about=about_case(case), process=process)


def _start_clocks(case: Case, actor: Acting) -> None:
    """A legal period that starts at receipt has been running since then; one that is over ended there."""
    legal_clock.start_at_receipt(case, actor=actor)
    if case.legal_due_on is not None and case.legal_due_on < clock.today():
        day = f"{case.legal_due_on:%d/%m/%Y}"
        raise DoesNotFit(f"son délai légal est passé le {day} : décidez-le dans l’ancien guichet.")


# --- the message


def _write_to(case: Case, taking: TakingOver, actor: Acting) -> str:
    """Tell who asked that the case goes on here, with its number and how to follow it."""
    to = recipient_of(case)
    channels = [channel for channel in ("email", "letter") if to.reaches(channel)][:1]
    if not channels:
        return "La personne n’a ni adresse e-mail ni adresse postale : prévenez-la."
    title = str(procedures.definition(case.version_id).title)
    with translation.override(case.language):
        subject = gettext("Votre dossier continue sur notre nouveau guichet")
        body = gettext(
            "Votre demande « %(title)s », introduite sur notre ancien guichet sous le numéro %(old)s, continue sur "
            "notre nouveau guichet. Elle y porte le numéro %(number)s.\n\n"
            "Pour la suivre, tapez le code %(code)s sur cette page : %(address)s\n\n"
            "Vous ne devez rien recommencer. Vos réponses et vos fichiers ont été repris."
        )
    words = {
        "title": title,
        "old": case.old_reference,
        "number": case.number,
        "code": queries.tracking_code_of(case.pk),
        "address": f"{settings.BASE_URL}/suivi/",
    }
    correspondence.send(
        actor=actor,
        about=ref(case),
        template=MESSAGE,
        language=case.language,
        subject=subject,
        body=body % words,
        to=to,
        channels=channels,
        process=process_of(case),
        department=case.department,
        key=f"{case.pk}:{MESSAGE}",
    )
    return ""
