"""The workflow engine, told the day (see ``rules.workflow``). ``data`` is what ``cases`` knows of a case, flat."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from beffroi.lib import clock
from beffroi.lib.later import later
from beffroi.people import queries as people
from beffroi.procedures.rules import drawing, workflow
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.expressions import Scope
from beffroi.procedures.rules.fields import View
from beffroi.procedures.rules.forms import bare_fields
from beffroi.procedures.rules.records import case_scope, make_scope, make_view
from beffroi.procedures.rules.schema import Transition

from .commune import local_postcodes
from .references import references_of
from .shelf import options_of

Data = Mapping[str, Any]


def scope_of(definition: Definition, data: Data, **here: Any) -> Scope:
    """What expressions read of a case, with what is true ``here``. Options and rows not given are today's."""
    today = clock.today()
    rows = later(("references",), lambda: {"references": references_of(definition, today)})
    commune = {
        "options": options_of(definition, today),
        "local_postcodes": cache(local_postcodes),
        "closed": people.closing_days,
    }
    return case_scope(definition, rows | commune | data | here, today)


def start(definition: Definition, data: Data) -> workflow.Step:
    """Enter the first status."""
    return workflow.start(definition, scope_of(definition, data, status=definition.initial_status))


def take(definition: Definition, status: str, transition: str, data: Data) -> workflow.Step:
    """Take a transition by its name. Raises NoSuchTransition."""
    return workflow.take(definition, status, transition, scope_of(definition, data, status=status))


def on_fact(definition: Definition, status: str, fact: str, data: Data) -> workflow.Step | None:
    """React to a fact of the house (``paid``, ``document_ready``, ``act_migrating``…), or not."""
    return workflow.on_fact(definition, status, fact, scope_of(definition, data, status=status))


def after_services(definition: Definition, status: str, fact: str, data: Data) -> workflow.Step | None:
    """What a case does by itself once the services called where it stands have answered, or one of them has not."""
    return workflow.after_services(definition, status, fact, scope_of(definition, data, status=status))


def automatic(definition: Definition, status: str, data: Data) -> workflow.Step | None:
    """The first automatic transition whose condition holds; None at rest."""
    return workflow.automatic(definition, status, scope_of(definition, data, status=status))


def goes_on(definition: Definition, status: str, data: Data) -> bool:
    """Whether a case that stands here is left by itself now."""
    return workflow.goes_on(definition, status, scope_of(definition, data, status=status))


def transitions_for(
    definition: Definition, status: str, roles: Collection[str], data: Data
) -> list[workflow.TransitionView]:
    """The ways out that these roles may take now, in words."""
    scope = scope_of(definition, data, status=status)
    return _views(definition, workflow.transitions_for(definition, status, roles, scope), scope)


def ways_shown(definition: Definition, status: str, language: str = "fr") -> list[workflow.TransitionView]:
    """Every way out of a status that somebody at the desk may take, whatever its condition: to look at, not to take."""
    scope = scope_of(definition, {}, status=status, language=language)
    ways = [way for way in definition.ways_out(status) if set(way.by) - {"citizen"}]
    return _views(definition, ways, scope)


def _views(definition: Definition, ways: Sequence[Transition], scope: Scope) -> list[workflow.TransitionView]:
    """These ways in words; what their small forms choose in is asked once for all."""
    if not ways:
        return []
    references = references_of(definition, clock.today())
    context = FormContext(
        today=scope.today, language=scope.language, references=references, closed=scope.closed
    )
    view = make_view(definition, context, make_scope(definition, {}, context))
    return [_view(definition, way, view) for way in ways]


def _view(definition: Definition, way: Transition, view: View) -> workflow.TransitionView:
    return workflow.TransitionView(
        name=way.name,
        label=definition.say(way.label, view.language),
        to=way.to,
        decides=way.decides,
        confirm=definition.say(way.confirm, view.language),
        roles=way.by,
        form=tuple(bare_fields(way.form, view)),
    )


def workflow_svg(definition: Definition, language: str = "fr") -> str:
    """The picture of the workflow, as SVG."""
    return drawing.svg(definition, language)


def workflow_list(definition: Definition, language: str = "fr") -> list[drawing.StatusLine]:
    """The same as a list, of equal rank."""
    return drawing.lines(definition, language)
