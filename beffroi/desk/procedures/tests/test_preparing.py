"""Changing a procedure at the desk, without a terminal: each screen once, as a manager would use it."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.cases.tests.factories import RESIDENCE
from beffroi.procedures import queries
from beffroi.procedures.models import DraftState, DraftVersion, ProcedureVersion
from tests.support.doors import reads, refused, summary

LIST = "/bureau/demarches/"
HERE = f"{LIST}{RESIDENCE}/"
DRAFT = f"{HERE}preparation/"
FIELDS = "form/pages/remise/fields"


@pytest.fixture
def helene(at_the_desk):
    return at_the_desk("gestion@demo.example")


@pytest.fixture
def basile(at_the_desk):
    """The administrator, who prepares too."""
    return at_the_desk("admin@demo.example")


@pytest.fixture
def preparing(helene):
    """Hélène, with a version in preparation."""
    answer = helene.post(f"{HERE}preparer/", follow=True)
    assert "Version en préparation" in reads(answer)
    return helene


def edit(address: str) -> str:
    return f"{HERE}modifier/{address}/"


def sent(page) -> dict[str, list[str]]:
    """What a browser would send of the first form with a sheet: every box as it stands."""
    html = page.content.decode()
    form = re.search(r'<form method="post" novalidate lang="fr">(.*?)</form>', html, re.S)[1]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type")
        if name and (kind not in ("checkbox", "radio") or " checked" in tag):
            found.setdefault(name, []).append(_attribute(tag, "value"))
    for attributes, inside in re.findall(r"<select\b([^>]*)>(.*?)</select>", form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found.setdefault(_attribute(attributes, "name"), []).append(unescape(chosen[1]) if chosen else "")
    for attributes, inside in re.findall(r"<textarea\b([^>]*)>(.*?)</textarea>", form, re.S):
        found.setdefault(_attribute(attributes, "name"), []).append(unescape(inside).removeprefix("\n"))
    found.pop("csrfmiddlewaretoken", None)
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def draft_data():
    return queries.draft_data(queries.draft_of(RESIDENCE))


def field(name: str, page: int = -1):
    return next(one for one in draft_data()["form"]["pages"][page]["fields"] if one["name"] == name)


# --- the whole


def test_only_managers_prepare(at_the_desk, preparing):
    clerk = at_the_desk("agent@demo.example")
    urls = (
        DRAFT,
        edit("procedure"),
        edit("form/pages"),
        f"{HERE}valeurs/",
        f"{HERE}traductions/",
        f"{LIST}installer/",
    )
    assert {clerk.get(url).status_code for url in urls} == {404}
    assert {clerk.post(f"{HERE}{verb}/").status_code for verb in ("preparer", "publier", "abandonner")} == {
        404
    }


def test_a_preparation_says_where_it_comes_from_and_who_changed_it(preparing):
    words = reads(preparing.get(DRAFT))
    assert "À partir de la version 1. Dernier changement : Hélène Vauquin, aujourd’hui à 10 h" in words
    assert "Hélène Vauquin, aujourd’hui à 10 h" in reads(preparing.get(LIST))


def test_every_part_of_a_version_has_a_screen_that_changes_nothing_when_sent_back(preparing):
    """Sheets of every kind in a real procedure are opened, and sent as they came."""
    package = queries.draft_definition(queries.draft_of(RESIDENCE)).package
    todo, seen = [edit(one) for one in ("procedure", "form/pages", "workflow/statuses", "workflow/anywhere", "decisions",
                                        "messages", "documents", "tests")], set()  # fmt: skip
    kinds = Counter()
    while todo:
        url = todo.pop()
        steps = url.removeprefix(HERE).strip("/").split("/")
        kind = (steps[0], *steps[1::2], len(steps))
        if url in seen or kinds[kind] == 2 or url.endswith(("/legal_clock/", "/free_route/")):
            continue
        kinds[kind] += 1
        seen.add(url)
        page = preparing.get(url, follow=True)
        assert page.status_code == 200, url
        html = page.content.decode()
        todo += re.findall(r'href="(/bureau/demarches/[^"]*/(?:modifier|ajouter)/[^"]*)"', html)
        if 'novalidate lang="fr"' in html and "/ajouter/" not in url:
            answer = preparing.post(page.request["PATH_INFO"], sent(page))
            assert answer.status_code == 302, (url, reads(answer)[:1500])
    assert len(seen) > 40
    after = queries.draft_definition(queries.draft_of(RESIDENCE)).package
    assert [(change.place, change.words) for change in queries.differences(package, after)] == []
    assert queries.draft_of(RESIDENCE).problems == 0


def test_publishing_says_so_and_dropping_asks_first(preparing):
    preparing.post(
        edit("form/pages/remise"),
        {**sent(preparing.get(edit("form/pages/remise"))), "intro": ["Encore un pas."]},
    )
    words = reads(preparing.get(DRAFT))
    assert "Encore un pas." in words and "n’est pas traduit en « nl »" in words
    answer = preparing.post(f"{HERE}publier/", {"revision": "1"})
    refused(answer, "Cette version ne peut pas encore être publiée : il reste des points à corriger.")
    assert preparing.post(f"{HERE}abandonner/", {"revision": "0"}).status_code == 422
    assert preparing.post(f"{HERE}abandonner/", {"revision": "1"}).status_code == 302
    assert not DraftVersion.objects.exists()


# --- questions


def test_a_question_is_added_with_a_condition_translated_and_published(preparing):
    url = f"{HERE}ajouter/{FIELDS}/"
    page = preparing.get(url)
    typed = {**sent(page), "type": "text", "label": "Pourquoi par la poste ?", "required": "false",
             "when": 'answers.mode == "poste"'}  # fmt: skip
    answer = preparing.post(url, typed)
    assert answer["Location"].split("?")[0] == edit(f"{FIELDS}/pourquoi_par_la_poste"), reads(answer)
    assert field("pourquoi_par_la_poste") == {
        "name": "pourquoi_par_la_poste",
        "type": "text",
        "label": "Pourquoi par la poste ?",
        "required": False,
        "when": 'answers.mode == "poste"',
    }
    for code, words in (("nl", "Waarom per post?"), ("de", "Warum per Post?"), ("en", "Why by post?")):
        page = preparing.get(f"{HERE}traductions/?langue={code}")
        assert "Pourquoi par la poste ?" in reads(page)
        preparing.post(f"{HERE}traductions/?langue={code}", {"fr": "Pourquoi par la poste ?", "to.0": words})
    draft = queries.draft_of(RESIDENCE)
    assert draft.problems == 0
    words = reads(preparing.get(f"{HERE}publier/"))
    assert ("Ajouté" in words, "1 texte traduit (nl, de, en)" in words) == (True, True), words
    typed = {"revision": str(draft.revision), "note": "Demandé par la poste"}
    answer = preparing.post(f"{HERE}publier/", typed, follow=True)
    assert "La version 2 est en vigueur." in reads(answer)
    assert "Hélène Vauquin Demandé par la poste" in reads(answer)
    assert "pourquoi_par_la_poste" in queries.definition(queries.version_in_force(RESIDENCE).pk).fields
    words = reads(preparing.get(f"{HERE}comparer/?de=1&a=2"))
    assert "Ajouté Recevoir le document" in words or "« Pourquoi par la poste ? »" in words
    assert "Réponse facultative" in words and "(pourquoi_par_la_poste)" not in words
    preparing.post(f"{HERE}v1/reprendre/")
    draft = queries.draft_of(RESIDENCE)
    answer = preparing.post(f"{HERE}publier/", {"revision": str(draft.revision)}, follow=True)
    assert "La version 1 est en vigueur." in reads(answer)


def test_an_expression_that_does_not_read_is_refused_beside_its_box_and_nothing_is_lost(preparing):
    url = edit(f"{FIELDS}/exemplaires")
    typed = {
        **sent(preparing.get(url)),
        "when": "answers.poste == ",
        "help": "Un texte que je ne veux pas perdre",
    }
    answer = preparing.post(url, typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'href="#id_when"' in html and 'id="id_when-error"' in html
    assert "Un texte que je ne veux pas perdre" in html and "answers.poste ==" in html
    assert "answers.mode" in reads(answer)
    typed["when"] = "answers.postee"
    assert "« answers.postee » n’existe pas." in reads(preparing.post(url, typed))
    typed["when"] = "answers.mode"
    assert "doit donner vrai ou faux" in reads(preparing.post(url, typed))
    assert "when" not in field("exemplaires") or field("exemplaires")["when"] != "answers.mode"


def test_a_part_is_called_by_the_words_of_its_key(preparing):
    assert "Version en préparation Certificat de résidence Prix Prix Régime" in reads(
        preparing.get(edit("procedure/fee"))
    )


def test_what_is_no_number_is_said_beside_it(preparing):
    url = edit(f"{FIELDS}/exemplaires")
    answer = preparing.post(url, {**sent(preparing.get(url)), "max": "beaucoup"})
    assert (answer.status_code, 'id="id_max-error"' in answer.content.decode()) == (422, True)
    assert 'value="beaucoup"' in answer.content.decode()


def test_only_a_repeated_block_asks_questions_of_its_own(preparing):
    """A choice offers none; one that got some anyway is rid of the empty list with the last of them."""
    below = f"ajouter/{FIELDS}/mode/fields/"
    assert below not in preparing.get(edit(f"{FIELDS}/mode")).content.decode()
    url = f"{HERE}{below}"
    preparing.post(url, {**sent(preparing.get(url)), "type": "text", "label": "Perdue"})
    assert below in preparing.get(edit(f"{FIELDS}/mode")).content.decode()
    preparing.post(f"{HERE}deplacer/{FIELDS}/mode/fields/perdue/", {"act": "remove"})
    assert "fields" not in field("mode")
    assert queries.draft_of(RESIDENCE).problems == 0


def test_a_version_with_an_empty_list_of_questions_is_healed_by_the_next_change(preparing):
    draft = queries.draft_of(RESIDENCE)
    data = queries.draft_data(draft)
    data["form"]["pages"][-1]["fields"][0]["fields"] = []
    DraftVersion.objects.filter(pk=draft.pk).update(canonical=json.dumps(data).encode())
    assert "« fields » n’a pas de sens" in reads(preparing.get(DRAFT))
    preparing.post(edit("procedure"), {**sent(preparing.get(edit("procedure"))), "minutes": "9"})
    assert "« fields »" not in reads(preparing.get(DRAFT))


def test_options_of_a_choice_are_rows(preparing):
    url = edit(f"{FIELDS}/mode")
    typed = {**sent(preparing.get(url)), "options.3.label": "Par coursier", "options.0.position": "9"}
    assert preparing.post(url, typed).status_code == 302
    assert [one["value"] for one in field("mode")["options"]] == [
        "poste",
        "guichet",
        "telechargement",
        "par_coursier",
    ]


def test_questions_and_pages_move_and_go(preparing):
    act = f"{HERE}deplacer/{FIELDS}/exemplaires/"
    names = lambda page=-1: [one["name"] for one in draft_data()["form"]["pages"][page]["fields"]]  # noqa: E731
    assert names()[:2] == ["mode", "exemplaires"]
    preparing.post(act, {"act": "up"})
    assert names()[:2] == ["exemplaires", "mode"]
    preparing.post(act, {"act": "send", "page": "coordonnees"})
    assert ("exemplaires" in names(), names(-2)[-1]) == (False, "exemplaires")
    gone = preparing.post(
        f"{HERE}deplacer/form/pages/coordonnees/fields/exemplaires/", {"act": "remove"}, follow=True
    )
    assert "laisse des points à corriger" in reads(gone) and "Vous avez retiré « " in reads(gone)
    assert preparing.post(act, {"act": "remove"}).status_code == 404
    assert preparing.post(f"{HERE}deplacer/form/pages/coordonnees/", {"act": "explode"}).status_code == 404


def test_the_last_changes_are_taken_back_one_by_one_unless_somebody_changed_more(preparing, basile):
    before = draft_data()
    preparing.post(f"{HERE}deplacer/{FIELDS}/exemplaires/", {"act": "up"})
    answer = preparing.post(f"{HERE}deplacer/{FIELDS}/exemplaires/", {"act": "remove"}, follow=True)
    revision = re.search(r'name="revision" value="([0-9]+)"', answer.content.decode())[1]
    basile.post(f"{HERE}deplacer/{FIELDS}/mode/", {"act": "up"})  # it is the first: nothing changes
    answer = preparing.post(f"{HERE}annuler/", {"revision": revision}, follow=True)
    assert "Relisez-la" in reads(answer)
    for _step in range(2):
        draft = queries.draft_of(RESIDENCE)
        answer = preparing.post(f"{HERE}annuler/", {"revision": draft.revision}, follow=True)
        assert "C’est annulé" in reads(answer)
    assert draft_data() == before
    answer = preparing.post(f"{HERE}annuler/", {"revision": draft.revision + 1}, follow=True)
    assert "Il n’y a plus rien à annuler." in reads(answer)


def test_only_the_last_states_are_kept(preparing, monkeypatch):
    monkeypatch.setattr("beffroi.procedures.actions.preparing.MOST_STATES", 3)
    for _step in range(5):
        preparing.post(f"{HERE}deplacer/{FIELDS}/exemplaires/", {"act": "up"})
        preparing.post(f"{HERE}deplacer/{FIELDS}/exemplaires/", {"act": "down"})
    assert DraftState.objects.count() == 3


def test_a_change_is_put_back_beside_its_line(preparing):
    before = draft_data()
    preparing.post(f"{HERE}deplacer/{FIELDS}/exemplaires/", {"act": "remove"})
    answer = preparing.get(DRAFT)
    assert "Retiré" in reads(answer) and "Remettre comme avant" in reads(answer)
    key = re.search(r'name="key" value="([^"]*)"', answer.content.decode())[1]
    assert key == "form/pages/remise/fields/exemplaires"
    answer = preparing.post(f"{HERE}remettre/", {"key": key, "what": "question"}, follow=True)
    assert "Vous avez remis « question » comme avant." in reads(answer)
    assert draft_data() == before
    assert "n’existe plus" in reads(preparing.post(f"{HERE}remettre/", {"key": key}, follow=True))


def test_a_page_with_questions_is_asked_before_it_goes(preparing):
    act = f"{HERE}deplacer/form/pages/remise/"
    answer = preparing.post(act, {"act": "remove"})
    assert "Oui, tout retirer" in reads(answer)
    assert draft_data()["form"]["pages"][-1]["name"] == "remise"
    preparing.post(act, {"act": "remove", "confirmed": "1"})
    assert draft_data()["form"]["pages"][-1]["name"] != "remise"


@pytest.mark.parametrize(
    "gone",
    ["form/pages/remise/fields/mode", "form/pages/pour_qui/fields/motif", "workflow/statuses/a_traiter",
     "messages/recu", "decisions/motif", "procedure/options/taxe_document", "form/pages/coordonnees"],
)  # fmt: skip
def test_every_finding_leads_to_a_screen_and_every_screen_answers(preparing, gone):
    preparing.post(f"{HERE}deplacer/{gone}/", {"act": "remove", "confirmed": "1"})
    page = preparing.get(DRAFT).content.decode()
    links = set(re.findall(r'href="(/bureau/demarches/[^"]*)"', page))
    assert {url: preparing.get(url, follow=True).status_code for url in links} == dict.fromkeys(links, 200)
    assert "Internal Server Error" not in page
    for url in (f"{DRAFT}circuit.svg", f"{HERE}comparer/", HERE, LIST):
        assert preparing.get(url).status_code == 200


def test_two_managers_the_second_is_told_and_loses_nothing(preparing, basile):
    url = edit("form/pages/remise")
    mine, theirs = sent(preparing.get(url)), sent(basile.get(url))
    basile.post(url, {**theirs, "title": "Recevoir le document"})
    answer = preparing.post(url, {**mine, "title": "Le document demandé"})
    words = reads(answer)
    assert answer.status_code == 422
    assert "Basile Torgnon a enregistré aujourd’hui à 10 h" in words and "Recevoir le document" in words
    assert "Le document demandé" in answer.content.decode()
    assert preparing.post(url, sent(answer)).status_code == 302
    assert draft_data()["form"]["pages"][-1]["title"] == "Le document demandé"


def test_two_translators_the_second_is_told_and_loses_nothing(preparing, basile):
    typed = {**sent(preparing.get(edit("form/pages/remise"))), "intro": ["Encore un pas."]}
    preparing.post(edit("form/pages/remise"), typed)
    url = f"{HERE}traductions/?langue=nl"
    seen = re.search(r'name="seen" value="([^"]*)"', preparing.get(url).content.decode())[1]
    one = {"fr": "Encore un pas.", "seen": seen}
    assert basile.post(url, {**one, "to.0": "Nog een stap."}).status_code == 302
    answer = preparing.post(url, {**one, "to.0": "Nog even."})
    words = reads(answer)
    assert (answer.status_code, "Nog even." in answer.content.decode()) == (422, True)
    assert "Enregistré entre-temps : Nog een stap." in words and "Quelqu’un a changé cette partie" in words


# --- workflow, messages, tables


def test_a_transition_is_added_and_the_picture_shows_it(preparing):
    url = f"{HERE}ajouter/workflow/statuses/a_traiter/transitions/"
    typed = {**sent(preparing.get(url)), "label": "Classer sans suite", "to": "sans_suite", "by": ["head"]}
    assert preparing.post(url, typed)["Location"].split("?")[0] == edit(
        "workflow/statuses/a_traiter/transitions/classer_sans_suite"
    )
    words = reads(preparing.get(edit("workflow/statuses")))
    assert "Classer sans suite, le chef de service : Classée sans suite" in words
    before = preparing.get(f"{HERE}v1/circuit.svg").content
    assert preparing.get(f"{DRAFT}circuit.svg").content != before


def test_a_status_is_changed(preparing):
    url = edit("workflow/statuses/a_traiter")
    typed = {**sent(preparing.get(url)), "label": "À examiner", "task.label": "Examiner la demande"}
    assert preparing.post(url, typed).status_code == 302
    assert "À examiner" in reads(preparing.get(DRAFT))


def test_a_message_is_added_under_its_name(preparing):
    url = f"{HERE}ajouter/messages/"
    typed = {**sent(preparing.get(url)), "subject": "Rappel", "paragraphs.0.text": "Pensez à payer."}
    answer = preparing.post(url, typed)
    assert (answer.status_code, "Donnez un nom à cette partie." in reads(answer)) == (422, True)
    html = answer.content.decode()
    assert 'href="#id_new_name"' in html and 'aria-describedby="id_new_name' in html
    assert "Pensez à payer." in answer.content.decode()
    assert preparing.post(url, {**typed, "new_name": "rappel"})["Location"].split("?")[0] == edit(
        "messages/rappel"
    )
    assert draft_data()["messages"]["rappel"] == {"subject": "Rappel", "paragraphs": ["Pensez à payer."]}
    answer = preparing.post(url, {**typed, "new_name": "Pas Un Nom"})
    assert (answer.status_code, "n’a pas la forme voulue" in reads(answer)) == (422, True)


@pytest.mark.parametrize(
    ("address", "typed", "made"),
    [
        ("decisions/motif/periods", {"legal_reference": "Conseil du 1er décembre", "valid_from-day": "1",
                                     "valid_from-month": "1", "valid_from-year": "2027"}, "decisions/motif/periods/1"),
        ("workflow/anywhere", {"phases": ["received", "in_progress"]}, "workflow/anywhere/1"),
        ("workflow/statuses", {"label": "Avis demandé", "phase": "waiting_authority", "next": "On lit."},
         "workflow/statuses/avis_demande"),
        ("tests/pour_un_tiers/steps", {"wait": "3"}, "tests/pour_un_tiers/steps/0"),
        ("tests", {"new_name": "autre", "title": "Une autre histoire"}, "tests/autre"),
        ("decisions", {"new_name": "tarif", "title": "Tarif", "inputs.0.name": "mode", "inputs.0.label": "Mode",
                       "inputs.0.value": "answers.mode", "outputs.0.name": "prix", "outputs.0.label": "Prix",
                       "outputs.0.type": "amount"}, "decisions/tarif"),
        ("form/pages", {"title": "Une page de plus"}, "form/pages/une_page_de_plus"),
        ("documents", {"new_name": "autre", "title": "Un papier", "layout": "letter", "paragraphs.0.text": "Rien."}, "documents/autre"),
    ],
)  # fmt: skip
def test_a_new_part_of_every_kind_is_kept_and_can_be_opened(preparing, address, typed, made):
    url = f"{HERE}ajouter/{address}/"
    answer = preparing.post(url, {**sent(preparing.get(url)), **typed})
    assert answer.status_code == 302, reads(answer)[:3000]
    assert answer["Location"].split("?")[0] == edit(made)
    for screen in (
        edit(made),
        DRAFT,
        edit(made.split("/")[0] if "/" not in address else address),
        f"{DRAFT}circuit.svg",
    ):
        assert preparing.get(screen, follow=True).status_code == 200


GRID = f"{HERE}grille/decisions/motif/periods/0/"


def test_a_table_is_a_grid_and_comes_back_as_it_was(preparing):
    before = draft_data()["decisions"]["motif"]
    page = preparing.get(GRID)
    assert "allocations_familiales, bourse_etudes" in page.content.decode()
    assert preparing.post(GRID, sent(page)).status_code == 302
    assert draft_data()["decisions"]["motif"] == before


def test_a_gap_is_said_and_an_overlap_beside_its_line(preparing):
    typed = sent(preparing.get(GRID))
    gap = {**typed, "rows.2.when.motif": "assurance, avocat"}
    assert "aucune ligne ne répond pour motif = banque" in reads(preparing.post(GRID, gap))
    overlap = {**typed, "rows.2.when.motif": f"{typed['rows.2.when.motif'][0]}, emploi"}
    answer = preparing.post(GRID, overlap)
    assert answer.status_code == 422
    beside = re.search(r'id="ligne-2">(.*?)</p>', answer.content.decode(), re.S)
    assert beside and "répondent toutes deux pour motif = emploi" in unescape(beside[1])


def test_a_day_that_is_none_is_told_beside_its_boxes(preparing):
    typed = {**sent(preparing.get(GRID)), "valid_from-day": "99"}
    answer = preparing.post(GRID, typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_valid_from"' in html and 'id="id_valid_from' in html
    assert reads(answer).count("n’est pas une date") == 2  # in the summary, and beside the day
    assert 'value="99"' in html


def test_lines_are_added_and_amounts_are_typed_in_euros(preparing):
    typed = sent(preparing.get(GRID))
    typed["rows.2.when.motif"] = ["assurance, avocat, banque, consulat, huissier, notaire, succession, autre"]
    typed |= {"rows.3.when.motif": "etranger", "rows.3.then.gratuit": "non", "rows.3.then.montant": "2,5"}
    assert preparing.post(GRID, typed).status_code == 302
    rows = draft_data()["decisions"]["motif"]["periods"][0]["rows"]
    assert rows[-1] == {
        "id": "ligne_1",
        "when": {"motif": "etranger"},
        "then": {"gratuit": False, "montant": 250},
    }
    wrong = {**sent(preparing.get(GRID)), "rows.3.then.montant": "deux euros"}
    assert "« deux euros » n’est pas un montant en cents entiers." in reads(preparing.post(GRID, wrong))


# --- values, preview, zip


FEE = {"key": "taxe_document", "value": "4,50", "legal_reference": "Conseil communal du 3 septembre 2026"}
STEPS = {"voted": "3 9 2026", "approved": "5 10 2026", "published": "8 10 2026", "binds": "13 10 2026"}


def on(**days):
    """The boxes of the days of the tax, as they are typed."""
    parts = ("day", "month", "year")
    return {
        f"taxe_document_{name}-{part}": text
        for name, day in days.items()
        for part, text in zip(parts, day.split(), strict=True)
    }


def test_a_fee_is_changed_from_a_day_on(helene):
    url = f"{HERE}valeurs/"
    assert "3,00 € à partir du 1er janvier 2026 en vigueur" in reads(helene.get(url))
    typed = {**FEE, **on(**{"from": "1 1 2027"}, **STEPS)}
    answer = helene.post(url, typed, follow=True)
    assert "La valeur est fixée." in reads(answer) and "4,50 €" in reads(answer)
    assert (
        "(votée le 3 septembre 2026, tutelle le 5 octobre 2026, publiée le 8 octobre 2026, oblige"
        in reads(answer)
    )
    for wrong, control in (({"value": "beaucoup"}, "id_taxe_document_value"), ({"legal_reference": ""},
                           "id_taxe_document_legal_reference"), ({"taxe_document_from-day": "32"}, "id_taxe_document_from")):  # fmt: skip
        answer = helene.post(url, {**typed, **wrong})
        assert (answer.status_code, f'href="#{control}"' in answer.content.decode()) == (422, True)
        assert f'id="{control}"' in answer.content.decode()
    assert helene.post(url, {**typed, "key": "rien"}).status_code == 404
    assert helene.post(url, {**typed, "corrects": "rien"}).status_code == 404
    answer = helene.post(url, {**typed, **on(to="31 12 2026")})
    refused(answer, "La fin précède le début.", "id_taxe_document_to")
    answer = helene.post(url, {**typed, "value": "5", **on(to="31 12 2031")}, follow=True)
    words = reads(answer)
    assert "Elle remplace celle qui commençait le même jour." in words
    assert "5,00 € à partir du 1er janvier 2027, jusqu’au 31 décembre 2031 à venir" in words
    assert "4,50 € à partir du 1er janvier 2027 remplacée" in words


def test_a_day_that_is_needed_says_so_and_is_asked_beside_itself(helene):
    url = f"{HERE}valeurs/"
    html = helene.get(url).content.decode()
    boxes = html[html.index("taxe_document_voted") : html.index("taxe_document_binds-year")]
    assert "facultatif" not in boxes and "Le jour où le Conseil communal a voté." in boxes
    first = on(**{"from": "1 1 2027"})
    answer = helene.post(url, {**FEE, **first, **on(voted="3 9 2026")})
    needed = "Indiquez ce jour : quelqu’un paiera par cette décision."
    assert summary(answer) == [
        (f"#id_taxe_document_{name}", needed) for name in ("approved", "published", "binds")
    ]
    answer = helene.post(url, {**FEE, **first, **on(**{**STEPS, "published": "1 10 2026"})})
    refused(
        answer,
        "01/10/2026 (publication) vient avant 05/10/2026 (décision de la tutelle). Corrigez l’un des deux.",
        "id_taxe_document_published",
    )
    answer = helene.post(
        url, {**FEE, **first, **on(**{**STEPS, "published": "20 12 2026", "binds": "25 12 2026"})}
    )
    refused(
        answer,
        "Ce jour n’est pas encore venu : indiquez-le quand ce sera fait.",
        "id_taxe_document_published",
    )


def test_a_vote_that_awaits_the_tutelle_is_kept_completed_and_taken_back(helene):
    url = f"{HERE}valeurs/"
    first = {"from": "1 1 2027"}
    answer = helene.post(url, {**FEE, **on(**first, voted="3 9 2026"), "waiting": "1"}, follow=True)
    words = reads(answer)
    assert "4,50 € à partir du 1er janvier 2027 en attente de la tutelle" in words
    assert queries.options_on(RESIDENCE, date(2027, 2, 1))["taxe_document"] == 300
    (complete,) = re.findall(r'href="\?corriger=([^"]*)"', answer.content.decode())
    page = helene.get(f"{url}?corriger={complete}")
    assert (
        "Vous corrigez la valeur du 1er janvier 2027" in reads(page)
        and 'value="4,50"' in page.content.decode()
    )
    helene.post(url, {**FEE, **on(**first, **STEPS), "corrects": complete})
    assert queries.options_on(RESIDENCE, date(2027, 2, 1))["taxe_document"] == 450
    (right,) = re.findall(r'href="\?corriger=([^"]*)"', helene.get(url).content.decode())
    answer = helene.post(f"{url}{right}/retirer/", follow=True)
    assert "La valeur est retirée" in reads(
        answer
    ) and "4,50 € à partir du 1er janvier 2027 retirée" in reads(answer)
    assert queries.options_on(RESIDENCE, date(2027, 2, 1))["taxe_document"] == 300
    assert "compte déjà" in reads(helene.post(f"{url}{right}/retirer/", follow=True))
    assert helene.get(f"{url}?corriger=rien").status_code == 404


def test_a_preparation_is_previewed_unless_it_does_not_hold_together(preparing):
    preparing.post(
        edit("form/pages/remise"),
        {**sent(preparing.get(edit("form/pages/remise"))), "intro": "Encore un pas."},
    )
    assert "Encore un pas." in reads(preparing.get(f"{DRAFT}apercu/citoyen/remise/"))
    preparing.post(f"{HERE}deplacer/form/pages/pour_qui/fields/motif/", {"act": "remove"})
    answer = preparing.get(f"{DRAFT}apercu/citoyen/", follow=True)
    assert "Corrigez d’abord les erreurs" in reads(answer)
    assert preparing.get(f"{DRAFT}exemples/").status_code == 200


def test_a_preparation_is_seen_on_paper_and_on_a_telephone(preparing):
    preparing.post(edit(FIELDS + "/exemplaires"), {**sent(preparing.get(edit(FIELDS + "/exemplaires")))})
    start = preparing.get(f"{DRAFT}apercu/citoyen/")
    assert f'href="{DRAFT}apercu/papier.pdf"' in start.content.decode()
    answer = preparing.get(f"{DRAFT}apercu/papier.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert f'src="{DRAFT}apercu/citoyen/"' in preparing.get(f"{DRAFT}apercu/telephone/").content.decode()


def test_a_package_goes_out_and_comes_in_as_a_zip(helene):
    answer = helene.get(f"{HERE}v1/paquet.zip")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sent_back = SimpleUploadedFile("paquet.zip", content)
    answer = helene.post(f"{LIST}installer/", {"package": sent_back})
    assert answer["Location"] == DRAFT
    version = ProcedureVersion.objects.get(procedure__slug=RESIDENCE)
    assert json.loads(bytes(DraftVersion.objects.get().canonical)) == json.loads(bytes(version.canonical))
    again = helene.post(f"{LIST}installer/", {"package": SimpleUploadedFile("paquet.zip", content)})
    refused(
        again, "Une version de cette démarche est déjà en préparation : publiez-la ou abandonnez-la d’abord."
    )


def test_every_link_of_a_procedure_that_was_never_published_leads_somewhere(helene):
    data = queries.package_data(RESIDENCE, 1)
    data["procedure"]["slug"] = "toute-neuve"
    content = queries.zipped("toute-neuve", queries.files_of(data))
    helene.post(f"{LIST}installer/", {"package": SimpleUploadedFile("paquet.zip", content)})
    new = f"{LIST}toute-neuve/"
    for url in (LIST, f"{new}preparation/", f"{new}preparation/exemples/", f"{new}preparation/apercu/agent/",
                f"{new}preparation/apercu/citoyen/", f"{new}modifier/procedure/", f"{new}traductions/"):  # fmt: skip
        html = helene.get(url).content.decode()
        links = {one for one in re.findall(r'href="(/bureau/[^"#]*)"', html) if "toute-neuve" in one}
        assert {one: helene.get(one, follow=True).status_code for one in links} == dict.fromkeys(
            links, 200
        ), url


def test_two_versions_or_four_cost_the_same(preparing, django_assert_num_queries):
    def publish(text):
        url = edit("procedure")
        preparing.post(url, {**sent(preparing.get(url)), "minutes": text})
        preparing.post(f"{HERE}publier/", {"revision": str(queries.draft_of(RESIDENCE).revision)})
        preparing.post(f"{HERE}preparer/")

    publish("7")
    urls = (HERE, f"{HERE}comparer/", f"{HERE}valeurs/", DRAFT, edit("form/pages"), edit("procedure"))
    for url in urls:
        preparing.get(url)
    counts = {}
    for url in urls:
        with CaptureQueriesContext(connection) as one:
            preparing.get(url)
        counts[url] = len(one)
    publish("8"), publish("9")
    for url in urls:
        preparing.get(url)
        with django_assert_num_queries(counts[url]):
            preparing.get(url)
    assert max(counts.values()) <= 23, counts


@pytest.mark.parametrize("content", [b"", b"PK", b"rien", b"\0" * 3_000_000])
def test_a_zip_that_is_none_is_refused(helene, content):
    answer = helene.post(f"{LIST}installer/", {"package": SimpleUploadedFile("paquet.zip", content)})
    assert (answer.status_code, DraftVersion.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "address",
    ["house", "house/contact", "rien", "form/pages/rien", "procedure/slug", "changelog", "translations/nl", "form/pages/remise/title",
     "form/pages/../..", "tests/rien/steps/9", "\x00"],
)  # fmt: skip
def test_an_address_that_is_no_part_is_not_found(preparing, address):
    assert preparing.get(edit(address)).status_code == 404
    assert preparing.post(edit(address), {"title": "x"}).status_code == 404
    assert preparing.post(f"{HERE}deplacer/{address}/", {"act": "remove"}).status_code == 404


#: What a database could refuse is typed on both; what only the program reads, once.
RAW = ["\x00", "é" * 5000]
READ_ONCE = ["{{", "{{ answers.rien }}", "<script>", "a\u202eb", "']", "1e999"]


@pytest.mark.parametrize("raw", [*RAW, *(pytest.param(raw, marks=pytest.mark.once) for raw in READ_ONCE)])
def test_whatever_is_typed_there_is_an_answer(preparing, raw):
    for address in (f"{FIELDS}/mode", "workflow/statuses/a_traiter", "tests/pour_un_tiers", "procedure/fee"):
        page = preparing.get(edit(address))
        typed = {key: [raw] for key in sent(page) if key != "seen"}
        assert preparing.post(edit(address), {**typed, "seen": sent(page)["seen"]}).status_code in (302, 422)
    typed = {key: raw for key in sent(preparing.get(GRID)) if key != "seen"}
    assert preparing.post(GRID, typed).status_code in (302, 422)


def test_what_is_wrong_in_a_folded_setting_stands_open(preparing):
    url = edit("form/pages/pour_qui/fields/motif")
    wrong = {"checks.0.that": ["answers.motif =="], "checks.0.message": ["Choisissez."]}
    answer = preparing.post(url, {**sent(preparing.get(url)), **wrong})
    assert "#id_checks-0-that" in dict(summary(answer))
    html = answer.content.decode()
    folds = re.findall(r"<(/?)details([^>]*)>", html[: html.index('id="id_checks-0-that"')])
    above: list[str] = []
    for end, attributes in folds:
        above = above[:-1] if end else [*above, attributes]
    assert len(above) == 2 and all(" open" in one for one in above)
