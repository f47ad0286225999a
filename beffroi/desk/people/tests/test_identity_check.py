"""An agent sees somebody's identity card: the account becomes worth a check, after a look that is recorded."""

from __future__ import annotations

import pytest

from beffroi.journal.models import Consultation, Event
from beffroi.people.models import Account
from beffroi.people.rules import cast
from tests.support import doors
from tests.support.doors import *  # noqa: F403
from tests.support.doors import reads

PAGE = "/bureau/identite/"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """For this file alone: its neighbours bring a commune of their own."""
    yield from doors.world.__wrapped__(django_db_setup, django_db_blocker)


@pytest.fixture
def shown() -> dict[str, str]:
    """Inès shows her card."""
    return {"email": cast.INES.email, "number": cast.INES.national_number, "how": "identity_card"}


def test_the_register_is_shown_first_and_the_agent_confirms(at_the_desk, shown):
    browser, before = at_the_desk(), set(Consultation.objects.values_list("pk", flat=True))
    asked = browser.post(PAGE, shown)
    assert "Inès Cardonel" in reads(asked)
    assert [c.screen for c in Consultation.objects.exclude(pk__in=before)] == ["desk.identity"]
    done = browser.post(PAGE, {**shown, "confirm": "1"}, follow=True)
    assert "L’identité est vérifiée." in reads(done)
    fact = Event.objects.filter(name="IdentityChecked").latest("pk")
    assert fact.object("account") == Account.objects.get(email=cast.INES.email).pk
    assert cast.INES.national_number not in str(fact.payload)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": ""}, "Indiquez l’adresse e-mail avec laquelle la personne a créé son compte."),
        ({"email": "personne@exemple.test"}, "Aucun compte n’a cette adresse."),
        ({"number": "12"}, "num"),
        ({"number": "\x00"}, "Numéro national"),
        ({"number": ""}, "Indiquez le numéro national qui figure sur le document."),
        ({"number": "9" * 5000}, "Indiquez les onze chiffres du numéro national."),
        ({"how": "une lettre"}, "Choisissez le document que la personne montre."),
    ],
)
def test_what_is_wrong_is_said_beside_its_question(at_the_desk, shown, changes, words):
    answer = at_the_desk().post(PAGE, {**shown, **changes})
    assert (answer.status_code, words in reads(answer)) == (422, True), reads(answer)


def test_other_posts_check_no_identity(at_the_desk, shown):
    elsewhere = at_the_desk("redaction@demo.example")
    assert (elsewhere.get(PAGE).status_code, elsewhere.post(PAGE, shown).status_code) == (404, 404)
