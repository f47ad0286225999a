"""The workflow: every status reachable and with a way out, known blocks, what each verb of the house needs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from pydantic import ValidationError

from beffroi.procedures.rules.anonymising import ANONYMISES
from beffroi.procedures.rules.blocks import blocks
from beffroi.procedures.rules.definition import Definition, type_of
from beffroi.procedures.rules.graph import leading_to, reachable
from beffroi.procedures.rules.linking import OPENS, comes_back, may_be_given
from beffroi.procedures.rules.phases import ENDS, Phase
from beffroi.procedures.rules.schema import Call, Delay, Status, Transition
from beffroi.procedures.rules.workflow import ANSWERED, FAILED, RESERVED
from beffroi.procedures.rules.yamlsource import Path

from .common import IN_CASE, Report

_ASKS_FROM: Final = {"ask_information": "clerk", "information_provided": "citizen", "withdraw": "citizen"}


def check(report: Report) -> None:
    """Every status, transition and block."""
    before = len(report.findings)
    _names(report)
    if len(report.findings) > before:
        return
    for index, status in enumerate(report.package.workflow.statuses):
        _status(report, status, ("workflow", "statuses", index))
    for index, one in enumerate(report.package.workflow.anywhere):
        _transition(report, one.transition, ("workflow", "anywhere", index, "transition"))
    _reachable(report)
    _ends(report)
    _circles(report)
    _anonymises(report)


def _names(report: Report) -> None:
    seen: set[str] = set()
    for index, status in enumerate(report.package.workflow.statuses):
        if status.name in seen:
            report.error(
                ("workflow", "statuses", index, "name"),
                f"deux statuts s’appellent « {status.name} ».",
                "Renommez-en un.",
            )
        seen.add(status.name)
    for place, way in report.definition.transitions():
        if way.to not in seen:
            report.error(
                (*place, "to"),
                f"le statut « {way.to} » n’existe pas.",
                f"Les statuts : {', '.join(sorted(seen))}.",
            )


def _status(report: Report, status: Status, place: Path) -> None:
    if Phase(status.phase) is Phase.DRAFT:
        report.error(
            (*place, "phase"), "un dossier introduit n’est plus un brouillon.", "Choisissez une autre phase."
        )
    ended = Phase(status.phase) in ENDS
    if ended and (status.transitions or status.task):
        report.error(
            place, f"« {status.name} » clôture le dossier et a pourtant une suite.", "Retirez la suite."
        )
    ways = report.definition.ways_out(status.name)
    if not ended and not ways:
        report.error(place, f"« {status.name} » est une impasse.", "Ajoutez une transition.")
    elif not ended and all(way.by == ("citizen",) for way in ways) and status.phase != "waiting_applicant":
        report.error(
            place,
            f"de « {status.name} » seul le demandeur peut sortir.",
            "Ajoutez une transition de la commune.",
        )
    if not ended and not status.next:
        report.error(place, f"« {status.name} » ne dit pas au demandeur ce qui suit.", "Écrivez « next ».")
    names = [way.name for way in ways]
    for name in sorted({name for name in names if names.count(name) > 1}):
        report.error(
            place, f"deux transitions de « {status.name} » s’appellent « {name} ».", "Renommez-en une."
        )
    _calls(report, status.enter, (*place, "enter"))
    for number, way in enumerate(status.transitions):
        _transition(report, way, (*place, "transitions", number))
    report.all_texts(status.model_copy(update={"transitions": (), "enter": ()}), place, IN_CASE)


def _transition(report: Report, way: Transition, place: Path) -> None:
    triggers = [bool(way.by), way.automatic, way.after is not None, bool(way.fact)]
    if sum(triggers) != 1:
        report.error(
            place,
            f"la transition « {way.name} » doit avoir une seule cause.",
            "Choisissez by, automatic, after ou fact.",
        )
    if way.by and not way.label and way.name not in RESERVED:
        report.error(
            place,
            f"la transition « {way.name} » n’a pas de libellé.",
            "Écrivez les mots du bouton dans « label ».",
        )
    if way.name in RESERVED and _ASKS_FROM[way.name] not in way.by:
        report.error(
            place,
            f"« {way.name} » est réservée au rôle « {_ASKS_FROM[way.name]} ».",
            "Corrigez « by » ou renommez.",
        )
    if way.after:
        _delay(report, way.after, (*place, "after"))
    target = report.definition.statuses.get(way.to)
    if target and target.phase == "refused" and way.decides != "refused":
        report.error(place, "un refus est une décision.", "Écrivez « decides: refused ».")
    if way.decides and way.fact != "silence":
        _decision(report, way, (*place, "decides"))
    report.expression(way.when, (*place, "when"), IN_CASE, gives=bool)
    _calls(report, way.calls, (*place, "calls"))
    report.all_texts(way.model_copy(update={"calls": ()}), place, IN_CASE)


def _decision(report: Report, way: Transition, place: Path) -> None:
    """An agent decides and writes why (law of 29 July 1991); only silence decides without anybody."""
    if not way.by or "citizen" in way.by:
        report.unready(
            place,
            "aucun agent ne prend cette décision.",
            "Donnez la transition à des rôles de la commune dans « by », ou retirez « decides ».",
        )
    elif way.decides == "refused" and "motive" not in {field.name for field in way.form}:
        report.unready(
            place,
            "ce refus ne demande pas son motif.",
            "Ajoutez dans « form » une question « motive » de type « long_text ».",
        )


def _delay(report: Report, delay: Delay, place: Path) -> None:
    if (delay.days is None) is (delay.option is None):
        report.error(place, "le délai doit avoir « days » ou « option », l’un des deux.", "Corrigez-le.")
    specs = (*report.package.house.options, *report.package.procedure.options)
    if delay.option and not any(spec.key == delay.option and spec.type == "number" for spec in specs):
        report.error(
            (*place, "option"),
            f"« {delay.option} » n’est pas une option de type « number ».",
            "Déclarez-la dans procedure.yaml.",
        )


def _calls(report: Report, calls: tuple[Call, ...], place: Path) -> None:
    for index, call in enumerate(calls):
        at: Path = (*place, index)
        report.expression(call.when, (*at, "when"), IN_CASE, gives=bool)
        known = blocks().get(call.block)
        if known is None:
            report.error(
                (*at, "block"),
                f"la brique « {call.block} » n’existe pas.",
                f"Les briques : {', '.join(blocks()) or 'aucune'}.",
            )
            continue
        if known.run is None:
            report.unready(
                (*at, "block"),
                f"la brique « {call.block} » ne tourne pas encore ici.",
                "Attendez la version qui l’apporte, ou retirez-la.",
            )
        _arguments(report, call, at, known.schema)
        for name, value in call.args.items():
            if isinstance(value, str):
                report.text(value, (*at, "args", name), IN_CASE)
        _named(report, call, at)
        _kept(report, call, at)
        if call.block == OPENS:
            _linked(report, call, at)


def _arguments(report: Report, call: Call, place: Path, schema: Any) -> None:
    """The arguments fit the block's schema; a text that is worked out later stands for any value."""
    held = {
        name: value for name, value in call.args.items() if not (isinstance(value, str) and "{{" in value)
    }
    try:
        schema.model_validate(held)
    except ValidationError as error:
        for one in error.errors():
            name = str(one["loc"][0]) if one["loc"] else ""
            if one["type"] == "missing" and name in call.args:
                continue
            known = ", ".join(schema.model_fields) or "aucun"
            message = f"l’argument « {name} » de « {call.block} » ne convient pas."
            report.error((*place, "args", name), message, f"Les arguments : {known}.")


