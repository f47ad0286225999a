"""The sheet of a part as questions to draw: what the boxes hold, what is wrong beside each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.people import queries as people
from beffroi.procedures import queries

from .conditions import Condition, Conditions

Raw = Mapping[str, Sequence[str]]

#: More rows than these make a sheet that a browser cannot send.
_MOST = 150
_CONTROLS = {
    "words": "long_text",
    "expression": "long_text",
    "data": "long_text",
    "lines": "long_text",
    "values": "long_text",
    "yes_no": "checkbox",
    "choice": "select",
    "several": "choices",
    "day": "date",
    "number": "number",
}


@dataclass
class Item:
    """One thing on a sheet: a question, a group of them, or rows of groups."""

    title: str = ""
    box: dict[str, Any] | None = None
    condition: Condition | None = None
    items: list[Item] = field(default_factory=list)
    rows: list[Item] = field(default_factory=list)
    id: str = ""
    open: bool = False
    #: Rows that are not shown, and stay as they are.
    hidden: int = 0


@dataclass
class Sheet:
    """Draws the sheet of one part."""

    definition: queries.Definition
    raw: Raw
    errors: dict[str, list[str]]
    new: bool = False
    #: What conditions may be about, by path.
    known: Mapping[str, queries.Subject] = field(default_factory=dict)
    #: How many times conditions and tables name each answer of this question.
    uses: Mapping[str, int] = field(default_factory=dict)

    def items(self, model: type[Any], part: Mapping[str, Any], prefix: str = "") -> list[Item]:
        """The questions about a part, in the order of the schema."""
        drawn = [(entry, self._item(entry, model, part, prefix)) for entry in queries.entries(model, part)]
        usual = [item for entry, item in drawn if item and not queries.is_advanced(entry, part)]
        seldom = [item for entry, item in drawn if item and queries.is_advanced(entry, part)]
        return [*usual, *([self._advanced(seldom, prefix)] if seldom else [])]

    def _advanced(self, items: list[Item], prefix: str) -> Item:
        """What few need, folded unless a group is filled in there or something is wrong."""
        filled = any(one.open for item in items for one in (item.rows or [item]))
        wrong = any(item.box and item.box["errors"] for item in items)
        return Item(_("Réglages avancés"), items=items, id=_id(f"{prefix}avance"), open=filled or wrong)

    def _item(
        self, entry: queries.Entry, model: type[Any], part: Mapping[str, Any], prefix: str
    ) -> Item | None:
        name, title = f"{prefix}{entry.key}", _sentence(queries.words_of(model.__name__, entry.key))
        if entry.kind == "parts":
            return None
        if entry.kind == "group":
            assert entry.model is not None
            inner = part.get(entry.key)
            items = self.items(entry.model, inner if isinstance(inner, Mapping) else {}, f"{name}.")
            return Item(title, items=items, id=_id(name), open=bool(inner) or self._wrong(name))
        if entry.kind == "rows":
            return Item(title, rows=self._rows(entry, part.get(entry.key), name), id=_id(name), open=True,
                        hidden=max(0, len(part.get(entry.key) or ()) - _MOST))  # fmt: skip
        box = self._field(entry, model, name, title)
        condition = self._conditions.drawn(model.__name__, box) if entry.kind == "expression" else None
        return Item(condition=condition) if condition else Item(box=box)

    @cached_property
    def _conditions(self) -> Conditions:
        return Conditions(self.definition, self.raw, self.errors, self.known)

    def _rows(self, entry: queries.Entry, held: Any, name: str) -> list[Item]:
        assert entry.model is not None
        rows = [one if isinstance(one, Mapping) else {"text": one} for one in held or ()]
        rows += [self._sent(f"{name}.{n}.") for n in range(len(rows), self._last_sent(name) + 1)]
        shown = [*enumerate(rows[:_MOST]), *((len(rows) + n, {}) for n in range(queries.BLANK_ROWS))]
        return [
            Item(
                _row_title(row),
                items=[
                    *self.items(entry.model, row, f"{name}.{n}."),
                    *self._handles(f"{name}.{n}.", n, n < len(rows)),
                ],
                open=self._wrong(f"{name}.{n}"),
            )
            for n, row in shown
        ]

    def _sent(self, prefix: str) -> dict[str, str]:
        """A row that was typed and not kept yet, as far as its heading goes."""
        found = {key: self.raw.get(f"{prefix}{key}", [""])[-1] for key in ("label", "text")}
        return {key: text for key, text in found.items() if text}

    def _last_sent(self, name: str) -> int:
        """The number of the last row in which a label or a text was typed; -1 without any."""
        typed = (re.fullmatch(rf"{re.escape(name)}\.([0-9]{{1,3}})\.(label|text)", key) for key in self.raw)
        return max((int(one[1]) for one in typed if one and any(self.raw[one[0]])), default=-1)

    def _handles(self, prefix: str, number: int, held: bool) -> list[Item]:
        """Where a row stands, and taking it out: without a mouse, without a program."""
        place = {
            "name": f"{prefix}position",
            "type": "number",
            "label": _("Place"),
            "value": str(number + 1) if held else "",
            "quiet": True,
        }
        remove = {"name": f"{prefix}remove", "type": "checkbox", "label": _("Retirer"), "quiet": True}
        return [Item(box=place), *([Item(box=remove)] if held else [])]

    def _field(self, entry: queries.Entry, model: type[Any], name: str, title: str) -> dict[str, Any]:
        given = self.raw.get(name, [""])
        several = entry.kind == "several"
        value: Any = list(given) if several else (given[-1] if given else "")
        made = {
            "name": name,
            "type": _CONTROLS.get(entry.kind, "line"),
            "label": title,
            "value": value,
            "required": (entry.required or self._is_wording(entry)) and not _named_by_us(entry, model),
            "errors": self.errors.get(name, []),
            "rows": 2 if entry.kind in ("expression", "words") else 4,
            "help": self._help(entry, model) or self._used(entry, model, str(value)),
        }
        options = self._options(entry, model, value)
        if options:
            made |= {"options": options, "type": "choices" if several else "select"}
        if entry.kind == "yes_no":
            made |= {"value": value == "true", "quiet": True}
        if (entry.owner, entry.key) == ("Field", "required"):
            made |= {"quiet": True}
        if entry.kind == "name" and not self.new and value and "." not in name:
            made |= {"type": "hidden"}
        return made

    def _is_wording(self, entry: queries.Entry) -> bool:
        """Whether it is the wording of a question, which every question that asks something has."""
        kind = queries.field_types().get(self.raw.get("type", [""])[-1])
        return (entry.owner, entry.key) == ("Field", "label") and (kind is None or kind.asks)

    def _used(self, entry: queries.Entry, model: type[Any], value: str) -> str:
        """A warning beside the value of an answer that conditions or tables name."""
        times = self.uses.get(value, 0) if (model.__name__, entry.key) == ("Option", "value") else 0
        return (
            ngettext(
                "Une condition ou une table utilise cette valeur : si vous la changez, changez-la aussi là.",
                "%(n)d conditions ou tables utilisent cette valeur : si vous la changez, changez-la aussi là.",
                times,
            )
            % {"n": times}
            if times
            else ""
        )

    def _help(self, entry: queries.Entry, model: type[Any]) -> str:
        if _named_by_us(entry, model):
            return _("Le nom interne. Laissez vide : il est formé du libellé.")
        return {
            "expression": _("Une condition ou un calcul, par exemple answers.age >= 18."),
            "lines": _("Un par ligne."),
            "values": _('Une valeur par ligne ; "" pour « pas de réponse ».'),
            "data": _("Une ligne par valeur, par exemple message: recu."),
        }.get(entry.kind, "")

    def _options(self, entry: queries.Entry, model: type[Any], value: Any) -> list[tuple[str, str]]:
        known = self._known(entry, model)
        if known is None:
            if not entry.values:
                return []
            known = [(one, queries.value_said(entry.key, one)) for one in entry.values if one]
        if entry.kind == "several":
            return known
        strange = [(value, value)] if value and value not in dict(known) else []
        blank = [] if entry.required and value and not strange else [("", _("Choisissez"))]
        return [*blank, *known, *strange]

    def _known(self, entry: queries.Entry, model: type[Any]) -> list[tuple[str, str]] | None:
        """The things of the package or of the house that a key may name."""
        where, package = (model.__name__, entry.key), self.definition.package
        if where == ("Field", "type"):
            return [(name, queries.type_said(name)) for name in queries.field_types()]
        if where == ("Field", "source"):
            return [(name, name) for name in queries.data_sources()]
        if where == ("Transition", "to"):
            return [(one.name, one.label) for one in package.workflow.statuses]
        if where == ("Call", "block"):
            return [(name, name) for name in queries.blocks()]
        if where == ("Entitlement", "table"):
            return [(name, table.title) for name, table in package.decisions.items()]
        if where == ("ProcedureFile", "department"):
            return [(one.slug, str(one)) for one in people.departments()]
        return None

    def _wrong(self, name: str) -> bool:
        return any(key.startswith(f"{name}.") for key in self.errors)


def _row_title(row: Mapping[str, Any]) -> str:
    """What a row is known by while it is folded; a blank one invites to fill it in."""
    known = (
        str(row[key]) for key in ("label", "text", "message", "block", "name", "url", "rule") if row.get(key)
    )
    return next(known, "…" if row else _("Ajouter une ligne"))[:80]


def _named_by_us(entry: queries.Entry, model: type[Any]) -> bool:
    """A name that is made of the label when nobody types one."""
    labelled = bool({"label", "title"} & set(model.model_fields))
    return labelled and (entry.kind == "name" or (model.__name__, entry.key) == ("Option", "value"))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _id(name: str) -> str:
    return "groupe-" + name.replace(".", "-")


def placed(
    findings: Sequence[queries.Finding], place: tuple[Any, ...], raw: Raw
) -> tuple[dict[str, list[str]], list[str]]:
    """Findings inside a part: those beside a box, by its name, and those about the whole."""
    beside: dict[str, list[str]] = {}
    general: list[str] = []
    for one in findings:
        if one.place[: len(place)] != place:
            continue
        inside = [str(step) for step in one.place[len(place) :]]
        said = f"{one.message_fr} {one.hint}".strip()
        while inside and ".".join(inside) not in raw:
            inside.pop()
        if inside:
            beside.setdefault(".".join(inside), []).append(said)
        else:
            general.append(said)
    return beside, general
