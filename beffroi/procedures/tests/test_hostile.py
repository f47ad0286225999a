"""A hostile package can do no harm."""

import os
import time

import pytest

from beffroi.procedures.queries import check_package

from .factories import with_line, write_package


def test_a_link_out_of_the_package_is_not_followed(tmp_path):
    folder = write_package(tmp_path)
    (tmp_path / "secret.yaml").write_text("slug: secret")
    (folder / "procedure.yaml").unlink()
    (folder / "procedure.yaml").symlink_to(tmp_path / "secret.yaml")
    (finding,) = check_package(folder)
    assert finding.file == "procedure.yaml"
    assert "n’être pas un lien" in finding.hint


def test_a_linked_folder_is_not_followed(tmp_path):
    folder = write_package(tmp_path)
    (folder / "decisions").symlink_to("/etc")
    assert "liens" in str(check_package(folder)[0])


def test_a_pipe_does_not_make_anyone_wait(tmp_path):
    folder = write_package(tmp_path)
    os.mkfifo(folder / "decisions.yaml")  # not a known name: never opened
    (folder / "options.yaml").unlink(missing_ok=True)
    os.mkfifo(folder / "options.yaml")
    assert "ordinaire" in str(check_package(folder)[0])


@pytest.mark.parametrize("name", ["../evil.yaml", "a b.yaml", "x.py", ".yaml", "A.yaml"])
def test_a_strange_file_name_is_refused(tmp_path, name):
    folder = write_package(tmp_path)
    path = folder / "messages" / name
    path.write_text("x")
    findings = check_package(folder)
    assert [finding.file for finding in findings] == (
        [f"messages/{name}"] if path.parent.name == "messages" and "/" not in name else []
    )


def test_a_giant_file_and_too_many_files_are_refused(tmp_path):
    folder = write_package(tmp_path)
    (folder / "form.yaml").write_bytes(b"# " + b"x" * 50_000_000)
    assert "trop grand" in str(check_package(folder)[0])
    for number in range(130):
        (folder / "messages" / f"m{number}.yaml").write_text("a: 1")
    assert "plus de" in str(check_package(folder)[0])


def test_a_package_that_is_not_there_is_said(tmp_path):
    assert "n’existe pas" in str(check_package(tmp_path / "absent")[0])


def test_a_table_whose_column_cannot_be_read_is_said_where_it_stands(tmp_path):
    """A condition of the form reads the table, and is tried out on the way."""
    table = """
        title: Le plafond
        inputs:
          - {name: neuf, label: Neuf, value: "answers.neuf &"}
        outputs:
          - {name: reponse, label: Réponse}
        periods:
          - valid_from: 2025-01-01
            legal_reference: Règlement
            rows:
              - {id: tout, when: {neuf: "-"}, then: {reponse: oui}}
    """
    reading = with_line("form", 'given("neuf") && !answers.neuf', 'tables.plafond.reponse == "oui"')
    found = check_package(write_package(tmp_path, **reading, decisions__plafond=table))
    assert ("decisions/plafond.yaml", 4) in {(one.file, one.line) for one in found}, found


BOMBS = {
    "a loop in a loop": "[1,1,1,1,1,1].map(a, [1,1,1,1].map(b, a)).size() > 1",
    "a giant regular expression": "'x'.matches('(a{1000}){1000}')",
    "deep parentheses": "(" * 200 + "true" + ")" * 200,
    "many signs": "!" * 599 + "true",
    "a long list": "size([" + ",".join("1" * 280) + "].map(x, x)) > 1",
    "a huge number": "99999999999999999999999 > 1",
    "an overflow": "9223372036854775807 + answers.prix > 1",
    "a way out of the records": "__builtins__.open == 1",
    "an attribute of Python": 'answers.__class__ == "x"',
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_an_expression_bomb_is_refused_or_harmless(tmp_path, bomb):
    quoted = '"' + BOMBS[bomb].replace('"', '\\"') + '"'
    began = time.perf_counter()
    check_package(
        write_package(
            tmp_path, **with_line("form", 'when: given("neuf") && !answers.neuf', f"when: {quoted}")
        )
    )
    assert time.perf_counter() - began < 3
