"""Declaring, approving, withdrawing a connector; its secret; trying it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from beffroi.gateway import actions, policies, queries
from beffroi.gateway.models import Call, Connector, ConnectorSecret
from beffroi.gateway.rules import BadDeclaration
from beffroi.journal.models import Event
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Forbidden, NotFound
from tests.support.service import Service

from .factories import CASE, GIVEN, approved, declaration

pytestmark = pytest.mark.django_db


def facts() -> list[tuple[str, dict]]:
    return list(
        Event.objects.filter(name__startswith="Connector").order_by("pk").values_list("name", "payload")
    )


def test_a_connector_is_declared_once_in_the_same_words(manager):
    first, second = (
        actions.declare_connectors(actor=who, declarations=[declaration()])[0] for who in (HOUSE, manager)
    )
    assert (first.pk, first.state) == (second.pk, "declared")
    assert facts() == [
        ("ConnectorDeclared", {"connector": "registre_des_permis", "declaration": first.short})
    ]


def test_what_is_no_declaration_leaves_nothing(manager):
    with pytest.raises(BadDeclaration):
        actions.declare_connectors(
            actor=HOUSE, declarations=[declaration(), {"name": "x", "method": "DELETE"}]
        )
    assert not Connector.objects.exists()


def test_a_person_approves_exactly_these_words(manager):
    connector = approved(manager, declaration())
    assert (connector.state, connector.approved_by_id) == ("approved", manager.agent_id)
    assert queries.lacking_approval([declaration()]) == frozenset()
    assert queries.lacking_approval([declaration(timeout=2)]) == {"registre_des_permis"}
    assert queries.lacking_approval([]) == frozenset()
    assert [name for name, _ in facts()] == ["ConnectorDeclared", "ConnectorApproved"]


def test_two_declarations_of_one_name_may_be_approved(manager):
    old, new = approved(manager, declaration()), approved(manager, declaration(timeout=2))
    assert [one.pk for one in queries.connectors()] == [new.pk, old.pk] or old.declared_at == new.declared_at
    assert queries.lacking_approval([declaration(), declaration(timeout=2)]) == frozenset()


def test_neither_the_house_nor_a_clerk_approves(manager, clerk):
    connector = actions.declare_connectors(actor=manager, declarations=[declaration()])[0]
    for who in (HOUSE, clerk):
        with pytest.raises(Forbidden):
            actions.approve_connector(actor=who, connector_id=connector.pk)
    with pytest.raises(Forbidden):
        actions.declare_connectors(actor=clerk, declarations=[declaration()])
    assert [policies.may_see_connectors(who) for who in (manager, clerk, HOUSE)] == [True, False, False]


@pytest.mark.parametrize(
    "lack", [{"address": ""}, {"recipient": ""}, {"purpose": ""}, {"legal_basis": ""}, {"title": ""}]
)
def test_what_is_not_finished_is_not_approved(manager, lack):
    with pytest.raises(actions.Unfinished):
        approved(manager, declaration() | lack)


def test_it_is_approved_once(manager):
    connector = approved(manager, declaration())
    with pytest.raises(actions.AlreadyApproved):
        actions.approve_connector(actor=manager, connector_id=connector.pk)
    with pytest.raises(NotFound):
        actions.approve_connector(actor=manager, connector_id=CASE.uuid)


def test_it_is_withdrawn_with_a_reason_and_approved_again(manager):
    connector = approved(manager, declaration())
    with pytest.raises(actions.NoReason):
        actions.withdraw_connector(actor=manager, connector_id=connector.pk, reason=" \n ")
    gone = actions.withdraw_connector(actor=manager, connector_id=connector.pk, reason=" Fuite  de données ")
    assert (gone.state, gone.reason, gone.withdrawn_by_id) == (
        "withdrawn",
        "Fuite de données",
        manager.agent_id,
    )
    assert queries.lacking_approval([declaration()]) == {"registre_des_permis"}
    with pytest.raises(actions.NotApproved):
        actions.withdraw_connector(actor=manager, connector_id=connector.pk, reason="Encore")
    again = actions.approve_connector(actor=manager, connector_id=connector.pk)
    assert (again.state, again.reason, again.withdrawn_at) == ("approved", "", None)
    assert [name for name, _ in facts()] == [
        "ConnectorDeclared", "ConnectorApproved", "ConnectorWithdrawn", "ConnectorApproved",
    ]  # fmt: skip


def test_the_database_refuses_an_approval_that_nobody_signed(manager):
    connector = actions.declare_connectors(actor=HOUSE, declarations=[declaration()])[0]
    for change in ({"state": "approved"}, {"reason": "x"}, {"state": "withdrawn", "reason": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Connector.objects.filter(pk=connector.pk).update(**change)


def test_a_secret_is_written_encrypted_for_one_origin(manager):
    said = declaration(authentication={"kind": "bearer"})
    connector = actions.declare_connectors(actor=HOUSE, declarations=[said])[0]
    with pytest.raises(actions.SecretLacks):
        actions.approve_connector(actor=manager, connector_id=connector.pk)
    for secret in ("premier", "jeton-de-test"):
        actions.set_secret(actor=manager, connector_id=connector.pk, secret=secret)
    row = ConnectorSecret.objects.get()
    assert (row.origin, "jeton" in row.sealed, row.open()) == (
        "https://permis.example:443",
        False,
        "jeton-de-test",
    )
    actions.approve_connector(actor=manager, connector_id=connector.pk)
    assert queries.secret_of(connector) == "jeton-de-test"
    assert "jeton" not in str(facts())


def test_a_secret_never_goes_to_another_address(manager):
    """Somebody who changes the address of a package does not get the secret of the connector of the same name."""
    said = declaration(authentication={"kind": "bearer"})
    connector = actions.declare_connectors(actor=HOUSE, declarations=[said])[0]
    actions.set_secret(actor=manager, connector_id=connector.pk, secret="jeton")
    for other, secret in (
        (declaration("https://ailleurs.example", authentication={"kind": "bearer"}), None),
        (declaration("https://permis.example:444", authentication={"kind": "bearer"}), None),
        (declaration(timeout=2, authentication={"kind": "bearer"}), "jeton"),
    ):
        found = actions.declare_connectors(actor=HOUSE, declarations=[other])[0]
        assert queries.secret_of(found) == secret


@pytest.mark.parametrize("secret", ["", " a", "a\r\nX: y", "é", "x" * 4001])
def test_a_secret_that_cannot_travel_is_refused(manager, secret):
    said = declaration(authentication={"kind": "header", "header": "X-Api-Key"})
    connector = actions.declare_connectors(actor=HOUSE, declarations=[said])[0]
    with pytest.raises(actions.SecretUnfit):
        actions.set_secret(actor=manager, connector_id=connector.pk, secret=secret)


def test_what_asks_for_no_secret_keeps_none(manager):
    connector = approved(manager, declaration())
    with pytest.raises(actions.NothingToKeepSecret):
        actions.set_secret(actor=manager, connector_id=connector.pk, secret="jeton")


def test_a_connector_is_tried_before_it_is_approved(manager, service: Service):
    service.says(GIVEN)
    said = declaration(service.address)
    connector = actions.declare_connectors(actor=HOUSE, declarations=[said])[0]
    trial = actions.try_connector(actor=manager, connector_id=connector.pk, values={"numero": "P-1"})
    assert (trial.answered, trial.status, trial.values) == (True, 200, {"etat": "accordé", "surface": 120})
    call = Call.objects.get()
    assert (call.about_kind, call.status, call.question, call.answer) == ("connector", "answered", "", "")
    assert facts()[-1] == (
        "ConnectorTried",
        {"connector": "registre_des_permis", "declaration": connector.short, "outcome": "answered"},
    )
    assert queries.figures() == {}


def test_a_trial_says_what_went_wrong(manager, clerk, service: Service):
    service.says("", 404)
    said = declaration(service.address)
    connector = actions.declare_connectors(actor=HOUSE, declarations=[said])[0]
    with pytest.raises(Forbidden):
        actions.try_connector(actor=clerk, connector_id=connector.pk, values={"numero": "P-1"})
    with pytest.raises(actions.ValueUnfit) as unfit:
        actions.try_connector(actor=manager, connector_id=connector.pk, values={"numero": ""})
    assert (unfit.value.name, service.heard) == ("numero", [])
    trial = actions.try_connector(actor=manager, connector_id=connector.pk, values={"numero": "P-1"})
    assert (trial.answered, str(trial.outcome), trial.status) == (False, "refused", 404)
