"""What the command prints, and argparse's own words in French."""

from __future__ import annotations

import argparse
import sys

_WORDS = {
    "usage: ": "emploi : ",
    "options": "options",
    "positional arguments": "arguments",
    "show this help message and exit": "afficher cette aide",
    "the following arguments are required: %s": "il manque : %s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "expected one argument": "il faut une valeur",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r n’est pas possible (au choix : %(choices)s)",
    "invalid %(type)s value: %(value)r": "valeur refusée : %(value)r",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s\n",
}


def speak_french() -> None:
    """argparse asks gettext for its words; the standard library ships no catalogue, so they are given here."""
    argparse._ = lambda text: _WORDS.get(text, text)  # type: ignore[attr-defined]


def say(text: str) -> None:
    """One line of progress, seen at once even through a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """One sentence about what cannot be done."""
    print(f"✗ {text}", file=sys.stderr, flush=True)


def table(rows: list[tuple[str, ...]]) -> str:
    """Columns aligned on their widest cell."""
    if not rows:
        return ""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
