"""What the variables of a w.c.s. form become in our expressions, and of which kind their values are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from django.utils.text import slugify
from lxml import etree


class Kind(Enum):
    """What a value is, as far as a condition can tell."""

    TEXT = "text"
    LIST = "list"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    CENTS = "cents"


@dataclass(frozen=True, slots=True)
class Variable:
    """A place that our expressions can read.

    ``shown`` is where the same is one text, for several choices; ``plain`` says that w.c.s. gives the bare value, which
    is None when there is none, and not its own object that passes for a text (``conditions`` tells what that changes).
    ``says`` gives our name for a word of theirs, where they differ.
    """

    path: str
    kind: Kind
    shown: str = ""
    plain: bool = False
    says: Mapping[str, str] | None = None


#: Type of field in w.c.s. → what its answer is here. The others are text.
_KINDS: Final[Mapping[str, Kind]] = {
    "items": Kind.LIST,
    "file": Kind.LIST,
    "bool": Kind.FLAG,
    "date": Kind.DAY,
    "numeric": Kind.NUMBER,
    "block": Kind.LIST,
}
#: Types whose bare value is named with ``_raw``; for another type that name says nothing.
_RAW: Final = frozenset({"item", "items", "bool", "date", "file"})
_STATUSES: Final = {"form_status": "case.status", "form_previous_status": "case.previous_status"}
_FORM, _OPTION, _DATA, _SMALL = "form_var_", "form_option_", "form_workflow_data_", "form_workflow_form_"


@dataclass(frozen=True)
class Names:
    """The variables that a condition of one form and its workflow may read.

    ``fields``, ``options`` and ``agents`` map a name to its type in w.c.s.; ``agents`` are what the workflow fills in.
    ``forms`` are the small forms that agents fill in on the way, ``results`` the calls whose answers are kept,
    ``statuses`` our name of each status by its title, ``site`` the values set once for the whole site: options here.
    An option has a value always, as a package gives it a default. Where the form and its workflow are given ``whole``,
    a variable that neither bears is known to be empty for ever: ``absent`` tells. What comes from elsewhere (an outside
    source, a form around a block) needs a person.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    agents: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    results: frozenset[str] = frozenset()
    statuses: Mapping[str, str] = field(default_factory=dict)
    site: frozenset[str] = frozenset()
    whole: bool = True

    def find(self, name: str) -> Variable | None:
        """Where the value is found, if it is."""
        if name.startswith(_OPTION):
            return self._option(name.removeprefix(_OPTION))
        if name.startswith(_FORM):
            return self._answer(name.removeprefix(_FORM))
        if name in _STATUSES:
            return Variable(_STATUSES[name], Kind.TEXT, says=self.statuses)
        if name in self.site:
            return Variable(f"options.{name}", Kind.TEXT, plain=True)
        return self._on_the_way(name.removeprefix(_DATA).removeprefix(_SMALL))

    def absent(self, name: str) -> bool:
        """Whether the form has no such variable: Django's templates read None."""
        if not self.whole:
            return False
        if name.startswith(_OPTION):
            return self._option(name.removeprefix(_OPTION)) is None
        told = name.removeprefix(_FORM)
        return name.startswith(_FORM) and not any(
            told == known or told.startswith(f"{known}_") for known in (*self.fields, *self.agents)
        )

    def _answer(self, name: str) -> Variable | None:
        if name in self.fields:
            return _whole(name, self.fields[name])
        return _bare_or_whole("agent.", name, self.agents) or _bare_or_whole("answers.", name, self.fields)

    def _option(self, name: str) -> Variable | None:
        kind = self.options.get(name)
        return Variable(f"options.{name}", _KINDS.get(kind, Kind.TEXT)) if kind else None

    def _on_the_way(self, name: str) -> Variable | None:
        """What a small form or a call has left, named after it."""
        form, asks, asked = name.partition("_var_")
        if asks and form in self.forms:
            return _bare_or_whole(f"agent.{form}_", asked, self.forms[form])
        if any(name.startswith(f"{result}_") for result in self.results):
            return Variable(f"agent.{name}", Kind.TEXT, plain=True)
        return None


def _bare_or_whole(room: str, name: str, kinds: Mapping[str, str]) -> Variable | None:
    """A field named as it is, or its bare value."""
    if name in kinds:
        return Variable(room + name, _KINDS.get(kinds[name], Kind.TEXT))
    bare = name.removesuffix("_raw")
    kind = kinds.get(bare, "")
    return Variable(room + bare, _KINDS.get(kind, Kind.TEXT), plain=True) if kind in _RAW else None


def _whole(name: str, kind: str) -> Variable:
    """A field named without suffix: a choice is the text that the person reads."""
    if kind == "item":
        return Variable(f"labels.{name}", Kind.TEXT)
    return Variable(
        f"answers.{name}", _KINDS.get(kind, Kind.TEXT), shown=f"labels.{name}" if kind == "items" else ""
    )


def names_of(
    fields: Iterable[etree._Element], workflow: etree._Element | None = None, *, site: Iterable[str] = ()
) -> Names:
    """The names that the ``<field>`` elements of a form give, with those of the workflow that it follows.

    Without workflow (a block, or a form whose workflow is elsewhere) or without field (a workflow that no form here
    follows) the names are not ``whole``.
    """
    known = _typed(fields)
    if workflow is None:
        return Names(known, site=frozenset(site), whole=False)
    items = list(workflow.iter("item"))  # of every status and of the actions that are always at hand
    return Names(
        fields=known,
        options=_typed(workflow.iterfind("variables/formdef/fields/field")),
        agents=_typed(workflow.iterfind("backoffice-fields/formdef/fields/field")),
        forms={
            name: _typed(item.iterfind("formdef/fields/field"))
            for item in items
            if item.get("type") == "form" and (name := item.findtext("varname") or "")
        },
        results=frozenset(
            name
            for item in items
            if item.get("type") == "webservice_call" and (name := item.findtext("varname") or "")
        ),
        statuses={
            (title := one.findtext("name") or ""): slugify(title).replace("-", "_")
            for one in workflow.iterfind("possible_status/status")
        },
        site=frozenset(site),
        whole=bool(known),
    )


def _typed(fields: Iterable[etree._Element]) -> dict[str, str]:
    return {
        name: one.findtext("type") or "string" for one in fields if (name := one.findtext("varname") or "")
    }
