"""Connectors of a package: what check says of them, examples in which a service answers, the privacy notice."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from beffroi.procedures.rules import said
from beffroi.procedures.rules.checks import check
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.examples import run_examples
from beffroi.procedures.rules.reading import HOUSE, PackageFolder, read_folder
from beffroi.procedures.rules.records import make_scope
from beffroi.procedures.rules.writing import files_of

from . import calling
from .calling import with_line
from .factories import write_package

pytestmark = pytest.mark.once


def read(shelf: Path, **files: str) -> PackageFolder:
    """The package, whose connector somebody has approved."""
    folder = read_folder(write_package(shelf, **files), shelf / HOUSE)
    assert folder.package is not None, folder.findings
    folder.unapproved = frozenset()
    return folder


def found(shelf: Path, **files: str) -> list[tuple[str, str]]:
    return [(one.severity, one.message_fr) for one in check(read(shelf, **files))]


@pytest.mark.parametrize("ways", [calling.BY_FACT, calling.BY_ITSELF])
@pytest.mark.parametrize("example", [calling.EXAMPLE, calling.SILENT, calling.TOLD])
def test_a_service_answers_or_not_in_an_example(tmp_path, ways, example):
    if ways == calling.BY_ITSELF and example == calling.SILENT:
        example = example.replace("{status: examen}", "{status: recue}")  # an agent takes it up
    assert found(tmp_path, **calling.package(ways=ways, tests__simple=example)) == []


def test_what_nobody_approved_is_not_published(tmp_path):
    folder = read(tmp_path, **calling.package())
    for unapproved in ({"registre_des_permis"}, None):
        folder.unapproved = unapproved
        findings = check(folder)
        assert [(one.severity, one.file, one.message_fr) for one in findings] == [
            (
                "unready",
                "connectors.yaml",
                "personne n’a approuvé le connecteur « registre_des_permis » dans ces mots.",
            )
        ]


@pytest.mark.parametrize(
    ("file", "old", "new", "severity", "message"),
    [
        ("connectors", "https://permis.example", "http://permis.example", "error", ""),
        ("connectors", "permis/{numero}", "permis", "error", "l’adresse n’a pas de place « {numero} »."),
        ("connectors", "{numero}", "{numero}/{autre}", "error",
         "la place « {autre} » de l’adresse n’est pas une valeur envoyée."),
        ("connectors", "to: path", "to: path, required: false", "error",
         "« numero » est dans l’adresse : elle ne peut pas manquer."),
        ("connectors", "to: query", "to: body", "error", "un GET n’envoie pas de texte."),
        ("connectors", "name: surface", "name: etat", "error", "deux valeurs s’appellent « etat »."),
        ("connectors", "timeout: 2", "timeout: 2\n        authentication: {kind: header}", "error",
         "« header » nomme l’en-tête d’une clé, et rien d’autre."),
        ("connectors", "timeout: 2", "timeout: 2\n        authentication: {kind: header, header: Host}", "error",
         "« Host » ne peut pas porter une clé."),
        ("connectors", ", personal: contact", "", "unready",
         "« courriel » envoie la réponse à « courriel », qui est une donnée personnelle."),
        ("connectors", "purpose: Vérifier que le permis existe.", "purpose: '[à compléter] Pourquoi'", "unready",
         "ce texte est à compléter."),
        ("workflow", "connector: registre_des_permis", "connector: autre", "error",
         "le connecteur « autre » n’est pas déclaré."),
        ("workflow", "send: {numero: \"{{ case.number }}\",", "send: {", "error",
         "« registre_des_permis » a besoin de « numero »."),
        ("workflow", "send: {numero:", "send: {autre: x, numero:", "error",
         "« registre_des_permis » n’envoie pas « autre »."),
        ("workflow", "{{ case.number }}", "{{ answers.neuf }}", "error",
         "« answers.neuf » doit donner un texte."),
        ("workflow", "{{ case.number }}", "{{ answers.jamais }}", "error", "« answers.jamais » n’existe pas."),
        ("workflow", "surface: surface", "surface: etat", "error",
         "« etat » est un texte, « surface » est du type « number »."),
        ("workflow", "surface: surface", "surface: m2", "error", "« registre_des_permis » ne garde pas « m2 »."),
        ("workflow", "surface: surface", "surface: [etat]", "error",
         "« registre_des_permis » ne garde pas « ['etat'] »."),
        ("workflow", "connector: registre_des_permis", "connector: [autre]", "error",
         "le connecteur « ['autre'] » n’est pas déclaré."),
        ("workflow", "{etat_du_permis: etat", "{inconnue: etat", "error", "« inconnue » n’est pas déclarée."),
        ("workflow", "          - {name: silence, fact: service_failed, to: examen}", "", "unready",
         "si le service ne répond pas, le dossier reste dans « recue » et personne ne peut rien faire."),
        ("tests__simple", "etat: accordé", "autre: accordé", "error",
         "l’exemple ne se déroule pas comme écrit : « registre_des_permis » ne garde pas « autre »."),
        ("tests__simple", "surface: 12", "surface: douze", "error",
         "l’exemple ne se déroule pas comme écrit : « surface » n’est pas du type « number »."),
    ],
)  # fmt: skip
def test_check_says_what_is_wrong(tmp_path, file, old, new, severity, message):
    files = with_line(file, old, new)
    folder = read_folder(write_package(tmp_path, **files), tmp_path / HOUSE)
    folder.unapproved = frozenset()
    findings = folder.findings or check(folder)
    assert any(one.severity == severity and (one.message_fr == message or not message) for one in findings), (
        findings
    )


def test_an_address_may_be_written_later(tmp_path):
    files = with_line("connectors", "address: https://permis.example/permis/{numero}", "address: ''")
    assert ("unready", "l’adresse n’est pas encore écrite.") in found(tmp_path, **files)


def test_what_nobody_calls_is_said(tmp_path):
    files = {"connectors": calling.package()["connectors"]}
    assert found(tmp_path, **files) == [("warning", "aucune brique n’appelle « registre_des_permis ».")]


def test_the_privacy_notice_names_who_receives_personal_data(tmp_path):
    package = read(tmp_path, **calling.package()).package
    definition = Definition(package)
    notice = said.privacy_notice(
        definition, make_scope(definition, {}, FormContext(today=date(2026, 11, 24)))
    )
    texts = next(one.paragraphs for one in notice if one.heading == "Qui les reçoit")
    assert texts[-1] == (
        "Service public fictif des permis, par un échange automatique : Vérifier que le permis existe."
    )
    without = read(tmp_path / "2", **with_line("connectors", ", personal: contact", "")).package
    definition = Definition(without)
    notice = said.privacy_notice(
        definition, make_scope(definition, {}, FormContext(today=date(2026, 11, 24)))
    )
    assert "Service public fictif" not in str(notice)


def test_the_source_of_an_import_changes_no_approval(tmp_path):
    one = read(tmp_path, **calling.package()).package.connectors.connectors[0]
    other = one.model_copy(update={"source": "<item/>"})
    assert other.declared() == one.declared()
    assert "timeout" in one.declared() and "method" not in one.declared()


def test_connectors_go_out_with_the_package_and_come_back(tmp_path):
    folder = read(tmp_path, **calling.package())
    files = files_of(json.loads(folder.canonical))
    assert (
        read(tmp_path / "2", connectors=files["connectors.yaml"].decode(), **_rest()).package
        == folder.package
    )


def _rest() -> dict[str, str]:
    return {name: text for name, text in calling.package().items() if name != "connectors"}


def test_a_package_without_connectors_keeps_its_fingerprint(tmp_path):
    folder = read_folder(write_package(tmp_path), tmp_path / HOUSE)
    assert b"connectors" not in folder.canonical
    assert all(one.passed for one in run_examples(Definition(folder.package)))
