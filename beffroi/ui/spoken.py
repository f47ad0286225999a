"""Dates, amounts and sizes as people say them, in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from beffroi.lib import clock
from beffroi.lib.money import Money
from beffroi.lib.workdays import working_days_between

Closed = Callable[[], Collection[date]]


def _never_closed() -> Collection[date]:
    return ()


closing_days: Closed = _never_closed
"""Gives the closing days of the commune; ``config`` wires it (this room knows no other)."""


def wire(function: Closed) -> None:
    """Say where the closing days come from."""
    global closing_days
    closing_days = function


def as_day(value: date | datetime | str) -> date:
    """The Brussels day of an instant, a day, or an ISO text. ValueError for another text."""
    if isinstance(value, datetime):
        return clock.day_of(value)
    return date.fromisoformat(value) if isinstance(value, str) else value


def day(value: date | datetime | str, *, weekday: bool = True) -> str:
    """``jeudi 3 décembre``, with the year when it is not this one."""
    found = as_day(value)
    german = (get_language() or "fr").startswith("de")
    weekday_first, of_month = ("l, ", "j. F") if german else ("l ", "j F")
    pattern = (
        (weekday_first if weekday else "") + of_month + ("" if found.year == clock.today().year else " Y")
    )
    text = date_format(found, pattern)
    if found.day == 1 and (get_language() or "fr").startswith("fr"):
        text = text.replace("1 ", "1er ", 1)
    return text


def full_day(value: date | datetime | str) -> str:
    """``3 décembre 2026``, the year always written: where a day may be of any year, as of a tariff."""
    text = day(value, weekday=False)
    year = str(as_day(value).year)
    return text if text.endswith(year) else f"{text} {year}"


def hour(value: datetime) -> str:
    """``14 h 02`` in French, ``14:02`` elsewhere; on a Brussels wall clock."""
    at = clock.local(value)
    if (get_language() or "fr").startswith("fr"):
        return f"{at.hour}\u00a0h\u00a0{at.minute:02d}" if at.minute else f"{at.hour}\u00a0h"
    return f"{at:%H:%M}"


def moment(value: datetime) -> str:
    """``aujourd’hui à 14 h 02``, ``hier à 9 h``, ``jeudi 3 décembre à 14 h 02``."""
    found = as_day(value)
    away = (clock.today() - found).days
    named = {0: _("aujourd’hui"), 1: _("hier")}.get(away) or day(found)
    return _("%(day)s à %(hour)s") % {"day": named, "hour": hour(value)}


def distance(value: date | datetime | str) -> str:
    """How far a day is, in working days: ``dans 5 jours ouvrables``, ``en retard de 2 jours ouvrables``."""
    found, today = as_day(value), clock.today()
    if found == today:
        return _("aujourd’hui")
    count = working_days_between(today, found, closing_days())
    if found > today:
        if count == 0:
            return _("avant le prochain jour ouvrable")
        return ngettext("dans %(count)s jour ouvrable", "dans %(count)s jours ouvrables", count) % {
            "count": count
        }
    late = max(1, -count)
    text = ngettext("en retard de %(count)s jour ouvrable", "en retard de %(count)s jours ouvrables", late)
    return text % {"count": late}


def due(value: date | datetime | str) -> str:
    """``jeudi 3 décembre, dans 5 jours ouvrables``."""
    return f"{day(value)}, {distance(value)}"


def countdown(value: date | datetime | str) -> str:
    """``J-5``, ``J``, ``J+2``: the desk's short form, in working days."""
    count = working_days_between(clock.today(), as_day(value), closing_days())
    return f"J-{count}" if count > 0 else f"J+{-count}" if count < 0 else "J"


def is_late(value: date | datetime | str) -> bool:
    """Whether a day has passed."""
    return as_day(value) < clock.today()


def euros(value: Money | int) -> str:
    """An amount; a whole number is read as cents. Zero is ``gratuit``."""
    amount = value if isinstance(value, Money) else Money.from_cents(value)
    return str(amount) if amount else _("gratuit")


def size(count: int) -> str:
    """The size of a file: ``240 Ko``, ``1,4 Mo``."""
    if count < 1024 * 1024:
        return _("%(count)s Ko") % {"count": max(1, round(count / 1024))}
    return _("%(count)s Mo") % {"count": f"{count / 1024 / 1024:.1f}".replace(".0", "").replace(".", ",")}


def tied(text: str) -> str:
    """The text with its high punctuation, « guillemets » and units tied to their word: none begins a line alone.

    Neither are figures that are read together cut (``27 3 1987``).
    """
    return re.sub(r" (?=[?!:;»%€])|(?<=«) |(?<=\d) (?=(?:\d|[KM]o\b))", "\u00a0", text)


def masked(value: str, shown: int = 2) -> str:
    """Everything hidden but the last characters: ``•••••••28``."""
    return "•" * max(0, len(value) - shown) + value[-shown:] if value else ""
