"""What conditions are about: a question, a value of the commune, the answer of a table, with the values it can have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .definition import Definition, reference_of
from .expressions import MAX_LENGTH, ExpressionProblem, compile_expression, tokens, unquoted
from .held import NO_ROWS, Held
from .schema import Field, TableFile

#: What each type of question is, in an expression; of the others only whether they are answered can be asked.
_KINDS: Final[Mapping[str, str]] = {
    "choice": "choice",
    "choices": "choices",
    "yes_no": "yes_no",
    "declaration": "yes_no",
    "number": "number",
    "amount": "amount",
    "date": "date",
    "text": "text",
    "long_text": "text",
    "email": "text",
    "telephone": "text",
}
_ARITHMETIC: Final = frozenset({"+", "-", "*", "%"})


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that an expression reads by its ``path``, and what people call it.

    ``kind``: choice, choices, yes_no, number, amount (in cents), date, text, or other when only whether there is an
    answer can be asked. ``answers`` are the values it can have with their words; None when they are not known.
    ``open``: the list may grow without the package, as the rows of a reference table do.
    """

    path: str
    words: str
    kind: str
    answers: tuple[tuple[str, str], ...] | None = None
    open: bool = False

    @property
    def question(self) -> str:
        """The name of the question of the form that it is, or empty."""
        head, _, name = self.path.partition(".")
        return name if head == "answers" else ""

    def nearest(self, typed: str) -> str:
        """The value that was probably meant: the one of those words, else of words alike; empty when none is."""
        import difflib

        known = {said.casefold(): value for value, label in self.answers or () for said in (label, value)}
        close = difflib.get_close_matches(typed.casefold(), list(known), n=1)
        return known[close[0]] if close else ""


def subject_of(
    definition: Definition, path: str, *, block: Field | None = None, rows: Held = NO_ROWS
) -> Subject | None:
    """What a path reads; None when it is none of these, or part of one. ``item`` is of that block."""
    head, _, name = path.partition(".")
    match head:
        case "answers" if field := definition.fields.get(name):
            return of_field(path, field, rows)
        case "agent" if field := definition.agent_fields.get(name):
            return of_field(path, field, rows)
        case "item" if block is not None:
            found = next((part for part in block.fields if part.name == name), None)
            return of_field(path, found, rows) if found else None
        case "options" if spec := definition.options.get(name):
            return Subject(path, spec.label, spec.type)
        case "tables":
            return _of_table(definition, path)
        case "context" if name == "resident":
            return Subject(path, "La personne habite la commune", "yes_no")
        case "case":
            return _of_case(definition, path)
    return None


def of_field(path: str, field: Field, rows: Held = NO_ROWS) -> Subject:
    """The subject that a question is."""
    kind, table = _KINDS.get(field.type, "other"), reference_of(field)
    words = field.label or field.text or field.name
    if kind not in ("choice", "choices"):
        return Subject(path, words, kind)
    if field.options:
        return Subject(path, words, kind, tuple((one.value, one.label) for one in field.options))
    known = {one.value: one.label for one in (*rows.own, *rows.house) if one.table == table} if table else {}
    return Subject(path, words, kind, tuple(known.items()) or None, open=True)


def _of_table(definition: Definition, path: str) -> Subject | None:
    _, _, rest = path.partition(".")
    name, _, column = rest.partition(".")
    table = definition.package.decisions.get(name)
    output = next((one for one in table.outputs if one.name == column), None) if table else None
    if table is None or output is None:
        return None
    words = f"{table.title} : {output.label}"
    if output.type != "text":
        return Subject(path, words, output.type)
    values = output.values or _answered(table, column)
    if not values or table.hit == "collect":
        return Subject(path, words, "text")
    return Subject(path, words, "choice", tuple((one, one) for one in values))


def _answered(table: TableFile, column: str) -> tuple[str, ...]:
    """Every text that a column answers; none when some are worked out."""
    cells = [row.then.get(column, "") for period in table.periods for row in period.rows]
    texts = dict.fromkeys(str(cell) for cell in cells if cell != "")
    return () if any(text.startswith("=") for text in texts) else tuple(texts)


