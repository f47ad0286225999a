"""Folders of their own for files, seals and the simulated bank; a commune that issues."""

from __future__ import annotations

from pathlib import Path

import pytest

from beffroi.documents import queries
from beffroi.documents.connectors import seal
from beffroi.documents.models import Document
from beffroi.people.models import Organisation

from . import factories


@pytest.fixture(scope="session")
def seals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seals of the demonstration, made once: an RSA key takes up to a second."""
    folder = tmp_path_factory.mktemp("seal")
    for name in ("commune", "baec", "rn"):
        seal.create_authority(
            folder / name, organisation=f"Organisation {name}", root_name=f"Autorité {name}"
        )
    return folder


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path, seals: Path) -> Path:
    """Whatever is written on disk lies in this test's own folder."""
    settings.HOME = tmp_path
    settings.FILES_DIR = tmp_path / "files"
    settings.SEAL_DIR = seals
    settings.BASE_URL = "https://commune.example"
    return tmp_path


@pytest.fixture
def commune(db) -> Organisation:
    """The fictional commune."""
    return factories.commune()


@pytest.fixture
def certificate(commune, clock) -> Document:
    """A certificate of household, issued this morning."""
    return factories.issue()


@pytest.fixture
def content(certificate) -> bytes:
    """The bytes of that certificate, as its holder has them."""
    return queries.open_file(certificate.file_id)
