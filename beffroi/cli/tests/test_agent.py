"""``beffroi agent``: a commune names its agents, its data protection officer among them."""

from __future__ import annotations

import pytest

from beffroi.cli import agent
from beffroi.cli.main import main
from beffroi.people import queries
from beffroi.people.models import Account, Agent
from beffroi.people.policies import Role
from beffroi.people.tests import factories as make

pytestmark = pytest.mark.django_db
ADD = ("agent", "add", "solange@commune.example", "--name", "Solange Mirvaux", "--department", "secretariat")


@pytest.fixture(autouse=True)
def commune(clock):
    make.organisation(demonstration=False)
    make.department("secretariat")


def said(capsys):
    return capsys.readouterr()


def test_somebody_without_account_gets_one_and_chooses_a_password(capsys):
    assert main([*ADD, "--role", "dpo"]) == 0
    account = Account.objects.get()
    assert (account.email, account.get_full_name(), account.has_usable_password()) == (
        "solange@commune.example",
        "Solange Mirvaux",
        False,
    )
    assert queries.desk_actor(account=account).roles == {"dpo"}
    assert "/bureau/" in said(capsys).out


def test_a_second_post_is_of_the_same_account_and_the_same_twice_is_refused(capsys):
    main([*ADD, "--role", "dpo"])
    assert main([*ADD, "--role", "head"]) == 0
    assert (Account.objects.count(), Agent.objects.count()) == (1, 2)
    assert main([*ADD, "--role", "head"]) == 1
    assert "occupe déjà ce poste" in said(capsys).err


def test_the_posts_are_listed_and_one_is_ended(capsys):
    assert main(["agent", "list"]) == 0
    assert "Aucun poste" in said(capsys).out
    main([*ADD, "--role", "dpo", "--from", "2026-01-01"])
    said(capsys)
    main(["agent", "list"])
    assert "solange@commune.example" in said(capsys).out
    assert main(["agent", "end", str(Agent.objects.get().pk)]) == 0
    assert "jusqu’au 2026-11-23" in said(capsys).out
    assert list(queries.posts_in_force()) == []


def test_an_unknown_department_is_said_with_those_that_are(capsys):
    wrong = [*ADD, "--role", "dpo"]
    wrong[wrong.index("secretariat")] = "secretaria"
    assert main(wrong) == 1
    assert "Services : secretariat." in said(capsys).err
    assert not Account.objects.exists()


def test_every_role_of_a_post_may_be_given():
    assert set(agent.ROLES) == {role.value for role in Role} - {"citizen"}
