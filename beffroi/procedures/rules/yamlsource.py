"""Reading the YAML of a package: plain data and the line of every key, nothing that could do harm.

Built on the event stream of libyaml rather than on a loader, because the stream is read one event after the other:
anchors, tags, depth and size are refused before anything is built. Only text, whole numbers, true, false and null are
values; a decimal number is refused, because amounts are whole cents (docs/decisions/0005).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from .findings import Finding, PackageProblem

MAX_BYTES = 128 * 1024
MAX_DEPTH = 16
MAX_NODES = 20_000

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,15})")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+([eE][-+]?[0-9]+)?")
#: Control characters (tabs and line ends apart) and halves of characters: PostgreSQL takes none of them.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_UNSEEN = ("un caractère invisible, que personne ne tape, s’est glissé ici.", "Retapez ce texte.")
#: The parser in C, thirty times faster (docs/decisions/0021); where PyYAML is built without it, the one in Python.
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Source:
    """A file as data, and where each part of it stands."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a part, or of the nearest part that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(slots=True)
class _Open:
    """A mapping or a list being filled."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    key_line: int = 0


def read_yaml(file: str, content: bytes) -> Source:
    """Read one file. Raises PackageProblem with a finding that says where and why."""
    if len(content) > MAX_BYTES:
        raise _problem(file, 0, "le fichier est trop grand.", f"Restez sous {MAX_BYTES // 1024} ko.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _problem(
            file, 0, "le fichier n’est pas en UTF-8.", "Enregistrez-le dans cet encodage."
        ) from None
    try:
        return _Builder(file).read(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _problem(file, line, *_incorrect(error, text)) from None
    except (YAMLError, ValueError, RecursionError):
        raise _problem(file, 0, "le fichier ne se lit pas comme du YAML.", "Relisez-le.") from None


class _Builder:
    """Turns events into data."""

    def __init__(self, file: str) -> None:
        self.source = Source(file)
        self.stack: list[_Open] = []
        self.nodes = 0
        self.documents = 0

    def read(self, text: str) -> Source:
        for event in yaml.parse(text, Loader=_PARSER):
            assert event.start_mark is not None
            self._take(event, event.start_mark.line + 1)
        return self.source

    def _take(self, event: Any, line: int) -> None:
        """Events by how many there are: a package has thousands of scalars."""
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise self._problem(
                line, "les ancres et renvois (& et *) ne sont pas admis.", "Répétez le texte."
            )
        if isinstance(event, ScalarEvent):
            self._refuse_tag(event, line)
            if _INVISIBLE.search(event.value):
                raise self._problem(line, *_UNSEEN)
            self._scalar(event, line)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.stack.pop()
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self._refuse_tag(event, line)
            self._open({} if isinstance(event, MappingStartEvent) else [], line)
        elif isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._problem(
                    line, "un fichier ne contient qu’un document.", "Retirez la ligne « --- »."
                )

    def _refuse_tag(self, event: Any, line: int) -> None:
        if event.tag is not None and str(event.tag) != "!":
            raise self._problem(line, f"l’étiquette « {event.tag} » n’est pas admise.", "Retirez-la.")

    def _scalar(self, event: Any, line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.value, dict) and top.key is None:
            self._key(top, event.value, line)
        else:
            self._put(self._value(event, line), line)

    def _key(self, top: _Open, key: str, line: int) -> None:
        if key in top.value:
            raise self._problem(line, f"la clé « {key} » est écrite deux fois.", "Gardez-en une.")
        top.key, top.key_line = key, line

    def _value(self, event: Any, line: int) -> Any:
        if not event.implicit[0]:  # quoted, or a block of text
            return event.value
        if event.value in _WORDS:
            return _WORDS[event.value]
        if _DECIMAL.fullmatch(event.value):
            raise self._problem(
                line,
                f"le nombre à virgule {event.value} n’est pas admis.",
                "Écrivez un montant en cents entiers (250 pour 2,50 €) ou mettez le texte entre guillemets.",
            )
        return int(event.value) if _INTEGER.fullmatch(event.value) else event.value

    def _open(self, value: dict[str, Any] | list[Any], line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.value, dict) and top.key is None:
            raise self._problem(line, "une clé doit être un mot.", "Mettez un mot suivi de deux-points.")
        path = self._put(value, line)
        self.stack.append(_Open(value, path))
        if len(self.stack) > MAX_DEPTH:
            raise self._problem(line, "trop de niveaux sont emboîtés.", f"Restez sous {MAX_DEPTH} niveaux.")

    def _put(self, value: Any, line: int) -> Path:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self._problem(line, "le fichier contient trop d’éléments.", f"Restez sous {MAX_NODES}.")
        if not self.stack:
            self.source.data = value
            self.source.lines[()] = line
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
        else:
            assert top.key is not None
            path = (*top.path, top.key)
            top.value[top.key] = value
            top.key, line = None, top.key_line
        self.source.lines[path] = line
        return path

    def _problem(self, line: int, message: str, hint: str) -> PackageProblem:
        return _problem(self.source.file, line, message, hint)


def _problem(file: str, line: int, message: str, hint: str) -> PackageProblem:
    return PackageProblem([Finding(file, line, message, hint)])


def _incorrect(error: MarkedYAMLError, text: str) -> tuple[str, str]:
    """What the parser stumbled over, and how to mend it."""
    problem = error.problem or ""
    if "Unicode character escape" in problem:
        return _UNSEEN
    advice = "Vérifiez les retraits, les tirets et les guillemets près de cette ligne."
    if error.problem_mark and text[error.problem_mark.index :][:1] == "\t":
        advice = "Remplacez les tabulations par des espaces."
    if "mapping values" in problem:
        advice = "Mettez entre guillemets un texte qui contient deux-points."
    return "la mise en page YAML est incorrecte.", advice
