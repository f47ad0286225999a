"""The federal service by OpenID Connect: authorization code with PKCE, signed userinfo.

Its particularities: paths are fixed below the issuer; the level is asked with ``acr_values``; ``scope``
must not be sent to the token endpoint; userinfo is a JWT signed with RS256. What was reached is read from
the signed ``amr`` and ``assurance_level``: ``acr`` only repeats the question.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import jwt
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from beffroi.lib import clock

from . import web
from .port import (
    Departure,
    FederalIdentity,
    IdentificationDeclined,
    IdentificationFailed,
    IdentificationLapsed,
    IdentityService,
    IdentityServiceUnreachable,
    LevelNotReached,
    Means,
    Pending,
)

SCOPE = "openid profile egovnrn"
ACR = "urn:be:fedict:iam:fas:Level"
ALGORITHM = "RS256"
#: Seconds a person may spend at the service.
PATIENCE = 15 * 60
#: Seconds by which two clocks may differ.
LEEWAY = 60
#: The words of ``amr`` and what they mean; ``bmid`` is Belgian Mobile ID, the firm behind itsme.
_MEANS = {"eid": Means.EID, "bmid": Means.ITSME}


class FederalService:
    """One client of one issuer."""

    def __init__(self, issuer: str, client_id: str, secret: str = "") -> None:
        self.issuer = issuer.rstrip("/")
        self.client_id = client_id
        self.secret = secret
        # Keeps the keys five minutes; fetches again, at most twice a minute, for a key it has never seen.
        self._keys = jwt.PyJWKClient(f"{self.issuer}/connect/jwk_uri", timeout=web.TIMEOUT)

    def depart(self, *, minimum: int, redirect_uri: str, language: str) -> Departure:
        """Prepare an authorization request; see ``IdentityService``."""
        pending = Pending(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            minimum=minimum,
            since=_seconds(),
        )
        question = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": pending.state,
            "nonce": pending.nonce,
            "acr_values": f"{ACR}{minimum}",
            "code_challenge": challenge(pending.verifier),
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        return Departure(f"{self.issuer}/authorize?{urlencode(question)}", pending)

    def welcome(self, pending: Pending, answer: Mapping[str, str], *, redirect_uri: str) -> FederalIdentity:
        """Exchange the code, verify both tokens and give the identity; see ``IdentityService``."""
        code = self._code(pending, answer)
        tokens = self._exchange(code, pending, redirect_uri)
        id_token = self._verified(tokens["id_token"], required=("exp", "iat", "nonce", "sub"))
        _check_id_token(id_token, pending, tokens["access_token"], self.client_id)
        userinfo = self._verified(
            web.get_signed(f"{self.issuer}/userinfo", tokens["access_token"]), required=("sub",)
        )
        if userinfo["sub"] != id_token["sub"]:  # OpenID Connect Core, 5.3.2
            raise IdentificationFailed("userinfo speaks of someone else")
        return _identity(id_token, userinfo, pending.minimum)

    def _code(self, pending: Pending, answer: Mapping[str, str]) -> str:
        if not hmac.compare_digest(pending.state.encode(), answer.get("state", "").encode()):
            raise IdentificationLapsed
        if _seconds() - pending.since > PATIENCE:
            raise IdentificationLapsed
        if answer.get("iss", self.issuer) != self.issuer:  # RFC 9207
            raise IdentificationFailed("the answer comes from another issuer")
        if error := answer.get("error"):
            raise IdentificationDeclined if error == "access_denied" else IdentityServiceUnreachable
        if not answer.get("code"):
            raise IdentificationFailed("the answer brings no code")
        return answer["code"]

    def _exchange(self, code: str, pending: Pending, redirect_uri: str) -> dict[str, str]:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self.client_id,
            "code_verifier": pending.verifier,
        }
        answer = web.post_form(
            f"{self.issuer}/access_token", fields, client_id=self.client_id, secret=self.secret
        )
        found = {name: answer.get(name) for name in ("id_token", "access_token")}
        if not all(isinstance(value, str) and value for value in found.values()):
            raise IdentificationFailed("the token endpoint gave no token")
        return {name: str(value) for name, value in found.items()}

    def _verified(self, token: str, *, required: tuple[str, ...]) -> dict[str, Any]:
        """The claims of a token that this issuer signed for us; times go by the house's own clock."""
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=self.issuer,
                audience=self.client_id,
                options={
                    "require": ["iss", "aud", *required],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except jwt.PyJWKClientConnectionError:
            raise IdentityServiceUnreachable from None
        except jwt.PyJWTError as error:
            raise IdentificationFailed(f"a token was refused: {type(error).__name__}") from None
        _check_times(claims)
        return claims


def challenge(verifier: str) -> str:
    """The S256 code challenge of a verifier (RFC 7636, 4.2)."""
    return _base64url(hashlib.sha256(verifier.encode("ascii")).digest())


def token_hash(access_token: str) -> str:
    """The ``at_hash`` of an access token under RS256 (OpenID Connect Core, 3.1.3.6)."""
    return _base64url(hashlib.sha256(access_token.encode("ascii")).digest()[:16])


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _seconds() -> int:
    return int(clock.now().timestamp())


def _check_times(claims: Mapping[str, Any]) -> None:
    now = _seconds()
    for name in ("exp", "iat", "nbf"):
        if name in claims and (not isinstance(claims[name], int | float) or isinstance(claims[name], bool)):
            raise IdentificationFailed(f"{name} is not a moment")
    if claims.get("exp", now) + LEEWAY < now:
        raise IdentificationFailed("a token has expired")
    if max(claims.get("iat", now), claims.get("nbf", now)) > now + LEEWAY:
        raise IdentificationFailed("a token comes from the future")


def _check_id_token(claims: Mapping[str, Any], pending: Pending, access_token: str, client_id: str) -> None:
    if not hmac.compare_digest(str(claims["nonce"]).encode(), pending.nonce.encode()):
        raise IdentificationFailed("the token answers another request")
    if claims["iat"] + LEEWAY < pending.since:
        raise IdentificationFailed("the token is older than the request")
    if claims.get("azp", client_id) != client_id:
        raise IdentificationFailed("the token was made for another client")
    if claims.get("at_hash", token_hash(access_token)) != token_hash(access_token):
        raise IdentificationFailed("the access token does not belong to the identity token")


def _identity(id_token: Mapping[str, Any], userinfo: Mapping[str, Any], minimum: int) -> FederalIdentity:
    means, level = _reached(id_token, userinfo)
    if level < minimum:
        raise LevelNotReached
    number, given, family = (userinfo.get(name) for name in ("egovNRN", "givenName", "surname"))
    if not (isinstance(number, str) and number and isinstance(family, str) and family):
        raise IdentificationFailed("the service did not say who this is")
    return FederalIdentity(
        national_number=number,
        given_names=str(given or ""),
        family_name=family,
        means=means,
        level=level,
        at=clock.now(),
        unverified_email=str(userinfo.get("mail") or ""),
        language=str(userinfo.get("prefLanguage") or "")[:2].lower(),
    )


def _reached(id_token: Mapping[str, Any], userinfo: Mapping[str, Any]) -> tuple[Means, int]:
    """The means, and the lowest of the levels that the tokens state, at most what the means can give."""
    amr = id_token.get("amr") or userinfo.get("amr") or []
    words = [amr] if isinstance(amr, str) else [str(word) for word in amr] if isinstance(amr, list) else []
    means = next((_MEANS[word] for word in words if word in _MEANS), None)
    stated = [word.removeprefix(ACR) for word in words if word.startswith(ACR)]
    stated.append(str(userinfo.get("assurance_level", "")))
    if means is None or not all(level.isdecimal() for level in stated):
        raise LevelNotReached
    return means, min(int(means.level), *map(int, stated))


@lru_cache(maxsize=4)
def _service(issuer: str, client_id: str, secret: str) -> FederalService:
    return FederalService(issuer, client_id, secret)


def service() -> IdentityService | None:
    """The service of this installation (``FAS_ISSUER``), or None: eID and itsme are then not offered.

    Raises ImproperlyConfigured for a production installation whose issuer is not reached over TLS.
    """
    issuer: str = settings.FAS_ISSUER
    if not issuer:
        return None
    if settings.MODE == "production" and not issuer.startswith("https://"):
        raise ImproperlyConfigured("BEFFROI_FAS_ISSUER must begin with https:// in production")
    return _service(issuer, settings.FAS_CLIENT_ID, settings.FAS_CLIENT_SECRET)
