"""The end of retention: a list, a person who approves it by a visa, and then cases that name nobody any more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from beffroi.cases import actions, policies, queries
from beffroi.cases.actions import retention
from beffroi.cases.models import Case, CaseNote, DisposalEntry, DisposalList, Draft, ImportedCase
from beffroi.correspondence.models import Delivery, Message
from beffroi.documents import actions as documents
from beffroi.documents.models import Document, File
from beffroi.journal import actions as journal
from beffroi.journal import queries as facts_of
from beffroi.journal.models import Event, Job
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people.models import NationalNumber
from beffroi.people.rules.numbers import fictional_number
from beffroi.procedures import actions as procedures
from beffroi.procedures.tests.factories import FILES, write_package

from . import exported, factories
from .exported import closed
from .factories import fresh, later, move, taken, work, work_again
from .test_importing import load

_QUESTIONS = """- {name: prix, type: amount, label: Combien a-t-il coûté ?, max: 500000}
          - name: quartier
            type: text
            label: Quel quartier ?
            personal: {category: contact, purpose: Compter par quartier., at_anonymisation: keep}
          - name: demandeur
            type: person
            label: Qui êtes-vous ?
            personal: {category: identification, purpose: Vous connaître.}
          - name: numero
            type: national_number
            label: Votre numéro
            personal: {category: national_number, purpose: Vous connaître.}
          - {name: remarque, type: long_text, label: Une remarque ?}
          - name: preuve
            type: file
            label: La facture
            personal: {category: financial, purpose: Vérifier.}
          - name: enfants
            type: repeat
            label: Vos enfants
            line: Enfant
            add: Ajouter
            min: 1
            max: 3
            fields:
              - name: prenom
                type: text
                label: Prénom
                personal: {category: family, purpose: Compter.}
              - {name: age, type: number, label: Âge}"""
_PRICE = "- {name: prix, type: amount, label: Combien a-t-il coûté ?, max: 500000}"
_TEST = """
    title: Une demande simple
    on: 2026-11-24
    who: {level: email}
    answers: {courriel: a@exemple.be}
    expect: {pages: [velo, contact]}
