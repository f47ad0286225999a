"""The house rules: what every procedure does, unless it says why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from beffroi.procedures.rules.schema import Call, Departure, MessageFile
from beffroi.procedures.rules.yamlsource import Path

from .common import Report

#: The rules that a package may depart from, with its reason.
RULES: Final = {
    "acknowledgement": "accuser réception à l’introduction",
    "refusal": "envoyer un refus motivé avec ses voies de recours",
    "information": "pouvoir demander un complément",
    "withdrawal": "laisser le demandeur retirer sa demande",
    "free_route": "montrer d’abord la voie fédérale gratuite",
}


def check(report: Report) -> None:
    """Each rule, and each departure."""
    departures = {departure.rule for departure in report.package.procedure.departures}
    for rule in sorted(departures - RULES.keys()):
        hint = f"Les règles : {', '.join(RULES)}."
        report.error(("procedure", "departures"), f"« {rule} » n’est pas une règle de la maison.", hint)
    kept = dict(_kept(report))
    for rule in kept:
        if not kept[rule] and rule not in departures:
            hint = "Suivez-la, ou expliquez l’écart dans « departures »."
            report.error(_place(rule), f"la règle de la maison « {RULES[rule]} » n’est pas suivie.", hint)
    for number, departure in enumerate(report.package.procedure.departures):
        _say(report, ("procedure", "departures", number), departure, followed=kept.get(departure.rule))


def _say(report: Report, place: Path, departure: Departure, *, followed: bool | None) -> None:
    """List a departure with its reason; one that is not needed any more is pointed at."""
    if followed is None:
        return  # no rule of the house: said above
    words = f"la règle « {RULES[departure.rule]} »"
    if not departure.reason.strip():
        report.error(place, f"l’écart à {words} n’a pas de raison.", "Dites en une phrase pourquoi.")
    elif followed:
        report.warning(place, f"{words} est suivie : l’écart ne sert plus.", "Retirez-le de « departures ».")
    else:
        report.note(place, f"écart à {words} : {departure.reason}")


def _place(rule: str) -> Path:
    return ("procedure",) if rule == "free_route" else ("workflow",)


def _kept(report: Report) -> Iterator[tuple[str, bool]]:
    package, house = report.package, report.package.house
    statuses = package.workflow.statuses
    yield "acknowledgement", house.acknowledgement in _messages(statuses[0].enter)
    refused = [status for status in statuses if status.phase == "refused"]
    letter = package.messages.get(house.refusal)
    yield (
        "refusal",
        bool(refused)
        and letter is not None
        and _says_why(letter)
        and all(house.refusal in _messages(status.enter) for status in refused),
    )
    names = {way.name for _, way in report.definition.transitions()}
    yield "information", {"ask_information", "information_provided"} <= names
    yield "withdrawal", "withdraw" in names
    yield "free_route", package.procedure.free_route is not None or package.procedure.nature != "document"


def _says_why(letter: MessageFile) -> bool:
    """Without its reason a refusal is void (law of 29 July 1991); without the means of appeal no period starts."""
    texts = " ".join(one if isinstance(one, str) else one.text for one in letter.paragraphs)
    return "case.motive" in texts and "case.remedies" in texts


def _messages(calls: tuple[Call, ...]) -> set[object]:
    return {call.args.get("message") for call in calls if call.block == "correspondence.send"}
