"""Tags and filters of the design system: ``{% load ui %}``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.lib.money import Money, iban_in_fours
from beffroi.ui import fields as drawing
from beffroi.ui import icons, languages, spoken

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """``{% icon "search" %}``: a sign of ``beffroi.ui.icons``; put its word beside it."""
    return icons.icon(name, css)


_CAME_FROM = {
    "register": gettext_lazy("Repris du registre de la population"),
    "eid": gettext_lazy("Repris de la carte d’identité ou d’itsme"),
    "account": gettext_lazy("Repris du compte"),
}


@register.simple_tag
def came_from(source: str) -> SafeString:
    """``{% came_from row.source %}``: under an answer, where it was taken from; nothing for what somebody typed."""
    said = _CAME_FROM.get(source)
    return format_html('<br><span class="b-small b-muted">{}</span>', said) if said else SafeString("")


@register.simple_tag
def form_field(field: Any, **changes: Any) -> SafeString:
    """``{% form_field field %}``: a question, from a FieldView, a field of a Django form or a mapping.

    ``heading=True`` makes its label the heading of the page; ``stored=files`` names, by id, the files already sent.
    """
    return drawing.draw(field, **changes)


@register.simple_tag
def form_fields(fields: Iterable[Any], **changes: Any) -> SafeString:
    """``{% form_fields fields %}``: several questions, one under the other."""
    return SafeString("".join(drawing.draw(field, **changes) for field in fields))


@register.inclusion_tag("ui/error_summary.html")
def error_summary(source: Any = None, errors: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """``{% error_summary form %}`` or ``{% error_summary fields %}``: what to mend, each line a link to its field.

    ``errors`` adds pairs (id or address of the place, message). Nothing is drawn when nothing is wrong.
    """
    found = [
        (target if target.startswith(("#", "/")) or not target else f"#{target}", text)
        for target, text in errors
    ]
    if isinstance(source, BaseForm):
        found += _form_errors(source)
    else:
        found += _field_errors(list(_with_lines(drawing.present(one) for one in source or ())))
    return {"errors": found}


def _with_lines(fields: Iterable[drawing.Field]) -> Iterator[drawing.Field]:
    """Every question, those of the lines of a repeated block after it, each under the name of its line."""
    for one in fields:
        yield one
        for line in one.lines:
            for inner in line.fields:
                yield replace(inner, label=f"{line.title}, {inner.label}")


def _field_errors(fields: list[drawing.Field]) -> list[tuple[str, str]]:
    """One line for each message; those that say the same name their question."""
    times = Counter(text for field in fields for text in field.errors)
    return [
        (f"#{field.id}", _naming(field.label, text) if times[text] > 1 else text)
        for field in fields
        for text in field.errors
    ]


def _naming(label: str, text: str) -> str:
    if label.endswith(("?", ".", ":")):
        return f"{label} {text}"
    return _("%(label)s : %(text)s") % {"label": label, "text": text}


def _form_errors(form: BaseForm) -> list[tuple[str, str]]:
    found = [("", str(text)) for text in form.errors.get(NON_FIELD_ERRORS, ())]
    for bound in form:
        found += [(f"#{drawing.present(bound).id}", str(text)) for text in bound.errors]
    return found


@register.filter
def in_french(value: str) -> str:
    """Words of a package that only agents read: marked as French on a page in another language."""
    return languages.in_french(value)


@register.filter
def spoken_date(value: date | datetime | str | None) -> str:
    """``jeudi 3 décembre``, with the year when it is another one."""
    return spoken.day(value) if value else ""


@register.filter
def short_date(value: date | datetime | str | None) -> str:
    """``3 décembre``, with the year when it is another one."""
    return spoken.day(value, weekday=False) if value else ""


@register.filter
def full_day(value: date | datetime | str | None) -> str:
    """``3 décembre 2026``."""
    return spoken.full_day(value) if value else ""


@register.filter
def spoken_moment(value: datetime | None) -> str:
    """``hier à 14 h 02``."""
    return spoken.moment(value) if value else ""


@register.filter
def spoken_hour(value: datetime | None) -> str:
    """``14 h 02``."""
    return spoken.hour(value) if value else ""


@register.filter
def due(value: date | datetime | str | None) -> str:
    """``jeudi 3 décembre, dans 5 jours ouvrables``."""
    return spoken.due(value) if value else ""


@register.filter
def countdown(value: date | datetime | str | None) -> str:
    """``J-5``: the desk's short form."""
    return spoken.countdown(value) if value else ""


@register.filter
def is_late(value: date | datetime | str | None) -> bool:
    """Whether a day has passed."""
    return bool(value) and spoken.is_late(value)  # type: ignore[arg-type]


@register.filter
def euros(value: Money | int | None) -> str:
    """``12,00 €``; zero is ``gratuit``; a whole number is cents."""
    return "" if value is None else spoken.euros(value)


@register.filter
def file_size(value: int | None) -> str:
    """``1,4 Mo``."""
    return spoken.size(value) if value else ""


@register.filter
def masked(value: str | None, shown: int = 2) -> str:
    """Everything hidden but the last characters."""
    return spoken.masked(str(value or ""), shown)


@register.filter
def tied(value: str | None) -> str:
    """A sentence whose « ? », « : » or « € » never begins a line."""
    return spoken.tied(str(value or ""))


@register.filter
def iban(value: str | None) -> str:
    """An account number in fours, as a bank prints it: BE71 0961 2345 6769."""
    return iban_in_fours(str(value or ""))


@register.filter
def paragraphs(value: str | None) -> list[str]:
    """The paragraphs of a plain text, separated by empty lines."""
    return [part.strip() for part in str(value or "").split("\n\n") if part.strip()]


@register.simple_tag
def ui_field(type_: str, as_type: str = "", **attributes: Any) -> SafeString:
    """What the field components call: a question from their attributes."""
    given = {key: value for key, value in attributes.items() if value not in (None, "")}
    return drawing.draw({"type": as_type or type_, "required": not given.pop("optional", False), **given})


@register.simple_tag
def step_marks(current: int, total: int) -> list[str]:
    """The mark of each page of a form: done, current, to come."""
    return ["is-done"] * (current - 1) + ["is-current"] + [""] * (total - current)
