"""What the engines of ``procedures`` are told about who asks and about a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from beffroi.cases.models import Case, ClockEntry, Draft, DraftFile
from beffroi.lib import clock, codes
from beffroi.lib.later import Later, later
from beffroi.lib.refs import ref
from beffroi.lib.translated import Text
from beffroi.payments import queries as payments
from beffroi.people import queries as people
from beffroi.people.policies import Actor, Level
from beffroi.procedures import queries as procedures

from .drafts import files_of


def form_context(
    actor: Actor,
    *,
    slug: str,
    language: str = "fr",
    on: datetime | None = None,
    file_names: Mapping[str, str] | None = None,
    keep_number: Callable[[str], str] | None = None,
) -> procedures.FormContext:
    """The form engine's view of a visitor: level, what may be prefilled, and the commune's dated options of that day.

    ``keep_number`` puts a national number away in ``people`` and gives its reference: verbs hand it over, screens that
    only read do not.
    """
    day = clock.day_of(on) if on else clock.today()
    return procedures.FormContext(
        today=day,
        level=int(actor.level),
        language=language,
        options=procedures.options_on(slug, day),
        profile=_profile(actor),
        audience="agent" if actor.is_agent else "public",
        keep_number=keep_number,
        mask_number=_mask,
        file_names=file_names or {},
        closed=people.closing_days,
    )


def draft_context(
    actor: Actor,
    draft: Draft,
    *,
    files: Iterable[DraftFile] | None = None,
    keep_number: Callable[[str], str] | None = None,
) -> procedures.FormContext:
    """The context of a draft, with the names of its files (``files``, when the caller has them already).

    What is encoded for somebody is read on the day it was received, in the agent's language, and proves nobody's
    identity online.
    """
    known = files_of(draft) if files is None else files
    context = form_context(
        actor,
        slug=procedures.definition(draft.version_id).slug,
        language=draft.language,
        on=clock.start_of(draft.intake.received_on) if draft.intake else None,
        file_names={str(file.pk): file.name for file in known},
        keep_number=keep_number,
    )
    if draft.intake is None:
        return context
    return replace(context, level=Level.NONE, language=get_language() or draft.language)


def case_context(actor: Actor, case: Case, *, language: str = "") -> procedures.FormContext:
    """The context in which a case's answers are shown: the day it was submitted, its rows and evidence."""
    names = {str(pk): name for pk, name in case.evidence.values_list("pk", "name")}
    context = form_context(
        actor,
        slug=case.procedure,
        language=language or case.language,
        on=case.submitted_at,
        file_names=names,
    )
    return replace(context, references=procedures.kept_rows(case.rows))


def _mask(reference: str) -> str:
    return people.masked_number(UUID(reference))


def _profile(actor: Actor) -> dict[str, dict[str, Any]]:
    """What may be prefilled, by source: the account's e-mail, and above an identity check what the register holds."""
    if actor.is_agent or actor.account_id is None:
        return {}
    known = people.prefill_profile(actor)
    profile: dict[str, dict[str, Any]] = {"account": {"email": known["email"]} if known.get("email") else {}}
    if "family_name" in known:
        keys = ("family_name", "given_names", "birth_date")
        proved: dict[str, Any] = {k: known[k] for k in keys if known.get(k)}
        if known.get("number"):
            proved["national_number"] = known["number"]
        profile["eid"] = proved
        profile["register"] = {**proved, **_address(known)}
    return profile


def _address(known: Mapping[str, str]) -> dict[str, Any]:
    if not known.get("street"):
        return {}
    return {
        "address": {
            "street": known["street"],
            "number": known.get("house_number", ""),
            "box": known.get("box", ""),
            "postcode": known.get("postal_code", ""),
            "municipality": known.get("locality", ""),
        }
    }


_REASON = ("extension_reason",)
_WORDS = ("question", "motive", "remedies")
_MONEY = ("fee_cents", "amount_cents", "payment_reference", "dues")
_PAYEE = ("payment_account", "payment_beneficiary")
_LINKED = ("linked",)
_COMMUNE = (
    "commune", "department_name", "department_email", "department_telephone", "department_address", "mediator",
)  # fmt: skip


def workflow_data(case: Case) -> Later:
    """What the expressions and texts of a package may read of a case: its own data and the commune's, no one else's.

    Nothing is asked before it is read. What cannot change while a verb runs (options, commune) is asked once for each
    ``case`` in memory.
    """
    own = {
        "answers": case.answers,
        "agent": case.agent_answers,
        "references": procedures.kept_rows(case.rows),
        "language": case.language,
        **_identity(case),
    }
    return (
        _around(case)
        | own
        | later(_REASON, lambda: _reason(case))
        | later(_WORDS, lambda: _words(case))
        | later(_MONEY, lambda: _money(case))
        | later(_PAYEE, _payee)
        | later(_LINKED, lambda: _linked(case))
    )


