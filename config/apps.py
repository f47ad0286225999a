"""Wires rooms and furniture together once everything is loaded."""

from django.apps import AppConfig

from beffroi.lib.refusals import Refusal
from beffroi.ui import spoken, theme


def _look() -> theme.Look | None:
    from beffroi.people import queries as people

    try:
        organisation = people.organisation()
    except Refusal:
        return None
    return theme.Look(organisation.slug, organisation.theme, organisation.logo)


def _closed() -> frozenset:  # type: ignore[type-arg]
    from beffroi.people import queries as people

    return people.closing_days()


class WiringConfig(AppConfig):
    """Tells ``ui``, which knows no room, where the look of the commune and its closing days come from."""

    name = __package__ or "config"
    label = "config"

    def ready(self) -> None:
        """Connect."""
        theme.wire(_look)
        spoken.wire(_closed)
