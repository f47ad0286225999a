"""The floor behind the same server, with the same options, as `beffroi run`."""

import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

if __name__ == "__main__":
    port, threads = int(sys.argv[1]), int(sys.argv[2])
    Server(
        "wizard.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()
