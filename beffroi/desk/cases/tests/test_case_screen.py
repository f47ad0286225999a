"""One case on one screen: the look is recorded first, every button calls its verb, a refusal loses nothing typed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.cases import actions
from beffroi.cases.models import CaseDocument
from beffroi.cases.tests import small
from beffroi.cases.tests.factories import (
    birth,
    colleague,
    facts,
    fresh,
    later,
    move,
    opened,
    pdf,
    residence,
    taken,
    work,
)
from beffroi.cases.tests.test_legal_clock import ACCESS
from beffroi.documents.actions import specimen_from
from beffroi.journal.models import Consultation
from beffroi.lib import clock
from beffroi.people.models import Account
from beffroi.people.rules import cast
from beffroi.procedures.tests.factories import with_line
from tests.support.doors import reads, refused

BIRTH = "acte-de-naissance"
HANDED_ON = """- name: confier
            label: Confier à la communication
            by: [clerk]
            calls: [{block: cases.assign, args: {department: communication}}]
            to: examen
          - {name: accorder, label"""


def url(case, *rest: str) -> str:
    return "/".join([f"/bureau/dossiers/{case.pk}", *rest]) + "/"


def looks() -> list[tuple[str, str]]:
    return list(Consultation.objects.order_by("at", "pk").values_list("screen", "reason"))


@pytest.fixture
def case(citizen):
    """Élise's request, which nobody has taken."""
    return opened(citizen)


@pytest.fixture
def mine(case, clerk):
    """The same, which Nadia has taken."""
    return taken(case, clerk)


def test_the_screen_shows_the_whole_case(mine, at_the_desk):
    words = reads(at_the_desk().get(url(mine)))
    for part in (
        mine.number,
        "Élise Tavernaux",
        "Réponses",
        "Pièces",
        "Historique",
        "Échéance",
        "Demande introduite",
        "Repris du registre de la population",
    ):
        assert part in words
    assert cast.ELISE.national_number not in words


def test_one_look_is_recorded_before_anything_is_shown(case, at_the_desk):
    before = Counter(looks())
    at_the_desk().get(url(case))
    assert Counter(looks()) - before == {("desk.case", f"dossier {case.number}"): 1}


def test_nothing_is_shown_when_the_look_cannot_be_recorded(case, at_the_desk, monkeypatch):
    def broken(**_):
        raise RuntimeError("no record")

    browser = at_the_desk()
    monkeypatch.setattr("beffroi.journal.actions.consult", broken)
    with pytest.raises(RuntimeError):
        browser.get(url(case))


def test_what_is_not_for_this_agent_does_not_exist_and_leaves_no_look(case, at_the_desk):
    before = Counter(looks())
    browser = at_the_desk("redaction@demo.example")
    assert {browser.get(url(case)).status_code, browser.get(f"/bureau/dossiers/{uuid4()}/").status_code} == {
        404
    }
    for verb in ("prendre", "rendre", "noter", "demander", "deposer", "avancer/produire"):
        assert browser.post(url(case, verb), {"note": "x", "question": "x"}).status_code == 404
    assert (Counter(looks()), fresh(case).revision) == (before, case.revision)


def test_take_and_give_back(case, clerk, at_the_desk):
    browser = at_the_desk()
    assert "Le dossier est à vous." in reads(browser.post(url(case, "prendre"), follow=True))
    assert case.tasks.get().holder_id == clerk.agent_id
    assert "de nouveau à prendre" in reads(browser.post(url(case, "rendre"), follow=True))
    assert facts(case)[-2:] == ["TaskClaimed", "TaskReleased"]


def test_the_second_reads_who_was_first(case, at_the_desk):
    taken(case, colleague())
    refused(at_the_desk().post(url(case, "prendre")), "Cette tâche est déjà prise par Paul Second.")


def test_a_step_that_hands_the_case_to_others_leads_back_to_the_list(citizen, at_the_desk, tmp_path):
    small.publish(tmp_path / "shelf", **with_line("workflow", "- {name: accorder, label", HANDED_ON))
    first = colleague("population")
    account = Account.objects.get(pk=first.account_id)
    account.set_password(cast.PASSWORD)
    account.save()
    case, browser = taken(small.apply(citizen), first), at_the_desk(account.email)
    answer = browser.post(url(case, "avancer", "confier"), {"revision": case.revision})
    assert (answer.status_code, answer["Location"]) == (302, "/bureau/")
    assert browser.get(url(case)).status_code == 404


def test_where_nothing_is_to_do_nothing_is_taken(emailer, at_the_desk):
    waiting = opened(emailer, residence(cast.INES, motive="banque", mode="guichet"))
    assert waiting.phase == "waiting_applicant"
    refused(
        at_the_desk().post(url(waiting, "prendre")),
        "Il n’y a plus rien à faire sur ce dossier pour le moment.",
    )


def test_a_head_gives_the_case_to_somebody(case, clerk, at_the_desk):
    answer = at_the_desk("chef@demo.example").post(
        url(case, "attribuer"), {"agent": str(clerk.agent_id)}, follow=True
    )
    assert "Le dossier est attribué." in reads(answer)
    assert case.tasks.get().holder_id == clerk.agent_id


@pytest.mark.parametrize(
    "agent", ["", "pas un agent", "00000000-0000-0000-0000-000000000000", "\x00", "9" * 9999]
)
def test_nobody_chosen_is_said_beside_the_list(case, at_the_desk, agent):
    answer = at_the_desk("chef@demo.example").post(url(case, "attribuer"), {"agent": agent})
    refused(answer, "Choisissez une personne.", "id_agent")


def test_a_clerk_gives_cases_to_nobody(case, clerk, at_the_desk):
    assert at_the_desk().post(url(case, "attribuer"), {"agent": str(clerk.agent_id)}).status_code == 404


def test_a_step_that_the_workflow_offers(mine, at_the_desk):
    answer = at_the_desk().post(
        url(mine, "avancer", "produire"), {"revision": str(mine.revision)}, follow=True
    )
    assert "C’est fait." in reads(answer)
    work()
    assert fresh(mine).phase == "delivered"


@pytest.mark.parametrize("revision", ["", "0", "-1", "²", "٣", "9" * 5000, "\x00"])
def test_a_case_seen_long_ago_is_read_again_first(mine, at_the_desk, revision):
    answer = at_the_desk().post(url(mine, "avancer", "produire"), {"revision": revision})
    refused(answer, "Ce dossier a changé entre-temps. Relisez-le, puis recommencez.")
    assert fresh(mine).revision == mine.revision


def test_a_step_that_is_not_offered(mine, at_the_desk):
    answer = at_the_desk().post(url(mine, "avancer", "inconnue"), {"revision": str(mine.revision)})
    refused(answer, "Cette action n’est pas possible à cette étape du dossier.")


def test_the_case_is_taken_first(case, at_the_desk):
    answer = at_the_desk().post(url(case, "avancer", "produire"), {"revision": str(case.revision)})
    refused(answer, "Prenez d’abord ce dossier en charge.")


def test_a_refusal_needs_its_reason(mine, at_the_desk):
    answer = at_the_desk().post(
        url(mine, "avancer", "refuser"), {"revision": str(mine.revision), "motive": "  "}
    )
    refused(answer, "Écrivez le motif : la personne doit comprendre pourquoi.", "id_motive")


def test_a_reason_that_comes_too_late_is_still_in_its_box(mine, at_the_desk):
    reason = "Vous n’habitez pas la commune <depuis> le 3 mai."
    answer = at_the_desk().post(url(mine, "avancer", "refuser"), {"revision": "0", "motive": reason})
    refused(answer, "Ce dossier a changé entre-temps. Relisez-le, puis recommencez.")
    assert "Vous n’habitez pas la commune &lt;depuis&gt; le 3 mai." in answer.content.decode()


def test_a_refusal_closes_with_remedies(mine, at_the_desk):
    sent = {"revision": str(mine.revision), "motive": "Vous n’habitez pas la commune."}
    answer = at_the_desk().post(url(mine, "avancer", "refuser"), sent, follow=True)
    assert "Vous n’habitez pas la commune." in reads(answer)
    assert mine.decisions.get().remedies


def test_a_question_reaches_the_applicant(mine, at_the_desk):
    sent = {"revision": str(mine.revision), "question": "Depuis quand habitez-vous là ?", "wants_file": "yes"}
    answer = at_the_desk().post(url(mine, "demander"), sent, follow=True)
    assert "Votre question est envoyée." in reads(answer)
    assert "Délai de service en pause" in reads(answer)
    assert mine.information_requests.get().wants_file


def test_an_empty_question_is_said_beside_its_box(mine, at_the_desk):
    refused(
        at_the_desk().post(url(mine, "demander"), {"question": " "}), "Écrivez votre question.", "id_question"
    )


def test_a_question_that_comes_too_late_is_still_in_its_box(mine, at_the_desk):
    answer = at_the_desk().post(url(mine, "demander"), {"revision": "0", "question": "Depuis quand ?"})
    refused(answer, "Ce dossier a changé entre-temps. Relisez-le, puis recommencez.", "id_question")
    assert "Depuis quand ?</textarea>" in answer.content.decode()


def test_a_note(case, at_the_desk):
    answer = at_the_desk().post(
        url(case, "noter"), {"note": "A\x00ppeler lundi.\n" + "é" * 100_000}, follow=True
    )
    assert "La note est ajoutée." in reads(answer)
    assert case.notes.get().text.startswith("Appeler lundi.")
    refused(at_the_desk().post(url(case, "noter"), {"note": "\x00 "}), "Écrivez votre note.", "id_note")


def test_a_sealed_act_is_taken_in_byte_for_byte(citizen, clerk, at_the_desk):
    mine = opened(citizen, birth(), BIRTH)
    registrar = taken(mine, clerk)
    content = specimen_from("baec")
    sent = {
        "revision": str(registrar.revision),
        "origin": "baec",
        "document": SimpleUploadedFile("acte.pdf", content),
    }
    answer = at_the_desk().post(url(mine, "deposer"), sent, follow=True)
    assert "Le document est au dossier, tel qu’il a été reçu." in reads(answer)
    work()
    paper = mine.documents.get()
    shown = at_the_desk().get(url(mine, "documents", str(paper.pk)))
    assert (shown.content, shown["Content-Type"]) == (content, "application/pdf")
    assert ("document", f"dossier {mine.number}") in looks()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choisissez un fichier PDF de 15 Mo au plus."),
        ({"document": "pas un fichier"}, "Choisissez un fichier PDF de 15 Mo au plus."),
    ],
)
def test_no_file_is_said_beside_the_file(mine, at_the_desk, sent, words):
    refused(at_the_desk().post(url(mine, "deposer"), sent), words, "id_document")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 rien", b"GIF89a", pdf().content.read()])
