"""When the commune is open, and on which days it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beffroi.lib import clock
from beffroi.lib.kept import Kept
from beffroi.lib.translated import Text
from beffroi.people.models import ClosingDay, OpeningException, OpeningHours
from beffroi.people.models.organisation import WEEKDAYS
from beffroi.people.rules.opening import (
    DatedException,
    Opening,
    OpenState,
    WeekRow,
    openings_on,
    state_at,
)


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One line of a table of opening hours: the day's name and its openings in words."""

    weekday: int
    name: str
    openings: tuple[Opening, ...]

    @property
    def text(self) -> str:
        """``9 h à 12 h, 13 h 30 à 16 h``, or that it is closed."""
        return ", ".join(_in_words(opening) for opening in self.openings) or _("fermé")


def closing_days() -> frozenset[date]:
    """The commune's own dated list of closing days, for counting working days."""
    return _closed()


def _read_closed() -> frozenset[date]:
    return frozenset(ClosingDay.objects.values_list("day", flat=True))


_closed = Kept(_read_closed, ClosingDay)


def opening_hours(department: str | None = None, *, on: date | None = None) -> list[WeekDay]:
    """The seven days of the week that holds today (or ``on``): the season's hours if there is one, without exceptions.

    ``department`` is a slug; a department without hours of its own has the house's.
    """
    week = _week(department)
    day = on or clock.today()
    seasonal = [row for row in week if row.season_from and row.in_season(day)]
    rows = seasonal or [row for row in week if not row.season_from]
    return [
        WeekDay(
            number, str(name), tuple(sorted((r.opening for r in rows if r.weekday == number), key=_opens))
        )
        for number, name in WEEKDAYS
    ]


def is_open_now(now: datetime | None = None, department: str | None = None) -> OpenState:
    """Whether people are received now, until when or from when, and the sentence that says so (three queries at
    most; those of the whole house are kept for five seconds)."""
    local = clock.local(now or clock.now())
    asked = (local.replace(second=0, microsecond=0), department, get_language())
    known = _states()
    if asked not in known:
        week, exceptions, closed = _week(department), _exceptions(department, local.date()), closing_days()
        known[asked] = state_at(local, lambda day: openings_on(day, week, exceptions, closed))
    return known[asked]


def _week(department: str | None) -> list[WeekRow]:
    rows = list(OpeningHours.objects.filter(department__slug=department)) if department else []
    rows = rows or _house_hours()
    return [
        WeekRow(
            row.weekday, Opening(row.opens, row.closes, row.by_appointment), row.season_from, row.season_to
        )
        for row in rows
    ]


def _exceptions(department: str | None, since: date) -> list[DatedException]:
    """Its own come first; when the house closes by exception, every department does."""
    own = (
        list(OpeningException.objects.filter(department__slug=department, day__gte=since))
        if department
        else []
    )
    days = {row.day for row in own}
    house = [row for row in _house_exceptions() if not (department and row.opens)]
    found = [*own, *(row for row in house if row.day not in days)]
    return [
        DatedException(
            row.day,
            Opening(row.opens, row.closes) if row.opens and row.closes else None,
            str(Text.of(row.reason)),
        )
        for row in found
        if row.day >= since
    ]


def _no_state_yet() -> dict[tuple[datetime, str | None, str | None], OpenState]:
    return {}


#: What was answered in the same minute, department and language: every page asks.
_states = Kept(_no_state_yet, OpeningHours, OpeningException, ClosingDay)
_house_hours = Kept(lambda: list(OpeningHours.objects.filter(department=None)), OpeningHours)
_house_exceptions = Kept(lambda: list(OpeningException.objects.filter(department=None)), OpeningException)


def _opens(opening: Opening) -> str:
    return opening.opens.isoformat()


def _in_words(opening: Opening) -> str:
    return f"{opening} ({_('sur rendez-vous')})" if opening.by_appointment else str(opening)