"""
NUMBER = fictional_number(date(1980, 5, 17), 999)
#: One in each place where somebody's words may lie. What stays is said by the package: the quarter.
WORDS = {
    "name": "Quetzalia",
    "family": "Zorblattin",
    "remark": "remarquabilissime",
    "child": "Petrouchkine",
    "email": "zorbla@exemple.be",
    "file": "factureuse",
    "note": "notabilissime",
    "question": "questionnerie",
    "answer": "responsabilissime",
    "motive": "motivatissime",
}
STAYS = "Faubourgeois"


@pytest.fixture
def archivist(house):
    """Armand, who looks after the archives."""
    return factories.desk("archives@demo.example")


@pytest.fixture
def shelf(tmp_path):
    """Publishes the small package with every kind of question, kept for a year; ``card`` is its identity card."""
    form = FILES["form.yaml"].replace(_PRICE, _QUESTIONS)

    def publish(card: str = FILES["procedure.yaml"], **files: str) -> None:
        card = card.replace("{email: courriel}", "{email: courriel, applicant: demandeur}")
        card = card.replace("department: mobilite", "department: population")
        folder = tmp_path / "shelf"
        write_package(folder, procedure=card, **{"form": form, "tests__simple": _TEST, **files})
        procedures.publish_version(actor=HOUSE, path=folder / "prime")

    publish()
    return publish


def answers() -> dict[str, dict[str, str]]:
    """What is typed on the pages of the small package."""
    return {
        "velo": {
            "neuf": "yes",
            "prix": "1200",
            "quartier": STAYS,
            "demandeur-given_names": WORDS["name"],
            "demandeur-family_name": WORDS["family"],
            "demandeur-birth_date-day": "17",
            "demandeur-birth_date-month": "5",
            "demandeur-birth_date-year": "1980",
            "numero": NUMBER,
            "remarque": WORDS["remark"],
            "enfants": "0",
            "enfants-0-prenom": WORDS["child"],
            "enfants-0-age": "7",
        },
        "contact": {"courriel": WORDS["email"]},
    }


def handled(citizen, clerk, head) -> Case:
    """A request with words everywhere, refused."""
    draft = factories.start(citizen, "prime")
    wrong = factories.fill(
        citizen, draft, answers(), {"velo": {"preuve": [factories.pdf(f"{WORDS['file']}.pdf")]}}
    )
    assert wrong == {}
    factories.submit(citizen, draft)
    work()
    case = taken(Case.objects.get(procedure="prime", closed_at=None), clerk)
    actions.add_note(actor=clerk, case_id=case.pk, text=f"Voir {WORDS['note']}")
    actions.request_information(actor=clerk, case_id=case.pk, question=f"Et {WORDS['question']} ?")
    question = case.information_requests.get()
    actions.provide_information(
        actor=citizen,
        request_id=question.pk,
        text=f"C’est {WORDS['answer']}",
        files=[factories.pdf(f"{WORDS['file']}-2.pdf")],
    )
    work()
    return move(taken(fresh(case), head), head, "refuser", motive=f"Parce que {WORDS['motive']}")


@pytest.fixture
def ended(shelf, citizen, clerk, head):
    """The same, and its case."""
    return handled(citizen, clerk, head)


def after_retention(case: Case) -> Any:
    """The clock on the day on which its retention has ended."""
    assert case.destroy_after is not None
    return clock.at(later(case.destroy_after))


def listed(case: Case) -> DisposalList:
    """The open list on which it stands."""
    actions.list_ended()
    return DisposalEntry.objects.get(case=case).list


def carried_out(case: Case, archivist) -> DisposalList:
    """Its list, closed, approved and executed on the day on which its retention has ended."""
    held = listed(case)
    actions.close_list(actor=archivist, list_id=held.pk)
    actions.approve_list(
        actor=archivist,
        list_id=held.pk,
        visa="AGR 2027/1234",
        visa_on=clock.today(),
        cases=held.entries.count(),
    )
    work()
    held.refresh_from_db()
    return held


def dump() -> str:
    """Every value of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def found_in(text: str) -> list[str]:
    """The distinctive words that a text holds, however JSON writes them."""
    return sorted(place for place, word in WORDS.items() if word.lower() in text.lower())


