"""What the house writes to an applicant, in the words of the package."""

from __future__ import annotations

from collections.abc import Sequence

from beffroi.cases.models import Case
from beffroi.cases.queries import workflow_data
from beffroi.correspondence import actions as correspondence
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.payments import actions as payments
from beffroi.payments import queries as payment_queries
from beffroi.procedures import queries as procedures

from .facts import process_of


def write_to_applicant(*, case: Case, message: str, channels: Sequence[str], actor: Acting) -> None:
    """Write one message of the package, by those of the channels that can reach this person.

    Called inside the transaction that moves the case; the sending is a job of correspondence.
    """
    definition = procedures.definition(case.version_id)
    text = procedures.message(definition, message, workflow_data(case), case.language)
    to = _recipient(case)
    usable = [channel for channel in channels or text.channels if to.reaches(channel)]
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
            key=f"{case.pk}:{message}:{case.revision}",
        )


def _recipient(case: Case) -> correspondence.Recipient:
    return correspondence.Recipient(
        account_id=case.applicant_account_id,
        email=case.applicant_email,
        name=case.applicant_name,
        postal=tuple(procedures.postal_address(procedures.definition(case.version_id), case.answers)),
    )


def cancel_payments(*, case: Case, actor: Acting) -> None:
    """Stop asking for what is not paid."""
    for request in payment_queries.requests_about(ref(case)):
        if request.status == "due":
            payments.cancel_request(
                actor=actor, request_id=request.pk, reason=case.phase, process=process_of(case)
            )
