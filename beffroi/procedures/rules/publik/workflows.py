"""A whole workflow: its options, its statuses, the actions that are always at hand, and what is kept on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from lxml import etree

from beffroi.procedures.rules.workflow import CALLS

from .calls import keep_what_is_read
from .circuit import (
    NEXT,
    OPEN_PHASES,
    Circuit,
    Item,
    Status,
    close_the_ends,
    decides,
    is_end,
    phase_of,
    reached,
    ways_of,
)
from .conditions import FALSE, TRUE, NotTranslated, translate_of
from .forms import Form
from .items import AGENT, HOUSE, ITEMS, RECEIPT, Teller, roles_of, said_of, said_of_roles, source_of
from .library import Definition, Library
from .markup import inert, plain, typographic
from .messages import message_env
from .names import NO_OPTION, our_name, status_names, unique
from .question import OPEN
from .report import Report, Scribe

#: Circuit of a form whose workflow is not in the import.
_RECEIVED, _DONE = "recue", "traitee"


def circuit(
    one: Definition, workflow: Definition | None, told: Form, library: Library, report: Report
) -> Circuit:
    """Translate the workflow of a form; without one, the shortest way that a request can go."""
    if workflow is None:
        title = (one.root.findtext("workflow") or "").strip()
        reason = "son circuit n’est pas dans l’import : le plus court le remplace."
        Scribe(report, one.file).adapted("definition", one.root, f"circuit « {title} »", reason)
        return _with_options(_shortest(), told)
    return _Writer(one, workflow, told, library, Scribe(report, workflow.file)).write()


def _with_options(made: Circuit, told: Form) -> Circuit:
    """The options that the form itself sets, where nothing else declares them."""
    for varname, kind in told.names.options.items():
        spec = _option(told, varname, kind, f"{OPEN} {varname}")
        made.options.append(spec)
        made.keys[varname] = spec["key"]
    return made


_OPTION_TYPES: Final[Mapping[str, tuple[str, Any]]] = {"bool": ("yes_no", False), "numeric": ("number", 0)}


def _option(told: Form, varname: str, kind: str, label: str) -> dict[str, Any]:
    key = told.names.option_names.get(varname, our_name(varname))
    ours, default = _OPTION_TYPES.get(kind, ("text", ""))
    return {"key": key, "type": ours, "label": label[:4000], "default": default}


def _shortest() -> Circuit:
    statuses = [
        {
            "name": _RECEIVED,
            "label": "Reçue",
            "phase": "received",
            "next": "Nous lisons votre demande.",
            "task": {"role": "clerk", "label": "Traiter la demande"},
            "transitions": [{"name": "terminer", "label": "Terminer", "by": ["clerk"], "to": _DONE}],
        },
        {"name": _DONE, "label": "Traitée", "phase": "closed"},
    ]
    return Circuit({"statuses": statuses}, departures=_departures({"statuses": statuses}))


_TASK: Final = (
    "tant que le dossier est dans ce statut, les agents voient une tâche dans leur liste : "
    "rien ne leur est envoyé."
)
_NO_TASK: Final = "ici, les agents n’ont rien à faire dans un dossier clôturé."


class _Writer:
    def __init__(
        self, one: Definition, workflow: Definition, told: Form, library: Library, scribe: Scribe
    ) -> None:
        self.form, self.root, self.told, self.scribe = one, workflow.root, told, scribe
        #: Of the actions that are always at hand: they stand behind the statuses.
        self.at_hand = Scribe(Report(), scribe.file)
        self.circuit = Circuit()
        self.teller = Teller(
            names=told.names,
            env=message_env(one.name, told),
            told=told,
            library=library,
            circuit=self.circuit,
            statuses=status_names(workflow.root),
            kept=_kept_fields(workflow.root, told),
        )

    def write(self) -> Circuit:
        self._options()
        self._roles()
        statuses = [self._status(one) for one in self.root.iterfind("possible_status/status")]
        if not statuses:
            return _shortest()
        anywhere = self._everywhere(statuses)
        kept = reached(statuses, [one["transition"] for one in anywhere])
        for one in statuses:
            self._reported(one, led_to=one in kept)
        self.scribe.report.take(self.at_hand.report)
        for number, one in enumerate(kept):
            one.data["phase"] = phase_of(one, first=number == 0)
        data: dict[str, Any] = {"statuses": [one.data for one in kept]}
        known = {one.name for one in kept}
        anywhere = [one for one in anywhere if one["transition"]["to"] in known]
        if anywhere:
            data["anywhere"] = anywhere
        refused = {one.name for one in kept if one.data["phase"] == "refused"}
        for way in ways_of(data):
            if way["to"] in refused:
                decides(way)
        for one in kept:
            self._finish(one)
        close_the_ends(data)
        self._only_what_is_sent(data)
        self._only_what_is_called(data)
        if fields := self._fields(data):
            data["fields"] = fields
        self.circuit.workflow = data
        self.circuit.departures = _departures(data)
        return self.circuit

    # --- options, roles

    def _options(self) -> None:
        for one in self.root.iterfind("variables/formdef/fields/field"):
            varname, kind = (one.findtext("varname") or "").strip(), one.findtext("type") or "string"
            if not varname or varname in self.circuit.keys:
                continue
            label = inert(typographic(plain(one.findtext("label") or ""))) or varname
            where = f"paramètre « {label[:60]} »"
            if kind in NO_OPTION:
                reason = "un paramètre de ce type n’a pas d’équivalent."
                self.scribe.left("option", one, where, reason)
                continue
            counted = self.told.names.options.get(varname, kind)
            spec = _option(self.told, varname, counted, label)
            notes = []
            if hint := inert(typographic(plain(one.findtext("hint") or ""))):
                spec["help"] = hint[:4000]
            if counted != kind:
                spec |= {"default": 30, "help": f"{OPEN} Combien de jours ? {spec.get('help', '')}".strip()}
                notes.append("là-bas un texte, ici un nombre de jours : 30 tant que personne ne l’écrit.")
            self.circuit.options.append(spec)
            self.circuit.keys[varname] = spec["key"]
            self.scribe.told_with("option", one, where, notes)

    def _roles(self) -> None:
        receiver = self.form.root.find("roles/role[@role_key='_receiver']")
        name = (receiver.text or "").strip() if receiver is not None else ""
        self.circuit.department = our_name(name).replace("_", "-") if name else "a-completer"
        for one in self.root.iterfind("roles/role"):
            name, id_ = (one.text or "").strip(), one.get("id") or ""
            self.scribe.adapted("role", one, f"rôle « {name} »", f"il devient « {said_of(id_)} ».")

    # --- statuses

    def _status(self, one: etree._Element) -> Status:
        title = inert(typographic((one.findtext("name") or "").strip())) or "Statut"
        data = {
            "name": self.teller.statuses[one.findtext("id") or ""],
            "label": title,
            "phase": "in_progress",
        }
        status = Status(one, data, Scribe(Report(), self.scribe.file))
        self.teller.status(status)
        return status

    def _reported(self, one: Status, *, led_to: bool) -> None:
        """Its own part of the report, or that nothing leads to it."""
        if led_to:
            self.scribe.report.take(one.scribe.report)
            return
        for item in one.element.iterfind("items/item"):
            kind = item.get("type") or ""
            where = f"statut « {one.data['label']} », {ITEMS.get(kind, kind)}"
            reason = "aucun chemin ne mène à ce statut : jamais faite."
            self.scribe.adapted("action", item, where, reason, source_of(item))

    def _finish(self, one: Status) -> None:
        data = one.data
        ended = is_end(data)
        if one.texts or not ended:
            data["next"] = " ".join(one.texts) or NEXT[data["phase"]]
        agents = any(set(way.get("by", ())) - {"citizen"} for way in one.ways)
        task = not ended and bool(agents or one.mailed or one.agent_texts)
        if task:
            label = " ".join(one.agent_texts) or f"Traiter : {data['label']}"
            data["task"] = {"role": "clerk", "label": label}
        for item in one.for_agents:
            self.scribe.told_with("action", item.element, item.where, [] if task else [_NO_TASK])
        for item in one.mailed:
            self.scribe.adapted("action", item.element, item.where, _TASK if task else _NO_TASK)
        if not one.ways:
            del data["transitions"]

    # --- actions that are always at hand

    def _everywhere(self, statuses: list[Status]) -> list[dict[str, Any]]:
        """The transitions that are possible in every open status; those of some statuses are added there."""
        taken = Counter(way["name"] for one in statuses for way in one.ways)
        found = []
        for action in self.root.iterfind("global_actions/action"):
            title = inert(typographic((action.findtext("name") or "").strip())) or "Action"
            for one in action.iterfind("items/item"):
                item = Item(one, f"action « {title} »")
                try:
                    way, notes = self._always(action, item, title)
                    wanted = [text.strip() for text in action.xpath(".//statuses/item/text()")]
                    places = [held for held in statuses if (held.element.findtext("id") or "") in wanted]
                    if len(places) != len(wanted):
                        raise NotTranslated(f"les statuts « {', '.join(wanted)} » ne sont pas connus.")
                except NotTranslated as reason:
                    self.at_hand.left("action", one, item.where, str(reason), source_of(one))
                    continue
                if way is not None and not places:
                    notes.append("ici, un dossier clôturé ne bouge plus.")
                self.at_hand.told_with("action", one, item.where, notes)
                if way is None:
                    continue
                way["name"] = unique(way["name"], taken)
                for place in places:
                    place.way(dict(way), way.get("when", TRUE))
                if not places:
                    found.append({"phases": list(OPEN_PHASES), "transition": way})
        return found

    def _always(
        self, action: etree._Element, item: Item, title: str
    ) -> tuple[dict[str, Any] | None, list[str]]:
        """The way that one item of a global action becomes, and what is to be said of it. Raises NotTranslated."""
        kind = item.element.get("type") or ""
        causes = [one.get("type") or "" for one in action.iterfind("triggers/trigger")]
        if kind in HOUSE:
            return None, [HOUSE[kind]]
        if kind != "jump" or len(action.findall("items/item")) > 1 or "manual" not in causes:
            raise NotTranslated(_why_not(causes, action.findall("items/item")))
        theirs = [(one.text or "").strip() for one in action.iterfind("triggers/trigger/roles/item")]
        holds = translate_of(item.element, self.teller.names)
        way: dict[str, Any] = {
            "name": our_name(title),
            "label": title,
            "by": roles_of(theirs),
            "to": self.teller.target(item),
        }
        if holds == FALSE:
            return None, ["sa condition ne tient jamais."]
        if holds != TRUE:
            way["when"] = holds
        if any(one.text == "True" for one in action.iterfind("triggers/trigger/require_confirmation")):
            way["confirm"] = f"{title} : continuer ?"
        notes = said_of_roles(theirs)
        if set(causes) - {"manual"}:
            notes.append("ici, seule une personne la fait : ni le temps ni un appel du dehors.")
        return way, notes

    # --- what is kept on the way

    def _only_what_is_sent(self, data: dict[str, Any]) -> None:
        """Messages of statuses to which nothing leads are left out."""
        sent = {
            call["args"]["message"]
            for one in data["statuses"]
            for call in one.get("enter", [])
            if call["block"] == "correspondence.send"
        }
        messages = self.circuit.messages
        self.circuit.messages = {name: told for name, told in messages.items() if name in sent}

    def _only_what_is_called(self, data: dict[str, Any]) -> None:
        """The same for connectors; what is read of an answer is kept of it."""
        calls = [call for one in data["statuses"] for call in one.get("enter", []) if call["block"] == CALLS]
        called = {call["args"]["connector"] for call in calls}
        known = self.circuit.connectors
        self.circuit.connectors = {name: made for name, made in known.items() if name in called}
        keep_what_is_read(self.circuit, calls, set(AGENT.findall(f"{data}{self.circuit.messages}")))

    def _fields(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """What expressions read of what was kept on the way, and what blocks keep, unless a small form asks it."""
        asked = {one["name"] for way in ways_of(data) for one in way.get("form", [])}
        written = f"{data}{self.circuit.messages}"
        read = set(AGENT.findall(written))
        kept = {
            name
            for one in data["statuses"]
            for call in one.get("enter", [])
            if call["block"] == "cases.set"
            for name in call["args"]["values"]
        }
        ticked = {name for name, kind in self.teller.kept.values() if kind == "bool"}
        return [
            {
                "name": name,
                "type": "yes_no" if name in ticked else "text",
                "label": name.replace("_", " "),
                "required": False,
            }
            for name in sorted((read | kept) - asked)
        ]


def _kept_fields(root: etree._Element, told: Form) -> dict[str, tuple[str, str]]:
    """Our name and their type of each field that blocks fill in, by its id."""
    taken = Counter(told.names.agent_names.values())
    found = {}
    for one in root.iterfind("backoffice-fields/formdef/fields/field"):
        varname = (one.findtext("varname") or "").strip()
        label = plain(one.findtext("label") or "") or "champ"
        name = told.names.agent_name(varname) if varname else unique(our_name(label), taken)
        found[one.findtext("id") or ""] = (name, one.findtext("type") or "string")
    return found


def _departures(data: Mapping[str, Any]) -> dict[str, str]:
    """The rules of the house that the imported circuit does not follow: a person decides before publishing."""
    reason = f"{OPEN} Le circuit importé ne le prévoit pas."
    rules = ["information", "refusal", "withdrawal"]
    if {"message": RECEIPT} not in [call.get("args") for call in data["statuses"][0].get("enter", [])]:
        rules.append("acknowledgement")
    return dict.fromkeys(rules, reason)


def _why_not(causes: list[str], items: list[etree._Element]) -> str:
    if "manual" not in causes:
        cause = "le temps" if "timeout" in causes else "un appel du dehors"
        return f"une action globale que {cause} déclenche n’a pas d’équivalent."
    kinds = ", ".join(sorted({ITEMS.get(one.get("type") or "", one.get("type") or "") for one in items}))
    return f"une action globale qui fait « {kinds} » n’a pas d’équivalent."
