"""Packages as zip files: there and back again, and every way in which one could do harm."""

from __future__ import annotations

import io
import json
import stat
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from beffroi.procedures.rules.archive import MAX_ARCHIVE, unzipped, zipped
from beffroi.procedures.rules.findings import PackageProblem
from beffroi.procedures.rules.reading import HOUSE, bounded_house, read_files
from beffroi.procedures.rules.writing import files_of

from .factories import PROCEDURES, SHELF, read

pytestmark = pytest.mark.once

GOOD = {
    "prime/procedure.yaml": "slug: prime",
    "prime/form.yaml": "pages: []",
    "prime/workflow.yaml": "statuses: []",
}


@pytest.mark.parametrize("slug", PROCEDURES)
def test_a_package_comes_back_from_its_zip_as_it_was(slug):
    before = read(SHELF / slug)
    name, files = unzipped(zipped(slug, files_of(json.loads(before.canonical), before.shipped)))
    after = read_files(name, {**files, HOUSE: bounded_house(SHELF / HOUSE)})
    assert (after.findings, after.canonical, after.shipped) == ([], before.canonical, before.shipped)


def test_the_same_package_gives_the_same_bytes():
    files = files_of(json.loads(read(SHELF / PROCEDURES[0]).canonical))
    assert zipped("prime", files) == zipped("prime", dict(reversed(files.items())))


def test_texts_that_look_like_something_else_stay_texts():
    values = ["yes", "no", "12", "2.50", "null", "~", "", " a", "a: b", "- a", "# a", "é", "a\nb", "a\n", "1e3", "0x1f",
              "2026-01-01", "'", '"', "\\", "@a", "true", "=", "<<", "{{ a }}", "[a]", "a #b", "…", "\t"]  # fmt: skip
    data = {"slug": "prime", "keywords": values, "pieces": {one: one for one in values if one}}
    files = files_of({"procedure": data, "form": {}, "workflow": {}})
    from beffroi.procedures.rules.yamlsource import read_yaml

    assert read_yaml("procedure.yaml", files["procedure.yaml"]).data == data


def archive(change: Callable[[zipfile.ZipFile], None], good: dict[str, str] = GOOD) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in good.items():
            made.writestr(name, text)
        change(made)
    return out.getvalue()


def special(name: str, kind: int) -> Callable[[zipfile.ZipFile], None]:
    def add(made: zipfile.ZipFile) -> None:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (kind | 0o777) << 16
        made.writestr(entry, "/etc/passwd")

    return add


def packed(method: int) -> bytes:
    """A bomb of a kind whose content cannot be read within bounds, and of a method that nobody needs."""
    return archive(lambda made: made.writestr("prime/tests/a.yaml", "a" * 50_000_000, compress_type=method))


def lying(made: bytes) -> bytes:
    """The archive says that its files are tiny."""
    return made.replace((200_000).to_bytes(4, "little"), (5).to_bytes(4, "little"))


HOSTILE = {
    "traversal": (archive(lambda z: z.writestr("prime/../../etc/passwd", "x")), "prime/../../etc/passwd"),
    "absolute": (archive(lambda z: z.writestr("/etc/passwd", "x")), "/etc/passwd"),
    "backslash": (archive(lambda z: z.writestr("prime/..\\x.yaml", "x")), "prime/..\\x.yaml"),
    "drive": (archive(lambda z: z.writestr("C:/x.yaml", "x")), "C:/x.yaml"),
    "link": (archive(special("prime/options.yaml", stat.S_IFLNK)), "prime/options.yaml"),
    "pipe": (archive(special("prime/options.yaml", stat.S_IFIFO)), "prime/options.yaml"),
    "device": (archive(special("prime/options.yaml", stat.S_IFCHR)), "prime/options.yaml"),
    "folder that is a link": (archive(special("prime/tests", stat.S_IFLNK)), "prime/tests"),
    "python": (archive(lambda z: z.writestr("prime/x.py", "x")), "prime/x.py"),
    "nested": (archive(lambda z: z.writestr("prime/tests/a/b.yaml", "x")), "prime/tests/a/b.yaml"),
    "house rules": (archive(lambda z: z.writestr("prime/house-rules.yaml", "x")), "prime/house-rules.yaml"),
    "bomb": (archive(lambda z: z.writestr("prime/tests/a.yaml", "a" * 50_000_000)), "prime/tests/a.yaml"),
    "bzip2 bomb": (packed(zipfile.ZIP_BZIP2), "prime/tests/a.yaml"),
    "lzma bomb": (packed(zipfile.ZIP_LZMA), "prime/tests/a.yaml"),
    "lying bomb": (
        lying(archive(lambda z: z.writestr("prime/tests/a.yaml", "a" * 200_000))),
        "",
    ),
    "many bombs": (
        archive(lambda z: [z.writestr(f"prime/tests/a{n}.yaml", "a" * 120_000) for n in range(20)]),  # type: ignore[func-returns-value]
        "archive",
    ),
    "too many": (
        archive(lambda z: [z.writestr(f"prime/tests/a{n}.yaml", "a") for n in range(200)]),  # type: ignore[func-returns-value]
        "archive",
    ),
    "two folders": (archive(lambda z: z.writestr("autre/form.yaml", "x")), "archive"),
    "loose file": (archive(lambda z: z.writestr("form.yaml", "x")), "form.yaml"),
    "bad folder": (archive(lambda z: None, {"Prime !/form.yaml": "x"}), "Prime !"),
    "unprintable": (archive(lambda z: None, {"pr\x1b[31m/form.yaml": "x"}), "pr?[31m"),
    "empty": (archive(lambda z: None, {}), "archive"),
    "not a zip": (b"PK\x03\x04 rien", "archive"),
    "cut": (archive(lambda z: None)[:-30], "archive"),
    "nothing": (b"", "archive"),
    "huge": (b"\0" * (MAX_ARCHIVE + 1), "archive"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_with_file_and_reason(name):
    content, file = HOSTILE[name]
    with pytest.raises(PackageProblem) as refused:
        unzipped(content)
    (finding,) = refused.value.findings
    assert not file or finding.file == file
    assert finding.message_fr.endswith(".") and finding.hint.endswith(".")


@pytest.mark.parametrize("name", ["bzip2 bomb", "lzma bomb"])
def test_a_bomb_is_refused_before_it_is_opened(name):
    """Fifty megabytes in a few hundred bytes: the program never holds them."""
    tracemalloc.start()
    with pytest.raises(PackageProblem, match="comprim"):
        unzipped(HOSTILE[name][0])
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_the_same_file_twice_is_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        made = archive(lambda z: z.writestr("prime/form.yaml", "autre"))
    with pytest.raises(PackageProblem, match="deux fois"):
        unzipped(made)


def test_an_encrypted_file_is_refused():
    made = bytearray(archive(lambda z: None))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(sign) + offset] |= 1
    with pytest.raises(PackageProblem, match="chiffré"):
        unzipped(bytes(made))