def _of_case(definition: Definition, path: str) -> Subject | None:
    """How the document goes out, what it costs."""
    asked = definition.fields.get(definition.package.procedure.reads.delivery or "")
    if path == "case.delivery" and asked is not None and asked.options:
        answers = tuple((one.value, one.label) for one in asked.options)
        return Subject(path, "Comment le document est remis", "choice", answers)
    if path == "case.fee_cents":
        return Subject(path, "Prix du dossier", "amount")
    return None


# --- what an expression compares


@dataclass(frozen=True, slots=True)
class Compared:
    """That an expression compares what is at a path with a value that is written there."""

    path: str
    value: str | int | bool


def comparisons(source: str) -> Iterator[Compared]:
    """Every value that an expression writes beside a path: ``==``, ``!=``, ``in`` and ``exists``. Never raises."""
    try:
        compile_expression(source)
    except ExpressionProblem:
        return
    words = tokens(source)
    for place in range(len(words)):
        before = words[place - 1][1] if place else ""
        found = [] if before in _ARITHMETIC else list(_compared(words[place : place + 200]))
        yield from found


def _compared(words: list[tuple[str, str]]) -> Iterator[Compared]:
    """The comparison that begins with these words, if one does."""
    kinds, signs = [kind for kind, _ in words], [word for _, word in words]
    match signs:
        case [path, "==" | "!=", _, *rest] if _is_path(words[0]) and constant(words[2]) is not None:
            if not rest or rest[0] not in _ARITHMETIC:
                yield Compared(path, _sure(words[2]))
        case [_, "==" | "!=", path, *rest] if constant(words[0]) is not None and _is_path(words[2]):
            if not rest or rest[0] not in _ARITHMETIC:
                yield Compared(path, _sure(words[0]))
        case [_, "in", path, *_] if kinds[0] == "text" and _is_path(words[2]):
            yield Compared(path, _sure(words[0]))
        case [path, "in", "[", *rest] if _is_path(words[0]) and "]" in rest:
            for word in words[3 : 3 + rest.index("]")]:
                if constant(word) is not None:
                    yield Compared(path, _sure(word))
        case [path, "(", one, ",", same, "==" | "!=", _, ")", *_] if one == same and kinds[6] == "text":
            list_path, _, method = path.rpartition(".")
            if method in ("exists", "all", "filter", "exists_one"):
                yield Compared(list_path, _sure(words[6]))


def uses_of(definition: Definition, path: str) -> Counter[str]:
    """How many times conditions and decision tables name each value of what is at a path."""
    found: Counter[str] = Counter()
    for source in _texts_with(path, definition.package.model_dump()):
        found.update(str(one.value) for one in comparisons(source) if one.path == path)
    for table in definition.package.decisions.values():
        names = [column.name for column in table.inputs if column.value.strip() == path]
        cells = [row.when.get(name) for name in names for period in table.periods for row in period.rows]
        flat = (one for cell in cells for one in (cell if isinstance(cell, tuple) else (cell,)))
        found.update(one for one in flat if isinstance(one, str))
    return found


def _texts_with(path: str, part: Any) -> Iterator[str]:
    """Every text of a package that may be an expression about a path."""
    if isinstance(part, str):
        yield from [part] if path in part and len(part) <= MAX_LENGTH else ()
    elif isinstance(part, Mapping | list | tuple):
        for value in part.values() if isinstance(part, Mapping) else part:
            yield from _texts_with(path, value)


def _is_path(word: tuple[str, str]) -> bool:
    return word[0] == "path" and "." in word[1]


def constant(word: tuple[str, str]) -> str | int | bool | None:
    """The value that a word of an expression writes, or None."""
    kind, text = word
    if kind == "text":
        return unquoted(text)
    if kind == "number":
        return int(text)
    return {"true": True, "false": False}.get(text) if kind == "path" else None


def _sure(word: tuple[str, str]) -> str | int | bool:
    found = constant(word)
    assert found is not None
    return found
