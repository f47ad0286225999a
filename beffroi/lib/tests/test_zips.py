"""An archive that somebody sends does no harm; what packages need more is told in ``procedures``."""

from __future__ import annotations

import io
import zipfile

import pytest

from beffroi.lib.zips import ZipRefused, open_zip, read_within

pytestmark = pytest.mark.once


def made(**files: str) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return out


def test_a_file_is_read_within_its_bound():
    with open_zip(made(a="bonjour"), most_files=1) as archive:
        (entry,) = archive.infolist()
        assert read_within(archive, entry, 7) == b"bonjour"
        with pytest.raises(ZipRefused) as refused:
            read_within(archive, entry, 6)
    assert (refused.value.name, refused.value.reason) == ("a", "le fichier est trop grand.")


def test_a_content_that_is_damaged_is_refused_when_it_is_read():
    content = made(a="bonjour " * 100).getvalue()
    start = content.index(b"a") + 1
    broken = content[:start] + b"\xff" * 8 + content[start + 8 :]
    with (
        open_zip(io.BytesIO(broken), most_files=1) as archive,
        pytest.raises(ZipRefused, match="ne s’ouvre pas"),
    ):
        read_within(archive, archive.infolist()[0], 10_000)


@pytest.mark.parametrize("name", ["..__x", "__x", "a__..__..__x"])
def test_a_name_that_leaves_the_archive_is_refused(name):
    with pytest.raises(ZipRefused, match="ce nom sort de l’archive"):
        open_zip(made(**{name: "x"}), most_files=5)


def test_more_files_than_wanted_are_refused():
    with pytest.raises(ZipRefused, match="plus de 1 fichiers"):
        open_zip(made(a="", b=""), most_files=1)
