"""The house itself, ready to be measured inside this process, as a server that has been running for a while."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def house(*, database: bool = False) -> Iterator[None]:
    """Beffroi loaded with a data folder of its own, which goes afterwards.

    With ``database``, its tables are made: in that folder, or where BEFFROI_DATABASE_URL says (an empty database).
    """
    with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as home:
        os.environ.update(BEFFROI_HOME=home, DJANGO_SETTINGS_MODULE="config.settings")
        import django
        from django.utils import translation

        django.setup()
        if database:
            from beffroi.cli.installation import prepare_database

            prepare_database()
        from beffroi.lib import collector

        collector.settle()
        with translation.override("fr"):
            yield
