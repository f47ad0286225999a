"""One page of a form, saved by itself while it is typed, or in two tabs: nothing is lost, nothing is overwritten unseen."""

from __future__ import annotations

from io import BytesIO

import pytest

from beffroi.cases import actions, queries
from beffroi.cases.actions import PageChanged
from beffroi.cases.models import Draft, DraftFile
from beffroi.cases.rules.pages import PageState, differ, inputs_of
from beffroi.documents.tests.factories import picture
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound
from beffroi.people.rules import cast

from . import factories

HERSELF = {"pour_qui": "moi", "motif": "banque"}
HER_SCHOOL = {"pour_qui": "moi", "motif": "inscription_scolaire"}


@pytest.fixture
def draft(emailer) -> Draft:
    return factories.start(emailer)


def seen(draft: Draft, page: str = "pour_qui") -> str:
    """The page as a tab that opens it now is shown it."""
    draft.refresh_from_db()
    return queries.seen_of(draft, page)


def test_a_tab_that_is_behind_does_not_overwrite_the_page_that_another_one_saved(emailer, draft):
    shown = seen(draft)
    factories.save(emailer, draft, "pour_qui", HERSELF, seen=shown)
    with pytest.raises(PageChanged) as refused:
        factories.save(emailer, draft, "pour_qui", HER_SCHOOL, seen=shown)
    assert (refused.value.draft.answers, refused.value.values) == (HERSELF, HER_SCHOOL)
    draft.refresh_from_db()
    assert (draft.answers, draft.revision) == (HERSELF, 1)


def test_whoever_has_seen_the_other_answers_may_replace_them(emailer, draft):
    factories.save(emailer, draft, "pour_qui", HERSELF, seen=seen(draft))
    factories.save(emailer, draft, "pour_qui", HER_SCHOOL, seen=seen(draft))
    draft.refresh_from_db()
    assert (draft.answers, draft.revision) == (HER_SCHOOL, 2)


def test_the_same_answers_sent_twice_are_no_conflict_and_no_change(emailer, draft):
    shown = seen(draft)
    for _ in range(2):
        factories.save(emailer, draft, "pour_qui", HERSELF, seen=shown)
    draft.refresh_from_db()
    assert (draft.answers, draft.revision) == (HERSELF, 1)


def test_two_tabs_on_two_pages_do_not_meet(emailer, draft):
    pages = factories.residence(cast.INES, mode="guichet")
    shown = {page: seen(draft, page) for page in pages}
    for page, values in pages.items():
        factories.save(emailer, draft, page, values, seen=shown[page])
    draft.refresh_from_db()
    assert (draft.answers["mode"], draft.answers["motif"]) == ("guichet", "inscription_scolaire")


def test_what_cannot_be_read_does_not_hide_that_the_page_changed(emailer, draft):
    factories.save(emailer, draft, "coordonnees", factories.contact(cast.INES))
    shown = seen(draft, "coordonnees")
    factories.save(emailer, draft, "coordonnees", factories.contact(cast.INES, courriel="ines@autre.example"))
    with pytest.raises(PageChanged):
        unread = factories.contact(cast.INES, courriel="ines@")
        factories.save(emailer, draft, "coordonnees", unread, seen=shown)


def test_the_files_of_a_page_that_is_refused_are_kept(emailer, draft):
    factories.save(emailer, draft, "pour_qui", {"pour_qui": "represente", "motif": "pension"})
    shown = seen(draft, "personne")
    factories.save(emailer, draft, "personne", {"personne-family_name": "Exemple"}, seen=shown)
    with pytest.raises(PageChanged):
        other = {"personne-family_name": "Autre"}
        factories.save(
            emailer, draft, "personne", other, {"preuve_qualite": [factories.pdf("a.pdf")]}, seen=shown
        )
    draft.refresh_from_db()
    assert queries.unread_of(draft, "personne") == {"personne-family_name": ["Exemple"]}
    assert draft.answers["preuve_qualite"] == [str(DraftFile.objects.get().pk)]


def test_a_page_tells_when_its_answers_last_changed(emailer, draft):
    factories.save(emailer, draft, "pour_qui", HERSELF)
    first = clock.now()
    with clock.at(factories.later(clock.today())):
        factories.save(emailer, draft, "pour_qui", HERSELF)
    draft.refresh_from_db()
    assert queries.page_of(draft, "pour_qui").moment == first
    assert queries.page_of(draft, "remise").moment is None


def test_a_page_that_is_being_typed_is_kept_and_stays_open(emailer, draft):
    factories.save(emailer, draft, "pour_qui", {"motif": "banque"}, finished=False)
    draft.refresh_from_db()
    assert draft.answers == {"pour_qui": None, "motif": "banque"}
    assert queries.page_of(draft, "pour_qui").open
    factories.save(emailer, draft, "pour_qui", HERSELF)
    draft.refresh_from_db()
    assert not queries.page_of(draft, "pour_qui").open


