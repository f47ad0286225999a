"""The commands about packages, as the officer types them."""

import json
import os
import subprocess
import sys
import time

import pytest

from beffroi.cli.main import parser
from beffroi.cli.procedure import FORMATS
from beffroi.procedures import queries as procedures
from beffroi.procedures.tests.factories import SHELF, with_line, write_package

#: The figure of the shelf: sixteen packages in five seconds.
SECONDS_EACH = 5 / 16


@pytest.fixture
def beffroi(capsys: pytest.CaptureFixture[str]):
    """Run a command in this process; its exit code, what it printed and what it complained of, as lines."""

    def run(*arguments: str) -> tuple[int, list[str], list[str]]:
        chosen = parser().parse_args(arguments)
        code = chosen.run(chosen)
        printed = capsys.readouterr()
        return code, printed.out.splitlines(), printed.err.splitlines()

    return run


@pytest.fixture
def shelf(tmp_path):
    """A folder with a package in order, one that cannot be published, and one that lacks its identity card."""
    broken, bare = (tmp_path / name for name in ("cassee", "nue"))
    write_package(tmp_path, **with_line("procedure", "slug: prime", "slug: cassee\n    cadeau: oui")).rename(
        broken
    )
    write_package(tmp_path).rename(bare)
    (bare / "procedure.yaml").unlink()
    write_package(tmp_path)
    return tmp_path


def test_one_package_is_checked(beffroi, tmp_path):
    assert beffroi("procedure", "check", str(write_package(tmp_path))) == (
        0,
        ["✓ Le paquet est en ordre."],
        [],
    )


def test_a_folder_of_packages_is_checked_with_a_line_for_each(beffroi, shelf):
    code, printed, _ = beffroi("procedure", "check", str(shelf))
    assert code == 1
    assert [line for line in printed if line[0] != " "] == [
        "✗ cassee : 1 erreur",
        "✗ nue : 1 erreur",
        "✓ prime : en ordre",
        "3 paquets, 2 refusés.",
    ]
    assert any(line.startswith("    procedure.yaml:3: la clé « cadeau » n’existe pas") for line in printed)


def test_a_folder_of_packages_is_tested_with_a_line_for_each(beffroi, shelf):
    code, printed, _ = beffroi("procedure", "test", str(shelf))
    assert (code, [line for line in printed if line[0] != " "]) == (
        1,
        [
            "✗ cassee : à corriger d’abord",
            "✗ nue : à corriger d’abord",
            "✓ prime : 1 cas d’exemple sur 1",
            "3 paquets, 2 refusés.",
        ],
    )


def test_an_example_that_comes_out_differently_is_told(beffroi, tmp_path):
    folder = write_package(tmp_path, **with_line("tests/simple", "status: examen", "status: attente"))
    assert beffroi("procedure", "test", str(folder)) == (
        1,
        ["✗ simple", "    étape 1 : status : attendu « attente », trouvé « examen »"],
        [],
    )


def test_a_package_that_cannot_be_read_is_not_tried(beffroi, tmp_path):
    folder = write_package(tmp_path, **with_line("procedure", "nature: grant", "nature: cadeau"))
    code, printed, complaints = beffroi("procedure", "test", str(folder))
    assert (code, complaints) == (1, ["✗ Ce paquet ne peut pas être essayé : corrigez-le d’abord."])
    assert printed[0].startswith("procedure.yaml:7: « cadeau » n’est pas une valeur de « nature »")


def test_a_package_that_is_nowhere_is_said(beffroi):
    with pytest.raises(SystemExit, match="Aucun paquet « absent » dans le catalogue"):
        beffroi("procedure", "check", "absent")


def test_what_is_to_be_completed_does_not_fail_the_check_and_is_counted(beffroi, tmp_path):
    folder = write_package(tmp_path, **with_line("procedure", "cost: Gratuit", "cost: '[à compléter]'"))
    assert beffroi("procedure", "check", str(tmp_path))[1][0].startswith("✓ prime : 1 point à compléter")
    assert beffroi("procedure", "check", str(folder))[0] == 0


@pytest.mark.once
def test_the_whole_catalogue_is_checked_in_time(beffroi):
    """In five seconds of processor at most; less while the shelf is shorter than it will be."""
    count = len(procedures.packages_in(SHELF))
    began = time.process_time()
    code, printed, _ = beffroi("procedure", "check", str(SHELF))
    spent = time.process_time() - began
    assert (code, printed[-1]) == (0, f"{count} paquets, aucun refusé.")
    assert spent <= min(5, count * SECONDS_EACH)


@pytest.mark.django_db
def test_a_package_is_published_once_and_its_number_and_fingerprint_are_told(beffroi, tmp_path):
    folder = write_package(
        tmp_path,
        options="values: [{key: plafond, value: 5000, valid_from: 2026-01-01, legal_reference: Règlement}]",
    )
    code, printed, _ = beffroi("procedure", "publish", str(folder))
    version = procedures.version_in_force("prime")
    assert (code, printed) == (
        0,
        [
            "✓ prime, version 1, est en vigueur.",
            f"  Empreinte : {version.fingerprint}",
            "  Valeurs d’options ajoutées : 1",
        ],
    )
    assert beffroi("procedure", "publish", str(folder))[1] == [
        "✓ prime, version 1, était déjà en vigueur.",
        f"  Empreinte : {version.fingerprint}",
    ]


