"""A commune, a federal service over real HTTP, and people who sign in by the pages themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from beffroi.lib import clock
from beffroi.people import actions
from beffroi.people.connectors.fas.demonstration import DemonstrationCitizen, Provider
from beffroi.people.models import Account, Agent, Department, Organisation
from beffroi.people.policies import Role
from beffroi.people.tests.federal import LEA, identify, running

SITE = "http://testserver"
PASSWORD = "trois vélos verts"


@pytest.fixture(autouse=True)
def commune(db: None, settings: Any) -> Organisation:
    settings.BASE_URL = SITE
    settings.FAS_ISSUER = ""
    return Organisation.objects.create(
        slug="sainte-colline",
        name="Sainte-Colline",
        short_name="Sainte-Colline",
        nis="99999",
        bce="0123456749",
        languages=["fr"],
        demonstration=True,
        contact={"email": "commune@sainte-colline.example"},
    )


@pytest.fixture
def federal(settings: Any) -> Iterator[Provider]:
    """The federal service, known to the site."""
    with running(site=f"{SITE}{reverse('portal:identified')}") as provider:
        settings.FAS_ISSUER = provider.issuer
        settings.FAS_CLIENT_ID = "beffroi"
        settings.FAS_CLIENT_SECRET = ""
        yield provider


@pytest.fixture
def account(commune: Organisation) -> Account:
    """An account by e-mail, confirmed."""
    return actions.create_account("ana@exemple.test", PASSWORD, verified=True)


def leave(client: Client, **query: str) -> str:
    """Follow the link to the federal service; gives the address at the service."""
    away = client.get(reverse("portal:identify"), query)
    assert away.status_code == 302, away.content.decode()
    return str(away["Location"])


def come_back(client: Client, answer: dict[str, str]) -> HttpResponse:
    """Bring the answer of the federal service to the site."""
    return client.get(reverse("portal:identified"), answer)  # type: ignore[return-value]


def come_in(
    client: Client, citizen: DemonstrationCitizen = LEA, means: str = "eid", **query: str
) -> HttpResponse:
    """The whole way by eID or itsme."""
    return come_back(client, identify(leave(client, **query), citizen, means))


def sign_in(
    client: Client, email: str = "ana@exemple.test", password: str = PASSWORD, **more: str
) -> HttpResponse:
    """The form of the sign-in page."""
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})  # type: ignore[return-value]


def account_of(client: Client) -> Account | None:
    """Who is signed in at the portal."""
    pk = client.session.get("_auth_user_id")
    return Account.objects.get(pk=pk) if pk else None


def path_of(response: HttpResponse) -> str:
    """Where a redirect leads, within the site."""
    return urlsplit(response["Location"]).path


@pytest.fixture
def clerk_of() -> Callable[[Account], Agent]:
    """Give an account a post at Population."""

    def appoint(account: Account) -> Agent:
        population = Department.objects.create(slug="population", name={"fr": "Population"})
        return Agent.objects.create(
            account=account, department=population, role=Role.CLERK, valid_from=clock.today()
        )

    return appoint
