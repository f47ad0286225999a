"""What came by post, at the counter or by telephone, encoded by an agent for somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from beffroi.cases import actions, policies, queries
from beffroi.cases.actions import AgentsAddress, DraftExpired, FormIncomplete, OwnBusiness
from beffroi.cases.models import Case, Draft, Intake
from beffroi.cases.queries import Arrival
from beffroi.cases.rules import arriving
from beffroi.correspondence.models import Message
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound
from beffroi.people.policies import Actor
from beffroi.people.rules import cast
from beffroi.people.rules.numbers import fictional_number
from beffroi.procedures import queries as procedures

from . import factories, small
from .test_legal_clock import ACCESS, lines

LETTER = Arrival("post", date(2026, 11, 20), "signed", "letter")
AT_THE_COUNTER = Arrival("counter", date(2026, 11, 24), "seen", "email")
ON_PAPER = factories.residence(cast.INES, mode="poste", exemplaires="1")


def begun(clerk: Actor, arrival: Arrival = LETTER, slug: str = factories.RESIDENCE) -> Draft:
    return actions.begin_intake(actor=clerk, slug=slug, arrival=arrival, printed=1)


def encoded(clerk: Actor, arrival: Arrival = LETTER, **typed: str) -> Case:
    """A certificate of residence for Inès, who has written."""
    draft = begun(clerk, arrival)
    pages = {**ON_PAPER, "coordonnees": factories.contact(cast.INES, **typed)}
    assert factories.fill(clerk, draft, pages) == {}
    return factories.submit(clerk, draft).case


def test_a_letter_becomes_a_case_of_the_day_it_was_received(clerk):
    case = encoded(clerk)
    assert (
        case.number,
        case.channel,
        case.applicant_account_id,
        case.applicant_person_id,
        case.applicant_name,
        case.applicant_email,
        case.identity_level,
        clock.day_of(case.submitted_at),
        case.target_due_on,
    ) == ("2026-00001", "post", None, None, "Inès Cardonel", "", 0, date(2026, 11, 20), date(2026, 11, 24))
    assert case.intake.agent_id == clerk.agent_id
    assert (case.intake.department, case.intake.identity, case.intake.printed) == ("population", "signed", 1)


def test_the_fact_says_which_agent_encoded_it_and_how_it_came(clerk):
    fact = next(event for event in factories.events(encoded(clerk)) if event.name == "CaseSubmitted")
    assert (fact.channel, fact.role, fact.department, fact.actor_kind, fact.actor_uuid) == (
        "post",
        clerk.role,
        "population",
        "agent",
        clerk.agent_id,
    )


def test_its_task_is_offered_and_a_letter_acknowledges_it(clerk):
    case = encoded(clerk)
    factories.work()
    message = Message.objects.get(about_uuid=case.pk)
    assert [delivery.channel for delivery in message.deliveries.all()] == ["letter"]
    assert case.tasks.get().status == "offered"


def test_whoever_gives_an_address_is_answered_by_e_mail(clerk, mails):
    case = encoded(clerk, AT_THE_COUNTER)
    factories.work()
    assert [delivery.channel for delivery in Message.objects.get(about_uuid=case.pk).deliveries.all()] == [
        "email"
    ]
    assert [cast.INES.email in mail["To"] for mail in mails.mails] == [True]


def test_without_an_address_the_answer_goes_by_letter(clerk, mails):
    case = encoded(clerk, AT_THE_COUNTER, courriel="")
    factories.work()
    assert [delivery.channel for delivery in Message.objects.get(about_uuid=case.pk).deliveries.all()] == [
        "letter"
    ]
    assert mails.mails == []


def test_an_identity_document_that_an_agent_saw_counts_as_checked_and_never_as_more(clerk):
    assert encoded(clerk, AT_THE_COUNTER).identity_level == 400
    assert encoded(clerk, replace(AT_THE_COUNTER, identity="copy")).identity_level == 0


def test_what_is_taken_from_the_account_of_who_asks_online_is_not_chosen_on_paper(clerk):
    draft = begun(clerk, AT_THE_COUNTER)
    errors = factories.fill(clerk, draft, factories.residence(cast.INES, mode="telechargement"))
    assert errors == {
        "mode": "Ce choix demande une identité prouvée en ligne : choisissez une autre réponse."
    }


def test_nothing_is_filled_in_from_what_is_known_of_the_agent(clerk):
    context = queries.draft_context(clerk, begun(clerk))
    assert (context.audience, context.profile, context.level, context.today) == (
        "agent",
        {},
        0,
        date(2026, 11, 20),
    )


def test_what_only_citizens_must_answer_is_named_and_stops_nobody(clerk):
    draft = begun(clerk)
    factories.fill(clerk, draft, {**ON_PAPER, "coordonnees": factories.contact(cast.INES, courriel="")})
    context = queries.draft_context(clerk, draft)
    left = procedures.left_open(procedures.definition(draft.version_id), draft.answers, context)
    assert [(one.page, one.field, one.message) for one in left] == [
        ("coordonnees", "courriel", "Votre adresse e-mail")
    ]


def test_the_scan_of_the_paper_is_a_piece_of_the_case(clerk):
    draft = begun(clerk)
    pages = {**ON_PAPER, "pour_qui": {"pour_qui": "represente", "motif": "pension"}, "personne": _SOMEBODY}
    files = {"personne": {"preuve_qualite": [factories.pdf("scan.pdf")]}}
    assert factories.fill(clerk, draft, pages, files) == {}
    assert [piece.name for piece in factories.submit(clerk, draft).case.evidence.all()] == ["scan.pdf"]


_SOMEBODY = {
    "personne-given_names": "Zoé",
    "personne-family_name": "Exemple",
    "personne-birth_date-day": "5",
    "personne-birth_date-month": "1",
    "personne-birth_date-year": "1940",
    "numero_personne": cast.GEORGES.national_number,
}


def test_the_legal_period_runs_from_the_day_of_receipt(clerk, tmp_path):
    small.publish(tmp_path / "shelf", procedure=ACCESS)
    draft = begun(clerk, slug="prime")
    pages = {"velo": {"neuf": "yes", "prix": "1200"}, "contact": {"courriel": "ines@exemple.be"}}
    assert factories.fill(clerk, draft, pages) == {}
    assert lines(factories.submit(clerk, draft).case) == [("started", date(2026, 11, 20), date(2026, 12, 21))]


@pytest.mark.parametrize("name", ["outsider", "citizen", "stranger"])
def test_nobody_else_begins_sees_saves_sends_or_drops(clerk, name, request):
    other: Actor = request.getfixturevalue(name)
    draft = begun(clerk)
    with pytest.raises(NotFound):
        begun(other)
    with pytest.raises(NotFound):
        queries.intake_for(other, draft.pk)
    with pytest.raises(NotFound):
        factories.save(other, draft, "pour_qui", {"pour_qui": "moi", "motif": "banque"})
    with pytest.raises(NotFound):
        factories.submit(other, draft)
    with pytest.raises(NotFound):
        actions.correct_intake(actor=other, draft_id=draft.pk, arrival=AT_THE_COUNTER)
    with pytest.raises(NotFound):
        actions.delete_draft(actor=other, draft_id=draft.pk, session_drafts={draft.pk})
    assert list(queries.open_intakes(other)) == []


def test_no_code_finds_what_is_encoded_for_somebody(clerk):
    draft = begun(clerk)
    with pytest.raises(DraftExpired):
        actions.resume_by_code(code=actions.code_of(draft.pk), who="192.0.2.1")


def test_a_colleague_goes_on_and_sends(clerk, django_assert_num_queries):
    colleague = factories.colleague()
    first, second = begun(clerk), begun(clerk, AT_THE_COUNTER)
    with django_assert_num_queries(1):
        assert {d.intake.agent.account_id for d in queries.open_intakes(colleague)} == {clerk.account_id}
    factories.fill(colleague, first, ON_PAPER)
    case = factories.submit(colleague, first).case
    assert (case.intake.agent_id, list(queries.open_intakes(clerk))) == (clerk.agent_id, [second])
    assert factories.submit(clerk, first).again


def test_how_it_arrived_is_corrected_and_the_answers_stay(clerk):
    draft = begun(clerk)
    factories.fill(clerk, draft, ON_PAPER)
    actions.correct_intake(actor=clerk, draft_id=draft.pk, arrival=replace(AT_THE_COUNTER, language="nl"))
    case = factories.submit(clerk, draft).case
    assert (case.channel, case.language, case.intake.identity, case.delivery) == (
        "counter",
        "nl",
        "seen",
        "poste",
    )


def test_dropping_leaves_nothing(clerk):
    draft = begun(clerk)
    actions.delete_draft(actor=clerk, draft_id=draft.pk, session_drafts=())
    assert (Draft.objects.count(), Intake.objects.count()) == (0, 0)


def test_what_nobody_goes_on_with_is_purged_and_what_became_a_case_keeps_how_it_came(clerk):
    case, left = encoded(clerk), begun(clerk)
    with clock.at(factories.later(left.expires_on + timedelta(days=1))):
        assert (actions.warn_drafts(), actions.sweep_drafts()) == (0, 2)
    assert list(Intake.objects.all()) == [factories.fresh(case).intake]


def test_nobody_encodes_their_own_request(house):
    elise = factories.citizen_at_the_desk()
    draft = begun(elise, AT_THE_COUNTER)
    factories.fill(elise, draft, factories.residence(cast.ELISE, mode="poste", exemplaires="1"))
    with pytest.raises(OwnBusiness):
        factories.submit(elise, draft)


def test_nothing_is_sent_to_the_agent(clerk):
    draft = begun(clerk, AT_THE_COUNTER)
    typed = factories.contact(cast.INES, courriel=clerk.email.upper())
    factories.fill(clerk, draft, {**ON_PAPER, "coordonnees": typed})
    with pytest.raises(AgentsAddress):
        factories.submit(clerk, draft)
    assert Case.objects.count() == 0


TODAY = date(2026, 11, 24)
ELSEWHERE = "Ce n’est pas possible pour une demande arrivée ainsi : choisissez une autre réponse."
DAY = "Tapez le jour de réception, par exemple 24 11 2026."


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, {}),
        ({"received_on": TODAY}, {}),
        ({"received_on": TODAY - timedelta(days=366)}, {}),
        ({"received_on": None}, {"received_on": DAY}),
        (
            {"received_on": TODAY + timedelta(days=1)},
            {"received_on": "Le jour de réception est dans le futur."},
        ),
        (
            {"received_on": TODAY - timedelta(days=367)},
            {"received_on": "Ce jour est passé depuis plus d’un an : vérifiez l’année."},
        ),
        ({"channel": "web"}, {"channel": "Dites comment la demande est arrivée."}),
        ({"identity": ""}, {"identity": "Dites comment vous savez qui demande."}),
        ({"identity": "eid"}, {"identity": "Dites comment vous savez qui demande."}),
        ({"identity": "seen"}, {"identity": ELSEWHERE}),
        ({"reply": ""}, {"reply": "Dites comment répondre à la personne."}),
    ],
)
def test_what_is_said_of_the_arrival(changes, errors):
    assert arriving.wrong(replace(LETTER, **changes), TODAY) == errors


def test_what_is_wrong_with_the_arrival_is_refused(clerk):
    wrong = replace(LETTER, received_on=None)
    with pytest.raises(FormIncomplete) as refusal:
        begun(clerk, wrong)
    assert refusal.value.errors == {"received_on": DAY}
    draft = begun(clerk)
    with pytest.raises(FormIncomplete):
        actions.correct_intake(actor=clerk, draft_id=draft.pk, arrival=wrong)


def test_an_agents_draft_belongs_to_no_account(clerk, citizen):
    draft = begun(clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(account_id=citizen.account_id)


def test_predicate_and_list_agree(clerk, head, till, outsider, citizen):
    draft = begun(clerk)
    for actor in (clerk, head, till, outsider, citizen):
        assert (draft in queries.open_intakes(actor)) == policies.may_open_draft(actor, draft, {draft.pk})


def written_by(clerk: Actor, person: cast.CastCitizen, **typed: str) -> Case:
    """A letter of this person, encoded by the clerk."""
    draft = begun(clerk)
    pages = factories.residence(person, mode="poste", exemplaires="1")
    pages["coordonnees"] = {**pages["coordonnees"], **typed}
    assert factories.fill(clerk, draft, pages) == {}
    return factories.submit(clerk, draft).case


#: A number that nobody has here, and an address that is nobody's.
NOT_HERS = {"numero_national": fictional_number(cast.ELISE.birth, 999), "courriel": "ailleurs@demo.example"}


@pytest.mark.parametrize(
    "typed",
    [
        {"courriel": "ailleurs@demo.example", "demandeur-family_name": "Autrement"},
        {**NOT_HERS, "courriel": cast.ELISE.email.upper(), "demandeur-family_name": "Autrement"},
        NOT_HERS,
    ],
    ids=["number", "address", "name and birth"],
)
def test_an_agent_does_not_see_what_a_colleague_encoded_for_them(clerk, typed):
    elise = factories.citizen_at_the_desk()
    case = written_by(clerk, cast.ELISE, **typed)
    assert (case.kept_from_id, case.applicant_account_id, case.applicant_person_id) == (
        elise.account_id,
        None,
        None,
    )
    assert (policies.may_see_case(elise, case), policies.department_cases(elise).exists()) == (False, False)
    assert (policies.may_see_case(clerk, case), policies.department_cases(clerk).get()) == (True, case)
    assert not policies.own_cases(factories.citizen()).exists(), "a paper opens nothing at the portal"


def test_whoever_bears_the_name_only_is_warned(clerk):
    elise = factories.citizen_at_the_desk()
    case = written_by(clerk, cast.ELISE, **NOT_HERS, **{"demandeur-birth_date-year": "1950"})
    assert (case.kept_from_id, policies.may_see_case(elise, case)) == (None, True)
    named = [replace(clerk, name=name) for name in ("elise  TAVERNAUX", clerk.name, "")]
    assert [policies.bears_their_name(actor, case.applicant_name) for actor in named] == [True, False, False]


def test_an_agent_who_leaves_their_number_out_does_not_encode_their_own_request_either(house):
    elise = factories.citizen_at_the_desk()
    draft = begun(elise, AT_THE_COUNTER)
    pages = factories.residence(cast.ELISE, mode="poste", exemplaires="1")
    pages["coordonnees"] = {**pages["coordonnees"], **NOT_HERS}
    factories.fill(elise, draft, pages)
    with pytest.raises(OwnBusiness):
        factories.submit(elise, draft)
