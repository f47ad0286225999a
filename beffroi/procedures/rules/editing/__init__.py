"""Changing a package part by part: where a part is, what its sheet asks, what a change makes of the whole. Pure."""

from .beginnings import beginning, completed
from .cells import BLANK_LINES, read_lines, said_answer, said_condition
from .changes import Edit, NothingThere, Taken, digest
from .places import Address, address_of, find, model_of, place_of, shape_of, with_optional, without_empty
from .readable import readable
from .sheets import BLANK_ROWS, Entry, entries, read_sheet, said_sheet, screen_of
from .words import type_said, value_said

__all__ = [
    "BLANK_LINES",
    "BLANK_ROWS",
    "Address",
    "Edit",
    "Entry",
    "NothingThere",
    "Taken",
    "address_of",
    "beginning",
    "completed",
    "digest",
    "entries",
    "find",
    "model_of",
    "place_of",
    "read_lines",
    "read_sheet",
    "readable",
    "said_answer",
    "said_condition",
    "said_sheet",
    "screen_of",
    "shape_of",
    "type_said",
    "value_said",
    "with_optional",
    "without_empty",
]
