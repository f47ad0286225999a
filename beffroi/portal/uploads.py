"""Files as they arrive from a browser, in the shape that the verbs take."""

from __future__ import annotations

from django.http import HttpRequest

from beffroi.cases.actions import Upload
from beffroi.ui.requests import sent_files


def uploads_of(request: HttpRequest, field: str) -> list[Upload]:
    """The files posted under a field."""
    return [Upload(*one) for one in sent_files(request, field)]
