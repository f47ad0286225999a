"""A bank of acts that does not exist, for the demonstration: its own seal, SPÉCIMEN on every page.

It knows the fictional residents of the population register. Its answer depends on the national number's check digits
and the category alone: see ``answer_for``. It remembers the migrations asked of it in a folder, under keyed names.
"""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from beffroi.documents.connectors import seal, typst
from beffroi.documents.rules.acts import ACT_TITLES, FORM_TITLES, ActCategory, ActForm
from beffroi.lib import clock, workdays
from beffroi.lib.vault import vault
from beffroi.people import queries as people

from .port import ActListed, ActState

_WORKING_DAYS = 2
_NAME = "Banque simulée des actes"


def answer_for(number: str, category: ActCategory) -> ActState | None:
    """Of ten numbers, one has no act, two have an act still on paper, seven have their act in the bank.

    For a birth: check digits that end in 0, in 1 or 2, in 3 to 9. Each further category shifts the rule by three.
    """
    lot = (int(number[-2:]) + 3 * list(ActCategory).index(category)) % 10
    if lot == 0:
        return None
    return ActState.TO_MIGRATE if lot in (1, 2) else ActState.READY


class SimulatedBank:
    """The simulation behind the port ``Bank``."""

    def list_acts(self, number: str, category: ActCategory) -> tuple[ActListed, ...]:
        """One act or none."""
        state = answer_for(number, category)
        if state is None or people.find_person_by_number(number) is None:
            return ()
        reference = vault().digest(f"{number}:{category}", "baec")[:20]
        asked = _Memory(reference)
        asked.remember(number, category)
        if state is ActState.TO_MIGRATE and asked.is_migrated():
            state = ActState.READY
        return (ActListed(reference, category, state),)

    def fetch(self, reference: str, form: ActForm) -> bytes:
        """A specimen, set and sealed by the bank itself. Raises LookupError for a reference it never gave."""
        number, category = _Memory(reference).subject()
        person_id = people.find_person_by_number(number)
        if person_id is None:
            raise LookupError(reference)
        person = people.person_summary(person_id)
        with translation.override("fr"):
            rows = [
                (_("Acte"), str(ACT_TITLES[category])),
                (_("Forme"), str(FORM_TITLES[form])),
                (_("Nom"), person.family_name),
                (_("Prénoms"), person.given_names),
                (_("Date de naissance"), person.birth),
                (_("Référence"), reference.upper()),
            ]
            return specimen("baec", str(ACT_TITLES[category]), rows)

    def ask_migration(self, reference: str) -> date:
        """Two working days after the first time it was asked."""
        return _Memory(reference).ask_migration()


def specimen(origin: str, title: str, rows: list[tuple[str, str]]) -> bytes:
    """A fictional document under the stand-in seal of an authority (``baec`` or ``rn``)."""
    now = clock.now()
    with translation.override("fr"):
        data = {
            "title": title,
            "issuer": _NAME if origin == "baec" else _("Registre national simulé"),
            "notice": _("Document fictif d’une démonstration, sans aucune valeur."),
            "rows": rows,
            "day": clock.today().strftime("%d/%m/%Y"),
        }
        spoken = _("Cachet électronique de démonstration")
    pdf = typst.render("specimen", data, at=now, folder="bank")
    return seal.seal(
        seal.with_seal_field(pdf, spoken=spoken),
        seal.identity(origin),
        at=now,
        reason=str(data["notice"]),
        location="Bruxelles",
    )


class _Memory:
    """What the simulated bank remembers of one reference, encrypted: whose act it is, since when it is asked."""

    def __init__(self, reference: str) -> None:
        self._path = Path(settings.HOME) / "demonstration" / "baec" / reference
        self._context = f"baec:{reference}"

    def remember(self, number: str, category: ActCategory) -> None:
        if not self._path.exists():
            self._write({"number": number, "category": category.value, "ready_on": None})

    def subject(self) -> tuple[str, ActCategory]:
        kept = self._read()
        return kept["number"], ActCategory(kept["category"])

    def is_migrated(self) -> bool:
        ready_on = self._read()["ready_on"]
        return ready_on is not None and date.fromisoformat(ready_on) <= clock.today()

    def ask_migration(self) -> date:
        kept = self._read()
        if kept["ready_on"] is None:
            closed = people.closing_days()
            ready_on = workdays.add_days(clock.today(), _WORKING_DAYS, workdays.DayUnit.WORKING, closed)
            self._write({**kept, "ready_on": ready_on.isoformat()})
            return ready_on
        return date.fromisoformat(kept["ready_on"])

    def _read(self) -> dict[str, Any]:
        if not self._path.exists():
            raise LookupError(self._path.name)
        kept: dict[str, Any] = json.loads(vault().decrypt_text(self._path.read_text(), self._context))
        return kept

    def _write(self, kept: dict[str, Any]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=self._path.parent, delete=False) as new:
            new.write(vault().encrypt_text(json.dumps(kept), self._context))
        Path(new.name).replace(self._path)
