"""What a w.c.s. does with a condition: Django's engine and its filters, on answers given to both sides alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.template import Context, Engine
from django.template.base import Template
from django.template.library import Library

from beffroi.procedures.rules.expressions import Scope
from beffroi.procedures.rules.publik import Names
from beffroi.procedures.rules.publik.names import our_name

TODAY = date(2026, 11, 26)

library = Library()


@library.filter
def lower(value: Any) -> str:
    return str(value).lower()


@library.filter
def add(value: Any, other: Any) -> Any:
    return _counted(value) + _counted(other)


def _counted(value: Any) -> Decimal:
    try:
        return Decimal(str(value or 0).replace(",", "."))
    except InvalidOperation:
        return Decimal(0)


@library.filter
def decimal(value: Any, places: Any = None) -> Decimal:
    if places is None:
        return _counted(value)
    return _counted(value).quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)


@library.filter
def multiply(value: Any, other: Any) -> Decimal:
    return _counted(value) * _counted(other)


@library.filter
def split(value: Any, sign: str = " ") -> list[str]:
    return str(value).split(sign)


@library.filter
def length(value: Any) -> int:
    try:
        return len(value)
    except TypeError:
        return 0


library.filter("count", length)


@library.filter(name="date")
def day(value: Any, shape: str = "") -> Any:
    if shape:
        found = day(value)
        return found.strftime("%d/%m/%Y") if found is not None else ""
    if isinstance(value, str):
        return _day_of(value)
    return value if isinstance(value, date) else None


def _day_of(text: str) -> date | None:
    """The day that a text says, as w.c.s. reads it."""
    for shape, length in (("%Y-%m-%d", 10), ("%d/%m/%Y", 10)):
        try:
            return datetime.strptime(text[:length], shape).date()
        except ValueError:
            continue
    return None


@library.filter
def age_in_years(value: Any) -> int | None:
    if not isinstance(value, date):
        return None
    return TODAY.year - value.year - ((TODAY.month, TODAY.day) < (value.month, value.day))


@library.filter
def add_days(value: Any, count: Any) -> Any:
    days = _counted(count)
    return value + timedelta(days=int(days) if days == int(days) else 0) if isinstance(value, date) else None


@library.filter
def is_strong_authentication(value: Any) -> bool:
    return bool(value)


class _Engine(Engine):
    def __init__(self) -> None:
        super().__init__()
        self.template_builtins = [*self.template_builtins, library]


ENGINE = _Engine()


class Missing:
    """An answer that is not there: w.c.s. compares its text, and finds nothing in it."""

    def __str__(self) -> str:
        return "None"

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other)

    def __le__(self, other: object) -> bool:
        return str(self) <= str(other)

    def __gt__(self, other: object) -> bool:
        return str(self) > str(other)

    def __ge__(self, other: object) -> bool:
        return str(self) >= str(other)

    def __contains__(self, other: object) -> bool:
        raise TypeError

    __hash__ = None  # type: ignore[assignment]


class Box:
    """A box to tick: compared as text, like every answer."""

    def __init__(self, ticked: bool) -> None:
        self.ticked = ticked

    def __bool__(self) -> bool:
        return self.ticked

    def __str__(self) -> str:
        return str(self.ticked)

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    __hash__ = None  # type: ignore[assignment]


class Several:
    """Several choices: one text for who reads, but a choice is looked for among them whole."""

    def __init__(self, chosen: list[str]) -> None:
        self.chosen = chosen

    def __str__(self) -> str:
        return ", ".join(self.chosen)

    def __len__(self) -> int:
        return len(self.chosen)

    def __contains__(self, other: object) -> bool:
        return str(other) in self.chosen

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    __hash__ = None  # type: ignore[assignment]


class Words(str):
    """A text: what it is compared with is read as text too, so that « 0 » is 0."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __ne__(self, other: object) -> bool:
        return str(self) != str(other)

    __hash__ = str.__hash__


def _empty(value: Any) -> bool:
    return value in ("", None) or value == []


def _theirs(kind: str, value: Any) -> Any:
    if kind == "bool":
        return Box(value)
    if _empty(value):
        return Missing()
    if isinstance(value, str):
        return Words(value)
    return Several(value) if isinstance(value, list) else value


_RAW = ("item", "items", "bool", "date", "file")


