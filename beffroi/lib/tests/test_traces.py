"""The log of changes of the database is emptied of what was erased (its pages: tests/house/test_erasing.py)."""

from pathlib import Path

import pytest
from django.db import connection

from beffroi.lib import traces


@pytest.mark.django_db(transaction=True)
def test_the_log_of_changes_is_emptied_outside_a_transaction():
    traces.leave_no_trace()
    if connection.vendor == "sqlite":
        log = Path(f"{connection.settings_dict['NAME']}-wal")
        assert not log.exists() or log.stat().st_size == 0


@pytest.mark.django_db
def test_inside_a_transaction_it_is_left_for_later():
    traces.leave_no_trace()
