"""The loop of ``beffroi worker``."""

from __future__ import annotations

import logging
import threading

from django.db import Error, close_old_connections, connection

from beffroi.journal.rules import where

from .facts import seal_facts
from .jobs import ask_periodic_jobs
from .running import run_due_jobs

logger = logging.getLogger(__name__)

#: Seconds between two looks when there is nothing to do.
PAUSE = 1.0


def work_forever(worker_name: str, stop: threading.Event, *, pause: float = PAUSE) -> None:
    """Ask for periodic tasks, run due jobs, seal facts, until ``stop`` is set (the job in hand is finished first).

    Several workers may run at once, in threads or processes. A database that goes away is waited for.
    """
    while not stop.is_set():
        if not _round(worker_name, stop):
            stop.wait(pause)
    connection.close()


def _round(worker_name: str, stop: threading.Event) -> bool:
    """One look at everything; whether there was anything to do."""
    close_old_connections()
    try:
        ask_periodic_jobs()
        ran = run_due_jobs(worker=worker_name, stop=stop)
        return seal_facts() + ran > 0
    except Error as error:
        logger.error("worker %s waits for the database: %s", worker_name, where(error))
        connection.close()
        return False
