"""A commune with an account, a case that owes, and the people around the till."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from beffroi.journal.events import Process
from beffroi.lib.acting import HOUSE
from beffroi.lib.money import Money
from beffroi.lib.refs import ObjectRef
from beffroi.payments import actions
from beffroi.payments.models import PaymentRequest
from beffroi.people.models import Account, Agent, Department, Organisation
from beffroi.people.policies import Actor

CASE = ObjectRef("case", UUID("5b7a3c1e-2f64-4b0e-9d55-0c6a1f6f2b11"))
PROCESS = Process("acte-de-naissance", 2)
TAX_RULE = "Règlement-taxe fictif du conseil communal du 16 décembre 2025, article 4"


def commune() -> Organisation:
    """The fictional commune and its documentation account."""
    return Organisation.objects.create(
        slug="demonstration",
        name="Commune de démonstration",
        short_name="Démonstration",
        nis="99999",
        bce="0403019261",
        contact={
            "account": {"name": "Commune de démonstration", "iban": "BE71096123456769", "reference_line": 10}
        },
    )


def agent(name: str, role: str) -> Actor:
    """An agent of Finances with one role."""
    department, _ = Department.objects.get_or_create(slug="finances", name={"fr": "Service Finances"})
    account = Account.objects.create_user(f"{name.split()[0].lower()}@commune.example", name=name)
    post = Agent.objects.create(
        account=account, department=department, role=role, valid_from=date(2026, 1, 1)
    )
    return Actor(
        account_id=account.pk,
        agent_id=post.pk,
        name=name,
        role=role,
        roles=frozenset({role}),
        departments=frozenset({"finances"}),
        department="finances",
    )


def asked(**changes: object) -> PaymentRequest:
    """Twelve euro and a half for an act of birth."""
    values = {
        "actor": HOUSE,
        "about": CASE,
        "amount": Money(Decimal("12.50")),
        "reason": "Acte de naissance, 2 copies",
        "regime": "taxe",
        "legal_reference": TAX_RULE,
        "due_on": date(2026, 12, 24),
        "process": PROCESS,
    }
    return actions.request_payment(**(values | changes))  # type: ignore[arg-type]
