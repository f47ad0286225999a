"""A small browser for measures: one kept connection, cookies, redirects, and the form of a page."""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

#: A file to send: name and bytes.
Upload = tuple[str, bytes]
Values = dict[str, list[str]]


@dataclass
class Response:
    """What came back, after redirects; ``requests`` counts those it took, ``sent`` and ``read`` their bodies' bytes."""

    status: int
    url: str
    body: str
    requests: int
    read: int


@dataclass
class Form:
    """The first form of a page's ``<main>`` that is sent by POST, with the values it already holds."""

    action: str
    multipart: bool = False
    values: Values = field(default_factory=dict)
    controls: set[str] = field(default_factory=set)
    pressed: bool = False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._main = 0
        self._form: Form | None = None
        self._area = self._select = self._option = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._main += 1
        elif tag == "form" and self._main and values.get("method", "").lower() == "post":
            self._form = Form(values.get("action", ""), "multipart" in values.get("enctype", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, values)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._main -= 1
        elif tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            self._form.values[self._area] = [*self._form.values.get(self._area, []), data.removeprefix("\n")]

    def _control(self, tag: str, values: dict[str, str]) -> None:
        assert self._form is not None
        name, kind = values.get("name", ""), values.get("type", "submit" if tag == "button" else "text")
        if kind == "submit":
            self._press(name, values)
            return
        if tag == "textarea":
            self._area = name
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in values:
            self._form.values[self._select] = [values.get("value", "")]
        if not name or "disabled" in values:
            return
        if tag in ("input", "textarea", "select") and kind not in ("hidden", "button"):
            self._form.controls.add(name)
        chosen = kind not in ("radio", "checkbox") or "checked" in values
        if tag == "input" and kind not in ("file", "button") and chosen:
            self._form.values.setdefault(name, []).append(values.get("value", "on"))

    def _press(self, name: str, values: dict[str, str]) -> None:
        """The first button of a form is the one that the visitor presses."""
        assert self._form is not None
        if not self._form.pressed and name:
            self._form.values[name] = [values.get("value", "")]
        self._form.pressed = True


def form_of(html: str) -> Form | None:
    """The form that a person would fill in on this page, or None."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms[0] if reader.forms else None


class Browser:
    """One visitor of one server of this machine."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._origin = f"http://127.0.0.1:{port}"
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> Response:
        """Open an address."""
        return self._follow("GET", urljoin(self._origin, path), b"", {})

    def submit(
        self,
        page: Response,
        form: Form,
        answers: Mapping[str, str],
        uploads: Mapping[str, Upload] | None = None,
    ) -> Response:
        """Send a form with these answers over what it already holds."""
        values = form.values | {name: [value] for name, value in answers.items() if name in form.controls}
        files = {name: upload for name, upload in (uploads or {}).items() if name in form.controls}
        body, kind = _multipart(values, files) if form.multipart else _urlencoded(values)
        return self._follow("POST", urljoin(page.url, form.action or page.url), body, {"Content-Type": kind})

    def _follow(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Response:
        requests = read = 0
        while True:
            answer, content = self._once(method, url, body, headers)
            requests, read = requests + 1, read + len(content)
            if answer.status not in (301, 302, 303):
                return Response(answer.status, url, content.decode(errors="replace"), requests, read)
            url = urljoin(url, answer.headers["Location"])
            method, body, headers = "GET", b"", {}

    def _once(
        self, method: str, url: str, body: bytes, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        parts = urlsplit(url)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        common = {"Cookie": cookies, "Referer": url, "Origin": self._origin, "Accept-Language": "fr"}
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        self._connection.request(
            method, path, body or None, {k: v for k, v in (common | headers).items() if v}
        )
        answer = self._connection.getresponse()
        content = answer.read()
        for header in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self._cookies[name] = morsel.value
        return answer, content


def _urlencoded(values: Values) -> tuple[bytes, str]:
    return urlencode(values, doseq=True).encode(), "application/x-www-form-urlencoded"


def _multipart(values: Values, files: Mapping[str, Upload]) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, several in values.items()
        for value in several
    ]
    parts += [
        f'Content-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
        + content
        for name, (file, content) in files.items()
    ]
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
