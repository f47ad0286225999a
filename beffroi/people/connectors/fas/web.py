"""The two calls made to the service: short, without redirects, with a limit on what is read."""

from __future__ import annotations

import base64
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from .port import IdentificationFailed, IdentityServiceUnreachable

#: Seconds that one call may take: a person waits in front of the screen.
TIMEOUT = 6
_MOST_BYTES = 64 * 1024


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A service that redirects one of these calls is not the service we know."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = urllib.request.build_opener(_StayHere)


def post_form(url: str, fields: Mapping[str, str], *, client_id: str, secret: str) -> dict[str, Any]:
    """Post a form as the client and read the JSON object that comes back."""
    request = urllib.request.Request(url, urlencode(fields).encode(), {"Accept": "application/json"})  # noqa: S310
    if secret:  # RFC 6749, 2.3.1: both halves are form-encoded before they are joined
        pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
        request.add_header("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")
    _, body = _read(request)
    try:
        answer = json.loads(body)
    except ValueError:
        raise IdentificationFailed("the token endpoint did not answer in JSON") from None
    if not isinstance(answer, dict):
        raise IdentificationFailed("the token endpoint did not answer with an object")
    return answer


def get_signed(url: str, access_token: str) -> str:
    """Fetch a signed JWT with a bearer token. Plain JSON is refused: nothing would vouch for it."""
    headers = {"Accept": "application/jwt", "Authorization": f"Bearer {access_token}"}
    content_type, body = _read(urllib.request.Request(url, headers=headers))  # noqa: S310
    if content_type != "application/jwt":
        raise IdentificationFailed("userinfo is not a signed token")
    return body.decode("ascii", "replace").strip()


def _read(request: urllib.request.Request) -> tuple[str, bytes]:
    try:
        with _opener.open(request, timeout=TIMEOUT) as response:
            return response.headers.get_content_type(), response.read(_MOST_BYTES)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code >= 500:
            raise IdentityServiceUnreachable from None
        raise IdentificationFailed(f"{request.selector} answered {error.code}") from None
    except (OSError, http.client.HTTPException):
        raise IdentityServiceUnreachable from None
