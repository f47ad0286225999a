"""Where the parts of a workflow stand on the picture, and the way of every arrow. Pure geometry.

The picture is a table: a lane for each who acts, cut in rows; a column for each step from the start. No arrow crosses a
box: it leaves its box to the right, runs between two columns on a track of its own, and where its target is not in the
next column, above the target's row on a track of its own too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

TASK: Final = (140, 80)
EVENT: Final = 36
GATEWAY: Final = 50
_HEAD, _TRACK, _GAP, _LABEL = 30, 14, 24, 120
_LEFT, _TOP = 160, 80
#: A line of a label, and how many signs it takes before viewers fold it.
_LINE, _FOLD = 14, 18

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int


@dataclass(slots=True)
class Node:
    """A box or a circle of the picture; ``kind`` is ``start``, ``task`` or ``end``."""

    id: str
    lane: int
    kind: str
    column: int = 0
    row: int = 0


@dataclass(slots=True)
class Arrow:
    """A way from one node to another; one that a timer takes leaves from a circle on the edge of the box."""

    id: str
    source: str
    target: str
    label: str = ""
    timer: bool = False


@dataclass(slots=True)
class Picture:
    """The result: boxes by id, with gateways (``gateway`` by node), timers (by arrow) and labels (by arrow)."""

    nodes: dict[str, Box] = field(default_factory=dict)
    gateways: dict[str, Box] = field(default_factory=dict)
    timers: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    paths: dict[str, list[Point]] = field(default_factory=dict)
    lanes: list[Box] = field(default_factory=list)
    pool: Box = Box(0, 0, 0, 0)


def draw(nodes: Sequence[Node], arrows: Sequence[Arrow], lanes: int, extra: int = 0) -> Picture:
    """Place everything. ``extra`` is the height of one more lane at the bottom, left empty."""
    return _Drawing(nodes, arrows, lanes).draw(extra)


class _Drawing:
    def __init__(self, nodes: Sequence[Node], arrows: Sequence[Arrow], lanes: int) -> None:
        self.nodes = {node.id: node for node in nodes}
        self.arrows = [arrow for arrow in arrows if arrow.source in self.nodes and arrow.target in self.nodes]
        self.lanes = lanes
        self.out: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in self.arrows:
            self.out[arrow.source].append(arrow)
        self.picture = Picture()
        self.tracks: dict[tuple[str, int, str], int] = {}
        self.above: dict[tuple[int, int], list[str]] = defaultdict(list)

    def draw(self, extra: int) -> Picture:
        self._columns()
        self._rows()
        self._take_tracks()
        lefts = self._lefts()
        centres = self._heights(extra)
        self._place(lefts, centres)
        for node in self.nodes.values():
            self._leave(node, lefts)
        return self.picture

    # --- the table

    def _columns(self) -> None:
        """The longest way from the start that does not turn back; ends stand in the last column."""
        forward = self._forward()
        order = _sorted(list(self.nodes), forward)
        for name in order:
            for arrow in forward.get(name, ()):
                target = self.nodes[arrow.target]
                target.column = max(target.column, self.nodes[name].column + 1)
        starts = {node.id for node in self.nodes.values() if node.kind == "start"}
        last = max([node.column for node in self.nodes.values()] + [1])
        for node in self.nodes.values():
            if node.id not in starts:
                node.column = last if node.kind == "end" else max(node.column, 1)

    def _forward(self) -> dict[str, list[Arrow]]:
        """The arrows without those that turn back to where one has been."""
        kept: dict[str, list[Arrow]] = defaultdict(list)
        done: set[str] = set()
        for first in self.nodes:
            if first in done:
                continue
            path: list[tuple[str, list[Arrow]]] = [(first, list(self.out[first]))]
            open_ = {first}
            while path:
                name, left = path[-1]
                if not left:
                    path.pop()
                    open_.discard(name)
                    done.add(name)
                    continue
                arrow = left.pop(0)
                if arrow.target in open_:
                    continue
                kept[name].append(arrow)
                if arrow.target not in done:
                    path.append((arrow.target, list(self.out[arrow.target])))
                    open_.add(arrow.target)
        return kept

    def _rows(self) -> None:
        taken: set[tuple[int, int, int]] = set()
        for node in sorted(self.nodes.values(), key=lambda one: one.column):
            while (node.lane, node.row, node.column) in taken:
                node.row += 1
            taken.add((node.lane, node.row, node.column))

    # --- the tracks

    def _take_tracks(self) -> None:
        """A track for each arrow: beside its source, and where the target is further, beside and above the target."""
        used: dict[tuple[int, str], int] = defaultdict(int)
        for arrow in self.arrows:
            source, target = self.nodes[arrow.source], self.nodes[arrow.target]
            self._track(arrow, source.column, "out", used)
            if target.column != source.column + 1:
                self._track(arrow, target.column - 1, "in", used)
                self.above[target.lane, target.row].append(arrow.id)
        self.used = used

    def _track(self, arrow: Arrow, gap: int, way: str, used: dict[tuple[int, str], int]) -> None:
        self.tracks[arrow.id, gap, way] = used[gap, way]
        used[gap, way] += 1

    def _x(self, arrow: Arrow, gap: int, way: str, lefts: list[int]) -> int:
        """The track of an arrow in a gap: those that leave first, then those that arrive."""
        number = self.tracks[arrow.id, gap, way]
        after = self.used[gap, "in"] + (self.used[gap, "out"] - number if way == "out" else -number)
        return lefts[gap + 1] - _GAP - after * _TRACK

    # --- the places

    def _lefts(self) -> list[int]:
        """The left edge of each column, and one more."""
        lefts, x = [], _LEFT + 2 * _HEAD + 3 * _GAP
        columns = max(node.column for node in self.nodes.values()) + 1
        for column in range(columns):
            lefts.append(x)
            here = [node for node in self.nodes.values() if node.column == column]
            x += max(TASK[0] if node.kind == "task" else EVENT for node in here) if here else 0
            x += _GAP + GATEWAY if any(self._has_gateway(node) for node in here) else 0
            x += _LABEL if any(arrow.label for node in here for arrow in self.out[node.id]) else 0
            x += (self.used[column, "out"] + self.used[column, "in"] + 1) * _TRACK + 2 * _GAP
        return [*lefts, x]

    def _has_gateway(self, node: Node) -> bool:
        return sum(not arrow.timer for arrow in self.out[node.id]) > 1

    def _slots(self, node: Node) -> dict[str, int]:
        """How far from the middle of its node each arrow leaves: timers below the box, the others about the middle."""
        slots: dict[str, int] = {}
        y = 0
        for arrow in self.out[node.id]:
            if not arrow.timer:
                y += _height(arrow) if slots else 0
                slots[arrow.id] = y
        slots = {name: slot - y // 2 for name, slot in slots.items()}
        lowest = max([TASK[1] // 2 + 10, *slots.values()])
        for arrow in self.out[node.id]:
            if arrow.timer:
                lowest += _height(arrow)
                slots[arrow.id] = lowest
        return slots

    def _heights(self, extra: int) -> dict[tuple[int, int], int]:
        """The middle of each row; draws lanes and pool on the way."""
        centres: dict[tuple[int, int], int] = {}
        right = self._lefts()[-1]
        y = _TOP
        for lane in range(self.lanes):
            top, y = y, y + _GAP // 2
            rows = sorted({node.row for node in self.nodes.values() if node.lane == lane}) or [0]
            for row in rows:
                here = [node for node in self.nodes.values() if (node.lane, node.row) == (lane, row)]
                y += len(self.above[lane, row]) * _TRACK + _GAP
                y += max([-self._top(node) for node in here], default=TASK[1] // 2)
                centres[lane, row] = y
                y += max([self._bottom(node) for node in here], default=TASK[1] // 2)
            self.picture.lanes.append(Box(_LEFT + _HEAD, top, right - _LEFT - _HEAD, y - top))
        if extra:
            self.picture.lanes.append(Box(_LEFT + _HEAD, y, right - _LEFT - _HEAD, extra))
        self.picture.pool = Box(_LEFT, _TOP, right - _LEFT, y + extra - _TOP)
        return centres

    def _place(self, lefts: list[int], centres: dict[tuple[int, int], int]) -> None:
        for node in self.nodes.values():
            x, y = lefts[node.column], centres[node.lane, node.row]
            width, height = TASK if node.kind == "task" else (EVENT, EVENT)
            self.picture.nodes[node.id] = Box(x, y - height // 2, width, height)
            if self._has_gateway(node):
                left = x + width + _GAP
                self.picture.gateways[node.id] = Box(left, y - GATEWAY // 2, GATEWAY, GATEWAY)

    # --- the arrows

    def _leave(self, node: Node, lefts: list[int]) -> None:
        box = self.picture.nodes[node.id]
        middle = box.y + box.height // 2
        gate = self.picture.gateways.get(node.id)
        edge = gate.x + gate.width if gate else box.x + box.width
        bus = self._bus(node, lefts)
        timers = 0
        for arrow in self.out[node.id]:
            y = middle + self._slots(node)[arrow.id]
            if arrow.timer:
                circle = Box(box.x + 12 + timers * (EVENT + 8), box.y + box.height - EVENT // 2, EVENT, EVENT)
                self.picture.timers[arrow.id] = circle
                timers += 1
                start = (circle.x + EVENT // 2, circle.y + EVENT)
                path = [start, (start[0], y)]
            else:
                path = [(edge, middle), (bus, middle), (bus, y)]
            if arrow.label:
                words = _height(arrow) - 8
                self.picture.labels[arrow.id] = Box(bus + 6, y - words, _LABEL - 14, words)
            self.picture.paths[arrow.id] = _without_turns([*path, *self._arrive(arrow, y, lefts)])

    def _bus(self, node: Node, lefts: list[int]) -> int:
        """Where the arrows of a column part: behind its widest box."""
        here = [self.nodes[name] for name in self.nodes if self.nodes[name].column == node.column]
        boxes = [self.picture.gateways.get(one.id) or self.picture.nodes[one.id] for one in here]
        return max(box.x + box.width for box in boxes) + 12

    def _arrive(self, arrow: Arrow, y: int, lefts: list[int]) -> Iterable[Point]:
        source, target = self.nodes[arrow.source], self.nodes[arrow.target]
        box = self.picture.nodes[target.id]
        end = (box.x, box.y + box.height // 2)
        leave = self._x(arrow, source.column, "out", lefts)
        if target.column == source.column + 1:
            return [(leave, y), (leave, end[1]), end]
        over = self.above[target.lane, target.row]
        row_top = min(
            self.picture.nodes[one.id].y + self.picture.nodes[one.id].height // 2 + self._top(one)
            for one in self.nodes.values()
            if (one.lane, one.row) == (target.lane, target.row)
        )
        channel = row_top - _GAP // 2 - over.index(arrow.id) * _TRACK
        enter = self._x(arrow, target.column - 1, "in", lefts)
        return [(leave, y), (leave, channel), (enter, channel), (enter, end[1]), end]

    def _top(self, node: Node) -> int:
        """How far above its middle a node and what leaves it reach (a negative number)."""
        half = (TASK[1] if node.kind == "task" else EVENT) // 2
        slots = self._slots(node)
        return min([-half, *(slots[arrow.id] - _height(arrow) for arrow in self.out[node.id])])

    def _bottom(self, node: Node) -> int:
        """How far below its middle a node and what leaves it reach; the words of a circle stand below it."""
        half = TASK[1] // 2 if node.kind == "task" else EVENT // 2 + 2 * _LINE
        return max([half, *self._slots(node).values()]) + _GAP // 2


def _height(arrow: Arrow) -> int:
    """What an arrow needs above it for its words."""
    return max(1, -(-len(arrow.label) // _FOLD)) * _LINE + 10


def _sorted(names: list[str], forward: dict[str, list[Arrow]]) -> list[str]:
    """The nodes so that each comes after those that lead to it."""
    waiting: dict[str, int] = dict.fromkeys(names, 0)
    for arrows in forward.values():
        for arrow in arrows:
            waiting[arrow.target] += 1
    ready = [name for name in names if not waiting[name]]
    order = []
    while ready:
        name = ready.pop(0)
        order.append(name)
        for arrow in forward.get(name, ()):
            waiting[arrow.target] -= 1
            if not waiting[arrow.target]:
                ready.append(arrow.target)
    return order


def _without_turns(path: list[Point]) -> list[Point]:
    """The same way without the points that stand on a straight line."""
    kept: list[Point] = []
    for point in path:
        if kept and point == kept[-1]:
            continue
        while len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept.pop()
        kept.append(point)
    return kept
