"""A child process that breaks its limits is replaced, and the house goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from beffroi.documents.connectors.kept import ChildFailed, KeptChild

CHILD = "beffroi.documents.tests.strange_child"


@pytest.fixture
def child():
    made = KeptChild(CHILD, memory=400 * 1024 * 1024, seconds=2.0, uses=3)
    yield made
    made.stop()


def ask(child: KeptChild, what: str, body: bytes = b"") -> tuple[dict, bytes]:
    return child.ask({"what": what}, body)


def test_a_child_answers_again_and_again_in_one_process(child):
    assert ask(child, "echo", b"a" * 3_000_000) == ({"said": "echo"}, b"a" * 3_000_000)
    first = child.pid
    ask(child, "echo")
    assert child.pid == first


@pytest.mark.parametrize(
    ("what", "reason"),
    [("sleep", "time"), ("eat", "memory"), ("die", "crash"), ("write", "failure"), ("raise", "failure")],
)
def test_a_child_that_fails_says_why_and_the_next_answer_comes(child, what: str, reason: str):
    with pytest.raises(ChildFailed) as failed:
        ask(child, what)
    assert failed.value.reason == reason
    assert ask(child, "echo") == ({"said": "echo"}, b"")


def test_a_child_killed_from_outside_is_replaced(child):
    ask(child, "echo")
    os.kill(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, os.WNOHANG)
    with pytest.raises(ChildFailed):
        ask(child, "sleep")
    assert ask(child, "echo") == ({"said": "echo"}, b"")


def test_a_child_is_renewed_after_its_uses(child):
    pids = []
    for _ in range(7):
        ask(child, "echo")
        pids.append(child.pid)
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]


def test_a_child_inherits_no_secret(child, monkeypatch):
    monkeypatch.setenv("BEFFROI_SECRET", "x")
    names = ask(child, "environment")[1].decode().split()
    assert [name for name in names if name.startswith(("BEFFROI", "DJANGO"))] == []


def test_what_a_library_prints_does_not_disturb_the_answer(child):
    assert ask(child, "print") == ({"said": "print"}, b"")


def test_a_process_that_ends_takes_its_child_along():
    told = (
        "from beffroi.documents.connectors.kept import KeptChild\n"
        f"child = KeptChild({CHILD!r}, memory=400 * 1024 * 1024, seconds=2.0)\n"
        "child.ask({'what': 'echo'})\n"
        "print(child.pid)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", told], capture_output=True, text=True, check=True
    )
    assert ended.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(ended.stdout), 0)
