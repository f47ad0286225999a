"""Look somebody up in the population register, with the reason written first."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from beffroi.journal.actions import consult
from beffroi.lib.acting import Acting
from beffroi.lib.refusals import Refusal, require
from beffroi.people import policies
from beffroi.people.connectors.register import RegisterRecord, register
from beffroi.people.queries.persons import pseudonym_ref

__all__ = ["NoReason", "NotInRegister", "RegisterRecord", "consult_register"]


class NoReason(Refusal):
    """A consultation without its reason."""

    message = _("Indiquez pourquoi vous consultez le registre de la population.")


class NotInRegister(Refusal):
    """The person is not registered in this commune."""

    message = _("Cette personne n’est pas inscrite au registre de la population de la commune.")


def consult_register(*, actor: Acting, person_id: UUID, reason: str, screen: str) -> RegisterRecord:
    """What the register says of a person.

    For an agent with the right to the register (never about themself), for a job of the house, and for the person
    themself with a proved identity; in the first two cases the consultation is committed before anything is read.
    Call it outside any transaction. Raises Forbidden, NoReason, NotInRegister;
    NotFound for an unknown person.
    """
    require(policies.may_consult_register, actor, person_id)
    if not reason.strip():
        raise NoReason
    if not policies.is_own_data(actor, person_id):
        consult(actor=actor, reason=reason, screen=screen, subjects=[pseudonym_ref(person_id)])
    found = register().record(person_id)
    if found is None:
        raise NotInRegister
    return found