def test_what_cannot_be_read_yet_is_kept_sealed_until_it_is_corrected(emailer, draft):
    typed = factories.contact(cast.INES, courriel="ines@", **{"demandeur-birth_date-day": "42"})
    factories.save(emailer, draft, "coordonnees", typed, finished=False)
    draft.refresh_from_db()
    unread = queries.unread_of(draft, "coordonnees")
    assert (unread["courriel"], unread["demandeur-birth_date-day"]) == (["ines@"], ["42"])
    assert "ines@" not in str(draft.pages)
    factories.save(emailer, draft, "coordonnees", factories.contact(cast.INES))
    draft.refresh_from_db()
    assert queries.unread_of(draft, "coordonnees") == {}


@pytest.mark.parametrize("number", [cast.INES.national_number, "85.07.30-033.29", "85.07.30"])
def test_a_number_of_a_person_is_never_kept_in_what_cannot_be_read(emailer, draft, number):
    typed = factories.contact(cast.INES, courriel="ines@", numero_national=number)
    factories.save(emailer, draft, "coordonnees", typed, finished=False)
    draft.refresh_from_db()
    assert queries.unread_of(draft, "coordonnees") == {"courriel": ["ines@"]}


def test_a_case_leaves_nothing_typed_behind_in_its_draft(citizen):
    case = factories.submitted(citizen)
    draft = Draft.objects.get(case=case)
    assert (draft.answers, draft.pages) == ({}, {})


def test_a_page_that_the_form_does_not_have_is_not_saved(emailer, draft):
    with pytest.raises(NotFound):
        factories.save(emailer, draft, "inconnue", HERSELF)


def test_typing_costs_as_much_as_saving(emailer, draft, django_assert_num_queries):
    factories.save(emailer, draft, "pour_qui", HERSELF)
    with django_assert_num_queries(7):
        factories.save(emailer, draft, "pour_qui", HER_SCHOOL, seen=seen_now(draft), finished=False)


def seen_now(draft: Draft) -> str:
    """As ``seen``, without asking again."""
    return queries.seen_of(Draft(version_id=draft.version_id, answers=HERSELF), "pour_qui")


def test_rules_of_pages():
    assert not differ({"a": 1}, {"a": 1, "b": None})
    assert differ({"a": 1}, {"a": None})
    raw = {"naissance-day": ["1"], "naissance": ["x"], "nom": ["y"]}
    assert inputs_of(raw, {"naissance"}) == {"naissance-day": ["1"], "naissance": ["x"]}
    assert PageState().moment is None


def test_files_go_as_soon_as_they_are_chosen_and_touch_nothing_else(emailer, draft):
    factories.save(emailer, draft, "pour_qui", {"pour_qui": "represente", "motif": "pension"})
    factories.save(emailer, draft, "personne", {"personne-family_name": "Exemple"}, finished=False)
    shown = seen(draft, "personne")
    for name in ("a.pdf", "b.pdf"):
        assert add(emailer, draft, factories.pdf(name)) == {}
    draft.refresh_from_db()
    assert [file.name for file in queries.files_of(draft)] == ["a.pdf", "b.pdf"]
    assert draft.answers["preuve_qualite"] == [str(file.pk) for file in queries.files_of(draft)]
    assert seen(draft, "personne") == shown


def test_a_photograph_that_few_can_open_is_kept_as_one_that_all_can(emailer, draft):
    factories.save(emailer, draft, "pour_qui", {"pour_qui": "represente", "motif": "pension"})
    assert add(emailer, draft, actions.Upload("IMG_0001.HEIC", BytesIO(picture("HEIF")))) == {}
    kept = DraftFile.objects.get()
    assert (kept.name, kept.file.content_type, kept.file.converted_from) == (
        "IMG_0001.jpg",
        "image/jpeg",
        "image/heic",
    )


def test_a_name_that_holds_a_national_number_is_kept_without_it(emailer, draft):
    factories.save(emailer, draft, "pour_qui", {"pour_qui": "represente", "motif": "pension"})
    add(emailer, draft, factories.pdf("C:\\scans\\85.07.30-998.87 carte.pdf"))
    assert DraftFile.objects.get().name == "*** carte.pdf"


def test_a_stranger_adds_no_file(emailer, stranger, draft):
    with pytest.raises(NotFound):
        add(stranger, draft, factories.pdf("a.pdf"))


def test_a_page_saved_meanwhile_keeps_the_file_that_came_between(emailer, draft):
    """The page was read before the file arrived, and is written after."""
    factories.save(emailer, draft, "pour_qui", {"pour_qui": "represente", "motif": "pension"})
    read = Draft.objects.get(pk=draft.pk)
    add(emailer, draft, factories.pdf("a.pdf"))
    whole = {"session_drafts": (), "page": "personne", "files": {}}
    actions.save_page(actor=emailer, draft=read, raw={"personne-family_name": ["X"]}, **whole)
    draft.refresh_from_db()
    assert len(draft.answers["preuve_qualite"]) == 1


def add(actor, draft: Draft, file: actions.Upload) -> dict[str, str]:
    """Choose a file for the proof that one represents somebody."""
    files = {"preuve_qualite": [file]}
    read = Draft.objects.get(pk=draft.pk)
    added = actions.add_files(actor=actor, draft=read, session_drafts=(), page="personne", files=files)
    return dict(added.refused)
