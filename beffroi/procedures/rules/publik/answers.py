"""The possible answers of a choice: options of the package, or a reference table that the commune keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from .library import Definition, Library, values_of
from .markup import inert, plain
from .names import Kind, our_name, unique
from .question import Question

#: Beyond this, a list is a table beside the package.
_MOST_OPTIONS: Final = 60
_COLUMN_TYPES: Final[Mapping[str, tuple[str, Kind]]] = {
    "numeric": ("number", Kind.NUMBER),
    "bool": ("yes_no", Kind.FLAG),
}
_TEXT: Final = ("text", Kind.TEXT)


def answers(found: Question, library: Library) -> None:
    """Give a choice its answers. A source that lives elsewhere becomes a table to fill in, and a note."""
    source = found.source.find("data_source")
    kind = (source.findtext("type") or "").strip() if source is not None else ""
    value = (source.findtext("value") or "").strip() if source is not None else ""
    if not kind:
        texts = [text for item in found.source.iterfind("items/item") if (text := (item.text or "").strip())]
        _options(found, [{"id": text, "text": text} for text in texts])
    elif kind == "jsonvalue":
        _listed(found, value, found.varname or found.name)
    elif kind == "json":
        _elsewhere(found, found.varname or found.name, value)
    elif kind.startswith("carddef:"):
        _cards(found, library, kind.split(":")[1])
    else:
        _named(found, library, kind)


def _named(found: Question, library: Library, slug: str) -> None:
    source = library.find("datasource", slug)
    if source is None:
        _elsewhere(found, slug, f"la source « {slug} » n’est pas dans l’import")
        return
    kind = (source.root.findtext("data_source/type") or "").strip()
    value = (source.root.findtext("data_source/value") or "").strip()
    if kind == "jsonvalue":
        _listed(found, value, slug)
    elif kind.startswith("carddef:"):
        _cards(found, library, kind.split(":")[1])
    elif "/api/cards/" in f"/{value}":
        _cards(found, library, value.partition("api/cards/")[2].partition("/")[0])
    else:
        _elsewhere(found, slug, value)


def _listed(found: Question, source: str, name: str) -> None:
    rows = values_of(source) if not any(mark in source for mark in ("{{", "{%")) else None
    if rows is None:
        _elsewhere(found, name, source)
    elif len(rows) > _MOST_OPTIONS or any(set(row) - {"id", "text"} for row in rows):
        columns = sorted({key for row in rows for key in row} - {"id", "text"})
        _table(found, name, found.data.get("label") or name, dict.fromkeys(columns, _TEXT))
        found.rows = [_row(row, columns) for row in rows]
    else:
        _options(found, rows)


def _row(row: Mapping[str, Any], columns: list[str]) -> dict[str, Any]:
    cells = {our_name(column): "" if row.get(column) is None else str(row[column]) for column in columns}
    return {"value": row["id"], "label": row["text"], "cells": cells}


def _cards(found: Question, library: Library, slug: str) -> None:
    card = library.find("carddef", slug)
    if card is None:
        _elsewhere(found, slug, f"le modèle de fiche « {slug} » n’est pas dans l’import")
        return
    _table(found, slug, card.name, _columns(card))
    found.notes.append(
        f"les fiches « {card.name} » deviennent une table de référence, à remplir par la commune."
    )


def _columns(card: Definition) -> dict[str, tuple[str, Kind]]:
    return {
        name: _COLUMN_TYPES.get(one.findtext("type") or "", _TEXT)
        for one in card.root.iterfind("fields/field")
        if (name := one.findtext("varname") or "") and one.findtext("type") != "file"
    }


def _elsewhere(found: Question, name: str, why: str) -> None:
    _table(found, name, found.data.get("label") or name, {})
    found.open = True
    found.notes.append(
        f"les réponses viennent d’ailleurs ({why[:200]}) : une table de référence est à remplir."
    )


def _table(found: Question, name: str, title: str, columns: Mapping[str, tuple[str, Kind]]) -> None:
    key = our_name(name)
    found.data["source"] = f"reference.{key}"
    found.columns = {our_name(name): kind for name, (_, kind) in columns.items()}
    found.table = {
        "key": key,
        "title": plain(title)[:200] or key,
        "columns": [
            {"name": our_name(name), "label": name.replace("_", " "), "type": kind}
            for name, (kind, _) in columns.items()
        ],
    }


def _options(found: Question, rows: list[Mapping[str, Any]]) -> None:
    if not rows:
        _elsewhere(found, found.varname or found.name, "aucune réponse n’est écrite")
        return
    taken: Counter[str] = Counter()
    options = []
    for row in rows:
        value = unique(our_name(row["text"]), taken)
        found.ids.setdefault(row["id"], value)
        found.words.setdefault(row["id"], value)
        found.words.setdefault(row["text"], value)
        options.append({"value": value, "label": inert(row["text"].strip()) or value})
    found.data["options"] = options
