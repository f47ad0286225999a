"""What a part asks, drawn from the schema: each key is an entry of a sheet, and a sheet that was sent is read back.

What is typed and cannot be understood stays in the data as it was typed: the schema then says what is wrong, and
nothing is lost.
"""

from __future__ import annotations

import json
import re
import types
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from beffroi.procedures.rules.checks.common import mark_of
from beffroi.procedures.rules.expressions import with_straight_marks
from beffroi.procedures.rules.fields import field_type, keys_of_types
from beffroi.procedures.rules.findings import PackageProblem
from beffroi.procedures.rules.schema import AGENT_TEXT, EXPRESSION, TEXT, Field, Name, Package, Paragraph
from beffroi.procedures.rules.yamlsource import Path, read_yaml

from .places import find, is_list, is_mapping, part_in

EntryKind = Literal[
    "name", "line", "words", "expression", "number", "yes_no", "choice", "several", "lines", "values", "day", "value",
    "data", "group", "rows", "parts",
]  # fmt: skip

#: Lists whose elements have a screen of their own; the others are rows of their part's sheet.
PARTS: Final = frozenset(
    {
        "pages",
        "connectors",
        "fields",
        "statuses",
        "transitions",
        "anywhere",
        "form",
        "steps",
        "periods",
        "procedure_options",
        "rowperiod_rows",
    }
)
#: Single parts with a screen of their own.
_APART: Final = frozenset(
    {"free_route", "identity", "reads", "entitlement", "fee", "service_target", "legal_clock", "privacy", "retention",
     "transition", "connectors"}
)  # fmt: skip
#: Keys that stand outside sheets: the name of the package and what the house adds.
_HIDDEN: Final = frozenset({"slug", "format", "house", "changelog"})
#: Keys of one line, though they are words.
_SHORT: Final = frozenset({"label", "title", "subject", "hint", "example", "cost", "delay"})
#: More blank rows than this at once would hide the rest.
BLANK_ROWS: Final = 2
#: In a list that may also stay unsaid: nothing, on purpose.
NOTHING: Final = "-"
#: An empty text among others.
_EMPTY: Final = '""'
#: Rows that one sheet may add.
_MOST_NEW: Final = 200
_TRUE: Final = {"true": True, "false": False}


@dataclass(frozen=True)
class Entry:
    """One key of a part."""

    key: str
    kind: EntryKind
    default: Any = None
    required: bool = False
    values: tuple[str, ...] = ()
    model: type[BaseModel] | None = None
    owner: str = ""
    plain: bool = False


def entries(model: type[BaseModel], part: Mapping[str, Any] | None = None) -> list[Entry]:
    """What the sheet of a part asks, in the order of the schema; of a question only what its type needs."""
    found = [_entry(model, key, info) for key, info in model.model_fields.items() if key not in _HIDDEN]
    return [entry for entry in found if _makes_sense(model, entry.key, part or {})]


def screen_of(data: Any, place: Path) -> Path:
    """The part with a screen of its own in which a place is: what is no row of another sheet, nor a plain value."""
    model: type[BaseModel] | None = Package
    kept: Path = ()
    rest = list(place)
    while model is not None and rest and rest[0] in model.model_fields:
        key = str(rest.pop(0))
        annotation = model.model_fields[key].annotation
        if model is not Package and _entry(model, key, model.model_fields[key]).kind != "parts":
            break
        model = part_in(annotation)
        kept = place[: len(place) - len(rest)] if model is not None else kept
        if rest and (is_list(annotation) or is_mapping(annotation)):
            if not isinstance(find(data, (*kept, rest[0])), Mapping):
                break
            rest.pop(0)
            kept = place[: len(place) - len(rest)]
    return kept


_ASKED: Final = frozenset(
    {
        "required",
        "missing",
        "recommended",
        "example",
        "default",
        "prefill",
        "autocomplete",
        "listed",
        "shown",
        "personal",
    }
)

#: Settings of a question that few need.
_SELDOM: Final = frozenset(
    {
        "missing",
        "recommended",
        "widget",
        "default",
        "prefill",
        "checks",
        "digits",
        "autocomplete",
        "listed",
        "shown",
    }
)


