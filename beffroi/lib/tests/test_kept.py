"""A value kept for seconds is never older than that, and never what a change in this process has made untrue."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from beffroi.lib.kept import Kept, forget_all

really_committing = pytest.mark.django_db(transaction=True)


#: What Wagtail's migrations leave.
EDITORS = ["Editors", "Moderators"]


def names() -> list[str]:
    """The groups that were made here."""
    return sorted(Group.objects.exclude(name__in=EDITORS).values_list("name", flat=True))


@pytest.fixture
def kept() -> Kept[list[str]]:
    """The names of all groups, kept for an hour."""
    return Kept(names, Group, seconds=3600)


@pytest.fixture
def elsewhere() -> Iterator[Callable[..., threading.Thread]]:
    """Run something in a thread of its own, with a connection of its own."""
    threads = []

    def run(work: Callable[[], object]) -> threading.Thread:
        def worked() -> None:
            try:
                work()
            finally:
                connection.close()

        threads.append(threading.Thread(target=worked))
        threads[-1].start()
        return threads[-1]

    yield run
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def behind_the_signals(name: str) -> None:
    """As another process would do it: nobody here hears of it."""
    Group.objects.bulk_create([Group(name=name)])


@really_committing
def test_the_second_question_costs_nothing(kept, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [kept(), kept(), kept()] == [[], [], []]


@really_committing
def test_an_empty_answer_is_an_answer(django_assert_num_queries):
    nobody = Kept(lambda: Group.objects.filter(name="agents").first(), Group, seconds=3600)
    with django_assert_num_queries(1):
        assert [nobody(), nobody()] == [None, None]


@really_committing
def test_a_refusal_is_not_kept():
    careful = Kept(lambda: Group.objects.get(name="agents"), Group, seconds=3600)
    with pytest.raises(Group.DoesNotExist):
        careful()
    behind_the_signals("agents")
    assert careful().name == "agents"


@really_committing
def test_what_is_made_changed_or_removed_here_is_seen_at_once(kept):
    seen = [kept()]
    group = Group.objects.create(name="agents")
    seen.append(kept())
    group.name = "heads"
    group.save()
    seen.append(kept())
    Group.objects.filter(name="heads").delete()
    seen.append(kept())
    assert seen == [[], ["agents"], ["heads"], []]


@really_committing
def test_time_forgets_what_another_process_changed(monkeypatch):
    kept = Kept(names, Group, seconds=5)
    now = [1000.0]
    monkeypatch.setattr("beffroi.lib.kept.time.monotonic", lambda: now[0])
    assert kept() == []
    behind_the_signals("agents")
    seen = []
    for now[0] in (1000.0, 1004.9, 1005.1):
        seen.append(kept())
    assert seen == [[], [], ["agents"]]


@really_committing
def test_its_age_counts_from_before_it_was_read(monkeypatch):
    """A slow database does not make an answer younger than it is."""
    now = [1000.0]

    def slowly() -> list[str]:
        found = names()
        now[0] += 4
        return found

    monkeypatch.setattr("beffroi.lib.kept.time.monotonic", lambda: now[0])
    kept = Kept(slowly, Group, seconds=5)
    kept()
    behind_the_signals("agents")
    now[0] = 1005.1
    assert kept() == ["agents"]


@really_committing
def test_inside_a_transaction_the_database_is_asked(kept, django_assert_num_queries):
    kept()
    with transaction.atomic():
        behind_the_signals("agents")
        with django_assert_num_queries(2):
            assert [kept(), kept()] == [["agents"], ["agents"]]


@really_committing
def test_what_is_rolled_back_was_never_kept(kept):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Group.objects.create(name="agents")
        assert kept() == ["agents"]
        raise ZeroDivisionError
    assert kept() == []


@really_committing
def test_what_is_committed_is_seen_at_once_though_another_asked_before_the_commit(kept, elsewhere):
    with transaction.atomic():
        Group.objects.create(name="agents")
        seen: list[list[str]] = []
        elsewhere(lambda: seen.append(kept())).join(10)
    assert (seen, kept()) == ([[]], ["agents"])


@really_committing
def test_what_was_read_before_a_change_is_not_kept_after_it(elsewhere):
    """A thread reads; another changes, commits and forgets; the first would keep what it had read."""
    has_read, may_answer = threading.Event(), threading.Event()

    def slowly() -> list[str]:
        found = names()
        has_read.set()
        assert may_answer.wait(10)
        return found

    kept = Kept(slowly, Group, seconds=3600)
    seen: list[list[str]] = []
    reader = elsewhere(lambda: seen.append(kept()))
    assert has_read.wait(10)
    Group.objects.create(name="agents")
    may_answer.set()
    reader.join(10)
    assert (seen, kept()) == ([[]], ["agents"])


@really_committing
def test_everything_can_be_forgotten_at_once(kept):
    other = Kept(lambda: len(names()), Group, seconds=3600)
    assert (kept(), other()) == ([], 0)
    behind_the_signals("agents")
    assert (kept(), other()) == ([], 0)
    forget_all()
    assert (kept(), other()) == (["agents"], 1)
