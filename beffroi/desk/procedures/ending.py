"""What a manager reads of amounts that end soon."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from beffroi.lib import clock
from beffroi.procedures import queries
from beffroi.ui import spoken


def endings_said(endings: Iterable[tuple[str, queries.Ending]]) -> list[tuple[str, str]]:
    """Each as a sentence, with the screen on which what follows is set."""
    return [(_said(one), _screen(slug, one)) for slug, one in endings]


def _said(one: queries.Ending) -> str:
    told = {"name": one.label or one.value or one.key, "day": spoken.day(one.last_day, weekday=False)}
    if one.last_day < clock.today():
        return _("« %(name)s » a fini le %(day)s et rien ne le suit.") % told
    return _("« %(name)s » finit le %(day)s et rien ne le suit.") % told


def _screen(slug: str, one: queries.Ending) -> str:
    if one.kind == "row":
        return reverse("desk:procedure_table", args=[slug, one.key])
    if one.kind == "table":
        return reverse("desk:procedure_edit", args=[slug, f"decisions/{one.key}"])
    return reverse("desk:procedure_options", args=[slug])
