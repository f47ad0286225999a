"""From a folder to canonical bytes and back."""

from beffroi.procedures.rules.reading import from_canonical

from .factories import read, with_line, write_package


def test_the_same_content_has_the_same_fingerprint_however_it_is_laid_out(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    changed = with_line(
        "procedure", "minutes: 5\n    who: Les habitants", 'who: "Les habitants"\n\n    minutes:   5'
    )
    assert read(write_package(one)).fingerprint == read(write_package(two, **changed)).fingerprint


def test_another_word_is_another_version(tmp_path):
    before = read(write_package(tmp_path)).fingerprint
    assert read(write_package(tmp_path, **with_line("procedure", "Gratuit", "Payant"))).fingerprint != before


def test_dated_values_stay_outside_the_fingerprint(tmp_path):
    before = read(write_package(tmp_path)).fingerprint
    values = "values: [{key: plafond, value: 5, valid_from: 2026-01-01, legal_reference: R}]"
    found = read(write_package(tmp_path, options=values))
    assert (found.fingerprint, found.options[0].value) == (before, 5)


def test_the_canonical_bytes_hold_the_whole_package(tmp_path):
    found = read(write_package(tmp_path))
    assert from_canonical(found.canonical) == found.package


def test_a_broken_file_of_values_is_placed(tmp_path):
    found = read(write_package(tmp_path, options="values:\n  - {key: plafond, valeur: 5}\n"))
    assert {(finding.file, finding.line) for finding in found.findings} == {("options.yaml", 2)}
