"""What a w.c.s. does with a workflow: a small interpreter of its definitions, and none of our import in it.

Written from the public source of w.c.s. (``wcs/workflows.py``, ``wcs/wf/*.py``). On entering a status its actions are
done in order, each one whose condition holds; the first jump that leaves ends the status, and the next one begins. A
button does what is asked at once; what a form, a comment or a file sends goes where the last jump "on submit" that
holds says, and where none does the actions of the status are done again. A jump after a delay, or at a call from the
outside, is not done on entering. A field that is filled in is read by the next one, in the same action already.
Calls to the outside succeed: what they would do when they fail is not played.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.template import TemplateSyntaxError
from lxml import etree

from beffroi.procedures.tests import wcs, wcs_texts

#: A workflow that jumps more often than this is cut off.
DEPTH = 20
#: Who acts: everybody else is an agent with this function or role.
CITIZEN = "_submitter"
_WAITS = frozenset({"form", "commentable", "addattachment"})
_DAY = 86_400


@dataclass(frozen=True)
class Done:
    """What an action did: ``key`` is what two systems can compare of it."""

    kind: str
    key: object
    item: etree._Element


@dataclass
class Visit:
    """A status entered: what was done there, and the jump that left it."""

    status: str
    done: list[Done] = field(default_factory=list)
    jump: etree._Element | None = None


@dataclass(frozen=True)
class Offer:
    """A button. ``target`` is the id of a status; ``asks`` are the actions whose form it sends."""

    label: str
    target: str
    item: etree._Element
    by: frozenset[str]
    asks: tuple[etree._Element, ...] = ()


@dataclass(frozen=True)
class Wait:
    """A jump after so many days, and whether its condition holds now."""

    days: int
    target: str
    holds: bool
    item: etree._Element


@dataclass
class Place:
    """Where a request stands there, and what is known of it; a field that is filled in is told to ``filled``."""

    given: wcs.Given
    system: dict[str, str]
    filled: Callable[[str, str, object], None]
    status: str = ""
    previous: str = ""
    marks: list[str] = field(default_factory=list)


class Circuit:
    """A workflow. ``aside`` tells which actions are not played, ``mails`` finds a mail template by its slug."""

    def __init__(
        self,
        root: etree._Element,
        mails: Mapping[str, etree._Element],
        aside: Callable[[etree._Element], bool],
    ) -> None:
        self.root, self.mails, self.aside = root, mails, aside
        self.statuses = {text(one, "id"): one for one in root.iterfind("possible_status/status")}
        self.fields = {
            text(one, "id"): (text(one, "varname"), text(one, "label"), text(one, "type"))
            for one in root.iterfind("backoffice-fields/formdef/fields/field")
        }

    # --- entering

    def enter(self, place: Place, status: str) -> list[Visit]:
        """Go to a status and on, as far as jumps lead."""
        visits: list[Visit] = []
        wanted: str | None = status
        while wanted is not None and len(visits) < DEPTH:
            self._stand(place, wanted)
            visit = Visit(wanted)
            visits.append(visit)
            wanted = self._perform(place, visit)
        return visits

    def _stand(self, place: Place, status: str) -> None:
        if status != place.status:
            place.previous, place.status = place.status, status
        titles = {id_: text(one, "name") for id_, one in self.statuses.items()}
        place.given.titles, place.given.status, place.given.previous = titles, place.status, place.previous

    def _perform(self, place: Place, visit: Visit) -> str | None:
        for item in self.statuses[visit.status].iterfind("items/item"):
            kind = item.get("type") or ""
            if kind == "jump":
                target = self._jumps(item, place)
                if target is not None and target != visit.status:
                    visit.jump = item
                    return target
            elif not self.aside(item) and kind in _DOES and self.holds(item, place):
                visit.done += _DOES[kind](self, item, place)
        return None

    def _jumps(self, item: etree._Element, place: Place) -> str | None:
        if mode_of(item) != "immediate" or not self.holds(item, place):
            return None
        return self._target(item, place)

    def _target(self, item: etree._Element, place: Place) -> str | None:
        wanted = text(item, "status")
        if wanted == "_previous":
            wanted = place.marks.pop() if place.marks else ""
        if wanted not in self.statuses:
            return None
        if text(item, "set_marker_on_status") == "True":
            place.marks.append(place.status)
        return wanted

    def holds(self, item: etree._Element, place: Place) -> bool:
        """Whether the condition of an action holds; one that has a filter unknown here belongs to what is set aside."""
        source = text(item, "condition/value")
        if not source:
            return True
        try:
            return wcs.theirs(source, place.given)
        except TemplateSyntaxError:
            if self.aside(item):
                return False
            raise

    # --- at rest

    def offers(self, place: Place) -> list[Offer]:
        """The buttons of the status where a request stands, for whoever may press them."""
        found = [*self._choices(place), *self._sendings(place), *self._at_hand(place)]
        return [one for one in found if one.by]

    def _active(self, place: Place) -> list[etree._Element]:
        items = self.statuses[place.status].iterfind("items/item")
        return [one for one in items if not self.aside(one) and self.holds(one, place)]

    def _choices(self, place: Place) -> Iterator[Offer]:
        for item in self._active(place):
            if item.get("type") == "choice" and (label := self._said(text(item, "label"), place)):
                yield Offer(label, self._aim(item, place), item, who(item))

    def _sendings(self, place: Place) -> Iterator[Offer]:
        active = self._active(place)
        jumps = [one for one in active if one.get("type") == "jumponsubmit"]
        for item in active:
            if item.get("type") in _WAITS and _has_a_button(item):
                target = self._aim(jumps[-1], place) if jumps else place.status
                yield Offer("", target, jumps[-1] if jumps else item, who(item), (item,))

    def _at_hand(self, place: Place) -> Iterator[Offer]:
        """Actions of the whole workflow; one whose only jump does not hold does nothing, and is no way."""
        for action in self.root.iterfind("global_actions/action"):
            for trigger in action.iterfind("triggers/trigger[@type='manual']"):
                where = [one.text for one in trigger.iterfind("statuses/item")]
                if where and place.status not in where:
                    continue
                by = frozenset(one.text or "" for one in trigger.iterfind("roles/item"))
                for item in action.iterfind("items/item[@type='jump']"):
                    if not self.aside(item) and self.holds(item, place):
                        yield Offer(text(action, "name"), self._aim(item, place), item, by)

    def _aim(self, item: etree._Element, place: Place) -> str:
        """Where a button leads, the marks left as they are."""
        wanted = text(item, "status")
        if wanted == "_previous":
            wanted = place.marks[-1] if place.marks else ""
        return wanted if wanted in self.statuses else place.status

    def take(self, place: Place, item: etree._Element, target: str) -> list[Visit]:
        """Press a button, or let a delay or a call from the outside act."""
        self._target(item, place)
        return self.enter(place, target)

    def waits(self, place: Place) -> list[Wait]:
        """What time alone does in the status where a request stands."""
        found = []
        for item in self.statuses[place.status].iterfind("items/item[@type='jump']"):
            if mode_of(item) == "timeout" and not self.aside(item):
                days = self._days(text(item, "timeout"), place)
                if days is not None:
                    found.append(Wait(days, self._aim(item, place), self.holds(item, place), item))
        return found

    def _days(self, timeout: str, place: Place) -> int | None:
        """Whole days, begun ones counted; None for what is no delay, which never passes."""
        said = self._said(timeout, place)
        if found := re.fullmatch(r"(\d+)\s*(?:jours?|days?)", said):
            return int(found[1])
        return math.ceil(float(said) / _DAY) if re.fullmatch(r"\d+(?:\.\d+)?", said) else None

    def triggers(self, place: Place) -> dict[str, tuple[str, etree._Element]]:
        """By the word of a call from the outside, where it leads."""
        return {
            text(item, "trigger"): (self._aim(item, place), item)
            for item in reversed(self.statuses[place.status].findall("items/item[@type='jump']"))
            if mode_of(item) == "trigger" and self.holds(item, place)
        }

    def shown(self, place: Place) -> Iterator[tuple[str, frozenset[str], etree._Element]]:
        """The messages on the page of the request, and for whom; for everybody where nobody is named."""
        for item in self._active(place):
            if item.get("type") == "displaymsg" and (said := self._said(text(item, "message"), place)):
                yield said, who(item, "to") or frozenset({CITIZEN}), item

    # --- what actions do

    def _said(self, source: str, place: Place) -> str:
        return wcs_texts.theirs(source, place.given, place.system)

    def _mail(self, item: etree._Element, place: Place) -> list[Done]:
        held: etree._Element | None = item
        if slug := text(item, "mail_template"):
            held = self.mails.get(slug)
        if held is None or not (text(held, "subject") and text(held, "body")):
            return []
        subject = self._said(text(held, "subject"), place)
        return [Done("mail", (subject, one), item) for one in sorted({*self._readers(item, place)})]

    def _readers(self, item: etree._Element, place: Place) -> Iterator[str]:
        """The citizen, or a role; an address that is worked out is the citizen's."""
        for one in who(item, "to"):
            if "{{" not in one:
                yield one
            elif "@" in self._said(one, place):
                yield CITIZEN

    def _notice(self, item: etree._Element, place: Place) -> list[Done]:
        title = self._said(text(item, "title"), place)
        return [Done("notice", (title, one), item) for one in sorted(self._readers(item, place))]

    def _note(self, item: etree._Element, place: Place) -> list[Done]:
        return [Done("note", "", item)] if self._said(text(item, "comment"), place) else []

    def _call(self, item: etree._Element, place: Place) -> list[Done]:
        return [Done("call", "", item)]

    def _forget(self, item: etree._Element, place: Place) -> list[Done]:
        return [Done("forget", "", item)]

    def _set(self, item: etree._Element, place: Place) -> Iterator[Done]:
        """Each field, by its name or its label, with what it is filled with."""
        for one in item.iterfind("fields/field"):
            if self.aside(one):
                continue
            name, label, kind = self.fields.get(text(one, "field_id"), ("", "", "string"))
            said = self._said(text(one, "value"), place)
            value = said.lower() in ("true", "yes", "on", "1") if kind == "bool" else said
            if name:
                place.filled(name, kind, value)
            yield Done("field", (name, label, value), item)


