"""The legal period, as agents read it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.cases import queries
from beffroi.lib.workdays import counted
from beffroi.ui import spoken

_KINDS = {
    "started": _("Le délai a commencé le %(day)s"),
    "suspended": _("Suspendu le %(day)s"),
    "resumed": _("Repris le %(day)s"),
    "extended": _("Prolongé de %(longer)s le %(day)s"),
    "passed": _("Passé sans décision le %(day)s"),
}


def legal_in_words(period: queries.LegalPeriod | None) -> Any:
    """One line for the figures at the head of a case."""
    if period is None:
        return _("Aucun texte n’en fixe")
    if period.suspended_on is not None and period.runs:
        return _("Suspendu depuis le %(day)s") % {"day": spoken.day(period.suspended_on)}
    if period.due_on is None:
        return _("Commence quand le dossier est complet")
    return spoken.due(period.due_on) if period.runs else spoken.day(period.due_on)


def longer_in_words(period: queries.LegalPeriod | None) -> Any:
    """What an extension gives, before the agent asks for it."""
    if period is None or period.longer is None:
        return ""
    return _("Le délai est prolongé de %(longer)s.") % {
        "longer": counted(period.longer.count, period.longer.unit)
    }


def lines_in_words(period: queries.LegalPeriod | None) -> list[dict[str, Any]]:
    """Why the last day moved, line by line: what, its reason, its text, the last day that follows."""
    return [
        {
            "what": _KINDS[line.kind]
            % {
                "day": spoken.day(line.on),
                "longer": counted(line.count, line.unit) if line.unit else "",
            },
            "reason": line.reason,
            "text": line.text,
            "due_on": line.due_on if line.kind != "suspended" else None,
        }
        for line in (period.lines if period else ())
    ]