def test_what_nobody_sealed_is_not_taken_in(mine, at_the_desk, content):
    file = SimpleUploadedFile("acte.pdf", content)
    answer = at_the_desk().post(url(mine, "deposer"), {"document": file, "revision": str(mine.revision)})
    assert answer.status_code == 422
    assert not CaseDocument.objects.filter(case=mine).exists()


def test_a_document_is_revoked_by_the_head(mine, clerk, at_the_desk):
    case = move(mine, clerk, "produire")
    paper = case.documents.get()
    head = at_the_desk("chef@demo.example")
    address = url(case, "documents", str(paper.pk), "revoquer")
    refused(
        head.post(address, {"reason_1": " "}),
        "Écrivez le motif : la personne doit comprendre pourquoi.",
        "id_reason_1",
    )
    refused(
        head.post(address, {"reason_1": "x" * 501}), "Écrivez la raison en 500 signes au plus.", "id_reason_1"
    )
    assert "Révoqué" in reads(head.post(address, {"reason_1": "Une erreur de date."}, follow=True))


def test_it_says_who_acts_on_what_and_by_when(case, clerk, head, at_the_desk):
    words = reads(at_the_desk().get(url(case)))
    assert "Étape À traiter Qui agit À prendre Échéance" in words
    assert "À faire : Vérifier la demande et produire le certificat" in words
    taken(case, clerk)
    assert "Qui agit Vous Échéance" in reads(at_the_desk().get(url(case)))
    assert f"Qui agit {clerk.name} Échéance" in reads(at_the_desk("chef@demo.example").get(url(case)))


