"""One call over HTTPS, to a real server on the loopback that may misbehave in every way."""

from __future__ import annotations

import base64
import socket
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from beffroi.gateway.connectors import http
from beffroi.gateway.rules import Unsendable, read_declaration
from tests.support.network import free_port
from tests.support.service import Service, running

from .factories import GIVEN, declaration

KEY = "8f1d6a3e-0000-4000-8000-000000000001"
VALUES = {"numero": "P-1/é", "jour": "2026-11-24"}


def request(at: str, values: dict[str, Any] = VALUES, secret: str = "", **changes: Any) -> http.Prepared:
    return http.prepared(read_declaration(declaration(at) | changes), values, secret=secret, key=KEY)


def outcome(wanted: http.Prepared) -> tuple[str, int]:
    with pytest.raises(http.NotThrough) as failed:
        http.send(wanted)
    return str(failed.value.outcome), failed.value.status


def test_values_go_where_they_are_declared(service: Service):
    service.says(GIVEN)
    answer = http.send(request(service.address))
    heard = service.heard[0]
    assert (answer.status, heard.method, heard.path, heard.body) == (
        200, "GET", "/permis/P-1%2F%C3%A9?jour=2026-11-24", None,
    )  # fmt: skip
    assert heard.headers["Idempotency-Key"] == f'"{KEY}"'
    assert "Authorization" not in heard.headers


def test_a_post_carries_json_of_the_types_declared(service: Service):
    sends = [
        {"name": "nom"},
        {"name": "nombre", "type": "number"},
        {"name": "majeur", "type": "yes_no"},
        {"name": "rien", "required": False},
    ]
    values = {"nom": "Zoé Nguyễn", "nombre": 3, "majeur": True, "rien": ""}
    said = {"address": f"{service.address}/avis", "method": "POST", "sends": sends}
    http.send(request("", values, **said))
    heard = service.heard[0]
    assert (heard.method, heard.path, heard.body) == (
        "POST", "/avis", {"nom": "Zoé Nguyễn", "nombre": 3, "majeur": True},
    )  # fmt: skip
    assert heard.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("how", "header", "value"),
    [
        ({"kind": "bearer"}, "Authorization", "Bearer moi:mot"),
        ({"kind": "basic"}, "Authorization", f"Basic {base64.b64encode(b'moi:mot').decode()}"),
        ({"kind": "header", "header": "X-Api-Key"}, "X-Api-Key", "moi:mot"),
    ],
)
def test_the_secret_goes_as_declared(service: Service, how, header, value):
    http.send(request(service.address, secret="moi:mot", authentication=how))
    assert service.heard[0].headers[header] == value


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"numero": ""},
        {"numero": ".."},
        {"numero": "."},
        {"numero": 12},
        {"numero": "\ud800"},
        {"numero": "x" * 501},
        {"numero": "a", "jour": "24/11/2026"},
        {"numero": "a", "autre": "b"},
    ],
)
def test_what_does_not_fit_never_leaves(values):
    with pytest.raises(Unsendable):
        request("https://permis.example", values)


def test_a_body_has_a_size():
    said = {"address": "https://permis.example/", "method": "POST", "sends": [{"name": "texte"}]}
    with pytest.raises(Unsendable):
        request("", {"texte": "x" * 70_000}, **said)


def test_nothing_shows_what_is_sent_or_answered(service: Service):
    service.says("le secret de la réponse")
    wanted = request(service.address, {"numero": "SECRET"}, secret="JETON", authentication={"kind": "bearer"})
    shown = f"{wanted!r} {http.send(wanted)!r}"
    assert not any(word in shown for word in ("SECRET", "JETON", "secret de la réponse"))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (301, "redirected"), (307, "redirected"), (400, "refused"), (401, "refused"), (404, "refused"),
        (408, "busy"), (429, "busy"), (500, "busy"), (503, "busy"),
    ],
)  # fmt: skip
def test_anything_but_success_has_its_outcome(service: Service, status, expected):
    service.says("", status, Location="https://ailleurs.example/")
    assert outcome(request(service.address)) == (expected, status)
    assert len(service.heard) == 1


def test_a_redirect_to_the_inside_is_not_followed(service: Service, tmp_path):
    (tmp_path / "inside").mkdir()
    with running(tmp_path / "inside") as inside:
        service.says("", 302, Location=f"{inside.address}/admin")
        assert outcome(request(service.address)) == ("redirected", 302)
        assert inside.heard == []


