"""Files as they arrive from a browser, in the shape that the verbs take."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.http import HttpRequest

from beffroi.cases.actions import Upload


def uploads_of(request: HttpRequest, field: str) -> list[Upload]:
    """The files posted under a field; what a browser sends for "no file chosen" is none."""
    posted = request.FILES.getlist(field)
    return [Upload(u.name or "", cast("BinaryIO", u.file)) for u in posted if u.file is not None]
