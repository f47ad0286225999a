"""The year, done: each move is a verb of a room, by its own actor, under a clock that the replay sets."""

from __future__ import annotations

import heapq
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from beffroi.cases import actions as cases
from beffroi.cases import queries as standing_queries
from beffroi.cases.queries import Standing
from beffroi.cli.texts import complain
from beffroi.correspondence import actions as correspondence
from beffroi.correspondence import queries as letters
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import Refusal
from beffroi.lib.workdays import is_working_day
from beffroi.payments import queries as payment_queries
from beffroi.people import actions as people
from beffroi.people import queries as residents
from beffroi.people.policies import Actor, Level
from beffroi.people.queries import DemoResident

from . import moves
from .answers import files_of, pages_of
from .moves import Move
from .pace import Pace
from .year import Request, a_year

#: A job follows its verb by so much.
_JOBS_AFTER = timedelta(seconds=4)
_MANY = 10_000
#: A job that a killed replay had in hand is free again after its lease.
_LONGEST_LEASE = timedelta(minutes=10)
_QUESTION = "Pouvez-vous préciser à quoi servira ce document, et pour quelle date il vous le faut ?"
_ANSWER = "C’est pour un dossier administratif ; la fin du mois suffit. Merci."
_MOTIVE = "La demande ne permet pas d’établir le droit de recevoir ce document : la preuve demandée manque."
_ADULT_YEARS = 19
_A_MONTH = timedelta(days=30)
_PARENTS = ("reference", "spouse")


class Replay:
    """A part of a year of so many cases, up to the moment at which the fictional people moved in.

    Nothing is kept beside the data: what was submitted is known by its instant, and what comes next by where each case
    stands. So it may be killed anywhere and started again.
    """

    def __init__(self, count: int, part: int, parts: int) -> None:
        self.part, self.lane = part, f"replay {part}"
        self._until = residents.demonstration_opened_at()
        self._closed = residents.closing_days()
        year = a_year(count, until=self._until, closed=self._closed, seed=residents.organisation().nis)
        self._year = [request for request in year if request.number % parts == part]
        self._cast = Cast(self._until)
        self._due: list[tuple[datetime, int, Request | Move | None]] = []
        self._order = 0
        self._of_case: dict[UUID, Request] = {}
        self._expected: set[UUID] = set()
        self._now = self._woke_at = self._until

    def run(self, pace: Pace) -> None:
        """Do what is left, in step with the other parts."""
        with clock.at(lambda: self._now), journal.in_lane(self.lane):
            self._find_again()
            while self._due and not pace.stopped:
                at, _, what = heapq.heappop(self._due)
                pace.wait(self.part, at, len(self._of_case))
                self._now = at
                self._do(what)
        pace.over(self.part, len(self._of_case))

    # ---- what is to be done ------------------------------------------------------------------------------------------

    def _find_again(self) -> None:
        """Put on the list the requests still to come, the next move of each case, and every morning."""
        if not self._year:
            return
        begun = standing_queries.standings_since(self._year[0].at)
        ours = {request.at: request for request in self._year}
        begun = [standing for standing in begun if standing.submitted_at in ours]
        if begun:
            self._now = max(standing.changed_at for standing in begun) + _LONGEST_LEASE
            self._work()
            begun = standing_queries.standings([standing.case_id for standing in begun])
        for standing in begun:
            self._follow(ours.pop(standing.submitted_at), standing)
        for request in ours.values():
            self._plan(request.at, request)
        self._woke_at = self._now if begun else self._year[0].at
        self._mornings(self._woke_at)

    def _mornings(self, start: datetime) -> None:
        day = clock.day_of(start)
        while day <= clock.day_of(self._until):
            self._plan(clock.start_of(day) + timedelta(hours=7), None)
            day += timedelta(days=1)

    def _plan(self, at: datetime, what: Request | Move | None) -> None:
        if at <= self._until:
            self._order += 1
            heapq.heappush(self._due, (at, self._order, what))

    def _follow(self, request: Request, standing: Standing) -> None:
        """Remember a case, and what is done to it next."""
        self._of_case[standing.case_id] = request
        move = moves.next_move(request, standing, until=self._until, closed=self._closed)
        if move is not None:
            self._expected.add(standing.case_id)
            self._plan(max(move.at, self._now), move)

    # ---- doing it ----------------------------------------------------------------------------------------------------

    def _do(self, what: Request | Move | None) -> None:
        if isinstance(what, Request):
            self._submit(what)
        elif isinstance(what, Move):
            self._move(what)
        else:
            self._morning()

    def _submit(self, request: Request) -> None:
        case_id = self._cast.submit(request)
        self._work()
        self._follow(request, standing_queries.standings([case_id])[0])

    def _move(self, move: Move) -> None:
        case_id = move.standing.case_id
        self._expected.discard(case_id)
        try:
            self._cast.play(self._of_case[case_id], move)
        except Refusal as refusal:  # somebody who tries the demonstration was faster
            complain(f"{move.kind} ({move.standing.status}) : {refusal}")
            return
        self._work()
        self._follow(self._of_case[case_id], standing_queries.standings([case_id])[0])

    def _morning(self) -> None:
        """Delays that end today, letters to print, and cases that a delay has moved."""
        since, self._woke_at = self._woke_at, self._now
        self._work()
        if self.part == 0:
            self._cast.print_letters(self._closed)
        for standing in standing_queries.standings_moved_since(since):
            request = self._of_case.get(standing.case_id)
            if request is not None and standing.case_id not in self._expected:
                self._follow(request, standing)

    def _work(self) -> None:
        """Run the jobs of the lane that are due, and those that they ask for."""
        self._now += _JOBS_AFTER
        journal.run_due_jobs(worker=self.lane, limit=_MANY)


