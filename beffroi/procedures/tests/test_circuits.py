"""Random walks over circuits that nobody wrote: what the engine promises of every circuit that ``check`` accepts."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from beffroi.procedures.rules import workflow
from beffroi.procedures.rules.examples import run_example
from beffroi.procedures.rules.graph import reachable
from beffroi.procedures.rules.phases import ENDS
from beffroi.procedures.rules.schema import TestFile as Example
from beffroi.procedures.rules.workflow import NoSuchTransition

from .circuits import FACTS, ROLES, Going, definition_of, led_to, sound
from .factories import TODAY

pytestmark = pytest.mark.once
QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


class Walk(RuleBasedStateMachine):
    """A case through a sound circuit, moved by whoever may and by what happens; told as an example at the end."""

    going: Going

    @initialize(written=sound())
    def submit(self, written):
        self.told = []
        self.going = Going(definition_of(written))
        self.going.submit()
        self._tell(submit=True)

    def _tell(self, **happened):
        going = self.going
        stands = {
            "status": going.status,
            "phase": going.steps[-1].phase,
            "next_turn": going.steps[-1].next_turn,
        }
        self.told.append({**happened, "expect": stands})

    @precondition(lambda self: not self.going.ended)
    @rule(role=st.sampled_from(ROLES), choice=st.integers(0, 5))
    def somebody_acts(self, role, choice):
        if ways := self.going.ways(role):
            way = ways[choice % len(ways)]
            self.going.take(way)
            self._tell(take=way, by=role)

    @precondition(lambda self: not self.going.ended)
    @rule(way=st.sampled_from(["w0", "w1", "w2", "w3", "other"]))
    def a_way_that_is_not_open_is_refused_and_changes_nothing(self, way):
        ways = self.going.definition.ways_out(self.going.status)
        if any(one.name == way and self.going.scope().holds(one.when) for one in ways):
            return
        before = deepcopy(self.going.__dict__ | {"definition": None})
        with pytest.raises(NoSuchTransition):
            self.going.take(way)
        assert self.going.__dict__ | {"definition": None} == before

    @rule(fact=st.sampled_from(FACTS))
    def the_house_hears(self, fact):
        self.going.hear(fact)
        self._tell(fact=fact)

    @rule(days=st.integers(1, 15))
    def days_pass(self, days):
        self.going.wait(days)
        self._tell(wait=days)

    @invariant()
    def it_stands_at_a_declared_status_as_declared(self):
        step = self.going.steps[-1]
        status = self.going.definition.statuses[step.status]
        task = workflow.TaskSpec(status.task.role, status.task.label) if status.task else None
        assert (step.phase, step.closes, step.task) == (status.phase, status.phase in ENDS, task)

    @invariant()
    def it_rests_or_has_ended_for_good(self):
        going = self.going
        assert workflow.automatic(going.definition, going.status, going.scope()) is None
        if going.ended:
            assert going.definition.ways_out(going.status) == []

    @invariant()
    def a_timer_rings_once(self):
        assert len(set(self.going.fired)) == len(self.going.fired)

    def teardown(self):
        """What happened, told as an example of a package, is played to the same statuses."""
        if hasattr(self, "going"):
            story = {"title": "Une marche", "on": str(TODAY), "who": {"level": "email"}, "steps": self.told}
            example = Example.model_validate_json(json.dumps(story))
            assert run_example(self.going.definition, "walk", example).differences == ()


TestWalks = Walk.TestCase
TestWalks.settings = settings(QUICK, max_examples=60, stateful_step_count=12)


@settings(QUICK, max_examples=40)
@given(sound())
def test_every_status_of_a_sound_circuit_is_reached_and_leads_to_an_end(written):
    """By what the engine can do, not by what is drawn: who enters a status may be carried on at once."""
    definition = definition_of(written)
    leads = {name: set(led_to(definition, name)) for name in definition.statuses}
    assert reachable([definition.initial_status], leads) == set(definition.statuses)
    assert {name for name in leads if "fin" not in reachable([name], leads)} == {"retiree"}


@settings(QUICK, max_examples=20)
@given(sound(), st.integers(0, 40))
def test_the_same_things_in_the_same_order_lead_to_the_same_place(written, days):
    twice = [Going(definition_of(written)) for _ in range(2)]
    for going in twice:
        going.submit()
        going.wait(days)
    one, other = ({**vars(going), "definition": None} for going in twice)
    assert one == other
