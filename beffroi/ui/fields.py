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
from django.utils.translation import gettext_lazy

from . import spoken

RADIOS_MOST = 8
"""With more options, one choice becomes a list, unless the question asks for another widget."""
_WIDGET_SHAPES = {"radios": "radios", "list": "select", "select": "select", "autocomplete": "datalist"}
_WIDTHS = (2, 3, 4, 5, 10, 20, 30)
_FILES = {
    "application/pdf": "PDF",
    "image/jpeg": "JPG",
    "image/png": "PNG",
    "image/heic": "HEIC",
    "image/tiff": "TIFF",
    "text/plain": "TXT",
}
_SOURCES = {
    "register": gettext_lazy("le registre de la population"),
    "eid": gettext_lazy("votre carte d’identité ou itsme"),
    "account": gettext_lazy("votre compte"),
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
    "place": Kind("place"),
    "person": Kind("person"),
    "repeat": Kind("repeat"),
    "computed": Kind("locked"),
    "heading": Kind("heading"),
    "slot": Kind("input"),
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


@dataclass(slots=True)
class Line:
    """A line of a repeated block: the number that its inputs carry, what it is called, its questions."""

    number: str
    id: str
    title: str
    fields: list[Field]


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
    parts: list[Field] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    rows: Any = 5
    lines: list[Line] = field(default_factory=list)
    least: int = 0
    add: str = ""
    instead: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    accept: str = ""
    limits: str = ""
    multiple: bool = False
    prefilled_from: str = ""
    stored: str = ""
    max_length: int | None = None
    width: int = 0
    prefix: str = ""
    suffix: str = ""
    heading: bool = False
    level: int = 2
    inline: bool = False
    quiet: bool = False
    attrs: str = ""
    drawn: str = ""
    marked: bool = False

    @property
    def hint(self) -> str:
        """What explains the question: its help, then the limits of a file."""
        return " ".join(str(part) for part in (self.help, self.limits) if part)

    @property
    def described_by(self) -> str:
        """The ids of what a screen reader adds to the label."""
        found = [f"{self.id}-hint"] if self.hint else []
        found += [f"{self.id}-error"] if self.errors else []
        return " ".join(found)

    @property
    def pointed(self) -> bool:
        """Whether a place has its point."""
        return any(part.value for part in self.parts[5:])

    @property
    def note(self) -> str:
        """Marks what may stay empty; a required question says nothing."""
        if (
            self.required
            or self.quiet
            or self.shape in ("locked", "heading", "paragraph", "hidden", "repeat")
        ):
            return ""
        return _("(recommandé)") if self.recommended else _("(facultatif)")


def present(source: Any, **changes: Any) -> Field:
    """A question ready to draw, from a bound field of Django, a FieldView, or a mapping with its attributes."""
    if isinstance(source, Field):
        made = source
    elif isinstance(source, BoundField):
        made = _from_django(source)
    else:
        made = _from_view(source)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def draw(source: Any, *, stored: Mapping[str, Any] | None = None, **changes: Any) -> SafeString:
    """The HTML of a question. ``stored`` gives, by id, the name, the size and whether it was converted,
    of files that an answer only names by id."""
    shown = present(source, **changes)
    if stored and shown.shape == "file":
        shown.files = [
            _file(stored[one["id"]], one["id"]) if one["id"] in stored else one for one in shown.files
        ]
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
    name, value = str(read("name", "")), read("value", "")
    id_ = str(read("id", "") or identifier(name))
    options = _pairs(read("options", ()))
    if kind is _KINDS["yes_no"] and not options:
        options = [("yes", _("Oui"), ""), ("no", _("Non"), "")]
    if isinstance(value, bool) and kind is _KINDS["yes_no"]:
        value = "yes" if value else "no"
    made = Field(
        name=name,
        id=id_,
        shape=_shape(kind, read, len(options)),
        kind=kind,
        label=_label(kind, read),
        help=_help(read),
        required=bool(read("required", False)),
        recommended=bool(read("recommended", False)),
        errors=_messages(read("errors", ())),
        value=value,
        options=_marked(id_, options, value),
        autocomplete=str(read("autocomplete", "") or kind.autocomplete),
        inputmode=str(read("inputmode", "") or kind.inputmode),
        accept=_joined(read("accept", "")),
        multiple=bool(read("multiple", False)),
        prefilled_from=_source(str(read("prefilled_from", ""))),
        stored=str(read("stored", "")),
        max_length=read("max_length", None) if kind.shape == "textarea" else None,
        width=_width(read("width", "") or kind.width),
        prefix=str(read("prefix", "")),
        suffix=str(read("suffix", "") or kind.suffix),
        rows=read("rows", 5),
        heading=bool(read("heading", False)),
        inline=bool(
            read("inline", len(options) == 2 and all(len(label) < 12 for _value, label, _hint in options))
        ),
        quiet=bool(read("quiet", False)),
    )
    _complete(made, read)
    return made


def _shape(kind: Kind, read: Any, options: int) -> str:
    """The template of a question: its type's, unless it is locked or asks for another widget."""
    widget = str(read("widget", ""))
    if read("locked", False):
        return "locked"
    if widget == "none":
        return "nothing"
    if kind is _KINDS["choice"] and widget in _WIDGET_SHAPES:
        return _WIDGET_SHAPES[widget]
    if kind is _KINDS["choice"] and options > RADIOS_MOST:
        return "select"
    return kind.shape


def _label(kind: Kind, read: Any) -> str:
    """The words of a declaration or an explanation stand in ``text``."""
    label, text = str(read("label", "")), str(read("text", ""))
    return spoken.tied((text or label) if kind.shape in ("checkbox", "paragraph") else (label or text))


def _help(read: Any) -> str:
    """The help of a question, then an example of an answer."""
    example = read("example", "")
    shown = _("Par exemple %(example)s.") % {"example": example} if example else ""
    return spoken.tied(" ".join(filter(None, [str(read("help", "")), shown])))


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else ",".join(value)


def _source(name: str) -> str:
    """Where a first value came from, in words."""
    return str(_SOURCES.get(name, name))


def _complete(made: Field, read: Any) -> None:
    """What only some shapes need: several boxes, files, rows, what a locked answer says."""
    if made.shape == "locked":
        made.value = _said(made)
    elif made.shape == "nothing":
        made.instead = spoken.tied(str(read("text", "")))
    elif made.shape in _BOXES:
        given = read("parts", ()) or _BOXES[made.shape](made)
        made.parts = _boxes(made, [_from_view(part) for part in given])
    elif made.shape == "file":
        made.limits = _limits(made.accept, read("max_bytes", None))
        made.files = [_file(item) for item in _listed(made.value)]
    elif made.shape == "repeat":
        made.lines = [_line(made, line) for line in read("lines", ())]
        made.least = read("min", 0)
        made.add = (
            "" if len(made.lines) >= read("max", 50) else str(read("add", "") or _("Ajouter une ligne"))
        )


def _line(made: Field, line: Any) -> Line:
    read = _reader(line)
    number = str(read("number", ""))
    questions = [present(inner) for inner in read("fields", ())]
    return Line(number, f"{made.id}-{number}", spoken.tied(str(read("title", ""))), questions)


def _boxes(made: Field, parts: list[Field]) -> list[Field]:
    """The first box carries the id of the question, so that the error summary leads to it; all show the error."""
    for part in parts:
        part.quiet = True
        part.marked = bool(made.errors)
        for inner in part.parts:
            inner.marked = part.marked
    if parts and not parts[0].parts:
        parts[0].id = made.id
    return parts


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
        Option(id_ if n == 1 else f"{id_}-{n}", item, spoken.tied(label), item in chosen, spoken.tied(hint))
        for n, (item, label, hint) in enumerate(options, 1)
    ]


