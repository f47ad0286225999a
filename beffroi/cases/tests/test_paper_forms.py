"""Every procedure of the catalogue on paper, in every language, and drafts that go on by hand."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from django.utils import translation

from beffroi.cases import actions, queries
from beffroi.documents.connectors import conformance
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound
from beffroi.people.policies import Actor
from beffroi.people.rules import cast
from beffroi.procedures import queries as procedures
from tests.support.numbers import spellings

from . import factories

ANYBODY = Actor()


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "form.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-raw", folder / "form.pdf", "-"], capture_output=True, check=True, text=True
    )
    return flat(done.stdout)


def flat(text: str) -> str:
    """Without blanks: where a line breaks says nothing."""
    return re.sub(r"\s|\u200b", "", text)


def edges(folder: Path) -> tuple[float, float]:
    """The leftmost and the rightmost point of any word, in millimetres."""
    done = subprocess.run(
        ["pdftotext", "-bbox", folder / "form.pdf", "-"], capture_output=True, check=True, text=True
    )
    found = re.findall(r'<word xMin="([-0-9.]+)" yMin="[-0-9.]+" xMax="([-0-9.]+)"', done.stdout)
    return min(float(a) for a, _ in found) / 72 * 25.4, max(float(b) for _, b in found) / 72 * 25.4


@pytest.mark.once
@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_every_procedure_prints_whole_tagged_and_within_the_sheet(house, tmp_path, language: str):
    slugs = [card.slug for card in procedures.catalogue()]
    assert len(slugs) >= 4
    for slug in slugs:
        prints_whole(slug, language, tmp_path)


def prints_whole(slug: str, language: str, tmp_path: Path) -> None:
    version = procedures.version_in_force(slug)
    definition = procedures.definition(version.pk)
    pdf = actions.print_form(version_id=version.pk, language=language)
    text = text_of(pdf, tmp_path)
    with translation.override(language):
        form = procedures.blank_form(definition, language)
    asked = [question for section in form.sections for question in section.questions]
    words = [*(section.title for section in form.sections), *(question.label for question in asked)]
    words += [one.label for question in asked for box in question.boxes for one in box.ticks]
    words += [paragraph for part in form.notice for paragraph in part.paragraphs]
    assert [word for word in (*words, form.code) if flat(word) not in text] == [], slug
    assert conformance.failures(pdf) == {"PDF/A-2a": [], "PDF/UA-1": []}
    left, right = edges(tmp_path)
    assert (left > 20, right < 190) == (True, True)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert (str(opened.Root.Lang), str(opened.docinfo["/Title"])) == (language, form.start.title)


def test_the_department_answers_at_its_own_telephone_and_mailbox(house):
    halls = queries.reached_at("vie-associative")
    assert (halls.phone, halls.email) == ("010 00 00 07", "associations@wavre.demo.example")
    unknown = queries.reached_at("personne")
    assert (unknown.name, unknown.phone) == ("", "010 00 00 00")


def test_a_draft_goes_on_by_hand_with_what_is_answered(emailer, tmp_path):
    draft = factories.start(emailer)
    factories.fill(emailer, draft, factories.residence(cast.INES, mode="guichet"))
    text = text_of(actions.print_draft(actor=emailer, draft=draft, session_drafts=()), tmp_path)
    for words in (
        "Vosréponsesdéjàdonnéesenlignesontimprimées",
        cast.INES.family_name,
        "RueduPont",
        cast.INES.email,
    ):
        assert flat(words) in text
    assert [number for number in spellings(cast.INES.national_number) if flat(number) in text] == []
    assert "XAuguichet" in text


def test_a_draft_in_german_prints_in_german(house, tmp_path):
    draft = actions.start_draft(actor=ANYBODY, slug="acte-de-naissance", language="de").draft
    text = text_of(actions.print_draft(actor=ANYBODY, draft=draft, session_drafts={draft.pk}), tmp_path)
    assert ("Geburtsurkunde" in text, "Actedenaissance" in text) == (True, False)


def test_a_draft_is_printed_for_nobody_else(emailer, stranger):
    draft = factories.start(emailer)
    for who, session in ((stranger, ()), (ANYBODY, {draft.pk})):
        with pytest.raises(NotFound):
            actions.print_draft(actor=who, draft=draft, session_drafts=session)


def test_a_draft_whose_days_have_passed_is_not_printed(emailer):
    draft = factories.start(emailer)
    with clock.at(clock.now() + timedelta(days=31)), pytest.raises(actions.DraftExpired):
        actions.print_draft(actor=emailer, draft=draft, session_drafts=())


def test_an_unknown_version(house):
    with pytest.raises(NotFound):
        actions.print_form(version_id=uuid4(), language="fr")
