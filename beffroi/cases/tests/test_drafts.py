"""A form is filled in page by page, left, taken up again, in two tabs, and never lost."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from beffroi.cases import actions, queries
from beffroi.cases.actions import DraftExpired, Upload
from beffroi.cases.models import Draft, DraftFile
from beffroi.documents.models import File
from beffroi.journal.models import Event
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound, Throttled
from beffroi.people.policies import Actor
from beffroi.people.rules import cast
from beffroi.procedures.models import ProcedureOption
from tests.support.numbers import plain_numbers

from . import factories

ANYBODY = Actor()


def test_each_page_is_kept_at_once(emailer):
    draft = factories.start(emailer)
    factories.save(emailer, draft, "pour_qui", {"pour_qui": "moi", "motif": "banque"})
    draft.refresh_from_db()
    assert (draft.answers, draft.page, draft.revision) == (
        {"pour_qui": "moi", "motif": "banque"},
        "pour_qui",
        1,
    )


def test_what_is_right_is_kept_although_something_else_is_wrong(emailer):
    draft = factories.start(emailer)
    saved = factories.save(emailer, draft, "pour_qui", {"pour_qui": "moi"})
    draft.refresh_from_db()
    assert (sorted(saved.errors), draft.answers) == (["motif"], {"pour_qui": "moi", "motif": None})


def test_two_tabs_on_two_pages_lose_nothing(emailer):
    draft = factories.start(emailer)
    pages = factories.residence(cast.INES, mode="guichet")
    factories.fill(emailer, draft, {"remise": pages["remise"], "pour_qui": pages["pour_qui"]})
    assert (draft.answers["mode"], draft.answers["motif"]) == ("guichet", "inscription_scolaire")


def test_a_draft_is_taken_up_by_its_account_its_session_or_its_code(emailer, stranger):
    hers, anybodys = factories.start(emailer), factories.start(ANYBODY)
    assert queries.draft_for(emailer, hers.pk, session_drafts=()) == hers
    assert queries.draft_for(ANYBODY, anybodys.pk, session_drafts={anybodys.pk}) == anybodys
    code = actions.code_of(anybodys.pk)
    assert actions.resume_by_code(code=code.lower(), who="192.0.2.1") == anybodys
    assert list(queries.my_drafts(emailer)) == [hers]
    assert list(queries.my_drafts(stranger)) == []


@pytest.mark.parametrize("known", [True, False])
def test_nobody_opens_somebody_else_s_draft(emailer, stranger, known):
    draft = factories.start(emailer)
    with pytest.raises(NotFound):
        queries.draft_for(stranger, draft.pk, session_drafts={draft.pk} if known else ())
    with pytest.raises(NotFound):
        factories.save(stranger, draft, "pour_qui", {"pour_qui": "moi"})


def test_signing_in_takes_the_session_s_drafts_along(emailer, stranger):
    draft = factories.start(ANYBODY)
    assert actions.adopt_drafts(account_id=emailer.account_id, session_drafts={draft.pk}) == 1
    assert queries.draft_for(emailer, draft.pk, session_drafts=()) == draft
    assert actions.adopt_drafts(account_id=stranger.account_id, session_drafts={draft.pk}) == 0


def test_a_code_that_finds_nothing_is_refused_and_tries_are_counted(house):
    for _ in range(10):
        with pytest.raises(DraftExpired):
            actions.resume_by_code(code="AAAA-AAAA-AAAA", who="192.0.2.9")
    with pytest.raises(Throttled):
        actions.resume_by_code(code="AAAA-AAAA-AAAA", who="192.0.2.9")


def test_a_file_that_is_refused_says_why_beside_its_field_and_the_rest_is_kept(emailer):
    draft = factories.start(emailer)
    factories.save(emailer, draft, "pour_qui", {"pour_qui": "represente", "motif": "pension"})
    saved = factories.save(
        emailer,
        draft,
        "personne",
        {
            "personne-given_names": "Zoé",
            "personne-family_name": "Exemple",
            "numero_personne": cast.GEORGES.national_number,
            **_born(1940),
        },
        {"preuve_qualite": [factories.pdf("jugement.pdf"), Upload("vide.pdf", BytesIO())]},
    )
    assert list(saved.errors) == ["preuve_qualite"]
    assert saved.errors["preuve_qualite"].startswith("Ce fichier est vide.")
    assert [f.name for f in DraftFile.objects.all()] == ["jugement.pdf"]
    draft.refresh_from_db()
    assert draft.answers["personne"]["family_name"] == "Exemple"


def test_one_file_too_many_keeps_its_place_until_one_is_taken_out(emailer):
    """A draft whose answers name no file has none, so screens need not look (``queries.files_of``)."""
    draft = factories.start(emailer)
    assert queries.files_of(draft) == []
    factories.save(emailer, draft, "pour_qui", {"pour_qui": "represente", "motif": "pension"})
    several = [factories.pdf(f"{n}.pdf") for n in range(14)]
    factories.save(emailer, draft, "personne", {}, {"preuve_qualite": several})
    draft.refresh_from_db()
    held = [file.name for file in queries.files_of(draft)]
    assert held == [file.name for file in draft.files.order_by("added_at")]
    assert len(draft.answers["preuve_qualite"]) == len(held) > 0


def test_a_file_taken_out_is_forgotten(emailer):
    draft, file = _with_a_file(emailer)
    actions.remove_file(actor=emailer, draft_id=draft.pk, session_drafts=(), file_id=file.pk)
    draft.refresh_from_db()
    assert (draft.answers["preuve_qualite"], DraftFile.objects.count(), File.objects.count()) == ([], 0, 0)
    with pytest.raises(NotFound):
        actions.remove_file(actor=emailer, draft_id=draft.pk, session_drafts=(), file_id=file.pk)


def test_a_draft_goes_with_its_files(emailer):
    draft, _file = _with_a_file(emailer)
    actions.delete_draft(actor=emailer, draft_id=draft.pk, session_drafts=())
    assert (Draft.objects.count(), File.objects.count()) == (0, 0)


def test_an_untouched_draft_is_warned_of_then_deleted(emailer, mails):
    draft, _file = _with_a_file(emailer)
    with clock.at(factories.later(date(2026, 12, 18))):
        assert actions.warn_drafts() == 0
    with clock.at(factories.later(date(2026, 12, 20))):
        assert (actions.warn_drafts(), actions.warn_drafts()) == (1, 0)
        factories.work()
    (mail,) = mails.mails
    assert mail["To"] == cast.INES.email
    assert "Votre demande commencée sera bientôt effacée" in str(mail["Subject"])
    assert f"/demande/{draft.pk}/" in mail.get_body(("plain",)).get_content()
    with clock.at(factories.later(date(2026, 12, 24))):
        assert actions.sweep_drafts() == 0
    with clock.at(factories.later(date(2026, 12, 25))):
        with pytest.raises(DraftExpired):
            factories.save(emailer, draft, "pour_qui", {"pour_qui": "moi"})
        assert actions.sweep_drafts() == 1
    assert (Draft.objects.count(), File.objects.count()) == (0, 0)
    purged = Event.objects.filter(name="DraftPurged").get()
    assert (purged.object("draft"), purged.procedure, purged.role) == (
        draft.pk,
        factories.RESIDENCE,
        "system",
    )


def test_a_draft_that_nobody_was_warned_of_waits_for_the_days_that_its_warning_announces(emailer):
    draft = factories.start(emailer)
    with clock.at(factories.later(date(2027, 2, 1))):
        assert actions.sweep_drafts() == 0
        draft.refresh_from_db()
        assert draft.expires_on == date(2027, 2, 6)
    with clock.at(factories.later(date(2027, 2, 7))):
        assert actions.sweep_drafts() == 1


def test_going_on_with_a_draft_keeps_it_and_a_later_warning_is_a_new_one(emailer):
    draft = factories.start(emailer)
    with clock.at(factories.later(date(2026, 12, 20))):
        assert actions.warn_drafts() == 1
        factories.save(emailer, draft, "pour_qui", {"pour_qui": "moi"})
    with clock.at(factories.later(date(2026, 12, 26))):
        assert (actions.warn_drafts(), actions.sweep_drafts()) == (0, 0)
    with clock.at(factories.later(date(2027, 1, 16))):
        assert actions.warn_drafts() == 1


def test_a_draft_without_account_is_deleted_without_a_letter_to_anyone(house, mails):
    actions.start_draft(actor=ANYBODY, slug=factories.RESIDENCE)
    with clock.at(factories.later(date(2026, 12, 25))):
        assert (actions.warn_drafts(), actions.sweep_drafts()) == (0, 1)
        factories.work()
    assert mails.mails == []


def test_the_commune_decides_how_long_drafts_are_kept(emailer):
    for key, days in (("garde_brouillons", 10), ("rappel_brouillons", 2)):
        ProcedureOption.objects.create(
            procedure=None, key=key, value=days, valid_from=date(2026, 1, 1), recorded_at=clock.now()
        )
    draft = factories.start(emailer)
    assert draft.expires_on == date(2026, 12, 4)
    with clock.at(factories.later(date(2026, 12, 2))):
        assert actions.warn_drafts() == 1


def test_sweeping_a_draft_leaves_the_case_it_became(citizen):
    case = factories.submitted(citizen)
    with clock.at(factories.later(date(2027, 1, 24))):
        assert actions.sweep_drafts() == 1
    assert factories.fresh(case).answers["pour_qui"] == "moi"


def test_a_national_number_is_kept_as_a_reference_only(emailer, folders):
    draft = factories.start(emailer)
    factories.fill(emailer, draft, factories.residence(cast.INES, mode="guichet"))
    assert plain_numbers([cast.INES.national_number], folders) == []


@pytest.mark.parametrize(("page", "count"), [("pour_qui", 7), ("coordonnees", 11), ("remise", 7)])
def test_saving_a_page_costs_so_many_queries(emailer, django_assert_num_queries, page, count):
    """Two are the savepoint's; a number costs four."""
    draft = factories.start(emailer)
    values = factories.residence(cast.INES, mode="guichet")[page]
    factories.save(emailer, draft, page, values)
    with django_assert_num_queries(count):
        factories.save(emailer, draft, page, values)


def _born(year: int) -> dict[str, str]:
    return {
        "personne-birth_date-day": "5",
        "personne-birth_date-month": "1",
        "personne-birth_date-year": str(year),
    }


def _with_a_file(actor: Actor) -> tuple[Draft, DraftFile]:
    draft = factories.start(actor)
    factories.save(actor, draft, "pour_qui", {"pour_qui": "represente", "motif": "pension"})
    factories.save(actor, draft, "personne", {}, {"preuve_qualite": [factories.pdf()]})
    draft.refresh_from_db()
    return draft, draft.files.get()
