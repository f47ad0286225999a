"""The cast of the demonstration, and requests at any stage of their life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from beffroi.cases import actions
from beffroi.cases.actions import Upload
from beffroi.cases.models import Case, Draft
from beffroi.documents.tests.factories import pdf as small_pdf
from beffroi.journal.actions import run_due_jobs
from beffroi.journal.models import Event, Job
from beffroi.lib import clock
from beffroi.payments.models import PaymentRequest
from beffroi.people import actions as people_actions
from beffroi.people import queries as people
from beffroi.people.models import Account
from beffroi.people.policies import Actor, IdentityClaims, Level, Role
from beffroi.people.rules import cast
from beffroi.people.rules.numbers import fictional_number

RESIDENCE, HOUSEHOLD, BIRTH = "certificat-de-residence", "composition-de-menage", "acte-de-naissance"

Raw = Mapping[str, str | Sequence[str]]


# ---- the cast -------------------------------------------------------------------------------------------------------


def citizen(level: int = Level.EID) -> Actor:
    """Élise Tavernaux; without a strong sign-in, her account is worth an e-mail address."""
    return people.portal_actor(account=_account(cast.ELISE.email), level=level, method="eid")


def emailer() -> Actor:
    """Inès Cardonel, by e-mail only."""
    return people.portal_actor(account=_account(cast.INES.email), level=0, method="")


def georges() -> Actor:
    """Georges Brusart, whose identity an agent checked at the counter."""
    return people.portal_actor(account=_account(cast.GEORGES.email), level=0, method="")


def stranger() -> Actor:
    """Tom, who is nobody's relative here."""
    theirs = people_actions.create_account("tom@demo.example", verified=True)
    born = date(1990, 2, 3)
    claims = IdentityClaims(
        national_number=fictional_number(born, 999),
        given_names="Tom",
        family_name="Ailleurs",
        birth_date=born,
        method="eid",
        level=Level.EID,
    )
    people_actions.link_identity(account=theirs, claims=claims)
    return people.portal_actor(account=theirs, level=Level.EID, method="eid")


def desk(email: str) -> Actor:
    """An agent of the demonstration at the desk."""
    return people.desk_actor(account=_account(email))


def colleague(department: str = "population") -> Actor:
    """A second clerk of a department."""
    theirs = people_actions.create_account("collegue@demo.example", verified=True, name="Paul Second")
    people_actions.appoint_agent(
        account=theirs, department=department, role=Role.CLERK, valid_from=date(2026, 1, 1)
    )
    return people.desk_actor(account=theirs)


def citizen_at_the_desk() -> Actor:
    """Élise, when she also works at Population."""
    hers = _account(cast.ELISE.email)
    people_actions.appoint_agent(
        account=hers, department="population", role=Role.HEAD, valid_from=date(2026, 1, 1)
    )
    return people.desk_actor(account=hers)


def _account(email: str) -> Account:
    return Account.objects.get(email=email)


# ---- what they type -------------------------------------------------------------------------------------------------


def contact(who: cast.CastCitizen = cast.ELISE, **changes: str) -> dict[str, str]:
    """The page on which the applicant says who they are."""
    return {
        "demandeur-given_names": who.given_names,
        "demandeur-family_name": who.family_name,
        "demandeur-birth_date-day": str(who.birth.day),
        "demandeur-birth_date-month": str(who.birth.month),
        "demandeur-birth_date-year": str(who.birth.year),
        "numero_national": who.national_number,
        "adresse-street": "Rue du Pont",
        "adresse-number": "12",
        "adresse-box": "",
        "adresse-postcode": "1300",
        "adresse-municipality": "Wavre",
        "courriel": who.email,
        **changes,
    }


def residence(
    who: cast.CastCitizen = cast.ELISE,
    *,
    motive: str = "inscription_scolaire",
    mode: str = "telechargement",
    **more: str,
) -> dict[str, Raw]:
    """The pages of a certificate of residence for oneself."""
    return {
        "pour_qui": {"pour_qui": "moi", "motif": motive},
        "coordonnees": contact(who),
        "remise": {"mode": mode, **more},
    }


def birth(
    who: cast.CastCitizen = cast.ELISE, *, motive: str = "bourse_etudes", mode: str = "telechargement"
) -> dict[str, Raw]:
    """The pages of one's own birth act."""
    return {
        "pour_qui": {"relation": "personne", "motif": motive},
        "coordonnees": contact(who),
        "remise": {"lieu": "Wavre", "forme": "extrait", "mode": mode, "honneur": "yes"},
    }


