"""``beffroi table``: reference tables out to a file and in again."""

from __future__ import annotations

from datetime import date

import pytest

from beffroi.cli import main
from beffroi.procedures import actions, queries
from beffroi.procedures.tests.factories import hall_package


@pytest.mark.django_db
def test_the_command_lists_exports_and_imports(tmp_path, capsys, clock):
    hall_package(tmp_path)
    actions.load_catalogue([tmp_path])
    file = tmp_path / "salles.csv"

    def run(*arguments):
        chosen = main.parser().parse_args(["table", *arguments])
        code = chosen.run(chosen)
        out, err = capsys.readouterr()
        return code, out.splitlines(), err.splitlines()

    assert run("list")[1][1].split() == ["salles", "prime", "2", "Les", "salles"]
    assert run("export", "salles", "--procedure", "prime", "--out", str(file)) == (0, [], [])
    dearer = file.read_text("utf-8-sig").replace("90,00", "95,00")
    file.write_text(dearer)
    common = ["import", "salles", str(file), "--procedure", "prime", "--from", "2027-01-01", "--fictional"]
    with_reference = [*common, "--reference", "Conseil"]
    assert run(*with_reference, "--dry-run") == (
        0,
        [
            "~ club-house : Le club-house",
            "0 nouvelles, 1 changées, 0 terminées, 1 inchangées (rien n’a été écrit).",
        ],
        [],
    )
    assert run(*with_reference)[0] == 0
    assert queries.references_on("prime", date(2027, 1, 1))["salles"]["club-house"].cells["prix"] == 9500
    file.write_text(dearer.replace("95,00", "cher"))
    code, _, said = run(*with_reference)
    assert (code, said) == (
        1,
        ["✗ Ligne 3 : prix : Indiquez un montant en euros, par exemple 12,50.", "✗ Rien n’a changé."],
    )
