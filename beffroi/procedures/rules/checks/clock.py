"""The legal clock: it stops only by a text, and silence decides only where the text says so, wherever it can fall."""

from __future__ import annotations

from typing import Final

from beffroi.procedures.rules.phases import UNDECIDED
from beffroi.procedures.rules.schema import LegalClock, Transition
from beffroi.procedures.rules.yamlsource import Path

from .common import Report

_PLACE: Final[Path] = ("procedure", "legal_clock")
_SAID: Final = {"granted": "accordé", "refused": "refusé"}


def check(report: Report) -> None:
    """What the clock says, and what the workflow does of it."""
    clock = report.package.procedure.legal_clock
    if clock is not None:
        _suspension(report, clock)
        _extension(report, clock)
    _silence(report, clock)


def _suspension(report: Report, clock: LegalClock) -> None:
    if clock.suspended_in and not clock.suspended_by:
        hint = "Citez le texte dans « suspended_by », ou retirez « suspended_in »."
        report.error((*_PLACE, "suspended_in"), "aucun texte ne permet de suspendre le délai.", hint)
    if clock.suspended_by and not clock.suspended_in:
        hint = "Nommez les statuts dans « suspended_in »."
        report.warning((*_PLACE, "suspended_by"), "on ne dit pas quand le délai est suspendu.", hint)
    for index, name in enumerate(clock.suspended_in):
        if name not in report.definition.statuses:
            place = (*_PLACE, "suspended_in", index)
            report.error(place, f"le statut « {name} » n’existe pas.", "Vérifiez son nom.")


def _extension(report: Report, clock: LegalClock) -> None:
    longer = clock.extension
    if longer is None:
        return
    place: Path = (*_PLACE, "extension")
    if not longer.period.days:
        report.error((*place, "period"), "la prolongation n’a pas de jours.", "Écrivez leur nombre.")
    if not longer.legal_reference:
        report.error((*place, "legal_reference"), "la base légale manque.", "Citez le texte qui la permet.")
    if longer.message and longer.message not in report.package.messages:
        hint = "Vérifiez le nom."
        report.error((*place, "message"), f"« {longer.message} » n’est pas dans le dossier messages/.", hint)


def _silence(report: Report, clock: LegalClock | None) -> None:
    meaning = clock.silence if clock else "nothing"
    for place, way in report.definition.transitions():
        if way.fact == "silence":
            _silent_way(report, way, clock, meaning, place)
    if meaning == "nothing":
        return
    for index, status in enumerate(report.package.workflow.statuses):
        ways = report.definition.ways_out(status.name)
        if status.phase in UNDECIDED and not any(way.fact == "silence" and not way.when for way in ways):
            report.error(
                ("workflow", "statuses", index),
                f"le silence vaut {_SAID[meaning]}, mais rien ne dit où va alors un dossier de « {status.name} ».",
                "Ajoutez une transition « fact: silence » sans condition, par exemple dans « anywhere ».",
            )


def _silent_way(report: Report, way: Transition, clock: LegalClock | None, meaning: str, place: Path) -> None:
    if clock is None:
        report.error(place, "sans délai légal, il n’y a pas de silence.", "Écrivez « legal_clock ».")
    elif meaning == "nothing" and way.decides:
        hint = "Retirez « decides », ou dites dans « legal_clock » ce que vaut le silence."
        report.error(place, "ici le silence ne décide rien.", hint)
    elif meaning != "nothing" and way.decides != meaning:
        report.error(place, f"le silence vaut {_SAID[meaning]}.", f"Écrivez « decides: {meaning} ».")
