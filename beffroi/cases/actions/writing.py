"""What the house writes to an applicant, in the words of the package."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from beffroi.cases.models import Case
from beffroi.cases.queries import CHANNELS, workflow_data
from beffroi.correspondence import actions as correspondence
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.payments import actions as payments
from beffroi.payments import queries as payment_queries
from beffroi.people import queries as people
from beffroi.procedures import queries as procedures

from .facts import process_of


def write_to_applicant(
    *, case: Case, message: str, channels: Sequence[str], actor: Acting, enclose: bool = False
) -> None:
    """Write one message of the package, by those of the channels that can reach this person.

    Whoever asked otherwise than online and is reached by none of them gets a letter. ``enclose`` puts the documents not
    yet delivered in the letter, which then goes to the registered address. Called inside the transaction that moves the
    case; the sending is a job of correspondence.
    """
    definition = procedures.definition(case.version_id)
    text = procedures.message(definition, message, workflow_data(case), case.language)
    to = recipient_of(case, registered=enclose)
    usable = [channel for channel in channels or text.channels if to.reaches(channel)]
    if not usable and case.channel in CHANNELS and to.reaches("letter"):
        usable = ["letter"]
    if usable:
        correspondence.send(
            actor=actor,
            about=ref(case),
            template=message,
            language=case.language,
            subject=text.subject,
            body=text.body,
            to=to,
            channels=usable,
            process=process_of(case),
            department=case.department,
            enclosures=_undelivered(case) if enclose else (),
            footnote=procedures.privacy_in_short(definition, case.language),
            key=f"{case.pk}:{message}:{case.revision}",
        )


def _undelivered(case: Case) -> list[UUID]:
    return [paper.document_id for paper in case.documents.filter(delivered_at=None).order_by("pk")]


def recipient_of(case: Case, *, registered: bool = False) -> correspondence.Recipient:
    """The applicant with every address declared; ``registered``: at the address that the commune knows, if any."""
    definition = procedures.definition(case.version_id)
    name = case.applicant_name
    declared = [line for line in procedures.postal_address(definition, case.answers) if line != name]
    if registered and (home := _registered(case)) is not None:
        name, declared = home
    return correspondence.Recipient(
        account_id=case.applicant_account_id,
        email=case.applicant_email,
        name=name,
        postal=tuple(declared),
    )


def _registered(case: Case) -> tuple[str, list[str]] | None:
    """Name and address of the applicant as the commune knows them, so that a document goes to nobody else.

    An applicant without proved identity is known by the number they gave. None when the commune knows no address.
    """
    person_id = case.applicant_person_id
    if person_id is None:
        given = procedures.applicant_number(procedures.definition(case.version_id), case.answers)
        person_id = people.person_of_number(UUID(given)) if given else None
    person = people.person_summary(person_id) if person_id else None
    return (person.full_name, list(person.address_lines)) if person and person.address_lines else None


def cancel_payments(*, case: Case, actor: Acting) -> None:
    """Stop asking for what is not paid."""
    for request in payment_queries.requests_about(ref(case)):
        if request.status == "due":
            payments.cancel_request(
                actor=actor, request_id=request.pk, reason=case.phase, process=process_of(case)
            )
