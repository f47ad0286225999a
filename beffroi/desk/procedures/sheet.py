"""The sheet of a part as questions to draw: what the boxes hold, what is wrong beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from beffroi.people import queries as people
from beffroi.procedures import queries

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

    def items(self, model: type[Any], part: Mapping[str, Any], prefix: str = "") -> list[Item]:
        """The questions about a part, in the order of the schema."""
        found = (self._item(entry, model, part, prefix) for entry in queries.entries(model, part))
        return [item for item in found if item is not None]

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
        return Item(box=self._field(entry, model, name, title))

    def _rows(self, entry: queries.Entry, held: Any, name: str) -> list[Item]:
        assert entry.model is not None
        rows = [one if isinstance(one, Mapping) else {"text": one} for one in held or ()]
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
            "required": entry.required and not _named_by_us(entry, model),
            "errors": self.errors.get(name, []),
            "rows": 2 if entry.kind in ("expression", "words") else 4,
            "help": self._help(entry, model),
        }
        options = self._options(entry, model, value)
        if options:
            made |= {"options": options, "type": "choices" if several else "select"}
        if entry.kind == "yes_no":
            made |= {"value": value == "true", "quiet": True}
        if entry.kind == "name" and not self.new and value and "." not in name:
            made |= {"type": "hidden"}
        return made

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
