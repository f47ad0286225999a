"""Several people at the same instant, with real connections: the same story on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from beffroi.lib import clock
from beffroi.people import actions
from beffroi.people.connectors.fas import FederalIdentity
from beffroi.people.connectors.fas.port import Means
from beffroi.people.models import Account, IdentityLink, Person
from beffroi.people.rules import Level
from tests.support.threads import at_once

from . import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_first_sign_ins_open_one_account(clock):
    """A telephone and a laptop at the same moment: the drafts of both lie in the same account."""
    make.organisation()
    entered = at_once(lambda _: actions.enter_with_identity(identity=lea(), account=None))
    assert len({entrance.account.pk for entrance in entered}) == 1
    assert (Person.objects.count(), Account.objects.count(), IdentityLink.objects.count()) == (1, 1, 1)


def test_an_address_asked_twice_at_once_is_one_account(clock):
    def create(_: int) -> Account | actions.AddressTaken:
        return actions.create_account("lea@demo.example")

    made = at_once(create)
    assert sorted(type(one).__name__ for one in made) == [
        "Account",
        "AddressTaken",
        "AddressTaken",
        "AddressTaken",
    ]


def lea() -> FederalIdentity:
    """A fictional person, back from the federal service."""
    return FederalIdentity("85073099833", "Léa", "Dubuisson", Means.EID, int(Level.EID), clock.now())