class TestLists:
    def test_nothing_is_listed_before_its_day(self, ended):
        with clock.at(later(ended.destroy_after - timedelta(days=1))):
            assert actions.list_ended() == 0
        assert DisposalList.objects.count() == 0

    def test_a_closed_case_enters_the_list_of_its_kind_once(self, ended):
        with after_retention(ended):
            assert (actions.list_ended(), actions.list_ended()) == (1, 0)
            held = DisposalEntry.objects.get(case=ended).list
        assert (held.number, held.kind, held.closed_at) == ("E-2027-1", "destruction_list", None)
        assert factories.facts(ended).count("CaseListed") == 1
        assert fresh(ended).applicant_name == ended.applicant_name

    def test_a_package_may_say_that_its_cases_go_to_the_archives(self, shelf, citizen, clerk, head):
        transfer = "retention: {days: 365, then: transfer_to_archives,"
        shelf(FILES["procedure.yaml"].replace("retention: {days: 365,", transfer))
        case = handled(citizen, clerk, head)
        with after_retention(case):
            assert listed(case).number == "V-2027-1"

    def test_a_case_may_be_kept_longer_with_a_reason(self, ended, archivist):
        with after_retention(ended):
            held = listed(ended)
            until = clock.today() + timedelta(days=30)
            entry = held.entries.get()
            actions.withhold(actor=archivist, entry_id=entry.pk, until=until, reason="Recours en cours")
            assert actions.list_ended() == 0
        case = fresh(ended)
        assert (case.destroy_after, case.retention_reason) == (until, "Recours en cours")
        assert factories.events(case)[-1].payload == {"days": 30}
        with clock.at(later(until)):
            assert actions.list_ended() == 1

    @pytest.mark.parametrize(
        ("reason", "ahead", "refusal"),
        [(" ", 3, actions.ReasonMissing), ("Recours", 0, actions.DayNotAhead)],
    )
    def test_keeping_longer_needs_a_reason_and_a_day_to_come(self, ended, archivist, reason, ahead, refusal):
        with after_retention(ended):
            entry = listed(ended).entries.get()
            until = clock.today() + timedelta(days=ahead)
            with pytest.raises(refusal):
                actions.withhold(actor=archivist, entry_id=entry.pk, until=until, reason=reason)

    def test_a_closed_list_takes_nothing_in_and_the_next_one_does(
        self, ended, archivist, citizen, clerk, head
    ):
        other = handled(citizen, clerk, head)
        with after_retention(ended):
            Case.objects.filter(pk=other.pk).update(destroy_after=clock.today() + timedelta(days=5))
            held = listed(ended)
            assert actions.close_list(actor=archivist, list_id=held.pk).closed_at is not None
            assert actions.close_list(actor=archivist, list_id=held.pk).entries.count() == 1
        with clock.at(later(ended.destroy_after + timedelta(days=6))):
            assert listed(other).number == "E-2027-2"
        assert Event.objects.filter(name="DisposalClosed").count() == 1

    def test_only_those_who_keep_the_archives_may(self, ended, head, clerk, citizen):
        with after_retention(ended):
            held = listed(ended)
            entry = held.entries.get()
            for actor in (head, clerk, citizen):
                with pytest.raises(Forbidden):
                    actions.close_list(actor=actor, list_id=held.pk)
                with pytest.raises(Forbidden):
                    actions.withhold(actor=actor, entry_id=entry.pk, until=date(2030, 1, 1), reason="Moi")
                with pytest.raises(Forbidden):
                    actions.approve_list(
                        actor=actor, list_id=held.pk, visa="x", visa_on=clock.today(), cases=1
                    )
                assert not policies.may_keep_archives(actor)

    def test_nothing_is_approved_without_a_visa_or_before_the_list_is_closed(self, ended, archivist):
        def approve(**changed: Any) -> None:
            given = {"visa": "AGR 1", "visa_on": clock.today(), "cases": 1, **changed}
            actions.approve_list(actor=archivist, list_id=held.pk, **given)

        with after_retention(ended):
            held = listed(ended)
            with pytest.raises(actions.ListNotClosed):
                approve()
            actions.close_list(actor=archivist, list_id=held.pk)
            for wrong in ({"visa": " "}, {"visa_on": None}, {"visa_on": clock.today() + timedelta(days=1)}):
                with pytest.raises(actions.VisaMissing):
                    approve(**wrong)
            with pytest.raises(actions.ListChanged):
                approve(cases=2)
            work()
        assert fresh(ended).anonymised_at is None

    def test_the_database_refuses_what_is_done_without_a_visa(self, ended):
        with after_retention(ended):
            held = listed(ended)
        with pytest.raises(IntegrityError), transaction.atomic():
            DisposalList.objects.filter(pk=held.pk).update(done_at=clock.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            DisposalList.objects.filter(pk=held.pk).update(approved_at=clock.now())

    @pytest.mark.parametrize(
        ("law", "told"), [("''", ""), ("=1+1", "'=1+1"), ("tableau de tri", "tableau de tri")]
    )
    def test_the_file_of_a_list_says_what_the_screen_says(
        self, shelf, citizen, clerk, head, archivist, law, told
    ):
        card = FILES["procedure.yaml"].replace("legal_reference: tableau de tri", f"legal_reference: {law}")
        shelf(card)
        case = handled(citizen, clerk, head)
        with after_retention(case):
            held = listed(case)
        name, content = queries.disposal_csv(archivist, held.pk)
        closed, until = f"{clock.day_of(case.closed_at):%Y-%m-%d}", f"{case.destroy_after:%Y-%m-%d}"
        assert (name, content.decode("utf-8-sig").splitlines()) == (
            "E-2027-1.csv",
            [
                "dossier;démarche;service;clôturé le;conservé jusqu’au;base de la conservation",
                f"{case.number};Prime vélo;population;{closed};{until};{told}",
            ],
        )

    def test_the_open_list_is_looked_for_once_for_ten_cases(self, ended):
        others = [fresh(ended) for _ in range(9)]
        for number, other in enumerate(others):
            other.pk, other.number, other.tracking_hash = uuid4(), f"2026-9{number:04d}", f"{number:064d}"
            other.save(force_insert=True)
        with after_retention(ended), CaptureQueriesContext(connection) as asked:
            assert actions.list_ended() == 10
        selects = [
            one["sql"] for one in asked if one["sql"].startswith("SELECT") and "disposallist" in one["sql"]
        ]
        assert len(selects) == 2, selects

    def test_cases_are_listed_in_batches(self, ended, citizen, clerk, head, monkeypatch):
        monkeypatch.setattr(retention, "BATCH", 1)
        handled(citizen, clerk, head)
        with after_retention(ended):
            assert actions.list_ended() == 2


class TestForgetting:
    def test_the_words_are_nowhere_any_more(self, ended, archivist, citizen):
        assert found_in(dump()) == sorted(WORDS)
        paths = list(File.objects.values_list("path", flat=True))
        with after_retention(ended):
            carried_out(ended, archivist)
        with clock.at(later(ended.destroy_after + timedelta(days=2))):
            documents.sweep_files()
        text = dump()
        assert found_in(text) == []
        assert STAYS in text
        assert [path for path in paths if (settings.FILES_DIR / path).exists()] == []
        assert (File.objects.count(), Document.objects.count(), Message.objects.count()) == (0, 0, 0)
        assert not NationalNumber.objects.filter(lookup=NationalNumber.lookup_of(NUMBER)).exists()
        assert not Draft.objects.filter(case=ended).exists()

    def test_what_statistics_and_the_audit_need_stays(self, ended, archivist):
        before = fresh(ended)
        with after_retention(ended):
            held = carried_out(ended, archivist)
        case = fresh(ended)
        same = (
            "number", "version_id", "procedure", "department", "channel", "status", "phase", "submitted_at",
            "closed_at", "fee_cents",
        )  # fmt: skip
        assert [getattr(case, name) for name in same] == [getattr(before, name) for name in same]
        assert case.answers == {
            "neuf": True,
            "prix": 120000,
            "quartier": STAYS,
            "enfants": [{"age": 7}],
        }
        assert (case.applicant_account_id, case.applicant_person_id, case.applicant_name) == (None, None, "")
        assert [(one.outcome, one.motive) for one in case.decisions.all()] == [("refused", "—")]
        told = factories.events(case)[-1]
        assert (told.name, told.actor_kind, told.payload) == (
            "CaseAnonymised",
            "",
            {"because": "list", "files": 2, "documents": 0, "messages": 2},
        )
        assert [one.kind for one in told.objects_concerned.all()] == ["case"]
        assert (held.visa, held.done_at is not None, held.entries.get().done_at is not None) == (
            "AGR 2027/1234",
            True,
            True,
        )

    def test_the_chain_of_facts_stays_whole(self, ended, archivist):
        with after_retention(ended):
            carried_out(ended, archivist)
            while journal.seal_facts():
                pass
        assert facts_of.verify_chain().holds

    def test_doing_it_again_changes_nothing(self, ended, archivist):
        with after_retention(ended):
            held = carried_out(ended, archivist)
            before = (factories.facts(ended), fresh(ended).tracking_hash, Event.objects.count())
            actions.dispose_of(entry_id=held.entries.get().pk)
            actions.anonymise_at_once(case_id=ended.pk)
            assert (factories.facts(ended), fresh(ended).tracking_hash, Event.objects.count()) == before

    def test_nobody_finds_it_as_theirs_and_its_code_leads_nowhere(self, ended, archivist, citizen):
        code = queries.tracking_code_of(ended.pk)
        with after_retention(ended):
            carried_out(ended, archivist)
        assert queries.my_cases(citizen) == []
        with pytest.raises(NotFound):
            queries.track(code=code, who="tests")

    def test_a_letter_that_is_not_printed_yet_is_waited_for(self, ended, archivist):
        message = Message.objects.filter(about_uuid=ended.pk).order_by("created_at").first()
        waiting = Delivery.objects.create(message=message, channel="letter", status="queued", at=clock.now())
        with after_retention(ended):
            held = carried_out(ended, archivist)
            assert (fresh(ended).anonymised_at, held.done_at) == (None, None)
            waiting.delete()
        with clock.at(later(ended.destroy_after + timedelta(days=1))):
            work()
            assert fresh(ended).anonymised_at is not None

    def test_a_number_that_another_case_declares_stays(self, ended, archivist, citizen, clerk, head):
        other = handled(citizen, clerk, head)
        Case.objects.filter(pk=other.pk).update(destroy_after=date(2040, 1, 1))
        with after_retention(ended):
            carried_out(ended, archivist)
        assert NationalNumber.objects.filter(lookup=NationalNumber.lookup_of(NUMBER)).exists()

    def test_the_database_refuses_an_anonymous_case_that_names_somebody(self, ended):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=ended.pk).update(anonymised_at=clock.now())


