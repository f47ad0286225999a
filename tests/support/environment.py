"""Loaded before Django's settings (``-p`` in pyproject.toml): a test run never touches a developer's data folder."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "BEFFROI_HOME" not in os.environ:
    # Workers of a parallel run inherit the variable, so they share the folder and only its maker removes it.
    os.environ["BEFFROI_HOME"] = tempfile.mkdtemp(prefix="beffroi-tests-")
    atexit.register(shutil.rmtree, os.environ["BEFFROI_HOME"], ignore_errors=True)