def test_a_huge_answer_is_not_read(service: Service):
    written = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(4_000):  # 256 MB
            handler.wfile.write(b"x" * 65_536)
            written.append(1)

    service.answers = endless
    assert outcome(request(service.address)) == ("too_large", 200)
    time.sleep(0.2)
    assert len(written) < 400


def test_an_answer_that_trickles_is_cut_when_its_time_is_up(service: Service):
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.1)

    service.answers = trickle
    begun = time.monotonic()
    assert outcome(request(service.address))[0] == "too_slow"
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("line", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_headers_that_never_end_are_cut_too(service: Service, line):
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        for number in range(100):
            handler.wfile.write(line if number == 0 or b"100" in line else b"X-A: b\r\n")
            time.sleep(0.05)

    service.answers = trickle
    begun = time.monotonic()
    assert outcome(request(service.address))[0] in ("too_slow", "unreachable")
    assert time.monotonic() - begun < 3


def test_a_server_that_takes_the_call_and_says_nothing(settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        host = f"localhost:{silent.getsockname()[1]}"
        settings.GATEWAY_INNER_HOSTS = frozenset({host})
        begun = time.monotonic()
        assert outcome(request(f"https://{host}"))[0] == "too_slow"
        assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "answer",
    [
        b"not http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 70_000 + b"\r\n\r\n",
        b"",
    ],
)
def test_broken_http_is_no_answer(service: Service, answer):
    service.answers = lambda handler: handler.wfile.write(answer)
    assert outcome(request(service.address))[0] == "unreachable"


def test_a_packed_answer_is_not_unpacked(service: Service):
    service.says("x", 200, Content_Encoding="gzip")
    assert outcome(request(service.address)) == ("unreadable", 200)


def test_a_certificate_that_nobody_vouches_for(service: Service, settings):
    settings.GATEWAY_CA_FILE = ""
    assert outcome(request(service.address)) == ("untrusted", 0)
    assert service.heard == []


def test_a_certificate_of_another_name(tmp_path, settings):
    with running(tmp_path, name="autre.example") as other:
        settings.GATEWAY_INNER_HOSTS = frozenset({other.inner_host})
        settings.GATEWAY_CA_FILE = str(other.authority)
        assert outcome(request(other.address)) == ("untrusted", 0)


def test_nobody_listens(settings):
    host = f"localhost:{free_port()}"
    settings.GATEWAY_INNER_HOSTS = frozenset({host})
    assert outcome(request(f"https://{host}")) == ("unreachable", 0)


def test_a_name_of_the_inside_is_refused(service: Service, settings):
    settings.GATEWAY_INNER_HOSTS = frozenset()
    for address in (service.address, service.address.replace("localhost", "127.0.0.1")):
        assert outcome(request(address)) == ("not_public", 0)
    assert service.heard == []


def test_another_port_of_a_host_that_is_let_through_is_not(service: Service, settings):
    settings.GATEWAY_INNER_HOSTS = frozenset({f"localhost:{service.port + 1}"})
    assert outcome(request(service.address)) == ("not_public", 0)


def _resolves(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """A resolver that says something else each time it is asked; gives what was asked."""
    asked, left = [], list(answers)

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_public_name_that_leads_inside_is_refused(service: Service, settings, monkeypatch):
    settings.GATEWAY_INNER_HOSTS = frozenset()
    _resolves(monkeypatch, ["127.0.0.1"])
    assert outcome(request(f"https://permis.example:{service.port}")) == ("not_public", 0)
    _resolves(monkeypatch, ["193.191.245.1", "127.0.0.1"])
    assert outcome(request(f"https://permis.example:{service.port}")) == ("not_public", 0)
    assert service.heard == []


def test_a_name_that_changes_its_mind_is_called_at_the_address_that_was_checked(settings, monkeypatch):
    """DNS rebinding: public when it is looked at, inside a moment later."""
    settings.GATEWAY_INNER_HOSTS = frozenset()
    reached = []

    def connect(self: socket.socket, address: Any) -> None:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    resolved = _resolves(monkeypatch, ["193.191.245.1"], ["127.0.0.1"])
    original = socket.getaddrinfo

    def literal_or_asked(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        if host[0].isdigit():
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        return original(host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", literal_or_asked)
    assert outcome(request("https://permis.example")) == ("unreachable", 0)
    assert (reached, resolved) == (["193.191.245.1"], ["permis.example"])
