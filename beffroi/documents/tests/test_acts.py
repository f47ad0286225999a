"""An act comes from the bank of acts: sealed there, kept as received."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from beffroi.documents import actions, queries
from beffroi.documents.actions import ActAnswer, ActBankMissing, NumberMissing
from beffroi.documents.connectors import conformance
from beffroi.documents.connectors.baec import simulated
from beffroi.documents.rules.acts import ActCategory, is_act
from beffroi.journal.models import Consultation, Event
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Forbidden
from beffroi.people import actions as people_actions
from beffroi.people import queries as people_queries
from beffroi.people.models import Person
from beffroi.people.rules.numbers import fictional_number
from beffroi.people.tests import factories as people

from . import factories

BIRTH = ActCategory.BIRTH


def born(state: str | None) -> Person:
    """A fictional resident for whose number the bank answers in this way."""
    days = (date(1980, 1, 1) + timedelta(days=n) for n in range(400))
    answers = (simulated.answer_for(fictional_number(day, 998), BIRTH) for day in days)
    offset = next(n for n, answer in enumerate(answers) if answer == state)
    return people.person(birth=date(1980, 1, 1) + timedelta(days=offset))


def fetch(person: Person, **changes: object) -> ActAnswer:
    values = {
        "actor": HOUSE,
        "category": BIRTH,
        "form": "C",
        "about": factories.CASE,
        "process": factories.PROCESS,
    }
    return actions.fetch_act(person_id=person.pk, **(values | changes))


def test_an_act_in_the_bank_is_handed_over_byte_for_byte(commune, clock, monkeypatch):
    given: list[bytes] = []
    fetch_from_bank = simulated.SimulatedBank.fetch

    def watched(self, reference, form):
        given.append(fetch_from_bank(self, reference, form))
        return given[-1]

    monkeypatch.setattr(simulated.SimulatedBank, "fetch", watched)
    answer = fetch(born("ready"))
    assert answer.document is not None
    assert (answer.status, answer.document.origin, answer.document.kind) == (
        "found",
        "baec",
        "acte-de-naissance",
    )
    assert [queries.open_file(answer.document.file_id)] == given
    assert answer.document.seal_report["trusted"] is True


def test_the_act_is_marked_specimen_and_names_the_fictional_person(commune, clock, tmp_path):
    from .test_rendering import text_of

    answer = fetch(born("ready"))
    content = queries.open_file(answer.document.file_id)
    text = text_of(content, tmp_path)
    assert [
        word for word in ("SPÉCIMEN", "Acte de naissance", "copie intégrale", "Tavernaux") if word not in text
    ] == []
    assert conformance.failures(content) == {"PDF/A-2a": [], "PDF/UA-1": []}


def test_an_older_act_is_ready_after_two_working_days(commune, clock):
    person = born("to_migrate")
    assert fetch(person) == ActAnswer("migration", ready_on=date(2026, 11, 26))
    with clock.at(clock.now() + timedelta(days=1)):
        assert fetch(person) == ActAnswer("migration", ready_on=date(2026, 11, 26))
    with clock.at(clock.now() + timedelta(days=2)):
        assert fetch(person).status == "found"


def test_for_some_there_is_no_act(commune, clock):
    assert fetch(born(None)) == ActAnswer("none")


def test_the_bank_knows_only_the_people_of_the_demonstration(commune, clock):
    number = people_actions.keep_number(number=fictional_number(date(1999, 9, 9), 999))
    answer = actions.fetch_act(actor=HOUSE, number_ref=number, category=BIRTH, form="E", about=factories.CASE)
    assert answer == ActAnswer("none")


def test_of_ten_births_seven_are_ready():
    numbers = [f"850730998{check:02}" for check in range(10)]
    answers = [simulated.answer_for(number, BIRTH) for number in numbers]
    assert [answers.count(state) for state in ("ready", "to_migrate", None)] == [7, 2, 1]


def test_the_answer_is_a_fact_and_the_number_was_consulted(commune, clock):
    fetch(born("ready"))
    event = Event.objects.get(name="ActAsked")
    assert event.payload == {"category": "BIRTH_CERTIFICATE", "form": "C", "answer": "found"}
    consultation = Consultation.objects.latest("pk")
    assert (consultation.reason, consultation.screen) == (f"BAEC, {factories.CASE}", "documents.fetch_act")


def test_no_number_lies_on_disk_in_clear(commune, clock, folders):
    person = born("ready")
    fetch(person)
    number = people_queries.reveal_number(HOUSE, people_queries.number_of(person.pk), "test")
    written = [path for path in folders.rglob("*") if path.is_file()]
    assert len(written) == 2
    assert [path for path in written if number.encode() in path.read_bytes() or number in path.name] == []


def test_asking_twice_with_one_id_keeps_one_act(commune, clock):
    person, uuid = born("ready"), factories.CASE.uuid
    assert fetch(person, document_id=uuid).document == fetch(person, document_id=uuid).document


def test_a_person_without_a_number_cannot_be_looked_up(commune):
    nobody = Person.objects.create(family_name="Sans", given_names="Numéro")
    with pytest.raises(NumberMissing):
        fetch(nobody)


def test_a_citizen_does_not_ask_the_bank(commune):
    with pytest.raises(Forbidden):
        fetch(born("ready"), actor=factories.CITIZEN)


def test_production_has_no_simulated_bank(commune, settings):
    settings.MODE = "production"
    with pytest.raises(ActBankMissing):
        fetch(born("ready"))


@pytest.mark.parametrize(
    ("kind", "act"),
    [("acte-de-naissance", True), ("acte_d_adoption", True), ("composition-de-menage", False)],
)
def test_what_an_act_is(kind: str, act: bool):
    assert is_act(kind) is act
