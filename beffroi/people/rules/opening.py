"""Is it open? From a base week, its seasons, dated exceptions and closing days, in words for the visitor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

_HORIZON_DAYS = 21


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of one day during which people are received, in local time."""

    opens: time
    closes: time
    by_appointment: bool = False

    def __str__(self) -> str:
        return _("%(opens)s à %(closes)s") % {"opens": hour(self.opens), "closes": hour(self.closes)}


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One opening of the base week (no season) or of a season given as ``MM-DD`` to ``MM-DD``, both included."""

    weekday: int
    opening: Opening
    season_from: str = ""
    season_to: str = ""

    def in_season(self, day: date) -> bool:
        """Whether the row's season covers a day; a season may cross the new year."""
        here = f"{day:%m-%d}"
        if self.season_from <= self.season_to:
            return self.season_from <= here <= self.season_to
        return here >= self.season_from or here <= self.season_to


@dataclass(frozen=True, slots=True)
class DatedException:
    """Another opening on one day, or none when ``opening`` is None; several rows give several openings."""

    day: date
    opening: Opening | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenState:
    """The answer: open or not, until when or from when (local), and the sentence to show."""

    is_open: bool
    until: datetime | None
    next_opening: datetime | None
    text: str


def hour(moment: time) -> str:
    """As people write it: ``16 h``, ``8 h 30`` in French, ``16:00`` elsewhere."""
    if not (get_language() or "fr").startswith("fr"):
        return f"{moment:%H:%M}"
    return f"{moment.hour}\u00a0h" + (f"\u00a0{moment.minute:02d}" if moment.minute else "")


def openings_on(
    day: date, week: Sequence[WeekRow], exceptions: Sequence[DatedException], closed: frozenset[date]
) -> list[Opening]:
    """The openings of a day: exceptions come first, then closing days, then the season, then the base week."""
    dated = [exception for exception in exceptions if exception.day == day]
    if dated:
        return sorted((e.opening for e in dated if e.opening), key=lambda opening: opening.opens)
    if day in closed:
        return []
    seasonal = [row for row in week if row.season_from and row.in_season(day)]
    rows = seasonal or [row for row in week if not row.season_from]
    return sorted((row.opening for row in rows if row.weekday == day.weekday()), key=lambda o: o.opens)


def state_at(now: datetime, openings: Callable[[date], list[Opening]]) -> OpenState:
    """Whether it is open at a local instant, and the next change within three weeks."""
    today, moment = now.date(), now.time().replace(tzinfo=None)
    for opening in openings(today):
        if opening.opens <= moment < opening.closes:
            until = datetime.combine(today, opening.closes, now.tzinfo)
            return OpenState(True, until, None, _open_words(opening))
    for ahead in range(_HORIZON_DAYS + 1):
        day = today + timedelta(days=ahead)
        for opening in openings(day):
            if ahead or opening.opens > moment:
                return OpenState(
                    False,
                    None,
                    datetime.combine(day, opening.opens, now.tzinfo),
                    _closed_words(opening, day, ahead),
                )
    return OpenState(False, None, None, _("Fermé"))


def _open_words(opening: Opening) -> str:
    if opening.by_appointment:
        return _("Ouvert sur rendez-vous jusqu’à %(hour)s") % {"hour": hour(opening.closes)}
    return _("Ouvert jusqu’à %(hour)s") % {"hour": hour(opening.closes)}


def _closed_words(opening: Opening, day: date, ahead: int) -> str:
    at = hour(opening.opens)
    if ahead == 0:
        return _("Fermé, ouvre à %(hour)s") % {"hour": at}
    if ahead == 1:
        return _("Fermé, ouvre demain à %(hour)s") % {"hour": at}
    if ahead < 7:
        return _("Fermé, ouvre %(weekday)s à %(hour)s") % {"weekday": date_format(day, "l"), "hour": at}
    return _("Fermé, ouvre le %(day)s à %(hour)s") % {"day": _day(day), "hour": at}


def _day(day: date) -> str:
    return date_format(day, "j. F" if (get_language() or "fr").startswith("de") else "j F")