def test_to_an_agent_the_applicant_is_not_you(mine, at_the_desk):
    browser = at_the_desk()
    browser.post(url(mine, "demander"), {"revision": str(mine.revision), "question": "Depuis quand ?"})
    words = reads(browser.get(url(mine)))
    assert ("Attend le demandeur" in words, "Qui agit Demandeur" in words) == (True, True)
    assert "En attente de vous" not in words
    assert "En attente de vous" not in reads(browser.get("/bureau/", {"vue": "waiting"}))


def test_a_served_person_is_not_late(mine, clerk, at_the_desk):
    done = move(mine, clerk, "produire")
    with clock.at(later(date(2026, 12, 14))):
        words = reads(at_the_desk().get(url(done)))
    assert "Échéance Le demandeur a sa réponse" in words
    assert "en retard" not in words.lower()


def test_the_history_names_steps_decisions_and_people(mine, clerk, at_the_desk):
    done = move(mine, clerk, "produire")
    words = reads(at_the_desk().get(url(done))).partition("Historique")[2]
    for told in ("Étape : Délivrée", "Décision : Accordée", "Tâche prise", clerk.name):
        assert told in words


def test_the_decision_shows_its_outcome_and_the_remedies_given(mine, at_the_desk):
    sent = {"revision": str(mine.revision), "motive": "Vous n’habitez pas la commune."}
    words = reads(at_the_desk().post(url(mine, "avancer", "refuser"), sent, follow=True))
    assert "Décision Refusée" in words
    assert "Voies de recours données" in words


