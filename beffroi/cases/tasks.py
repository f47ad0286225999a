"""Background work of the room: ids in, one verb called."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from beffroi.journal.actions import periodic, task

from . import actions


@task("cases.generate_document", lease=timedelta(minutes=2))
def generate_document(*, case_id: str, document: str, revision: int) -> None:
    """Make a document of the package for a case."""
    actions.generate_document(case_id=UUID(case_id), document=document, revision=revision)


@task("cases.fetch_act", lease=timedelta(minutes=2))
def fetch_act(*, case_id: str, category: str, form: str, revision: int) -> None:
    """Ask the bank of acts for an act."""
    actions.fetch_act(case_id=UUID(case_id), category=category, form=form, revision=revision)


@task("cases.take_delay")
def take_delay(*, case_id: str, revision: int, transition: str) -> None:
    """Take a transition whose delay has passed."""
    actions.take_delay(case_id=UUID(case_id), revision=revision, transition=transition)


@task("cases.legal_period_passed")
def legal_period_passed(*, case_id: str, due_on: str) -> None:
    """The last day of a legal period is past: what silence means happens by itself."""
    actions.legal_period_passed(case_id=UUID(case_id), due_on=date.fromisoformat(due_on))


@task("cases.move_cases", lease=timedelta(minutes=5))
def move_cases(*, move_id: str) -> None:
    """Look at the next cases of a move to another version."""
    actions.carry_move_on(move_id=UUID(move_id))


@periodic("cases.look_at_cases", every=timedelta(days=1))
def look_at_cases() -> None:
    """Ask for a look at the cases that a day may move."""
    actions.look_at_cases()


@task("cases.look_at_version")
def look_at_version(*, version_id: str, day: str, after: str | None) -> None:
    """Look at the next cases of a version that a day may move."""
    last = UUID(after) if after else None
    actions.look_at_version(version_id=UUID(version_id), day=date.fromisoformat(day), after=last)


@task("cases.go_on")
def go_on(*, case_id: str, revision: int) -> None:
    """Let a case leave its status by itself."""
    actions.go_on(case_id=UUID(case_id), revision=revision)


@periodic("cases.sweep_drafts", every=timedelta(days=1))
def sweep_drafts() -> None:
    """Delete the drafts whose days have passed."""
    actions.sweep_drafts()


@periodic("cases.warn_drafts", every=timedelta(days=1))
def warn_drafts() -> None:
    """Warn of the drafts that will soon be deleted."""
    actions.warn_drafts()


@periodic("cases.sweep_staying", every=timedelta(days=1))
def sweep_staying() -> None:
    """Take off the list what ended in another e-guichet."""
    actions.sweep_staying()


@periodic("cases.list_ended", every=timedelta(days=1), lease=timedelta(minutes=30))
def list_ended() -> None:
    """Put the closed cases whose retention has ended on a list."""
    actions.list_ended()


@task("cases.dispose_of")
def dispose_of(*, entry_id: str, attempt: int) -> None:
    """Make a case of an approved list anonymous."""
    actions.dispose_of(entry_id=UUID(entry_id), attempt=attempt)


@task("cases.anonymise")
def anonymise(*, case_id: str, attempt: int) -> None:
    """Make a case anonymous because its package says so."""
    actions.anonymise_at_once(case_id=UUID(case_id), attempt=attempt)


@task("cases.leave_no_trace")
def leave_no_trace() -> None:
    """Let the database keep no copy of what was erased."""
    actions.clean_up()
