"""A worker is killed in the middle of a job: nothing is lost, and the receiver sees each effect once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from beffroi.journal.actions import enqueue
from beffroi.journal.models import Job

from . import worker_process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("registers")]


@contextmanager
def worker(name: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker on the database under test; it never leaves otherwise than by SIGKILL."""
    command = [
        sys.executable,
        "-m",
        worker_process.__name__,
        name,
        str(connection.settings_dict["NAME"]),
        str(folder),
    ]
    process = subprocess.Popen(command, cwd=settings.ROOT, env=os.environ)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "waited too long"
        time.sleep(0.02)


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def ask(task: str, *keys: str) -> None:
    with transaction.atomic():
        for key in keys:
            enqueue(task, key=key, args={"key": key})


@pytest.mark.parametrize("task", ["tests.stuck_before", "tests.stuck_after"])
def test_a_job_whose_worker_is_killed_is_done_by_another_with_one_effect(task, tmp_path):
    worker_process.register_tasks(tmp_path)
    ask(task, "one")
    with worker("first", tmp_path):
        wait_until(lambda: lines(tmp_path / "attempts") == ["one"])
        wait_until(lambda: task == "tests.stuck_before" or worker_process.effects(tmp_path) == ["one"])
    job = Job.objects.get()
    assert (job.status, job.worker, job.attempts) == ("running", "first", 1)
    with worker("second", tmp_path):
        wait_until(lambda: Job.objects.get().status == "done")
    assert Job.objects.get().attempts == 2
    assert (lines(tmp_path / "attempts"), worker_process.effects(tmp_path)) == (["one", "one"], ["one"])


def test_workers_killed_again_and_again_lose_no_job(tmp_path):
    """Two workers at a time, both killed at some moment, twice over; a third pair finishes."""
    worker_process.register_tasks(tmp_path)
    keys = [f"parcel-{number:02}" for number in range(60)]
    ask("tests.brisk", *keys)
    moments = random.Random(7)
    for round_ in range(2):
        done = Job.objects.filter(status="done").count()
        with worker(f"a{round_}", tmp_path), worker(f"b{round_}", tmp_path):
            wait_until(lambda done=done: Job.objects.filter(status="done").count() > done)
            time.sleep(moments.uniform(0, 0.3))
    with worker("a", tmp_path), worker("b", tmp_path):
        wait_until(lambda: not Job.objects.exclude(status="done").filter(task="tests.brisk").exists())
    assert worker_process.effects(tmp_path) == keys
    assert Job.objects.filter(task="tests.brisk", status="done").count() == len(keys)
