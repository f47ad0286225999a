"""Moving open cases at the desk: what is told is what is done, once it is confirmed."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.cases.models import Case, VersionMove
from beffroi.cases.tests import small
from beffroi.cases.tests.factories import RESIDENCE, fresh, work
from beffroi.cases.tests.test_moving import EXAMPLE, PRICE, RENAMED, WORKFLOW, version
from beffroi.procedures.tests.factories import FILES
from tests.support.doors import reads, refused

PROCEDURE = "/bureau/demarches/prime/"
HERE = f"{PROCEDURE}v1/dossiers/"
FORM = FILES["form.yaml"]


@pytest.fixture
def helene(at_the_desk):
    return at_the_desk("gestion@demo.example")


@pytest.fixture
def publish(house, tmp_path):
    """Puts the small package in force, with files of its own."""

    def do(**files):
        small.publish(tmp_path / "shelf", **{"tests__simple": EXAMPLE, **files})

    do()
    return do


def confirmed(page):
    """What the button that moves them sends."""
    form = re.search(
        r'<form method="post">(?:(?!</form>).)*name="seen".*?</form>', page.content.decode(), re.S
    )[0]
    tags = re.findall(r'name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in tags if name != "csrfmiddlewaretoken"}


def test_cases_are_moved_from_the_list_of_versions(citizen, helene, publish):
    case = small.apply(citizen)
    assert f'href="{HERE}"' not in helene.get(PROCEDURE).content.decode()
    publish(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
    assert f'href="{HERE}"' in helene.get(PROCEDURE).content.decode()
    page = helene.get(HERE)
    assert "Examen 1 À l’examen Rien" in reads(page)
    page = helene.post(HERE, confirmed(page), follow=True)
    assert "Le déplacement est demandé" in reads(page)
    assert "Déplacement en cours vers : Version 2 Sur 1 : aucun dossier déplacé." in reads(page)
    assert 'method="post">' not in page.content.decode().split("<main")[1]
    work()
    assert fresh(case).version.number == 2
    words = reads(helene.get(HERE))
    assert "Dossiers déplacés vers : Version 2 1 dossier déplacé. Demandé par Hélène" in words
    assert "Aucun dossier n’est ouvert sur cette version." in words


def test_a_status_that_is_no_more_asks_where_its_cases_go(citizen, helene, publish):
    case = small.apply(citizen)
    publish(workflow=RENAMED)
    page = helene.get(HERE)
    assert "Où vont les dossiers à l’étape « Examen » ?" in reads(page)
    assert "Choisissez d’abord où vont les dossiers" in reads(page)
    refused(helene.post(HERE, {"vers": "2"}), "Choisissez une étape.", "id_etape_examen")
    page = helene.get(HERE, {"vers": "2", "etape_examen": "etude"})
    helene.post(HERE, confirmed(page))
    work()
    assert (fresh(case).version.number, fresh(case).status) == (2, "etude")


def test_another_status_than_the_namesake_may_be_chosen(citizen, helene, publish):
    case = small.apply(citizen)
    publish(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
    page = helene.get(HERE, {"vers": "2", "etape_examen": "attente"})
    assert "Examen 1 En attente Plus de tâche pour un agent Avancement : Attend le demandeur" in reads(page)
    helene.post(HERE, confirmed(page))
    work()
    assert (fresh(case).status, fresh(case).next_turn) == ("attente", "applicant")


def test_why_some_stay_is_told_before_and_after(citizen, helene, publish):
    case = small.apply(citizen)
    other = small.apply(citizen)
    Case.objects.filter(pk=other.pk).update(answers={**other.answers, "prix": 90000})
    publish(form=FORM.replace("max: 500000", "max: 100000"))
    page = helene.get(HERE)
    assert "1 dossier resterait sur son ancienne version" in reads(page)
    why = "« Combien a-t-il coûté ? » : la réponse donnée ne convient plus."
    assert why in reads(page) and case.number in reads(page)
    assert "Déplacer 1 dossier" in reads(page)
    helene.post(HERE, confirmed(page))
    work()
    assert f"Ceux qui sont restés : {why} 1 dossier ( {case.number} )" in reads(helene.get(HERE))


def test_what_keeps_nobody_back_is_told_too(citizen, helene, publish):
    case = small.apply(citizen)
    changed = FORM.replace(PRICE, "{name: marque, type: text, label: Marque}")
    publish(form=changed, tests__simple=EXAMPLE.replace("prix: 90000", "marque: A"))
    words = reads(helene.get(HERE))
    assert (
        f"« Marque » : la question est nouvelle, personne n’y a répondu. 1 dossier ( {case.number} )" in words
    )
    assert "« Combien a-t-il coûté ? » : la question n’y est plus." in words
    assert "Déplacer 1 dossier" in words


def test_what_changes_at_a_status_is_said(citizen, helene, publish):
    small.apply(citizen)
    changed = (
        WORKFLOW.replace("label: Examiner}", "label: Examiner de près}")
        .replace("phase: in_progress", "phase: waiting_authority")
        .replace(
            "- {name: accorder", "- {name: tard, after: {days: 5}, to: retiree}\n          - {name: accorder"
        )
    )
    publish(workflow=changed.replace("[received, in_progress", "[received, waiting_authority"))
    words = reads(helene.get(HERE))
    assert "Tâche : Examiner de près Délais : comptés depuis l’arrivée à l’étape" in words
    assert "Avancement : Attend une autre administration" in words


def test_a_confirmation_of_what_has_changed_since_is_refused(citizen, helene, publish):
    small.apply(citizen)
    publish(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
    read = confirmed(helene.get(HERE))
    Case.objects.filter(pk=small.apply(citizen).pk).update(version=version(1))
    page = helene.post(HERE, read)
    refused(page, "Des dossiers ont changé depuis que vous avez lu cette page.")
    assert ("Déplacer 2 dossiers" in reads(page), VersionMove.objects.count()) == (True, 0)
    assert helene.post(HERE, confirmed(page)).status_code == 302


def test_the_answers_of_many_are_read_in_part(citizen, helene, publish, monkeypatch):
    for _ in range(2):
        small.apply(citizen)
    publish(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
    monkeypatch.setattr("beffroi.cases.queries.moving.MOST_READ", 1)
    assert "Les réponses d’1 dossier ont été relues" in reads(helene.get(HERE))


def test_when_none_can_be_moved_there_is_no_button(citizen, helene, publish):
    small.apply(citizen)
    publish(form=FORM.replace("max: 500000", "max: 100000"))
    page = helene.get(HERE)
    assert ("Aucun dossier ne peut être déplacé." in reads(page), b'name="seen"' in page.content) == (
        True,
        False,
    )


def test_a_moved_case_still_tells_its_past_in_words(citizen, helene, at_the_desk, publish):
    case = small.apply(citizen)
    publish(workflow=RENAMED)
    helene.post(HERE, confirmed(helene.get(HERE, {"vers": "2", "etape_examen": "etude"})))
    work()
    words = reads(at_the_desk("agent@demo.example").get(f"/bureau/dossiers/{case.pk}/"))
    assert "Passé à la version 2 de la démarche" in words
    assert "Étape : Examen" in words


def test_one_case_or_three_cost_the_same(citizen, helene, publish):
    small.apply(citizen)
    publish(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
    helene.get(HERE)
    one = cost(helene)
    for _ in range(2):
        small.apply(citizen)
    Case.objects.update(version=version(1))
    helene.get(HERE)
    assert cost(helene) == one


def cost(browser):
    with CaptureQueriesContext(connection) as asked:
        browser.get(HERE)
    return len(asked)


@pytest.mark.parametrize(
    ("email", "url"),
    [
        ("agent@demo.example", HERE),
        ("chef@demo.example", HERE),
        ("gestion@demo.example", f"{PROCEDURE}v9/dossiers/"),
        ("gestion@demo.example", f"{PROCEDURE}preparation/dossiers/"),
        ("gestion@demo.example", f"/bureau/demarches/{RESIDENCE}/v1/dossiers/"),
    ],
    ids=["a clerk", "a head", "no such version", "a version in preparation", "a version alone"],
)
def test_nobody_else_and_nothing_else(at_the_desk, publish, email, url):
    publish(workflow=WORKFLOW.replace("label: Examen", "label: À l’examen"))
    assert at_the_desk(email).get(url).status_code == 404
