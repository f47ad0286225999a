"""What every field type answers: its empty value, how it is shown, read from a request, and said in the summary."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext

from beffroi.procedures.rules.schema import Field

_KEEP = {"\n", "\t"}


class Invalid(Exception):
    """What was typed cannot be accepted; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible answer; unpacks as ``(value, label)``. ``level``: the identity level that it needs."""

    value: str
    label: str
    hint: str = ""
    level: int = 0
    available: bool = True

    def __iter__(self) -> Iterator[str]:
        yield self.value
        yield self.label


@dataclass(frozen=True, slots=True)
class FieldView:
    """A question as a screen draws it. ``parts`` are the inputs of a composite field, each with its own name."""

    name: str
    type: str
    label: str = ""
    help: str = ""
    example: str = ""
    required: bool = False
    recommended: bool = False
    options: tuple[Choice, ...] = ()
    value: Any = ""
    errors: tuple[str, ...] = ()
    autocomplete: str = ""
    inputmode: str = ""
    accept: tuple[str, ...] = ()
    max_bytes: int = 0
    multiple: bool = False
    max_files: int = 0
    locked: bool = False
    prefilled_from: str = ""
    width: str = ""
    min: int | None = None
    max: int | None = None
    max_length: int | None = None
    widget: str = ""
    text: str = ""
    parts: tuple[FieldView, ...] = ()
    stored: str = ""
    lines: tuple[LineView, ...] = ()
    add: str = ""


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a repeated block: the number that its inputs carry, what it is called, its questions."""

    number: str
    title: str
    fields: tuple[FieldView, ...]


class Raw:
    """What a request carries, whatever it is: never trusted, never raising.

    ``asked`` are the inputs that the page had, where it says so; ``appeared`` are the others that were read.
    """

    def __init__(self, values: Mapping[str, Sequence[str]], asked: Collection[str] | None = None) -> None:
        self._values, self._asked = values, asked
        self.appeared: list[str] = []

    def asks(self, name: str) -> bool:
        """Whether the page had this input; what it had not is noted."""
        if self._asked is None or name in self._asked:
            return True
        self.appeared.append(name)
        return False

    def all(self, name: str) -> list[str]:
        """Every value under a name, cleaned."""
        found = self._values.get(name, ())
        values = [found] if isinstance(found, str) else list(found or ())
        return [clean_text(value) for value in values if isinstance(value, str)]

    def one(self, name: str) -> str:
        """The last value under a name, or empty."""
        values = self.all(name)
        return values[-1] if values else ""

    def has(self, name: str) -> bool:
        """Whether the request names this input."""
        return name in self._values

    def begun(self, start: str) -> bool:
        """Whether the request names an input that begins so."""
        return any(name.startswith(start) for name in self._values)


@dataclass(frozen=True, slots=True)
class View:
    """What a type needs around a field: who looks, in which language, and the possible answers."""

    level: int
    language: str
    today: str
    say: Callable[[str], str]
    options: Callable[[Field], tuple[Choice, ...]]
    #: The possible answer of that value, or None: cheaper than listing them all.
    choice: Callable[[Field, str], Choice | None]
    keep_number: Callable[[str], str] | None = None
    mask_number: Callable[[str], str] | None = None
    file_names: Mapping[str, str] = field(default_factory=dict)


class FieldType:
    """A type of question. Stateless: one instance serves every field."""

    name: ClassVar[str]
    #: One sentence for the reference page.
    purpose: ClassVar[str] = ""
    #: What an expression reads when there is no answer.
    empty: ClassVar[Any] = ""
    #: Whether it asks something.
    asks: ClassVar[bool] = True
    #: Keys of the schema that make sense for this type, beyond those of every question.
    keys: ClassVar[frozenset[str]] = frozenset()
    #: Whether it may be asked in each line of a repeated block.
    in_line: ClassVar[bool] = True
    #: The room that it needs and that does not stand yet, in French: a package that asks it cannot be published.
    awaits: ClassVar[str] = ""

    def fits(self, value: Any) -> bool:
        """Whether a stored answer still has the shape of this type (a draft may come from an older version)."""
        return type(value) is type(self.empty)

    def is_empty(self, value: Any) -> bool:
        """Whether a value is no answer."""
        return value is None or value == self.empty

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> Any:
        """The typed value of what was sent, or ``empty``. ``before`` is the answer already held. Raises Invalid."""
        return raw.one(field.name)

    def recheck(self, field: Field, value: Any, view: View) -> None:
        """Look at a stored answer again. Raises Invalid."""

    def display(self, field: Field, value: Any, view: View) -> str:
        """The answer as the summary says it."""
        return str(value)

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        """What this type adds to the FieldView; ``raw`` is what was typed when it could not be accepted."""
        return {"value": raw.one(field.name) if raw else ("" if value is None else value)}

    def missing(self) -> str:
        """What to say when a required answer is absent."""
        return gettext("Répondez à cette question.")

    def problems(self, field: Field) -> list[tuple[str, str]]:
        """What is wrong in a package's use of this type: (French message, hint)."""
        return []

    def samples(self, field: Field) -> list[Any]:
        """Some possible answers, with which ``check`` tries expressions out."""
        return ["texte"]


def clean_text(value: str, limit: int = 20_000) -> str:
    """Text as it is kept: NFC, no control or invisible characters, no blanks around."""
    kept = "".join(
        c for c in value[:limit] if c in _KEEP or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn")
    )
    return unicodedata.normalize("NFC", kept).strip()
