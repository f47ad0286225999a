"""The rules of a decision table as boxes to type in: what a cell holds is said, and what is typed is read back.

A box that comes back as it was shown leaves its cell alone, whatever the cell holds; a line that was not sent stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from beffroi.procedures.rules.fields.base import Invalid
from beffroi.procedures.rules.typed import YES_NO, read_typed, typed

#: In a box: no answer at all. An empty box fits anything.
EMPTY: Final = "(vide)"
#: Lines that may be added at once.
BLANK_LINES: Final = 2
_ITEM: Final = re.compile(r'\s*("(?:[^"]|"")*"|[^,]*)\s*(?:,|$)')
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})")

Column = Mapping[str, Any]


def said_condition(cell: Any, column: Column) -> str:
    """A condition as it is written in a box; nothing fits anything."""
    if cell is None or cell == "-":
        return ""
    return ", ".join(_said(one, column) for one in (cell if isinstance(cell, list) else [cell]))


def _said(value: Any, column: Column) -> str:
    """One value, between quotation marks when it holds some or would be read as something else."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if value == "":
        return EMPTY
    text = str(value)
    if isinstance(value, int) or ('"' not in text and read_condition(text, column) == value):
        return text
    return '"' + text.replace('"', '""') + '"'


def read_condition(text: str, column: Column) -> Any:
    """What a box of a condition says: one value, several, a comparison or a range.

    What is one of the texts that the column may hold is that text, also when it looks like a number.
    """
    known = [one for one in column.get("values") or () if isinstance(one, str)]
    found = [one if one in known else _value(one) for one in _items(_plain(text)) if one]
    return found[0] if len(found) == 1 else found


def _items(text: str) -> list[str]:
    """The values between commas; what stands between quotation marks is one."""
    found, at = [], 0
    while at < len(text):
        match = _ITEM.match(text, at)
        if match is None or match.end() == at:  # a quotation mark in the middle of a word
            return [one.strip() for one in text.split(",")]
        found.append(match[1].strip())
        at = match.end()
    return found


def _value(text: str) -> Any:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    if text == EMPTY:
        return ""
    if text.lower() in YES_NO:
        return YES_NO[text.lower()]
    return int(text) if _WHOLE.fullmatch(text) else text


def said_answer(cell: Any, column: Column) -> str:
    """An answer as it is written in a box, in euros where it is an amount."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if column.get("type") == "amount" and isinstance(cell, int):
        return f"{'-' if cell < 0 else ''}{typed(abs(cell), 'amount')}"
    return EMPTY if cell == "" else str(cell)


def read_answer(text: str, column: Column) -> Any:
    """What a box of an answer says; what does not fit its column stays as typed, for the check to refuse."""
    text = _plain(text)
    kind = str(column.get("type", "text"))
    if kind == "text" or text.startswith("="):
        return "" if text == EMPTY else text
    sign = -1 if kind == "amount" and text.startswith("-") else 1
    try:
        found = read_typed(text.removeprefix("-") if sign < 0 else text, kind)
    except Invalid:
        return text
    return sign * found if isinstance(found, int) and kind == "amount" else found


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def read_lines(
    table: Mapping[str, Any], held: Sequence[Mapping[str, Any]], raw: Mapping[str, str]
) -> list[Any]:
    """The lines of a period after what was sent, in the order of the places that were typed.

    A line in which nothing was typed is no line.
    """
    by_id = {one.get("id"): one for one in held}
    rows: list[tuple[int, int, dict[str, Any]]] = []
    for number in range(len(held) + BLANK_LINES):
        prefix = f"rows.{number}."
        if f"{prefix}id" not in raw:  # not on the page that was sent
            rows += [(number + 1, number, dict(held[number]))] if number < len(held) else []
        elif not raw.get(f"{prefix}remove"):
            made = _line(table, raw, prefix, by_id.get(raw[f"{prefix}id"].strip(), {}))
            if made["when"] or made["then"] or made.get("note") or made["id"] in by_id:
                rows.append((_place(raw.get(f"{prefix}position", ""), number), number, made))
    return _named([made for _, _, made in sorted(rows, key=lambda row: row[:2])])


def _place(text: str, number: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text.strip()) else 100_000 + number


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every line has a name; a new one gets one that is free."""
    taken = {one["id"] for one in rows if one["id"]}
    for one in rows:
        if not one["id"]:
            one["id"] = next(name for n in range(1, len(rows) + 2) if (name := f"ligne_{n}") not in taken)
            taken.add(one["id"])
    return rows


def _line(
    table: Mapping[str, Any], raw: Mapping[str, str], prefix: str, held: Mapping[str, Any]
) -> dict[str, Any]:
    when, then = dict(held.get("when") or {}), dict(held.get("then") or {})
    for part, cells, columns, said, read in (
        ("when", when, table.get("inputs", []), said_condition, read_condition),
        ("then", then, table.get("outputs", []), said_answer, read_answer),
    ):
        for column in columns:
            name = column["name"]
            sent = _plain(raw.get(f"{prefix}{part}.{name}", ""))
            if sent == _plain(said(cells.get(name), column)):
                continue
            cells.pop(name, None)
            if sent not in ("", "-"):
                cells[name] = read(sent, column)
    made = {**held, "id": raw[f"{prefix}id"].strip(), "when": when, "then": then}
    if _plain(raw.get(f"{prefix}note", "")) != _plain(str(held.get("note", ""))):
        made["note"] = _plain(raw.get(f"{prefix}note", ""))
    return {key: value for key, value in made.items() if key != "note" or value}
