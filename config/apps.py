"""Wires rooms and furniture together once everything is loaded."""

import threading
from datetime import date

from django.apps import AppConfig
from django.core.signals import request_finished, request_started

from beffroi.lib.refusals import Refusal
from beffroi.ui import spoken, theme


def _look() -> theme.Look | None:
    from beffroi.people import queries as people

    try:
        organisation = people.organisation()
    except Refusal:
        return None
    return theme.Look(organisation.slug, organisation.theme, organisation.logo)


_page = threading.local()


def _begin_page(**_: object) -> None:
    _page.closing_days = None


def _end_page(**_: object) -> None:
    vars(_page).clear()


def _closed() -> frozenset[date]:
    """The closing days, asked once for a page however many days it counts; a worker's letter asks anew."""
    from beffroi.people import queries as people

    known: frozenset[date] | None = getattr(_page, "closing_days", None)
    if known is None:
        known = people.closing_days()
        if hasattr(_page, "closing_days"):
            _page.closing_days = known
    return known


class WiringConfig(AppConfig):
    """Tells ``ui``, which knows no room, where the look of the commune and its closing days come from."""

    name = __package__ or "config"
    label = "config"

    def ready(self) -> None:
        """Connect."""
        theme.wire(_look)
        spoken.wire(_closed)
        request_started.connect(_begin_page, dispatch_uid="config.begin_page")
        request_finished.connect(_end_page, dispatch_uid="config.end_page")
