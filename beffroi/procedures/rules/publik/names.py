"""What the variables of a w.c.s. form become in our expressions, and of which kind their values are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


#: The longest name of a question.
MOST: Final = 40

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
#: What is known of persons, and of the request around this one, is no answer.
_ELSEWHERE: Final = ("form_user_", "session_user", "form_parent", "form_links", "data_source", "webservice")
_FORM, _OPTION, _DATA, _SMALL = "form_var_", "form_option_", "form_workflow_data_", "form_workflow_form_"


@dataclass(frozen=True)
class Names:
    """The variables that a condition of one form and its workflow may read.

    ``fields``, ``options`` and ``agents`` map a name to its type in w.c.s.; ``agents`` are what the workflow fills in.
    ``forms`` are the small forms that agents fill in on the way, ``results`` the calls whose answers are kept,
    ``comments`` the comments by their name, ``statuses`` our name of each status by its title, ``site`` the values set
    once for the whole site: options here.
    An option has a value always, as a package gives it a default. Where the form and its workflow are given ``whole``,
    a variable that neither bears is known to be empty for ever: ``absent`` tells. What comes from elsewhere (an outside
    source, a form around a block) needs a person.

    Where our names or words are not theirs: ``called`` gives our names of a field (several where the form asks it in
    several places: the first that was answered counts), ``reads`` how the text of one of ours is read where it is no
    text, ``option_names`` and ``agent_names`` our names of an option and of what is filled in on the way,
    ``ids`` and ``words`` our value for theirs and for the words of a choice, ``columns`` what the source of a
    choice tells of each answer. ``later`` are questions of ours that come after the place of the condition. In the
    ``line`` of a block, the fields are those of the block and are read in the line. Before a case has ``started``
    nothing was filled in on the way.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    agents: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    results: frozenset[str] = frozenset()
    comments: frozenset[str] = frozenset()
    statuses: Mapping[str, str] = field(default_factory=dict)
    site: frozenset[str] = frozenset()
    whole: bool = True
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    option_names: Mapping[str, str] = field(default_factory=dict)
    agent_names: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, Kind]] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    line: bool = False
    started: bool = True

    def find(self, name: str) -> Variable | None:
        """Where the value is found, if it is."""
        if name.startswith(_OPTION):
            return self._option(name.removeprefix(_OPTION))
        if self.line:
            return self._of_the_line(name)
        if name.startswith(_FORM):
            return self._answer(name.removeprefix(_FORM))
        if name in _STATUSES:
            return Variable(_STATUSES[name], Kind.TEXT, says=self.statuses)
        if name in self.site:
            return Variable(f"options.{name}", Kind.TEXT, plain=True)
        return self._on_the_way(name) if self.started else None

    def absent(self, name: str) -> bool:
        """Whether the form has no such variable: Django's templates read None."""
        if not self.whole or self.line or name.startswith(_ELSEWHERE):
            return False
        if not self.started and name.startswith((_DATA, _SMALL)):
            return True
        if name.startswith(_OPTION):
            return self._option(name.removeprefix(_OPTION)) is None
        if name.startswith(_FORM):
            told = name.removeprefix(_FORM)
            known = {**(self.agents if self.started else {}), **self.fields}
            return not any(
                told == one or told.startswith(f"{one}_") for one in known if _tells_more(known[one])
            )
        form, asks, _ = name.removeprefix(_SMALL).partition("_var_")
        return bool(asks) and form not in self.forms

    def _answer(self, name: str) -> Variable | None:
        if name in self.fields:
            return self._asked(name, bare=False)
        bare = name.removesuffix("_raw")
        if bare != name and self.fields.get(bare) in _RAW:
            return self._asked(bare, bare=True)
        return self._column(name) or (self._filled_in("", name, self.agents) if self.started else None)

    def _asked(self, name: str, *, bare: bool) -> Variable | None:
        """An answer of the form: a choice is the text that the person reads, unless its bare value is wanted."""
        kind = self.fields[name]
        asked = [one for one in self.called.get(name, (name,)) if one not in self.later]
        if not asked:
            return None
        room = "labels" if kind == "item" and not bare else "answers"
        answered = [f"answers.{one}" for one in asked]
        return Variable(
            either([self.reads.get(one, f"{room}.{one}") for one in asked], answered),
            Kind.TEXT if room == "labels" else _KINDS.get(kind, Kind.TEXT),
            shown=either([f"labels.{one}" for one in asked], answered)
            if kind == "items" and not bare
            else "",
            plain=bare,
            says=(self.ids if kind == "item" else self.words).get(name) if room == "answers" else None,
        )

    def _of_the_line(self, name: str) -> Variable | None:
        """A field of the block itself; nothing is read of the form around it."""
        varname = name.removeprefix("block_var_").removeprefix(_FORM).removesuffix("_raw")
        kind = self.fields.get(varname)
        if kind is None or (kind == "items" and name.endswith(varname)):
            return None
        (told,) = self.called[varname][:1]
        if told in self.later:
            return None
        return Variable(
            f"item.{told}", _KINDS.get(kind, Kind.TEXT), plain=True, says=self._said_in_a_line(varname, name)
        )

    def _said_in_a_line(self, varname: str, name: str) -> Mapping[str, str] | None:
        """A choice of a line is read by its value only: its text stands for it."""
        return (self.ids if name.endswith("_raw") else self.words).get(varname)

    def _column(self, name: str) -> Variable | None:
        """What the source of a choice tells of the answer: ``motifs_price``."""
        for choice in _beginnings(name):
            column = column_of(name[len(choice) + 1 :])
            kind = self.columns.get(choice, {}).get(column)
            asked = [one for one in self.called.get(choice, (choice,)) if one not in self.later]
            if kind is not None and asked:
                paths = [f"rows.{one}.{column}" for one in asked]
                return Variable(either(paths, [f"answers.{one}" for one in asked]), kind, plain=True)
        return None

    def _option(self, name: str) -> Variable | None:
        kind = self.options.get(name)
        if kind is None:
            return None
        return Variable(f"options.{self.option_names.get(name, our_name(name))}", _KINDS.get(kind, Kind.TEXT))

    def _on_the_way(self, name: str) -> Variable | None:
        """What a small form, a comment or a call has left, named after it."""
        told = name.removeprefix(_DATA).removeprefix(_SMALL)
        form, asks, asked = told.partition("_var_")
        if asks and form in self.forms:
            return self._filled_in(f"{form}_", asked, self.forms[form])
        left = any(told.startswith(f"{result}_") for result in self.results) or told in self.comments
        if left or name.startswith(_DATA):  # what comes from the outside without having been called for
            return Variable(f"agent.{self.agent_name(told)}", Kind.TEXT, plain=True)
        return None

    def _filled_in(self, form: str, name: str, kinds: Mapping[str, str]) -> Variable | None:
        """A field named as it is, or its bare value."""
        if name in kinds:
            return Variable(f"agent.{self.agent_name(form + name)}", _KINDS.get(kinds[name], Kind.TEXT))
        bare = name.removesuffix("_raw")
        kind = kinds.get(bare, "")
        if kind not in _RAW:
            return None
        return Variable(f"agent.{self.agent_name(form + bare)}", _KINDS.get(kind, Kind.TEXT), plain=True)

    def agent_name(self, told: str) -> str:
        """Our name of what is filled in on the way."""
        return self.agent_names.get(told, our_name(told))


