"""A workflow: statuses, transitions and blocks of ours from the items of each status, in the order in which they act.

There, the items of a status are done one after the other on entering; a jump leaves at once, so what follows it is
done only when it did not. Here, blocks are run on entering and transitions come after: a block that stands after a jump
carries the contrary of its condition.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from .conditions import FALSE, TRUE, NotTranslated, Value, joined, negated, translate
from .forms import Form, form_fields, unique
from .library import Definition, Library
from .markup import inert, plain, typographic
from .messages import message, message_env
from .names import Names, our_name
from .question import OPEN
from .report import Report, Scribe
from .words import expression, one_line

_SUBMITTER: Final = "_submitter"
#: Circuit of a form whose workflow is not in the import.
_RECEIVED, _DONE = "recue", "traitee"
#: The message that the house sends on receipt.
_RECEIPT: Final = "recu"


@dataclass
class Circuit:
    """What a workflow becomes: workflow.yaml, its messages, the options it declares (``keys``: theirs → ours)."""

    workflow: dict[str, Any] = field(default_factory=dict)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    options: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    departures: dict[str, str] = field(default_factory=dict)
    department: str = "a-completer"


@dataclass
class _Status:
    """A status being written."""

    element: etree._Element
    data: dict[str, Any]
    #: Where the items that follow are done: none of the jumps before was taken.
    here: str = TRUE
    texts: list[str] = field(default_factory=list)
    agent_texts: list[str] = field(default_factory=list)
    forms: list[tuple[list[str], list[dict[str, Any]], etree._Element, str]] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    told: bool = False

    def way(self, data: dict[str, Any]) -> None:
        """Add a transition."""
        self.data.setdefault("transitions", []).append(data)

    def call(self, block: str, args: dict[str, Any], when: str) -> None:
        """Add a block on entering."""
        if when == FALSE:
            return
        call: dict[str, Any] = {"block": block}
        if args:
            call["args"] = args
        if when != TRUE:
            call["when"] = when
        self.data.setdefault("enter", []).append(call)


def circuit(
    one: Definition, workflow: Definition | None, told: Form, library: Library, report: Report
) -> Circuit:
    """Translate the workflow of a form; without one, the shortest way that a request can go."""
    if workflow is None:
        reason = "son circuit n’est pas dans l’import : le plus court le remplace."
        Scribe(report, one.file).adapted(
            "definition", one.root, f"circuit « {one.root.findtext('workflow') or ''} »", reason
        )
        return _with_options(_shortest(), told)
    return _Writer(one, workflow, told, library, Scribe(report, workflow.file)).write()


def _with_options(made: Circuit, told: Form) -> Circuit:
    """The options that the form itself sets, where nothing else declares them."""
    for varname, kind in told.names.options.items():
        key = our_name(varname)
        ours, default = _OPTION_TYPES.get(kind, ("text", ""))
        made.options.append({"key": key, "type": ours, "label": f"{OPEN} {varname}", "default": default})
        made.keys[varname] = key
    return made


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


class _Writer:
    def __init__(
        self, one: Definition, workflow: Definition, told: Form, library: Library, scribe: Scribe
    ) -> None:
        self.form, self.root, self.told, self.library, self.scribe = one, workflow.root, told, library, scribe
        self.names: Names = told.names
        self.env: Mapping[str, Value] = message_env(one.name, told)
        self.circuit = Circuit()
        self.status_names = self._status_names()
        self.first = next(iter(self.status_names.values()), "")
        self.taken_messages: Counter[str] = Counter()
        self.way_names: Counter[str] = Counter()
        self.declared: dict[str, dict[str, Any]] = {}
        self.kept = {
            one.findtext("id") or "": (
                our_name((one.findtext("varname") or "").strip() or plain(one.findtext("label") or "champ")),
                one.findtext("type") or "string",
            )
            for one in self.root.iterfind("backoffice-fields/formdef/fields/field")
        }

    # --- the whole

    def write(self) -> Circuit:
        self._options()
        statuses = [self._status(one) for one in self.root.iterfind("possible_status/status")]
        statuses = _reached(statuses)
        if not statuses:
            return _shortest()
        anywhere = [
            made for one in self.root.iterfind("global_actions/action") for made in self._anywhere(one)
        ]
        self._phases(statuses)
        refused = {one.data["name"] for one in statuses if one.data["phase"] == "refused"}
        for one in statuses:
            self._finish(one, refused)
        data: dict[str, Any] = {"statuses": [one.data for one in statuses]}
        known = {one.data["name"] for one in statuses}
        anywhere = [one for one in anywhere if one["transition"]["to"] in known]
        for everywhere in anywhere:
            if everywhere["transition"]["to"] in refused:
                _decides(everywhere["transition"])
        if anywhere:
            data["anywhere"] = anywhere
        _close_the_ends(data)
        fields = self._kept(data)
        if fields:
            data["fields"] = fields
        self.circuit.workflow = data
        self.circuit.departures = _departures(data)
        self._roles()
        return self.circuit

    def _status_names(self) -> dict[str, str]:
        taken: Counter[str] = Counter()
        return {
            (one.findtext("id") or ""): unique(our_name(one.findtext("name") or "statut"), taken)
            for one in self.root.iterfind("possible_status/status")
        }

    def _roles(self) -> None:
        receiver = self.form.root.find("roles/role[@role_key='_receiver']")
        name = (receiver.text or "").strip() if receiver is not None else ""
        self.circuit.department = our_name(name).replace("_", "-") if name else "a-completer"
        for one in self.root.iterfind("roles/role"):
            name = (one.text or "").strip()
            self.scribe.adapted(
                "role", one, f"rôle « {name} »", f"il devient « {_ROLES.get(one.get('id') or '', 'clerk')} »."
            )

    # --- options

    def _options(self) -> None:
        taken: Counter[str] = Counter()
        for one in self.root.iterfind("variables/formdef/fields/field"):
            varname, kind = one.findtext("varname") or "", one.findtext("type") or "string"
            if not varname:
                continue
            label = inert(typographic(plain(one.findtext("label") or ""))) or varname
            ours, default = _OPTION_TYPES.get(kind, ("text", ""))
            key = unique(our_name(varname), taken)
            spec = {"key": key, "type": ours, "label": label[:4000], "default": default}
            if hint := inert(typographic(plain(one.findtext("hint") or ""))):
                spec["help"] = hint[:4000]
            if kind in ("items", "file", "date"):
                self.scribe.left(
                    "option",
                    one,
                    f"paramètre « {label[:60]} »",
                    "un paramètre de ce type n’a pas d’équivalent.",
                )
                continue
            self.circuit.options.append(spec)
            self.circuit.keys[varname] = key
            self.scribe.told("option", one, f"paramètre « {label[:60]} »")

    # --- statuses

    def _status(self, one: etree._Element) -> _Status:
        title = inert(typographic((one.findtext("name") or "").strip())) or "Statut"
        name = self.status_names[one.findtext("id") or ""]
        status = _Status(one, {"name": name, "label": title, "phase": "in_progress"})
        for item in one.iterfind("items/item"):
            self._item(status, item)
        self._forms_left(status)
        return status

    def _item(self, status: _Status, item: etree._Element) -> None:
        kind = item.get("type") or ""
        where = f"statut « {status.data['label']} », {_ITEMS.get(kind, kind)}"
        rule = _RULES.get(kind)
        if status.here == FALSE:
            self.scribe.adapted(
                "action", item, where, "elle vient après un saut qui part toujours : jamais faite."
            )
            return
        if rule is None:
            self.scribe.left("action", item, where, "cette action n’a pas d’équivalent.", _source(item))
            return
        source = (item.findtext("condition/value") or "").strip()
        try:
            holds = translate(source, self.names) if source else TRUE
            rule(self, status, item, holds, where)
        except NotTranslated as reason:
            self.scribe.left("action", item, where, str(reason), _source(item))

    def _forms_left(self, status: _Status) -> None:
        """A small form without a button of its own is sent with the buttons beside it."""
        for roles, fields, item, where in status.forms:
            ways = [way for way in status.data.get("transitions", []) if set(way.get("by", ())) & set(roles)]
            for way in ways:
                held = {one["name"] for one in way.get("form", [])}
                way["form"] = [*way.get("form", []), *(one for one in fields if one["name"] not in held)]
            if ways:
                self.scribe.told("action", item, where)
            else:
                self.scribe.left(
                    "action", item, where, "ce petit formulaire n’a pas de bouton.", _source(item)
                )
        status.forms.clear()

    def _target(self, item: etree._Element) -> str:
        wanted = (item.findtext("status") or "").strip()
        name = self.status_names.get(wanted)
        if name is None:
            raise NotTranslated(f"le statut visé (« {wanted} ») n’est pas fixe.")
        return name

    def _by(self, item: etree._Element, tag: str = "by") -> list[str]:
        """Our roles for theirs; without any, everyone: the applicant and the agents."""
        theirs = [(one.text or "").strip() for one in item.iterfind(f"{tag}/item")]
        found = [_ROLES.get(role, "clerk") for role in theirs]
        return sorted(dict.fromkeys(found))

    # --- words

    def _line(self, source: str) -> str:
        return typographic(one_line(plain(source), self.names, self.env))

    def _send(
        self, status: _Status, item: etree._Element, channels: list[str], holds: str, name: str
    ) -> None:
        """A message to the applicant."""
        template = self.library.find("mail-template", (item.findtext("mail_template") or "").strip())
        source = template.root if template is not None else item
        subject = source.findtext("subject") or item.findtext("title") or ""
        told = message(subject, source.findtext("body") or "", self.names, self.env, channels)
        when = joined("and", status.here, holds)
        if status.data["name"] == self.first and when == TRUE and _RECEIPT not in self.circuit.messages:
            name = _RECEIPT
        same = next((key for key, held in self.circuit.messages.items() if held == told), None)
        key = same or unique(our_name(name), self.taken_messages)
        self.circuit.messages[key] = told
        status.call("correspondence.send", {"message": key}, when)

    # --- actions that are always at hand

    def _anywhere(self, action: etree._Element) -> list[dict[str, Any]]:
        title = inert(typographic((action.findtext("name") or "").strip())) or "Action"
        where = f"action « {title} »"
        items = action.findall("items/item")
        manual = any(one.get("type") == "manual" for one in action.iterfind("triggers/trigger"))
        jumps = [one for one in items if one.get("type") == "jump"]
        if any(one.get("type") in _HOUSE for one in items):
            for item in items:
                self.scribe.adapted("action", item, where, _HOUSE.get(item.get("type") or "", _FORGOTTEN))
            return []
        if not manual or len(jumps) != len(items) or len(items) != 1:
            for item in items:
                self.scribe.left("action", item, where, _why_not(action, items), _source(item))
            return []
        try:
            to = self._target(items[0])
        except NotTranslated as reason:
            self.scribe.left("action", items[0], where, str(reason), _source(items[0]))
            return []
        self.scribe.told("action", items[0], where)
        trigger = action.find("triggers/trigger[@type='manual']")
        way: dict[str, Any] = {
            "name": unique(our_name(title), self.way_names),
            "label": title,
            "by": ["clerk"],
            "to": to,
        }
        if trigger is not None and trigger.findtext("require_confirmation") == "True":
            way["confirm"] = f"{title} : continuer ?"
        return [{"phases": list(_OPEN_PHASES), "transition": way}]

    # --- phases

    def _phases(self, statuses: list[_Status]) -> None:
        for number, one in enumerate(statuses):
            one.data["phase"] = _phase(one, first=number == 0)

    def _finish(self, one: _Status, refused: set[str]) -> None:
        data = one.data
        ended = data["phase"] in _ENDS
        if ended:
            data.pop("transitions", None)
        if not ended:
            data["next"] = " ".join(one.texts) or _NEXT[data["phase"]]
        for way in data.get("transitions", []):
            if way["to"] in refused:
                _decides(way)
        agents = [w for w in data.get("transitions", []) if set(w.get("by", ())) - {"citizen"}]
        if not ended and (agents or one.told):
            label = " ".join(one.agent_texts) or f"Traiter : {data['label']}"
            data["task"] = {"role": "clerk", "label": label}

    def _kept(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """What expressions read of what was kept on the way, and that no small form asks."""
        asked = {one["name"] for way in _ways(data) for one in way.get("form", [])}
        read = set(_AGENT.findall(str(data) + str(self.circuit.messages)))
        return [self.declared.get(name, _text(name)) for name in sorted((read | set(self.declared)) - asked)]


def _decides(way: dict[str, Any]) -> None:
    """A refusal says why (law of 29 July 1991): an agent who takes it writes the reason."""
    way["decides"] = "refused"
    if set(way.get("by", ())) - {"citizen"} and not any(
        one["name"] == "motive" for one in way.get("form", [])
    ):
        motive = {"name": "motive", "type": "long_text", "label": "Motif de la décision"}
        way["form"] = [*way.get("form", []), motive]


def _text(name: str) -> dict[str, Any]:
    return {"name": name, "type": "text", "label": name.replace("_", " "), "required": False}


_AGENT: Final = re.compile(r"\bagent\.([a-z0-9_]+)")


def _ways(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        *(way for one in data["statuses"] for way in one.get("transitions", [])),
        *(one["transition"] for one in data.get("anywhere", [])),
    ]


_FORGOTTEN: Final = "ici, la conservation de la démarche décide de ce qui est effacé, et quand."
#: What the house does for every case, without a workflow having to say so.
_HOUSE: Final[Mapping[str, str]] = {
    "remove": _FORGOTTEN,
    "anonymise": _FORGOTTEN,
    "addattachment": "ici, un agent ajoute un document à tout moment depuis l’écran du dossier.",
}


def _why_not(action: etree._Element, items: list[etree._Element]) -> str:
    kinds = ", ".join(sorted({_ITEMS.get(one.get("type") or "", one.get("type") or "") for one in items}))
    if any(one.get("type") == "timeout" for one in action.iterfind("triggers/trigger")):
        return "une action globale que le temps déclenche : la conservation de la démarche en décide ici."
    return f"une action globale qui fait « {kinds} » n’a pas d’équivalent."


def _source(item: etree._Element) -> str:
    return etree.tostring(item, encoding="unicode", with_tail=False)[:4000]


# --- roles, options -------------------------------------------------------------------------------------------------

_ROLES: Final[Mapping[str, str]] = {_SUBMITTER: "citizen", "_receiver": "clerk"}
_OPTION_TYPES: Final[Mapping[str, tuple[str, Any]]] = {"bool": ("yes_no", False), "numeric": ("number", 0)}


# --- phases ---------------------------------------------------------------------------------------------------------

_ENDS: Final = frozenset({"closed", "refused", "withdrawn"})
_OPEN_PHASES: Final = (
    "received",
    "in_progress",
    "waiting_applicant",
    "waiting_authority",
    "decided",
    "delivered",
)
_NEXT: Final = {
    "received": "Nous avons reçu votre demande.",
    "in_progress": "Nous traitons votre demande.",
    "waiting_applicant": "Nous attendons votre réponse.",
    "waiting_authority": "Nous attendons une réponse.",
    "decided": "La décision est prise.",
    "delivered": "Votre demande est traitée.",
}
_REFUSED: Final = re.compile(r"refus|rejet")
_GIVEN_UP: Final = re.compile(r"annul|abandon|retir[ée]")
_DELIVERED: Final = re.compile(r"termin|finalis|d[ée]livr|cl[ôo]tur|trait[ée]")


def _phase(one: _Status, *, first: bool) -> str:
    label = one.data["label"].lower()
    ways = one.data.get("transitions", [])
    if not ways:
        return "refused" if _REFUSED.search(label) else "withdrawn" if _GIVEN_UP.search(label) else "closed"
    if first:
        return "received"
    roles = {role for way in ways for role in way.get("by", ())}
    if roles == {"citizen"}:
        return "waiting_applicant"
    if not roles and all("after" in way for way in ways) and _DELIVERED.search(label):
        return "delivered"
    return "in_progress"


def _reached(statuses: list[_Status]) -> list[_Status]:
    """Those that some way leads to from the first."""
    known = {one.data["name"]: one for one in statuses}
    reached: list[str] = []
    todo = [statuses[0].data["name"]] if statuses else []
    while todo:
        name = todo.pop(0)
        if name not in reached:
            reached.append(name)
            todo += [way["to"] for way in known[name].data.get("transitions", []) if way["to"] in known]
    return [one for one in statuses if one.data["name"] in reached]


def _close_the_ends(data: dict[str, Any]) -> None:
    """From every status a way must lead to the end: where none does, an agent may close."""
    statuses = data["statuses"]
    ending = {one["name"] for one in statuses if one["phase"] in ("closed", "refused")}
    everywhere = [one["transition"]["to"] for one in data.get("anywhere", [])]
    grown = True
    while grown:
        more = {
            one["name"]
            for one in statuses
            if one["phase"] not in _ENDS
            and ({way["to"] for way in one.get("transitions", [])} | set(everywhere)) & ending
        }
        grown = not more <= ending
        ending |= more
    lost = [one for one in statuses if one["name"] not in ending and one["phase"] != "withdrawn"]
    if lost:
        if not any(one["name"] == "cloturee" for one in statuses):
            statuses.append({"name": "cloturee", "label": "Clôturée", "phase": "closed"})
        for one in lost:
            way = {
                "name": "cloturer_le_dossier",
                "label": "Clôturer le dossier",
                "by": ["clerk"],
                "to": "cloturee",
            }
            one.setdefault("transitions", []).append(way)
            one.setdefault("task", {"role": "clerk", "label": f"Traiter : {one['label']}"})


def _departures(data: Mapping[str, Any]) -> dict[str, str]:
    """The rules of the house that the imported circuit does not follow: a person decides before publishing."""
    reason = f"{OPEN} Le circuit importé ne le prévoit pas."
    rules = ["information", "refusal", "withdrawal"]
    if {"message": _RECEIPT} not in [call.get("args") for call in data["statuses"][0].get("enter", [])]:
        rules.append("acknowledgement")
    return dict.fromkeys(rules, reason)


# --- items ----------------------------------------------------------------------------------------------------------

_ITEMS: Final[Mapping[str, str]] = {
    "jump": "saut",
    "sendmail": "courriel",
    "displaymsg": "message affiché",
    "notification": "notification",
    "choice": "bouton",
    "webservice_call": "appel à un service",
    "register-comment": "note dans l’historique",
    "set-backoffice-fields": "champs de traitement",
    "jumponsubmit": "saut après envoi",
    "form": "petit formulaire",
    "commentable": "commentaire",
    "remove": "suppression",
    "anonymise": "anonymisation",
    "addattachment": "ajout d’un fichier",
    "redirect_to_url": "redirection",
    "editable": "modification de la demande",
    "create_carddata": "création d’une fiche",
    "dispatch": "attribution",
}


def _jump(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """At once, after a delay, or when the house hears something."""
    to = writer._target(item)
    timeout, trigger = (item.findtext("timeout") or "").strip(), (item.findtext("trigger") or "").strip()
    name = unique(f"vers_{to}"[:40], status.names)
    way: dict[str, Any] = {"name": name, "to": to}
    when = joined("and", status.here, holds)
    if trigger:
        if trigger == "cancelled":
            reason = "ici, une demande de paiement reste ouverte jusqu’à son terme : rien n’est à annuler."
            writer.scribe.adapted("action", item, where, reason)
            return
        if trigger != "paid":
            raise NotTranslated(f"rien ici ne dit « {trigger} » au circuit.")
        way["fact"] = "paid"
    elif timeout:
        way["after"] = _delay(writer, timeout, item, where)
    else:
        way["automatic"] = True
        status.here = joined("and", status.here, negated(holds))
    if when != TRUE:
        way["when"] = when
    if when != FALSE:
        status.way(way)
    if not (timeout.isdigit() and int(timeout) % 86400):
        writer.scribe.told("action", item, where)


_DAYS: Final = re.compile(r"\{\{\s*form_option_(\w+)\s*\}\}\s*(?:jours?|days?)")


def _delay(writer: _Writer, timeout: str, item: etree._Element, where: str) -> dict[str, Any]:
    if timeout.isdigit():
        days, rest = divmod(int(timeout), 86400)
        if rest:
            minutes = int(timeout) // 60
            reason = f"un délai de {minutes} minutes devient {days + 1} jour(s) : ici, un délai se compte en jours."
            writer.scribe.adapted("action", item, where, reason)
        return {"days": days + bool(rest)}
    match = _DAYS.fullmatch(timeout)
    key = writer.circuit.keys.get(match[1]) if match else None
    if key is None:
        raise NotTranslated(f"le délai « {timeout} » n’est pas un nombre de jours.")
    spec = next(one for one in writer.circuit.options if one["key"] == key)
    spec |= {"type": "number", "default": 30}
    return {"option": key}


def _choice(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """A button."""
    label = writer._line(item.findtext("label") or "") or "Continuer"
    roles = writer._by(item) or ["clerk"]
    way: dict[str, Any] = {
        "name": unique(our_name(label), status.names),
        "label": label,
        "by": roles,
        "to": writer._target(item),
    }
    when = joined("and", status.here, holds)
    if when != TRUE:
        way["when"] = when
    if item.findtext("require_confirmation") == "True":
        way["confirm"] = f"{label} : continuer ?"
    if when != FALSE:
        status.way(way)
    writer.scribe.told("action", item, where)


def _form(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """A small form; the jump after it is its button."""
    varname = (item.findtext("varname") or "").strip()
    fields = form_fields(
        item.findall("formdef/fields/field"), varname, writer.library, writer.scribe, writer.told
    )
    if not fields:
        raise NotTranslated("ce petit formulaire ne pose pas de question.")
    for one in fields:
        writer.declared.pop(one["name"], None)
    status.forms.append((writer._by(item) or ["clerk"], fields, item, where))


def _commentable(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """A comment; the jump after it is its button."""
    label = writer._line(item.findtext("label") or "") or "Commentaire"
    name = our_name(f"comment_{(item.findtext('varname') or '').strip() or 'commentaire'}")
    asked = {
        "name": name,
        "type": "long_text",
        "label": label,
        "required": item.findtext("required") == "True",
    }
    status.forms.append((writer._by(item) or ["clerk"], [asked], item, where))


def _jump_on_submit(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """The button of the small forms before it."""
    if not status.forms:
        raise NotTranslated("aucun petit formulaire ne le précède.")
    to = writer._target(item)
    when = joined("and", status.here, holds)
    for roles, fields, form_item, form_where in status.forms:
        label = fields[0]["label"] if len(fields) == 1 else "Envoyer"
        way: dict[str, Any] = {
            "name": unique(our_name(label), status.names),
            "label": label,
            "by": roles,
            "form": fields,
            "to": to,
        }
        if when != TRUE:
            way["when"] = when
        if when != FALSE:
            status.way(way)
        writer.scribe.told("action", form_item, form_where)
    status.forms.clear()
    writer.scribe.told("action", item, where)


def _send_mail(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """To the applicant: a message. To agents: the task of the status."""
    to = [(one.text or "").strip() for one in item.iterfind("to/item")]
    if not to:
        writer.scribe.adapted("action", item, where, "ce courriel n’a pas de destinataire.")
        return
    if all(one.startswith("_") and one != _SUBMITTER for one in to):
        status.told = True
        writer.scribe.adapted(
            "action", item, where, "les agents voient une tâche dans leur liste au lieu d’un courriel."
        )
        return
    if not any(one == _SUBMITTER or _asked_for(one, writer.told) for one in to):
        reason = "le formulaire ne pose pas la question de cette adresse : là-bas non plus, rien ne part."
        writer.scribe.adapted("action", item, where, reason, " ".join(to))
        return
    if not all(one == _SUBMITTER or _is_applicant(one, writer.told) for one in to):
        raise NotTranslated(
            "ce courriel part à une adresse qui n’est ni celle du demandeur ni celle des agents."
        )
    writer._send(status, item, ["email"], holds, f"{status.data['name'][:30]}_courriel")
    writer.scribe.told("action", item, where)


_ADDRESS: Final = re.compile(r"\{\{\s*form_var_(\w+)\s*\}\}")


def _asked_for(to: str, told: Form) -> bool:
    """Whether an address can be there: written in the text, or asked by the form."""
    match = _ADDRESS.fullmatch(to)
    return match is None or any(one.varname == match[1] for one in told.questions)


def _is_applicant(to: str, told: Form) -> bool:
    """Whether an address is an e-mail question of the form."""
    match = _ADDRESS.fullmatch(to)
    return match is not None and any(
        one.varname == match[1] and one.data["type"] == "email" for one in told.questions
    )


def _notify(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """A message in the person's private space."""
    writer._send(status, item, ["space"], holds, f"{status.data['name'][:30]}_avis")
    writer.scribe.told("action", item, where)