@dataclass
class Given:
    """The same answers on both sides: for w.c.s. (None where there is none) and for our expressions (typed empties)."""

    theirs: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    agent: dict[str, Any] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    strong: bool = False
    titles: dict[str, str] = field(default_factory=dict)
    status: str = ""
    previous: str = ""

    def answer(self, name: str, kind: str, value: Any) -> None:
        """``value`` is a text, a list of texts, a number, a day or a boolean; empty when there is no answer."""
        if not _empty(value):
            self.present.add(name)
        self._said(f"form_var_{name}", kind, value)
        self.answers[name] = _ours(kind, value)
        self.labels[name] = (
            "" if _empty(value) else ", ".join(value) if isinstance(value, list) else str(value)
        )

    def _said(self, name: str, kind: str, value: Any) -> None:
        self.theirs[name] = _theirs(kind, value)
        if kind in _RAW:
            self.theirs[f"{name}_raw"] = None if _empty(value) else value

    def filled_in(self, name: str, kind: str, value: Any) -> None:
        """What the workflow or an agent has filled in."""
        self._said(f"form_var_{name}", kind, value)
        self.agent[our_name(name)] = _ours(kind, value)

    def small(self, form: str, name: str, kind: str, value: Any) -> None:
        """What an agent filled in on the way; w.c.s. names it in two manners."""
        for start in ("", "form_workflow_form_"):
            self._said(f"{start}{form}_var_{name}", kind, value)
        self.agent[our_name(f"{form}_{name}")] = _ours(kind, value)

    def kept(self, name: str, value: str) -> None:
        """What a call has answered: a bare value, named in two manners."""
        self.theirs[name] = self.theirs[f"form_workflow_data_{name}"] = value or None
        self.agent[our_name(name)] = value

    def option(self, name: str, kind: str, value: Any) -> None:
        """An option that the commune has set."""
        self.theirs[f"form_option_{name}"] = _theirs(kind, value)
        self.options[our_name(name)] = _ours(kind, value)


#: Our empty answer of each type; a text otherwise.
_EMPTIES: Mapping[str, Any] = {"numeric": 0, "bool": False, "file": []}


def _ours(kind: str, value: Any) -> Any:
    if value is None:
        return _EMPTIES.get(kind, "")
    return value.isoformat() if kind == "date" else value


class _Answers(dict[str, Any]):
    given: frozenset[str] = frozenset()


def theirs(condition: str, given: Given) -> bool:
    """What w.c.s. decides."""
    context = Context(
        {
            **given.theirs,
            "today": TODAY,
            "session_user": given.strong,
            "form_status": given.titles.get(given.status, ""),
            "form_previous_status": given.titles.get(given.previous, ""),
        }
    )
    return compiled(f"{{% if {condition} %}}yes{{% endif %}}").render(context) == "yes"


@lru_cache(maxsize=4096)
def compiled(source: str) -> Template:
    """A text of theirs, read once."""
    return Template(source, engine=ENGINE)


def records(given: Given) -> Mapping[str, Mapping[str, Any]]:
    """The answers as our expressions read them."""
    answers = _Answers(given.answers)
    answers.gives = frozenset(given.present).__contains__
    return {
        "answers": answers,
        "labels": given.labels,
        "options": given.options,
        "agent": given.agent,
        "context": {"level": 450 if given.strong else 0},
        "case": {"status": given.status, "previous_status": given.previous},
    }


def ours(expression: str, given: Given) -> bool:
    """What our expression decides."""
    return Scope(records(given), today=TODAY).value(expression) is True


def some_answers(names: Names, chance: Any, texts: list[str]) -> Given:
    """Answers drawn at random, the texts among those that a condition speaks of."""
    given = Given(strong=chance.random() < 0.5)
    for name, kind in names.fields.items():
        given.answer(name, kind, _drawn(kind, chance, texts))
    for name, kind in names.agents.items():
        given.filled_in(name, kind, _drawn(kind, chance, texts))
    for form, fields in names.forms.items():
        for name, kind in fields.items():
            given.small(form, name, kind, _drawn(kind, chance, texts))
    given.status = chance.choice([*names.statuses.values(), ""])
    given.previous = chance.choice([*names.statuses.values(), ""])
    given.titles = {ours: title for title, ours in names.statuses.items()}
    for name in names.site:
        given.theirs[name] = given.options[name] = chance.choice(texts)
    for name, kind in names.options.items():
        drawn = _drawn(kind, chance, texts)
        given.option(name, kind, drawn or 0 if kind == "numeric" else drawn)  # here an option has a value
    return given


def _drawn(kind: str, chance: Any, texts: list[str]) -> Any:
    if kind == "bool":
        return chance.random() < 0.5
    if chance.random() < 0.25:
        return [] if kind in ("items", "file", "block") else None if kind in ("date", "numeric") else ""
    if kind == "date":
        return TODAY + timedelta(days=chance.choice([-9000, -6574, -6575, -15, -1, 0, 1, 15, 30]))
    if kind == "numeric":
        return chance.choice([-1, 0, 1, 2, 18])
    if kind in ("items", "file", "block"):
        choices = [text for text in texts if text] or ["autre"]  # a choice without a word is none
        return sorted({chance.choice(choices) for _ in range(chance.randint(1, 3))})
    word = chance.choice(texts)
    return chance.choice([word, word, word.upper(), word.lower(), f"un {word} deux"])