def options_of(case: Case) -> Mapping[str, Any]:
    """The commune's values on the day the case was submitted, asked when one is read."""
    options: Mapping[str, Any] = _around(case)["options"]
    return options


def _around(case: Case) -> Later:
    if case.surroundings is None:
        definition, day = procedures.definition(case.version_id), clock.day_of(case.submitted_at)
        options = {"options": procedures.options_of(definition, day)}
        case.surroundings = later(_COMMUNE, lambda: _commune(case)) | options
    return case.surroundings


def tracking_code_of(case_id: UUID) -> str:
    """The tracking code of a case; only its hash is stored."""
    return codes.derived(str(case_id), "tracking")


def _identity(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "status": case.status,
        "previous_status": case.previous_status,
        "submitted_on": clock.day_of(case.submitted_at).isoformat(),
        "legal_due_on": case.legal_due_on.isoformat() if case.legal_due_on else "",
        "expected_on": case.target_due_on.isoformat() if case.target_due_on else "",
        "tracking_code": tracking_code_of(case.pk),
        "tracking_url": f"{settings.BASE_URL}/suivi/",
        "case_url": f"{settings.BASE_URL}/mon-espace/dossiers/{case.pk}/",
        "delivery": case.delivery,
        "level": case.identity_level,
        "channel": case.channel,
        "applicant_name": case.applicant_name,
    }


def _reason(case: Case) -> dict[str, str]:
    """Why the authority took longer, the last time it did."""
    lines = case.clock_entries.filter(kind=ClockEntry.EXTENDED).order_by("-pk")
    return {"extension_reason": lines.values_list("reason", flat=True).first() or ""}


def _words(case: Case) -> dict[str, str]:
    """The open question while the applicant has the ball, the last decision once an agent had it."""
    waiting = case.phase == "waiting_applicant"
    question = case.information_requests.filter(answered_at__isnull=True).first() if waiting else None
    decided = case.phase not in ("received", "waiting_applicant")
    decision = case.decisions.order_by("-decided_at").first() if decided else None
    return {
        "question": question.question if question else "",
        "motive": decision.motive if decision else "",
        "remedies": decision.remedies if decision else "",
    }


def _money(case: Case) -> dict[str, Any]:
    """What is to be paid, oldest first; the amount and the reference are those of the first."""
    dues = [
        {
            "amount_cents": due.amount_cents,
            "regime": due.regime,
            "reference": payments.displayed_reference(due),
        }
        for due in payments.all_due_about(ref(case))
    ]
    return {
        "fee_cents": case.fee_cents,
        "amount_cents": dues[0]["amount_cents"] if dues else 0,
        "payment_reference": dues[0]["reference"] if dues else "",
        "dues": dues,
    }


def _payee() -> dict[str, str]:
    """The account to pay to, and whose it is: who reads a message on paper pays without opening the space."""
    return {
        "payment_account": payments.displayed_account(),
        "payment_beneficiary": payments.beneficiary().name,
    }


def _linked(case: Case) -> dict[str, Any]:
    """The cases that this one opened, in their order, and how each stands."""
    links = case.links_opened.select_related("opened")
    return {
        "linked": [
            {
                "kind": link.kind,
                "procedure": link.opened.procedure,
                "number": link.opened.number,
                "phase": link.opened.phase,
                "ended": link.opened.closed_at is not None,
            }
            for link in links
        ]
    }


def _commune(case: Case) -> dict[str, Any]:
    organisation = people.organisation()
    reach = reached_at(case.department)
    return {
        "commune": str(Text.of(organisation.name)),
        "department_name": reach.name,
        "department_email": reach.email,
        "department_telephone": reach.phone,
        "department_address": ", ".join(reach.address),
        "mediator": organisation.mediator_competent,
    }


@dataclass(frozen=True)
class Reach:
    """How a department is reached; what nobody gave is empty."""

    name: str
    email: str
    phone: str
    address: Sequence[str]


def reached_at(slug: str) -> Reach:
    """By its own telephone and mailbox, at a place of its own; else by those of the commune, where the commune is."""
    points = list(people.contact_points())
    own = next((p for p in points if p.department and p.department.slug == slug), None)
    department = own.department if own else people.departments().filter(slug=slug).first()
    place = own or next(iter(points), None)
    return Reach(
        name=str(Text.of(department.name)) if department else "",
        email=(department.email if department else "") or (place.email if place else ""),
        phone=(department.phone if department else "") or (place.phone if place else ""),
        address=place.address if place else (),
    )