def _display(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """What the applicant reads of the status, or what agents have to do."""
    text = writer._line(item.findtext("message") or "")
    when = joined("and", status.here, holds)
    if when == FALSE or not text:
        writer.scribe.adapted("action", item, where, "ce message n’est jamais montré.")
        return
    if when != TRUE:
        told = expression(plain(item.findtext("message") or ""), writer.names, writer.env)
        text = f'{{{{ {when} ? {told} : "" }}}}'
    roles = writer._by(item, "to")
    if not roles or "citizen" in roles:
        status.texts.append(text)
    if set(roles) - {"citizen"}:
        status.agent_texts.append(text)
    writer.scribe.told("action", item, where)


def _call(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """A connector that a person must approve."""
    name = our_name((item.findtext("varname") or item.findtext("label") or "appel").strip())
    status.call("connectors.call", {"connector": name}, joined("and", status.here, holds))
    reason = "un connecteur à faire approuver remplace l’appel."
    writer.scribe.adapted("action", item, where, reason, item.findtext("url") or "")


def _note(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """A note in the history of the case."""
    text = writer._line(item.findtext("comment") or "")
    if text:
        status.call("cases.note", {"text": text}, joined("and", status.here, holds))
    writer.scribe.told("action", item, where)


def _set(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """Values that the circuit keeps on the case."""
    values: dict[str, Any] = {}
    for one in item.iterfind("fields/field"):
        name, kind = writer.kept.get(one.findtext("field_id") or "", ("", ""))
        told = expression((one.findtext("value") or "").strip(), writer.names, writer.env)
        if kind in ("string", "text", "item", "email", "computed"):
            values[name] = f"{{{{ {told} }}}}"
            writer.declared[name] = _text(name)
        elif kind == "bool":
            values[name] = f'{{{{ {told} == "True" }}}}'
            writer.declared[name] = {**_text(name), "type": "yes_no"}
        else:
            raise NotTranslated(
                f"un champ de traitement de type « {kind or 'inconnu'} » ne se remplit pas encore."
            )
    if not values:
        raise NotTranslated("aucun champ n’est rempli.")
    status.call("cases.set", {"values": values}, joined("and", status.here, holds))
    writer.scribe.told("action", item, where)


def _forget(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """What is deleted or anonymised there follows the retention of the procedure here."""
    writer.scribe.adapted("action", item, where, _FORGOTTEN)


def _attach(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """A file asked in a small form."""
    label = writer._line(item.findtext("title") or "") or "Fichier"
    name = our_name((item.findtext("varname") or label).strip())
    asked = {"name": name, "type": "file", "label": label, "required": item.findtext("required") == "True"}
    status.forms.append((writer._by(item) or ["clerk"], [asked], item, where))


def _redirect(writer: _Writer, status: _Status, item: etree._Element, holds: str, where: str) -> None:
    """A link in the words of the status."""
    url = one_line((item.findtext("url") or "").strip(), writer.names, writer.env)
    status.texts.append(f"La suite se passe ici : {url}")
    writer.scribe.adapted("action", item, where, "un lien dans le texte remplace la redirection.", url)


_RULES: Final[Mapping[str, Callable[[_Writer, _Status, etree._Element, str, str], None]]] = {
    "jump": _jump,
    "choice": _choice,
    "form": _form,
    "commentable": _commentable,
    "jumponsubmit": _jump_on_submit,
    "sendmail": _send_mail,
    "notification": _notify,
    "displaymsg": _display,
    "webservice_call": _call,
    "register-comment": _note,
    "set-backoffice-fields": _set,
    "remove": _forget,
    "anonymise": _forget,
    "addattachment": _attach,
    "redirect_to_url": _redirect,
}