def _box(made: Field, key: str, label: str, **more: Any) -> dict[str, Any]:
    value = made.value.get(key, "") if isinstance(made.value, Mapping) else ""
    return {"name": f"{made.name}-{key}", "label": label, "value": "" if value is None else value, **more}


def _date_boxes(made: Field) -> list[dict[str, Any]]:
    if not isinstance(made.value, Mapping):
        year, month, day = [*str(made.value or "--").split("-"), "", ""][:3]
        made.value = {"year": year, "month": month.lstrip("0"), "day": day.lstrip("0")}
    token = "bday-{}" if made.autocomplete == "bday" else ""
    return [
        _box(made, key, label, width=width, inputmode="numeric", autocomplete=token.format(key))
        for key, label, width in (("day", _("Jour"), 2), ("month", _("Mois"), 2), ("year", _("Année"), 4))
    ]


def _address_boxes(made: Field) -> list[dict[str, Any]]:
    street, postcode, town = ("address-line1", "postal-code", "address-level2")
    if made.autocomplete != "street-address":
        street = postcode = town = made.autocomplete
    return [
        _box(made, "street", _("Rue"), autocomplete=street),
        _box(made, "number", _("Numéro")),
        _box(made, "box", _("%(label)s (facultatif)") % {"label": _("Boîte")}),
        _box(made, "postcode", _("Code postal"), autocomplete=postcode),
        _box(made, "municipality", _("Localité"), autocomplete=town),
    ]


