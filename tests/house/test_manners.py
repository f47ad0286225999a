"""The test suite's own manners (conftest.py, tests/support)."""

import os
import socket

import pytest

from tests.support.network import ReachedTheNetwork


def test_nothing_leaves_this_machine():
    with socket.socket() as client, pytest.raises(ReachedTheNetwork, match=r"192\.0\.2\.1"):
        client.connect(("192.0.2.1", 80))


def test_a_run_has_a_data_folder_of_its_own():
    assert os.environ["BEFFROI_HOME"] not in ("", "var")


def test_the_clock_is_held_in_every_thread(clock):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(clock.now).result() == clock.now()
        assert str(clock.today()) == "2026-11-24"
