"""Changing a package part by part: where a part is, what its sheet asks, what a change makes of the whole. Pure."""

from .beginnings import beginning, completed
from .cells import BLANK_LINES, read_lines, said_answer, said_condition
from .changes import Edit, NothingThere, Taken, digest
from .conditions import (
    ALONE,
    CHOICES,
    MOST_LINES,
    Typed,
    composed,
    hows,
    in_words,
    last,
    read_back,
    sent_value,
    subjects,
    value_in_box,
)
from .places import Address, address_of, find, model_of, place_of, shape_of, with_optional, without_empty
from .readable import readable
from .sheets import BLANK_ROWS, Entry, entries, is_advanced, read_sheet, said_sheet, screen_of
from .words import type_said, value_said

__all__ = [
    "ALONE",
    "BLANK_LINES",
    "BLANK_ROWS",
    "CHOICES",
    "MOST_LINES",
    "Address",
    "Edit",
    "Entry",
    "NothingThere",
    "Taken",
    "Typed",
    "address_of",
    "beginning",
    "completed",
    "composed",
    "digest",
    "entries",
    "find",
    "hows",
    "in_words",
    "is_advanced",
    "last",
    "model_of",
    "place_of",
    "read_back",
    "read_lines",
    "read_sheet",
    "readable",
    "said_answer",
    "said_condition",
    "said_sheet",
    "screen_of",
    "sent_value",
    "shape_of",
    "subjects",
    "type_said",
    "value_in_box",
    "value_said",
    "with_optional",
    "without_empty",
]