@pytest.mark.django_db
def test_a_package_with_an_error_is_not_published(beffroi, tmp_path):
    folder = write_package(tmp_path, **with_line("form", "name: courriel", "name: adresse"))
    code, printed, complaints = beffroi("procedure", "publish", str(folder))
    assert (code, complaints) == (1, ["✗ Ce paquet n’est pas publié : corrigez-le d’abord."])
    assert printed and all(line.partition(":")[0].endswith(".yaml") for line in printed)
    assert not procedures.catalogue()


@pytest.mark.django_db
def test_a_folder_is_compared_with_the_version_that_was_published(beffroi, tmp_path):
    beffroi("procedure", "publish", str(write_package(tmp_path)))
    question = "          - {name: marque, type: text, label: Sa marque ?}\n"
    changed = write_package(
        tmp_path, **with_line("form", "          - {name: prix", f"{question}          - {{name: prix")
    )
    assert beffroi("procedure", "diff", "prime@1", str(changed)) == (
        0,
        [
            "page « Votre vélo » (velo)",
            "  + question « Sa marque ? » (marque)",
            "      type : « text »",
            "1 changement.",
        ],
        [],
    )
    assert beffroi("procedure", "diff", "prime@1", "prime@1")[1] == ["Aucune différence."]
    with pytest.raises(SystemExit, match="Aucune version « 2 » de « prime » n’est publiée ici"):
        beffroi("procedure", "diff", "prime@1", "prime@2")


def test_the_values_that_two_folders_ship_are_compared_too(beffroi, tmp_path):
    shelves = [tmp_path / name for name in ("avant", "apres")]
    for shelf, cents in zip(shelves, (5000, 6000), strict=True):
        shelf.mkdir()
        record = f"{{key: plafond, value: {cents}, valid_from: 2026-01-01, legal_reference: Règlement}}"
        write_package(shelf, options=f"values: [{record}]")
    assert beffroi("procedure", "diff", *(str(shelf / "prime") for shelf in shelves))[1] == [
        "valeur « plafond 2026-01-01 »",
        "  ~ valeur : 5000 → 6000",
        "1 changement.",
    ]


def test_a_package_that_does_not_hold_together_is_not_compared(beffroi, tmp_path):
    folder = write_package(tmp_path, **with_line("procedure", "nature: grant", "nature: cadeau"))
    code, printed, complaints = beffroi("procedure", "diff", str(folder), str(folder))
    assert (code, complaints) == (1, ["✗ Ce paquet ne se lit pas : corrigez-le d’abord."])
    assert printed[0].startswith("procedure.yaml:7:")


def test_the_formats_offered_are_those_that_procedures_writes():
    assert FORMATS == procedures.EXPORT_FORMATS


@pytest.mark.parametrize("format", FORMATS)
def test_a_package_is_exported_to_a_file(beffroi, tmp_path, format):
    out = tmp_path / "sortie"
    folder = write_package(tmp_path)
    assert beffroi("procedure", "export", str(folder), "--format", format, "--out", str(out)) == (0, [], [])
    assert out.read_text().startswith("<" if format in ("bpmn", "svg") else "{")


@pytest.mark.parametrize(("last", "told_now"), [("2099-12-31", "50,00 €"), ("2020-12-31", "100,00 €")])
def test_the_description_tells_the_amounts_that_the_folder_ships_for_today(beffroi, tmp_path, last, told_now):
    """A value that has ended leaves the default of the package."""
    record = "{key: plafond, value: %d, valid_from: %s, valid_to: %s, legal_reference: Règlement}"
    values = ", ".join(
        record % one for one in ((5000, "2020-01-01", last), (9900, "2099-01-01", "2099-12-31"))
    )
    price = with_line("procedure", "cost: Gratuit", 'cost: "Au plus {{ euros(options.plafond) }}"')
    folder = write_package(tmp_path, options=f"values: [{values}]", **price)
    out = tmp_path / "sortie.json"
    beffroi("procedure", "export", str(folder), "--format", "schema-org", "--out", str(out))
    (told,) = json.loads(out.read_text())["offers"]["description"]
    assert told["@value"].replace("\xa0", " ").replace("\u202f", " ") == f"Au plus {told_now}"


def test_a_package_with_an_error_is_not_exported(beffroi, tmp_path):
    folder = write_package(tmp_path, **with_line("workflow", "to: attente", "to: ailleurs"))
    code, printed, complaints = beffroi("procedure", "export", str(folder), "--format", "bpmn")
    assert (code, printed, complaints[-1]) == (1, [], "✗ Ce paquet ne s’exporte pas : corrigez-le d’abord.")


def test_a_file_that_cannot_be_written_is_said(beffroi, tmp_path):
    folder, out = write_package(tmp_path), tmp_path / "absent" / "sortie"
    code, _, complaints = beffroi("procedure", "export", str(folder), "--format", "svg", "--out", str(out))
    assert (code, complaints) == (1, [f"✗ Le fichier « {out} » ne s’écrit pas : No such file or directory."])


@pytest.mark.once
def test_looking_at_a_package_reads_no_website(tmp_path):
    """A process of its own, as an officer starts it: Wagtail is half of what takes time."""
    tell = (
        "import sys; from beffroi.cli.main import main; "
        f"main(['procedure', 'check', {str(write_package(tmp_path))!r}]); print('wagtail' in sys.modules)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    told = subprocess.run(
        [sys.executable, "-c", tell], env=environment, check=True, capture_output=True, text=True
    )
    assert told.stdout.splitlines() == ["✓ Le paquet est en ordre.", "False"]
