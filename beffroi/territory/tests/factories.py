"""Invented places: no test depends on a real commune."""

from __future__ import annotations

from datetime import date

from beffroi.territory import actions
from beffroi.territory.rules import MunicipalityRow, SchoolRow, SectionRow, StreetRow

HOME = MunicipalityRow("90001", "Valbois", "Namur", date(2019, 1, 1), None, home=True)
NEIGHBOUR = MunicipalityRow("90002", "Éghezois", "Namur", date(2019, 1, 1), None, home=False)


def territory(*streets: StreetRow) -> None:
    """The commune of Valbois with two sections, its neighbour, and these streets."""
    actions.load_territory(
        municipalities=[HOME, NEIGHBOUR],
        sections=[SectionRow("Valbois", "5900"), SectionRow("Mesnil", "5901")],
        streets=streets,
    )


def school(**changes: object) -> SchoolRow:
    """A school site."""
    values: dict[str, object] = {
        "fase_site": "1001",
        "fase_school": "101",
        "name": "École du Tilleul",
        "network": "Subventionné communal",
        "organiser": "Commune de Valbois",
        "types": ("Maternel ordinaire", "Primaire ordinaire"),
        "levels": ("Fondamental",),
        "address": "Rue du Tilleul 3",
        "postal_code": "5900",
        "locality": "Valbois",
        "latitude": 50.5,
        "longitude": 4.5,
    }
    return SchoolRow(**(values | changes))  # type: ignore[arg-type]
