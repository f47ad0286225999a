"""What the checks share: placing a finding, walking a package, trying an expression out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache, cached_property
from typing import Any, Final

from pydantic import BaseModel

from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition, reference_of, type_of
from beffroi.procedures.rules.expressions import (
    CASE_FACTS,
    REGISTER_FACTS,
    Expression,
    ExpressionFailed,
    ExpressionProblem,
    Scope,
    UnknownWord,
    compile_expression,
    quoted,
)
from beffroi.procedures.rules.fields.repeat import empties as line_empties
from beffroi.procedures.rules.findings import Finding, Severity
from beffroi.procedures.rules.reading import PackageFolder
from beffroi.procedures.rules.records import Record, case_scope, make_scope
from beffroi.procedures.rules.schema import AGENT_TEXT, EXPRESSION, TEXT, Field
from beffroi.procedures.rules.subjects import Subject, subject_of
from beffroi.procedures.rules.texts import compile_text, whole_hole
from beffroi.procedures.rules.yamlsource import Path

from . import answers

#: Records that exist while a form is filled in; the others come with the case.
IN_FORM: Final = frozenset({"answers", "labels", "rows", "options", "context", "tables", "fee"})
IN_LINE: Final = IN_FORM | {"item"}
IN_CASE: Final = IN_FORM | {"agent", "case"}
IN_DOCUMENT: Final = IN_CASE | {"register"}
_TODAY: Final = date(2026, 1, 15)
#: Questions that a message names.
_MOST_TOLD: Final = 12


class Report:
    """The findings so far, and what the checks ask of the package."""

    def __init__(self, folder: PackageFolder, definition: Definition, today: date | None = None) -> None:
        self.folder, self.definition, self.today = folder, definition, today
        self.package = definition.package
        self.findings: list[Finding] = []
        self.stops = False
        #: The repeated block whose questions are being looked at.
        self.block: Field | None = None
        specs = (*self.package.house.options, *self.package.procedure.options)
        self.names: dict[str, Collection[str]] = {
            "answers": definition.fields.keys(),
            "labels": definition.fields.keys(),
            "rows": definition.row_fields.keys(),
            "options": {spec.key for spec in specs},
            "context": ("today", "level", "language", "resident"),
            "tables": self.package.decisions.keys(),
            "fee": ("total", "text", "free", "free_reason"),
            "item": (),
            "agent": definition.agent_fields.keys(),
            "case": CASE_FACTS.keys(),
            "register": REGISTER_FACTS.keys(),
        }

    def error(self, place: Path, message: str, hint: str = "") -> None:
        """A problem that prevents publishing."""
        self._add(place, message, hint, Severity.ERROR)

    def unready(self, place: Path, message: str, hint: str = "") -> None:
        """Something that must be there before publishing; the package may be kept, changed and tried without it."""
        self._add(place, message, hint, Severity.UNREADY)

    def mistyped(self, place: Path, message: str, hint: str = "") -> None:
        """The same, of what whoever types it now is refused: an old e-guichet may well come with it."""
        self._add(place, message, hint, Severity.UNREADY, mistyped=True)

    def warning(self, place: Path, message: str, hint: str = "") -> None:
        """Something a human should look at."""
        self._add(place, message, hint, Severity.WARNING)

    def note(self, place: Path, message: str, hint: str = "") -> None:
        """Something that was decided, and that whoever reads the package should know."""
        self._add(place, message, hint, Severity.NOTE)

    def _add(
        self, place: Path, message: str, hint: str, severity: Severity, *, mistyped: bool = False
    ) -> None:
        file, line = self.folder.at(place)
        finding = Finding(file, line, message, hint, severity, place, mistyped)
        if not any(finding == one and one.place == place for one in self.findings):
            self.findings.append(finding)

    # --- expressions

    def expression(
        self, source: str, place: Path, records: Collection[str], *, gives: type | None = None
    ) -> None:
        """Check one expression: it reads, it knows its names, and it gives what is wanted on empty answers."""
        if not source:
            return
        try:
            compiled = compile_expression(source)
        except UnknownWord as problem:
            self.error(place, str(problem), self._meant(problem.word, records))
            return
        except ExpressionProblem as problem:
            self.error(place, str(problem), problem.hint)
            return
        if self._knows(compiled, place, records) and not answers.compared(self, source, place):
            self._try_out(source, place, gives)

    def subject(self, path: str) -> Subject | None:
        """What a path reads, here."""
        return subject_of(self.definition, path, block=self.block, rows=self.folder.known_rows)

    def _meant(self, word: str, records: Collection[str]) -> str:
        """What somebody meant who wrote a word alone: a question, or an answer without its quotation marks."""
        if word in self.names["answers"]:
            return f"Écrivez answers.{word}."
        if "item" in records and word in self.names["item"]:
            return f"Écrivez item.{word}."
        return f"Mettez {word} entre guillemets : {quoted(word)}. {self._can_be_read()}"

    def _can_be_read(self) -> str:
        """Some of the questions by the name under which a condition reads them."""
        told = [
            f"answers.{name} ({field.label})" for name, field in self.definition.fields.items() if field.label
        ]
        more = " ; …" if len(told) > _MOST_TOLD else ""
        return f"Les questions se lisent ainsi : {' ; '.join(told[:_MOST_TOLD])}{more}." if told else ""

    def _knows(self, compiled: Expression, place: Path, records: Collection[str]) -> bool:
        before = len(self.findings)
        for path in sorted(compiled.references):
            self._known_path(path, place, records)
        for name in sorted(compiled.given - self.definition.fields.keys()):
            self.error(place, f"la question « {name} » n’existe pas.", self._like(name, "answers"))
        return len(self.findings) == before

    def _known_path(self, path: tuple[str, ...], place: Path, records: Collection[str]) -> None:
        head, name, *rest = path
        if head not in records:
            self.error(
                place, f"« {head} » ne peut pas être lu ici.", f"Ici on lit : {', '.join(sorted(records))}."
            )
        elif head == "rows":
            self._known_cell(path, place)
        elif name not in self.names[head]:
            self.error(place, f"« {head}.{name} » n’existe pas.", self._like(name, head))
        elif head == "tables":
            outputs = {output.name for output in self.package.decisions[name].outputs}
            if len(rest) != 1 or rest[0] not in outputs:
                self.error(
                    place,
                    f"« {'.'.join(path)} » n’existe pas.",
                    f"La table répond : {', '.join(sorted(outputs))}.",
                )
        elif rest:
            self._known_part(path, place)

    def _known_cell(self, path: tuple[str, ...], place: Path) -> None:
        _, name, *rest = path
        spec = self.definition.row_fields.get(name)
        if spec is None:
            several = name in self.definition.fields and reference_of(self.definition.fields[name])
            hint = (
                "Elle permet plusieurs réponses : rows en lit une seule."
                if several
                else self._like(name, "rows")
            )
            self.error(place, f"« {name} » ne choisit pas une ligne d’une table de référence.", hint)
            return
        columns = [column.name for column in spec.columns]
        if len(rest) != 1 or rest[0] not in columns:
            self.error(
                place,
                f"« {'.'.join(path)} » n’existe pas.",
                f"Les colonnes : {', '.join(columns) or 'aucune'}.",
            )

    def _known_part(self, path: tuple[str, ...], place: Path) -> None:
        head, name, *rest = path
        empty = self.definition.empties.get(name) if head == "answers" else None
        if not isinstance(empty, dict) or len(rest) > 1 or rest[0] not in empty:
            parts = (
                f"Ses parties : {', '.join(empty)}."
                if isinstance(empty, dict)
                else "Elle n’a pas de parties."
            )
            self.error(place, f"« {'.'.join(path)} » n’existe pas.", parts)

    def _like(self, name: str, record: str) -> str:
        import difflib

        close = difflib.get_close_matches(name, list(self.names[record]), n=1)
        if close:
            return f"Vouliez-vous dire « {close[0]} » ?"
        return (record == "answers" and self._can_be_read()) or "Vérifiez ce nom."

    def _try_out(self, source: str, place: Path, gives: type | None) -> None:
        for scope in self.trials():
            try:
                value = scope.value(source)
            except ExpressionFailed:
                self.error(place, f"« {source} » ne peut pas être calculée.", self._types_of(source))
                return
            except ExpressionProblem:
                return  # what it reads in a table cannot be read: said where the table stands
            if gives is not None and type(value) is not gives:
                kinds = {
                    bool: "vrai ou faux",
                    int: "un nombre entier (des cents)",
                    list: "une liste",
                    str: "un texte",
                    dict: "un ensemble de parties, comme une adresse ou une personne",
                }
                hint = (gives is bool and self._types_of(source)) or "Corrigez l’expression."
                self.error(place, f"« {source} » doit donner {kinds[gives]}.", hint)
                return

    def _types_of(self, source: str) -> str:
        """What each thing is that an expression reads, with an example of how it is compared."""
        paths = sorted(".".join(path) for path in compile_expression(source).references)
        read = [one for path in paths if (one := self.subject(path)) is not None]
        return " ".join(answers.said(one) for one in read) or "Comparez des valeurs du même type."

    def trials(self) -> Iterator[Scope]:
        """The package with no answers, then with a sample answer to every question."""
        for given, scope in self._trials:
            scope.data.pop("item", None)
            if self.block is not None:
                lines = given.get(self.block.name, [{}])
                scope.data["item"] = Record(lines[0], line_empties(self.block))
            yield scope

    @cached_property
    def _trials(self) -> list[tuple[dict[str, Any], Scope]]:
        """The answers tried, each with its scope: thousands of expressions are tried on the same two."""
        samples = {
            name: type_of(f).samples(f)[-1] for name, f in self.definition.fields.items() if type_of(f).asks
        }
        return [(given, case_scope(self.definition, {"answers": given}, _TODAY)) for given in ({}, samples)]

    def form_scope(self, given: dict[str, Any]) -> Scope:
        """A scope for some answers."""
        return make_scope(self.definition, given, FormContext(today=_TODAY))

    def text(self, source: str, place: Path, records: Collection[str], *, gives: type | None = None) -> None:
        """Check the expressions inside a text; one that is a hole alone keeps its type, which may be wanted."""
        if "{{" not in source and "}}" not in source:
            return
        try:
            template = compile_text(source)
        except ExpressionProblem as problem:
            self.error(place, str(problem), problem.hint)
            return
        wanted = gives if whole_hole(source) is not None else None
        for one in template.expressions:
            self.expression(one, place, records, gives=wanted)

    def all_texts(self, part: Any, place: Path, records: Collection[str]) -> None:
        """Check the expressions of every text below a part."""
        for inside, value, mark in marked(part, place):
            if mark is TEXT or mark is AGENT_TEXT:
                self.text(value, inside, records)


def marked(part: Any, place: Path) -> Iterator[tuple[Path, str, str]]:
    """Every text and expression below a part, with its place: the schema says which strings are which."""
    if isinstance(part, BaseModel):
        for name, mark in _marks(type(part)):
            yield from _marked(getattr(part, name), (*place, name), mark)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from marked(value, (*place, key))
    elif isinstance(part, tuple | list):
        for index, value in enumerate(part):
            yield from marked(value, (*place, index))


@cache
def _marks(part: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """The keys of a part of the schema, each with its mark."""
    return tuple((name, mark_of(info)) for name, info in part.model_fields.items())


def _marked(value: Any, place: Path, mark: str) -> Iterator[tuple[Path, str, str]]:
    if isinstance(value, str):
        if mark and value:
            yield place, value, mark
    elif isinstance(value, tuple) and mark:
        for index, one in enumerate(value):
            yield from _marked(one, (*place, index), mark)
    else:
        yield from marked(value, place)


def mark_of(info: Any) -> str:
    """The mark of a field, found anywhere in its annotation (``tuple[Words | Paragraph, ...]``)."""
    seen = [*info.metadata, *_metadata(info.annotation)]
    return next((one for one in seen if one in (TEXT, AGENT_TEXT, EXPRESSION)), "")


def _metadata(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for one in getattr(annotation, "__args__", ()):
        yield from _metadata(one)
