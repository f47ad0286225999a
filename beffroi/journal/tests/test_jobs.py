"""Jobs: asked once with the verb, tried again, visible when they give up."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from beffroi.journal import queries
from beffroi.journal.actions import (
    JobNotFailed,
    OutsideTransaction,
    UnknownTask,
    ask_periodic_jobs,
    enqueue,
    forget_done_jobs,
    in_lane,
    merge_lane,
    periodic,
    reaction,
    register,
    retry_job,
    run_due_jobs,
    task,
    work_forever,
)
from beffroi.journal.models import Event, Job
from beffroi.journal.queries import JobsOverview, failed_jobs, jobs_overview
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import Forbidden, NotFound, Refusal

from .factories import CITIZEN, ParcelReceived, ParcelReturned, citizen, clerk, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers", "clock")]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def ask(name="tests.post", key="1", **more):
    with transaction.atomic():
        enqueue(name, key=key, args=more.pop("args", {}), **more)
    return Job.objects.get(task=name, key=key)


@pytest.fixture
def posted():
    """A task that notes what it was given."""
    given = []
    task("tests.post")(lambda **args: given.append(args))
    return given


def test_a_job_runs_once_with_its_arguments(posted):
    job = ask(args={"parcel": "7"})
    assert (run_due_jobs(worker="w"), run_due_jobs(worker="w")) == (1, 0)
    job.refresh_from_db()
    assert (posted, job.status, job.attempts, job.ended_at) == ([{"parcel": "7"}], "done", 1, NOW)


def test_asking_again_with_the_same_key_changes_nothing(posted):
    first, again = ask(args={"parcel": "7"}), ask(args={"parcel": "8"})
    run_due_jobs(worker="w")
    assert (again.pk, ask().pk, run_due_jobs(worker="w")) == (first.pk, first.pk, 0)
    assert posted == [{"parcel": "7"}]


def test_asking_costs_one_query_the_second_time_too(posted, django_assert_num_queries):
    with transaction.atomic():
        for _ in range(2):
            with django_assert_num_queries(1):
                enqueue("tests.post", key="1", args={})


def test_jobs_run_in_the_order_in_which_they_were_asked(posted):
    for number in range(4):
        ask(key=str(number), args={"parcel": str(number)})
    run_due_jobs(worker="w", limit=3)
    assert [args["parcel"] for args in posted] == ["0", "1", "2"]


def test_a_job_waits_for_its_time(posted, clock):
    ask(due_at=NOW + timedelta(days=2))
    assert run_due_jobs(worker="w") == 0
    with clock.at(NOW + timedelta(days=2)):
        assert run_due_jobs(worker="w") == 1


def test_an_unknown_task_is_refused_when_it_is_asked():
    with pytest.raises(UnknownTask, match="typo"):
        ask("tests.typo")


@pytest.mark.django_db(transaction=True)
def test_a_job_outside_a_transaction_is_refused(posted):
    with pytest.raises(OutsideTransaction, match="post"):
        enqueue("tests.post", key="1", args={})


def test_two_tasks_cannot_share_a_name(posted):
    with pytest.raises(ValueError, match="two tasks are called"):
        task("tests.post")(tell)


# Reactions


def test_each_reaction_of_a_fact_receives_the_event_with_its_objects():
    received = []

    @reaction(ParcelReceived)
    def weigh(event):
        received.append(("weigh", event.fact().weight, event.object("person")))

    @reaction(ParcelReceived, ParcelReturned)
    def notify(event):
        received.append(("notify", event.name, event.object("person")))

    tell(CITIZEN)
    tell(CITIZEN, fact=ParcelReturned())
    assert run_due_jobs(worker="w") == 3
    assert received == [
        ("weigh", 3, CITIZEN.uuid),
        ("notify", "ParcelReceived", CITIZEN.uuid),
        ("notify", "ParcelReturned", CITIZEN.uuid),
    ]
    assert set(Job.objects.values_list("task", flat=True)) == {"journal.weigh", "journal.notify"}


# Failures


def failing(error, times=99, name="tests.post"):
    left = [error] * times

    def fail():
        if left:
            raise left.pop()

    task(name)(fail)


def test_an_error_puts_the_job_back_for_later_and_keeps_no_words_of_it(clock):
    failing(ValueError("85.07.30-033.28"), times=1)
    job = ask()
    run_due_jobs(worker="w")
    job.refresh_from_db()
    assert (job.status, job.attempts, job.due_at) == ("waiting", 1, NOW + timedelta(seconds=30))
    assert job.last_error.startswith("ValueError (fail, line ")
    assert "85.07" not in job.last_error
    with clock.at(NOW + timedelta(seconds=30)):
        run_due_jobs(worker="w")
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 2)


def test_after_its_last_attempt_a_job_has_failed_and_is_seen(clock):
    failing(ValueError())
    job = ask(max_attempts=3)
    for hour in range(9):
        with clock.at(NOW + timedelta(hours=hour)):
            run_due_jobs(worker="w")
    job.refresh_from_db()
    assert (job.status, job.attempts, list(failed_jobs())) == ("failed", 3, [job])


def test_a_refusal_ends_the_job_at_once_under_its_name():
    class ParcelLost(Refusal):
        """Trying again would not find it."""

    failing(ParcelLost())
    job = ask()
    run_due_jobs(worker="w")
    job.refresh_from_db()
    assert (job.status, job.attempts, job.last_error) == ("failed", 1, "ParcelLost")


def test_a_job_of_a_task_that_disappeared_waits_for_someone(posted):
    job = ask(max_attempts=1)
    register.tasks.pop("tests.post")
    run_due_jobs(worker="w")
    job.refresh_from_db()
    assert (job.status, job.last_error.split()[0]) == ("failed", "UnknownTask")


def test_one_bad_job_does_not_hold_up_the_others(posted):
    task("tests.bad")(lambda: 1 / 0)
    ask("tests.bad")
    ask(key="2")
    assert run_due_jobs(worker="w") == 2
    assert posted == [{}]


# Leases


def hold(job, **changes):
    """As a worker that was killed in the middle leaves it."""
    Job.objects.filter(pk=job.pk).update(status="running", attempts=1, worker="killed", **changes)


def test_nobody_takes_a_job_that_is_being_run(posted):
    hold(ask(), due_at=NOW + timedelta(seconds=1))
    assert run_due_jobs(worker="w") == 0


def test_a_job_comes_back_when_its_lease_runs_out(posted):
    job = ask()
    hold(job, due_at=NOW)
    assert run_due_jobs(worker="w") == 1
    job.refresh_from_db()
    assert (posted, job.status, job.attempts) == ([{}], "done", 2)


def test_a_job_that_kills_its_worker_each_time_is_not_taken_for_ever(posted):
    job = ask(max_attempts=1)
    hold(job, due_at=NOW)
    assert run_due_jobs(worker="w") == 0
    job.refresh_from_db()
    assert (posted, job.status, job.last_error) == ([], "failed", "WorkerLost")


def test_a_task_says_how_long_it_may_run(clock):
    leases = []

    def slow():
        leases.append(Job.objects.get().due_at)

    task("tests.slow", lease=timedelta(hours=1))(slow)
    ask("tests.slow")
    run_due_jobs(worker="w")
    assert leases == [NOW + timedelta(hours=1)]


def test_a_worker_that_overran_its_lease_does_not_speak_for_the_attempt_after_it():
    def overrun():
        Job.objects.update(attempts=2, worker="second")  # another worker has taken it meanwhile

    task("tests.post")(overrun)
    job = ask()
    run_due_jobs(worker="first")
    job.refresh_from_db()
    assert (job.status, job.worker) == ("running", "second")


def test_nor_for_the_series_after_it():
    """Lost, failed and restarted meanwhile: the attempts are counted from one again."""

    def overrun():
        Job.objects.update(attempts=1, worker="second")

    task("tests.post")(overrun)
    job = ask()
    run_due_jobs(worker="first")
    job.refresh_from_db()
    assert (job.status, job.worker) == ("running", "second")


# Restarting


@pytest.fixture
def failed_job():
    failing(ValueError(), times=1, name="tests.fail")
    job = ask("tests.fail", max_attempts=1)
    run_due_jobs(worker="w")
    return job


def test_an_agent_restarts_a_failed_job_and_the_journal_says_so(failed_job):
    retry_job(actor=clerk, job_id=failed_job.uuid)
    event = Event.objects.get(name="JobRestarted")
    assert event.payload == {"task": "tests.fail", "attempts": 1}
    assert list(queries.events_about(ObjectRef("job", failed_job.uuid))) == [event]
    assert run_due_jobs(worker="w") == 1
    failed_job.refresh_from_db()
    assert failed_job.status == "done"


def test_a_citizen_restarts_nothing(failed_job):
    with pytest.raises(Forbidden):
        retry_job(actor=citizen, job_id=failed_job.uuid)


def test_only_what_failed_is_restarted(failed_job):
    retry_job(actor=HOUSE, job_id=failed_job.uuid)
    with pytest.raises(JobNotFailed):
        retry_job(actor=HOUSE, job_id=failed_job.uuid)
    with pytest.raises(NotFound):
        retry_job(actor=HOUSE, job_id=CITIZEN.uuid)


# Periodic tasks


def test_a_periodic_task_runs_once_per_slot_whoever_asks(clock):
    ran = []
    register.rhythms.clear()
    periodic("tests.tidy", every=timedelta(hours=1))(lambda: ran.append(clock.now()))
    for minutes in (0, 20, 59, 60, 90):
        with clock.at(NOW + timedelta(minutes=minutes)):
            ask_periodic_jobs()
            ask_periodic_jobs()
            run_due_jobs(worker="w")
    assert ran == [NOW, NOW + timedelta(hours=1)]


def test_a_slot_that_is_asked_already_costs_no_query(django_assert_num_queries):
    periodic("tests.tidy", every=timedelta(hours=1))(lambda: None)
    ask_periodic_jobs()
    with django_assert_num_queries(0):
        ask_periodic_jobs()


# Lanes


def test_a_replay_keeps_its_jobs_to_itself(posted, clock):
    """Its clock stands a year ago, so real workers would find everything due at once."""
    with in_lane("replay"), clock.at(NOW - timedelta(days=365)):
        ask(args={"parcel": "old"})
        ask(key="2", due_at=NOW - timedelta(days=300), args={"parcel": "old too"})
        assert run_due_jobs(worker="replay") == 1
    assert run_due_jobs(worker="w") == 0
    assert merge_lane("replay") == 1
    assert run_due_jobs(worker="w") == 1
    assert posted == [{"parcel": "old"}, {"parcel": "old too"}]


def test_what_a_replayed_job_asks_stays_in_its_lane(posted):
    task("tests.ask")(lambda: ask())
    with in_lane("replay"):
        ask("tests.ask")
        run_due_jobs(worker="replay", limit=1)
    assert Job.objects.get(task="tests.post").lane == "replay"


# Looking and tidying


def test_the_overview_counts_what_is_not_done(posted, clock):
    failing(ValueError(), times=1, name="tests.fail")
    ask("tests.fail")
    run_due_jobs(worker="w")
    ask(key="waiting", due_at=NOW + timedelta(hours=1))
    ask(key="due")
    hold(ask(key="abandoned"), due_at=NOW)
    Job.objects.filter(key="due").update(due_at=NOW - timedelta(hours=3))
    found = jobs_overview()
    assert found == JobsOverview(
        waiting=3,
        planned=1,
        running=1,
        failed=0,
        retrying=1,
        abandoned=1,
        oldest_due_at=NOW - timedelta(hours=3),
    )
    assert (found.now, found.stalled) == (1, True)


def test_done_jobs_are_forgotten_after_a_while_and_failed_ones_stay(posted, failed_job, clock):
    ask(key="done")
    run_due_jobs(worker="w")
    assert forget_done_jobs(older_than=timedelta(days=30)) == 0
    with clock.at(NOW + timedelta(days=31)):
        assert forget_done_jobs(older_than=timedelta(days=30)) == 1
    assert list(Job.objects.all()) == [failed_job]


@pytest.mark.parametrize("count", [1, 3])
def test_a_job_costs_five_queries(count, posted, django_assert_num_queries):
    for number in range(count):
        ask(key=str(number))
    # one look; savepoint, take, lease, savepoint, end; then one that finds nothing, between savepoints
    with django_assert_num_queries(1 + 5 * count + 3):
        run_due_jobs(worker="w")


def test_an_idle_worker_only_looks(django_assert_num_queries):
    with django_assert_num_queries(1):
        run_due_jobs(worker="w")


@pytest.mark.django_db(transaction=True)
def test_the_loop_runs_jobs_seals_facts_and_stops_when_told():
    stop = threading.Event()

    @reaction(ParcelReceived)
    def last_parcel(event):
        stop.set()

    tell(CITIZEN)
    thread = threading.Thread(target=work_forever, args=["w", stop], kwargs={"pause": 0.01})
    thread.start()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert Job.objects.get(task="journal.last_parcel").status == "done"
    assert queries.verify_chain().length == 1