def _kept(report: Report, call: Call, place: Path) -> None:
    """What is kept on the case is declared, and each value can be worked out."""
    values = call.args.get("values")
    if call.block != "cases.set" or not isinstance(values, dict):
        return
    for name, value in values.items():
        at: Path = (*place, "args", "values", name)
        field = report.definition.agent_fields.get(name)
        if field is None:
            declared = ", ".join(report.definition.agent_fields) or "aucune"
            report.error(at, f"« {name} » n’est pas déclarée.", f"Les valeurs gardées : {declared}.")
        elif not _holds_hole(value) and not type_of(field).fits(value):
            message = f"« {value} » n’est pas une valeur du type « {field.type} »."
            report.error(at, message, "Écrivez une valeur de ce type, ou une expression entre {{ }}.")
        if isinstance(value, str):
            report.text(value, at, IN_CASE)


def _linked(report: Report, call: Call, place: Path) -> None:
    """The other procedure is on the shelf, its form asks what it is told, and no circle leads back here."""
    slug, told = call.args.get("procedure"), call.args.get("answers")
    answers = told if isinstance(told, dict) else {}
    at: Path = (*place, "args", "procedure")
    if not isinstance(slug, str) or _holds_hole(slug):
        report.error(at, "l’autre démarche doit être nommée.", "Écrivez son nom court, sans expression.")
        return
    other = report.definition if slug == report.definition.slug else report.folder.others(slug)
    if other is None:
        said = f"la démarche « {slug} » n’est pas connue ici : ses questions ne sont pas vérifiées."
        report.warning(at, said, "Vérifiez le nom ; elle doit être en vigueur quand un dossier s’ouvre.")
    elif comes_back(report.definition, slug, report.folder.others):
        said = (
            f"« {slug} » peut rouvrir un dossier de cette démarche : sans condition, ils n’en finissent pas."
        )
        report.warning(at, said, "Vérifiez que leurs conditions s’excluent.")
    for name, value in answers.items():
        _told(report, other, name, value, (*place, "args", "answers", name))
    if other is not None:
        _untold(report, other, answers, (*place, "args", "answers"))


