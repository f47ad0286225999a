"""The protocol, without HTTP: questions in, codes and tokens out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from beffroi.lib import clock
from beffroi.people.connectors.fas.openid import ACR, ALGORITHM, challenge, token_hash
from beffroi.people.connectors.fas.port import Means

#: Seconds that a code, an access token and a signed token stay good.
CODE_LIFE, ACCESS_LIFE, TOKEN_LIFE = 60, 300, 300
_AMR = {Means.EID: "eid", Means.ITSME: "bmid"}


@dataclass(frozen=True, slots=True)
class DemonstrationCitizen:
    """A person who does not exist.

    ``born`` is an ISO date or empty; ``note`` says what can be tried with them ("deux enfants mineurs").
    """

    national_number: str
    given_names: str
    family_name: str
    born: str = ""
    email: str = ""
    note: str = ""
    language: str = "fr"

    @property
    def born_on(self) -> date | None:
        """The day of birth, for the page."""
        return date.fromisoformat(self.born) if self.born else None

    @property
    def fedid(self) -> str:
        """The stable identifier that the service gives this person: never the number."""
        return hashlib.sha256(f"demonstration {self.national_number}".encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Client:
    """The site that may ask: its identifier, its secret (empty: a public client) and where answers may go."""

    client_id: str
    secret: str
    redirect_uris: frozenset[str]


class Stranger(Exception):
    """The question comes from an unknown client, or wants its answer elsewhere: no redirect answers it."""


class Refused(Exception):
    """A protocol error, by its registered name (RFC 6749), with a sentence for the developer."""

    def __init__(self, error: str, description: str) -> None:
        self.error = error
        self.description = description
        super().__init__(f"{error}: {description}")


@dataclass(frozen=True, slots=True)
class Question:
    """A checked authorization request."""

    redirect_uri: str
    state: str
    nonce: str
    scope: str
    acr_values: str
    code_challenge: str
    language: str

    @property
    def minimum(self) -> int:
        """The lowest level that satisfies the client."""
        return min(int(word.removeprefix(ACR)) for word in self.acr_values.split())

    @property
    def means(self) -> tuple[Means, ...]:
        """The means that reach it."""
        return tuple(means for means in Means if means.level >= self.minimum)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person agreed to: the question, who they are, and by which means they showed it."""

    question: Question
    citizen: DemonstrationCitizen
    means: Means
    at: int


@dataclass(slots=True)
class _Tickets:
    """Random strings, each good for some seconds."""

    life: int
    _held: dict[str, Grant] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def issue(self, grant: Grant) -> str:
        ticket = secrets.token_urlsafe(32)
        with self._lock:
            self._held = {name: held for name, held in self._held.items() if self._is_good(held)}
            self._held[ticket] = grant
        return ticket

    def take(self, ticket: str) -> Grant | None:
        """Give the grant once."""
        with self._lock:
            grant = self._held.pop(ticket, None)
        return grant if grant and self._is_good(grant) else None

    def read(self, ticket: str) -> Grant | None:
        with self._lock:
            grant = self._held.get(ticket)
        return grant if grant and self._is_good(grant) else None

    def _is_good(self, grant: Grant) -> bool:
        return _now() - grant.at <= self.life


