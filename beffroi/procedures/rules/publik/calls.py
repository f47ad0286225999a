"""A call to a service of theirs: a connector to be completed and approved, and what the circuit sends to it.

There, the request waits for the answer, and goes to a status of its own where none comes. Here too: the case rests
until the service has answered, and a way of its own follows when it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from lxml import etree

from beffroi.procedures.rules.workflow import CALLS, FAILED

from .circuit import Circuit, Item, Status
from .conditions import NotTranslated, Value
from .forms import Form
from .markup import inert, plain, typographic
from .names import Names, our_name, unique
from .question import OPEN
from .words import expression

_HOLE: Final = re.compile(r"(\{\{.*?\}\})")
_HOST: Final = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?(?=/|$)")
_STEP: Final = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/-]*")
_SENT: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_ANSWERS: Final = re.compile(r"\banswers\.([a-z0-9_]+)")
#: When a call of theirs does not end well.
_FAILS: Final = (
    "action_on_network_errors", "action_on_5xx", "action_on_4xx", "action_on_app_error", "action_on_bad_data",
)  # fmt: skip
#: What the answer of a call is read by, behind the name of the call.
_RESPONSE: Final = "_response_"
_LONGEST_SOURCE: Final = 4_000


class Caller:
    """Writes the connector of one call."""

    def __init__(self, names: Names, env: Mapping[str, Value], told: Form, item: Item) -> None:
        self.names, self.env, self.told, self.item = names, env, told, item
        self.sends: list[dict[str, Any]] = []
        self.values: dict[str, str] = {}
        self.left: list[str] = []

    def connector(self, name: str) -> dict[str, Any]:
        """The stub: what can be told is, the rest is marked for a person."""
        item = self.item
        title = inert(typographic(plain(item.text("label")))) or name.replace("_", " ")
        method = item.text("method").upper() or "GET"
        made: dict[str, Any] = {
            "name": name,
            "title": title,
            "purpose": f"{OPEN} Pourquoi ce service est appelé",
            "recipient": f"{OPEN} À qui est ce programme",
            "legal_basis": f"{OPEN} Le texte qui permet cet échange",
            "address": self._address(item.text("url")),
            "method": method if method in ("GET", "POST", "PUT") else "POST",
        }
        for tag, to in (("qs_data", "query"), ("post_data", "body")):
            if to == "query" or made["method"] != "GET":
                for one in item.element.iterfind(f"{tag}/item"):
                    self._send((one.findtext("name") or "").strip(), one.findtext("value") or "", to)
        if self.sends:
            made["sends"] = self.sends
        made["source"] = _source(item.element)
        return made

    def _address(self, url: str) -> str:
        """An address whose host is written out, with a place for each hole of its path; else nothing."""
        host = _HOST.match(url)
        if host is None:
            return ""
        path, _, query = url[host.end() :].partition("?")
        parts = _HOLE.split(path)
        if not all(_STEP.fullmatch(part) for part in parts[::2]):
            return ""
        for number in range(1, len(parts), 2):
            place = f"p{number // 2 + 1}"
            if not self._send(place, parts[number], "path"):
                return ""
            parts[number] = f"{{{place}}}"
        for pair in filter(None, query.split("&")):
            name, _, value = pair.partition("=")
            if "%" in _HOLE.sub("", pair) or not self._send(name, value, "query"):
                return ""
        return f"{host[0]}{''.join(parts)}"

    def _send(self, name: str, source: str, to: str) -> bool:
        """A value that goes out; False when a person has to write it."""
        if name in self.values:
            return True
        try:
            if not _SENT.fullmatch(name):
                raise NotTranslated("")
            value = self._told(source)
        except NotTranslated:
            self.left.append(name)
            return False
        sent: dict[str, Any] = {"name": name}
        if to != "body":
            sent["to"] = to
        if to != "path":
            sent["required"] = False
        if personal := self._personal(value):
            sent["personal"] = personal
        self.sends.append(sent)
        self.values[name] = value
        return True

    def _told(self, source: str) -> str:
        if "{{" not in source and "{%" not in source:
            return source.strip()
        return f"{{{{ {expression(source.strip(), self.names, self.env)} }}}}"

    def _personal(self, value: str) -> str:
        """The category of the first personal answer that a value reads."""
        read = set(_ANSWERS.findall(value))
        fields = (field for page in self.told.pages for field in page["fields"])
        found = (
            field["personal"]["category"] for field in fields if field["name"] in read and "personal" in field
        )
        return next(found, "")


def _source(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)[:_LONGEST_SOURCE]


def call(
    circuit: Circuit, statuses: Mapping[str, str], caller: Caller, status: Status, item: Item
) -> list[str]:
    """A connector to be completed and approved, its call on entering, and where the case goes when it fails.

    Raises NotTranslated.
    """
    wanted = our_name(item.text("varname") or item.text("label") or "appel")
    name = unique(wanted, circuit.taken_connectors)
    connector = caller.connector(name)
    args: dict[str, Any] = {"connector": name}
    if caller.values:
        args["send"] = caller.values
    status.call(CALLS, args, item.holds)
    circuit.connectors[name] = connector
    if item.text("varname"):
        circuit.responses[name] = f"{our_name(item.text('varname'))}{_RESPONSE}"
    notes = [f"un connecteur à compléter et à faire approuver, « {name} », appelle {item.text('url')[:300]}."]
    if caller.left:
        notes.append(f"à écrire par une personne : {', '.join(caller.left)[:300]}.")
    if item.flag("post"):
        notes.append("là-bas toute la demande part avec l’appel : ici, seulement ce que le connecteur nomme.")
    to = next((statuses[one] for tag in _FAILS if (one := item.text(tag)) in statuses), "")
    if to and to != status.name and not any(way.get("fact") == FAILED for way in status.ways):
        status.way({"name": f"echec_vers_{to}"[:40].rstrip("_"), "fact": FAILED, "to": to}, item.holds)
    return notes


def keep_what_is_read(circuit: Circuit, calls: Iterable[dict[str, Any]], read: Iterable[str]) -> None:
    """What expressions read of an answer is kept of it; the path is a guess that a person looks at."""
    read = sorted(read)
    for one in calls:
        name = one["args"]["connector"]
        start = circuit.responses.get(name)
        mine = [known for known in read if start and known.startswith(start)]
        if mine:
            kept = [(known, known.removeprefix(start or "")[:40].rstrip("_")) for known in mine]
            circuit.connectors[name]["keeps"] = [
                {"name": our_name(theirs), "path": _path(theirs), "required": False} for _, theirs in kept
            ]
            one["args"]["keep"] = {known: our_name(theirs) for known, theirs in kept}


def _path(name: str) -> str:
    """``results_0_uuid`` stands at ``results.0.uuid``, as figures are positions."""
    return re.sub(r"_([0-9]+)(?:_|$)", r".\1.", name).rstrip(".")
