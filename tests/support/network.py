"""Nothing reaches the network: only this machine's loopback answers in tests."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_connect = socket.socket.connect


class ReachedTheNetwork(AssertionError):
    """A test tried to leave the machine; give it a fake of the outside system."""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def connect_only_here(self: socket.socket, address: Any) -> None:
    """``socket.connect`` for tests: loopback and local sockets only."""
    if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
        raise ReachedTheNetwork(f"a test tried to reach {address[0]}: use the fake of that outside system")
    _connect(self, address)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
