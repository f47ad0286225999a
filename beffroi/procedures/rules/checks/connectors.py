"""Connectors: each declaration holds together, each call says what goes out and is kept, somebody approved them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from beffroi.procedures.rules.definition import type_of
from beffroi.procedures.rules.expressions import ExpressionProblem
from beffroi.procedures.rules.phases import ENDS, Phase
from beffroi.procedures.rules.schema import Call, Connector, SentValue, Status
from beffroi.procedures.rules.texts import compile_text, whole_hole
from beffroi.procedures.rules.typed import TRAVELS
from beffroi.procedures.rules.workflow import CALLS, FAILED
from beffroi.procedures.rules.yamlsource import Path

from .common import IN_CASE, Report

_PLACE: Final = re.compile(r"\{(\w+)\}")
_SAID: Final = {
    "text": "un texte",
    "number": "un nombre entier",
    "yes_no": "true ou false",
    "date": "un jour",
}


def check(report: Report) -> None:
    """Every declaration, every call, every status that waits."""
    names = Counter(one.name for one in report.package.connectors.connectors)
    called = set()
    for place, call in report.definition.calls():
        if call.block == CALLS:
            _call(report, call, (*place, "args"))
            called.add(str(call.args.get("connector")))
    for index, connector in enumerate(report.package.connectors.connectors):
        at: Path = ("connectors", "connectors", index)
        if names[connector.name] > 1:
            said = f"deux connecteurs s’appellent « {connector.name} »."
            report.error((*at, "name"), said, "Renommez-en un.")
        if connector.name not in called:
            report.warning(
                at, f"aucune brique n’appelle « {connector.name} ».", "Retirez-le s’il ne sert plus."
            )
        _declared(report, connector, at)
        _approved(report, connector, at)
    for index, status in enumerate(report.package.workflow.statuses):
        _heard(report, status, ("workflow", "statuses", index))


# --- what is declared


def _declared(report: Report, connector: Connector, at: Path) -> None:
    for key, values in (("sends", connector.sends), ("keeps", connector.keeps)):
        for name, count in Counter(one.name for one in values).items():
            if count > 1:
                report.error((*at, key), f"deux valeurs s’appellent « {name} ».", "Renommez-en une.")
    _address(report, connector, at)
    how = connector.authentication
    if (how.kind == "header") is not bool(how.header):
        report.error(
            (*at, "authentication"),
            "« header » nomme l’en-tête d’une clé, et rien d’autre.",
            "Écrivez « kind: header » et le nom, ou aucun des deux.",
        )
    elif how.header.lower() in _OURS:
        report.error(
            (*at, "authentication", "header"), f"« {how.header} » ne peut pas porter une clé.", "Changez-le."
        )


#: Headers that the house writes itself.
_OURS: Final = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "content-type", "expect", "host", "idempotency-key",
     "transfer-encoding", "upgrade", "user-agent"}
)  # fmt: skip


def _address(report: Report, connector: Connector, at: Path) -> None:
    if not connector.address:
        said = "l’adresse n’est pas encore écrite."
        report.unready((*at, "address"), said, "Demandez-la à qui tient le service : https://…")
        return
    places = set(_PLACE.findall(connector.address))
    going = {one.name for one in connector.sends if one.to == "path"}
    for name in sorted(places - going):
        said = f"la place « {{{name}}} » de l’adresse n’est pas une valeur envoyée."
        report.error((*at, "address"), said, "Ajoutez-la à « sends » avec « to: path ».")
    for index, one in enumerate(connector.sends):
        if one.to == "path" and one.name not in places:
            said = f"l’adresse n’a pas de place « {{{one.name}}} »."
            report.error((*at, "sends", index, "to"), said, "Ajoutez-la à l’adresse.")
        if one.to == "path" and not one.required:
            said = f"« {one.name} » est dans l’adresse : elle ne peut pas manquer."
            report.error((*at, "sends", index, "required"), said, "Retirez « required: false ».")
        if one.to == "body" and connector.method == "GET":
            report.error(
                (*at, "sends", index, "to"), "un GET n’envoie pas de texte.", "Choisissez path ou query."
            )


def _approved(report: Report, connector: Connector, at: Path) -> None:
    unapproved = report.folder.unapproved
    if unapproved is None or connector.name in unapproved:
        report.unready(
            at,
            f"personne n’a approuvé le connecteur « {connector.name} » dans ces mots.",
            "Un gestionnaire des démarches le lit et l’approuve au bureau, sous « Connecteurs ».",
        )


# --- what is called


def _call(report: Report, call: Call, place: Path) -> None:
    connector = report.definition.connectors.get(str(call.args.get("connector")))
    if connector is None:
        declared = ", ".join(report.definition.connectors) or "aucun"
        said = f"le connecteur « {call.args.get('connector')} » n’est pas déclaré."
        report.error((*place, "connector"), said, f"Ceux de connectors.yaml : {declared}.")
        return
    send, keep = call.args.get("send", {}), call.args.get("keep", {})
    if isinstance(send, Mapping):
        _sent(report, connector, send, (*place, "send"))
    if isinstance(keep, Mapping):
        _kept(report, connector, keep, (*place, "keep"))


def _sent(report: Report, connector: Connector, send: Mapping[str, Any], place: Path) -> None:
    known = {one.name: one for one in connector.sends}
    for name, value in send.items():
        if name not in known:
            said = f"« {connector.name} » n’envoie pas « {name} »."
            report.error((*place, name), said, f"Il envoie : {', '.join(known) or 'rien'}.")
        else:
            _value(report, known[name], value, (*place, name))
    for name, one in known.items():
        if one.required and name not in send:
            said = f"« {connector.name} » a besoin de « {name} »."
            report.error(
                place, said, "Ajoutez cette valeur, ou écrivez « required: false » dans connectors.yaml."
            )


def _value(report: Report, sent: SentValue, value: Any, place: Path) -> None:
    wanted = TRAVELS[sent.type]
    if not (isinstance(value, str) and "{{" in value):
        if type(value) is not wanted:
            report.error(
                place, f"« {value} » n’est pas {_SAID[sent.type]}.", "Écrivez une valeur de ce type."
            )
        return
    hole = whole_hole(value)
    if hole is not None:
        report.expression(hole, place, IN_CASE, gives=wanted)
    elif wanted is not str:
        report.error(
            place, f"un texte à trous n’est pas {_SAID[sent.type]}.", "Écrivez une seule expression."
        )
    else:
        report.text(value, place, IN_CASE)
    if not sent.personal and (asked := _personal(report, value)):
        said = f"« {sent.name} » envoie la réponse à « {asked} », qui est une donnée personnelle."
        report.unready(place, said, "Dites laquelle dans connectors.yaml, sous « personal ».")


def _personal(report: Report, text: str) -> str:
    """The first question that a text reads and whose answer is personal."""
    try:
        expressions = compile_text(text).compiled
    except ExpressionProblem:
        return ""
    for path in sorted(path for one in expressions for path in one.references):
        field = report.definition.fields.get(path[1]) if path[0] == "answers" and len(path) > 1 else None
        if field is not None and field.personal is not None:
            return field.name
    return ""


def _kept(report: Report, connector: Connector, keep: Mapping[str, Any], place: Path) -> None:
    """What is kept on the case is declared on both sides, of one type."""
    known = {one.name: one for one in connector.keeps}
    for name, theirs in keep.items():
        field = report.definition.agent_fields.get(name)
        if field is None:
            declared = ", ".join(report.definition.agent_fields) or "aucune"
            report.error(
                (*place, name), f"« {name} » n’est pas déclarée.", f"Les valeurs gardées : {declared}."
            )
        kept = known.get(str(theirs))
        if kept is None:
            said = f"« {connector.name} » ne garde pas « {theirs} »."
            report.error((*place, name), said, f"Il garde : {', '.join(known) or 'rien'}.")
        elif field is not None and not _fits(field, kept.type):
            said = f"« {theirs} » est {_SAID[kept.type]}, « {name} » est du type « {field.type} »."
            report.error((*place, name), said, "Donnez-leur le même type.")


_SAMPLES: Final[Mapping[str, Any]] = {"text": "x", "number": 1, "yes_no": True, "date": "2026-01-15"}


def _fits(field: Any, kind: str) -> bool:
    return type_of(field).fits(_SAMPLES[kind])


# --- who waits


def _heard(report: Report, status: Status, place: Path) -> None:
    """Where a service is called, somebody sees that it does not answer."""
    ended = Phase(status.phase) in ENDS
    if ended or not _calls_on_the_way_to(report, status.name):
        return
    ways = report.definition.ways_out(status.name)
    if any(way.fact == FAILED for way in ways) or any(set(way.by) - {"citizen"} for way in ways):
        return
    said = f"si le service ne répond pas, le dossier reste dans « {status.name} » et personne ne peut rien faire."
    report.unready(place, said, f"Ajoutez une transition « fact: {FAILED} », ou un bouton pour les agents.")


def _calls_on_the_way_to(report: Report, status: str) -> bool:
    entering = report.definition.statuses[status].enter
    leading = [call for _, way in report.definition.transitions() if way.to == status for call in way.calls]
    return any(call.block == CALLS for call in (*entering, *leading))
