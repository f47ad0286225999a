"""A federal service for tests: the demonstration one, on a free port, and somebody who uses its pages."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from beffroi.people.connectors.fas.demonstration import (
    Client,
    DemonstrationCitizen,
    DemonstrationServer,
    Provider,
)

SITE = "http://commune.test/compte/identification/retour/"
LEA = DemonstrationCitizen(
    "85073099833", "Léa", "Dubuisson", "1985-07-30", "lea@exemple.test", "deux enfants"
)
TOM = DemonstrationCitizen("01020399843", "Tom", "Lacroix", "2001-02-03", language="nl")


@contextmanager
def running(*, secret: str = "", site: str = SITE) -> Iterator[Provider]:
    """The service, from a thread, for the length of a block; it sends people back to ``site``."""

    def make(port: int) -> Provider:
        client = Client("beffroi", secret, frozenset({site}))
        return Provider(issuer=f"http://127.0.0.1:{port}/fas/oauth2", client=client, citizens=[LEA, TOM])

    with DemonstrationServer(("127.0.0.1", 0), make).running() as provider:
        yield provider


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


_opener = urllib.request.build_opener(_StayHere)


def ask(url: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, str]:
    """Status, place pointed at, body."""
    data = urlencode(form).encode() if form is not None else None
    try:
        with _opener.open(urllib.request.Request(url, data, headers)) as reply:
            return reply.status, "", reply.read().decode()
    except urllib.error.HTTPError as reply:
        with reply:
            return reply.code, reply.headers.get("Location", ""), reply.read().decode()


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("input", "button"):
            self.found.append(dict(attrs))


def inputs(html: str) -> list[dict[str, str | None]]:
    """The attributes of every input and button of a page."""
    parser = _Inputs()
    parser.feed(html)
    return parser.found


def identify(
    url: str, citizen: DemonstrationCitizen = LEA, means: str = "eid", **more: str
) -> dict[str, str]:
    """A person at the service: opens the page, fills the form as it is written, and is sent back."""
    status, _, html = ask(url)
    assert status == 200
    hidden = {str(i["name"]): str(i["value"]) for i in inputs(html) if i.get("type") == "hidden"}
    status, back, _ = ask(url.partition("?")[0], {**hidden, "means": means, "citizen": citizen.fedid, **more})
    assert status == 303
    return dict(parse_qsl(urlsplit(back).query))
