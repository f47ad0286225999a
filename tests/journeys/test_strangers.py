"""A stranger sees nothing of a case, at any address of the house: the matrix is made from the addresses themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from beffroi.cases import actions
from beffroi.cases.models import Case, CaseDocument, DisposalEntry, Draft, Evidence, ImportedCase
from beffroi.cases.queries import Arrival
from beffroi.cases.tests import exported
from beffroi.cases.tests import factories as f
from beffroi.correspondence.models import Delivery
from beffroi.gateway import actions as gateway
from beffroi.gateway.tests.factories import declaration
from beffroi.journal.models import Event
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.payments.models import PaymentRequest
from beffroi.people.models import Account
from beffroi.people.policies import Level
from beffroi.people.rules import cast

#: Somebody wrote, and an agent encodes it.
LETTER = Arrival("post", date(2026, 11, 20), "signed", "letter")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Story:
    """A request of Élise with a draft beside it: the addresses of everything that is hers, and words that are."""

    case: Case
    ids: dict[str, list[str]]
    secrets: tuple[str, ...]


@pytest.fixture(scope="module")
def story(house, tmp_path_factory) -> Story:
    """Paid, completed by a file, produced, and written about by letter; beside it a case of the e-guichet before."""
    elise, clerk = f.citizen(), f.desk("agent@demo.example")
    case = f.opened(elise, f.residence(motive="banque", mode="poste"))
    f.taken(f.pay(case, f.desk("caisse@demo.example")), clerk)
    asked = actions.request_information(actor=clerk, case_id=case.pk, question="Depuis quand ?")
    actions.provide_information(actor=elise, request_id=asked.pk, text="Depuis 2019.", files=[f.pdf()])
    house.work()
    case = f.move(f.taken(case, clerk), clerk, "produire")
    draft = f.start(elise)
    f.fill(elise, draft, {"pour_qui": f.residence()["pour_qui"]})
    closed = exported.write(tmp_path_factory.mktemp("export"), exported.closed(7))
    actions.import_cases(actor=HOUSE, path=closed, procedure=f.RESIDENCE)
    archived = ImportedCase.objects.get(reference="12-7")
    ended = f.move(f.taken(f.opened(elise), clerk), clerk, "refuser", motive="Déjà délivré.")
    Case.objects.filter(pk=ended.pk).update(destroy_after=clock.today())
    actions.list_ended()
    entry = DisposalEntry.objects.get(case=ended)
    deliveries = Delivery.objects.filter(message__about_uuid=case.pk)
    ids = {
        "case_id": [case.pk],
        "archived_id": [archived.pk],
        "list_id": [entry.list_id],
        "entry_id": [entry.pk],
        "piece_id": archived.pieces.values_list("pk", flat=True),
        "draft_id": [
            *Draft.objects.filter(account=case.applicant_account).values_list("pk", flat=True),
            actions.begin_intake(actor=clerk, slug=f.RESIDENCE, arrival=LETTER).pk,
        ],
        "paper_id": CaseDocument.objects.filter(case=case).values_list("pk", flat=True),
        "document_id": CaseDocument.objects.filter(case=case).values_list("document_id", flat=True),
        "evidence_id": Evidence.objects.filter(case=case).values_list("pk", flat=True),
        "delivery_id": deliveries.values_list("pk", flat=True),
        "request_id": PaymentRequest.objects.filter(about_uuid=case.pk).values_list("pk", flat=True),
        "connector_id": [
            one.pk for one in gateway.declare_connectors(actor=HOUSE, declarations=[declaration()])
        ],
        "page": ["pour_qui"],
        "way": ["poste"],
        "transition": ["remis"],
    }
    assert all(ids.values())
    return Story(
        case,
        {name: [str(one) for one in found] for name, found in ids.items()},
        (
            cast.ELISE.family_name,
            case.number,
            "preuve.pdf",
            "Depuis 2019.",
            "Certificat de résidence",
            archived.applicant_name,
        ),
    )


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """The routes of our own views that name something of a request."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith("beffroi."):
            yield from [route] if _names_something(route) else []


def _names_something(route: str) -> bool:
    """A job is the house's own."""
    return any(name.endswith("_id") and name != "job_id" for name in _PARAMETER.findall(route))


ROUTES = sorted(addresses(get_resolver()))


def paths(route: str, ids: dict[str, list[str]]) -> list[str]:
    """The route for every delivery, document and draft of the story."""
    found = [route]
    for name in _PARAMETER.findall(route):
        found = [re.sub(rf"<(\w+:)?{name}>", one, path) for path in found for one in ids[name]]
    return found


def nobody() -> Client:
    """Somebody who has not signed in."""
    return Client()


def another_citizen() -> Client:
    """Inès, with her identity card."""
    return _in_the_portal(cast.INES.email)


def a_clerk_as_a_citizen() -> Client:
    """Nadia, who may handle the case at the desk, in her private space."""
    return _in_the_portal("agent@demo.example")


def an_agent_of_another_department() -> Client:
    """Julien, at the desk."""
    client = Client()
    form = {"email": "redaction@demo.example", "password": cast.PASSWORD}
    assert client.post("/bureau/connexion/", form).status_code == 302
    return client


def _in_the_portal(email: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(email=email), settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["identity"] = {"level": int(Level.EID), "method": "eid"}
    session.save()
    return client


STRANGERS = (nobody, another_citizen, a_clerk_as_a_citizen, an_agent_of_another_department)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_nothing_is_shown_and_nothing_is_done(story, stranger):
    client, before = stranger(), (Event.objects.count(), Case.objects.get(pk=story.case.pk).revision)
    wrong = []
    for path in (path for route in ROUTES for path in paths(route, story.ids)):
        for call in (client.get, client.post):
            reply = call(path)
            body = reply.content.decode("latin-1") if reply.status_code < 300 else reply.content.decode()
            shown = [secret for secret in story.secrets if secret in body]
            if reply.status_code not in (302, 401, 404, 405) or shown:
                wrong.append(f"{call.__name__} {path}: {reply.status_code} {shown}")

    assert wrong == []
    assert (Event.objects.count(), Case.objects.get(pk=story.case.pk).revision) == before


def test_the_owner_and_the_clerk_do_see_it(story):
    """The matrix would also pass on a house that shows nothing to anybody."""
    path = f"/mon-espace/dossiers/{story.case.pk}/"
    assert story.case.number in _in_the_portal(cast.ELISE.email).get(path).content.decode()
    desk = Client()
    desk.post("/bureau/connexion/", {"email": "agent@demo.example", "password": cast.PASSWORD})
    assert cast.ELISE.family_name in desk.get(f"/bureau/dossiers/{story.case.pk}/").content.decode()
    assert len(ROUTES) > 20
