"""Whole lives of requests, with the real rooms below: messages leave, money arrives, documents are sealed."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from beffroi.cases import actions, queries
from beffroi.cases.actions import CaseMoved, FormIncomplete, MotiveMissing, TaskNotHeld, TransitionNotOffered
from beffroi.cases.models import Case, Decision
from beffroi.cases.queries import workflow_data
from beffroi.correspondence import actions as correspondence_actions
from beffroi.correspondence import queries as correspondence
from beffroi.correspondence.models import Delivery, Message
from beffroi.documents import queries as documents
from beffroi.documents.actions import specimen_from
from beffroi.documents.models import Document
from beffroi.journal.models import Consultation
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.money import Money
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.payments import actions as payments
from beffroi.payments.models import PaymentRequest
from beffroi.payments.queries import displayed_reference
from beffroi.people.policies import Level
from beffroi.people.rules import cast
from beffroi.procedures import queries as procedures
from beffroi.procedures.tests.factories import FILES

from . import factories, small
from .factories import BIRTH, HOUSEHOLD, facts, fresh, move, opened, pay, residence, taken


def test_a_certificate_is_ordered_handled_downloaded_and_verified(citizen, clerk, mails):
    case = move(taken(opened(citizen), clerk), clerk, "produire")
    paper = case.documents.get()
    document, content = actions.open_case_document(
        actor=citizen, case_id=case.pk, paper_id=paper.pk, required_level=Level.CHECKED
    )
    assert (case.status, case.phase, case.next_turn) == ("delivree", "delivered", "")
    assert documents.verify_bytes(content).status == "genuine"
    assert not any(document.seal_report["failures"].values())
    assert [mail["subject"] for mail in mails.mails] == [
        "Nous avons reçu votre demande 2026-00001",
        "Demande 2026-00001 : le document est prêt",
    ]
    assert mails.mails[0].get_body(("plain",)).get_content().count("Élise Tavernaux") == 1  # greeted once


def test_it_closes_by_itself_a_month_later(citizen, clerk):
    case = move(taken(opened(citizen), clerk), clerk, "produire")
    with clock.at(factories.later(date(2026, 12, 24))):
        factories.work()
        closed = fresh(case)
    assert (closed.phase, clock.day_of(closed.closed_at), closed.destroy_after) == (
        "closed",
        date(2026, 12, 24),
        date(2027, 12, 24),
    )
    assert facts(case)[-1] == "CaseClosed"


def test_every_step_leaves_its_fact(citizen, clerk):
    case = move(taken(opened(citizen), clerk), clerk, "produire")
    told = [(e.name, e.role, e.phase_after, e.next_turn) for e in factories.events(case)]
    assert told == [
        ("CaseSubmitted", "citizen", "received", "commune"),
        ("TableEvaluated", "citizen", "received", "commune"),
        ("TableEvaluated", "citizen", "received", "commune"),
        ("TableEvaluated", "citizen", "received", "commune"),
        ("StatusChanged", "system", "received", "commune"),
        ("MessageQueued", "system", "received", "commune"),
        ("MessageDelivered", "system", "received", "commune"),
        ("StatusChanged", "system", "in_progress", "commune"),
        ("TaskOffered", "system", "in_progress", "commune"),
        ("MessageDelivered", "system", "", ""),
        ("TaskClaimed", "clerk", "in_progress", "commune"),
        ("DecisionMade", "clerk", "in_progress", "commune"),
        ("StatusChanged", "clerk", "in_progress", "commune"),
        ("TaskCompleted", "clerk", "in_progress", "commune"),
        ("DocumentSealed", "system", "in_progress", "commune"),
        ("StatusChanged", "system", "delivered", ""),
        ("DocumentDelivered", "system", "delivered", ""),
        ("MessageQueued", "system", "delivered", ""),
        ("MessageDelivered", "system", "delivered", ""),
        ("MessageDelivered", "system", "", ""),
    ]
    assert {(e.procedure, e.procedure_version, e.department) for e in factories.events(case)} == {
        ("certificat-de-residence", 1, "population")
    }
    assert {e.due_on for e in factories.events(case)} == {date(2026, 11, 26), None}


def test_what_must_be_paid_waits_for_the_money(citizen, clerk, till):
    case = opened(citizen, residence(motive="banque"))
    asked = PaymentRequest.objects.get(about_uuid=case.pk)
    assert (case.phase, case.next_turn, asked.amount_cents) == ("waiting_applicant", "applicant", 450)
    assert queries.work_list(clerk, queries.DeskFilters()).rows == []
    case = pay(case, till)
    assert (case.status, case.next_turn) == ("a_traiter", "commune")
    assert [row.case for row in queries.work_list(clerk, queries.DeskFilters()).rows] == [case]


def test_a_package_reads_all_that_is_to_be_paid_oldest_first(citizen):
    case = opened(citizen, residence(motive="banque"))
    deposit = payments.request_payment(
        actor=HOUSE,
        about=ref(case),
        amount=Money.from_cents(20_000),
        reason="Caution",
        regime="caution",
        legal_reference="",
    )
    fee = PaymentRequest.objects.get(about_uuid=case.pk, regime="taxe")
    data = workflow_data(case)
    assert (data["amount_cents"], data["payment_reference"]) == (450, displayed_reference(fee))
    assert (data["payment_account"], data["payment_beneficiary"]) == (
        "BE71\u00a00961\u00a02345\u00a06769",
        "Ville de Wavre (démonstration)",
    )
    assert data["dues"] == [
        {"amount_cents": 450, "regime": "taxe", "reference": displayed_reference(fee)},
        {"amount_cents": 20_000, "regime": "caution", "reference": displayed_reference(deposit)},
    ]


def test_what_an_agent_filled_in_stays_on_the_case(citizen, clerk):
    case = move(taken(opened(citizen), clerk), clerk, "refuser", motive="La pièce manque.")
    assert case.agent_answers == workflow_data(case)["agent"] == {"motive": "La pièce manque."}


def test_what_is_not_paid_is_dropped_after_two_months(citizen):
    """The sixtieth day is a Saturday: the delay ends on Monday."""
    case = opened(citizen, residence(motive="banque"))
    with clock.at(factories.later(date(2027, 1, 25))):
        factories.work()
    assert (fresh(case).status, PaymentRequest.objects.get(about_uuid=case.pk).status) == (
        "sans_suite",
        "cancelled",
    )


def test_by_post_the_document_leaves_in_a_letter_to_the_registered_address(emailer, clerk):
    case = opened(emailer, residence(cast.INES, mode="poste"))
    case = move(taken(case, clerk), clerk, "produire")
    [letter] = correspondence.letters_to_print("population")
    home = Message.objects.get(template="envoi").to.postal
    assert (case.status, letter.recipient) == ("a_remettre", "Inès Cardonel")
    assert letter.enclosures == (case.documents.get().document_id,)
    assert home and home != ("Rue du Pont 12", "1300 Wavre")  # typed in the form: not where she is registered
    correspondence_actions.mark_printed(actor=clerk, delivery_id=letter.delivery_id)
    case = move(taken(case, clerk), clerk, "remis")
    assert (case.phase, case.documents.get().delivered_at is not None) == ("delivered", True)


def test_by_post_a_document_about_a_child_goes_to_the_home_of_who_asked(emailer, clerk):
    """Whatever the form says: anybody could claim a child and type an address."""
    case = opened(emailer, residence(cast.INES, mode="poste") | _about("enfant", cast.LOUISE))
    case = move(taken(case, clerk), clerk, "produire")
    own = move(taken(opened(emailer, residence(cast.INES, mode="poste")), clerk), clerk, "produire")
    homes = {m.about_uuid: m.to.postal for m in Message.objects.filter(template="envoi")}
    assert homes[case.pk] == homes[own.pk] and homes[case.pk] != ("Rue du Pont 12", "1300 Wavre")


def _about(for_whom: str, who: cast.CastCitizen) -> dict[str, factories.Raw]:
    """The pages of a certificate asked for somebody else."""
    birth = who.birth
    return {
        "pour_qui": {"pour_qui": for_whom, "motif": "inscription_scolaire"},
        "personne": {
            "personne-given_names": who.given_names,
            "personne-family_name": who.family_name,
            "personne-birth_date-day": str(birth.day),
            "personne-birth_date-month": str(birth.month),
            "personne-birth_date-year": str(birth.year),
            "numero_personne": who.national_number,
        },
    }


def test_at_the_counter_the_applicant_is_told_to_come(emailer, clerk, mails):
    case = opened(emailer, residence(cast.INES, mode="guichet"))
    case = move(taken(case, clerk), clerk, "produire")
    assert (case.status, case.phase) == ("a_remettre", "decided")
    assert mails.mails[-1]["subject"] == "Demande 2026-00001 : le document vous attend au guichet"
    assert correspondence.letters_to_print("population") == []
    assert move(taken(case, clerk), clerk, "remis").phase == "delivered"


def test_a_session_by_e_mail_sees_the_case_but_not_the_document(citizen, clerk):
    case = move(taken(opened(citizen), clerk), clerk, "produire")
    weaker = factories.citizen(level=Level.EMAIL)
    assert queries.case_for(weaker, case.pk).may_download is False
    with pytest.raises(Forbidden):
        actions.open_case_document(
            actor=weaker, case_id=case.pk, paper_id=case.documents.get().pk, required_level=Level.CHECKED
        )


def test_a_household_certificate_reads_the_register_with_its_reason(citizen, clerk):
    case = opened(citizen, residence(), slug=HOUSEHOLD)
    case = move(taken(case, clerk), clerk, "produire")
    reasons = Consultation.objects.filter(screen="documents.generate").values_list("reason", flat=True)
    assert (case.phase, [reason.endswith(case.number) for reason in reasons]) == ("delivered", [True])


def test_somebody_who_is_not_registered_comes_back_to_the_agent(stranger, clerk):
    tom = cast.CastCitizen("Tom", "Ailleurs", date(1990, 2, 3), 999, "", "tom@demo.example")
    case = opened(stranger, residence(tom, mode="guichet"))
    case = move(taken(case, clerk), clerk, "produire")
    assert (case.status, case.documents.count(), case.tasks.get(status="offered").role) == (
        "a_traiter",
        0,
        "clerk",
    )


def test_taking_the_request_back_in_hand_makes_no_second_document(citizen, clerk):
    case = taken(opened(citizen), clerk)
    for step in ("produire", "reprendre_en_main"):
        actions.take_transition(actor=clerk, case_id=case.pk, transition=step, form={})
    factories.work()
    assert (fresh(case).status, Document.objects.count()) == ("a_traiter", 0)
    case = move(taken(fresh(case), clerk), clerk, "produire")
    assert (case.status, Document.objects.count()) == ("delivree", 1)


def test_a_certificate_that_the_national_register_sealed_is_handed_over_instead_of_ours(citizen, clerk):
    case, content = taken(opened(citizen), clerk), specimen_from("rn")
    actions.upload_sealed_document(actor=clerk, case_id=case.pk, content=content, origin="rn")
    factories.work()
    case = move(fresh(case), clerk, "delivrer")
    paper = case.documents.get()
    _document, handed = actions.open_case_document(
        actor=citizen, case_id=case.pk, paper_id=paper.pk, required_level=Level.CHECKED
    )
    assert (case.phase, case.decisions.get().outcome, handed) == ("delivered", "granted", content)


# ---- acts -----------------------------------------------------------------------------------------------------------


def test_an_act_is_handed_over_byte_for_byte(citizen, clerk, monkeypatch):
    case, sent = _act(citizen, clerk, "ready", monkeypatch)
    assert case.status == "a_controler"
    case = move(taken(case, clerk), clerk, "delivrer")
    document, content = actions.open_case_document(
        actor=citizen, case_id=case.pk, paper_id=case.documents.get().pk, required_level=Level.CHECKED
    )
    assert (case.phase, document.origin) == ("delivered", "baec")
    assert sha256(content).hexdigest() == sent[-1] == document.file.sha256 == document.seal_report["sha256"]


def test_an_act_still_on_paper_is_asked_again_two_working_days_later(citizen, clerk, monkeypatch, mails):
    case, sent = _act(citizen, clerk, "to_migrate", monkeypatch)
    assert (case.status, case.next_turn, sent) == ("migration", "authority", [])
    with clock.at(factories.later(date(2026, 11, 26))):
        factories.work()
        case = fresh(case)
    assert (case.status, len(sent)) == ("a_controler", 1)


def test_an_act_that_is_not_found_goes_to_an_agent_who_may_drop_a_sealed_file(citizen, clerk, monkeypatch):
    case, _sent = _act(citizen, clerk, None, monkeypatch)
    assert (case.status, case.tasks.get(status="offered").role) == ("introuvable", "clerk")
    case, content = taken(case, clerk), specimen_from("baec")
    for _ in range(2):  # a double click
        actions.upload_sealed_document(actor=clerk, case_id=case.pk, content=content, origin="baec")
    factories.work()
    assert (fresh(case).status, case.documents.count()) == ("a_controler", 1)
    assert documents.open_file(case.documents.get().document.file_id) == content


def test_the_act_of_a_child_without_their_number_is_not_asked_by_the_number_of_the_parent(
    citizen, clerk, monkeypatch
):
    asked: list[str] = []
    from beffroi.documents.connectors.baec import simulated

    monkeypatch.setattr(simulated, "answer_for", lambda number, category: asked.append(number))
    person = {**_about("enfant", cast.LOUISE)["personne"], "numero_personne": ""}
    pages = {
        **factories.birth(),
        "pour_qui": {"relation": "representant", "motif": "bourse_etudes"},
        "personne": person,
        "interet": {},
    }
    draft = factories.start(citizen, BIRTH)
    assert factories.fill(citizen, draft, pages, {"interet": {"preuve": [factories.pdf()]}}) == {}
    factories.submit(citizen, draft)
    factories.work()
    case = move(taken(Case.objects.get(), clerk), clerk, "chercher")
    assert (case.status, case.documents.count(), asked) == ("introuvable", 0, [])


def _act(citizen, clerk, answer, monkeypatch) -> tuple[Case, list[str]]:
    """A birth act asked of a bank that answers so; the digests of what the bank sent."""
    from beffroi.documents.connectors.baec import ActState, simulated

    sent: list[str] = []
    fetch = simulated.SimulatedBank.fetch

    def noted(self, *args):
        content = fetch(self, *args)
        sent.append(sha256(content).hexdigest())
        return content

    state = ActState(answer) if answer else None
    monkeypatch.setattr(simulated, "answer_for", lambda number, category: state)
    monkeypatch.setattr(simulated.SimulatedBank, "fetch", noted)
    case = taken(opened(citizen, factories.birth(), slug=BIRTH), clerk)
    return move(case, clerk, "chercher"), sent


# ---- refusing -------------------------------------------------------------------------------------------------------


def test_a_refusal_gives_its_motive_and_its_remedies(emailer, clerk, mails):
    case = taken(opened(emailer, residence(cast.INES, mode="guichet")), clerk)
    case = move(case, clerk, "refuser", motive="La procuration n’est pas signée.")
    decision = Decision.objects.get()
    body = mails.mails[-1].get_body(("plain",)).get_content()
    assert (case.phase, decision.outcome, decision.motive) == (
        "refused",
        "refused",
        "La procuration n’est pas signée.",
    )
    assert decision.decided_by_id == clerk.agent_id
    assert "Conseil d’État" in decision.remedies and "dans les 60 jours" in decision.remedies
    assert "La procuration n’est pas signée." in body and "Conseil d’État" in body.replace("\n", " ")
    assert [d.channel for d in Delivery.objects.filter(message__template="refus").order_by("channel")] == [
        "email",
        "letter",
        "space",
    ]
    assert (facts(case).count("CaseClosed"), case.destroy_after) == (1, date(2027, 11, 24))


@pytest.mark.parametrize("motive", ["", "   "])
def test_a_refusal_without_a_motive_is_refused(emailer, clerk, motive):
    case = taken(opened(emailer, residence(cast.INES, mode="guichet")), clerk)
    with pytest.raises((MotiveMissing, FormIncomplete)):
        actions.take_transition(actor=clerk, case_id=case.pk, transition="refuser", form={"motive": motive})
    assert (fresh(case).status, Decision.objects.count()) == ("a_traiter", 0)


def test_refusing_what_is_unpaid_stops_asking_for_the_money(emailer):
    case = opened(emailer, residence(cast.INES, motive="banque", mode="guichet"))
    actions.withdraw_case(actor=emailer, case_id=case.pk)
    assert PaymentRequest.objects.get(about_uuid=case.pk).status == "cancelled"


# ---- steps that are not offered -------------------------------------------------------------------------------------


def test_a_step_that_the_workflow_does_not_offer_is_refused(citizen, clerk):
    case = taken(opened(citizen), clerk)
    with pytest.raises(TransitionNotOffered):
        actions.take_transition(actor=clerk, case_id=case.pk, transition="remis", form={})


def test_the_task_is_taken_first(citizen, clerk):
    case = opened(citizen)
    with pytest.raises(TaskNotHeld):
        actions.take_transition(actor=clerk, case_id=case.pk, transition="produire", form={})


def test_a_case_that_moved_meanwhile_is_read_again(citizen, clerk):
    case = taken(opened(citizen), clerk)
    with pytest.raises(CaseMoved):
        actions.take_transition(
            actor=clerk, case_id=case.pk, transition="produire", form={}, revision=case.revision - 1
        )


def test_the_applicant_takes_no_agent_s_step(citizen):
    case = opened(citizen)
    with pytest.raises(NotFound):
        actions.take_transition(actor=citizen, case_id=case.pk, transition="produire", form={})


# ---- jobs -----------------------------------------------------------------------------------------------------------


def test_every_job_done_a_second_time_changes_nothing(citizen, clerk, till, mails):
    case = pay(opened(citizen, residence(motive="banque")), till)
    case = move(taken(case, clerk), clerk, "produire")
    before = (facts(case), len(mails.mails), Document.objects.count(), fresh(case).revision)
    assert factories.work_again() > 5
    assert (facts(case), len(mails.mails), Document.objects.count(), fresh(case).revision) == before


def test_a_birth_act_s_jobs_done_twice_fetch_one_act(citizen, clerk, monkeypatch):
    case, sent = _act(citizen, clerk, "ready", monkeypatch)
    factories.work_again()
    assert (fresh(case).status, len(sent), Document.objects.count()) == ("a_controler", 1, 1)


def test_a_delay_waits_for_its_condition_and_is_looked_at_again_each_day(citizen, tmp_path):
    """A job that comes before its condition holds is no failure."""
    ask = "- {name: ask_information"
    late = """- {name: classer, after: {days: 3}, when: agent.tri == "oui", to: accordee}"""
    workflow = FILES["workflow.yaml"].replace(ask, f"{late}\n          {ask}")
    kept = "    fields: [{name: tri, type: text, label: Tri}]\n"
    small.publish(tmp_path / "shelf", workflow=workflow + kept)
    case = small.apply(citizen)
    with clock.at(factories.later(date(2026, 11, 27))):
        factories.work()
        assert fresh(case).status == "examen"
    Case.objects.filter(pk=case.pk).update(agent_answers={"tri": "oui"})
    with clock.at(factories.later(date(2026, 11, 28))):
        factories.work()
    assert fresh(case).status == "accordee"


def test_a_workflow_writes_a_note_of_its_own(citizen, clerk):
    """A block leaves words for agents; without words it leaves nothing."""
    case = taken(opened(citizen), clerk)
    for text in ("Demande reçue du guichet d’avant.", "  "):
        procedures.runner("cases.note")(case=case, args={"text": text}, call_id="x", actor=HOUSE)
    assert list(case.notes.values_list("author", "text")) == [(None, "Demande reçue du guichet d’avant.")]
    assert facts(case)[-1] == "NoteAdded"


def test_a_workflow_keeps_what_it_has_worked_out(citizen, clerk):
    """Only what it declares, of the type declared; asking again changes nothing."""
    case = taken(opened(citizen), clerk)
    declared = next(iter(procedures.definition(case.version_id).agent_fields))
    before = len(facts(case))
    for values in ({declared: "Calculé.", "autre": "x"}, {declared: "Calculé."}, {declared: 3}):
        procedures.runner("cases.set")(case=case, args={"values": values}, call_id="x", actor=HOUSE)
    assert fresh(case).agent_answers == {declared: "Calculé."}
    assert facts(case)[before:] == ["ValuesKept"]
