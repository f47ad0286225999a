"""The lists of agents and applicants: what they hold, in which order, at what cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.cases import actions, queries
from beffroi.cases.models import Case
from beffroi.cases.queries import DeskFilters, desk
from beffroi.lib import clock
from beffroi.people.rules import cast

from . import factories
from .factories import opened, residence, taken


def test_the_most_urgent_comes_first_and_is_late_one_day_after(citizen, emailer, clerk):
    with clock.at(factories.later(date(2026, 11, 20))):
        first = opened(citizen)
    second = opened(emailer, residence(cast.INES, mode="guichet"))
    with clock.at(factories.later(date(2026, 11, 25))):
        rows = queries.work_list(clerk, DeskFilters()).rows
    assert [(row.case, row.late, row.days_left) for row in rows] == [(first, True, -1), (second, False, 1)]


def test_counts_and_views_say_the_same(citizen, emailer, georges, clerk, till):
    taken(opened(citizen), clerk)
    opened(emailer, residence(cast.INES, mode="guichet"))
    opened(georges, residence(cast.GEORGES, motive="banque"))
    counts = queries.desk_counts(clerk)
    assert counts == desk.DeskCounts(to_take=1, mine=1, late=0, waiting=1, all_open=3, done=0)
    for view in desk.VIEWS:
        assert len(queries.work_list(clerk, DeskFilters(view=view)).rows) == getattr(counts, view)


def test_who_is_served_in_time_is_never_late_afterwards(citizen, clerk):
    """The case stays open for a month after the document is there; nobody has to act on it."""
    case = factories.move(taken(opened(citizen), clerk), clerk, "produire")
    assert (case.phase, case.closed_at) == ("delivered", None)
    with clock.at(factories.later(date(2026, 12, 14))):
        counts = queries.desk_counts(clerk)
        (row,) = queries.work_list(clerk, DeskFilters(view="done")).rows
    assert counts == desk.DeskCounts(to_take=0, mine=0, late=0, waiting=0, all_open=0, done=1)
    assert (row.case, row.status, row.days_left, row.late) == (case, "Délivrée", None, False)


def test_what_another_authority_looks_for_is_awaited(citizen, clerk):
    case = taken(opened(citizen, factories.birth(), factories.BIRTH), clerk)
    factories.actions.take_transition(
        actor=clerk, case_id=case.pk, transition="chercher", form={}, revision=factories.fresh(case).revision
    )
    assert [row.case for row in queries.work_list(clerk, DeskFilters(view="waiting")).rows] == [case]


def test_only_what_one_may_take_is_to_take(citizen, clerk, head, till):
    opened(citizen)
    till = replace(till, departments=clerk.departments)
    assert [queries.desk_counts(who).to_take for who in (clerk, head, till)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"procedure": "certificat-de-residence"}, 2),
        ({"procedure": "acte-de-naissance"}, 0),
        ({"phase": "in_progress"}, 2),
        ({"department": "finances"}, 0),
        ({"text": "cardonel"}, 1),
        ({"text": "2026-00001"}, 1),
        ({"text": "inès 2026-00002"}, 1),
        ({"after": "n’importe quoi"}, 2),
    ],
)
def test_a_list_is_narrowed(citizen, emailer, clerk, filters, numbers):
    opened(citizen)
    opened(emailer, residence(cast.INES, mode="guichet"))
    assert len(queries.work_list(clerk, DeskFilters(view="all_open", **filters)).rows) == numbers


def test_pages_follow_each_other_without_gap_or_repetition(citizen, clerk, monkeypatch):
    monkeypatch.setattr(desk, "PAGE", 2)
    several = {opened(citizen).pk for _ in range(5)}
    Case.objects.filter(pk=next(iter(several))).update(target_due_on=None)
    pages, after = [], ""
    while True:
        page = queries.work_list(clerk, DeskFilters(view="all_open", after=after))
        pages.append([row.case.pk for row in page.rows])
        if not (after := page.after):
            break
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {pk for page in pages for pk in page} == several


def test_a_search_finds_closed_cases_too(citizen, clerk, stranger):
    case = opened(citizen)
    Case.objects.filter(pk=case.pk).update(closed_at=clock.now())
    assert [row.case for row in queries.search_cases(clerk, "tavernaux")] == [case]
    assert queries.search_cases(stranger, "tavernaux") == []


@pytest.mark.parametrize(
    ("look", "actor"),
    [
        (lambda actor: queries.work_list(actor, DeskFilters(view="all_open")), "clerk"),
        (lambda actor: queries.search_cases(actor, "tavernaux"), "clerk"),
        (lambda actor: queries.desk_counts(actor), "clerk"),
        (lambda actor: queries.my_cases(actor), "citizen"),
    ],
    ids=["work list", "search", "counts", "my cases"],
)
def test_one_case_or_three_cost_the_same(citizen, clerk, look, actor, request):
    who = request.getfixturevalue(actor)
    case = taken(opened(citizen), clerk)
    one = _queries(look, who)
    for _ in range(2):
        taken(opened(citizen), clerk)
    assert (_queries(look, who), case.number) == (one, "2026-00001")


def test_the_case_screens_cost_so_many_queries(citizen, clerk, django_assert_max_num_queries):
    case = factories.move(taken(opened(citizen), clerk), clerk, "produire")
    with django_assert_max_num_queries(24):
        queries.case_for_desk(clerk, case.pk)
    with django_assert_max_num_queries(16):
        queries.case_for(citizen, case.pk)


def test_a_step_of_an_agent_costs_so_many_queries(citizen, clerk, django_assert_num_queries):
    """Nine are three facts, two the savepoint's; case and task are read and written; pseudonym, decision, job."""
    case = taken(opened(citizen), clerk)
    with django_assert_num_queries(18):
        actions.take_transition(actor=clerk, case_id=case.pk, transition="produire", form={})


def test_an_applicant_sees_a_document_once_it_is_delivered(emailer, clerk):
    case = opened(emailer, residence(cast.INES, mode="guichet"))
    case = factories.move(taken(case, clerk), clerk, "produire")
    assert queries.case_for(emailer, case.pk).documents == []
    case = factories.move(taken(case, clerk), clerk, "remis")
    assert [paper.document.kind for paper in queries.case_for(emailer, case.pk).documents] == ["certificat"]


def _queries(look, actor) -> int:
    with CaptureQueriesContext(connection) as asked:
        look(actor)
    return len(asked)
