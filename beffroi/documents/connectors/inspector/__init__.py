"""Foreign bytes are opened in a kept child with limits, never in the process that serves people."""

from .ask import Finding, Signature, bare_picture, inspect_file, read_marks, read_signatures, stop
from .words import Problem

__all__ = [
    "Finding",
    "Problem",
    "Signature",
    "bare_picture",
    "inspect_file",
    "read_marks",
    "read_signatures",
    "stop",
]
