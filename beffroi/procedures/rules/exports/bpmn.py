"""The workflow as BPMN 2.0 with its layout, for the auditor and for other tools: a drawing, for our engine runs the
package itself.

A status is a task in the lane of who acts there, a final status an end event; the ways out leave by an exclusive
gateway, a delay by a timer on the edge of the task. What is possible in several statuses is an event sub-process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext
from lxml import etree

from beffroi.lib.workdays import iso_duration
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.drawing import role_names, trigger_of
from beffroi.procedures.rules.phases import ENDS, LABELS, Phase
from beffroi.procedures.rules.schema import Anywhere, Status, Transition
from beffroi.procedures.rules.workflow import turn_of
from beffroi.procedures.rules.xmltext import held

from .layout import EVENT, Arrow, Box, Node, Picture, Point, draw

_BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
_DD: Final = "http://www.omg.org/spec/DD/20100524/DI"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_NAMES: Final = {"bpmn": _BPMN, "bpmndi": _DI, "dc": _DC, "di": _DD, "xsi": _XSI}
_CEL: Final = "https://cel.dev"
_APPLICANT, _HOUSE, _OUTSIDE = "applicant", "house", "outside"
_SUB: Final = (340, 150)


@dataclass(frozen=True, slots=True)
class _Way:
    """A transition with its place: the ids of its flow and timer are made of it."""

    status: Status
    place: int
    transition: Transition

    @property
    def flow(self) -> str:
        return f"Flow_{self.status.name}_{self.place}"

    @property
    def timer(self) -> str:
        return f"Timer_{self.status.name}_{self.place}"


def bpmn(definition: Definition, language: str = "fr") -> bytes:
    """The workflow as a BPMN 2.0 file in UTF-8."""
    root = _Export(definition, language).root()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


class _Export:
    def __init__(self, definition: Definition, language: str) -> None:
        self.definition, self.language = definition, language
        self.workflow = definition.package.workflow
        self.statuses = [status for status in self.workflow.statuses if self._is_drawn(status)]
        self.ways = [
            _Way(status, place, way)
            for status in self.statuses
            for place, way in enumerate(status.transitions)
            if way.to in definition.statuses
        ]
        self.lanes = self._lanes()
        self.picture = self._picture()

    # --- what is drawn

    def _is_drawn(self, status: Status) -> bool:
        """A final status that only a way possible everywhere leads to stands in that way’s own box."""
        drawn = {way.to for one in self.workflow.statuses for way in one.transitions}
        return status.name in drawn or status is self.workflow.statuses[0] or not _is_end(status)

    def _lanes(self) -> list[str]:
        wanted = {_APPLICANT, *map(self._lane, self.statuses)}
        order = [_APPLICANT, *(role for role in role_names() if role != "citizen"), _HOUSE, _OUTSIDE]
        return [lane for lane in order if lane in wanted]

    def _lane(self, status: Status) -> str:
        """Who acts in a status."""
        if status.task:
            return _APPLICANT if status.task.role == "citizen" else status.task.role
        if _is_end(status):
            return _HOUSE
        turn = turn_of(status)
        if turn == "applicant":
            return _APPLICANT
        if turn in ("authority", "outside"):
            return _OUTSIDE
        roles = [role for way in status.transitions for role in way.by if role != "citizen"]
        return roles[0] if roles else _HOUSE

    def _lane_name(self, lane: str) -> str:
        names = {
            _APPLICANT: gettext("Le demandeur"),
            _HOUSE: gettext("La commune, d’elle-même"),
            _OUTSIDE: gettext("Une autre autorité"),
        }
        if lane in names:
            return names[lane]
        name = role_names()[lane]
        return name[:1].upper() + name[1:]

    def _picture(self) -> Picture:
        nodes = [Node("start", 0, "start")]
        for status in self.statuses:
            lane = self.lanes.index(self._lane(status))
            nodes.append(Node(status.name, lane, "end" if _is_end(status) else "task"))
        arrows = [Arrow("Flow_start", "start", self.statuses[0].name)]
        for way in self.ways:
            target, timer = way.transition.to, way.transition.after is not None
            arrows.append(Arrow(way.flow, way.status.name, target, self._label(way), timer))
        extra = _SUB[1] + 60 if self.workflow.anywhere else 0
        return draw(nodes, arrows, len(self.lanes), extra)

    def _label(self, way: _Way) -> str:
        """The words of a way: its button, else what takes it; and who, where it is not who the lane names."""
        transition = way.transition
        label = self.definition.say(transition.label, self.language)
        if transition.automatic and not label:
            alone = sum(one.status is way.status for one in self.ways) == 1
            return "" if alone else transition.name.replace("_", " ")
        by = {_APPLICANT if role == "citizen" else role for role in transition.by}
        if label and self._lane(way.status) in by:
            return label
        return ", ".join(filter(None, (label, trigger_of(transition))))

    def _say(self, french: str) -> str:
        return self.definition.say(french, self.language)

    # --- the file

    def root(self) -> etree._Element:
        slug = self.definition.slug
        root = etree.Element(
            f"{{{_BPMN}}}definitions",
            {"id": "Definitions", "targetNamespace": f"urn:beffroi:{slug}", "exporter": "Beffroi"},
            nsmap=_NAMES,
        )
        title = self.definition.title.in_(self.language)[0]
        pool = _add(_add(root, "collaboration", id="Collaboration"), "participant", id="Pool", name=title)
        pool.set("processRef", "Process")
        process = _add(root, "process", id="Process", name=title, isExecutable="false")
        self._lane_set(process)
        self._nodes(process)
        self._flows(process)
        self._everywhere(process)
        self._diagram(root)
        return root

    def _lane_set(self, process: etree._Element) -> None:
        lanes = _add(process, "laneSet", id="Lanes")
        for index, name in enumerate(self.lanes):
            lane = _add(lanes, "lane", id=f"Lane_{name}", name=self._lane_name(name))
            for node in self._nodes_in(index):
                _add(lane, "flowNodeRef").text = node
        if self.workflow.anywhere:
            lane = _add(lanes, "lane", id="Lane_anywhere", name=gettext("À tout moment"))
            for index, _ in enumerate(self.workflow.anywhere):
                _add(lane, "flowNodeRef").text = f"Anywhere_{index}"

    def _nodes_in(self, lane: int) -> Iterator[str]:
        if lane == 0:
            yield "Start"
        for status in self.statuses:
            if self.lanes.index(self._lane(status)) == lane:
                yield f"Status_{status.name}"
                if status.name in self.picture.gateways:
                    yield f"Gateway_{status.name}"
                yield from (way.timer for way in self._out(status) if way.transition.after)

    def _out(self, status: Status) -> list[_Way]:
        return [way for way in self.ways if way.status is status]

    def _nodes(self, process: etree._Element) -> None:
        start = _add(process, "startEvent", id="Start", name=gettext("Demande envoyée"))
        _add(start, "outgoing").text = "Flow_start"
        for status in self.statuses:
            out = self._out(status)
            direct = [way for way in out if way.transition.after is None]
            gate = status.name in self.picture.gateways
            node = _add(process, _kind(status), id=f"Status_{status.name}", name=self._name(status))
            _document(node, self._notes(status))
            incoming = ["Flow_start"] if status is self.statuses[0] else []
            incoming += [way.flow for way in self.ways if way.transition.to == status.name]
            _tie(node, incoming, [f"Fork_{status.name}"] if gate else [way.flow for way in direct])
            if gate:
                fork = _add(process, "exclusiveGateway", id=f"Gateway_{status.name}")
                _tie(fork, [f"Fork_{status.name}"], [way.flow for way in direct])
            for way in out:
                if way.transition.after:
                    self._timer(process, way)

    def _timer(self, process: etree._Element, way: _Way) -> None:
        delay = way.transition.after
        assert delay
        attached = f"Status_{way.status.name}"
        timer = _add(process, "boundaryEvent", id=way.timer, attachedToRef=attached)
        _document(timer, trigger_of(way.transition))
        _tie(timer, [], [way.flow])
        period = _add(timer, "timerEventDefinition", id=f"{way.timer}_delay")
        duration = _add(period, "timeDuration")
        duration.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
        if delay.option:  # set by the commune: the file says by which value
            duration.set("language", _CEL)
        duration.text = (
            f"options.{delay.option}" if delay.option else iso_duration(delay.days or 0, delay.unit)
        )

    def _flows(self, process: etree._Element) -> None:
        start = f"Status_{self.statuses[0].name}"
        _add(process, "sequenceFlow", id="Flow_start", sourceRef="Start", targetRef=start)
        for name in self.picture.gateways:
            ends = {"sourceRef": f"Status_{name}", "targetRef": f"Gateway_{name}"}
            _add(process, "sequenceFlow", id=f"Fork_{name}", **ends)
        for way in self.ways:
            gate = way.status.name in self.picture.gateways
            source = (
                way.timer if way.transition.after else f"{'Gateway' if gate else 'Status'}_{way.status.name}"
            )
            flow = _add(process, "sequenceFlow", id=way.flow, sourceRef=source)
            flow.set("targetRef", f"Status_{way.transition.to}")
            if label := self._label(way):
                flow.set("name", held(label))
            if way.transition.when and gate and not way.transition.after:
                condition = _add(flow, "conditionExpression", language=_CEL)
                condition.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
                condition.text = held(way.transition.when)

    def _everywhere(self, process: etree._Element) -> None:
        """What is possible in several statuses, each as an event sub-process."""
        for index, one in enumerate(self.workflow.anywhere):
            name = self._everywhere_name(one)
            box = _add(process, "subProcess", id=f"Anywhere_{index}", name=name, triggeredByEvent="true")
            flow = f"Anywhere_{index}_flow"
            start = _add(box, "startEvent", id=f"Anywhere_{index}_start", name=trigger_of(one.transition))
            _add(start, "outgoing").text = flow
            _add(start, "escalationEventDefinition", id=f"Anywhere_{index}_trigger")
            target = self.definition.statuses.get(one.transition.to)
            words = self._say(target.label) if target else one.transition.to
            end = _add(box, "endEvent", id=f"Anywhere_{index}_end", name=words)
            _add(end, "incoming").text = flow
            ends = {"sourceRef": f"Anywhere_{index}_start", "targetRef": f"Anywhere_{index}_end"}
            _add(box, "sequenceFlow", id=flow, **ends)

    def _everywhere_name(self, one: Anywhere) -> str:
        label = self._say(one.transition.label) or one.transition.name.replace("_", " ")
        phases = ", ".join(str(LABELS[Phase(phase)]) for phase in one.phases)
        return gettext("%(what)s (dossier : %(phases)s)") % {"what": label, "phases": phases}

    def _name(self, status: Status) -> str:
        return self._say(status.task.label if status.task else status.label)

    def _notes(self, status: Status) -> str:
        """The status and its stage, and the blocks that run on entering it."""
        phase = f"{self._say(status.label)} – {LABELS[Phase(status.phase)]}"
        return "\n".join([phase, *(call.block for call in status.enter)])

    # --- the layout

    def _diagram(self, root: etree._Element) -> None:
        diagram = etree.SubElement(root, f"{{{_DI}}}BPMNDiagram", {"id": "Diagram"})
        plane = etree.SubElement(
            diagram, f"{{{_DI}}}BPMNPlane", {"id": "Plane", "bpmnElement": "Collaboration"}
        )
        picture = self.picture
        _shape(plane, "Pool", picture.pool, isHorizontal="true")
        names = [*self.lanes, *(["anywhere"] if self.workflow.anywhere else [])]
        for name, box in zip(names, picture.lanes, strict=True):
            _shape(plane, f"Lane_{name}", box, isHorizontal="true")
        _shape(plane, "Start", picture.nodes["start"], label=_under(picture.nodes["start"]))
        for status in self.statuses:
            box = picture.nodes[status.name]
            _shape(plane, f"Status_{status.name}", box, label=_under(box) if _is_end(status) else None)
            if status.name in picture.gateways:
                _shape(plane, f"Gateway_{status.name}", picture.gateways[status.name], isMarkerVisible="true")
        for way in self.ways:
            if way.transition.after:
                _shape(plane, way.timer, picture.timers[way.flow])
        self._edges(plane)
        self._draw_everywhere(plane)

    def _edges(self, plane: etree._Element) -> None:
        picture = self.picture
        _edge(plane, "Flow_start", picture.paths["Flow_start"])
        for name, gate in picture.gateways.items():
            box, y = picture.nodes[name], gate.y + gate.height // 2
            _edge(plane, f"Fork_{name}", [(box.x + box.width, y), (gate.x, y)])
        for way in self.ways:
            _edge(plane, way.flow, picture.paths[way.flow], picture.labels.get(way.flow))

    def _draw_everywhere(self, plane: etree._Element) -> None:
        if not self.workflow.anywhere:
            return
        lane = self.picture.lanes[-1]
        for index, _ in enumerate(self.workflow.anywhere):
            box = Box(lane.x + 60 + index * (_SUB[0] + 30), lane.y + 30, *_SUB)
            start = Box(box.x + 40, box.y + 70, EVENT, EVENT)
            end = Box(box.x + box.width - 40 - EVENT, box.y + 70, EVENT, EVENT)
            _shape(plane, f"Anywhere_{index}", box, isExpanded="true")
            _shape(plane, f"Anywhere_{index}_start", start, label=_under(start))
            _shape(plane, f"Anywhere_{index}_end", end, label=_under(end))
            middle = start.y + EVENT // 2
            _edge(plane, f"Anywhere_{index}_flow", [(start.x + EVENT, middle), (end.x, middle)])


# --- elements


def _is_end(status: Status) -> bool:
    return Phase(status.phase) in ENDS and not status.transitions


def _kind(status: Status) -> str:
    if _is_end(status):
        return "endEvent"
    if status.task or turn_of(status) == "applicant" or any(way.by for way in status.transitions):
        return "userTask"
    return "receiveTask" if any(way.fact for way in status.transitions) else "serviceTask"


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    cleaned = {key: held(value) for key, value in attributes.items()}
    return etree.SubElement(parent, f"{{{_BPMN}}}{tag}", cleaned)


def _document(node: etree._Element, words: str) -> None:
    _add(node, "documentation").text = held(words)


def _tie(node: etree._Element, incoming: list[str], outgoing: list[str]) -> None:
    for flow in incoming:
        _add(node, "incoming").text = flow
    for flow in outgoing:
        _add(node, "outgoing").text = flow


def _shape(plane: etree._Element, of: str, box: Box, *, label: Box | None = None, **attributes: str) -> None:
    shape = etree.SubElement(plane, f"{{{_DI}}}BPMNShape", {"id": f"{of}_di", "bpmnElement": of})
    for key, value in attributes.items():
        shape.set(key, value)
    _bounds(shape, box)
    if label:
        _bounds(etree.SubElement(shape, f"{{{_DI}}}BPMNLabel"), label)


def _edge(plane: etree._Element, of: str, path: list[Point], label: Box | None = None) -> None:
    edge = etree.SubElement(plane, f"{{{_DI}}}BPMNEdge", {"id": f"{of}_di", "bpmnElement": of})
    for x, y in path:
        etree.SubElement(edge, f"{{{_DD}}}waypoint", {"x": str(x), "y": str(y)})
    if label:
        _bounds(etree.SubElement(edge, f"{{{_DI}}}BPMNLabel"), label)


def _bounds(parent: etree._Element, box: Box) -> None:
    sizes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    etree.SubElement(parent, f"{{{_DC}}}Bounds", {key: str(value) for key, value in sizes.items()})


def _under(box: Box) -> Box:
    """The place of the words below a circle."""
    return Box(box.x + box.width // 2 - 60, box.y + box.height + 4, 120, 28)
