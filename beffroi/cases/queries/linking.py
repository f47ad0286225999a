"""The cases that a case opened, and the one that opened it, as far as somebody may see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from beffroi.cases.models import Case, CaseLink
from beffroi.procedures import queries as procedures


@dataclass(frozen=True)
class Linked:
    """Another case; ``opener`` says that it is the one that opened this one."""

    case: Case
    title: str
    opener: bool


def linked_cases(case: Case, among: QuerySet[Case]) -> list[Linked]:
    """The cases linked to one, of those that ``among`` allows, the opener first. One query."""
    links = CaseLink.objects.filter(
        Q(opened=case, opener__in=among) | Q(opener=case, opened__in=among)
    ).select_related("opener", "opened")
    found = [
        _linked(link.opener, True) if link.opened_id == case.pk else _linked(link.opened, False)
        for link in links
    ]
    return sorted(found, key=lambda one: not one.opener)


def _linked(other: Case, opener: bool) -> Linked:
    return Linked(other, str(procedures.definition(other.version_id).title), opener)
