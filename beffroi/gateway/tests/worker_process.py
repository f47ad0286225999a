"""A real worker in a process of its own, to be killed: it makes the calls of the database under test.

``python -m beffroi.gateway.tests.worker_process <worker> <database> <inner host> <authority>`` works for ever. A lease is
short, so that the call of a killed worker comes back at once.
"""

from __future__ import annotations

import sys
import threading
from datetime import timedelta


def main(worker: str, database: str, host: str, authority: str) -> None:
    """Work until killed."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.GATEWAY_INNER_HOSTS = frozenset({host})
    settings.GATEWAY_CA_FILE = authority
    django.setup()
    from beffroi.gateway import tasks
    from beffroi.journal.actions import register, task, work_forever

    register.rhythms.clear()
    task("gateway.perform_call", lease=timedelta(seconds=2))(tasks.perform_call)
    work_forever(worker, threading.Event(), pause=0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
