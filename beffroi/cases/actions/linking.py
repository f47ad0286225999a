"""A case opened by the circuit of another one, which may wait for its end (record 0037)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from beffroi.cases import queries
from beffroi.cases.events import LinkedCaseEnded, LinkedCaseOpened, OpenedByCase
from beffroi.cases.models import Case, CaseLink
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE, Acting
from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import NotFound
from beffroi.people import queries as people
from beffroi.procedures import queries as procedures
from beffroi.procedures.models import ProcedureVersion

from .advance import hear_fact, locked
from .facts import about_case, process_of
from .opening import new_case, submit
from .refusals import LinkedNotOpened, LinkedTooDeep
from .work import write_note

#: A case opened by a case, opened by a case…: no circuit that we read goes further than two.
MOST_DEEP: Final = 4


def open_linked(
    *, case: Case, procedure: str, answers: Mapping[str, Any], kind: str, call_id: str, actor: Acting
) -> None:
    """Open a case of another procedure for the same applicant; it begins as any request does, by a job.

    Answers that its form does not accept are left out, and what it still asks is noted beside it for the agents. Called
    inside a transaction that holds the case's row. Raises LinkedTooDeep, LinkedNotOpened.
    """
    above = CaseLink.objects.filter(opened=case).values_list("depth", flat=True).first() or 0
    if above >= MOST_DEEP:
        raise LinkedTooDeep
    try:
        version = procedures.version_in_force(procedure)
    except NotFound:
        raise LinkedNotOpened from None
    opened, wrong = _begin(case, version, answers, actor)
    CaseLink.objects.create(
        opener=case,
        opened=opened,
        kind=kind,
        call=call_id,
        step=case.revision,
        depth=above + 1,
        opened_at=opened.changed_at,
    )
    there, here = _as_linked(opened), _as_linked(case)
    told = LinkedCaseOpened(procedure=opened.procedure, kind=kind)
    journal.record(told, actor=actor, about=[*about_case(case), there], process=process_of(case))
    by = OpenedByCase(procedure=case.procedure, kind=kind)
    journal.record(by, actor=actor, about=[*about_case(opened), here], process=process_of(opened))
    write_note(case=opened, text=_note(case, opened, wrong), actor=actor)


@transaction.atomic
def linked_case_ended(*, case_id: UUID) -> None:
    """Tell the case that opened this one how it ended; its circuit hears of it once all those of one step have.

    Harmless twice.
    """
    link = CaseLink.objects.filter(opened=case_id).select_related("opened").first()
    if link is None:
        return
    opener = locked(link.opener_id)
    if CaseLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=link.opened.closed_at):
        told = LinkedCaseEnded(procedure=link.opened.procedure, kind=link.kind, outcome=link.opened.phase)
        about = [*about_case(opener), _as_linked(link.opened)]
        journal.record(told, actor=HOUSE, about=about, process=process_of(opener))
        if not CaseLink.objects.filter(opener=opener, step=link.step, ended_at=None).exists():
            hear_fact(case_id=opener.pk, fact="linked_closed")


def _as_linked(case: Case) -> ObjectRef:
    """A case as an object of a fact about another one: the log of that one does not become its own."""
    return ObjectRef("linked_case", case.pk, "linked")


def _begin(
    opener: Case, version: ProcedureVersion, given: Mapping[str, Any], actor: Acting
) -> tuple[Case, list[str]]:
    """The new case, written with its clock and the facts of any request, and what its form still asks, in words."""
    definition = procedures.definition(version.pk)
    context = _context(opener, definition.slug)
    answers, wrong = _accepted(definition, procedures.fitting(definition, given), context)
    quote = _fee(definition, answers, context)
    opened = new_case(
        version,
        answers,
        submitted_at=clock.now(),
        applicant_account_id=opener.applicant_account_id,
        applicant_person_id=opener.applicant_person_id,
        applicant_name=(procedures.applicant_name(definition, answers) or opener.applicant_name)[:200],
        applicant_email=_email(opener, definition, answers),
        identity_level=opener.identity_level,
        kept_from_id=opener.kept_from_id,
        channel=opener.channel,
        language=opener.language,
        rows=procedures.chosen_rows(definition, answers, context),
        status=definition.initial_status,
        fee_cents=quote.total.cents,
    )
    submit(opened, quote.results, actor=actor)
    return opened, wrong


def _email(opener: Case, definition: procedures.Definition, answers: dict[str, Any]) -> str:
    """Where to write to; nowhere when they asked otherwise than online and want letters."""
    if opener.channel in queries.CHANNELS and not opener.applicant_email:
        return ""
    return procedures.applicant_email(definition, answers) or opener.applicant_email


def _context(opener: Case, slug: str) -> procedures.FormContext:
    """The other form as the house reads it today: what is required of citizens only is not required here."""
    today = clock.today()
    return procedures.FormContext(
        today=today,
        level=opener.identity_level,
        language=opener.language,
        options=procedures.options_on(slug, today),
        audience="agent",
        local_postcodes=procedures.local_postcodes,
        closed=people.closing_days,
    )


def _accepted(
    definition: procedures.Definition, given: dict[str, Any], context: procedures.FormContext
) -> tuple[dict[str, Any], list[str]]:
    """The answers that the form accepts, and the labels of the questions that a person has to look at."""
    refused = {one.field for one in procedures.check_answers(definition, given, context)}
    held = {name: value for name, value in given.items() if name not in refused}
    answers = procedures.visible_answers(definition, held, context)
    open_ = [one.field for one in procedures.check_answers(definition, answers, context)]
    names = [name.partition("-")[0] for name in dict.fromkeys((*refused, *open_))]
    labels = [definition.fields[name].label for name in names if name in definition.fields]
    return answers, list(dict.fromkeys(labels))


def _fee(
    definition: procedures.Definition, answers: dict[str, Any], context: procedures.FormContext
) -> procedures.FeeQuote:
    try:
        return procedures.fee(definition, answers, context)
    except procedures.ExpressionFailed:
        raise LinkedNotOpened from None


def _note(opener: Case, opened: Case, wrong: list[str]) -> str:
    title = procedures.definition(opener.version_id).title
    lines = [f"Ouvert par le dossier {opener.number} ({title})."]
    if wrong:
        lines.append(f"À compléter ou à vérifier avec la personne : {' ; '.join(wrong)}")
    return "\n".join(lines)
