"""A case calls a service of somebody else, and goes on when it has answered or never will."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from beffroi.cases import actions
from beffroi.cases.models import Case
from beffroi.cases.queries.moving import is_busy
from beffroi.gateway import actions as gateway
from beffroi.gateway import queries as services
from beffroi.gateway.models import Call
from beffroi.journal.actions import run_due_jobs
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ref
from beffroi.people.policies import Actor
from beffroi.procedures import actions as procedures
from beffroi.procedures.queries import PackageProblem
from beffroi.procedures.tests import calling
from tests.support.service import Service

from . import factories, small
from .factories import events, facts, fresh

GIVEN = {"permis": {"etat": "accordé", "m2": 12}}


def publish(folder: Path, manager: Actor, service: Service, **files: str) -> None:
    """Refused first, since nobody has approved; then a manager reads and approves what it declared."""
    files = calling.package(service.address, **files)
    with pytest.raises(PackageProblem) as refused:
        small.publish(folder / "paquet", **files)
    assert [one.message_fr for one in refused.value.findings] == [
        "personne n’a approuvé le connecteur « registre_des_permis » dans ces mots."
    ]
    gateway.approve_connector(actor=manager, connector_id=services.connectors()[0].pk)
    small.publish(folder / "paquet", **files)


@pytest.fixture
def manager(house) -> Actor:
    """Whoever manages procedures in the demonstration."""
    return factories.desk("gestion@demo.example")


def silent(citizen: Actor, service: Service) -> Case:
    """A request whose service cannot answer for the moment."""
    service.says({}, 503)
    case = factories.submitted(citizen, small.PAGES, slug="prime")
    while run_due_jobs(worker="test"):
        pass
    return fresh(case)


def a_minute_later() -> None:
    """The service is called again, and the case hears of it."""
    with clock.at(clock.now() + timedelta(minutes=1)):
        while run_due_jobs(worker="test"):
            pass


def test_a_case_has_its_answer_and_goes_on(tmp_path, citizen, manager, service: Service):
    service.says(GIVEN)
    publish(tmp_path, manager, service)
    case = small.apply(citizen)
    assert (case.status, case.agent_answers) == ("accordee", {"etat_du_permis": "accordé", "surface": 12})
    assert [one for one in facts(case) if "Service" in one or one == "ValuesKept"] == [
        "ServiceAnswered",
        "ValuesKept",
    ]
    heard = service.heard[0]
    assert heard.path == f"/permis/{case.number}?courriel=elise%40exemple.be"
    call = Call.objects.get()
    assert (call.about, call.question, call.answer, call.procedure) == (ref(case), "", "", "prime")
    assert not is_busy(case)


def test_another_answer_leads_elsewhere(tmp_path, citizen, manager, service: Service):
    service.says({"permis": {"etat": "refusé"}})
    publish(tmp_path, manager, service)
    case = small.apply(citizen)
    assert (case.status, case.agent_answers) == ("examen", {"etat_du_permis": "refusé"})


def test_automatic_ways_wait_for_the_answer(tmp_path, citizen, manager, service: Service):
    """The case stays where it calls, though an automatic way is open: what it reads is not there yet."""
    publish(tmp_path, manager, service, ways=calling.BY_ITSELF)
    case = silent(citizen, service)
    assert (case.status, is_busy(case)) == ("recue", True)
    service.says(GIVEN)
    a_minute_later()
    case = fresh(case)
    assert (case.status, is_busy(case)) == ("accordee", False)


@pytest.mark.parametrize(("answer", "status"), [({}, 404), ({"permis": {}}, 200), ("<html>", 200)])
def test_a_service_that_is_of_no_use_leaves_the_case_to_an_agent(
    tmp_path, citizen, manager, service: Service, answer, status
):
    service.says(answer, status)
    publish(tmp_path, manager, service)
    case = small.apply(citizen)
    assert (case.status, case.agent_answers, "ServiceFailed" in facts(case)) == ("examen", {}, True)


def test_a_failure_takes_no_automatic_way(tmp_path, citizen, clerk, manager, service: Service):
    service.says({}, 404)
    publish(tmp_path, manager, service, ways=calling.BY_ITSELF, tests__simple=calling.TOLD)
    case = small.apply(citizen)
    assert case.status == "recue"
    actions.take_transition(
        actor=clerk, case_id=case.pk, transition="reprendre", form={}, revision=case.revision
    )
    assert fresh(case).status == "examen"


def test_an_answer_that_comes_too_late_changes_nothing(tmp_path, citizen, clerk, manager, service: Service):
    publish(tmp_path, manager, service, ways=calling.BY_ITSELF)
    case = silent(citizen, service)
    actions.take_transition(
        actor=clerk, case_id=case.pk, transition="reprendre", form={}, revision=case.revision
    )
    service.says(GIVEN)
    a_minute_later()
    case, call = fresh(case), Call.objects.get()
    assert (case.status, case.agent_answers, call.status, call.answer) == ("examen", {}, "answered", "")


def test_an_answer_is_heard_once(tmp_path, citizen, manager, service: Service):
    service.says({"permis": {"etat": "refusé"}})
    publish(tmp_path, manager, service)
    case = small.apply(citizen)
    before = len(events(case))
    actions.hear_service(case_id=case.pk, call_id=Call.objects.get().pk)
    assert len(events(fresh(case))) == before


def test_a_withdrawn_connector_sends_nothing_any_more(tmp_path, citizen, manager, service: Service):
    service.says(GIVEN)
    publish(tmp_path, manager, service)
    connector = services.connectors()[0]
    gateway.withdraw_connector(actor=manager, connector_id=connector.pk, reason="Contrat terminé")
    case = small.apply(citizen)
    assert (case.status, service.heard) == ("examen", [])


def test_words_that_change_are_approved_anew(tmp_path, manager, service: Service):
    publish(tmp_path, manager, service)
    files = calling.package(service.address)
    files["connectors"] = files["connectors"].replace("timeout: 2", "timeout: 3")
    with pytest.raises(PackageProblem):
        small.publish(tmp_path / "paquet", **files)
    assert [one.state for one in services.connectors()] in (
        ["declared", "approved"],
        ["approved", "declared"],
    )


def test_two_services_are_heard_together(tmp_path, citizen, manager, service: Service):
    """The case goes on when both have answered, whichever comes first."""
    service.says(GIVEN)
    files = calling.package(service.address)
    block = files["workflow"][files["workflow"].index("          - block: connectors.call") :]
    block = block[: block.index("        transitions")]
    again = block.replace("etat_du_permis: etat, surface: surface", "surface: surface")
    publish(tmp_path, manager, service, workflow=files["workflow"].replace(block, block + again, 1))
    case = small.apply(citizen)
    assert (case.status, len(service.heard)) == ("accordee", 2)
    assert facts(case).count("ValuesKept") == 1


def test_the_house_itself_approves_nothing(tmp_path, house, service: Service):
    """Reading a shelf declares; it takes a person to let data leave."""
    folder = small.write_package(tmp_path / "paquet", **calling.package(service.address))
    report = procedures.load_catalogue([folder.parent], actor=HOUSE)
    assert list(report.problems) == ["prime"]
    assert [one.state for one in services.connectors()] == ["declared"]
