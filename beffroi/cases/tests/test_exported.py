"""Cases of another e-guichet are read whole, or refused with file, line and reason."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.cases.rules.exported import BadExport, ExportedStep, hidden, open_export, said
from beffroi.lib.clock import BRUSSELS

from . import exported
from .exported import datum, without

pytestmark = pytest.mark.once


NOW = datetime(2026, 11, 24, 10, 0, tzinfo=BRUSSELS)


def read(path: Path) -> list[Any]:
    with open_export(path, now=NOW) as export:
        return export.cases


def refused(path: Path) -> str:
    with pytest.raises(BadExport) as bad:
        read(path)
    return str(bad.value)


# --- what is read


def test_a_case_is_read_with_its_history_and_its_files(tmp_path):
    with open_export(exported.write(tmp_path, datum()), now=NOW) as export:
        (case,) = export.cases
        pieces = [(piece.field, piece.name, piece.read() if piece.read else None) for piece in case.pieces]

    assert (case.system, case.reference, case.file, case.line) == (exported.HOST, "12-1", "dossiers.json", 2)
    assert (case.status, case.status_words, case.closed) == ("4", "Délivré", True)
    assert (case.applicant_name, case.applicant_email) == ("Élise Demaret", "elise@demo.example")
    assert case.submitted_at == datetime(2023, 3, 1, 9, 0, tzinfo=UTC)
    assert case.closed_at == datetime(2023, 3, 3, 15, 30, tzinfo=UTC)
    assert case.agent_answers == {"montant": "5,00"}
    assert [(field, name) for field, name, _content in pieces] == [
        ("preuve", "preuve.pdf"),
        ("", "certificat.pdf"),
    ]
    assert all(content and content.startswith(b"%PDF") for _field, _name, content in pieces)
    assert case.steps == (
        ExportedStep(datetime(2023, 3, 1, 9, 0, tzinfo=UTC), "1", "citizen", ""),
        ExportedStep(datetime(2023, 3, 2, 8, 0, tzinfo=UTC), "", "agent", "Vu & lu"),
        ExportedStep(datetime(2023, 3, 3, 15, 30, tzinfo=UTC), "4", "agent", f"Numéro {exported.NUMBER}"),
    )


def test_answers_are_said_once_in_words_without_a_national_number(tmp_path):
    (case,) = read(exported.write(tmp_path, datum()))
    assert dict(said(case.answers)) == {
        "motif": "École",
        "jour": "28/02/2023",
        "honneur": "Oui",
        "copies": "2",
        "numero_national": "**.**.**-***.32",
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("85073099932", "**.**.**-***.32"),
        ("n° 85.07.30-999.32, merci", "n° **.**.**-***.32, merci"),
        ("85 07 30 999 32", "**.**.**-***.32"),
        ("0475 12 34 56", "0475 12 34 56"),
        ("85.07.30-999.33", "85.07.30-999.33"),
        ("BE68 5390 0754 7034", "BE68 5390 0754 7034"),
    ],
)
def test_only_a_national_number_is_hidden(text, shown):
    assert hidden(text) == shown


@pytest.mark.parametrize(
    "wrap",
    [
        lambda cases: cases,
        lambda cases: {"err": 0, "data": cases},
        lambda cases: {"data": cases, "next": None},
        lambda cases: cases[0],
    ],
)
def test_every_shape_of_the_api_is_read(tmp_path, wrap):
    path = tmp_path / "dossiers.json"
    path.write_text(json.dumps(wrap([datum()])))
    assert [case.reference for case in read(path)] == ["12-1"]


def test_a_lone_case_with_data_of_its_workflow_is_one_case(tmp_path):
    path = tmp_path / "un.json"
    path.write_text(json.dumps({**datum(), "roles": {"data": []}}))
    assert [case.reference for case in read(path)] == ["12-1"]


def test_the_pieces_of_a_zip_lie_in_a_folder_of_the_reference(tmp_path):
    fields = {"preuve": {"filename": "preuve.pdf"}, "absente": {"filename": "absente.pdf"}}
    text = json.dumps([datum(fields=fields, evolution=[])])
    path = exported.zipped(tmp_path, {"export/a.json": text, "export/12-1/preuve.pdf": b"contenu"})
    with open_export(path, now=NOW) as export:
        (case,) = export.cases
        pieces = [(piece.name, piece.read and piece.read()) for piece in case.pieces]
    assert pieces == [("preuve.pdf", b"contenu"), ("absente.pdf", None)]


@pytest.mark.parametrize("name", [exported.NUMBER, "x" * 81, ""])
def test_a_name_that_cannot_be_kept_gives_way_to_the_key(tmp_path, name):
    (case,) = read(exported.write(tmp_path, datum(7, display_id=name)))
    assert case.reference == "7"


def test_what_has_no_place_here_is_named(tmp_path):
    step = {"time": "2023-03-01T10:00:00", "parts": [{"type": "linked-formdata"}, {"type": "wscall-error"}]}
    (case,) = read(exported.write(tmp_path, datum(evolution=[step])))
    assert case.left == ("étape : partie « linked-formdata »",)


# --- what is refused


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "dossiers.json, ligne 1 : ce n’est pas du JSON bien formé ("),
        (b"[\n{},\n{", "dossiers.json, ligne 2 : « display_id » manque"),
        (b"[1]", "dossiers.json, ligne 1 : un dossier n’est pas un objet JSON."),
        (b"[]", "dossiers.json, ligne 1 : aucun dossier n’a été trouvé."),
        (b'{"data": []}', "dossiers.json, ligne 1 : aucun dossier n’a été trouvé."),
        (b"\n\n\xff", "dossiers.json, ligne 3 : le fichier n’est pas en UTF-8."),
        (b"[" * 100_000, "dossiers.json, ligne 1 : le JSON est imbriqué trop profondément."),
        (b"[\n" + b"9" * 5_000 + b"]", "dossiers.json, ligne 2 : un nombre n’est pas lisible."),
        (b"[NaN]", "dossiers.json, ligne 1 : un nombre n’est pas lisible."),
        (b"<html></html>", "dossiers.json, ligne 1 : ce n’est pas du JSON bien formé ("),
        (b"PK\x03\x04 rien", "dossiers.json, ligne 1 : l’archive ne s’ouvre pas."),
    ],
)
def test_a_bad_document_is_refused_in_french(tmp_path, text, said):
    path = tmp_path / "dossiers.json"
    path.write_bytes(text)
    assert refused(path).startswith(said)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (datum(receipt_time="hier"), "« receipt_time » n’est pas un moment : « hier »."),
        (datum(receipt_time="0001-01-01T00:00:00"), "« receipt_time » n’est pas un moment"),
        (datum(receipt_time="1970-01-01T00:00:00"), "« receipt_time » est avant 1995 ou dans l’avenir"),
        (datum(receipt_time="2999-01-01T00:00:00"), "« receipt_time » est avant 1995 ou dans l’avenir"),
        (datum(fields=["a"]), "« fields » n’est pas un objet JSON."),
        (datum(fields={"a": {"filename": "a.pdf", "content": "???"}}), "le contenu du fichier « a.pdf »"),
        (datum(user="Élise"), "« user » n’est pas un objet JSON."),
        (
            datum(evolution=[{"time": "2023-03-01", "status": "Mme X"}]),
            "le statut « Mme X » n’est pas une clé.",
        ),
        (datum(evolution={}), "« evolution » n’est pas une liste"),
        (datum(evolution=[{"time": "2023-03-01"}] * 2_001), "« evolution » n’est pas une liste"),
        (datum(workflow={}), "« workflow.status » manque"),
        (without("evolution"), "« evolution » manque"),
    ],
)
def test_a_bad_case_is_refused_with_its_line_and_its_reference(tmp_path, wrong, said):
    assert refused(exported.write(tmp_path, wrong)).startswith(
        f"dossiers.json, ligne 2 : dossier 12-1 : {said}"
    )


def test_an_answer_that_is_nested_without_end_is_refused(tmp_path):
    deep: Any = "fin"
    for _ in range(30):
        deep = [deep]
    assert "imbriquée trop profondément" in refused(exported.write(tmp_path, datum(fields={"a": deep})))


def test_the_same_case_twice_is_refused_with_both_places(tmp_path):
    assert "le dossier 12-1 est déjà dans dossiers.json, ligne 2." in refused(
        exported.write(tmp_path, datum(), datum())
    )


@pytest.mark.parametrize("name", ["../12-1.json", "/etc/x.json", "a\\b.json"])
def test_a_zip_that_leaves_its_folder_is_refused(tmp_path, name):
    assert "ce nom sort de l’archive." in refused(exported.zipped(tmp_path, {name: "[]"}))


def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path):
    path = exported.zipped(tmp_path, {"a.json": b" " * 70_000_000})
    assert refused(path) == "a.json, ligne 1 : le fichier est trop grand. Restez sous 64 Mo."


def test_a_zip_without_a_document_is_refused(tmp_path):
    assert refused(exported.zipped(tmp_path, {"a.txt": "x"})).endswith("aucun fichier .json.")


def test_links_pipes_folders_and_absent_files_are_refused(tmp_path):
    target = exported.write(tmp_path, datum())
    (tmp_path / "lien.json").symlink_to(target)
    os.mkfifo(tmp_path / "tube.json")
    names = ("lien.json", "tube.json", "absent.json", ".")
    assert [refused(tmp_path / name).split(" : ", 1)[1] for name in names] == [
        "le fichier ne s’ouvre pas, ou c’est un lien.",
        "ce n’est pas un fichier.",
        "le fichier ne s’ouvre pas, ou c’est un lien.",
        "ce n’est pas un fichier.",
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.sampled_from(sorted(datum())), value=JSON)
def test_whatever_stands_in_a_part_is_read_or_refused(tmp_path, part, value):
    path = tmp_path / "dossiers.json"
    path.write_text(json.dumps([{**datum(), part: value}]), encoding="utf-8", errors="replace")
    try:
        (case,) = read(path)
    except BadExport as bad:
        assert bad.reason.endswith((".", "»."))
    else:
        assert all("\0" not in words for _name, words in said(case.answers))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_whatever_bytes_are_sent_are_refused(tmp_path, content):
    path = tmp_path / "dossiers.json"
    path.write_bytes(content)
    assert refused(path).startswith("dossiers.json, ligne ")
