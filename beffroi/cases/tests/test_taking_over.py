"""An open case of another e-guichet goes on here, or is finished there until a day that the desk shows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from beffroi.cases import actions, queries
from beffroi.cases.models import Case, StayingCase
from beffroi.cases.rules.exported import BadExport, Report
from beffroi.documents.models import File
from beffroi.journal.models import Event, Job
from beffroi.lib import clock as clocks
from beffroi.lib.acting import HOUSE
from beffroi.procedures.tests.factories import with_line
from tests.support.numbers import plain_numbers

from . import exported, factories, small

MAPPING = """
statuses:
  "2": examen
  En attente: {stays_until: 2026-12-31}
  Sans suite: archive
answers:
  cout: prix
"""
FIELDS = {
    "neuf": True,
    "cout": "1200",
    "courriel": "elise@exemple.be",
    "couleur": "bleu",
    "facture": exported.attached("facture.pdf"),
}
TIMES = {"receipt_time": "2026-11-16T10:00:00", "last_update_time": "2026-11-17T09:00:00"}
STEPS = [
    {"time": "2026-11-16T10:00:00", "who_id": "_submitter", "status": "1"},
    {"time": "2026-11-17T09:00:00", "who_id": "3", "status": "2", "comment": "<p>À vérifier</p>"},
]


def pending(number: int = 2, *args: str, fields: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A request for the bicycle premium, being examined there."""
    given = {**FIELDS, **(fields or {})}
    return exported.open_datum(number, *args, **{**TIMES, "evolution": STEPS, "fields": given, **more})


@pytest.fixture
def load(house: object, tmp_path: Path):
    """Imports cases of the small procedure, which is in force."""
    small.publish(tmp_path / "shelf")

    def run(*data: Any, mapping: str = MAPPING, **more: Any) -> Report:
        chosen = tmp_path / "suite.yaml"
        chosen.write_text(mapping)
        path = exported.write(tmp_path, *data)
        return actions.import_cases(actor=HOUSE, path=path, procedure="prime", mapping=chosen, **more)

    return run


def fates(report: Report) -> list[tuple[str, str]]:
    return [(one.case.reference, one.fate.value) for one in report.outcomes]


def refusal(report: Report) -> str:
    (one,) = report.outcomes
    assert one.fate.value == "left"
    return one.reason


# --- goes on here


def test_it_stands_at_the_chosen_status_with_its_answers_files_and_dates(load):
    assert fates(load(pending())) == [("12-2", "taken_over")]
    case = Case.objects.get()
    assert (case.status, case.phase, case.department, case.old_reference, case.old_system) == (
        "examen",
        "in_progress",
        "population",
        "12-2",
        exported.HOST,
    )
    assert case.answers == {"neuf": True, "prix": 120000, "courriel": "elise@exemple.be"}
    assert (case.submitted_at, case.target_due_on) == (
        datetime(2026, 11, 16, 9, 0, tzinfo=UTC),
        date(2026, 11, 30),
    )
    assert [(task.role, task.status) for task in case.tasks.all()] == [("clerk", "offered")]
    assert [(piece.field, piece.name) for piece in case.evidence.all()] == [("facture", "facture.pdf")]


def test_what_has_no_place_of_its_own_stands_in_a_note(load):
    load(pending(fields={"perdu": {"filename": "perdu.pdf"}}))
    assert Case.objects.get().notes.get().text.splitlines() == [
        "Repris de l’ancien guichet, dossier 12-2, au statut « À traiter ».",
        "17/11/2026 : À vérifier",
        "couleur : bleu",
        "perdu.pdf : Ce fichier n’est pas dans l’export.",
    ]


def test_its_history_is_told_by_facts(load, clock):
    load(pending())
    case = Case.objects.get()
    told = [(one.name, one.phase_after, one.occurred_at) for one in factories.events(case)]
    assert told[:3] == [
        ("StepImported", "received", datetime(2026, 11, 16, 9, 0, tzinfo=UTC)),
        ("StepImported", "in_progress", datetime(2026, 11, 17, 8, 0, tzinfo=UTC)),
        ("CaseTakenOver", "received", clock.now()),
    ]
    assert Event.objects.get(name="CaseTakenOver").payload == {
        "number": case.number,
        "status_before": "2",
        "status_after": "examen",
        "pieces": 1,
    }


def test_the_person_is_told_where_it_goes_on_and_how_to_follow_it(load, mails):
    load(pending())
    factories.work()
    case, (mail,) = Case.objects.get(), mails.mails
    text = mail.get_body(("plain",)).get_content()
    assert mail["To"] == "Élise Demaret <elise@exemple.be>"
    for words in ("12-2", case.number, queries.tracking_code_of(case.pk), "https://wavre.example/suivi/"):
        assert words in text


def test_an_agent_finds_it_by_its_old_number_and_takes_it_on(load, clerk):
    load(pending())
    (row,) = queries.search_cases(clerk, "12-2")
    case = factories.move(factories.taken(row.case, clerk), clerk, "accorder")
    assert case.phase == "closed"


