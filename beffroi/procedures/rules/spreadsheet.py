"""CSV files that spreadsheets open as they are: semicolons, a mark that says UTF-8, and no text taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

#: What a spreadsheet takes for a formula: written behind an apostrophe, which reading takes away.
_FORMULA: Final = ("=", "+", "-", "@")


def spreadsheet(lines: Iterable[Iterable[str]]) -> bytes:
    """The file of these lines; whoever writes texts of others guards them."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """A text that stays one."""
    return f"'{text}" if text.startswith((*_FORMULA, "'")) else text


def bare(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*_FORMULA, "'")) else text
