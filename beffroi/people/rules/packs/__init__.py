"""A commune pack: its schema, the reader that names file and line, and the difference with what is already loaded."""

from .difference import Change, Difference, Objects, compare
from .problems import BrokenPack, PackProblem
from .reader import read_pack, read_references
from .report import PackReport
from .schema import Pack, Reference

__all__ = [
    "BrokenPack",
    "Change",
    "Difference",
    "Objects",
    "Pack",
    "PackProblem",
    "PackReport",
    "Reference",
    "compare",
    "read_pack",
    "read_references",
]