_DOES: dict[str, Callable[[Circuit, etree._Element, Place], Iterable[Done]]] = {
    "sendmail": Circuit._mail,
    "notification": Circuit._notice,
    "register-comment": Circuit._note,
    "webservice_call": Circuit._call,
    "anonymise": Circuit._forget,
    "set-backoffice-fields": Circuit._set,
}


def text(element: etree._Element, path: str) -> str:
    """What stands at a place, without the blanks around it."""
    return (element.findtext(path) or "").strip()


def who(item: etree._Element, tag: str = "by") -> frozenset[str]:
    """The roles, functions and addresses that an action names."""
    return frozenset((one.text or "").strip() for one in item.iterfind(f"{tag}/item")) - {""}


def _has_a_button(item: etree._Element) -> bool:
    """Whether what is typed has a button of its own; a small form older than the choice has one."""
    return text(item, "hide_submit_button") != "True"


def mode_of(item: etree._Element) -> str:
    """When a jump is done: w.c.s. finds it in what older definitions say."""
    older = "trigger" if text(item, "trigger") else "timeout" if text(item, "timeout") else "immediate"
    return text(item, "mode") or older


def choices_of(question: etree._Element, sources: Mapping[str, etree._Element]) -> list[tuple[str, str]]:
    """The answers of a choice, id and words: its own, those of a list in JSON, or of a named one; else none."""
    source: etree._Element | None = question.find("data_source")
    if source is None:
        return [(one.text or "", one.text or "") for one in question.iterfind("items/item") if one.text]
    named = sources.get(text(source, "type"))
    if named is not None:
        source = named.find("data_source")
    if source is None or text(source, "type") != "jsonvalue":
        return []
    try:
        rows = json.loads(text(source, "value"))
    except ValueError:
        return []
    return [(str(row.get("id", row["text"])), row["text"]) for row in rows]
