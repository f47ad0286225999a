"""A package that runs in a circle on some answers: the person is told, nothing has moved, nothing breaks."""

from __future__ import annotations

import pytest

from beffroi.cases import actions
from beffroi.cases.actions.advance import RunsInACircle
from beffroi.procedures.tests.factories import with_line

from . import small
from .factories import facts, fresh, taken

_LOOP = """- {name: relire, automatic: true, when: agent.encore, to: recue}
          - name: boucler
            label: Relire
            by: [clerk]
            form: [{name: encore, type: yes_no, label: Encore ?}]
            to: recue
          - {name: accorder, label"""


def test_a_circle_is_refused_with_words_and_nothing_moves(citizen, clerk, tmp_path):
    small.publish(tmp_path / "shelf", **with_line("workflow", "- {name: accorder, label", _LOOP))
    case = taken(small.apply(citizen), clerk)
    before = (case.status, case.revision, facts(case))
    with pytest.raises(RunsInACircle, match="tourne en rond"):
        actions.take_transition(actor=clerk, case_id=case.pk, transition="boucler", form={"encore": "yes"})
    case = fresh(case)
    assert (case.status, case.revision, facts(case), case.agent_answers) == (*before, {})
