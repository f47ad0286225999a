"""What is due, what was paid, and how to pay it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from beffroi.lib.money import iban_in_fours
from beffroi.lib.refs import ObjectRef
from beffroi.people import queries as people

from . import rules
from .models import PaymentRequest
from .rules import Beneficiary


def requests_about(about: ObjectRef) -> list[PaymentRequest]:
    """Every request for an object, oldest first, whatever its status."""
    found = PaymentRequest.objects.filter(about_kind=about.kind, about_uuid=about.uuid)
    return list(found.select_related("received_by__account").order_by("requested_at", "pk"))


def all_due_about(about: ObjectRef) -> list[PaymentRequest]:
    """The requests for an object that are still to be paid, oldest first."""
    due = PaymentRequest.objects.filter(
        about_kind=about.kind, about_uuid=about.uuid, status=PaymentRequest.Status.DUE
    )
    return list(due.order_by("requested_at", "reference"))


def due_requests(limit: int = 50) -> list[PaymentRequest]:
    """What the till waits for, oldest first (one indexed query)."""
    waiting = PaymentRequest.objects.filter(status=PaymentRequest.Status.DUE)
    return list(waiting.order_by("requested_at", "pk")[:limit])


def request_of(request_id: UUID) -> PaymentRequest | None:
    """One request."""
    return PaymentRequest.objects.filter(pk=request_id).first()


def request_by_reference(typed: str) -> PaymentRequest | None:
    """The request of a structured communication, with or without its separators: the twelve digits decide."""
    digits = "".join(character for character in typed if character.isdigit())
    return PaymentRequest.objects.filter(reference=digits).first()


def beneficiary() -> Beneficiary:
    """The account that fees are paid to, as the commune pack gives it."""
    account = people.organisation().contact["account"]
    return Beneficiary(account["name"], account["iban"], account["reference_line"])


def displayed_account() -> str:
    """The number of that account as a bank prints it."""
    return iban_in_fours(beneficiary().iban)


def epc_payload(request: PaymentRequest) -> str:
    """The text of the QR code with which a banking app fills in the transfer (EPC069-12)."""
    return rules.epc_payload(beneficiary(), request.amount, request.reference)


def epc_qr_svg(request: PaymentRequest) -> str:
    """The same QR code as inline SVG; what it says must also stand in words beside it."""
    return rules.epc_svg(beneficiary(), request.amount, request.reference, str(_("Code QR du virement")))


def displayed_reference(request: PaymentRequest) -> str:
    """The structured communication as printed: ``+++010/8068/17183+++``."""
    return rules.displayed(request.reference)
