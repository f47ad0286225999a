"""Exports of another e-guichet, of fictional persons, as its API writes them."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import encodebytes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from beffroi.documents.tests.factories import pdf as small_pdf

#: Of nobody: the counter is never given out.
NUMBER = "85073099932"
HOST = "guichet.exemple.be"


def datum(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A request for a certificate that was sent, asked about, and delivered."""
    return {
        "uuid": f"00000000-0000-4000-8000-{number:012d}",
        "id": str(number),
        "display_id": f"12-{number}",
        "url": f"https://{HOST}/population/certificat/{number}/",
        "receipt_time": "2023-03-01T10:00:00",
        "last_update_time": "2023-03-03T16:30:00",
        "user": {"id": 7, "name": "Élise Demaret", "email": "elise@demo.example"},
        "submission": {"backoffice": False, "channel": "web"},
        "fields": {
            "motif": "École",
            "motif_raw": "inscription_scolaire",
            "jour": "2023-02-28",
            "honneur": True,
            "copies": 2,
            "numero_national": "85.07.30-999.32",
            "preuve": attached("preuve.pdf", field_id="5"),
            "preuve_raw": attached("preuve.pdf", field_id="5"),
            "vide": None,
        },
        "workflow": {
            "status": status("4", "Délivré", endpoint=True),
            "real_status": status("4", "Délivré", endpoint=True),
            "fields": {"montant": "5,00"},
        },
        "evolution": [
            {"time": "2023-03-01T10:00:00", "who_id": "_submitter", "status": "1"},
            {"time": "2023-03-02T09:00:00", "who_id": "3", "who": {"name": "A"}, "comment": "<p>Vu &amp; lu</p>"},
            {
                "time": "2023-03-03T16:30:00",
                "who_id": "3",
                "status": "4",
                "parts": [
                    {"type": "workflow-comment", "content": f"<p>Numéro {NUMBER}</p>"},
                    {"type": "workflow-attachment", **attached("certificat.pdf")},
                ],
            },
        ],
        **changes,
    }  # fmt: skip


def status(key: str, name: str, *, endpoint: bool | None = False) -> dict[str, Any]:
    """Where a case stands; ``None``: an old release that does not say whether it is an end."""
    return {"id": key, "name": name, **({} if endpoint is None else {"endpoint": endpoint})}


def open_datum(number: int = 1, key: str = "2", name: str = "À traiter", **changes: Any) -> dict[str, Any]:
    """The same, still being handled."""
    standing = status(key, name)
    evolution = datum()["evolution"][:2]
    return datum(number, **{"workflow": {"status": standing}, "evolution": evolution, **changes})


def attached(name: str, content: bytes | None = None, **more: str) -> dict[str, str]:
    """A file as the API writes it."""
    text = encodebytes(small_pdf() if content is None else content).decode()
    return {"filename": name, "content_type": "application/pdf", "content": text, **more}


def without(field: str, **of: Any) -> dict[str, Any]:
    """A case that lacks a part."""
    return {key: value for key, value in datum(**of).items() if key != field}


def write(folder: Path, *data: Any, name: str = "dossiers.json") -> Path:
    """A JSON document of cases, as of ``list?full=on``."""
    path = folder / name
    path.write_text(json.dumps(list(data), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def zipped(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """A zip of documents and pieces."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    path = folder / "dossiers.zip"
    path.write_bytes(out.getvalue())
    return path


#: Its answers are still within their retention.
CLOSED = {
    "receipt_time": "2026-03-01T10:00:00",
    "last_update_time": "2026-03-03T16:30:00",
    "evolution": [
        {"time": "2026-03-01T10:00:00", "who_id": "_submitter", "status": "1"},
        {"time": "2026-03-02T09:00:00", "who_id": "3", "comment": "<p>Vu &amp; lu</p>"},
        {
            "time": "2026-03-03T16:30:00",
            "who_id": "3",
            "status": "4",
            "parts": [{"type": "workflow-attachment", **attached("certificat.pdf")}],
        },
    ],
}


def closed(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A case that was closed in spring."""
    return datum(number, **{**CLOSED, **changes})