class TestTheArchiveOfTheOldGuichet:
    @pytest.fixture
    def archived(self, house, tmp_path):
        load(exported.write(tmp_path, closed(1)))
        return ImportedCase.objects.get()

    def test_its_cases_follow_the_same_list(self, archived, archivist, clerk):
        with clock.at(later(archived.destroy_after)):
            assert actions.list_ended() == 1
            held = DisposalEntry.objects.get(imported=archived).list
            actions.close_list(actor=archivist, list_id=held.pk)
            actions.approve_list(
                actor=archivist, list_id=held.pk, visa="AGR 7", visa_on=clock.today(), cases=1
            )
            work()
            work_again()
        case = ImportedCase.objects.get()
        assert (case.applicant_name, case.applicant_email, case.answers, case.pieces.count()) == (
            "",
            "",
            [],
            0,
        )
        assert (case.status, case.closed_at, case.reference) == (
            archived.status,
            archived.closed_at,
            str(case.pk),
        )
        assert (File.objects.count(), "Demaret" in dump()) == (0, False)
        view = queries.archived_case(clerk, case.pk)
        assert {one.comment for one in view.history} == {""}


class TestAtOnce:
    @pytest.fixture
    def forgetful(self, shelf, citizen, clerk, head):
        """A package whose refused requests are made anonymous when they end."""
        call = "- {block: correspondence.send, args: {message: refus}}"
        forget = "- {block: cases.anonymise, args: {legal_reference: Autorisation générale AGR}}"
        shelf(workflow=FILES["workflow.yaml"].replace(call, f"{call}\n          {forget}"))
        return handled(citizen, clerk, head)

    def test_a_circuit_makes_its_case_anonymous_once_the_last_mail_has_gone(self, forgetful, mails):
        assert WORDS["motive"] in mails.mails[-1].get_body(("plain",)).get_content()
        case = fresh(forgetful)
        assert (case.anonymised_at is not None, case.applicant_name, CaseNote.objects.count()) == (
            True,
            "",
            0,
        )
        assert factories.events(case)[-1].payload["because"] == "circuit"
        assert Job.objects.filter(task="cases.leave_no_trace", key=str(case.pk)).exists()
        assert found_in(dump()) == []

    def test_an_open_case_is_never_touched(self, shelf, citizen):
        draft = factories.start(citizen, "prime")
        factories.fill(citizen, draft, answers(), {"velo": {"preuve": [factories.pdf()]}})
        case = factories.submit(citizen, draft).case
        actions.anonymise_at_once(case_id=case.pk)
        assert fresh(case).anonymised_at is None
