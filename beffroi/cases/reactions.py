"""What this room does when a fact is announced; each reaction is a job of the announcing transaction."""

from __future__ import annotations

from beffroi.documents.events import DocumentReceived, DocumentSealed
from beffroi.gateway.events import ServiceAnswered, ServiceFailed
from beffroi.journal.actions import reaction
from beffroi.journal.models import Event
from beffroi.payments.events import PaymentReceived

from . import actions
from .events import CaseClosed, CaseSubmitted


@reaction(CaseSubmitted)
def begin(event: Event) -> None:
    """Enter the first status: acknowledgement, payment, task."""
    case_id = event.object("case")
    if case_id is not None:
        actions.begin_case(case_id=case_id)


@reaction(DocumentSealed)
def attach_sealed(event: Event) -> None:
    """A document that we made is ready."""
    _attach(event)


@reaction(DocumentReceived)
def attach_received(event: Event) -> None:
    """A document sealed elsewhere has come in."""
    _attach(event)


def _attach(event: Event) -> None:
    case_id, document_id = event.object("case"), event.object("document")
    if case_id is not None and document_id is not None:
        actions.attach_document(case_id=case_id, document_id=document_id)


@reaction(PaymentReceived)
def paid(event: Event) -> None:
    """The money is there: delivery may go on."""
    case_id = event.object("case")
    if case_id is not None:
        actions.hear_fact(case_id=case_id, fact="paid")


@reaction(CaseClosed)
def linked_ended(event: Event) -> None:
    """A case has ended: the one that opened it may go on."""
    case_id = event.object("case")
    if case_id is not None:
        actions.linked_case_ended(case_id=case_id)


@reaction(ServiceAnswered, ServiceFailed)
def service_heard(event: Event) -> None:
    """A service has answered, or never will: the case that called it goes on."""
    case_id, call_id = event.object("case"), event.object("call")
    if case_id is not None and call_id is not None:
        actions.hear_service(case_id=case_id, call_id=call_id)