class Cast:
    """Who acts: residents at the portal, agents at the desk."""

    def __init__(self, until: datetime) -> None:
        youngest = clock.day_of(until).replace(day=1).year - _ADULT_YEARS
        everyone = residents.demonstration_residents()
        self._adults = [one for one in everyone if one.birth.year < youngest]
        self._clerk = agent(residents.departments().filter(keeps_register=True)[0].slug, "clerk")
        self._children = {
            one.household: one for one in everyone if one.birth.year >= youngest and one.relation == "child"
        }

    # ---- residents ---------------------------------------------------------------------------------------------------

    def submit(self, request: Request) -> UUID:
        """Begin, fill and send a request; returns the case."""
        who, actor = self._resident(request), self._applicant(request)
        child = self._child(request, who)
        draft = cases.start_draft(actor=actor, slug=request.procedure, channel=request.channel).draft
        for page, raw in pages_of(request, who, child).items():
            saved = cases.save_page(
                actor=actor,
                draft=draft,
                session_drafts={draft.pk},
                page=page,
                raw=raw,
                files=files_of(page),
            )
            if saved.errors:
                raise AssertionError(f"{request.procedure}, {page}: {sorted(saved.errors)}")
        return cases.submit_case(actor=actor, draft=draft, session_drafts={draft.pk}).case.pk

    def _child(self, request: Request, who: DemoResident) -> DemoResident | None:
        """The child that a parent asks for, if they had one by then."""
        child = self._children.get(who.household) if request.for_child and who.relation in _PARENTS else None
        return child if child and child.birth < clock.day_of(request.at) - _A_MONTH else None

    def _applicant(self, request: Request) -> Actor:
        entered = people.enter_as_resident(resident=self._resident(request), method=request.method)
        level = Level.ITSME if request.method == "itsme" else Level.EID
        actor = residents.portal_actor(account=entered.account, level=level, method=request.method)
        return replace(actor, channel=request.channel)

    def _resident(self, request: Request) -> DemoResident:
        return self._adults[request.who % len(self._adults)]

    # ---- moves -------------------------------------------------------------------------------------------------------

    def play(self, request: Request, move: Move) -> None:
        """Do one thing to a case. Raises the refusals of its verb."""
        getattr(self, f"_{move.kind}")(request, move.standing)

    def _withdraw(self, request: Request, standing: Standing) -> None:
        cases.withdraw_case(actor=self._applicant(request), case_id=standing.case_id)

    def _answer(self, request: Request, standing: Standing) -> None:
        assert standing.question_id
        cases.provide_information(
            actor=self._applicant(request), request_id=standing.question_id, text=_ANSWER
        )

    def _pay(self, request: Request, standing: Standing) -> None:
        method = "counter" if request.channel == "counter" else "transfer"
        for asked in payment_queries.requests_about(ObjectRef("case", standing.case_id)):
            if asked.status == "due":
                cases.receive_payment(
                    actor=agent(standing.department, "till"),
                    request_id=asked.pk,
                    method=method,
                    received_on=clock.today(),
                )

    def _claim(self, request: Request, standing: Standing) -> None:
        """The clerk takes the task; now and then the head has given it to them."""
        assert standing.task_id
        clerk = agent(standing.department, "clerk")
        posts = {post.pk for post in residents.agents_of(standing.department)}
        if request.number % 6 == 0 and clerk.agent_id in posts:
            head = agent(standing.department, "head")
            cases.assign_task(actor=head, task_id=standing.task_id, agent_id=clerk.agent_id)
        else:
            cases.claim_task(actor=clerk, task_id=standing.task_id)

    def _ask(self, request: Request, standing: Standing) -> None:
        cases.request_information(actor=_holder(standing), case_id=standing.case_id, question=_QUESTION)

    def _refuse(self, request: Request, standing: Standing) -> None:
        self._take(standing, "refuser", motive=_MOTIVE)

    def _step(self, request: Request, standing: Standing) -> None:
        self._take(standing, moves.STEPS[standing.status])

    def _take(self, standing: Standing, transition: str, **form: str) -> None:
        cases.take_transition(
            actor=_holder(standing), case_id=standing.case_id, transition=transition, form=form
        )

    def print_letters(self, closed: Collection[date]) -> None:
        """On a working day, put the letters that are ready in the post."""
        if is_working_day(clock.today(), closed):
            for letter in letters.letters_to_print():
                correspondence.mark_printed(actor=self._clerk, delivery_id=letter.delivery_id)


@cache
def agent(department: str, role: str) -> Actor:
    """Who holds this role in a department."""
    return next(
        residents.desk_actor(account=post.account)
        for post in residents.agents_of(department)
        if post.role == role
    )


def _holder(standing: Standing) -> Actor:
    """The clerk, unless somebody who tries the demonstration holds the task: then the verb refuses."""
    return agent(standing.department, "clerk")
