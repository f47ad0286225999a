"""A commune, its agents, a certificate; small files, honest and hostile."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name
from PIL import Image

from beffroi.documents import actions
from beffroi.documents.models import Document
from beffroi.journal.events import Process
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ObjectRef
from beffroi.people.models import Organisation
from beffroi.people.policies import Actor
from beffroi.people.tests import factories as people

pillow_heif.register_heif_opener()

CASE = ObjectRef("case", UUID("5b7a3c1e-2f64-4b0e-9d55-0c6a1f6f2b11"))
PERSON = ObjectRef("person", UUID("0d6dcb1c-6a5e-4c53-8f10-6f5b1a0e7b22"))
PROCESS = Process("composition-de-menage", 1)
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 12">'
    '<path d="M1 1h8v6L5 11 1 7z" fill="#0b4a6f"/></svg>'
)

#: What a package hands to the layout "certificate".
HOUSEHOLD: dict[str, Any] = {
    "reference": "2026-00012",
    "paragraphs": ["Le ménage de Marie Dubois est composé des personnes suivantes."],
    "table": {
        "caption": "Personnes du ménage",
        "columns": ["Nom", "Date de naissance", "Lien"],
        "rows": [
            ["Marie Dubois", "12 mars 1980", "personne de référence"],
            ["Zoé Nguyễn", "3 janvier 2010", "fille"],
        ],
    },
    "closing": ["Ce certificat est délivré pour : l’école."],
    "legal": "Arrêté royal du 16 juillet 1992.",
    "signatory": ["Pour l’Officier de l’état civil"],
}


def commune(**changes: Any) -> Organisation:
    """The invented commune of Valbois, with a logo."""
    return people.organisation(**({"logo": LOGO} | changes))


def issue(**changes: Any) -> Document:
    """A certificate of household, as a case's job asks for it."""
    values = {
        "actor": HOUSE,
        "kind": "composition-de-menage",
        "title": "Composition de ménage",
        "layout": "certificate",
        "data": HOUSEHOLD,
        "language": "fr",
        "about": CASE,
        "subject": PERSON,
        "process": PROCESS,
    }
    return actions.issue_document(**(values | changes))


def agent(*roles: str) -> Actor:
    """An agent of the population department in one or more roles."""
    return Actor(
        account_id=uuid4(),
        agent_id=uuid4(),
        role=roles[0],
        roles=frozenset(roles),
        departments=frozenset({"population"}),
        department="population",
    )


CITIZEN = Actor(account_id=UUID("7b1f8a52-58a8-4a63-8a0c-9c6a38c0a111"))


def code_on(content: bytes) -> str:
    """The verification code printed on a document, read from the link under it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        links = [str(note.A.URI) for note in pdf.pages[-1].Annots if "/A" in note]
    return re.search(r"code=([0-9A-Z-]{14})", links[0]).group(1)  # type: ignore[union-attr]


# ---- files ----------------------------------------------------------------------------------------------------------


def pdf(pages: int = 1, change: Any = None) -> bytes:
    """A small PDF; ``change`` may do something to it before it is written."""
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        if change:
            change(made)
        out = io.BytesIO()
        made.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
        return out.getvalue()


def encrypted_pdf(user: str, owner: str) -> bytes:
    """A PDF that needs a password to open, or (empty ``user``) only to print."""
    with pikepdf.new() as made:
        made.add_blank_page()
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(user=user, owner=owner))
        return out.getvalue()


def scripted(made: pikepdf.Pdf) -> None:
    """Runs a script when opened."""
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def launching(made: pikepdf.Pdf) -> None:
    """Starts a program from a link hidden in an array of an array."""
    action = Dictionary(S=Name.Launch, F=pikepdf.String("cmd.exe"))
    made.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)]
    )


def attached(made: pikepdf.Pdf) -> None:
    """Carries another file."""
    made.attachments["facture.exe"] = b"MZ"


def zeros(mebibytes: int) -> bytes:
    """That many zeros, deflated; the same flushed block again and again, so that making it costs nothing."""
    packer = zlib.compressobj(9)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + block * (mebibytes - 1)


def fanned_out(made: pikepdf.Pdf) -> None:
    """Three hundred kilobytes that open into three hundred megabytes."""
    made.Root.Bomb = made.make_indirect(pikepdf.Stream(made, zeros(300), Filter=Name.FlateDecode))


def twice_fanned_out(made: pikepdf.Pdf) -> None:
    """Two kilobytes that open into two gigabytes."""
    filters = Array([Name.FlateDecode, Name.FlateDecode])
    made.Root.Bomb = made.make_indirect(pikepdf.Stream(made, zlib.compress(zeros(2048), 9), Filter=filters))


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 240)) -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "#4a7").save(out, kind)
    return out.getvalue()


def photograph(kind: str, *, turn: int = 1, size: tuple[int, int] = (64, 48), **more: Any) -> bytes:
    """What a telephone takes at the Grand-Place of Wavre: red at its upper left corner, with all that it knows."""
    image = Image.new("RGB", size, "#4a7")
    image.paste("#f00", (0, 0, size[0] // 4, size[1] // 4))
    known = Image.Exif()
    known[0x010F], known[0x0112], known[0x9003] = "Telephone 12", turn, "2026:11:20 10:00:00"
    known.get_ifd(0x8825).update({1: "N", 2: (50.0, 43.0, 0.9), 3: "E", 4: (4.0, 36.0, 40.0)})
    image.save(out := io.BytesIO(), kind, exif=known, **more)
    return out.getvalue()


def picture_bomb() -> bytes:
    """A PNG of twenty kilobytes that is forty thousand dots wide and high."""
    out = io.BytesIO()
    head = Image.new("1", (8, 8))
    head.save(out, "PNG")
    made = bytearray(out.getvalue())
    made[16:24] = (40_000).to_bytes(4, "big") * 2
    made[29:33] = zlib.crc32(bytes(made[12:29])).to_bytes(4, "big")
    return bytes(made)


def archive(members: dict[str, bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, member in members.items():
            made.writestr(name, member)
    return out.getvalue()


def odt(extra: dict[str, bytes] | None = None) -> bytes:
    """A text document as LibreOffice writes it, very short."""
    return archive(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>", **(extra or {})}
    )
