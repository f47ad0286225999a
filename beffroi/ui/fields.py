"""One way to show a question, wherever it comes from: a procedure's form, a Django form or a component.

``present`` turns any of them into a ``Field``, ready for the templates of ``ui/fields``: ids, what describes the
control, options with their marks, messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from . import spoken

RADIOS_MOST = 8
"""With more options, one choice becomes a list."""
_WIDTHS = (2, 3, 4, 5, 10, 20, 30)
_FILES = {
    "application/pdf": "PDF",
    "image/jpeg": "JPG",
    "image/png": "PNG",
    "image/heic": "HEIC",
    "image/tiff": "TIFF",
    "text/plain": "TXT",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """How a type of field is drawn: the template, and what its control needs."""

    shape: str
    type: str = "text"
    inputmode: str = ""
    autocomplete: str = ""
    width: int = 0
    suffix: str = ""
    spellcheck: bool = True


_KINDS: dict[str, Kind] = {
    "text": Kind("input"),
    "email": Kind("input", "email", autocomplete="email", width=30, spellcheck=False),
    "phone": Kind("input", "tel", autocomplete="tel", width=20),
    "url": Kind("input", "url", spellcheck=False),
    "password": Kind("password", "password", width=20),
    "number": Kind("input", inputmode="numeric", width=5),
    "amount": Kind("input", inputmode="decimal", width=10, suffix="€"),
    "time": Kind("input", "time", width=10),
    "national_number": Kind("input", inputmode="numeric", width=20),
    "enterprise_number": Kind("input", inputmode="numeric", width=20),
    "iban": Kind("input", width=30, spellcheck=False),
    "hidden": Kind("hidden", "hidden"),
    "long_text": Kind("textarea"),
    "date": Kind("date"),
    "yes_no": Kind("radios"),
    "choice": Kind("radios"),
    "radios": Kind("radios"),
    "select": Kind("select"),
    "autocomplete": Kind("datalist"),
    "choices": Kind("checkboxes"),
    "checkbox": Kind("checkbox"),
    "file": Kind("file"),
    "address": Kind("address"),
    "person": Kind("person"),
    "repeat": Kind("repeat"),
    "computed": Kind("locked"),
    "heading": Kind("heading"),
    "paragraph": Kind("paragraph"),
}
#: Other names under which the same kinds are known.
_ALSO = {
    "line": "text", "string": "text", "short_text": "text",
    "tel": "phone", "telephone": "phone", "integer": "number", "decimal": "number", "money": "amount",
    "textarea": "long_text", "boolean": "yes_no", "yesno": "yes_no", "list": "select", "dropdown": "select",
    "one": "choice", "many": "choices", "checkboxes": "choices", "multiple_choice": "choices",
    "declaration": "checkbox", "consent": "checkbox", "files": "file", "block": "repeat", "repeatable": "repeat",
    "title": "heading", "subtitle": "heading", "note": "paragraph", "info": "paragraph", "explanation": "paragraph",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question."""

    id: str
    value: str
    label: str
    checked: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One box of a question made of several (a date, an address, a person)."""

    id: str
    name: str
    label: str
    value: str
    autocomplete: str = ""
    inputmode: str = ""
    width: int = 0
    line: str = ""


@dataclass(slots=True)
class Field:
    """A question as the templates draw it."""

    name: str
    id: str
    shape: str
    label: str
    kind: Kind
    help: str = ""
    required: bool = False
    recommended: bool = False
    errors: list[str] = field(default_factory=list)
    value: Any = ""
    options: list[Option] = field(default_factory=list)
    groups: list[tuple[str, list[Option]]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    rows: Any = 5
    autocomplete: str = ""
    inputmode: str = ""
    accept: str = ""
    limits: str = ""
    multiple: bool = False
    prefilled_from: str = ""
    max_length: int | None = None
    width: int = 0
    prefix: str = ""
    suffix: str = ""
    heading: bool = False
    inline: bool = False
    quiet: bool = False
    attrs: str = ""
    drawn: str = ""

    @property
    def hint(self) -> str:
        """What explains the question: its help, then the limits of a file."""
        return " ".join(filter(None, [self.help, self.limits]))

    @property
    def described_by(self) -> str:
        """The ids of what a screen reader adds to the label."""
        found = [f"{self.id}-hint"] if self.hint else []
        found += [f"{self.id}-error"] if self.errors else []
        return " ".join(found)

    @property
    def note(self) -> str:
        """Marks what may stay empty; a required question says nothing."""
        if self.required or self.quiet or self.shape in ("locked", "heading", "paragraph", "hidden", "repeat"):
            return ""
        return _("(recommandé)") if self.recommended else _("(facultatif)")


def present(source: Any, **changes: Any) -> Field:
    """A question ready to draw, from a bound field of Django, a mapping, or an object with the attributes of a FieldView."""
    if isinstance(source, Field):
        made = source
    elif isinstance(source, BoundField):
        made = _from_django(source)
    else:
        made = _from_view(source)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def draw(source: Any, **changes: Any) -> SafeString:
    """The HTML of a question."""
    shown = present(source, **changes)
    return render_to_string(f"ui/fields/{shown.shape}.html", {"f": shown})


def identifier(name: str) -> str:
    """The id of the control of a question."""
    return "id_" + re.sub(r"[^0-9A-Za-z_-]", "-", name)


def _reader(source: Any) -> Any:
    if isinstance(source, Mapping):
        return lambda key, default=None: default if source.get(key) is None else source[key]
    return lambda key, default=None: default if getattr(source, key, None) is None else getattr(source, key)


def kind_of(type_: str) -> Kind:
    """How a type of field is drawn. KeyError, naming it, for a type that the furniture does not know."""
    return _KINDS[_ALSO.get(type_, type_)]


def _from_view(source: Any) -> Field:
    read = _reader(source)
    kind = kind_of(str(read("type", "text")))
    name = str(read("name", ""))
    id_ = str(read("id", "") or identifier(name))
    value = read("value", "")
    options = _pairs(read("options", ()))
    shape = kind.shape
    if kind is _KINDS["yes_no"] and not options:
        options = [("yes", _("Oui"), ""), ("no", _("Non"), "")]
        value = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    if kind is _KINDS["choice"] and len(options) > RADIOS_MOST:
        shape = "select"
    if read("locked", False):
        shape = "locked"
    made = Field(
        name=name,
        id=id_,
        shape=shape,
        kind=kind,
        label=str(read("label", "")),
        help=read("help", ""),
        required=bool(read("required", False)),
        recommended=bool(read("recommended", False)),
        errors=_messages(read("errors", ())),
        value=value,
        autocomplete=str(read("autocomplete", kind.autocomplete)),
        inputmode=str(read("inputmode", kind.inputmode)),
        accept=",".join(read("accept", ())) if not isinstance(read("accept", ""), str) else str(read("accept", "")),
        multiple=bool(read("multiple", False)),
        prefilled_from=str(read("prefilled_from", "")),
        max_length=read("max_length", None),
        width=_width(read("width", kind.width)),
        prefix=str(read("prefix", "")),
        suffix=str(read("suffix", kind.suffix)),
        rows=read("rows", 5),
        heading=bool(read("heading", False)),
        inline=bool(read("inline", len(options) == 2 and all(len(label) < 12 for _value, label, _hint in options))),
        quiet=bool(read("quiet", False)),
    )
    made.options = _marked(id_, options, value)
    _complete(made, read)
    return made


def _complete(made: Field, read: Any) -> None:
    if made.shape == "locked":
        made.value = _said(made)
    elif made.shape == "date":
        made.parts = _date_parts(made)
    elif made.shape == "address":
        made.parts = _address_parts(made)
    elif made.shape == "person":
        made.parts = _person_parts(made)
    elif made.shape == "file":
        made.limits = _limits(made.accept, read("max_bytes", None))
        made.files = [_file(item) for item in _listed(made.value)]
    elif made.shape == "repeat":
        made.rows = [[present(inner) for inner in row] for row in read("rows", ())]


def _messages(errors: Any) -> list[str]:
    if not errors:
        return []
    return [str(errors)] if isinstance(errors, str) else [str(error) for error in errors]


def _width(value: Any) -> int:
    try:
        wanted = int(value or 0)
    except ValueError:
        return 0
    return next((width for width in _WIDTHS if width >= wanted), 0) if wanted else 0


def _pairs(options: Iterable[Any]) -> list[tuple[str, str, str]]:
    """Options as (value, label, hint), from pairs, triples or objects."""
    made = []
    for option in options:
        if isinstance(option, Sequence) and not isinstance(option, str):
            value, label, *rest = option
            made.append((str(value), str(label), str(rest[0]) if rest else ""))
        else:
            read = _reader(option)
            made.append((str(read("value", "")), str(read("label", "")), str(read("hint", ""))))
    return made


def _listed(value: Any) -> list[Any]:
    if value in (None, ""):
        return []
    return list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]


def _marked(id_: str, options: Iterable[tuple[str, str, str]], value: Any) -> list[Option]:
    chosen = {str(item) for item in _listed(value)}
    return [
        Option(id_ if n == 1 else f"{id_}-{n}", item, label, item in chosen, hint)
        for n, (item, label, hint) in enumerate(options, 1)
    ]


def _part(made: Field, key: str, label: str, value: Any, **more: Any) -> Part:
    first = not made.parts
    part = Part(made.id if first else f"{made.id}-{key}", f"{made.name}-{key}", label, str(value or ""), **more)
    made.parts.append(part)
    return part


def _date_parts(made: Field) -> list[Part]:
    value = made.value
    if isinstance(value, str) and value:
        year, _dash, rest = value.partition("-")
        month, _dash, day = rest.partition("-")
        value = {"year": year, "month": month.lstrip("0"), "day": day.lstrip("0")}
    elif hasattr(value, "isoformat"):
        value = {"year": value.year, "month": value.month, "day": value.day}
    value = value or {}
    birth = made.autocomplete == "bday"
    for key, label, width in (("day", _("Jour"), 2), ("month", _("Mois"), 2), ("year", _("Année"), 4)):
        complete = f"bday-{key}" if birth else ""
        _part(made, key, label, value.get(key), width=width, inputmode="numeric", autocomplete=complete)
    return made.parts


def _address_parts(made: Field) -> list[Part]:
    value, own = made.value or {}, made.autocomplete != "off"
    street = "address-line1" if own else "off"
    _part(made, "street", _("Rue"), value.get("street"), autocomplete=street)
    _part(made, "number", _("Numéro"), value.get("number"))
    _part(made, "box", _("Boîte"), value.get("box"))
    postal = "postal-code" if own else "off"
    town = "address-level2" if own else "off"
    _part(made, "postal_code", _("Code postal"), value.get("postal_code"), inputmode="numeric", autocomplete=postal, line="place")
    _part(made, "municipality", _("Localité"), value.get("municipality"), autocomplete=town, line="place")
    return made.parts


def _person_parts(made: Field) -> list[Part]:
    value, own = made.value or {}, made.autocomplete not in ("off", "")
    given, family = ("given-name", "family-name") if own else ("off", "off")
    _part(made, "given_names", _("Prénoms"), value.get("given_names"), autocomplete=given)
    _part(made, "family_name", _("Nom de famille"), value.get("family_name"), autocomplete=family)
    return made.parts


def _limits(accept: str, max_bytes: int | None) -> str:
    names = [_FILES.get(kind.strip(), kind.strip().lstrip(".").upper()) for kind in accept.split(",") if kind.strip()]
    kinds = names[0] if len(names) == 1 else _("%(first)s ou %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]} if names else ""
    most = _("%(size)s au plus") % {"size": spoken.size(max_bytes)} if max_bytes else ""
    return ", ".join(filter(None, [kinds, most])) + ("." if kinds or most else "")


def _file(item: Any) -> dict[str, Any]:
    read = _reader(item)
    size = read("size", None)
    return {"id": str(read("id", item)), "name": str(read("name", item)), "size": spoken.size(size) if size else ""}


def _said(made: Field) -> str:
    """What a locked answer says: the label of the choice, the day, the address in one line."""
    chosen = [option.label for option in made.options if option.checked]
    if chosen:
        return ", ".join(chosen)
    value = made.value
    if isinstance(value, Mapping):
        return " ".join(str(part) for part in value.values() if part)
    if made.kind.shape == "date" and value:
        return spoken.day(value, weekday=False)
    return ", ".join(str(item) for item in _listed(value))


# ── Django forms ────────────────────────────────────────────────────────────────────────────────────────────────────

_WIDGETS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.PasswordInput, "password"),
    (forms.EmailInput, "email"),
    (forms.NumberInput, "number"),
    (forms.URLInput, "url"),
    (forms.TimeInput, "time"),
    (forms.FileInput, "file"),
    (forms.Textarea, "long_text"),
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.TextInput, "text"),
)
_OURS = {"class", "id", "name", "type", "value", "placeholder", "aria-describedby", "aria-invalid", "required", "cols", "rows"}


class DateBoxes(forms.Widget):
    """A day typed in three boxes; give it to a Django ``DateField``."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        """The three boxes as ISO text; whatever else was typed is left to the field to refuse."""
        day, month, year = (str(data.get(f"{name}-{key}", "")).strip() for key in ("day", "month", "year"))
        if not (day or month or year):
            return None
        return f"{year:0>4}-{month:0>2}-{day:0>2}"

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether none of the boxes was sent."""
        return f"{name}-day" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Only the boxes are drawn by ``ui/fields/date.html``."""
        return draw({"name": name, "type": "date", "value": value, "label": name})


def _widget_type(widget: forms.Widget) -> str:
    if isinstance(widget, DateBoxes):
        return "date"
    if isinstance(widget, forms.TextInput) and widget.input_type in ("search", "tel"):
        return {"tel": "phone"}.get(widget.input_type, "text")
    return next((type_ for class_, type_ in _WIDGETS if isinstance(widget, class_)), "")


def _from_django(bound: BoundField) -> Field:
    widget, type_ = bound.field.widget, _widget_type(bound.field.widget)
    id_ = bound.auto_id or identifier(bound.html_name)
    value = bound.value()
    known = {key: item for key, item in widget.attrs.items() if key not in _OURS}
    choices = _flat(getattr(widget, "choices", ()))
    made = _from_view(
        {
            "name": bound.html_name,
            "id": id_,
            "type": type_ or "text",
            "label": bound.label,
            "help": bound.help_text,
            "required": bound.field.required,
            "errors": bound.errors,
            "value": value,
            "options": choices,
            "locked": bound.field.disabled and type_ not in ("checkbox",),
            "autocomplete": known.pop("autocomplete", None),
            "inputmode": known.pop("inputmode", None),
            "accept": known.pop("accept", None),
            "multiple": getattr(widget, "allow_multiple_selected", False),
            "max_length": known.pop("maxlength", None) if type_ == "long_text" else None,
            "rows": widget.attrs.get("rows") if type_ == "long_text" else None,
            "inline": False,
        }
    )
    made.groups = _groups(made, getattr(widget, "choices", ()))
    made.attrs = flatatt(known)
    if made.shape == "checkbox":
        made.value = bool(value)
    if not type_:
        made.shape, made.drawn = "other", str(bound)
    return made


def _flat(choices: Iterable[Any]) -> list[tuple[str, str]]:
    made = []
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            made += [(str(inner), str(text)) for inner, text in label]
        else:
            made.append(("" if value is None else str(value), str(label)))
    return made


def _groups(made: Field, choices: Iterable[Any]) -> list[tuple[str, list[Option]]]:
    by_value = {option.value: option for option in made.options}
    return [
        (str(value), [by_value[str(inner)] for inner, _text in label])
        for value, label in choices
        if isinstance(label, (list, tuple))
    ]
