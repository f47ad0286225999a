"""Server processes of a measure: started, waited for, timed by the kernel, stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], *, port: int, env: Mapping[str, str], cwd: Path) -> Iterator[int]:
    """A server in its own process group, from its first answer until the block ends; gives its process id."""
    process = subprocess.Popen(command, env={**os.environ, **env}, cwd=cwd, start_new_session=True)
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, its living descendants and those it has already waited for."""
    stats = _stats()
    wanted, total = {pid}, 0
    while wanted:
        total += sum(sum(stats[one][1]) for one in wanted if one in stats)
        wanted = {child for child, (parent, _) in stats.items() if parent in wanted}
    return total / _TICKS


def _stats() -> dict[int, tuple[int, tuple[int, ...]]]:
    """Parent and times (utime, stime, cutime, cstime in ticks; proc(5)) of every process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        found[int(folder.name)] = (int(fields[1]), tuple(map(int, fields[11:15])))
    return found


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"{process.args!r} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing listens on port {port}")
