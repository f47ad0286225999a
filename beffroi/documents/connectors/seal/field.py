"""A place for the seal in a tagged PDF, made before sealing so that the sealed file stays PDF/UA and PDF/A.

An invisible signature is a widget of no size. PDF/A-2 wants it printable and not hidden (ISO 19005-2, 6.3.2), so
PDF/UA-1 wants it in the structure tree under a ``Form`` element (ISO 14289-1, 7.18.1), with a name that can be read
aloud (7.18.4), on a page whose tab order follows the structure (7.18.3). pyHanko then signs this existing field.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from beffroi.documents.connectors.streams import end_streams_plainly

FIELD = "Cachet"
_PRINT_AND_LOCKED = 4 | 128


def with_seal_field(pdf: bytes, *, spoken: str) -> bytes:
    """The same tagged PDF with an empty, invisible, tagged signature field. ``spoken`` is its name read aloud."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0].obj
        widget = document.make_indirect(_widget(page, spoken))
        page.Annots = Array([*page.get("/Annots", []), widget])
        page.Tabs = Name.S
        _add_to_form(document, widget)
        _tag(document, page, widget, spoken)
        end_streams_plainly(document)
        out = io.BytesIO()
        document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return out.getvalue()


def _widget(page: Any, spoken: str) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=String(FIELD),
        TU=String(spoken),
        Contents=String(spoken),
        F=_PRINT_AND_LOCKED,
        Rect=Array([0, 0, 0, 0]),
        P=page,
    )


def _add_to_form(document: pikepdf.Pdf, widget: Any) -> None:
    if "/AcroForm" not in document.Root:
        document.Root.AcroForm = document.make_indirect(Dictionary(Fields=Array([])))
    document.Root.AcroForm.Fields.append(widget)


def _tag(document: pikepdf.Pdf, page: Any, widget: Any, spoken: str) -> None:
    tree = document.Root.StructTreeRoot
    top = tree.K[0] if isinstance(tree.K, Array) else tree.K
    element = document.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Form,
            P=top,
            Pg=page,
            Alt=String(spoken),
            K=Dictionary(Type=Name.OBJR, Obj=widget, Pg=page),
        )
    )
    top.K = Array([*(top.K if isinstance(top.K, Array) else [top.K]), element])
    numbers = pikepdf.NumberTree(tree.ParentTree)
    key = max([int(tree.get("/ParentTreeNextKey", 0)), *(number + 1 for number in numbers)])
    numbers[key] = element
    tree.ParentTreeNextKey = key + 1
    widget.StructParent = key
