"""Files of a pack with the line of each value: YAML by the safe loader, CSV by the standard reader."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from .problems import PackProblem

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH, MAX_VALUES = 16, 20_000
_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?!\d)")
#: Control characters (tabs and line ends apart) and halves of characters: PostgreSQL takes none of them.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
Place = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A file read: its plain data, and where each value of it stands."""

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[PackProblem] = field(default_factory=list)

    def line_of(self, place: Sequence[str | int]) -> int:
        """The line of a value, or of the nearest thing around it that the file does hold."""
        for end in range(len(place), -1, -1):
            if found := self.lines.get(tuple(place[:end])):
                return found
        return 1

    def problem(self, place: Sequence[str | int], message: str) -> None:
        """Note a fault at a value."""
        self.problems.append(PackProblem(self.file, self.line_of(place), message))


def text_of(folder: Path, name: str) -> str | PackProblem:
    """A text file of the folder, in UTF-8, or what is wrong with it."""
    path = folder / name
    if not path.is_file():
        return PackProblem(name, 0, _("ce fichier manque."))
    if path.stat().st_size > MAX_BYTES:
        return PackProblem(name, 0, _("ce fichier est trop grand (5 Mo au plus)."))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return PackProblem(name, 0, _("ce fichier n’est pas en UTF-8."))
    if strange := _INVISIBLE.search(text):
        return PackProblem(name, text.count("\n", 0, strange.start()) + 1, _invisible())
    return text


def _invisible() -> str:
    return _("un caractère invisible, que personne ne tape, s’est glissé ici.")


def read_yaml(folder: Path, name: str) -> Document:
    """A YAML file; its faults are in ``problems`` and its data is then None."""
    text = text_of(folder, name)
    if isinstance(text, PackProblem):
        return Document(name, problems=[text])
    document = Document(name)
    try:
        if harm := _harm_in(text):
            return Document(name, problems=[PackProblem(name, *harm)])
        data = YAML(typ="safe", pure=True).load(text)
        document.lines = dict(_lines(YAML(typ="safe", pure=True).compose(text)))
    except DuplicateKeyError as error:
        document.problems.append(PackProblem(name, _line(error), _("ce mot-clé est écrit deux fois.")))
    except MarkedYAMLError as error:
        document.problems.append(PackProblem(name, _line(error), _("ce n’est pas du YAML correct.")))
    except (YAMLError, ValueError):
        document.problems.append(PackProblem(name, 0, _("ce n’est pas du YAML correct.")))
    else:
        document.data = data
    return document


def _harm_in(text: str) -> tuple[int, str] | None:
    """What would run long or far, with its line: met event after event, before anything is built."""
    depth = values = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        line = event.start_mark.line + 1
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        values += isinstance(event, ScalarEvent | CollectionStartEvent)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            return line, _("les ancres et renvois (& et *) ne sont pas admis.")
        if depth > MAX_DEPTH:
            return line, _("trop de niveaux sont emboîtés.")
        if values > MAX_VALUES:
            return line, _("le fichier contient trop d’éléments.")
        if isinstance(event, ScalarEvent) and _INVISIBLE.search(event.value):
            return line, _invisible()
        if isinstance(event, ScalarEvent) and event.implicit[0] and _is_no_day(event.value):
            return line, _("il faut une date, par exemple 2026-12-25.")
    return None


def _is_no_day(text: str) -> bool:
    """Whether it is written as a day that no calendar has: the library would refuse it without its line."""
    found = _DAY.match(text)
    try:
        return bool(found and not date(*map(int, found.groups())))
    except ValueError:
        return True


def read_csv(folder: Path, name: str, columns: Sequence[str]) -> Document:
    """A CSV file with a header: one mapping per line; missing columns and ragged lines are problems."""
    text = text_of(folder, name)
    if isinstance(text, PackProblem):
        return Document(name, data=[], problems=[text])
    document = Document(name, data=[])
    reader = csv.DictReader(text.splitlines(), restkey="", strict=True)
    try:
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            document.problem((), _("colonnes absentes : %(names)s.") % {"names": ", ".join(missing)})
            return document
        for index, row in enumerate(reader):
            document.lines[(index,)] = reader.line_num
            if "" in row or None in row.values():
                document.problem((index,), _("cette ligne n’a pas autant de colonnes que la première."))
            document.data.append({column: (row[column] or "").strip() for column in columns})
    except csv.Error:
        document.problems.append(PackProblem(name, reader.line_num, _("ce n’est pas du CSV correct.")))
    return document


def _line(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return int(mark.line) + 1 if mark else 0


def _lines(node: Node | None, place: Place = ()) -> Iterator[tuple[Place, int]]:
    """Where each value stands: a key's line for mappings, so that an empty value still has one."""
    if node is None:
        return
    if not place:
        yield place, node.start_mark.line + 1
    if isinstance(node, MappingNode):
        for key, value in node.value:
            here = (*place, str(key.value))
            yield here, key.start_mark.line + 1
            yield from _lines(value, here)
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            here = (*place, index)
            yield here, value.start_mark.line + 1
            yield from _lines(value, here)