def _told(report: Report, other: Definition | None, name: str, value: Any, place: Path) -> None:
    """An answer for the form of another procedure."""
    field = other.fields.get(name) if other else None
    if other and field is None:
        known = ", ".join(n for n, one in other.fields.items() if may_be_given(one.type)) or "aucune"
        report.error(place, f"« {other.slug} » n’a pas de question « {name} ».", f"Ses questions : {known}.")
    elif field and not may_be_given(field.type):
        said = f"une question du type « {field.type} » ne se remplit pas d’un autre dossier."
        report.error(place, said, "Retirez-la.")
    elif field and not _holds_hole(value) and not type_of(field).fits(value):
        said = f"« {value} » n’est pas une réponse du type « {field.type} »."
        report.error(place, said, "Écrivez une valeur de ce type, ou une expression entre {{ }}.")
    if isinstance(value, str):
        report.text(value, place, IN_CASE, gives=type(type_of(field).empty) if field else None)


def _untold(report: Report, other: Definition, answers: Collection[str], place: Path) -> None:
    """What the other form always asks and nobody tells it: an agent will have to ask for it."""
    left = [
        name
        for page in other.package.form.pages
        for name, field in ((one.name, one) for one in page.fields)
        if not (page.when or field.when or name in answers)
        if field.required is True and may_be_given(field.type) and type_of(field).asks
    ]
    if left:
        said = f"« {other.slug} » demande aussi : {', '.join(left)}."
        report.warning(place, said, "Donnez ces réponses, ou l’agent devra les demander.")


def _holds_hole(value: Any) -> bool:
    """Whether a value, or a part of it, is worked out later."""
    return "{{" in str(value)


def _named(report: Report, call: Call, place: Path) -> None:
    for argument, held in (("message", report.package.messages), ("document", report.package.documents)):
        name = call.args.get(argument)
        if isinstance(name, str) and "{{" not in name and name not in held:
            report.error(
                (*place, "args", argument),
                f"« {name} » n’est pas dans le dossier {argument}s/.",
                "Vérifiez le nom.",
            )


