"""The facts this room announces; amounts in euro cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from beffroi.journal.events import Fact


@dataclass(frozen=True)
class PaymentRequested(Fact):
    """The commune asked for money, to be paid by ``due_on`` when a day is set."""

    label = _("Paiement demandé")

    amount_cents: int
    regime: str
    due_on: date | None


@dataclass(frozen=True)
class PaymentReceived(Fact):
    """A person with the till's right saw the money, which arrived on ``received_on``."""

    label = _("Paiement reçu")

    amount_cents: int
    method: str
    received_on: date


@dataclass(frozen=True)
class PaymentCancelled(Fact):
    """The request was withdrawn before it was paid."""

    label = _("Demande de paiement annulée")

    amount_cents: int
