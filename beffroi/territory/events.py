"""The facts of the room."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from beffroi.journal.events import Fact


@dataclass(frozen=True)
class TerritoryLoaded(Fact):
    """Places were added, changed or retired: how many of each."""

    label = _("Territoire mis à jour")

    municipalities: int
    sections: int
    streets: int
    schools: int
    retired: int