def _tells_more(kind: str) -> bool:
    """Whether w.c.s. gives variables that begin with the name of such a field."""
    return kind not in ("string", "text", "email", "numeric", "bool", "date")


def either(paths: Sequence[str], answered: Sequence[str]) -> str:
    """The first of several questions that was answered."""
    told = paths[-1]
    for path, answer in zip(reversed(paths[:-1]), reversed(answered[:-1]), strict=True):
        told = f"(filled({answer}) ? {path} : {told})"
    return told


def _beginnings(name: str) -> Iterator[str]:
    """What may be the name of a field before a column: ``motifs_price`` → ``motifs``."""
    words = name.split("_")
    return ("_".join(words[:count]) for count in range(len(words) - 1, 0, -1))


def column_of(told: str) -> str:
    """Our name of a column, however w.c.s. reaches it."""
    for way in ("structured_", "live_var_"):
        told = told.removeprefix(way)
    return our_name(told)


def our_name(word: str) -> str:
    """A name of ours for any words: small letters, figures, single underscores, at most 40 signs."""
    told = re.sub(r"_+", "_", slugify(word).replace("-", "_")).strip("_")
    told = told if told[:1].isalpha() else f"x_{told}".rstrip("_")
    return told[:MOST].rstrip("_")


def unique(name: str, taken: Counter[str]) -> str:
    """The name itself, or with a number where it is taken."""
    told, number = name, 1
    while taken[told]:
        number += 1
        told = f"{name[: MOST - 1 - len(str(number))].rstrip('_')}_{number}"
    taken[told] += 1
    return told


def each_named(words: Iterable[str]) -> dict[str, str]:
    """Our name for each of several words, no two the same."""
    taken: Counter[str] = Counter()
    return {word: unique(our_name(word), taken) for word in dict.fromkeys(words)}


def status_names(workflow: etree._Element) -> dict[str, str]:
    """Our name of each status, by its id."""
    taken: Counter[str] = Counter()
    return {
        one.findtext("id") or "": unique(our_name(one.findtext("name") or "statut"), taken)
        for one in workflow.iterfind("possible_status/status")
    }


#: A delay that an option of the form sets.
DELAY: Final = re.compile(r"\{\{\s*form_option_(\w+)\s*\}\}\s*(?:jours?|days?)")
#: Types of an option that has no equivalent here.
NO_OPTION: Final = frozenset({"items", "file", "date"})


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
    options = _typed(workflow.iterfind("variables/formdef/fields/field"))
    delays = {said[1] for one in items if (said := DELAY.fullmatch((one.findtext("timeout") or "").strip()))}
    agents = _typed(workflow.iterfind("backoffice-fields/formdef/fields/field"))
    forms = {name: _typed(one.iterfind("formdef/fields/field")) for name, one in _named(items, "form")}
    titles = status_names(workflow)
    return Names(
        fields=known,
        options={
            name: "numeric" if name in delays else kind
            for name, kind in options.items()
            if kind not in NO_OPTION
        },
        agents=agents,
        forms=forms,
        results=frozenset(name for name, _ in _named(items, "webservice_call")),
        comments=frozenset(f"comment_{name}" for name, _ in _named(items, "commentable")),
        statuses={
            one.findtext("name") or "": titles[one.findtext("id") or ""]
            for one in reversed(workflow.findall("possible_status/status"))
        },
        option_names=each_named(options),
        agent_names=each_named(
            [*agents, *(f"{form}_{asked}" for form, asks in forms.items() for asked in asks)]
        ),
        site=frozenset(site),
        whole=bool(known),
    )


def _named(items: Iterable[etree._Element], kind: str) -> Iterator[tuple[str, etree._Element]]:
    """The actions of a kind that have a name."""
    for one in items:
        if one.get("type") == kind and (name := (one.findtext("varname") or "").strip()):
            yield name, one


def _typed(fields: Iterable[etree._Element]) -> dict[str, str]:
    """The type of each named field; a block is a block, whichever it repeats."""
    return {
        name: (one.findtext("type") or "string").partition(":")[0]
        for one in fields
        if (name := (one.findtext("varname") or "").strip())
    }