def _makes_sense(model: type[BaseModel], key: str, part: Mapping[str, Any]) -> bool:
    if model is not Field:
        return True
    kind = field_type(str(part.get("type", "")))
    if kind is None or part.get(key) not in (None, "", [], False):
        return True
    return (key not in keys_of_types() or key in kind.keys) and (key not in _ASKED or kind.asks)


def is_advanced(entry: Entry, part: Mapping[str, Any]) -> bool:
    """Whether few will need a setting of a question: it stands folded, as does what its type does not ask for."""
    if entry.owner != Field.__name__:
        return False
    kind = field_type(str(part.get("type", "")))
    strange = kind is not None and entry.key in keys_of_types() and entry.key not in kind.keys
    return entry.key in _SELDOM or strange


def _entry(model: type[BaseModel], key: str, info: Any) -> Entry:
    annotation, mark = info.annotation, mark_of(info)
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    kind, values, part = _kind(model, key, info, annotation, mark)
    plain = kind == "rows" and part is Paragraph and "str" in str(annotation)
    return Entry(key, kind, default, info.is_required(), values, part, model.__name__, plain)


def _kind(
    model: type[BaseModel], key: str, info: Any, annotation: Any, mark: str
) -> tuple[EntryKind, tuple[str, ...], type[BaseModel] | None]:
    part = part_in(annotation)
    if is_mapping(annotation) or annotation is Any:
        return ("parts" if part else "data"), (), part
    if is_list(annotation):
        return _list_kind(model, key, annotation, part)
    if part is not None:
        return ("parts" if key in _APART else "group"), (), part
    if mark == EXPRESSION:
        return "expression", (), None
    if mark in (TEXT, AGENT_TEXT):
        return ("line" if key in _SHORT else "words"), (), None
    return _scalar_kind(key, info, annotation)


def _list_kind(
    model: type[BaseModel], key: str, annotation: Any, part: type[BaseModel] | None
) -> tuple[EntryKind, tuple[str, ...], type[BaseModel] | None]:
    if part is not None:
        own = f"{model.__name__.removesuffix('File').lower()}_{key}"
        return ("parts" if key in PARTS or own in PARTS else "rows"), (), part
    literals = _literals(annotation)
    if literals:
        return "several", literals, None
    return ("values" if len(_scalars(annotation.__args__[0])) > 1 else "lines"), (), None


def _scalar_kind(
    key: str, info: Any, annotation: Any
) -> tuple[EntryKind, tuple[str, ...], type[BaseModel] | None]:
    kinds, literals = _scalars(annotation), _literals(annotation)
    if literals:
        return "choice", (("true", "false", *literals) if bool in kinds else literals), None
    if kinds == {bool}:
        unsaid = type(None) in get_args(annotation)
        return ("choice", ("true", "false"), None) if unsaid else ("yes_no", (), None)
    if kinds == {int}:
        return "number", (), None
    if kinds == {date}:
        return "day", (), None
    if len(kinds) > 1:
        return "value", (), None
    is_name = key in ("name", "id") and _pattern(info) is not None
    return ("name" if is_name else "line"), (), None


def _scalars(annotation: Any) -> set[type]:
    if get_origin(annotation) in (Union, types.UnionType):
        return {one for arg in get_args(annotation) for one in _scalars(arg)} - {type(None)}
    inner = getattr(annotation, "__metadata__", None)
    if inner is not None:
        return _scalars(get_args(annotation)[0])
    return {annotation} if isinstance(annotation, type) else set()


