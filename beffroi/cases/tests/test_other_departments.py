"""Requests that other departments handle: a hall with rent and deposit, a report from somebody who gives no name."""

from __future__ import annotations

import pytest

from beffroi.correspondence.models import Message
from beffroi.payments.models import PaymentRequest
from beffroi.payments.queries import displayed_reference
from beffroi.people.policies import Actor
from beffroi.people.rules import cast

from . import factories
from .factories import contact, facts, move, opened, pay, taken

HALL, REPORT = "location-de-salle", "signalement"
_PLACE = {"street": "Rue du Pont", "number": "12", "box": "", "postcode": "1300", "municipality": "Wavre"}


@pytest.fixture
def head(house) -> Actor:
    """Marc, head of every department of the demonstration."""
    return factories.desk("chef@demo.example")


def _day(name: str, day: int, month: int, year: int) -> dict[str, str]:
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}


def _hall() -> dict[str, factories.Raw]:
    """The pages of a party in the large hall, by somebody who lives here."""
    return {
        "evenement": {
            "qualite": "habitant",
            "evenement": "fete",
            "description": "Un anniversaire",
            "public": "no",
            "participants": "120",
            "musique": "yes",
        },
        "salle": {
            "salle": "grande",
            **_day("debut", 13, 2, 2027),
            **_day("fin", 13, 2, 2027),
            "heure_debut": "10:00",
            "heure_fin": "23:00",
            "cuisine": "no",
            "nettoyage": "no",
        },
        "coordonnees": {**contact(cast.INES), "telephone": "0470 12 34 56"},
        "envoi": {"iban": "BE71 0961 2345 6769", "mode": "espace", "honneur": "yes"},
    }


def _due(case) -> dict[str, PaymentRequest]:
    return {one.regime: one for one in PaymentRequest.objects.filter(about_uuid=case.pk)}


def _told(mails, subject: str) -> str:
    """What the one mail says whose subject ends so."""
    [mail] = [mail for mail in mails.mails if mail["subject"].endswith(subject)]
    return mail.get_body(("plain",)).get_content()


def test_a_hall_is_granted_paid_in_two_parts_and_its_deposit_given_back(emailer, clerk, head, till, mails):
    case = move(taken(opened(emailer, _hall(), HALL), clerk), clerk, "proposer")
    case = move(taken(case, head), head, "accorder", **_day("date_college", 23, 11, 2026), conditions="")
    due = _due(case)
    assert {regime: one.amount_cents for regime, one in due.items()} == {
        "redevance": 20_000,
        "caution": 25_000,
    }
    asked = _told(mails, "il reste à payer")
    assert all(displayed_reference(one) in asked for one in due.values())
    case = pay(case, till, regime="redevance")
    assert (case.status, case.next_turn) == ("attente_paiement", "applicant")
    case = pay(case, till, regime="caution")
    assert (case.status, case.documents.count()) == ("delivree", 1)
    kept = {"retenue": "30,00", "raison_retenue": "Deux chaises cassées."}
    case = move(taken(case, clerk), clerk, "etat_des_lieux", **kept)
    case = move(taken(case, till), till, "rendue", **_day("date_remboursement", 24, 11, 2026))
    assert (case.status, case.phase, case.agent_answers) == (
        "caution_rendue",
        "closed",
        {
            "date_college": "2026-11-23",
            "retenue": 3000,
            "raison_retenue": "Deux chaises cassées.",
            "date_remboursement": "2026-11-24",
        },
    )
    given_back = _told(mails, "votre caution")
    assert "220,00\u00a0€" in given_back
    assert "Deux chaises cassées." in given_back


def test_what_is_not_paid_in_full_frees_the_hall_and_asks_for_nothing_more(emailer, clerk, head, till):
    case = move(taken(opened(emailer, _hall(), HALL), clerk), clerk, "proposer")
    case = move(taken(case, head), head, "accorder", **_day("date_college", 23, 11, 2026), conditions="")
    pay(case, till, regime="redevance")
    with factories.clock.at(factories.later(factories.date(2026, 12, 9))):
        factories.work()
    case = factories.fresh(case)
    assert (case.status, _due(case)["caution"].status, _due(case)["redevance"].status) == (
        "salle_liberee",
        "cancelled",
        "received",
    )


def test_a_problem_is_reported_and_solved_without_anybody_s_name(house, clerk, mails):
    pages = {
        "probleme": {"categorie": "trou"},
        "lieu": {f"lieu-{part}": value for part, value in _PLACE.items()} | {"repere": ""},
        "details": {"description": "Un trou profond.", "risque": "yes"},
        "suivi": {"courriel": "", "telephone": ""},
    }
    case = opened(Actor(), pages, REPORT)
    assert (case.applicant_name, case.applicant_email, case.applicant_account_id) == ("", "", None)
    case = move(taken(case, clerk), clerk, "planifier", equipe="Voirie", **_day("date_prevue", 27, 11, 2026))
    case = move(case, clerk, "regler", reponse="Le trou est rebouché.")
    assert (case.status, case.phase, facts(case)[-1]) == ("regle", "closed", "CaseClosed")
    assert mails.mails == [] and not Message.objects.filter(about_uuid=case.pk).exists()