def test_a_status_that_is_left_by_itself_is_left_at_once(load):
    load(pending(), mapping=MAPPING.replace("examen", "recue"))
    assert Case.objects.get().status == "examen"


def test_a_national_number_is_put_away_as_everywhere(load, tmp_path):
    personal = "personal: {category: national_number, purpose: Vous reconnaître.}"
    question = f"- {{name: numero, type: national_number, label: Votre numéro, required: false, {personal}}}"
    changed = with_line("form", "- {name: prix", f"{question}\n          - {{name: prix")
    small.publish(tmp_path / "shelf2", **changed)
    assert fates(load(pending(fields={"numero": exported.NUMBER}))) == [("12-2", "taken_over")]
    assert plain_numbers([exported.NUMBER]) == []


# --- does not fit


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"cout": None}, "Il ne peut pas continuer ici : « Combien a-t-il coûté ? » "),
        ({"cout": "beaucoup"}, "Il ne peut pas continuer ici : « Combien a-t-il coûté ? » "),
        ({"courriel": "à la maison"}, "Il ne peut pas continuer ici : « Votre adresse e-mail » "),
    ],
)
def test_answers_that_do_not_fit_stop_that_case_and_no_other(load, fields, said):
    for dry_run in (True, False):
        report = load(pending(2, fields=fields), pending(3), dry_run=dry_run)
        assert fates(report) == [("12-2", "left"), ("12-3", "taken_over")]
        assert report.outcomes[0].reason.startswith(said)
    assert [case.old_reference for case in Case.objects.all()] == ["12-3"]


def test_a_dry_run_takes_everything_back(load):
    before = Event.objects.count(), Job.objects.count()
    report = load(pending(), dry_run=True)
    assert "1 repris ici, où ils continuent, au statut « examen »" in report.as_text()
    assert (Case.objects.exists(), File.objects.exists()) == (False, False)
    assert (Event.objects.count(), Job.objects.count()) == before


def test_again_it_stays_as_it_is(load):
    load(pending())
    events = Event.objects.count()
    assert fates(load(pending())) == [("12-2", "known")]
    assert (Case.objects.count(), Event.objects.count()) == (1, events)


# --- ends there


def test_what_ends_there_is_listed_until_its_last_day(load, clerk, outsider):
    waiting = pending(5, "3", "En attente")
    assert fates(load(waiting)) == [("12-5", "stays")]
    assert fates(load(waiting)) == [("12-5", "stays")]
    assert [(one.title, one.count, one.until) for one in queries.staying(clerk)] == [
        ("Prime vélo", 1, date(2026, 12, 31))
    ]
    assert queries.staying(outsider) == []


def test_once_closed_there_it_leaves_the_list_for_the_archive(load):
    load(pending(5, "3", "En attente"))
    assert fates(load(exported.closed(5))) == [("12-5", "archived")]
    assert not StayingCase.objects.exists()


def test_a_month_after_its_last_day_it_is_forgotten(load):
    load(pending(5, "3", "En attente"))
    with clocks.at(factories.later(date(2027, 1, 31))):
        assert actions.sweep_staying() == 0
    with clocks.at(factories.later(date(2027, 2, 1))):
        assert actions.sweep_staying() == 1


def test_a_status_may_be_said_to_be_an_end(load):
    assert fates(load(pending(6, "9", "Sans suite"))) == [("12-6", "archived")]


# --- the mapping


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("a: [", "suite.yaml, ligne "),
        ("- a", "suite.yaml, ligne 1 : le fichier contient « statuses »"),
        ("statuses: non", "suite.yaml, ligne 1 : « statuses » associe"),
        ("statuses:\n  a: inconnu", "suite.yaml, ligne 2 : « inconnu » n’est pas un statut"),
        ("statuses:\n  a: accordee", "suite.yaml, ligne 2 : « accordee » n’est pas un statut"),
        ("statuses:\n  a: attente", "suite.yaml, ligne 2 : « attente » n’est pas un statut"),
        ("statuses:\n  a: {stays_until: demain}", "suite.yaml, ligne 2 : écrivez « stays_until: »"),
        ("statuses:\n  a: {jusque: 2026-12-31}", "suite.yaml, ligne 2 : écrivez « stays_until: »"),
        ("statuses:\n  a: {stays_until: 2020-12-31}", "suite.yaml, ligne 2 : le jour 31/12/2020 est passé."),
        ("statuses:\n  a: [examen]", "suite.yaml, ligne 2 : "),
        ("answers:\n  a: inconnue", "suite.yaml, ligne 2 : « inconnue » n’est pas une question"),
    ],
)
def test_a_bad_mapping_is_refused_with_its_line(load, mapping, said):
    with pytest.raises(BadExport) as bad:
        load(pending(), mapping=mapping)
    assert str(bad.value).startswith(said)
    assert not Case.objects.exists()