def _reachable(report: Report) -> None:
    reached = reachable([report.definition.initial_status], _leads(report))
    for index, status in enumerate(report.package.workflow.statuses):
        if status.name not in reached:
            report.error(
                ("workflow", "statuses", index),
                f"aucun chemin ne mène à « {status.name} ».",
                "Ajoutez une transition ou retirez ce statut.",
            )


def _ends(report: Report) -> None:
    """From every status some path ends the case."""
    statuses = report.package.workflow.statuses
    ends = [one.name for one in statuses if Phase(one.phase) in ENDS and one.phase != "withdrawn"]
    ending = leading_to(ends, _leads(report))
    for index, status in enumerate(statuses):
        if status.name not in ending and status.phase != "withdrawn":
            report.error(
                ("workflow", "statuses", index),
                f"de « {status.name} » aucun chemin ne mène à la clôture.",
                "Ajoutez une transition.",
            )


def _leads(report: Report) -> dict[str, list[str]]:
    definition = report.definition
    return {name: [way.to for way in _open(definition.ways_out(name))] for name in definition.statuses}


def _open(ways: list[Transition]) -> list[Transition]:
    """The ways that can be taken: where the case goes on by itself for sure, nobody has the time to take another.

    A service that was called there is heard first.
    """
    own = _up_to_the_sure_one([way for way in ways if way.automatic])
    heard = [way for way in ways if way.fact in (ANSWERED, FAILED)]
    return [*own, *heard] if own and not own[-1].when else ways


def _anonymises(report: Report) -> None:
    """Only a case that ends is made anonymous."""
    statuses = report.definition.statuses
    arrivals = {place: way.to for place, way in report.definition.transitions()}
    arrivals |= {
        ("workflow", "statuses", index): status.name
        for index, status in enumerate(report.package.workflow.statuses)
    }
    for place, call in report.definition.calls():
        status = statuses.get(arrivals[place[:-2]])
        if call.block == ANONYMISES and status and Phase(status.phase) not in ENDS:
            said = f"« {status.name} » ne clôture pas le dossier : il ne peut pas y devenir anonyme."
            report.error((*place, "block"), said, "Appelez cette brique là où le dossier se clôture.")


def _circles(report: Report) -> None:
    """What nobody takes must not run in a circle: always, or on some answers."""
    definition = report.definition
    alone = {name: _alone(definition.ways_out(name)) for name in definition.statuses}
    always = {name: [way.to for way in ways[:1] if not way.when] for name, ways in alone.items()}
    perhaps = {name: [way.to for way in ways] for name, ways in alone.items()}
    for index, status in enumerate(report.package.workflow.statuses):
        place: Path = ("workflow", "statuses", index)
        if status.name in reachable(always[status.name], always):
            said = f"depuis « {status.name} » le circuit tourne en rond."
            report.error(place, said, "Ajoutez une condition ou un jour d’attente.")
        elif status.name in reachable(perhaps[status.name], perhaps):
            said = f"depuis « {status.name} » le circuit peut tourner en rond, si toutes les conditions sont vraies."
            report.warning(place, said, "Vérifiez que ces conditions s’excluent.")


def _alone(ways: list[Transition]) -> list[Transition]:
    """The ways that a case takes the same day without anybody: automatic ones, then delays of no day at all."""
    automatic = [way for way in ways if way.automatic]
    at_once = [way for way in ways if way.after and way.after.days == 0]
    return _up_to_the_sure_one([*automatic, *at_once])


def _up_to_the_sure_one(ways: list[Transition]) -> list[Transition]:
    """The first ways, to the one without a condition: those after it are never looked at."""
    sure = next((place for place, way in enumerate(ways) if not way.when), len(ways))
    return ways[: sure + 1]
