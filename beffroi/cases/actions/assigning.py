"""A workflow hands a case to another department."""

from __future__ import annotations

from django.utils.translation import gettext

from beffroi.cases.events import CaseAssigned
from beffroi.cases.models import Case
from beffroi.journal import actions as journal
from beffroi.lib.acting import Acting
from beffroi.people import queries as people

from . import offering
from .facts import about_case, process_of
from .work import write_note


def assign_case(*, case: Case, department: str, actor: Acting) -> None:
    """Let a department, by its short name, handle the case from now on; its open task goes along.

    Who held the task keeps it while their post allows it there. A package cannot know which departments a commune has:
    where there is none of that name, the case stays and a note says so to its agents. Called inside a transaction that
    holds the case's row.
    """
    if department == case.department:
        return
    if not people.departments().filter(slug=department).exists():
        words = gettext("Le circuit confie ce dossier au service « %(name)s », que la commune n’a pas.")
        write_note(case=case, text=words % {"name": department}, actor=actor)
        return
    fact = CaseAssigned(department_before=case.department, department_after=department)
    case.department = department
    case.save(update_fields=["department"])
    journal.record(fact, actor=actor, about=about_case(case), process=process_of(case))
    offering.pass_on(case)
