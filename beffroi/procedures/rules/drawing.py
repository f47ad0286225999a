"""The picture of a workflow as SVG, and the same as a list: for the auditor, the agent and the citizen who asks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import count

from django.utils.translation import gettext

from beffroi.lib.workdays import DayUnit, counted

from .definition import Definition
from .phases import LABELS, Phase
from .schema import Delay, Status, Transition
from .xmltext import escape

_WIDTH, _HEIGHT, _GAP, _LANE, _MARGIN = 430, 54, 30, 16, 16

#: From which row to which.
Arrow = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Way:
    """A way out in words: what takes it, and where it leads."""

    label: str
    trigger: str
    to: str
    to_label: str


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A status in words."""

    name: str
    label: str
    phase: str
    phase_label: str
    task: str
    ways: tuple[Way, ...]


def lines(definition: Definition, language: str = "fr") -> list[StatusLine]:
    """The workflow as a list."""
    return [
        StatusLine(
            name=status.name,
            label=definition.say(status.label, language),
            phase=status.phase,
            phase_label=str(LABELS[Phase(status.phase)]),
            task=definition.say(status.task.label, language) if status.task else "",
            ways=tuple(_way(definition, way, language) for way in definition.ways_out(status.name)),
        )
        for status in definition.package.workflow.statuses
    ]


def _way(definition: Definition, way: Transition, language: str) -> Way:
    return Way(
        definition.say(way.label, language),
        trigger_of(way),
        way.to,
        status_label(definition, way.to, language),
    )


def status_label(definition: Definition, name: str, language: str = "fr") -> str:
    """What a status is called; one that a version in preparation no longer has is called by its name."""
    status = definition.statuses.get(name)
    if status is None:
        return gettext("« %(name)s » (retiré)") % {"name": name}
    return definition.say(status.label, language)


def trigger_of(way: Transition) -> str:
    """What takes a transition, in words."""
    if way.after:
        return _after(way.after)
    if way.fact:
        return _fact(way.fact)
    if way.automatic:
        return gettext("aussitôt")
    return ", ".join(role_names()[role] for role in way.by)


def _after(delay: Delay) -> str:
    if delay.days is not None:
        return gettext("après %(period)s") % {"period": counted(delay.days, delay.unit)}
    return {
        DayUnit.CALENDAR: gettext("après un délai fixé par la commune"),
        DayUnit.WORKING: gettext("après un délai en jours ouvrables fixé par la commune"),
        DayUnit.CLEAR: gettext("après un délai en jours francs fixé par la commune"),
    }[DayUnit(delay.unit)]


def role_names() -> dict[str, str]:
    """Who may take a transition, in words."""
    return {
        "citizen": gettext("le demandeur"),
        "clerk": gettext("un agent"),
        "head": gettext("le chef de service"),
        "registrar": gettext("l’officier de l’état civil"),
        "till": gettext("la caisse"),
        "manager": gettext("le gestionnaire de la démarche"),
    }


def _fact(fact: str) -> str:
    return {
        "paid": gettext("quand le paiement est reçu"),
        "document_ready": gettext("quand le document est prêt"),
        "act_migrating": gettext("quand l’acte doit être chargé"),
        "act_none": gettext("quand l’acte n’est pas trouvé"),
        "service_answered": gettext("quand le service a répondu"),
        "service_failed": gettext("quand le service n’a pas répondu"),
        "silence": gettext("quand le délai légal est passé sans décision"),
        "linked_closed": gettext("quand les dossiers liés sont terminés"),
    }[fact]


# --- the picture


