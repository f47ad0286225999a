"""What this room offers to procedure packages: each block has a name, a schema of arguments, and one short run.

Blocks run inside the transaction that moves the case: whatever is slow (rendering, sealing, mail, outside systems) they
only ask for, as a job row of that same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from beffroi.gateway import actions as gateway
from beffroi.gateway import queries as gateway_queries
from beffroi.journal import actions as journal
from beffroi.lib.acting import Acting
from beffroi.lib.money import Money
from beffroi.lib.refs import ref
from beffroi.payments import actions as payments
from beffroi.procedures import queries as procedures

from . import actions
from .models import Case


class Arguments(BaseModel):
    """Arguments of a block, as a package writes them after its expressions were worked out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GenerateDocument(Arguments):
    """``document``: the name of a file in the package's ``documents/`` folder."""

    document: str


class FetchAct(Arguments):
    """``category``: the bank of acts' code (``BIRTH_CERTIFICATE``...); ``form``: C (copy) or E (extract)."""

    category: str
    form: str = "E"


class SendMessage(Arguments):
    """``message``: the name of a file in the package's ``messages/`` folder; ``channels``: where it goes
    (none: those that the message itself names); ``enclose``: with the documents of the case that are not delivered
    yet, by letter to the registered address."""

    message: str
    channels: list[str] = []
    enclose: bool = False


class RequestPayment(Arguments):
    """``amount_cents``: whole euro cents; zero asks for nothing. ``regime``: a ``caution`` is held for its payer."""

    amount_cents: int
    reason: str
    regime: Literal["taxe", "redevance", "caution"] = "taxe"
    legal_reference: str = ""


class WriteNote(Arguments):
    """``text``: what is written for agents beside the case; nothing is written when it is empty."""

    text: str


class SetValues(Arguments):
    """``values``: what is kept on the case, by the names that the workflow declares in ``fields``."""

    values: dict[str, Any]


class Assign(Arguments):
    """``department``: the short name of the department that handles the case from now on."""

    department: str


class OpenLinked(Arguments):
    """``procedure``: the short name of the other procedure; ``answers``: what its form is told, by question;
    ``kind``: a word for what the other case is to this one."""

    procedure: str
    answers: dict[str, Any] = {}
    kind: str = Field("", pattern=r"^[a-z0-9_]{0,40}$")


class Anonymise(Arguments):
    """``legal_reference``: the authorisation of the State Archives by which it is destroyed without a list."""

    legal_reference: str = Field(min_length=1)


class CallConnector(Arguments):
    """Call a web service by a connector that a person approved; the case rests until it has answered.

    ``connector``: its name in connectors.yaml; ``send``: its values; ``keep``: what is kept on the case, each by the
    name that the workflow declares in ``fields`` and that of the answer.
    """

    connector: str
    send: dict[str, Any] = {}
    keep: dict[str, str] = {}


class NoArguments(Arguments):
    """A block that needs nothing."""


def generate_document(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Ask for a document of the package to be filled, rendered and sealed."""
    wanted = GenerateDocument(**args)
    _later("cases.generate_document", case, call_id, document=wanted.document)


def fetch_act(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Ask the bank of acts for an act; its answer comes back as a fact."""
    wanted = FetchAct(**args)
    _later("cases.fetch_act", case, call_id, category=wanted.category, form=wanted.form)


def send_message(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Write to the applicant in their language, by the channels named."""
    wanted = SendMessage(**args)
    actions.write_to_applicant(
        case=case, message=wanted.message, channels=wanted.channels, actor=actor, enclose=wanted.enclose
    )


def request_payment(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Ask for the fee; what is free is not asked."""
    wanted = RequestPayment(**args)
    if wanted.amount_cents <= 0:
        return
    payments.request_payment(
        actor=actor,
        about=ref(case),
        amount=Money.from_cents(wanted.amount_cents),
        reason=wanted.reason,
        regime=wanted.regime,
        legal_reference=wanted.legal_reference,
        process=actions.process_of(case),
        key=f"{case.pk}:{call_id}:{case.revision}",
    )


def cancel_payments(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Stop asking for what is not paid yet."""
    NoArguments(**args)
    actions.cancel_payments(case=case, actor=actor)


def deliver(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Make the documents of the case available by the mode chosen."""
    NoArguments(**args)
    actions.deliver(case=case, actor=actor)


def write_note(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Write a note for agents beside the case."""
    text = WriteNote(**args).text.strip()
    if text:
        actions.write_note(case=case, text=text, actor=actor)


def set_values(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Keep values on the case: expressions read them as ``agent.<name>``, those of the blocks that follow at once."""
    actions.keep_values(case=case, values=SetValues(**args).values, actor=actor)


def assign(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Hand the case to another department of the commune."""
    actions.assign_case(case=case, department=Assign(**args).department, actor=actor)


def open_linked(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Open a case of another procedure for the same applicant; ``linked_closed`` is heard when it has ended."""
    wanted = OpenLinked(**args)
    actions.open_linked(
        case=case,
        procedure=wanted.procedure,
        answers=wanted.answers,
        kind=wanted.kind,
        call_id=call_id,
        actor=actor,
    )


def call_connector(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Call a web service that a person approved; its answer, or that there is none, comes back as a fact."""
    wanted = CallConnector(**args)
    actions.call_service(
        case=case, connector=wanted.connector, send=wanted.send, keep=wanted.keep, call_id=call_id
    )


def anonymise(*, case: Case, args: dict[str, Any], call_id: str, actor: Acting) -> None:
    """Make the case anonymous once it is closed and all that was written has left; only where it ends."""
    Anonymise(**args)
    journal.enqueue("cases.anonymise", key=f"{case.pk}:0", args={"case_id": str(case.pk), "attempt": 0})


def _later(task: str, case: Case, call_id: str, **args: str) -> None:
    journal.enqueue(
        task,
        key=f"{case.pk}:{call_id}:{case.revision}",
        args={"case_id": str(case.pk), "revision": case.revision, **args},
    )


def declare_connectors(*, actor: Acting, connectors: Sequence[Mapping[str, Any]]) -> None:
    """What a package declares is known to the room that calls, for somebody to approve."""
    gateway.declare_connectors(actor=actor, declarations=connectors)


procedures.register_block("documents.generate", GenerateDocument, generate_document)
procedures.register_block("documents.fetch_act", FetchAct, fetch_act)
procedures.register_block("correspondence.send", SendMessage, send_message)
procedures.register_block("payments.request", RequestPayment, request_payment)
procedures.register_block("payments.cancel", NoArguments, cancel_payments)
procedures.register_block("cases.deliver", NoArguments, deliver)
procedures.register_block("cases.note", WriteNote, write_note)
procedures.register_block("cases.set", SetValues, set_values)
procedures.register_block("cases.assign", Assign, assign)
procedures.register_block("cases.open_linked", OpenLinked, open_linked)
procedures.register_block("cases.anonymise", Anonymise, anonymise)
procedures.register_block(
    "connectors.call",
    CallConnector,
    call_connector,
    approvals=procedures.Approvals(declare=declare_connectors, lacking=gateway_queries.lacking_approval),
)