def test_the_register_is_shown_after_its_reason_is_recorded(case, at_the_desk):
    browser = at_the_desk()
    assert "Ronvaux" not in reads(browser.get(url(case)))
    words = reads(browser.post(url(case, "registre"), {"why": "Adresse à comparer"}))
    for told in ("Source : ", "Bastien Ronvaux", "Louise Ronvaux"):
        assert told in words
    assert cast.ELISE.national_number not in words
    assert ("desk.register", f"Adresse à comparer – {case.number}") in looks()
    assert "Ronvaux" not in reads(browser.get(url(case)))


def test_without_a_reason_the_register_stays_closed(case, at_the_desk):
    before = [look for look in looks() if look[0] == "desk.register"]
    refused(
        at_the_desk().post(url(case, "registre"), {"why": " "}),
        "Indiquez pourquoi vous consultez le registre de la population.",
        "id_why",
    )
    assert [look for look in looks() if look[0] == "desk.register"] == before


def test_a_case_about_somebody_unknown_has_no_register_page(case, at_the_desk):
    type(case).objects.filter(pk=case.pk).update(applicant_person=None, answers={})
    refused(
        at_the_desk().post(url(case, "registre"), {"why": "Voir"}),
        "La personne concernée n’est pas connue de la commune : vérifiez son numéro national.",
        "id_why",
    )


@pytest.mark.parametrize("email", ["caisse@demo.example", "redaction@demo.example", "admin@demo.example"])
def test_the_register_is_for_those_who_keep_it(case, at_the_desk, email):
    assert at_the_desk(email).post(url(case, "registre"), {"why": "Curiosité"}).status_code == 404


def test_evidence_is_shown_in_place_and_closed_to_scripts(citizen, clerk, at_the_desk):
    case = taken(opened(citizen), clerk)
    actions.request_information(actor=clerk, case_id=case.pk, question="Une preuve ?", wants_file=True)
    actions.provide_information(
        actor=citizen, request_id=case.information_requests.get().pk, text="Voici", files=[pdf("bail é.pdf")]
    )
    shown = at_the_desk().get(url(case, "pieces", str(case.evidence.get().pk)))
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Cache-Control"].startswith("private, no-store")
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert at_the_desk().get(url(case, "pieces", str(uuid4()))).status_code == 404


@pytest.mark.parametrize(
    "verb", ["prendre", "rendre", "attribuer", "demander", "noter", "deposer", "registre", "avancer/produire"]
)
def test_no_button_breaks_on_what_is_sent(mine, at_the_desk, verb):
    browser = at_the_desk("chef@demo.example")
    for sent in (
        {},
        {"revision": "\x00", "note": "\x00", "question": "\x00", "agent": "\x00", "document": "\x00"},
    ):
        assert browser.post(url(mine, verb), sent).status_code in (302, 422)
    assert browser.post(url(mine, verb), "{}", content_type="application/json").status_code in (302, 422)
    assert browser.post(url(mine, verb), b"\xff\x00", content_type="multipart/form-data").status_code == 400
    assert browser.post(url(mine, verb), {f"n{i}": "" for i in range(2100)}).status_code == 400
    assert browser.get(url(mine, verb)).status_code in (302, 405)


class TestTheLegalPeriod:
    @pytest.fixture
    def mine(self, citizen, clerk, tmp_path):
        small.publish(tmp_path / "shelf", procedure=ACCESS)
        return taken(small.apply(citizen), clerk)

    def test_its_day_and_why_it_moved_are_shown(self, mine, at_the_desk):
        browser = at_the_desk()
        assert "jeudi 24 décembre" in reads(browser.get(url(mine)))
        browser.post(
            url(mine, "prolonger"), {"longer_reason": "Beaucoup de pièces.", "revision": mine.revision}
        )
        words = reads(browser.get(url(mine)))
        for part in (
            "vendredi 8 janvier 2027",
            "Prolongé de 15 jours le mardi 24 novembre",
            "Beaucoup de pièces.",
        ):
            assert part in words
        assert "Prolonger le délai légal" not in words

    def test_without_a_reason_it_is_not_extended(self, mine, at_the_desk):
        answer = at_the_desk().post(url(mine, "prolonger"), {"longer_reason": "", "revision": mine.revision})
        words = "Écrivez la raison : la personne doit comprendre pourquoi vous avez besoin de plus de temps."
        refused(answer, words, "id_longer_reason")

    def test_a_complete_file_starts_it(self, citizen, clerk, tmp_path, at_the_desk):
        small.publish(tmp_path / "shelf", procedure=ACCESS + "      starts: complete_file\n")
        case, browser = taken(small.apply(citizen), clerk), at_the_desk()
        assert "Commence quand le dossier est complet" in reads(browser.get(url(case)))
        browser.post(url(case, "complet"), {"revision": case.revision})
        words = reads(browser.get(url(case)))
        assert "Le délai a commencé le mardi 24 novembre" in words and "Le dossier est complet" not in words
