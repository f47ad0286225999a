"""Verbs on the legal period: the file is complete, the authority takes longer, the last day has passed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from beffroi.cases.events import LegalPeriodExtended, LegalPeriodPassed
from beffroi.cases.models import Case, ClockEntry
from beffroi.cases.queries import (
    completion_open,
    extension_left,
    extension_open,
    undecided,
    workflow_data,
)
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from . import legal_clock
from .advance import locked, move
from .decisions import decide
from .facts import about_case, process_of
from .refusals import ExtensionNotAllowed, FileAlreadyComplete, PeriodOver, ReasonMissing
from .work import handled
from .writing import write_to_applicant


@transaction.atomic
def declare_complete(*, actor: Actor, case_id: UUID, revision: int | None = None) -> Case:
    """Nothing is missing any more: a legal period that starts at the complete file runs from today.

    Raises NotFound, Forbidden, CaseMoved, TaskNotHeld, FileAlreadyComplete.
    """
    case = handled(actor, case_id, revision)
    if not completion_open(case):
        raise FileAlreadyComplete
    legal_clock.start(case, on=clock.today(), actor=actor)
    return case


@transaction.atomic
def extend_legal_period(*, actor: Actor, case_id: UUID, reason: str, revision: int | None = None) -> Case:
    """Take longer, once or as often as the cited text allows, before the period has passed; the applicant is told.

    The same reason again on the same day is a double click: it changes nothing. Raises NotFound,
    Forbidden, CaseMoved, TaskNotHeld, ReasonMissing, ExtensionNotAllowed, PeriodOver.
    """
    if not reason.strip():
        raise ReasonMissing
    case = handled(actor, case_id, revision)
    today, why, entries = clock.today(), reason.strip(), list(case.clock_entries.all())
    if any((entry.kind, entry.on, entry.reason) == (ClockEntry.EXTENDED, today, why) for entry in entries):
        return case
    longer = extension_left(case, entries)
    if longer is None:
        raise ExtensionNotAllowed
    if not extension_open(case):
        raise PeriodOver
    legal_clock.add_entry(
        case,
        ClockEntry.EXTENDED,
        on=today,
        count=longer.period.days,
        unit=longer.period.unit,
        reason=why,
        legal_reference=longer.legal_reference,
        by_id=actor.agent_id,
    )
    fact = LegalPeriodExtended(days=longer.period.days, unit=longer.period.unit)
    journal.record(fact, actor=actor, about=about_case(case), process=process_of(case))
    if longer.message:
        write_to_applicant(case=case, message=longer.message, channels=(), actor=actor)
    return case


@transaction.atomic
def legal_period_passed(*, case_id: UUID, due_on: date) -> None:
    """The last day is past and nobody decided: say so, and let the workflow draw what the text draws from silence.

    Harmless twice, and when the due day has moved, the period stands still or somebody has decided meanwhile.
    """
    case = locked(case_id)
    if case.legal_due_on != due_on or case.legal_suspended_on is not None or not undecided(case):
        return
    if case.clock_entries.filter(kind=ClockEntry.PASSED, on=due_on).exists():
        return
    definition = procedures.definition(case.version_id)
    meaning = definition.legal_clock.silence if definition.legal_clock else "nothing"
    ClockEntry.objects.create(
        case=case, kind=ClockEntry.PASSED, on=due_on, due_on=due_on, recorded_at=clock.now()
    )
    passed = LegalPeriodPassed(meaning=meaning)
    journal.record(passed, actor=HOUSE, about=about_case(case), process=process_of(case))
    data = workflow_data(case)
    step = procedures.on_fact(definition, case.status, "silence", data)
    if step is None:
        return
    if step.decides:
        _decide_by_silence(case, step.decides, data)
    move(case, step, actor=HOUSE, transition="silence")


def _decide_by_silence(case: Case, outcome: str, data: Mapping[str, Any]) -> None:
    """Nobody decided: the text did. The remedies are those of any refusal, the language that of the applicant."""
    definition = procedures.definition(case.version_id)
    rules = definition.legal_clock
    text = definition.say(rules.legal_reference, case.language) if rules else ""
    with translation.override(case.language):
        motive = gettext("Le délai légal est passé sans décision. %(text)s") % {"text": text}
    decide(case, outcome, motive=motive, actor=HOUSE, by=None, data=data)
