"""``beffroi procedure import-publik-cases``, as the operator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from beffroi.cases.models import ImportedCase
from beffroi.cases.tests import exported
from beffroi.cases.tests.exported import closed
from beffroi.cli.main import parser
from beffroi.procedures.tests.factories import write_package


@pytest.fixture
def typed(db: None, clock: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The small package is in force. Gives the exit code, what was printed, and what was complained of."""
    publish = parser().parse_args(["procedure", "publish", str(write_package(tmp_path))])
    publish.run(publish)
    capsys.readouterr()

    def run(path: Path, *more: str, procedure: str = "prime") -> tuple[int, str, str]:
        arguments = ["procedure", "import-publik-cases", str(path), "--procedure", procedure, *more]
        chosen = parser().parse_args(arguments)
        code = chosen.run(chosen)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_it_says_what_it_did_and_writes_the_same_for_programs(typed, tmp_path):
    path, report = exported.write(tmp_path, closed(1), exported.open_datum(2)), tmp_path / "rapport.json"
    code, said, complained = typed(path, "--report", str(report))
    assert (code, complained, ImportedCase.objects.count()) == (0, "", 1)
    assert said.splitlines()[:8] == [
        "Ce que l’import a fait",
        "",
        "- gardés dans l’archive : 1",
        "- laissés dans l’ancien guichet : 1",
        "",
        "Par statut de l’ancien guichet",
        "",
        "- « Délivré » (4) : 1 gardés dans l’archive",
    ]
    assert [one["fate"] for one in json.loads(report.read_text())["cases"]] == ["archived", "left"]


def test_a_dry_run_says_what_would_be_done(typed, tmp_path):
    code, said, _complained = typed(exported.write(tmp_path, closed()), "--dry-run")
    assert (code, said.splitlines()[0], ImportedCase.objects.exists()) == (0, "Ce que l’import ferait", False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"receipt_time": "hier"},
            "dossiers.json, ligne 2 : dossier 12-1 : « receipt_time » n’est pas un moment",
        ),
        (
            {"user": 7},
            "dossiers.json, ligne 2 : dossier 12-1 : « user » n’est pas un objet JSON. Rien n’a été",
        ),
    ],
)
def test_a_bad_export_is_refused_and_leaves_no_report(typed, tmp_path, wrong, said):
    report = tmp_path / "rapport.json"
    code, _said, complained = typed(exported.write(tmp_path, closed(**wrong)), "--report", str(report))
    assert (code, complained.startswith(f"✗ {said}")) == (1, True)
    assert sorted(path.name for path in tmp_path.glob("*apport*")) == []


def test_a_procedure_that_is_not_published_and_a_report_that_cannot_be_written_are_said(typed, tmp_path):
    path = exported.write(tmp_path, closed())
    assert "Aucune démarche « inconnue »" in typed(path, procedure="inconnue")[2]
    assert "L’écriture a échoué" in typed(path, "--report", str(tmp_path))[2]
    assert "L’écriture a échoué" in typed(path, "--report", str(tmp_path / "absent" / "r.json"))[2]
    assert not ImportedCase.objects.exists()