class Provider:
    """One issuer, one client, some people. Methods are small so that a test can make a provider that lies."""

    def __init__(self, *, issuer: str, client: Client, citizens: Sequence[DemonstrationCitizen]) -> None:
        self.issuer = issuer.rstrip("/")
        self.client = client
        self.citizens = tuple(citizens)
        self._by_fedid = {citizen.fedid: citizen for citizen in self.citizens}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.key_id = secrets.token_hex(8)
        self._codes = _Tickets(CODE_LIFE)
        self._access = _Tickets(ACCESS_LIFE)

    def jwk_set(self) -> dict[str, Any]:
        """The public key under which tokens are signed."""
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": self.key_id, "use": "sig", "alg": ALGORITHM}]}

    def question(self, query: Mapping[str, str]) -> Question:
        """Check an authorization request. Raises Stranger, or Refused for what the client may hear of."""
        if query.get("client_id") != self.client.client_id:
            raise Stranger("client inconnu")
        if query.get("redirect_uri") not in self.client.redirect_uris:
            raise Stranger("adresse de retour inconnue")
        if query.get("response_type") != "code":
            raise Refused("unsupported_response_type", "only the authorization code flow")
        if "openid" not in query.get("scope", "").split():
            raise Refused("invalid_scope", "openid is missing")
        if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
            raise Refused("invalid_request", "PKCE with S256 is required")
        if not query.get("state") or not query.get("nonce"):
            raise Refused("invalid_request", "state and nonce are required")
        acr_values = query.get("acr_values") or f"{ACR}{Means.ITSME.level}"
        if not all(word.removeprefix(ACR).isdecimal() for word in acr_values.split()):
            raise Refused("invalid_request", "unknown acr_values")
        return Question(
            redirect_uri=query["redirect_uri"],
            state=query["state"],
            nonce=query["nonce"],
            scope=query["scope"],
            acr_values=acr_values,
            code_challenge=query["code_challenge"],
            language=query.get("ui_locales", "fr"),
        )

    def accept(self, question: Question, fedid: str, means: Means) -> str:
        """The person has identified themselves: the address that brings the code back. Raises KeyError."""
        grant = Grant(question, self._by_fedid[fedid], means, _now())
        return _back(
            question.redirect_uri, code=self._codes.issue(grant), state=question.state, iss=self.issuer
        )

    def refuse(self, query: Mapping[str, str], error: str, description: str = "") -> str:
        """The address that brings an error back to a client already recognised."""
        answer = {"error": error, "error_description": description, "state": query.get("state", "")}
        return _back(
            query["redirect_uri"], **{name: value for name, value in answer.items() if value}, iss=self.issuer
        )

    def tokens(self, form: Mapping[str, str], credentials: tuple[str, str] | None) -> dict[str, Any]:
        """The token endpoint; ``credentials`` come from the Authorization header. Raises Refused."""
        self._check_client(form, credentials)
        if "scope" in form:
            raise Refused("invalid_request", "scope must not be sent to the token endpoint")
        if form.get("grant_type") != "authorization_code":
            raise Refused("unsupported_grant_type", "only authorization_code")
        grant = self._codes.take(form.get("code", ""))
        if grant is None:
            raise Refused("invalid_grant", "unknown, used or expired code")
        if form.get("redirect_uri") != grant.question.redirect_uri:
            raise Refused("invalid_grant", "another redirect_uri")
        if not hmac.compare_digest(challenge(form.get("code_verifier", "")), grant.question.code_challenge):
            raise Refused("invalid_grant", "the verifier does not answer the challenge")
        access_token = self._access.issue(grant)
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": ACCESS_LIFE,
            "scope": grant.question.scope,
            "id_token": self.sign(self.id_claims(grant, access_token)),
        }

    def userinfo(self, access_token: str) -> str:
        """The userinfo endpoint: a signed JWT. Raises Refused."""
        grant = self._access.read(access_token)
        if grant is None:
            raise Refused("invalid_token", "unknown or expired access token")
        return self.sign(self.userinfo_claims(grant))

    def id_claims(self, grant: Grant, access_token: str) -> dict[str, Any]:
        """What the identity token says. ``acr`` repeats the question, as the real service does."""
        return {
            **self._envelope(grant),
            "iat": _now(),
            "exp": _now() + TOKEN_LIFE,
            "auth_time": grant.at,
            "nonce": grant.question.nonce,
            "acr": grant.question.acr_values,
            "amr": [_AMR[grant.means], f"{ACR}{grant.means.level}"],
            "at_hash": token_hash(access_token),
        }

    def userinfo_claims(self, grant: Grant) -> dict[str, Any]:
        """What userinfo says, by scope."""
        citizen, scopes = grant.citizen, grant.question.scope.split()
        claims = {
            **self._envelope(grant),
            "assurance_level": str(int(grant.means.level)),
            "fedid": citizen.fedid,
        }
        if "profile" in scopes:
            claims |= {
                "surname": citizen.family_name,
                "givenName": citizen.given_names,
                "mail": citizen.email,
                "prefLanguage": citizen.language,
            }
        if "egovnrn" in scopes:
            claims["egovNRN"] = citizen.national_number
        return claims

    def sign(self, claims: dict[str, Any]) -> str:
        """Sign claims under the published key."""
        return jwt.encode(claims, self.key, ALGORITHM, headers={"kid": self.key_id})

    def _envelope(self, grant: Grant) -> dict[str, Any]:
        return {"iss": self.issuer, "aud": self.client.client_id, "sub": grant.citizen.fedid}

    def _check_client(self, form: Mapping[str, str], credentials: tuple[str, str] | None) -> None:
        expected = (self.client.client_id, self.client.secret)
        given = credentials or (form.get("client_id", ""), form.get("client_secret", ""))
        if not all(hmac.compare_digest(a.encode(), b.encode()) for a, b in zip(given, expected, strict=True)):
            raise Refused("invalid_client", "unknown client or wrong secret")


def _back(redirect_uri: str, **answer: str) -> str:
    return f"{redirect_uri}?{urlencode(answer)}"


def _now() -> int:
    return int(clock.now().timestamp())
