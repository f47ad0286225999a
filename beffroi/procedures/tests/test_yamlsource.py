"""Reading YAML: data with lines, and nothing that could do harm."""

import time

import pytest

from beffroi.procedures.rules.findings import PackageProblem
from beffroi.procedures.rules.yamlsource import MAX_BYTES, read_yaml


def test_values_are_text_whole_numbers_booleans_and_null():
    source = read_yaml("a.yaml", b"a: 1\nb: oui\nc: true\nd: null\ne: '2'\nf: 2025-01-01\ng: on\n")
    assert source.data == {"a": 1, "b": "oui", "c": True, "d": None, "e": "2", "f": "2025-01-01", "g": "on"}


def test_every_part_knows_its_line():
    source = read_yaml("a.yaml", b"pages:\n  - name: un\n    title: Un\n  - name: deux\n")
    assert source.line(("pages", 0, "title")) == 3
    assert source.line(("pages", 1)) == 4
    assert source.line(("pages", 1, "absent", 0)) == 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: &x 1\nb: *x", "ancres"),
        (b"a: !!python/object:os.system x", "tiquette"),
        (b"a: 2.50", "2.50"),
        (b"a: b: c", "deux-points"),
        (b"a:\n\t- b", "tabulations"),
        (b"a: @b", "guillemets"),
        (b"a: 1\na: 2", "deux fois"),
        (b"? [a]\n: b", "un mot"),
        (b"a\n---\nb", "document"),
        (b"\xff\xfe", "UTF-8"),
        (b"x" * (MAX_BYTES + 1), "trop grand"),
        (b"[" * 2000, "embo"),
        (b"[" + b"1," * 30_000 + b"1]", "trop d"),
        (b'a: "b\\0c"', "invisible"),
        (b'a: "\\ud800"', "invisible"),
        (b'"a\\x07": b', "invisible"),
    ],
)
def test_what_is_not_admitted_is_said_in_french(content, said):
    with pytest.raises(PackageProblem) as refused:
        read_yaml("a.yaml", content)
    (finding,) = refused.value.findings
    assert said in str(finding)
    assert finding.file == "a.yaml"


def test_a_bomb_of_references_is_refused_at_its_first_line():
    bomb = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(b"b%d: [*a,*a,*a,*a]\n" % n for n in range(40))
    began = time.perf_counter()
    with pytest.raises(PackageProblem):
        read_yaml("bomb.yaml", bomb)
    assert time.perf_counter() - began < 0.5
