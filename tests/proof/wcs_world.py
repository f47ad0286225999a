"""A request drawn at random, told to both systems alike: to w.c.s. by its variables, to a package by its own names."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from lxml import etree

from beffroi.procedures.rules.definition import Definition, reference_of, type_of
from beffroi.procedures.rules.publik import Names
from beffroi.procedures.rules.publik.names import column_of, our_name
from beffroi.procedures.rules.records import case_scope
from beffroi.procedures.rules.schema import Field, RowRecord
from beffroi.procedures.tests import wcs

from .wcs_circuit import Place, choices_of, text

_FREE = ("", "autre chose", "0", "2.50", "12")


#: The lists of answers that have a file of their own, by their name.
Sources = Mapping[str, etree._Element]


@dataclass
class World:
    """What is known of one request, on both sides; ``place`` is where it stands there."""

    names: Names
    definition: Definition
    place: Place
    chance: random.Random
    words: list[str]
    answers: dict[str, Any] = field(default_factory=dict)
    agent: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, dict[str, RowRecord]] = field(default_factory=dict)
    #: What has been filled in here once w.c.s. has filled in the same.
    meant: dict[str, Any] = field(default_factory=dict)

    @property
    def given(self) -> wcs.Given:
        """The same for w.c.s."""
        return self.place.given

    def data(self) -> dict[str, Any]:
        """What our expressions read of the request, its status apart."""
        return {
            "answers": self.answers,
            "agent": dict(self.agent),
            "options": self.options,
            "references": self.rows,
            "level": 450 if self.given.strong else 0,
            "language": "fr",
            "number": self.place.system["form_number"],
            "case_url": self.place.system["form_url"],
            "tracking_code": self.place.system["form_tracking_code"],
            "applicant_name": self.place.system["form_user"],
            "commune": self.options.get("commune_name") or "",
        }

    # --- what is filled in on the way

    def filled(self, name: str, kind: str, value: object) -> None:
        """A field that the workflow fills in."""
        self.given.filled_in(name, kind, value)
        self._agent(name, value)

    def agree(self) -> None:
        """What was filled in on the way is from now on what w.c.s. has filled in."""
        self.agent = dict(self.meant)

    def typed(self, asks: Iterable[etree._Element]) -> None:
        """What a person types before a button is pressed, told to both."""
        for item in asks:
            if item.get("type") == "form":
                self.small_form(item)
            else:
                self.comment(item)

    def small_form(self, item: etree._Element) -> None:
        """Answers to a small form, drawn."""
        form = text(item, "varname")
        for one in item.iterfind("formdef/fields/field"):
            if name := text(one, "varname"):
                value = self._drawn(text(one, "type"))
                self.given.small(form, name, text(one, "type"), value)
                self._agent(f"{form}_{name}", value)

    def comment(self, item: etree._Element) -> None:
        """A comment, drawn."""
        if name := text(item, "varname"):
            self.kept(f"comment_{name}")

    def kept(self, name: str) -> None:
        """What a call has brought back, or a comment said, drawn."""
        value = self.chance.choice([*self.words, "2026-11-25T09:00:00", "2026-11-27T09:00:00"])
        self.given.kept(name, value)
        self._agent(name, value)

    def _agent(self, name: str, value: object) -> None:
        ours = self.names.agent_name(name)
        asked = self.definition.agent_fields.get(ours)
        if asked is not None:
            self.agent[ours] = told(asked, value)

    def _drawn(self, kind: str) -> Any:
        if kind == "bool":
            return self.chance.random() < 0.5
        if kind == "date":
            return wcs.TODAY + timedelta(days=self.chance.choice([-15, -1, 0, 1, 15]))
        if kind == "numeric":
            return self.chance.choice([0, 1, 2, 18])
        if kind == "email":
            return "jeanne@commune.example"
        return [] if kind in ("file", "block", "items") else self.chance.choice(self.words)


@contextmanager
def apart(world: World) -> Iterator[None]:
    """W.c.s. moves alone: what it fills in is not told here, where our own blocks have to find it."""
    before = dict(world.agent)
    yield
    world.meant, world.agent = world.agent, before


def told(asked: Field, value: object) -> object:
    """A value as a field of ours holds it; None where it does not fit."""
    if asked.type == "yes_no":
        return value is True or value == "True"
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | list) and not isinstance(value, bool) else str(value or "")


def drawn(world: World, form: etree._Element, read: Collection[str], sources: Sources) -> None:
    """Answers, options and what was filled in before; a site has set its own values.

    ``read`` are the names that the workflow says.
    """
    for name, kind in world.names.options.items():
        _option(world, name, kind)
    for name in world.names.site:
        world.options[name] = world.chance.choice([word for word in world.words if word])
        world.given.theirs[name] = world.options[name]
    _questions(world, form.iterfind("fields/field"), read, sources)
    _as_shown(world, form)
    for name, kind in world.names.agents.items():
        world.filled(name, kind, world._drawn(kind))
    for name in sorted(_left_on_the_way(read, world.names)):
        world.kept(name)
    world.given.strong = world.chance.random() < 0.5
    for word in read:
        if word.startswith("form_") or "_var_" in word:
            world.given.theirs.setdefault(word, None)  # w.c.s. reads None where there is nothing


def _left_on_the_way(read: Collection[str], names: Names) -> set[str]:
    data = "form_workflow_data_"
    return {word.removeprefix(data) for word in read if word.startswith(data)} | {
        word
        for word in read
        if word in names.comments or any(word.startswith(f"{result}_") for result in names.results)
    }


def _option(world: World, name: str, kind: str) -> None:
    value = world._drawn(kind) or (0 if kind == "numeric" else "")
    value = bool(value) if kind == "bool" else value
    key = world.names.option_names.get(name, our_name(name))
    spec = next((one for one in world.definition.package.procedure.options if one.key == key), None)
    world.given.option(name, kind, value)
    if spec is not None:
        world.options[key] = value


def _questions(
    world: World,
    fields: Iterable[etree._Element],
    read: Collection[str],
    sources: Sources,
) -> None:
    known: set[str] = set()
    for one in fields:
        name, kind = text(one, "varname"), text(one, "type").partition(":")[0]
        if not name or name in known or kind in ("page", "title", "subtitle", "comment", "computed"):
            continue
        known.add(name)
        ours = world.definition.fields.get(our_name(name))
        if kind in ("item", "items") and ours is not None:
            _choice(world, one, ours, read, sources)
        else:
            value = world._drawn(kind)
            held: object = value.isoformat() if isinstance(value, date) else value
            if ours is not None and isinstance(value, str) and ours.type not in ("text", "long_text"):
                held = world.chance.choice(type_of(ours).samples(ours))
                value = str(held)
            world.given.answer(name, kind, value)
            if ours is not None:
                world.answers[ours.name] = held


def _as_shown(world: World, form: etree._Element) -> None:
    """An answer of a type that w.c.s. does not have is for it the text that we show: a number that is kept apart."""
    labels = case_scope(world.definition, world.data(), wcs.TODAY).data["labels"]
    for one in form.iterfind("fields/field"):
        ours = world.definition.fields.get(our_name(text(one, "varname")))
        if ours is not None and ours.type == "national_number" and world.answers.get(ours.name):
            world.given.answer(text(one, "varname"), "string", labels[ours.name])


def _choice(
    world: World,
    one: etree._Element,
    ours: Field,
    read: Collection[str],
    sources: Sources,
) -> None:
    name, kind = text(one, "varname"), text(one, "type")
    if world.chance.random() < 0.2:
        world.given.answer(name, kind, [] if kind == "items" else "")
        return
    if table := reference_of(ours):
        id_, words, value = _row(world, name, table, read)
    else:
        theirs = choices_of(one, sources)
        assert len(theirs) == len(ours.options), (name, theirs, ours.options)
        scope = case_scope(world.definition, world.data(), wcs.TODAY)
        open_ = [number for number, one in enumerate(ours.options) if scope.holds(one.when)]
        if not open_:
            world.given.answer(name, kind, [] if kind == "items" else "")
            return
        number = world.chance.choice(open_)
        (id_, words), value = theirs[number], ours.options[number].value
    several = kind == "items"
    world.given.answer(name, kind, [words] if several else words)
    world.given.theirs[f"form_var_{name}_raw"] = [id_] if several else id_
    world.answers[ours.name] = [value] if ours.type == "choices" else value


def _row(world: World, name: str, table: str, read: Collection[str]) -> tuple[str, str, str]:
    """A row of a list that lives elsewhere, drawn with what the workflow reads of it."""
    id_ = world.chance.choice([word for word in world.words if word])
    spec = world.definition.references[table]
    said = {word for word in read if word.startswith(f"form_var_{name}_")}
    cells: dict[str, int | bool | str] = {}
    for column in spec.columns:
        cell = world.chance.choice([*world.words, "0.00", "False"])
        cells[column.name] = cell
        for word in said:
            if column_of(word.removeprefix(f"form_var_{name}_")) == column.name:
                world.given.theirs[word] = cell or None
    record = RowRecord.model_construct(table=table, value=id_, label=id_, cells=cells)
    world.rows.setdefault(table, {})[id_] = record
    return id_, id_, id_
