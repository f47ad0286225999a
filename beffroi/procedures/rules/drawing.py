"""The picture of a workflow as SVG, and the same as a list: for the auditor, the agent and the citizen who asks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext, ngettext

from .definition import Definition
from .phases import LABELS, Phase
from .schema import Status, Transition

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y, _MARGIN = 190, 64, 110, 46, 24


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
    to = definition.statuses[way.to]
    label = definition.say(way.label, language)
    return Way(label, trigger_of(way), way.to, definition.say(to.label, language))


def trigger_of(way: Transition) -> str:
    """What takes a transition, in words."""
    if way.after:
        count = way.after.days
        return ngettext("après %(count)d jour", "après %(count)d jours", count) % {"count": count}
    if way.fact:
        return _fact(way.fact)
    if way.automatic:
        return gettext("aussitôt")
    roles = {
        "citizen": gettext("le demandeur"),
        "clerk": gettext("un agent"),
        "head": gettext("le chef de service"),
        "registrar": gettext("l’officier de l’état civil"),
        "till": gettext("la caisse"),
        "manager": gettext("le gestionnaire de la démarche"),
    }
    return ", ".join(roles[role] for role in way.by)


def _fact(fact: str) -> str:
    return {
        "paid": gettext("quand le paiement est reçu"),
        "document_ready": gettext("quand le document est prêt"),
        "act_migrating": gettext("quand l’acte doit être chargé"),
        "act_none": gettext("quand l’acte n’est pas trouvé"),
    }[fact]


# --- the picture


def svg(definition: Definition, language: str = "fr") -> str:
    """The workflow as a picture: one column per distance from the start, arrows with the words of the transition."""
    places = _places(definition)
    columns = max(x for x, _ in places.values()) + 1
    rows = max(y for _, y in places.values()) + 1
    width = 2 * _MARGIN + columns * _WIDTH + (columns - 1) * _GAP_X
    height = 2 * _MARGIN + rows * _HEIGHT + (rows - 1) * _GAP_Y
    title = gettext("Circuit de traitement : %(title)s") % {
        "title": definition.say(str(definition.title), language)
    }
    arrows = "".join(_arrows(definition, places))
    boxes = "".join(
        _box(definition, status, places[status.name], language) for status in _statuses(definition)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label={quoteattr(title)} class="workflow" font-family="inherit" font-size="13">'
        f"<title>{escape(title)}</title>"
        '<defs><marker id="workflow-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>'
        f"{arrows}{boxes}</svg>"
    )


def _statuses(definition: Definition) -> tuple[Status, ...]:
    return definition.package.workflow.statuses


def _places(definition: Definition) -> dict[str, tuple[int, int]]:
    """Column and row of each status: breadth first from the start, the unreachable last."""
    depth = {definition.initial_status: 0}
    queue = deque(depth)
    while queue:
        name = queue.popleft()
        for way in definition.statuses[name].transitions:
            if way.to in definition.statuses and way.to not in depth:
                depth[way.to] = depth[name] + 1
                queue.append(way.to)
    last = max(depth.values()) + 1
    places, taken = {}, dict.fromkeys(range(last + 1), 0)
    for status in _statuses(definition):
        column = depth.get(status.name, last)
        places[status.name] = (column, taken[column])
        taken[column] += 1
    return places


def _corner(place: tuple[int, int]) -> tuple[int, int]:
    x, y = place
    return _MARGIN + x * (_WIDTH + _GAP_X), _MARGIN + y * (_HEIGHT + _GAP_Y)


def _box(definition: Definition, status: Status, place: tuple[int, int], language: str) -> str:
    x, y = _corner(place)
    label = escape(definition.say(status.label, language))
    phase = escape(str(LABELS[Phase(status.phase)]))
    return (
        f'<g class="phase-{status.phase}"><rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="8" '
        'fill="Canvas" stroke="currentColor" stroke-width="1.5"/>'
        f'<text x="{x + 12}" y="{y + 27}" font-weight="bold" fill="currentColor">{label}</text>'
        f'<text x="{x + 12}" y="{y + 47}" fill="currentColor">{phase}</text></g>'
    )


def _arrows(definition: Definition, places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for status in _statuses(definition):
        drawn = {way.to for way in status.transitions if way.to != status.name}
        for to in sorted(drawn):
            yield _arrow(_corner(places[status.name]), _corner(places[to]))


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    forward, same = end[0] > start[0], end[0] == start[0]
    x1, y1 = start[0] + (_WIDTH if forward or same else 0), start[1] + _HEIGHT // 2
    x2, y2 = end[0] + (0 if forward else _WIDTH), end[1] + _HEIGHT // 2
    bend = 50 if forward else 70
    c1, c2 = x1 + (bend if forward or same else -bend), x2 + (-bend if forward else bend)
    return (
        f'<path d="M{x1} {y1}C{c1} {y1} {c2} {y2} {x2} {y2}" fill="none" stroke="currentColor" '
        'stroke-width="1.2" opacity=".65" marker-end="url(#workflow-tip)"/>'
    )
