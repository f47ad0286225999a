"""Where the material beside the project lies (``BEFFROI_SHARED``), for the proofs."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(os.environ.get("BEFFROI_SHARED", Path(__file__).resolve().parents[3] / "shared"))
