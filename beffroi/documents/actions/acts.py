"""Fetch a civil-status act from the national bank, for a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from beffroi.documents import policies
from beffroi.documents.connectors import baec
from beffroi.documents.connectors.baec import ActState
from beffroi.documents.events import ActAsked
from beffroi.documents.models import Document
from beffroi.documents.rules.acts import ACT_KINDS, ACT_TITLES, ActCategory, ActForm
from beffroi.journal.actions import record
from beffroi.journal.events import Process
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import Refusal, require
from beffroi.people import queries as people

from .authorities import commune_seal
from .foreign import store_foreign


class NumberMissing(Refusal):
    """The bank can only be asked with a national number."""

    message = _("Le numéro national de la personne manque : la banque des actes ne peut pas être interrogée.")


class ActBankMissing(Refusal):
    """This installation is not connected to the bank."""

    message = _(
        "La banque nationale des actes n’est pas reliée à cette installation. Téléchargez l’acte dans la BAEC, "
        "puis déposez-le dans le dossier."
    )


@dataclass(frozen=True, slots=True)
class ActAnswer:
    """What the bank answers: ``found`` with the document, ``migration`` with the day it is ready, or ``none``."""

    status: str
    document: Document | None = None
    ready_on: date | None = None


def fetch_act(
    *,
    actor: Acting,
    category: str,
    form: str,
    about: ObjectRef,
    number_ref: UUID | None = None,
    person_id: UUID | None = None,
    subject: ObjectRef | None = None,
    process: Process | None = None,
    document_id: UUID | None = None,
) -> ActAnswer:
    """Ask the bank for an act of a person (by the reference of a number, or a person), and keep it byte for byte.

    ``category`` as in rules.acts.ActCategory, ``form`` ``C`` (full copy) or ``E`` (extract). An act still on paper is
    asked to be entered; ask again from ``ready_on``. Outside any transaction: the number is read in ``people``, which
    records that. Raises NumberMissing, ActBankMissing, Forbidden, and what store_foreign raises.
    """
    require(policies.may_receive_document, actor)
    wanted, shape = ActCategory(category), ActForm(form)
    bank = _bank()
    listed = bank.list_acts(_number(actor, number_ref, person_id, about), wanted)
    answer = ActAnswer("none")
    if listed and listed[0].state is ActState.TO_MIGRATE:
        answer = ActAnswer("migration", ready_on=bank.ask_migration(listed[0].reference))
    elif listed:
        received = store_foreign(
            actor=actor,
            content=bank.fetch(listed[0].reference, shape),
            origin="baec",
            kind=ACT_KINDS[wanted],
            title=_title(wanted),
            about=about,
            subject=subject,
            process=process,
            document_id=document_id,
        )
        answer = ActAnswer("found", document=received)
    _note(
        actor,
        about,
        subject,
        process,
        ActAsked(category=wanted.value, form=shape.value, answer=answer.status),
    )
    return answer


def _bank() -> baec.Bank:
    try:
        bank = baec.bank()
    except baec.BankMissing:
        raise ActBankMissing from None
    commune_seal()  # outside production this makes the stand-ins' seals as well
    return bank


def _number(actor: Acting, number_ref: UUID | None, person_id: UUID | None, about: ObjectRef) -> str:
    reference = number_ref or (people.number_of(person_id) if person_id else None)
    if reference is None:
        raise NumberMissing
    return people.reveal_number(actor, reference, f"BAEC, {about}", screen="documents.fetch_act")


def _title(category: ActCategory) -> str:
    with translation.override("fr"):
        return str(ACT_TITLES[category])


def _note(
    actor: Acting, about: ObjectRef, subject: ObjectRef | None, process: Process | None, fact: ActAsked
) -> None:
    concerned = [about, *([subject.as_role("subject")] if subject else [])]
    with transaction.atomic():
        record(fact, actor=actor, about=concerned, process=process)
