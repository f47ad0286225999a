"""The agents' questions: what is to do, what is in a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language

from beffroi.cases import policies
from beffroi.cases.events import VersionChanged
from beffroi.cases.models import Case, DisposalList, Task
from beffroi.cases.models.work import CLAIMED
from beffroi.correspondence import queries as correspondence
from beffroi.journal import queries as journal
from beffroi.lib import clock
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound
from beffroi.payments import queries as payments
from beffroi.people.policies import Actor, Role
from beffroi.procedures import queries as procedures
from beffroi.procedures.models import ProcedureVersion

from .contexts import case_context, workflow_data
from .linking import Linked, linked_cases
from .periods import LegalPeriod, legal_period
from .retention import disposal_of

#: Lists count up to here and then say "1 000 ou plus": an exact count of a big set costs more than it tells.
COUNT_CAP = 1000
PAGE = 25


@dataclass(frozen=True)
class DeskFilters:
    """What an agent chose above the work list; empty means all."""

    view: str = "to_take"
    procedure: str = ""
    phase: str = ""
    department: str = ""
    text: str = ""
    after: str = ""


@dataclass(frozen=True)
class WorkRow:
    """One line of the work list."""

    case: Case
    task: Task | None
    title: str
    status: str
    holder: str
    days_left: int | None
    late: bool


@dataclass(frozen=True)
class WorkPage:
    """A page of the work list; ``after`` is the key of the next one, empty at the end."""

    rows: Sequence[WorkRow]
    after: str


@dataclass(frozen=True)
class DeskCounts:
    """How much waits, each capped at ``COUNT_CAP``."""

    to_take: int
    mine: int
    late: int
    waiting: int
    all_open: int
    done: int
    capped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DeskCase:
    """Everything about a case on one screen."""

    case: Case
    title: str
    status: str
    task: Task | None
    holds: bool
    may_act: bool
    may_claim: bool
    may_assign: bool
    summary: Sequence[Any]
    evidence: Sequence[Any]
    documents: Sequence[Any]
    messages: Sequence[Any]
    payments: Sequence[Any]
    notes: Sequence[Any]
    questions: Sequence[Any]
    decisions: Sequence[Any]
    evaluations: Sequence[Any]
    history: Sequence[Any]
    transitions: Sequence[Any]
    days_left: int | None
    late: bool
    may_consult_register: bool
    namesake: bool
    steps: Mapping[str, str]
    period: LegalPeriod | None
    linked: Sequence[Linked]
    disposal: DisposalList | None


#: The views of the work list that have a count.
VIEWS = ("to_take", "mine", "late", "waiting", "all_open", "done")


def _view(actor: Actor, view: str) -> QuerySet[Case]:
    """What is served is nobody's turn any more: it is neither late nor awaited, though it closes a month later."""
    cases = policies.department_cases(actor).filter(closed_at__isnull=True)
    if view == "done":
        return cases.filter(next_turn="")
    if view == "to_take":
        return cases.filter(pk__in=policies.tasks_to_claim(actor).values("case"))
    if view == "mine":
        return cases.filter(pk__in=Task.objects.filter(holder=actor.agent_id, status=CLAIMED).values("case"))
    if view == "late":
        return cases.exclude(next_turn="").filter(target_due_on__lt=clock.today(), paused_on__isnull=True)
    if view == "waiting":
        return cases.exclude(next_turn__in=["", "commune"])
    return cases.exclude(next_turn="")


def _capped(cases: QuerySet[Case]) -> int:
    return cases.order_by().values("pk")[: COUNT_CAP + 1].count()


def desk_counts(actor: Actor) -> DeskCounts:
    """The numbers above the work list: six capped counts, six queries."""
    found = {view: _capped(_view(actor, view)) for view in VIEWS}
    capped = frozenset(view for view, count in found.items() if count > COUNT_CAP)
    return DeskCounts(**{view: min(count, COUNT_CAP) for view, count in found.items()}, capped=capped)


def work_list(actor: Actor, filters: DeskFilters) -> WorkPage:
    """A page of cases, the most urgent first, paged by key: the cost of page 400 is that of page 1.

    Served by the index ``case_open_by_due_day``.
    """
    cases = _filtered(_view(actor, filters.view), filters)
    cases = cases.order_by(F("target_due_on").asc(nulls_last=True), "id")
    if filters.after:
        cases = cases.filter(_past(filters.after))
    found = list(cases[: PAGE + 1])
    shown = found[:PAGE]
    tasks = {t.case_id: t for t in _open_tasks(shown)}
    rows = [_row(case, tasks.get(case.pk)) for case in shown]
    return WorkPage(rows, _key(shown[-1]) if len(found) > PAGE else "")


def search_cases(actor: Actor, text: str, *, limit: int = 50) -> list[WorkRow]:
    """Cases of my departments, open or closed, by number or applicant's name."""
    cases = _by_text(policies.department_cases(actor), text)
    found = list(cases.order_by("-submitted_at")[:limit])
    tasks = {t.case_id: t for t in _open_tasks(found)}
    return [_row(case, tasks.get(case.pk)) for case in found]


def _filtered(cases: QuerySet[Case], filters: DeskFilters) -> QuerySet[Case]:
    if filters.procedure:
        cases = cases.filter(procedure=filters.procedure)
    if filters.phase:
        cases = cases.filter(phase=filters.phase)
    if filters.department:
        cases = cases.filter(department=filters.department)
    return _by_text(cases, filters.text) if filters.text else cases


