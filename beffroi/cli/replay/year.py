"""What a year brings to the counter and to the site: pure, and the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from beffroi.lib import clock
from beffroi.lib.workdays import is_working_day

RESIDENCE, HOUSEHOLD = "certificat-de-residence", "composition-de-menage"
BIRTH, MARRIAGE = "acte-de-naissance", "acte-de-mariage"

#: What happens to a request, beside the usual way.
USUAL, ASKED, SILENT, REFUSED, WITHDRAWN, UNPAID, SLOW = (
    "usual",
    "asked",
    "silent",
    "refused",
    "withdrawn",
    "unpaid",
    "slow",
)
_FATES = {USUAL: 74, ASKED: 7, SILENT: 1, REFUSED: 3, WITHDRAWN: 3, UNPAID: 4, SLOW: 8}
_PROCEDURES = {HOUSEHOLD: 38, RESIDENCE: 30, BIRTH: 22, MARRIAGE: 10}
_MODES = {"telechargement": 76, "poste": 15, "guichet": 9}
_FREE = (
    "allocations_familiales",
    "bourse_etudes",
    "emploi",
    "inscription_scolaire",
    "logement_social",
    "pension",
)
_PAID = ("banque", "notaire", "assurance", "avocat", "etranger")

#: Requests by day of the week (Monday first) and by month (January first): quiet summers, the school year, moves.
_WEEK = (1.35, 1.15, 1.1, 1.0, 0.85, 0.3, 0.35)
_MONTHS = (1.1, 1.0, 1.05, 1.0, 0.95, 1.1, 0.7, 0.9, 1.4, 1.15, 1.0, 0.75)

#: Office hours in Brussels.
MORNING, AFTERNOON = (time(8, 30), time(12)), (time(13), time(16, 30))


@dataclass(frozen=True, slots=True)
class Request:
    """One request of the year.

    ``at``, the instant of submission, is never that of another: with it a replay that was killed finds again what it
    had done. ``who`` picks the applicant, ``for_child`` asks for a child of theirs where they have one.
    """

    number: int
    at: datetime
    procedure: str
    channel: str
    method: str
    motive: str
    mode: str
    who: int
    for_child: bool
    fate: str


def a_year(count: int, *, until: datetime, closed: Collection[date], seed: str) -> list[Request]:
    """``count`` requests of the year before the day of ``until``, in order."""
    chance = random.Random(f"{seed}:{count}")  # noqa: S311 - a fiction, not a secret
    last = clock.day_of(until)
    days = [last - timedelta(days=n) for n in range(365, 0, -1)]
    weights = [_weight(day, closed) for day in days]
    moments = sorted(_moment(day, closed, chance) for day in chance.choices(days, weights, k=count))
    return [_request(number, *moment, chance) for number, moment in enumerate(moments, start=1)]


def _weight(day: date, closed: Collection[date]) -> float:
    return _MONTHS[day.month - 1] * (_WEEK[6] if day in closed else _WEEK[day.weekday()])


def _moment(day: date, closed: Collection[date], chance: random.Random) -> tuple[datetime, str]:
    """A quarter comes to the counter while it is open; the others write when they have the time."""
    if is_working_day(day, closed) and chance.random() < 0.25:
        opens, closes = chance.choice((MORNING, AFTERNOON))
        return _between(day, opens, closes, chance), "counter"
    return _between(
        day, *chance.choice(((time(7), time(12)), (time(12), time(18)), (time(18), time(22, 30)))), chance
    ), "web"


def _between(day: date, start: time, end: time, chance: random.Random) -> datetime:
    seconds = (end.hour - start.hour) * 3600 + (end.minute - start.minute) * 60
    return datetime.combine(day, start, clock.BRUSSELS) + timedelta(seconds=chance.randrange(seconds))


def _request(number: int, at: datetime, channel: str, chance: random.Random) -> Request:
    return Request(
        number=number,
        at=at.replace(microsecond=number).astimezone(UTC),
        procedure=_pick(_PROCEDURES, chance),
        channel=channel,
        method="itsme" if chance.random() < 0.7 else "eid",
        motive=chance.choice(_PAID if chance.random() < 0.3 else _FREE),
        mode=_pick(_MODES, chance) if channel == "web" else "guichet",
        who=chance.randrange(1_000_000),
        for_child=chance.random() < 0.15,
        fate=_pick(_FATES, chance),
    )


def _pick(weights: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def office_moment(after: datetime, hours: float, closed: Collection[date]) -> datetime:
    """The instant at which so many hours of office time have passed."""
    left = timedelta(hours=hours)
    local = clock.local(after)
    day = local.date()
    while True:
        if is_working_day(day, closed):
            for opens, closes in (MORNING, AFTERNOON):
                start = max(local, datetime.combine(day, opens, clock.BRUSSELS))
                end = datetime.combine(day, closes, clock.BRUSSELS)
                if start + left <= end:
                    return (start + left).astimezone(UTC)
                left -= max(timedelta(0), end - start)
        day += timedelta(days=1)


def home_moment(after: datetime, days: float, chance: random.Random) -> datetime:
    """Some days later, when people are awake."""
    day = clock.day_of(after + timedelta(days=days))
    return max(after + timedelta(minutes=20), _between(day, time(8), time(22), chance).astimezone(UTC))
