"""A real worker in a process of its own, to be killed by tests.

``python -m beffroi.journal.tests.worker_process <worker> <database> <folder>`` works for ever on the database under
test. Its tasks leave in the folder what an outside receiver would have: ``attempts`` (a line per call) and one file per
effect. The receiver bears repetition: it accepts each key once, in one step that a kill cannot cut in two.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

LEASE = timedelta(seconds=2)

_RECEIVED = "received-"


def deliver(folder: Path, key: str) -> None:
    """The receiver: a key that it has seen has no second effect."""
    (folder / f"{_RECEIVED}{key}").touch()


def effects(folder: Path) -> list[str]:
    """The keys that the receiver accepted, in their order."""
    return sorted(path.name.removeprefix(_RECEIVED) for path in folder.glob(f"{_RECEIVED}*"))


def note(path: Path, line: str) -> None:
    """Append one line whole, however many processes write."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


def register_tasks(folder: Path) -> None:
    """``stuck_before`` and ``stuck_after`` hang in their first attempt, before or after the effect; ``brisk`` does not."""
    from beffroi.journal.actions import task

    def is_first(key: str) -> bool:
        note(folder / "attempts", key)
        return (folder / "attempts").read_text().split().count(key) == 1

    @task("tests.stuck_before", lease=LEASE)
    def stuck_before(*, key: str) -> None:
        if is_first(key):
            time.sleep(60)
        deliver(folder, key)

    @task("tests.stuck_after", lease=LEASE)
    def stuck_after(*, key: str) -> None:
        first = is_first(key)
        deliver(folder, key)
        if first:
            time.sleep(60)

    @task("tests.brisk", lease=LEASE)
    def brisk(*, key: str) -> None:
        note(folder / "attempts", key)
        time.sleep(0.02)
        deliver(folder, key)
        time.sleep(0.02)


def main(worker: str, database: str, folder: str) -> None:
    """Work until killed."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.INSTALLED_APPS = [
        "beffroi.lib",
        "beffroi.journal",
        "django.contrib.contenttypes",
    ]  # it starts sooner
    django.setup()
    from beffroi.journal.actions import register, work_forever

    register.rhythms.clear()
    register_tasks(Path(folder))
    work_forever(worker, threading.Event(), pause=0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
