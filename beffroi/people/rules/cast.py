"""The cast of every demonstration: the same fictional citizens and agents, whom the documentation may name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .numbers import fictional_number
from .roles import Role

#: The one password of all demonstration accounts: the people behind them do not exist.
PASSWORD = "beffroi-demo"  # noqa: S105 - printed by the command that opens the demonstration


@dataclass(frozen=True, slots=True)
class CastCitizen:
    """A fictional citizen; ``note`` says what can be tried with them, ``account`` how much their account proves."""

    given_names: str
    family_name: str
    birth: date
    counter: int
    note: str | Promise
    email: str = ""
    account: str = ""

    @property
    def national_number(self) -> str:
        """Eleven digits that belong to nobody."""
        return fictional_number(self.birth, self.counter)


@dataclass(frozen=True, slots=True)
class CastAgent:
    """A fictional agent and the role of their posts."""

    name: str
    email: str
    role: Role


ELISE = CastCitizen(
    "Élise",
    "Tavernaux",
    date(1985, 7, 30),
    998,
    _("mariée, deux enfants mineurs"),
    "elise@demo.example",
    account="linked",
)
BASTIEN = CastCitizen("Bastien", "Ronvaux", date(1983, 3, 12), 999, _("époux d’Élise Tavernaux"))
LOUISE = CastCitizen("Louise", "Ronvaux", date(2014, 5, 3), 998, _("mineure, fille d’Élise Tavernaux"))
SIMON = CastCitizen("Simon", "Ronvaux", date(2017, 9, 21), 999, _("mineur, fils d’Élise Tavernaux"))
GEORGES = CastCitizen(
    "Georges",
    "Brusart",
    date(1947, 11, 5),
    999,
    _("veuf, vit seul ; identité vérifiée au guichet"),
    "georges@demo.example",
    account="checked",
)
INES = CastCitizen(
    "Inès",
    "Cardonel",
    date(1996, 1, 24),
    998,
    _("Portugaise, arrivée dans la commune en 2025 ; compte par e-mail seulement"),
    "ines@demo.example",
    account="email",
)

#: Who may come in by the federal demonstration service: the adults.
CITIZENS = (ELISE, BASTIEN, GEORGES, INES)

AGENTS = (
    CastAgent("Nadia Colrieu", "agent@demo.example", Role.CLERK),
    CastAgent("Marc Ronteau", "chef@demo.example", Role.HEAD),
    CastAgent("Odile Serlier", "caisse@demo.example", Role.TILL),
    CastAgent("Julien Faumont", "redaction@demo.example", Role.EDITOR),
    CastAgent("Hélène Vauquin", "gestion@demo.example", Role.MANAGER),
    CastAgent("Solange Mirvaux", "dpo@demo.example", Role.DPO),
    CastAgent("Armand Delvigne", "archives@demo.example", Role.ARCHIVIST),
    CastAgent("Basile Torgnon", "admin@demo.example", Role.ADMIN),
)
