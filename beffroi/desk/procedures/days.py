"""The days of what counts from a day on (a value, a row, a period of a table): their words, their boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.procedures import queries
from beffroi.ui import spoken
from beffroi.ui.requests import Request


@dataclass(frozen=True, slots=True)
class Day:
    """One of them: ``name`` as records hold it, ``box`` where the person types it; ``step`` on the way to binding."""

    name: str
    box: str
    label: Any
    help: Any
    said: Any = ""
    step: bool = True


DAYS: Final = (
    Day(
        "valid_from",
        "from",
        gettext_lazy("Valable à partir du"),
        gettext_lazy("Le premier jour où l’on applique ceci aux nouvelles demandes."),
        step=False,
    ),
    Day(
        "valid_to",
        "to",
        gettext_lazy("Dernier jour"),
        gettext_lazy("Seulement si la décision fixe une fin."),
        step=False,
    ),
    Day(
        "voted_on",
        "voted",
        gettext_lazy("Votée le"),
        gettext_lazy("Le jour où le Conseil communal a voté."),
        gettext_lazy("votée le %(day)s"),
    ),
    Day(
        "approved_on",
        "approved",
        gettext_lazy("Décision de la tutelle"),
        gettext_lazy("Le jour où la tutelle a approuvé, ou la fin de son délai si elle n’a rien dit."),
        gettext_lazy("tutelle le %(day)s"),
    ),
    Day(
        "published_on",
        "published",
        gettext_lazy("Publiée le"),
        gettext_lazy("Le jour où le règlement a été affiché."),
        gettext_lazy("publiée le %(day)s"),
    ),
    Day(
        "binds_on",
        "binds",
        gettext_lazy("Oblige à partir du"),
        gettext_lazy(
            "Le jour où le règlement vaut pour tous : cinq jours après l’affichage, sauf s’il dit autre chose. "
            "Personne ne paie avant ce jour."
        ),
        gettext_lazy("oblige à partir du %(day)s"),
    ),
)

#: Of each standing of a dated value: the shape of its badge, its word.
BADGES: Final = {
    queries.Standing.IN_FORCE: ("done", gettext_lazy("en vigueur")),
    queries.Standing.TO_COME: ("progress", gettext_lazy("à venir")),
    queries.Standing.PAST: ("neutral", gettext_lazy("passée")),
    queries.Standing.WAITING: ("waiting", gettext_lazy("en attente de la tutelle")),
    queries.Standing.REPLACED: ("neutral", gettext_lazy("remplacée")),
    queries.Standing.TAKEN_BACK: ("refused", gettext_lazy("retirée")),
}


def needed(day: Day, *, paid: bool) -> bool:
    """Whether a day must be told: always the first, and the way to binding where somebody pays."""
    return day.name == "valid_from" or (day.step and paid)


def steps_said(record: Any) -> str:
    """The days of the decision, as they were typed, in one line."""
    known = [(day, getattr(record, day.name)) for day in DAYS if day.step]
    return ", ".join(day.said % {"day": spoken.full_day(value)} for day, value in known if value)


def box(day: Day, name: str, value: Any, errors: Any, *, paid: bool) -> dict[str, Any]:
    """The boxes of a day under a name, ready to be drawn."""
    return {
        "name": name,
        "type": "date",
        "label": day.label,
        "help": day.help,
        "required": needed(day, paid=paid),
        "value": value,
        "errors": errors,
    }


def read(request: Request, prefix: str) -> tuple[dict[str, date], dict[str, str]]:
    """The days that were typed, by name, and what is wrong with the others, by box."""
    days: dict[str, date] = {}
    wrong: dict[str, str] = {}
    for day in DAYS:
        parts = typed(request, f"{prefix}_{day.box}")
        if not any(parts.values()) and day.name != "valid_from":
            continue
        try:
            days[day.name] = date(*(int(part) for part in parts.values()))
        except (ValueError, TypeError, OverflowError):
            wrong[day.box] = _("Indiquez un jour, par exemple 1 1 2027.")
    return days, wrong


def typed(request: Request, name: str) -> dict[str, str]:
    """What stands in the three boxes of a day under a name."""
    return {part: request.POST.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")}


def beside(problems: Mapping[str, str]) -> dict[str, str]:
    """What a verb says of the days, by box."""
    return {day.box: problems[day.name] for day in DAYS if day.name in problems}
