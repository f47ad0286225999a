"""A newer package of the catalogue on the manager's screens: read, chosen from, prepared, or set aside."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from beffroi.cases.tests.factories import desk
from beffroi.procedures import actions, queries
from beffroi.procedures.models import DraftVersion
from beffroi.procedures.rules.editing import Edit
from beffroi.procedures.tests.factories import FORM, write_package
from tests.support.doors import reads, refused

LIST, HERE = reverse("desk:procedures"), reverse("desk:procedure", args=["prime"])
PAGE = reverse("desk:procedure_proposal", args=["prime"])
PREPARE = reverse("desk:procedure_proposal_prepare", args=["prime"])
ASIDE = reverse("desk:procedure_proposal_aside", args=["prime"])
TITLE = ("form", "pages", "velo", "title")


@pytest.fixture
def helene(at_the_desk):
    """Hélène, who keeps the procedures."""
    return at_the_desk("gestion@demo.example")


@pytest.fixture
def proposed(house, tmp_path, monkeypatch):
    """The commune changed a title; the catalogue changed the same title, and a limit."""
    monkeypatch.setattr(settings, "CATALOGUE_DIRS", [tmp_path])
    write_package(tmp_path)
    actions.load_catalogue([tmp_path])
    keeper = desk("gestion@demo.example")
    draft = actions.edit_version(actor=keeper, slug="prime", edit=Edit("set", TITLE, "Votre monture"))
    actions.publish_preparation(actor=keeper, slug="prime", revision=draft.revision)
    theirs = FORM.replace("title: Votre vélo", "title: Votre deux-roues").replace("500000", "400000")
    folder = write_package(tmp_path, form=theirs)
    (folder / "CHANGELOG.md").write_text("## 2 — 3 mars 2027\n\n- Le plafond baisse.\n")
    assert actions.load_catalogue([tmp_path]).proposed == ["prime"]
    return queries.proposal_of("prime")


def sent(proposal, **more):
    return {"fingerprint": proposal.fingerprint, "number": 2, **more}


def test_it_is_announced_in_the_list_and_on_the_procedure(helene, proposed):
    assert "Version proposée par le catalogue" in reads(helene.get(LIST))
    assert "Le catalogue propose une version plus récente" in reads(helene.get(HERE))


def test_the_page_says_why_what_changes_what_stays_and_what_both_changed(helene, proposed):
    words = reads(helene.get(PAGE))
    for said in (
        "Version 2 — 3 mars 2027 Le plafond baisse.",
        "maximum 500000 → 400000",
        "titre « Votre vélo » → « Votre monture »",
        "Chez vous : « Votre monture ». Dans le catalogue : « Votre deux-roues ».",
        "La vérification ne trouve rien à corriger.",
    ):
        assert said in words, (said, words)


@pytest.mark.parametrize(
    ("ticked", "title"),
    [([], "Votre monture"), (["/".join(TITLE)], "Votre deux-roues"), (["n/importe"], "Votre monture")],
)
def test_it_becomes_a_version_in_preparation(helene, proposed, ticked, title):
    answer = helene.post(PREPARE, sent(proposed, theirs=ticked), follow=True)
    assert "La proposition est une version en préparation." in reads(answer)
    assert (
        queries.draft_data(DraftVersion.objects.get(published_as=None))["form"]["pages"][0]["title"] == title
    )


def test_set_aside_with_a_reason_it_is_announced_no_more(helene, proposed):
    answer = helene.post(ASIDE, sent(proposed, reason="Notre plafond est voté."), follow=True)
    assert "La proposition est laissée de côté." in reads(answer)
    assert "Version proposée" not in reads(helene.get(LIST))
    assert "Notre plafond est voté." in reads(helene.get(PAGE))


def test_without_a_reason_it_is_asked_beside_its_box(helene, proposed):
    refused(
        helene.post(ASIDE, sent(proposed, reason="")),
        "Dites en une phrase pourquoi la commune garde sa version.",
        "id_reason",
    )


def test_what_moved_meanwhile_is_told_and_the_choice_is_kept(helene, proposed):
    answer = helene.post(PREPARE, sent(proposed, number=1, theirs=["/".join(TITLE)]))
    refused(
        answer, "La proposition ou la version en vigueur a changé depuis que vous l’avez lue. Relisez-la."
    )
    assert f'value="{"/".join(TITLE)}" checked' in answer.content.decode()


@pytest.mark.parametrize("forged", [{}, {"number": "x"}, {"fingerprint": "\x00", "theirs": "\x00"}])
def test_forged_answers_change_nothing(helene, proposed, forged):
    assert helene.post(PREPARE, forged).status_code == 422
    assert helene.post(ASIDE, {**forged, "reason": "x"}).status_code == 422
    assert not DraftVersion.objects.filter(published_as=None).exists()


def test_without_a_proposal_there_is_no_page(helene):
    assert helene.get(reverse("desk:procedure_proposal", args=["acte-de-deces"])).status_code == 404


def test_only_managers_come_in(at_the_desk, proposed):
    browser = at_the_desk("chef@demo.example")
    assert (browser.get(PAGE).status_code, browser.post(PREPARE, sent(proposed)).status_code) == (404, 404)
