"""The closed cases of another e-guichet are kept in an archive that tells where it comes from."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from beffroi.cases import actions, queries
from beffroi.cases.models import ImportedCase, ImportedPiece
from beffroi.cases.rules.exported import BadExport, Report
from beffroi.documents import queries as documents
from beffroi.documents.models import File
from beffroi.journal.models import Event
from beffroi.lib import clock as clocks
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.procedures import queries as procedures
from tests.support.numbers import plain_numbers

from . import exported, factories
from .exported import CLOSED, closed, open_datum


def load(path: Path, **more: object) -> Report:
    return actions.import_cases(actor=HOUSE, path=path, procedure=factories.RESIDENCE, **more)


def fates(report: Report) -> dict[str, str]:
    return {one.case.reference: one.fate.value for one in report.outcomes}


@pytest.fixture
def archived(house: object, tmp_path: Path) -> ImportedCase:
    load(exported.write(tmp_path, closed()))
    return ImportedCase.objects.get()


# --- what is kept


def test_a_closed_case_is_kept_whole(archived):
    assert (archived.system, archived.reference, archived.procedure, archived.department) == (
        exported.HOST,
        "12-1",
        factories.RESIDENCE,
        "population",
    )
    assert (archived.applicant_name, archived.status) == ("Élise Demaret", "Délivré")
    assert archived.submitted_at == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    assert archived.closed_at == datetime(2026, 3, 3, 15, 30, tzinfo=UTC)
    assert archived.answers == [
        ["À quoi servira le document ?", "École"],
        ["jour", "28/02/2023"],
        ["honneur", "Oui"],
        ["copies", "2"],
        ["Votre numéro national", "**.**.**-***.32"],
        ["montant", "5,00"],
    ]


def test_its_files_are_kept_as_any_file_that_comes_in(archived):
    kept = [
        (piece.label, piece.name, documents.open_file(piece.file_id)[:4]) for piece in archived.pieces.all()
    ]
    assert sorted(kept) == [("", "certificat.pdf", b"%PDF"), ("preuve", "preuve.pdf", b"%PDF")]


def test_its_history_is_facts_that_occurred_then_and_are_recorded_now(archived, clock):
    found = Event.objects.filter(objects_concerned__uuid=archived.pk).distinct().order_by("pk")
    facts = [(one.name, one.phase_after, one.occurred_at, one.payload) for one in found]
    assert facts == [
        (
            "StepImported",
            "received",
            datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
            {"step": 0, "status": "1", "by": "citizen"},
        ),
        (
            "StepImported",
            "in_progress",
            datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
            {"step": 1, "status": "", "by": "agent"},
        ),
        (
            "StepImported",
            "closed",
            datetime(2026, 3, 3, 15, 30, tzinfo=UTC),
            {"step": 2, "status": "4", "by": "agent"},
        ),
        ("CaseImported", "closed", clock.now(), {"steps": 3, "pieces": 2}),
    ]
    assert {one.recorded_at for one in found} == {clock.now()}


def test_no_national_number_is_kept_in_clear(archived):
    assert plain_numbers([exported.NUMBER]) == []


def test_a_file_that_is_missing_or_refused_is_named_with_its_reason(house, tmp_path):
    fields = {
        "absente": {"filename": "absente.pdf"},
        "programme": exported.attached("prog.exe", b"MZ" + b"\0" * 200),
    }
    report = load(exported.write(tmp_path, closed(fields=fields, evolution=CLOSED["evolution"][:1])))
    kept = {piece.name: (piece.file, piece.refusal[:40]) for piece in ImportedPiece.objects.all()}
    assert kept == {
        "absente.pdf": (None, "Ce fichier n’est pas dans l’export."),
        "prog.exe": (None, "Ce type de fichier n’est pas accepté. En"),
    }
    assert [note.split(" : ")[0] for note in report.outcomes[0].notes] == ["absente.pdf", "prog.exe"]


def test_it_ends_by_the_retention_of_its_package_from_the_day_it_was_closed(archived):
    definition = procedures.definition(procedures.version_in_force(factories.RESIDENCE).pk)
    assert archived.destroy_after == procedures.destroy_after(definition, date(2026, 3, 3))


def test_what_should_be_destroyed_already_is_not_brought_in(house, tmp_path):
    old = {key: str(value).replace("2026", "2001") for key, value in CLOSED.items() if key != "evolution"}
    step = {"time": "2001-03-01T10:00:00", "status": "4"}
    assert fates(load(exported.write(tmp_path, closed(**old, evolution=[step])))) == {"12-1": "expired"}
    assert not ImportedCase.objects.exists()


# --- again, half-way, at once


def test_the_same_file_again_changes_nothing(archived, tmp_path):
    before = (Event.objects.count(), File.objects.count(), ImportedCase.objects.values().get())
    with clocks.at(factories.later(date(2026, 11, 25))):
        report = load(exported.write(tmp_path, closed()))
    assert fates(report) == {"12-1": "known"}
    assert (Event.objects.count(), File.objects.count(), ImportedCase.objects.values().get()) == before


def test_an_open_case_stays_where_it_is_and_the_report_says_why(house, tmp_path):
    report = load(exported.write(tmp_path, closed(1), open_datum(2)))
    assert fates(report) == {"12-1": "archived", "12-2": "left"}
    assert "dossiers.json, ligne " in report.as_text() and "(dossier 12-2) : Rien ne dit" in report.as_text()
    assert json.loads(json.dumps(report.as_json()))["totals"] == {
        "archived": 1,
        "taken_over": 0,
        "stays": 0,
        "known": 0,
        "expired": 0,
        "left": 1,
    }


def test_a_dry_run_writes_nothing(house, tmp_path):
    report = load(exported.write(tmp_path, closed()), dry_run=True)
    assert fates(report) == {"12-1": "archived"}
    assert (ImportedCase.objects.exists(), File.objects.exists()) == (False, False)


def test_an_export_with_one_bad_case_brings_none_in(house, tmp_path):
    with pytest.raises(BadExport):
        load(exported.write(tmp_path, closed(1), closed(2, receipt_time="hier")))
    assert not ImportedCase.objects.exists()


def test_an_import_that_fails_half_way_leaves_no_row(house, tmp_path, monkeypatch):
    before = Event.objects.count()
    calls = iter([None, None])
    announce = actions.archiving._announce
    monkeypatch.setattr(actions.archiving, "_announce", lambda *given: (next(calls), announce(*given)))
    with pytest.raises(StopIteration):  # at the third case
        load(exported.write(tmp_path, closed(1), closed(2), closed(3)))
    left = (ImportedCase.objects.count(), ImportedPiece.objects.count(), File.objects.count())
    assert (left, Event.objects.count()) == ((0, 0, 0), before)


def test_only_the_operator_imports(house, clerk, tmp_path):
    path = exported.write(tmp_path, closed())
    with pytest.raises(Forbidden):
        actions.import_cases(actor=clerk, path=path, procedure=factories.RESIDENCE)
    with pytest.raises(NotFound):
        actions.import_cases(actor=HOUSE, path=path, procedure="inconnue")


# --- who reads it


def test_an_agent_of_the_department_reads_it_with_its_history(archived, clerk):
    found = queries.archived_case(clerk, archived.pk)
    assert [(step.status, step.comment) for step in found.history] == [
        ("1", ""),
        ("", "Vu & lu"),
        ("Délivré", ""),
        ("", ""),
    ]
    assert [case.pk for case in queries.archive_of(clerk, text="demaret 12-1").cases] == [archived.pk]
    assert queries.archive_of(clerk, text="autre").cases == []


def test_a_stranger_another_department_and_the_person_herself_see_nothing_there(archived, stranger, outsider):
    herself = factories.citizen_at_the_desk()
    ImportedCase.objects.update(applicant_email=herself.email.upper())
    for actor in (stranger, outsider, factories.citizen(), herself):
        assert queries.archive_of(actor).cases == []
        with pytest.raises(NotFound):
            queries.archived_case(actor, archived.pk)


def test_the_list_is_paged_at_the_same_number_of_queries(house, clerk, tmp_path, django_assert_num_queries):
    load(exported.write(tmp_path, closed(1)))
    with django_assert_num_queries(2):
        queries.archive_of(clerk)
    fields: dict[str, object] = {}
    more = [closed(n, fields=fields, evolution=CLOSED["evolution"][:2]) for n in range(2, 31)]
    load(exported.write(tmp_path, *more))
    with django_assert_num_queries(2):
        first = queries.archive_of(clerk)
    second = queries.archive_of(clerk, after=first.after)
    assert (len(first.cases), len(second.cases), second.after) == (25, 5, "")
    assert len({case.pk for case in (*first.cases, *second.cases)}) == 30


def test_the_facts_of_an_imported_case_stand_in_its_own_name(archived):
    kinds = Event.objects.filter(name="CaseImported").values_list("objects_concerned__kind", flat=True)
    assert sorted(kinds) == ["case", ref(archived).kind]