def _literals(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(str(one) for one in get_args(annotation))
    return tuple(one for arg in getattr(annotation, "__args__", ()) for one in _literals(arg))


def _pattern(info: Any) -> str | None:
    name = get_args(Name)[1]
    found: str | None = next(
        (one.pattern for one in info.metadata if getattr(one, "pattern", None)), name.pattern
    )
    return found


# --- reading what was sent

Get = Callable[[str], str]
Raw = Mapping[str, Sequence[str]]


def read_sheet(model: type[BaseModel], raw: Raw, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The part that a sheet describes; what a sheet does not show stays as it was ``before``."""
    return _read(model, raw, "", before or {})


def _read(model: type[BaseModel], raw: Raw, prefix: str, before: Mapping[str, Any]) -> dict[str, Any]:
    kind = _one(raw, f"{prefix}type") or before.get("type", "")
    shown = entries(model, {**before, **_filled(raw, prefix), "type": kind})
    made = {key: value for key, value in before.items() if key not in {entry.key for entry in shown}}
    for entry in shown:
        if entry.kind == "parts":
            if entry.key in before:
                made[entry.key] = before[entry.key]
            continue
        value = _value(entry, raw, f"{prefix}{entry.key}", before.get(entry.key))
        if value is not None and not (value == _plain_default(entry.default) and not entry.required):
            made[entry.key] = value
    if "name" in model.model_fields and not made.get("name"):
        made |= _named(made, "name")
    if "value" in model.model_fields and "label" in model.model_fields and not made.get("value"):
        made |= _named(made, "value")
    return made


def _filled(raw: Raw, prefix: str) -> dict[str, str]:
    """Which keys were shown on the sheet that was sent: they are read even if the type would not show them."""
    return {
        key.removeprefix(prefix).partition(".")[0]: "shown"
        for key in raw
        if key.startswith(prefix) and any(raw[key]) and not key.endswith("type")
    }


def _named(made: Mapping[str, Any], key: str) -> dict[str, str]:
    """A name made of the label, for whoever leaves it to us."""
    label = str(made.get("label") or made.get("title") or "")
    plain = unicodedata.normalize("NFKD", label.replace("’", " ")).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")
    return {key: words[:40].rstrip("_")} if words else {}


def _plain_default(default: Any) -> Any:
    if isinstance(default, BaseModel):
        return default.model_dump(mode="json", exclude_defaults=True)
    return list(default) if isinstance(default, tuple) else default


def _value(entry: Entry, raw: Raw, name: str, before: Any) -> Any:
    text = _one(raw, name)
    if (
        not text
        and entry.default is None
        and entry.kind in ("line", "words", "expression", "lines", "data", "values")
    ):
        return None
    match entry.kind:
        case "group":
            return _group(entry, raw, name, before)
        case "rows":
            return _rows(entry, raw, name, before)
        case "several":
            return _several(raw.get(name, ()), before) or (None if entry.default is None else [])
        case "lines":
            return [] if text == NOTHING else _lines(text)
        case "values":
            return [_loose_or_quoted(one) for one in text.split("\n") if one.strip()]
        case "yes_no":
            return text in ("true", "yes", "1", "on")
        case "number":
            return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else text or None
        case "choice":
            return _chosen(entry, text)
        case "day":
            return _day(raw, name) or None
        case "value":
            return None if not text else _loose_or_quoted(text)
        case "data":
            return _data(text)
        case "expression":
            return with_straight_marks(text)
        case _:
            return text


def _several(ticked: Sequence[str], before: Any) -> list[str]:
    """What is ticked, in the order that was kept: it may be an order of preference."""
    held = [one for one in before or () if one in ticked] if isinstance(before, list) else []
    return [*held, *(one for one in ticked if one and one not in held)]


def _chosen(entry: Entry, text: str) -> Any:
    if "true" in entry.values and text in _TRUE:
        return _TRUE[text]
    return text or None


def _one(raw: Raw, name: str) -> str:
    found = raw.get(name, ())
    kept = found[-1] if found else ""
    return "".join(
        c for c in kept.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c)[0] != "C"
    ).strip()


def _lines(text: str) -> list[str]:
    parts = re.split(r"\n\s*\n", text) if "\n\n" in text else text.split("\n")
    return ["" if one.strip() == _EMPTY else one.strip() for one in parts if one.strip()]


def said_lines(values: Sequence[str]) -> str:
    """A list as a box shows it: one a line, or separated by blank lines where one has several lines."""
    several = any("\n" in str(one) for one in values)
    return ("\n\n" if several else "\n").join(str(one) or _EMPTY for one in values)


def _loose_or_quoted(text: str) -> Any:
    """A number, true, false or a text; between quotation marks it is always a text, even an empty one."""
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else _loose(text)


def _quoted(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text}"' if isinstance(value, str) and _loose(text) != value else text


def _day(raw: Raw, name: str) -> str:
    parts = [_one(raw, f"{name}-{part}") for part in ("year", "month", "day")]
    if not any(parts):
        return _one(raw, name)
    return "-".join([parts[0], parts[1].zfill(2), parts[2].zfill(2)])


def _loose(text: str) -> Any:
    if text in _TRUE:
        return _TRUE[text]
    return int(text) if re.fullmatch(r"-?(0|[1-9][0-9]{0,14})", text) else text or None


def _data(text: str) -> Any:
    """Free data, in the same plain YAML as the files; what does not read stays as typed, for the schema to refuse."""
    if not text:
        return {}
    try:
        return read_yaml("", text.encode()).data
    except PackageProblem:
        return text


def said_data(value: Any) -> str:
    """Free data as a box shows it: one key a line, in plain YAML."""
    if not isinstance(value, Mapping):
        return str(value or "")
    return "\n".join(f"{key}: {json.dumps(one, ensure_ascii=False)}" for key, one in value.items())


def said_sheet(model: type[BaseModel], part: Mapping[str, Any], prefix: str = "") -> dict[str, list[str]]:
    """What the boxes of a sheet hold for a part: what ``read_sheet`` reads back."""
    made: dict[str, list[str]] = {}
    for entry in entries(model, part):
        made |= _said(entry, f"{prefix}{entry.key}", part.get(entry.key))
    return made


def _said(entry: Entry, name: str, value: Any) -> dict[str, list[str]]:
    if entry.kind == "group":
        assert entry.model is not None
        return said_sheet(entry.model, value if isinstance(value, Mapping) else {}, f"{name}.")
    if entry.kind == "rows":
        assert entry.model is not None
        rows = [{"text": one} if isinstance(one, str) else one for one in value or ()]
        return {
            key: said
            for number, row in enumerate(rows)
            for key, said in said_sheet(entry.model, row, f"{name}.{number}.").items()
        }
    value = _plain_default(entry.default) if value is None else value
    return {name: _boxes(entry, value)} if entry.kind != "parts" else {}


def _boxes(entry: Entry, value: Any) -> list[str]:
    match entry.kind:
        case "several":
            return [str(one) for one in value or ()]
        case "lines":
            empty = NOTHING if value == [] and entry.default is None else ""
            return [said_lines(value) or empty if isinstance(value, list) else str(value or "")]
        case "values":
            return ["\n".join(map(_quoted, value or ()))]
        case "data":
            return [said_data(value)]
        case "value":
            return ["" if value is None else _quoted(value)]
        case _:
            return [str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)]


def _group(entry: Entry, raw: Raw, name: str, before: Any) -> Any:
    assert entry.model is not None
    made = _read(entry.model, raw, f"{name}.", before if isinstance(before, Mapping) else {})
    if entry.default is None and not entry.required and not _says_something(entry.model, made):
        return None
    return made


def _rows(entry: Entry, raw: Raw, name: str, before: Any) -> list[Any]:
    assert entry.model is not None
    held = before if isinstance(before, list) else []
    sent = {int(n) for key in raw if (n := _row_number(key, name)) is not None}
    rows: list[tuple[int, int, Any]] = [
        (number + 1, number, one) for number, one in enumerate(held) if number not in sent
    ]
    for number in sorted(one for one in sent if one < len(held) + _MOST_NEW):
        prefix = f"{name}.{number}."
        if _one(raw, f"{prefix}remove"):
            continue
        old = held[number] if number < len(held) and isinstance(held[number], Mapping) else {}
        made = _read(entry.model, raw, prefix, old)
        if _says_something(entry.model, made):
            plain = made["text"] if entry.plain and set(made) == {"text"} else made
            rows.append((_position(raw, prefix, number, held=number < len(held)), number, plain))
    return [made for _, _, made in sorted(rows, key=lambda row: row[:2])]


def _position(raw: Raw, prefix: str, number: int, *, held: bool) -> int:
    """The place that was typed beside a row, or the one it has; a new row, or one whose place was wiped, comes last."""
    typed = _one(raw, f"{prefix}position")
    if re.fullmatch(r"[0-9]{1,5}", typed):
        return int(typed)
    return number + 1 if held and f"{prefix}position" not in raw else 100_000 + number


def _row_number(key: str, name: str) -> str | None:
    found = re.fullmatch(rf"{re.escape(name)}\.([0-9]{{1,5}})\..+", key)
    return found[1] if found else None


def _says_something(model: type[BaseModel], made: Mapping[str, Any]) -> bool:
    """Whether anything was typed: choices and ticks that only keep their first value say nothing."""
    return any(
        value not in (None, "", [], {}, False) and value != _plain_default(info.default)
        for key, value in made.items()
        if (info := model.model_fields.get(key)) is not None
    )
