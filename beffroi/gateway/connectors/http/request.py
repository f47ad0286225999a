"""What goes out: one request, from a declaration and values of the types that it declares."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from beffroi.gateway.rules import PARAMETER, Authentication, Declaration, Unsendable, Value, checked

#: Bytes that a request may carry.
MOST_SENT: Final = 64 * 1024
#: Signs of one value in an address.
_LONGEST_IN_ADDRESS: Final = 500


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that is ready to leave. What it carries never shows in a ``repr``."""

    host: str
    port: int
    method: str
    target: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    timeout: int


def prepared(declaration: Declaration, values: Mapping[str, Any], *, secret: str, key: str) -> Prepared:
    """The request of these values; ``key`` is the same each time it is tried. Raises Unsendable."""
    known = {sent.name for sent in declaration.sends}
    for name in values:
        if name not in known:
            raise Unsendable(name)
    given = {sent.name: checked(sent, values.get(sent.name)) for sent in declaration.sends}
    sent = {name: value for name, value in given.items() if value is not None}
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Idempotency-Key": f'"{key}"',
        "User-Agent": "Beffroi",
        **_authorisation(declaration.authentication, secret),
    }
    body = b""
    if declaration.method != "GET":
        body = json.dumps(_going(declaration, sent, "body"), ensure_ascii=False).encode()
        headers["Content-Type"] = "application/json"
    if len(body) > MOST_SENT:
        raise Unsendable("")
    target = _target(declaration, sent)
    return Prepared(
        declaration.host, declaration.port, declaration.method, target, headers, body, declaration.timeout
    )


def _going(declaration: Declaration, sent: Mapping[str, Value], to: str) -> dict[str, Value]:
    return {one.name: sent[one.name] for one in declaration.sends if one.to == to and one.name in sent}


def _target(declaration: Declaration, sent: Mapping[str, Value]) -> str:
    """Path and query. A value in the path is one step of it: it can neither end the path nor climb in it."""
    places = _going(declaration, sent, "path")
    for name in PARAMETER.findall(declaration.path):
        if name not in places or str(places[name]) in (".", ".."):
            raise Unsendable(name)
    target = PARAMETER.sub(lambda found: quote(_short(found[1], places[found[1]]), safe=""), declaration.path)
    query = {name: _short(name, value) for name, value in _going(declaration, sent, "query").items()}
    return f"{target}?{urlencode(query)}" if query else target


def _short(name: str, value: Value) -> str:
    text = _written(value)
    if len(text) > _LONGEST_IN_ADDRESS:
        raise Unsendable(name)
    return text


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _authorisation(how: Authentication, secret: str) -> dict[str, str]:
    match how.kind:
        case "bearer":
            return {"Authorization": f"Bearer {secret}"}
        case "basic":
            return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
        case "header":
            return {how.header: secret}
        case _:
            return {}