def _place_boxes(made: Field) -> list[dict[str, Any]]:
    """The boxes of an address without its box, what helps to find the place, its point."""
    typed = [box for box in _address_boxes(made) if not box["name"].endswith("-box")]
    optional = _("%(label)s (facultatif)")
    for box in typed:
        if box["name"].endswith(("-number", "-postcode")):
            box["label"] = optional % {"label": box["label"]}
    return [
        *typed,
        _box(made, "detail", optional % {"label": _("Précisions sur l’endroit")}),
        _box(made, "latitude", _("Latitude"), inputmode="decimal", width=10),
        _box(made, "longitude", _("Longitude"), inputmode="decimal", width=10),
    ]


def _person_boxes(made: Field) -> list[dict[str, Any]]:
    given, family = ("given-name", "family-name") if made.autocomplete == "name" else ("", "")
    return [
        _box(made, "given_names", _("Prénom(s)"), autocomplete=given),
        _box(made, "family_name", _("Nom de famille"), autocomplete=family),
        _box(made, "birth_date", _("Date de naissance"), type="date", example="27 3 1987"),
    ]


_BOXES = {"date": _date_boxes, "address": _address_boxes, "place": _place_boxes, "person": _person_boxes}


def _limits(accept: str, max_bytes: int | None) -> str:
    names = [
        _FILES.get(kind.strip(), kind.strip().lstrip(".").upper())
        for kind in accept.split(",")
        if kind.strip()
    ]
    kinds = names[0] if names else ""
    if len(names) > 1:
        kinds = _("%(first)s ou %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
    elif not max_bytes:
        return ""  # one kind, any size: the question names it
    most = _("%(size)s au plus") % {"size": spoken.size(max_bytes)} if max_bytes else ""
    return ", ".join(filter(None, [kinds, most])) + ("." if kinds or most else "")


def _file(item: Any, id_: str = "") -> dict[str, Any]:
    read = _reader(item)
    size = read("size", None)
    return {
        "id": id_ or str(read("id", item)),
        "name": str(read("name", "") or _("Fichier ajouté")),
        "size": spoken.size(size) if size else "",
        "converted": bool(read("converted", False)),
    }


def _said(made: Field) -> str:
    """What a locked answer says, as a summary would: the label of the choice, the day, the person, the address."""
    chosen = [option.label for option in made.options if option.checked]
    if chosen or made.stored:
        return ", ".join(chosen) or made.stored
    value = made.value
    if isinstance(value, Mapping):
        words = _SENTENCES.get(made.kind.shape, _plain)(
            {key: str(part) for key, part in value.items() if part}
        )
        return ", ".join(filter(None, words))
    if made.kind.shape == "date" and value:
        return spoken.day(value, weekday=False)
    return ", ".join(str(item) for item in _listed(value))


def _plain(value: Mapping[str, str]) -> list[str]:
    return [" ".join(value.values())]


def _person_said(value: Mapping[str, str]) -> list[str]:
    born = value.get("birth_date", "")
    name = " ".join(value[key] for key in ("given_names", "family_name") if key in value)
    return [name, spoken.day(born, weekday=False) if born else ""]


def _address_said(value: Mapping[str, str]) -> list[str]:
    box = _("boîte %(box)s") % {"box": value["box"]} if "box" in value else ""
    found = " ".join(value[key] for key in ("latitude", "longitude") if key in value)
    home = " ".join(filter(None, [value.get("street", ""), value.get("number", ""), box]))
    town = " ".join(value[key] for key in ("postcode", "municipality") if key in value)
    return [home, town, value.get("detail", ""), found]


_SENTENCES = {"person": _person_said, "address": _address_said, "place": _address_said}


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
#: Attributes of a widget that the templates write themselves.
_OURS = frozenset(
    [
        "class",
        "id",
        "name",
        "type",
        "value",
        "placeholder",
        "aria-describedby",
        "aria-invalid",
        "required",
        "cols",
        "rows",
    ]
)


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
    if isinstance(widget, forms.TextInput):
        written = widget.attrs.get("type", widget.input_type)  # allauth writes it among the attributes
        if written in ("search", "tel", "email"):
            return {"tel": "phone", "email": "email"}.get(written, "text")
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