def _by_text(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    for word in text.split()[:5]:
        known = Q(number__icontains=word) | Q(applicant_name__icontains=word)
        cases = cases.filter(known | Q(old_reference__icontains=word))
    return cases


def _past(after: str) -> Q:
    day, _, key = after.partition("_")
    try:
        identity = UUID(key)
        if not day:
            return Q(target_due_on__isnull=True, pk__gt=identity)
        due = date.fromisoformat(day)
    except ValueError:
        return Q()
    later = Q(target_due_on__gt=due) | Q(target_due_on__isnull=True)
    return later | Q(target_due_on=due, pk__gt=identity)


def _key(case: Case) -> str:
    return f"{case.target_due_on.isoformat() if case.target_due_on else ''}_{case.pk}"


def _open_tasks(cases: Sequence[Case]) -> QuerySet[Task]:
    return Task.objects.filter(case__in=cases, status__in=["offered", "claimed"]).select_related(
        "holder__account"
    )


def _row(case: Case, task: Task | None) -> WorkRow:
    days = _days_left(case)
    holder = task.holder.account.get_full_name() if task and task.holder else ""
    definition = procedures.definition(case.version_id)
    return WorkRow(
        case=case,
        task=task,
        title=str(definition.title),
        status=_said(definition, case.status),
        holder=holder,
        days_left=days,
        late=days is not None and days < 0,
    )


def _said(definition: procedures.Definition, status: str) -> str:
    """A status in the words of its package: they say more to an agent than the phase."""
    return definition.say(definition.statuses[status].label, get_language() or "fr")


def _days_left(case: Case) -> int | None:
    """Calendar days to the service target; None when it is paused or over, as it is once the person is served."""
    if case.target_due_on is None or case.paused_on is not None or not case.next_turn:
        return None
    return (case.target_due_on - clock.today()).days


def case_for_desk(actor: Actor, case_id: UUID) -> DeskCase:
    """One case of my departments, whole. The door records the consultation first. Raises NotFound."""
    case = policies.department_cases(actor).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    definition = procedures.definition(case.version_id)
    task = _open_tasks([case]).first()
    if task is not None:
        task.case = case
    context = case_context(actor, case, language="fr")
    history = list(journal.events_about(ref(case)))
    days = _days_left(case)
    holds = task is not None and policies.holds_task(actor, task)
    return DeskCase(
        case=case,
        title=str(definition.title),
        status=_said(definition, case.status),
        task=task,
        holds=holds,
        may_act=holds or (task is None and policies.may_handle_case(actor, case)),
        may_claim=task is not None and task.holder_id is None and policies.may_claim_task(actor, task),
        may_assign=task is not None and policies.may_assign_task(actor, task),
        summary=procedures.summary(definition, case.answers, context, case.sources),
        evidence=list(case.evidence.select_related("file")),
        documents=list(case.documents.select_related("document__file")),
        messages=list(correspondence.messages_about(ref(case))),
        payments=list(payments.requests_about(ref(case))),
        notes=list(case.notes.select_related("author__account")),
        questions=list(case.information_requests.select_related("asked_by__account")),
        decisions=list(case.decisions.select_related("decided_by__account")),
        evaluations=list(case.evaluations.all()),
        history=history,
        transitions=procedures.transitions_for(definition, case.status, actor.roles, workflow_data(case)),
        days_left=days,
        late=days is not None and days < 0,
        may_consult_register=policies.may_handle_case(actor, case) and Role.REGISTRAR in actor.roles,
        namesake=case.applicant_account_id is None and policies.bears_their_name(actor, case.applicant_name),
        steps=_steps(definition, history),
        period=legal_period(case, "fr"),
        linked=linked_cases(case, policies.department_cases(actor)),
        disposal=disposal_of(case),
    )


def _steps(definition: procedures.Definition, history: Iterable[Any]) -> dict[str, str]:
    """The statuses in words; those of the versions on which the case stood before too (one query when there are)."""
    left = {event.payload["version_before"] for event in history if event.name == VersionChanged.__name__}
    versions = procedures.versions_of(definition.slug).filter(number__in=left) if left else ()
    known = [procedures.definition(version.pk) for version in reversed(versions)]
    return {name: _said(one, name) for one in [*known, definition] for name in one.statuses}


def case_numbers(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers of cases: what a person says on the telephone, and no way in."""
    return dict(Case.objects.filter(pk__in=list(case_ids)).values_list("pk", "number"))


def case_of_number(typed: str) -> UUID | None:
    """The case of a number as people write it."""
    return Case.objects.filter(number=typed.strip()).values_list("pk", flat=True).first()


def open_task(actor: Actor, case_id: UUID) -> Task | None:
    """The task of a case of my departments, offered or claimed; None when nothing is to do. Raises NotFound."""
    case = policies.department_cases(actor).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return _open_tasks([case]).first()


def sees_case(actor: Actor, case_id: UUID) -> bool:
    """Whether a case is one of my departments'."""
    return policies.department_cases(actor).filter(pk=case_id).exists()


class _Count(Subquery):
    """How many rows a subquery gives."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def open_cases_of(versions: QuerySet[ProcedureVersion]) -> dict[UUID, int]:
    """How many cases are open on each version, one more than ``COUNT_CAP`` at most; one query for all of them.

    Served by the index ``case_open_by_version``. It says how many and nothing of whom.
    """
    cases = Case.objects.filter(version=OuterRef("pk"), closed_at__isnull=True).order_by()
    counted = versions.order_by().annotate(open_cases=_Count(cases.values("pk")[: COUNT_CAP + 1]))
    return {pk: count for pk, count in counted.values_list("pk", "open_cases") if count}