# ---- requests -------------------------------------------------------------------------------------------------------


def start(actor: Actor, slug: str = RESIDENCE) -> Draft:
    """A form just begun."""
    return actions.start_draft(actor=actor, slug=slug).draft


def fill(
    actor: Actor,
    draft: Draft,
    pages: Mapping[str, Raw],
    files: Mapping[str, Mapping[str, Sequence[Upload]]] | None = None,
) -> dict[str, str]:
    """Save each page; what is wrong, by field."""
    errors: dict[str, str] = {}
    for page, values in pages.items():
        saved = save(actor, draft, page, values, (files or {}).get(page, {}))
        errors |= saved.errors
    draft.refresh_from_db()
    return errors


def save(
    actor: Actor,
    draft: Draft,
    page: str,
    values: Raw,
    files: Mapping[str, Sequence[Upload]] | None = None,
    **more: Any,
) -> actions.Saved:
    """Save one page, from the browser that began the draft."""
    raw = {name: [value] if isinstance(value, str) else list(value) for name, value in values.items()}
    return actions.save_page(
        actor=actor,
        draft=Draft.objects.get(pk=draft.pk),
        session_drafts={draft.pk},
        page=page,
        raw=raw,
        files=files or {},
        **more,
    )


def submit(actor: Actor, draft: Draft, **more: Any) -> actions.Submitted:
    """Send the draft."""
    read = Draft.objects.get(pk=draft.pk)
    return actions.submit_case(actor=actor, draft=read, session_drafts={draft.pk}, **more)


def submitted(actor: Actor, pages: Mapping[str, Raw] | None = None, slug: str = RESIDENCE) -> Case:
    """A request that has just arrived: nothing has been done about it yet."""
    draft = start(actor, slug)
    errors = fill(actor, draft, pages or residence())
    assert errors == {}
    return submit(actor, draft).case


def opened(actor: Actor, pages: Mapping[str, Raw] | None = None, slug: str = RESIDENCE) -> Case:
    """A request in which the house has done what it does by itself."""
    case = submitted(actor, pages, slug)
    work()
    return fresh(case)


def taken(case: Case, clerk: Actor) -> Case:
    """The same, when the clerk has taken its task."""
    actions.claim_task(actor=clerk, task_id=case.tasks.get(status="offered").pk)
    return fresh(case)


def move(case: Case, agent: Actor, transition: str, **form: str) -> Case:
    """A step of an agent, then everything that follows by itself."""
    actions.take_transition(actor=agent, case_id=case.pk, transition=transition, form=form)
    work()
    return fresh(case)


def pay(case: Case, till: Actor, **which: str) -> Case:
    """The money arrives today; ``which`` tells one request from others (``regime``)."""
    asked = PaymentRequest.objects.get(about_uuid=case.pk, status="due", **which)
    actions.receive_payment(actor=till, request_id=asked.pk, method="transfer", received_on=clock.today())
    work()
    return fresh(case)


def fresh(case: Case) -> Case:
    """The case as the database has it now."""
    return Case.objects.select_related("version__procedure").get(pk=case.pk)


# ---- the house ------------------------------------------------------------------------------------------------------


def work() -> int:
    """Do every job that is due; a job that fails fails the test."""
    ran = 0
    while done := run_due_jobs(worker="test", limit=200):
        ran += done
    assert list(Job.objects.exclude(last_error="").values_list("task", "last_error")) == []
    return ran


def work_again() -> int:
    """Do every job ever done a second time."""
    Job.objects.filter(status=Job.Status.DONE).update(
        status=Job.Status.WAITING, due_at=clock.now(), ended_at=None
    )
    return work()


def facts(case: Case) -> list[str]:
    """The names of the facts about a case, in order."""
    return [event.name for event in events(case)]


def events(case: Case) -> list[Event]:
    """The facts about a case, in order."""
    return list(
        Event.objects.filter(objects_concerned__kind="case", objects_concerned__uuid=case.pk).order_by("pk")
    )


def later(day: date) -> datetime:
    """Ten in the morning of another day."""
    return clock.start_of(day) + timedelta(hours=10)


def pdf(name: str = "preuve.pdf") -> Upload:
    """A small honest PDF."""
    return Upload(name, BytesIO(small_pdf()))