def svg(definition: Definition, language: str = "fr") -> str:
    """The workflow as a picture: the statuses from top to bottom as the package writes them, ways forward on the
    right, ways back on the left, each in a lane of its own. What is possible everywhere is left to the list."""
    statuses = definition.package.workflow.statuses
    arrows = _arrows(definition)
    right, left = _lanes([a for a in arrows if _side(a) > 0]), _lanes([a for a in arrows if _side(a) < 0])
    x = _MARGIN + (max(left.values(), default=-1) + 2) * _LANE
    width = x + _WIDTH + (max(right.values(), default=-1) + 2) * _LANE + _MARGIN
    height = 2 * _MARGIN + len(statuses) * (_HEIGHT + _GAP) - _GAP
    title = escape(
        gettext("Circuit de traitement : %(title)s") % {"title": definition.title.in_(language)[0]}
    )
    ports = _ports(arrows)
    drawn = [_arrow(arrow, x, {**right, **left}.get(arrow, 0), ports) for arrow in arrows]
    boxes = [_box(definition, status, x, _top(row), language) for row, status in enumerate(statuses)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" class="workflow" font-family="inherit" font-size="14"><title>{title}</title>'
        '<defs><marker id="workflow-tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>'
        f"{''.join(drawn)}{''.join(boxes)}</svg>"
    )


def _arrows(definition: Definition) -> list[Arrow]:
    """The ways between two statuses, as rows from and to."""
    rows = {status.name: row for row, status in enumerate(definition.package.workflow.statuses)}
    found = {
        (rows[status.name], rows[way.to])
        for status in definition.package.workflow.statuses
        for way in status.transitions
        if way.to in rows and way.to != status.name
    }
    return sorted(found)


def _side(arrow: Arrow) -> int:
    """0: straight down to the next status; 1: on the right; -1: back, on the left."""
    start, end = arrow
    return 0 if end == start + 1 else 1 if end > start else -1


def _lanes(arrows: list[Arrow]) -> dict[Arrow, int]:
    """A lane for each arrow of a side, the shortest nearest; two arrows of one lane never overlap."""
    lanes: dict[Arrow, int] = {}
    for arrow in sorted(arrows, key=lambda one: (abs(one[1] - one[0]), one)):
        taken = {lane for other, lane in lanes.items() if _overlap(arrow, other)}
        lanes[arrow] = next(lane for lane in count() if lane not in taken)
    return lanes


def _overlap(one: Arrow, other: Arrow) -> bool:
    return max(min(one), min(other)) <= min(max(one), max(other))


def _ports(arrows: list[Arrow]) -> dict[tuple[Arrow, int], int]:
    """The height at which each end of an arrow touches its box: ends of one side are spread over it."""
    touching: dict[tuple[int, int], list[tuple[Arrow, int]]] = defaultdict(list)
    for arrow in arrows:
        if _side(arrow):
            for end in (0, 1):
                touching[arrow[end], _side(arrow)].append((arrow, end))
    heights: dict[tuple[Arrow, int], int] = {}
    for (row, _), ends in touching.items():
        for place, touch in enumerate(sorted(ends, key=lambda one: one[0][1 - one[1]]), start=1):
            heights[touch] = _top(row) + place * _HEIGHT // (len(ends) + 1)
    return heights


def _top(row: int) -> int:
    return _MARGIN + row * (_HEIGHT + _GAP)


def _arrow(arrow: Arrow, x: int, lane: int, ports: dict[tuple[Arrow, int], int]) -> str:
    side = _side(arrow)
    if side == 0:
        middle = x + _WIDTH // 2
        path = f"M{middle} {_top(arrow[0]) + _HEIGHT}V{_top(arrow[1])}"
    else:
        edge = x + _WIDTH if side > 0 else x
        path = f"M{edge} {ports[arrow, 0]}H{edge + side * (lane + 1) * _LANE}V{ports[arrow, 1]}H{edge}"
    return (
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="1.25" stroke-linejoin="round" '
        'opacity=".7" marker-end="url(#workflow-tip)"/>'
    )


def _box(definition: Definition, status: Status, x: int, y: int, language: str) -> str:
    label = escape(definition.say(status.label, language))
    phase = escape(str(LABELS[Phase(status.phase)]))
    return (
        f'<g class="phase-{status.phase}"><rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" '
        'fill="none" stroke="currentColor" stroke-width="1.5"/>'
        f'<text x="{x + 14}" y="{y + 22}" font-weight="bold" fill="currentColor">{label}</text>'
        f'<text x="{x + 14}" y="{y + 41}" fill="currentColor">{phase}</text></g>'
    )
