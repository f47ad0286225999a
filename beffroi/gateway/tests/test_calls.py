"""Asking for a call, making it, taking what came of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, connection, transaction

from beffroi.gateway import actions, queries
from beffroi.gateway.actions.calling import MOST_ATTEMPTS
from beffroi.gateway.models import Call
from beffroi.journal.actions import run_due_jobs
from beffroi.journal.models import Event, Job
from beffroi.lib.refusals import NotFound
from tests.support.service import Service

from . import worker_process
from .factories import CASE, GIVEN, approved, asked, declaration

pytestmark = pytest.mark.django_db(transaction=True)


def work() -> None:
    """What the worker does now, until nothing is due."""
    while run_due_jobs(worker="test"):
        pass


def last_fact() -> tuple[str, dict]:
    event = Event.objects.order_by("-pk").first()
    return event.name, event.payload


def test_nothing_leaves_before_the_transaction_is_committed(manager, service: Service):
    approved(manager, declaration(service.address))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        asked(declaration(service.address))
        raise ZeroDivisionError
    work()
    assert (service.heard, Call.objects.count(), Job.objects.filter(task="gateway.perform_call").count()) == (
        [],
        0,
        0,
    )


def test_a_case_asks_and_has_its_answer_once(manager, service: Service):
    service.says(GIVEN)
    connector = approved(manager, declaration(service.address))
    call = asked(declaration(service.address))
    assert asked(declaration(service.address)).pk == call.pk
    assert (call.connector_id, queries.is_unfinished(CASE, 3), queries.is_unfinished(CASE, 4)) == (
        connector.pk, True, False,
    )  # fmt: skip
    work()
    call.refresh_from_db()
    assert (call.status, call.outcome, call.http_status, call.attempts, call.question) == (
        "answered", "answered", 200, 1, "",
    )  # fmt: skip
    name, said = last_fact()
    assert (name, said["connector"], said["attempts"]) == ("ServiceAnswered", "registre_des_permis", 1)
    assert service.heard[0].headers["Idempotency-Key"] == f'"{call.pk}"'
    assert (queries.is_unfinished(CASE, 3), queries.unfinished("case")) == (True, [(CASE.uuid, 3)])
    taken = actions.take_answer(call_id=call.pk)
    assert taken == actions.TakenAnswer(True, 3, {"etat_du_permis": "accordé", "surface": 120})
    assert actions.take_answer(call_id=call.pk) is None
    call.refresh_from_db()
    assert (call.answer, queries.is_unfinished(CASE, 3)) == ("", False)


def test_what_is_sent_and_kept_is_never_in_clear(manager, service: Service):
    service.says(GIVEN)
    approved(manager, declaration(service.address))
    call = asked(declaration(service.address))
    stored = str(Call.objects.filter(pk=call.pk).values())
    work()
    stored += str(Call.objects.filter(pk=call.pk).values()) + str(list(Event.objects.values()))
    stored += str(list(Job.objects.values()))
    assert not any(word in stored for word in ("P-1", "accordé", "2026-11-24T00"))


def test_a_call_that_is_not_at_its_end_has_no_answer(manager):
    call = asked(declaration())
    for call_id in (call.pk, CASE.uuid):
        with pytest.raises(NotFound):
            actions.take_answer(call_id=call_id)


def test_what_nobody_approved_is_not_called(manager, service: Service):
    call = asked(declaration(service.address))
    work()
    assert (service.heard, last_fact()[0], last_fact()[1]["outcome"]) == ([], "ServiceFailed", "not_approved")
    assert actions.take_answer(call_id=call.pk) == actions.TakenAnswer(False, 3, {})
    assert queries.outcome_about(CASE, 3) is False


def test_what_is_withdrawn_meanwhile_is_not_called(manager, service: Service):
    connector = approved(manager, declaration(service.address))
    asked(declaration(service.address))
    actions.withdraw_connector(actor=manager, connector_id=connector.pk, reason="Contrat terminé")
    work()
    assert (service.heard, last_fact()[1]["outcome"]) == ([], "not_approved")


def test_words_that_changed_are_not_approved_any_more(manager, service: Service):
    approved(manager, declaration(service.address))
    asked(declaration(service.address, timeout=2))
    work()
    assert (service.heard, last_fact()[1]["outcome"]) == ([], "not_approved")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (("<html>", 200), "unreadable"),
        (({"permis": {"etat": 1.5}}, 200), "misfit"),
        (({}, 404), "refused"),
        (({}, 302), "redirected"),
        (("x" * 300_000, 200), "too_large"),
    ],
)
def test_an_answer_of_no_use_ends_the_call_at_once(manager, service: Service, answer, outcome):
    service.says(answer[0], answer[1], Location="https://127.0.0.1/")
    approved(manager, declaration(service.address))
    call = asked(declaration(service.address))
    work()
    call.refresh_from_db()
    assert (call.status, call.outcome, call.attempts, call.question, call.answer) == (
        "failed",
        outcome,
        1,
        "",
        "",
    )
    assert (last_fact()[0], last_fact()[1]["outcome"], len(service.heard)) == ("ServiceFailed", outcome, 1)


def test_a_value_that_does_not_fit_ends_the_call_without_leaving(manager, service: Service):
    approved(manager, declaration(service.address))
    asked(declaration(service.address), values={"numero": 12})
    work()
    assert (service.heard, last_fact()[1]["outcome"]) == ([], "unsendable")


def test_a_service_that_is_down_is_tried_again_under_the_same_key_then_given_up(
    manager, service: Service, clock
):
    service.says({}, 503)
    approved(manager, declaration(service.address))
    call = asked(declaration(service.address))
    moment = clock.now()
    for _ in range(10):
        with clock.at(moment):
            work()
        moment += timedelta(hours=7)
    call.refresh_from_db()
    assert (call.status, call.outcome, call.attempts, call.http_status) == (
        "failed",
        "busy",
        MOST_ATTEMPTS,
        503,
    )
    assert (len(service.heard), len({one.headers["Idempotency-Key"] for one in service.heard})) == (
        MOST_ATTEMPTS,
        1,
    )
    assert last_fact()[1] == {
        "connector": "registre_des_permis", "declaration": call.connector.short, "attempts": MOST_ATTEMPTS,
        "outcome": "busy",
    }  # fmt: skip
    assert Job.objects.get(task="gateway.perform_call").status == "done"


def test_a_service_that_comes_back_answers(manager, service: Service, clock):
    service.says({}, 503)
    approved(manager, declaration(service.address))
    call = asked(declaration(service.address))
    work()
    job = Job.objects.get(task="gateway.perform_call")
    assert (job.status, "P-1" in job.last_error, job.last_error.split()[0]) == (
        "waiting",
        False,
        "NotThroughYet",
    )
    service.says(GIVEN)
    with clock.at(clock.now() + timedelta(minutes=1)):
        work()
    call.refresh_from_db()
    assert (call.status, call.attempts) == ("answered", 2)


def test_a_call_is_made_outside_every_transaction(manager, service: Service):
    """While the service thinks, another connection writes: on SQLite nobody else could if a transaction were open."""
    thinking, written = threading.Event(), threading.Event()

    def slow(handler: BaseHTTPRequestHandler) -> None:
        thinking.set()
        assert written.wait(10)
        service.says(GIVEN)
        service.answers(handler)

    service.answers = slow
    approved(manager, declaration(service.address, timeout=10))
    asked(declaration(service.address, timeout=10))

    def other() -> None:
        assert thinking.wait(10)
        asked(declaration(service.address), key="two")
        connection.close()
        written.set()

    writer = threading.Thread(target=other)
    writer.start()
    work()
    writer.join()
    assert Call.objects.get(key="one").status == "answered"


def test_calls_are_counted_and_forgotten(manager, service: Service, clock):
    connector = approved(manager, declaration(service.address))
    service.says({}, 404)
    asked(declaration(service.address))
    work()
    figures = queries.figures()[connector.pk]
    assert (figures.asked, figures.failed) == (1, 1)
    assert [call.key for call in queries.calls_of(connector)] == ["one"]
    with clock.at(clock.now() + timedelta(days=366)):
        assert (queries.figures(), actions.forget_calls(), Call.objects.count()) == ({}, 1, 0)


def test_the_database_keeps_no_answer_of_what_was_taken(manager):
    call = asked(declaration())
    for change in (
        {"status": "answered"},
        {"status": "failed", "ended_at": call.asked_at, "outcome": "busy"},  # what left is still there
        {"taken_at": call.asked_at},
        {"outcome": "busy"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Call.objects.filter(pk=call.pk).update(**change)


@contextmanager
def worker(name: str, service: Service):
    """A real worker on the database under test; it never leaves otherwise than by SIGKILL."""
    database = str(connection.settings_dict["NAME"])
    command = [
        sys.executable,
        "-m",
        worker_process.__name__,
        name,
        database,
        service.inner_host,
        str(service.authority),
    ]
    process = subprocess.Popen(command, cwd=django_settings.ROOT, env=os.environ)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def test_a_call_whose_worker_is_killed_is_made_again_under_the_same_key(manager, service: Service):
    """The service got the first one: by the key it knows that the second is the same."""

    def never(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(20)

    service.answers = never
    approved(manager, declaration(service.address, timeout=20))
    call = asked(declaration(service.address, timeout=20))
    with worker("first", service):
        _wait_until(lambda: len(service.heard) == 1)
    service.says(GIVEN)
    with worker("second", service):
        _wait_until(lambda: Call.objects.get(pk=call.pk).status == "answered")
    call.refresh_from_db()
    assert (call.attempts, len({one.headers["Idempotency-Key"] for one in service.heard})) == (2, 1)


def _wait_until(condition, seconds: float = 60) -> None:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "waited too long"
        time.sleep(0.05)
