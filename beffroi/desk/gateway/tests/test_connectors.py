"""The connectors at the desk: read, approve, withdraw, try, keep a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from beffroi.cases.tests import factories, small
from beffroi.gateway import actions, queries
from beffroi.gateway.models import Connector, ConnectorSecret
from beffroi.gateway.tests.factories import GIVEN, approved, declaration
from beffroi.lib.acting import HOUSE
from beffroi.procedures import actions as shelf
from beffroi.procedures.queries import PackageProblem
from beffroi.procedures.rules.editing import Edit
from beffroi.procedures.tests import calling
from tests.support.doors import reads as words_of
from tests.support.service import Service

CONNECTORS = "/bureau/connecteurs/"


@pytest.fixture
def helene(at_the_desk):
    """Whoever manages procedures."""
    return at_the_desk("gestion@demo.example")


@pytest.fixture
def manager(house):
    """The same person, outside the screens."""
    return factories.desk("gestion@demo.example")


def declared(tmp_path: Path, **changes: str) -> Connector:
    """By a package that nobody may publish yet."""
    with pytest.raises(PackageProblem):
        small.publish(tmp_path / "paquet", **calling.package(**changes))
    return queries.connectors()[0]


def reads(response: HttpResponse, status: int = 200) -> str:
    """The words of a page that came with this status."""
    assert response.status_code == status
    return words_of(response)


def alone(**changes: object) -> Connector:
    return actions.declare_connectors(actor=HOUSE, declarations=[declaration(**changes)])[0]


def test_no_connector_says_what_will_come(helene):
    assert "Aucun connecteur" in reads(helene.get(CONNECTORS))


def test_a_manager_reads_what_leaves_then_approves_and_the_package_is_published(helene, tmp_path):
    one = declared(tmp_path)
    said = reads(helene.get(f"{CONNECTORS}{one.pk}/"))
    for words in (
        "Service public fictif des permis", "Vérifier que le permis existe.", "Code fictif, article 1",
        "GET https://permis.example/permis/{numero}", "Adresse e-mail", "contact", "permis.etat", "à approuver",
    ):  # fmt: skip
        assert words in said
    assert "Cochez la case" in reads(helene.post(f"{CONNECTORS}{one.pk}/approuver/", {}), 422)
    answer = helene.post(f"{CONNECTORS}{one.pk}/approuver/", {"read": "on"}, follow=True)
    assert "Le connecteur est approuvé." in reads(answer)
    small.publish(tmp_path / "paquet", **calling.package())
    listed = reads(helene.get(CONNECTORS))
    assert "Registre des permis" in listed and "version 1" in listed
    again = helene.post(f"{CONNECTORS}{one.pk}/approuver/", {"read": "on"})
    assert "déjà approuvé" in reads(again, 422)


def test_it_is_withdrawn_with_a_reason(helene, manager):
    one = approved(manager, declaration())
    assert "Écrivez pourquoi" in reads(helene.post(f"{CONNECTORS}{one.pk}/retirer/", {"reason": " "}), 422)
    answer = helene.post(f"{CONNECTORS}{one.pk}/retirer/", {"reason": "Contrat terminé"}, follow=True)
    assert "Contrat terminé" in reads(answer)
    assert queries.connector(one.pk).state == "withdrawn"


def test_a_trial_shows_what_would_be_kept_and_keeps_nothing(helene, service: Service):
    service.says(GIVEN)
    one = alone(address=service.address)
    answer = helene.post(
        f"{CONNECTORS}{one.pk}/essayer/", {"essai-numero": "P-1", "essai-jour": "2026-11-24"}
    )
    said = reads(answer)
    assert "le service a répondu" in said and "accordé" in said
    assert "accordé" not in reads(helene.get(f"{CONNECTORS}{one.pk}/"))
    assert service.heard[0].path == "/permis/P-1?jour=2026-11-24"


def test_a_trial_says_what_is_wrong(helene, service: Service):
    service.says({}, 404)
    one = alone(address=service.address)
    at = f"{CONNECTORS}{one.pk}/essayer/"
    assert "a refusé la demande" in reads(helene.post(at, {"essai-numero": "P-1"}))
    assert reads(helene.post(at, {}), 422)
    assert "n’est pas du type déclaré" in reads(
        helene.post(at, {"essai-numero": "P-1", "essai-jour": "demain"}), 422
    )
    assert len(service.heard) == 1


def test_a_trial_of_an_address_with_a_place_that_nothing_fills_is_refused(helene):
    one = alone(sends=[])
    assert "Cette valeur manque" in reads(helene.post(f"{CONNECTORS}{one.pk}/essayer/"), 422)


def test_a_secret_is_never_shown_again(helene):
    one = alone(authentication={"kind": "basic"})
    at = f"{CONNECTORS}{one.pk}/secret/"
    assert "Enregistrez d’abord le secret" in reads(
        helene.post(f"{CONNECTORS}{one.pk}/approuver/", {"read": "on"}), 422
    )
    refused = reads(helene.post(at, {"secret": "nom:é"}), 422)
    assert "sur une ligne" in refused and "nom:é" not in refused
    assert "Le nom, deux points, le mot de passe" in refused
    said = reads(helene.post(at, {"secret": "nom:mot-de-passe-secret"}, follow=True))
    assert "Le secret est enregistré." in said and "mot-de-passe-secret" not in said
    assert ConnectorSecret.objects.get().open() == "nom:mot-de-passe-secret"


def test_what_is_not_finished_cannot_be_approved(helene):
    one = alone(recipient="")
    assert "La déclaration n’est pas finie." in reads(helene.get(f"{CONNECTORS}{one.pk}/"))
    assert "n’est pas finie" in reads(helene.post(f"{CONNECTORS}{one.pk}/approuver/", {"read": "on"}), 422)


def test_what_no_package_declares_any_more_is_not_listed_until_somebody_approved_it(helene, manager):
    one = alone()
    assert "Registre des permis" not in reads(helene.get(CONNECTORS))
    actions.approve_connector(actor=manager, connector_id=one.pk)
    assert "aucune démarche d’aujourd’hui" in reads(helene.get(CONNECTORS))


@pytest.mark.parametrize("email", ["agent@demo.example", "caisse@demo.example"])
def test_others_see_no_connector(at_the_desk, email):
    one, client = alone(), at_the_desk(email)
    assert client.get(CONNECTORS).status_code == 404
    for act in ("", "approuver/", "retirer/", "secret/", "essayer/"):
        ask = client.post if act else client.get
        assert ask(f"{CONNECTORS}{one.pk}/{act}").status_code == 404
    assert queries.connector(one.pk).state == "declared"


def test_one_or_three_connectors_cost_the_same(helene, manager):
    counts = []
    for names in (["a"], ["b", "c"]):
        for name in names:
            approved(manager, declaration(name=name))
        helene.get(CONNECTORS)
        with CaptureQueriesContext(connection) as asked:
            helene.get(CONNECTORS)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_declaration_is_changed_at_the_desk_and_waits_for_approval_anew(helene, manager, tmp_path):
    one = declared(tmp_path)
    actions.approve_connector(actor=manager, connector_id=one.pk)
    small.publish(tmp_path / "paquet", **calling.package())
    at = "/bureau/demarches/prime/modifier/connectors/connectors/registre_des_permis/"
    shelf.prepare_version(actor=manager, slug="prime")
    page = helene.get(at)
    assert "Adresse web appelée" in reads(page) and "Valeurs envoyées" in reads(page)
    edit = Edit("set", ("connectors", "connectors", "registre_des_permis", "timeout"), 5)
    shelf.edit_version(actor=manager, slug="prime", edit=edit)
    said = reads(helene.get("/bureau/demarches/prime/preparation/"))
    assert "personne n’a approuvé le connecteur « registre_des_permis » dans ces mots" in said
    listed = reads(helene.get(CONNECTORS))
    assert "en préparation" in listed and "à approuver" in listed and "version 1" in listed


def test_a_first_connector_is_added_at_the_desk(helene, manager, tmp_path):
    small.publish(tmp_path / "paquet")
    shelf.prepare_version(actor=manager, slug="prime")
    assert "Connecteurs : programmes d’ailleurs" in reads(helene.get("/bureau/demarches/prime/preparation/"))
    typed = {
        "name": "registre", "title": "Registre", "purpose": "Vérifier.", "recipient": "Service fictif",
        "legal_basis": "Code fictif", "address": "https://permis.example/", "method": "GET", "timeout": "10",
    }  # fmt: skip
    at = "/bureau/demarches/prime/ajouter/connectors/connectors/"
    assert "C’est enregistré" in reads(helene.post(at, typed, follow=True))
    assert [one.name for one in queries.connectors()] == ["registre"]
