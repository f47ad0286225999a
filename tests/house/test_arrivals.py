"""What a request says of itself is believed only as far as it can be (config/arrivals.py)."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.test.client import ClientHandler

from config.arrivals import Arrivals

pytestmark = pytest.mark.django_db

#: Codecs that Python knows and that are no writing, or that make characters which no database takes.
STRANGE = ("hex", "unicode_escape", "rot13", "idna", "undefined", "utf-16", "no-such-thing")


def ask(method: str = "GET", path: str = "/suivi/", body: bytes = b"", **environ: str) -> int:
    """The status that the server's entry answers."""
    arrived = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    django = ClientHandler()  # the server's own would close the database of the tests
    entry = Arrivals(lambda seen, _: django(seen))
    return int(entry(Client()._base_environ(**{**arrived, **environ}), None).status_code)


@pytest.mark.parametrize("charset", STRANGE)
@pytest.mark.parametrize("spelling", ["; charset={}", ";CHARSET = {}", "; charset*=utf-8''{}"])
def test_every_form_is_utf_8_whatever_it_says(charset, spelling):
    kind = "multipart/form-data; boundary=x" + spelling.format(charset)
    form = b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n\\ud800\xff\r\n--x--\r\n'
    token = {"HTTP_COOKIE": "csrftoken=" + "a" * 32, "HTTP_X_CSRFTOKEN": "a" * 32}
    assert ask("POST", body=form, CONTENT_TYPE=kind, **token) == 422
    assert ask(path="/demarches/", QUERY_STRING="q=%C3%A9%5Cud800", CONTENT_TYPE=kind) == 200


@pytest.mark.parametrize(
    ("forwarded", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9,2001:db8::7", "2001:db8::7"),
        ("203.0.113.9, unknown", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_behind_a_proxy_the_visitor_is_the_one_that_it_names(settings, forwarded, counted):
    """The last one: the others are what the visitor claims."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    seen = []
    Arrivals(lambda environ, _: seen.append(environ["REMOTE_ADDR"]))(
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}, None
    )
    assert seen == [counted]


def test_without_a_proxy_nobody_chooses_their_address(settings):
    settings.SECURE_PROXY_SSL_HEADER = None
    seen = []
    Arrivals(lambda environ, _: seen.append(environ["REMOTE_ADDR"]))(
        {"REMOTE_ADDR": "192.0.2.4", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, None
    )
    assert seen == ["192.0.2.4"]


def test_one_visitors_tries_do_not_close_the_door_to_a_whole_commune(settings, clock):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    cache.clear()
    told = {"QUERY_STRING": "code=AAAA-AAAA-AAAA", "path": "/verifier/"}
    tries = [ask(**told, HTTP_X_FORWARDED_FOR="203.0.113.9") for _ in range(21)]
    assert (tries[19], tries[20]) == (200, 422)
    assert ask(**told, HTTP_X_FORWARDED_FOR="203.0.113.10") == 200
