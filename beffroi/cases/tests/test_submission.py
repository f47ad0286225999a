"""The legal moment: everything is checked again, then written once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from beffroi.cases import actions, queries
from beffroi.cases.actions import AnswersIncomplete, DraftChanged, DraftExpired, IdentityTooLow, NotEntitled
from beffroi.cases.models import Case, Draft, DraftFile
from beffroi.documents import queries as documents
from beffroi.documents.models import File
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound
from beffroi.people.policies import Actor, Level
from beffroi.people.rules import cast
from tests.support.numbers import plain_numbers

from . import factories


def test_a_case_holds_what_the_law_and_the_audit_need(citizen):
    case = factories.submitted(citizen)
    assert (
        case.number,
        case.department,
        case.applicant_name,
        case.applicant_email,
        case.identity_level,
        case.phase,
        case.next_turn,
        case.delivery,
        case.fee_cents,
        case.target_due_on,
        case.legal_due_on,
    ) == (
        "2026-00001",
        "population",
        "Élise Tavernaux",
        "elise@demo.example",
        Level.EID,
        "received",
        "commune",
        "telechargement",
        0,
        date(2026, 11, 26),
        None,
    )


def test_a_case_says_which_answers_came_from_the_register(citizen, emailer):
    from_the_register = {"demandeur", "numero_national", "adresse"}
    sources = factories.submitted(citizen).sources
    assert {field for field, source in sources.items() if source == "register"} == from_the_register
    typed = factories.submitted(emailer, factories.residence(cast.INES, mode="guichet"))
    assert from_the_register.isdisjoint(typed.sources)


def test_we_write_to_the_address_that_the_person_gives(emailer):
    """The form says that we do; the account's own address is only its first value."""
    pages = factories.residence(cast.INES, mode="guichet")
    pages["coordonnees"] = {**pages["coordonnees"], "courriel": "ines.autre@demo.example"}
    assert factories.submitted(emailer, pages).applicant_email == "ines.autre@demo.example"
    assert factories.submitted(emailer, factories.residence(cast.INES, mode="guichet")).applicant_email


def test_numbers_are_counted_by_the_brussels_year(citizen, emailer):
    first, second = factories.submitted(citizen), factories.submitted(citizen)
    with clock.at(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):  # half past midnight in Brussels
        third = factories.submitted(emailer, factories.residence(cast.INES, mode="guichet"))
    assert [c.number for c in (first, second, third)] == ["2026-00001", "2026-00002", "2027-00001"]


def test_a_double_click_gives_one_case(citizen):
    draft = factories.start(citizen)
    factories.fill(citizen, draft, factories.residence())
    first, second = factories.submit(citizen, draft), factories.submit(citizen, draft)
    assert (first.again, second.again) == (False, True)
    assert (second.case, second.tracking_code) == (first.case, first.tracking_code)
    assert Case.objects.count() == 1


def test_the_receipt_is_for_who_submitted(citizen, stranger):
    draft = factories.start(citizen)
    factories.fill(citizen, draft, factories.residence())
    done = factories.submit(citizen, draft)
    receipt = queries.receipt_for(citizen, draft.pk, session_drafts=())
    assert (receipt.case, receipt.tracking_code) == (done.case, done.tracking_code)
    with pytest.raises(NotFound):
        queries.receipt_for(stranger, draft.pk, session_drafts={draft.pk})


def test_a_submitted_draft_takes_no_more_answers(citizen):
    draft = factories.start(citizen)
    factories.fill(citizen, draft, factories.residence())
    factories.submit(citizen, draft)
    with pytest.raises(DraftExpired):
        factories.save(citizen, draft, "pour_qui", {"pour_qui": "moi"})
    draft.refresh_from_db()
    assert draft.answers == {}


def test_what_another_tab_changed_is_read_again_first(citizen):
    draft = factories.start(citizen)
    factories.fill(citizen, draft, factories.residence())
    seen = draft.revision
    factories.save(citizen, draft, "pour_qui", {"pour_qui": "moi", "motif": "banque"})
    with pytest.raises(DraftChanged):
        factories.submit(citizen, draft, revision=seen)
    assert Case.objects.count() == 0


def test_an_unknown_visitor_must_sign_in_and_loses_nothing(house):
    visitor = Actor()
    draft = factories.start(visitor)
    factories.fill(visitor, draft, factories.residence(cast.INES, mode="guichet"))
    with pytest.raises(IdentityTooLow) as refusal:
        factories.submit(visitor, draft)
    assert refusal.value.required == Level.EMAIL
    emailer = factories.emailer()
    actions.adopt_drafts(account_id=emailer.account_id, session_drafts={draft.pk})
    assert factories.submit(emailer, draft).case.applicant_account_id == emailer.account_id


