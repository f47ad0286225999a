"""A connector to a register of permits, and the people around it. Everything is fictional."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from beffroi.gateway import actions
from beffroi.gateway.models import Call, Connector
from beffroi.journal.events import Process
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ObjectRef
from beffroi.people.policies import Actor

CASE = ObjectRef("case", UUID("5b7a3c1e-2f64-4b0e-9d55-0c6a1f6f2b11"))
PROCESS = Process("abattage", 2, department="urbanisme")
ADDRESS = "https://permis.example"


def declaration(address: str = ADDRESS, **changes: Any) -> dict[str, Any]:
    """A register is asked whether a permit exists."""
    return {
        "name": "registre_des_permis",
        "title": "Registre des permis",
        "purpose": "Vérifier que le permis existe.",
        "recipient": "Service public fictif des permis",
        "legal_basis": "Code fictif, article 1",
        "address": f"{address}/permis/{{numero}}",
        "sends": [
            {"name": "numero", "label": "Numéro du permis", "to": "path"},
            {"name": "jour", "label": "Jour de la demande", "to": "query", "type": "date", "required": False},
        ],
        "keeps": [
            {"name": "etat", "path": "permis.etat"},
            {"name": "surface", "path": "permis.parcelles.0.m2", "type": "number", "required": False},
        ],
        "timeout": 1,
        **changes,
    }


GIVEN = {"permis": {"etat": "accordé", "parcelles": [{"m2": 120}]}}


def approved(actor: Actor, said: dict[str, Any]) -> Connector:
    """Declared by the house, approved by a person."""
    connector = actions.declare_connectors(actor=HOUSE, declarations=[said])[0]
    return actions.approve_connector(actor=actor, connector_id=connector.pk)


def asked(said: dict[str, Any], *, key: str = "one", **changes: Any) -> Call:
    """A case asks, where it stands."""
    wanted = {
        "about": CASE,
        "revision": 3,
        "declaration": said,
        "values": {"numero": "P-1/é", "jour": "2026-11-24"},
        "keep": {"etat_du_permis": "etat", "surface": "surface"},
        "process": PROCESS,
        "key": key,
    }
    return actions.request_call(**(wanted | changes))
