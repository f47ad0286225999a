"""eID and itsme, against a real service over HTTP: what comes back, and every lie that must not be believed."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from beffroi.lib import clock as house_clock
from beffroi.people.connectors.fas import (
    FederalIdentity,
    IdentificationDeclined,
    IdentificationFailed,
    IdentificationLapsed,
    IdentityServiceUnreachable,
    LevelNotReached,
    Means,
    Pending,
    openid,
)
from beffroi.people.connectors.fas.demonstration import (
    DemonstrationCitizen,
    DemonstrationRefused,
    Provider,
    serve,
)
from beffroi.people.connectors.fas.openid import FederalService
from beffroi.people.rules import Level

from .federal import LEA, SITE, TOM, ask, identify, inputs, running


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def service(provider: Provider) -> FederalService:
    return FederalService(provider.issuer, "beffroi")


def journey(service: FederalService, *, minimum: int = Level.ITSME, **who: Any) -> FederalIdentity:
    departure = service.depart(minimum=minimum, redirect_uri=SITE, language="fr")
    return service.welcome(departure.pending, identify(departure.url, **who), redirect_uri=SITE)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (
            {"citizen": LEA, "means": "eid"},
            {
                "national_number": "85073099833",
                "given_names": "Léa",
                "family_name": "Dubuisson",
                "means": Means.EID,
                "level": Level.EID,
                "unverified_email": "lea@exemple.test",
                "language": "fr",
            },
        ),
        (
            {"citizen": TOM, "means": "itsme"},
            {
                "national_number": "01020399843",
                "given_names": "Tom",
                "family_name": "Lacroix",
                "means": Means.ITSME,
                "level": Level.ITSME,
                "unverified_email": "",
                "language": "nl",
            },
        ),
    ],
)
def test_a_person_comes_back_with_their_identity(service, clock, who, expected):
    assert journey(service, **who) == FederalIdentity(**expected, at=clock.now())


def test_a_confidential_client_shows_its_secret():
    with running(secret="s3cr:t/é") as provider:
        assert journey(FederalService(provider.issuer, "beffroi", "s3cr:t/é")).level == Level.EID
        with pytest.raises(IdentificationFailed):
            journey(FederalService(provider.issuer, "beffroi", "wrong"))


def test_the_number_does_not_show_in_what_is_printed_or_refused(provider, service, caplog):
    assert LEA.national_number not in repr(journey(service))
    lie(provider, id_token={"aud": "someone-else"})
    with pytest.raises(IdentificationFailed) as refused:
        journey(service)
    assert LEA.national_number not in f"{refused.getrepr()} {refused.value.reason} {caplog.text}"


def test_only_the_card_is_offered_when_level_500_is_needed(service):
    departure = service.depart(minimum=Level.EID, redirect_uri=SITE, language="fr")
    _, _, html = ask(departure.url)
    assert [i["value"] for i in inputs(html) if i.get("name") == "means"] == ["eid"]


def test_what_is_remembered_survives_a_session(service):
    pending = service.depart(minimum=Level.ITSME, redirect_uri=SITE, language="fr").pending
    assert Pending.from_json(json.loads(json.dumps(pending.as_json()))) == pending


def test_the_question_keeps_its_secrets(service):
    departure = service.depart(minimum=Level.EID, redirect_uri=SITE, language="nl")
    query = dict(parse_qsl(urlsplit(departure.url).query))
    assert query == {
        "response_type": "code",
        "client_id": "beffroi",
        "redirect_uri": SITE,
        "scope": "openid profile egovnrn",
        "state": departure.pending.state,
        "nonce": departure.pending.nonce,
        "acr_values": "urn:be:fedict:iam:fas:Level500",
        "code_challenge": openid.challenge(departure.pending.verifier),
        "code_challenge_method": "S256",
        "ui_locales": "nl",
    }
    assert departure.pending.verifier not in departure.url


def lie(
    provider: Provider, *, id_token: dict[str, Any] | None = None, userinfo: dict[str, Any] | None = None
) -> None:
    """Make the service say something else; None takes a claim away."""

    def altered(claims: dict[str, Any], lies: dict[str, Any] | None) -> dict[str, Any]:
        return {name: value for name, value in {**claims, **(lies or {})}.items() if value is not None}

    honest_id, honest_userinfo = provider.id_claims, provider.userinfo_claims
    provider.id_claims = lambda grant, token: altered(honest_id(grant, token), id_token)
    provider.userinfo_claims = lambda grant: altered(honest_userinfo(grant), userinfo)


def seconds(offset: int) -> int:
    return int(house_clock.now().timestamp()) + offset


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://idp.example/fas/oauth2"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"azp": "another"},
        {"sub": None},
        {"sub": "someone else"},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"iat": None},
        {"at_hash": "of another token"},
    ],
    ids=str,
)
def test_an_identity_token_that_is_not_for_this_request_is_refused(provider, service, claims):
    lie(provider, id_token=claims)
    with pytest.raises(IdentificationFailed):
        journey(service)


@pytest.mark.parametrize(
    ("name", "offset"), [("exp", -61), ("iat", 120), ("iat", -120), ("nbf", 120)], ids=lambda v: str(v)
)
def test_a_token_out_of_its_time_is_refused(provider, service, name, offset):
    lie(provider, id_token={name: seconds(offset)})
    with pytest.raises(IdentificationFailed):
        journey(service)


def test_a_minute_between_two_clocks_is_forgiven(provider, service):
    lie(provider, id_token={"exp": seconds(-30), "iat": seconds(30), "nbf": seconds(30)})
    assert journey(service).level == Level.EID


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "someone else"},
        {"iss": "https://idp.example/fas/oauth2"},
        {"aud": "another"},
        {"exp": 1},
        {"egovNRN": None},
        {"egovNRN": 85073099833},
        {"surname": ""},
    ],
    ids=str,
)
def test_userinfo_that_does_not_belong_is_refused(provider, service, claims):
    lie(provider, userinfo=claims)
    with pytest.raises(IdentificationFailed):
        journey(service)


@pytest.mark.parametrize(
    ("id_token", "userinfo"),
    [
        ({"amr": ["bmid", "urn:be:fedict:iam:fas:Level450"]}, {"assurance_level": "450"}),
        ({"amr": ["eid", "urn:be:fedict:iam:fas:Level500"]}, {"assurance_level": "200"}),
        ({"amr": ["eid", "urn:be:fedict:iam:fas:Level200"]}, {"assurance_level": "500"}),
        ({"amr": ["bmid", "urn:be:fedict:iam:fas:Level500"]}, {"assurance_level": "500"}),
        ({"amr": ["password"]}, {"assurance_level": "500"}),
        ({"amr": None}, {"assurance_level": "500"}),
        ({}, {"assurance_level": None}),
        ({}, {"assurance_level": "high"}),
    ],
    ids=[
        "lower",
        "userinfo lower",
        "amr lower",
        "more than itsme can",
        "unknown means",
        "no amr",
        "none",
        "word",
    ],
)
def test_the_level_is_the_one_reached_never_the_one_asked(provider, service, id_token, userinfo):
    """``acr`` goes on saying Level500, as it was asked: it is not read."""
    lie(provider, id_token=id_token, userinfo=userinfo)
    with pytest.raises(LevelNotReached):
        journey(service, minimum=Level.EID)


def forge(provider: Provider, name: str, token: str) -> str:
    """A token that our service did not sign as it should."""
    claims = jwt.decode(token, options={"verify_signature": False})
    header = {"kid": provider.key_id}
    public = provider.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head, body, signature = token.split(".")
    forgeries: dict[str, Callable[[], str]] = {
        "changed": lambda: (
            f"{head}.{_segment({**claims, 'assurance_level': '500', 'egovNRN': TOM.national_number})}.{signature}"
        ),
        "signature cut": lambda: f"{head}.{body}.",
        "no algorithm": lambda: jwt.encode(claims, None, "none", headers=header),
        "public key as secret": lambda: _by_hand(claims, {**header, "alg": "HS256"}, public),
        "another key": lambda: jwt.encode(claims, _another_key, "RS256", headers=header),
        "another key id": lambda: jwt.encode(claims, _another_key, "RS256", headers={"kid": "unknown"}),
        "another algorithm": lambda: jwt.encode(claims, provider.key, "PS256", headers=header),
        "not a token": lambda: json.dumps(claims),
    }
    return forgeries[name]()


def _by_hand(claims: dict[str, Any], header: dict[str, Any], secret: bytes) -> str:
    """The library refuses to make this one: the public key, known to all, used as a shared secret."""
    signed = f"{_segment(header)}.{_segment(claims)}"
    return f"{signed}.{_base64url(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _segment(claims: dict[str, Any]) -> str:
    return _base64url(json.dumps(claims).encode())


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


_another_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.mark.parametrize("which", ["id_token", "userinfo"])
@pytest.mark.parametrize(
    "name",
    [
        "changed",
        "signature cut",
        "no algorithm",
        "public key as secret",
        "another key",
        "another key id",
        "another algorithm",
        "not a token",
    ],
)
def test_a_forged_token_is_refused(provider, service, monkeypatch, which, name):
    honest = provider.sign

    def sign(claims: dict[str, Any]) -> str:
        token = honest(claims)
        return forge(provider, name, token) if ("nonce" in claims) == (which == "id_token") else token

    monkeypatch.setattr(provider, "sign", sign)
    with pytest.raises(IdentificationFailed):
        journey(service)


def test_a_code_serves_once(service):
    departure = service.depart(minimum=Level.ITSME, redirect_uri=SITE, language="fr")
    answer = identify(departure.url)
    service.welcome(departure.pending, answer, redirect_uri=SITE)
    with pytest.raises(IdentificationFailed):
        service.welcome(departure.pending, answer, redirect_uri=SITE)


def test_a_stolen_code_is_worth_nothing_without_the_verifier(service):
    mine = service.depart(minimum=Level.ITSME, redirect_uri=SITE, language="fr")
    theirs = service.depart(minimum=Level.ITSME, redirect_uri=SITE, language="fr")
    stolen = {**identify(theirs.url), "state": mine.pending.state}
    with pytest.raises(IdentificationFailed):
        service.welcome(mine.pending, stolen, redirect_uri=SITE)


def test_an_answer_for_another_browser_is_refused(service):
    mine = service.depart(minimum=Level.ITSME, redirect_uri=SITE, language="fr")
    theirs = service.depart(minimum=Level.ITSME, redirect_uri=SITE, language="fr")
    with pytest.raises(IdentificationLapsed):
        service.welcome(mine.pending, identify(theirs.url), redirect_uri=SITE)


def test_an_answer_from_another_issuer_is_refused(service):
    departure = service.depart(minimum=Level.ITSME, redirect_uri=SITE, language="fr")
    answer = {**identify(departure.url), "iss": "https://idp.example/fas/oauth2"}
    with pytest.raises(IdentificationFailed):
        service.welcome(departure.pending, answer, redirect_uri=SITE)


def test_someone_who_was_away_too_long_starts_again(service, clock):
    departure = service.depart(minimum=Level.ITSME, redirect_uri=SITE, language="fr")
    answer = identify(departure.url)
    with clock.at(clock.now() + timedelta(minutes=16)), pytest.raises(IdentificationLapsed):
        service.welcome(departure.pending, answer, redirect_uri=SITE)


def test_giving_up_is_not_an_error(service):
    departure = service.depart(minimum=Level.ITSME, redirect_uri=SITE, language="fr")
    answer = identify(departure.url, cancel="1")
    with pytest.raises(IdentificationDeclined):
        service.welcome(departure.pending, answer, redirect_uri=SITE)


def test_an_answer_without_a_code_is_refused(service):
    pending = service.depart(minimum=Level.ITSME, redirect_uri=SITE, language="fr").pending
    with pytest.raises(IdentificationFailed):
        service.welcome(pending, {"state": pending.state}, redirect_uri=SITE)


def test_a_service_that_is_down_says_so():
    with running() as provider:
        service = FederalService(provider.issuer, "beffroi")
        departure = service.depart(minimum=Level.ITSME, redirect_uri=SITE, language="fr")
        answer = identify(departure.url)
    with pytest.raises(IdentityServiceUnreachable):
        service.welcome(departure.pending, answer, redirect_uri=SITE)


def test_a_key_that_changes_is_fetched_again(provider, monkeypatch):
    service = FederalService(provider.issuer, "beffroi")
    monkeypatch.setattr(service._keys, "cooldown_duration", 0)
    journey(service)
    provider.key, provider.key_id = _another_key, "the next key"
    assert journey(service).family_name == "Dubuisson"


# What the demonstration service itself refuses, as the federal one does.


def token_form(provider: Provider, **changes: str) -> dict[str, str]:
    departure = FederalService(provider.issuer, "beffroi").depart(
        minimum=Level.ITSME, redirect_uri=SITE, language="fr"
    )
    return {
        "grant_type": "authorization_code",
        "code": identify(departure.url)["code"],
        "redirect_uri": SITE,
        "client_id": "beffroi",
        "code_verifier": departure.pending.verifier,
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({}, 200, None),
        ({"scope": "openid profile egovnrn"}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"code": "unknown"}, 400, "invalid_grant"),
        ({"code_verifier": "another"}, 400, "invalid_grant"),
        ({"redirect_uri": "http://elsewhere.test/"}, 400, "invalid_grant"),
        ({"client_id": "another"}, 401, "invalid_client"),
    ],
    ids=str,
)
def test_the_token_endpoint_refuses(provider, changes, status, error):
    found, _, body = ask(f"{provider.issuer}/access_token", token_form(provider, **changes))
    assert (found, json.loads(body).get("error")) == (status, error)


@pytest.mark.parametrize(
    "changes", [{"client_id": "another"}, {"redirect_uri": "http://elsewhere.test/"}], ids=str
)
def test_a_stranger_is_never_answered_by_a_redirect(provider, changes):
    url = FederalService(provider.issuer, "beffroi").depart(minimum=450, redirect_uri=SITE, language="fr").url
    query = {**dict(parse_qsl(urlsplit(url).query)), **changes}
    status, place, html = ask(f"{provider.issuer}/authorize?{urlencode(query)}")
    assert (status, place) == (400, "")
    assert "Demande refusée" in html


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
        ({"acr_values": "urn:be:fedict:iam:fas:LevelHigh"}, "invalid_request"),
    ],
    ids=str,
)
def test_a_bad_question_is_sent_back_with_its_name(provider, changes, error):
    url = FederalService(provider.issuer, "beffroi").depart(minimum=450, redirect_uri=SITE, language="fr").url
    query = {**dict(parse_qsl(urlsplit(url).query)), **changes}
    status, place, _ = ask(f"{provider.issuer}/authorize?{urlencode(query)}")
    assert (status, dict(parse_qsl(urlsplit(place).query))["error"]) == (303, error)


def test_userinfo_needs_an_access_token(provider):
    assert ask(f"{provider.issuer}/userinfo", Authorization="Bearer unknown")[0] == 401


def test_choosing_nobody_shows_the_page_again(provider):
    url = FederalService(provider.issuer, "beffroi").depart(minimum=450, redirect_uri=SITE, language="fr").url
    status, _, html = ask(
        f"{provider.issuer}/authorize", {**dict(parse_qsl(urlsplit(url).query)), "means": "itsme"}
    )
    assert status == 422
    assert "Choisissez un moyen et une personne." in html
    assert [i["value"] for i in inputs(html) if i.get("name") == "means" and "checked" in i] == ["itsme"]


def test_people_are_found_by_name_whatever_the_accents(provider):
    url = FederalService(provider.issuer, "beffroi").depart(minimum=450, redirect_uri=SITE, language="fr").url
    _, _, html = ask(f"{url}&search=LEA")
    assert [i["value"] for i in inputs(html) if i.get("name") == "citizen"] == [LEA.fedid]


def test_the_page_says_what_it_is_and_holds_no_number(provider):
    url = FederalService(provider.issuer, "beffroi").depart(minimum=450, redirect_uri=SITE, language="fr").url
    _, _, html = ask(url)
    assert "DÉMONSTRATION" in html
    assert "Personnes fictives" in html
    assert "naissance : 30 juillet 1985" in html
    assert LEA.national_number not in html
    assert "<script" not in html
    assert "style=" not in html


def test_it_never_runs_in_production(settings):
    settings.MODE = "production"
    with pytest.raises(DemonstrationRefused):
        serve(0, [LEA], "http://localhost:8100/fas/oauth2", "http://localhost:8000", threading.Event())


def test_it_refuses_a_number_that_somebody_may_have():
    somebody = DemonstrationCitizen("85073003328", "Léa", "Dubuisson")
    with pytest.raises(DemonstrationRefused):
        serve(0, [somebody], "http://localhost:8100/fas/oauth2", "http://localhost:8000", threading.Event())


def test_it_stops_when_told():
    stop = threading.Event()
    arguments = (0, [LEA], "http://127.0.0.1/fas/oauth2", "http://localhost:8000", stop)
    thread = threading.Thread(target=serve, args=arguments)
    thread.start()
    stop.set()
    thread.join(timeout=5)
    assert not thread.is_alive()


# Which service this installation speaks to.


def test_without_an_issuer_eid_and_itsme_are_not_offered(settings):
    settings.FAS_ISSUER = ""
    assert openid.service() is None


def test_production_reaches_its_service_over_tls(settings):
    settings.MODE = "production"
    settings.FAS_ISSUER = "http://idp.example/fas/oauth2"
    with pytest.raises(openid.ImproperlyConfigured):
        openid.service()