def test_downloading_needs_a_proved_identity(emailer):
    draft = factories.start(emailer)
    errors = factories.fill(emailer, draft, factories.residence(cast.INES))
    assert list(errors) == ["mode"]
    with pytest.raises(AnswersIncomplete):
        factories.submit(emailer, draft)


def test_who_may_not_ask_is_refused(emailer):
    draft = factories.start(emailer)
    pages = factories.residence(cast.INES, mode="guichet")
    factories.fill(emailer, draft, {**pages, "pour_qui": {"pour_qui": "autre", "motif": "banque"}})
    with pytest.raises(NotEntitled):
        factories.submit(emailer, draft)


def test_a_missing_page_is_refused(citizen):
    draft = factories.start(citizen)
    factories.save(citizen, draft, "pour_qui", {"pour_qui": "moi", "motif": "banque"})
    with pytest.raises(AnswersIncomplete):
        factories.submit(citizen, draft)


def test_answers_hidden_since_are_dropped_and_their_files_forgotten(emailer):
    draft = _represented(emailer)
    factories.save(emailer, draft, "pour_qui", {"pour_qui": "moi", "motif": "pension"})
    case = factories.submit(emailer, draft).case
    assert "personne" not in case.answers
    assert (case.evidence.count(), DraftFile.objects.count(), File.objects.count()) == (0, 0, 0)


def test_evidence_is_kept_with_its_case(emailer, clerk):
    draft = _represented(emailer)
    case = factories.submit(emailer, draft).case
    piece = case.evidence.get()
    name, content_type, content = actions.open_evidence(actor=clerk, case_id=case.pk, evidence_id=piece.pk)
    assert (piece.field, name, content_type) == ("preuve_qualite", "preuve.pdf", "application/pdf")
    assert content == documents.open_file(piece.file_id)
    assert "EvidenceReceived" in factories.facts(case)
    assert DraftFile.objects.count() == 0


@pytest.mark.parametrize(
    ("motive", "mode", "copies", "cents"),
    [
        ("inscription_scolaire", "poste", "2", 0),
        ("banque", "guichet", "1", 450),
        ("banque", "poste", "2", 1050),
        ("banque", "telechargement", "5", 450),
    ],
)
def test_the_fee_follows_the_purpose_the_copies_and_the_delivery(citizen, motive, mode, copies, cents):
    pages = factories.residence(motive=motive, mode=mode, exemplaires=copies)
    assert factories.submitted(citizen, pages).fee_cents == cents


def test_the_tables_that_were_read_are_kept_with_the_rows_that_fired(citizen):
    case = factories.submitted(citizen)
    kept = {e.table: e.rules for e in case.evaluations.all()}
    assert (kept["droit"], kept["motif"]) == (["soi_meme"], ["gratuits"])


def test_the_tracking_code_shows_phase_and_dates_only(citizen):
    draft = factories.start(citizen)
    factories.fill(citizen, draft, factories.residence())
    done = factories.submit(citizen, draft)
    found = queries.track(code=done.tracking_code, who="192.0.2.1")
    assert found == queries.Tracking(
        number="2026-00001",
        procedure="Certificat de résidence",
        nature="document",
        phase="received",
        next_turn="commune",
        submitted_at=done.case.submitted_at,
        changed_at=done.case.changed_at,
        expected_on=date(2026, 11, 26),
        closed_at=None,
    )


def test_no_national_number_anywhere(citizen, emailer, georges, folders):
    for actor, who in ((citizen, cast.ELISE), (emailer, cast.INES), (georges, cast.GEORGES)):
        factories.opened(actor, factories.residence(who, mode="poste"))
    numbers = [who.national_number for who in (cast.ELISE, cast.INES, cast.GEORGES)]
    assert plain_numbers(numbers, folders) == []


def test_a_submission_costs_so_many_queries(citizen, django_assert_num_queries):
    """Thirteen are the four facts of the journal; no file, a counter that exists."""
    factories.submitted(citizen)
    draft = factories.start(citizen)
    factories.fill(citizen, draft, factories.residence())
    with django_assert_num_queries(29):
        factories.submit(citizen, draft)
    assert Draft.objects.filter(case__isnull=False).count() == 2


def _represented(actor: Actor) -> Draft:
    """A request for somebody whom the applicant represents, with the proof."""
    draft = factories.start(actor)
    person = {
        "personne-given_names": "Zoé",
        "personne-family_name": "Exemple",
        "personne-birth_date-day": "5",
        "personne-birth_date-month": "1",
        "personne-birth_date-year": "1940",
        "numero_personne": cast.GEORGES.national_number,
    }
    pages = factories.residence(cast.INES, mode="guichet")
    pages = {
        "pour_qui": {"pour_qui": "represente", "motif": "pension"},
        "personne": person,
        "coordonnees": pages["coordonnees"],
        "remise": pages["remise"],
    }
    files = {"personne": {"preuve_qualite": [factories.pdf()]}}
    assert factories.fill(actor, draft, pages, files) == {}
    return draft
