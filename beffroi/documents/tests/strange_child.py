"""A kept child that misbehaves on demand."""

from __future__ import annotations

import os
import time
from typing import Any

from beffroi.documents.connectors.kept.child import serve


def handle(request: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Do what is asked, however unwise."""
    match request["what"]:
        case "sleep":
            time.sleep(60)
        case "eat":
            bytearray(1 << 30)
        case "die":
            os._exit(9)
        case "write":
            with open("/tmp/strange-child", "w") as file:  # noqa: PTH123
                file.write("x")
        case "raise":
            raise ValueError("strange")
        case "print":
            print("noise")
        case "environment":
            return {}, " ".join(os.environ).encode()
    return {"said": request["what"]}, body


if __name__ == "__main__":
    serve(handle)
