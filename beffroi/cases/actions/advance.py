"""The workflow at work: what the pure engine says next is written down, and the blocks it names are run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from beffroi.cases.events import CaseClosed, StatusChanged, VersionChanged
from beffroi.cases.models import Case
from beffroi.cases.queries import options_of, workflow_data
from beffroi.cases.rules.clocks import due_day, resumed_due_day
from beffroi.gateway import queries as services
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE, Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.people import queries as people
from beffroi.procedures import queries as procedures
from beffroi.procedures.models import ProcedureVersion

from . import legal_clock, offering
from .answer_files import forget_answer_files
from .facts import about_case, process_of

#: The phase in which the applicant has the ball.
WAITING = "waiting_applicant"

#: A workflow that moves by itself more often than this in one go runs in a circle.
MOST_STEPS = 20


class RunsInACircle(Refusal):
    """A package whose automatic transitions never rest on these answers (``check`` points at such circles)."""

    message = _("Cette étape tourne en rond : prévenez la personne qui gère les démarches. Rien n’a changé.")


def locked(case_id: UUID, among: QuerySet[Case] | None = None) -> Case:
    """A case with its row locked for the rest of the transaction. Raises NotFound when it is not ``among`` these."""
    cases = Case.objects.all() if among is None else among
    found = cases.select_for_update(of=("self",)).filter(pk=case_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def begin_case(*, case_id: UUID) -> None:
    """Enter the first status after submission: its blocks run and its task is offered. Harmless twice."""
    case = locked(case_id)
    if case.revision:
        return
    definition = procedures.definition(case.version_id)
    move(case, procedures.start(definition, workflow_data(case)), actor=HOUSE)


@transaction.atomic
def hear_fact(*, case_id: UUID, fact: str) -> bool:
    """Let the workflow react to a fact of the house (paid, document sealed...); True when something moved."""
    case = locked(case_id)
    if case.closed_at is not None:
        return False
    definition = procedures.definition(case.version_id)
    step = procedures.on_fact(definition, case.status, fact, workflow_data(case))
    if step is None:
        return False
    move(case, step, actor=HOUSE, transition=fact)
    return True


def move(case: Case, step: procedures.Step, *, actor: Acting, transition: str = "") -> None:
    """Write what the engine decided, run the blocks it calls, then follow automatic transitions until rest.

    Called inside a transaction that holds the case's row.
    """
    for _step in range(MOST_STEPS):
        _enter(case, step, actor=actor, transition=transition)
        if case.closed_at is not None:
            return
        following = _following(case)
        if following is None:
            return
        step, transition, actor = following, "automatic", HOUSE
    raise RunsInACircle


def stand(case: Case, version: ProcedureVersion, statuses: Mapping[str, str]) -> None:
    """Stand at a status of another version as if the case had entered it when it entered the one that it leaves.

    ``statuses`` says where a case goes from each status. What a status does on entering is not done again: nothing is
    sent, asked or made twice. Whoever holds the task keeps it if their role still may. Delays count from the day on
    which the case last moved, which is ``changed_at`` and stays so: one that is past already is taken at once. The day
    that the applicant was promised stays; the legal period follows the status. Then automatic ways are tried.

    Called inside a transaction that holds the case's row. Raises RunsInACircle.
    """
    left, phase_before = (procedures.definition(case.version_id).number, case.status), case.phase
    step = procedures.stand_at(procedures.definition(version.pk), statuses[case.status])
    case.version, case.previous_status = version, statuses.get(case.previous_status, case.previous_status)
    case.surroundings = None
    _place(case, step)
    fact = VersionChanged(
        version_before=left[0], version_after=version.number, status_before=left[1], status_after=case.status
    )
    journal.record(fact, actor=HOUSE, about=about_case(case), process=process_of(case, before=phase_before))
    offering.hand_over(case, step)
    legal_clock.follow_status(case, actor=HOUSE)
    _set_timers(case, since=clock.day_of(case.changed_at))
    follow(case)


def follow(case: Case) -> None:
    """Go on by itself, if the status that the case stands in has such a way out and its condition holds.

    Called inside a transaction that holds the case's row. Raises RunsInACircle.
    """
    following = _following(case)
    if following is not None:
        move(case, following, actor=HOUSE, transition="automatic")


def arrive(case: Case, step: procedures.Step, *, actor: Acting) -> None:
    """Let a case that comes from elsewhere stand in a status: its task is offered, its delays run, no block is run.

    Where the status is left by itself the case goes on at once. Called inside the transaction that writes the case.
    """
    _write_status(case, step)
    offering.follow(case, step, actor=actor, outcome="")
    legal_clock.follow_status(case, actor=actor)
    _set_timers(case, since=clock.today())
    follow(case)


def _following(case: Case) -> procedures.Step | None:
    """The next step that the case takes by itself, if its status has such a way out at all.

    Where it has called a service, it rests until all have answered; a failure is for a way of its own, or an agent.
    """
    definition = procedures.definition(case.version_id)
    if not any(way.automatic for way in definition.ways_out(case.status)):
        return None
    if definition.connectors and services.outcome_about(ref(case), case.revision) is not True:
        return None
    return procedures.automatic(definition, case.status, workflow_data(case))


def _enter(case: Case, step: procedures.Step, *, actor: Acting, transition: str) -> None:
    status_before, phase_before = case.status, case.phase
    _write_status(case, step)
    moved = StatusChanged(status_before=status_before, status_after=case.status, transition=transition)
    journal.record(moved, actor=actor, about=about_case(case), process=process_of(case, before=phase_before))
    offering.follow(case, step, actor=actor, outcome=transition)
    legal_clock.follow_status(case, actor=actor)
    for call in step.calls:
        procedures.runner(call.block)(case=case, args=call.args, call_id=call.id, actor=actor)
    _set_timers(case, since=clock.today())
    if step.closes:
        _close(case, actor)


def _write_status(case: Case, step: procedures.Step) -> None:
    if step.status != case.status:
        case.previous_status = case.status
    case.changed_at = clock.now()
    if step.closes:
        case.closed_at = case.changed_at
        case.destroy_after = procedures.destroy_after(procedures.definition(case.version_id), clock.today())
    _place(case, step)


def _place(case: Case, step: procedures.Step) -> None:
    """Write where a case stands and what follows for the applicant; what was asked at an older revision is void."""
    if case.phase == WAITING and step.phase != WAITING:  # nobody can answer any more
        case.information_requests.filter(answered_at=None).update(answered_at=clock.now())
        forget_answer_files(case)
    _pause_or_resume(case, step.phase)
    case.status, case.phase, case.next_turn = step.status, step.phase, step.next_turn
    case.revision += 1
    case.save(
        update_fields=[
            "version", "status", "previous_status", "phase", "next_turn", "revision", "changed_at", "closed_at",
            "destroy_after", "paused_on", "target_due_on", "agent_answers",
        ]
    )  # fmt: skip


def _set_timers(case: Case, *, since: date) -> None:
    """A job for each delay of the status entered that day; it does nothing when the case has moved on by then."""
    definition = procedures.definition(case.version_id)
    for delay in procedures.delays(definition, case.status, options_of(case)):
        due = due_day(since, delay.days, delay.unit, people.closing_days())
        key = f"{case.pk}:{case.revision}:{delay.transition}"
        _ask_to_take(case, delay.transition, on=due, key=key)


def _ask_to_take(case: Case, transition: str, *, on: date, key: str) -> None:
    journal.enqueue(
        "cases.take_delay",
        key=key,
        args={"case_id": str(case.pk), "revision": case.revision, "transition": transition},
        due_at=clock.start_of(on),
    )


@transaction.atomic
def take_delay(*, case_id: UUID, revision: int, transition: str) -> None:
    """Take a transition whose delay has passed, unless the case moved meanwhile. Harmless twice.

    While its condition does not hold, it is looked at again each day.
    """
    case = locked(case_id)
    if case.revision != revision or case.closed_at is not None:
        return
    definition = procedures.definition(case.version_id)
    try:
        step = procedures.take(definition, case.status, transition, workflow_data(case))
    except procedures.NoSuchTransition:
        tomorrow = clock.today() + timedelta(days=1)
        key = f"{case.pk}:{case.revision}:{transition}:{tomorrow.isoformat()}"
        _ask_to_take(case, transition, on=tomorrow, key=key)
        return
    move(case, step, actor=HOUSE, transition=transition)


def _pause_or_resume(case: Case, phase: str) -> None:
    """The service target pauses while the applicant has the ball; the legal clock never does here."""
    today = clock.today()
    if phase == WAITING and case.paused_on is None:
        case.paused_on = today
    elif phase != WAITING and case.paused_on is not None:
        if case.target_due_on is not None:
            closed = people.closing_days()
            unit = procedures.definition(case.version_id).service_target.unit
            case.target_due_on = resumed_due_day(case.target_due_on, case.paused_on, today, unit, closed)
        case.paused_on = None


def _close(case: Case, actor: Acting) -> None:
    closed = CaseClosed(outcome=case.phase)
    journal.record(closed, actor=actor, about=about_case(case), process=process_of(case))
