"""What a declaration says, which addresses are public, what of an answer is kept."""

from __future__ import annotations

import json

import pytest

from beffroi.gateway.rules import (
    BadDeclaration,
    Outcome,
    Unusable,
    is_public,
    kept_values,
    read_declaration,
)

from .factories import GIVEN, declaration


def test_the_fingerprint_is_of_everything_that_is_said():
    said = read_declaration(declaration())
    changes = [
        {"title": "Un autre titre"},
        {"purpose": "Un autre but."},
        {"recipient": "Quelqu’un d’autre"},
        {"address": "https://permis.example/autre/{numero}"},
        {"method": "POST"},
        {"timeout": 2},
        {"sends": declaration()["sends"][:1]},
        {"keeps": declaration()["keeps"][:1]},
        {"authentication": {"kind": "bearer"}},
    ]
    others = {read_declaration(declaration(**change)).fingerprint for change in changes}
    assert len(others | {said.fingerprint}) == len(changes) + 1


def test_what_is_said_by_default_does_not_change_the_fingerprint():
    spelled = declaration(method="GET", authentication={"kind": "none", "header": ""})
    assert read_declaration(spelled).fingerprint == read_declaration(declaration()).fingerprint


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://permis.example/",
        "https://",
        "https://{hote}/permis",
        "https://permis.example@ailleurs.example/",
        "https://permis.example/?a={numero}",
        "https://permis.example/#a",
        "https://permis.example:0/",
        "https://permis.example:65536/",
        "https://permis.example/a b",
        "https://permis.example/\r\nHost: x",
        "https://[::1]/",
        "https://permis.example\\@ailleurs.example/",
    ],
)
def test_an_address_that_cannot_be_called(address):
    assert not read_declaration(declaration() | {"address": address}).is_complete


def test_the_parts_of_an_address():
    said = read_declaration(declaration("https://permis.example:8443/v1"))
    assert (said.host, said.port, said.path, said.origin) == (
        "permis.example", 8443, "/v1/permis/{numero}", "https://permis.example:8443",
    )  # fmt: skip


@pytest.mark.parametrize("wrong", [{"timeout": 31}, {"timeout": 0}, {"method": "DELETE"}, {"unknown": 1}])
def test_what_is_no_declaration(wrong):
    with pytest.raises(BadDeclaration):
        read_declaration(declaration(**wrong))


@pytest.mark.parametrize("address", ["1.1.1.1", "193.191.245.1", "2001:6a8:3c80::1", "64:ff9b::101:101"])
def test_addresses_of_everybody(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "fec0::1", "no address",
    ],
)  # fmt: skip
def test_addresses_of_the_inside(address):
    assert not is_public(address)


def _kept(answer: object, **changes: object) -> object:
    try:
        return kept_values(read_declaration(declaration(**changes)), json.dumps(answer).encode())
    except Unusable as unusable:
        return unusable.outcome, unusable.name


def test_only_what_was_declared_is_kept():
    assert _kept({**GIVEN, "secret": "x"}) == {"etat": "accordé", "surface": 120}
    assert _kept({"permis": {"etat": "refusé"}}) == {"etat": "refusé"}
    assert _kept(["anything"], keeps=[]) == {}


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ({}, "etat"),
        ([], "etat"),
        ({"permis": {"etat": None}}, "etat"),
        ({"permis": {"etat": {"a": 1}}}, "etat"),
        ({"permis": {"etat": True}}, "etat"),
        ({"permis": {"etat": "x" * 2001}}, "etat"),
        ({"permis": {"etat": "\0"}}, "etat"),
        ({"permis": {"etat": "\ud800"}}, "etat"),
        ({"permis": {"etat": 2**60}}, "etat"),
        ({"permis": {"etat": "x", "parcelles": [{"m2": "120"}]}}, "surface"),
        ({"permis": {"etat": "x", "parcelles": [{"m2": 1.5}]}}, "surface"),
        ({"permis": {"etat": "x", "parcelles": [{"m2": 1e300}]}}, "surface"),
        ({"permis": {"etat": "x", "parcelles": [{"m2": True}]}}, "surface"),
    ],
)
def test_a_value_of_another_type_is_refused(answer, name):
    assert _kept(answer) == (Outcome.MISFIT, name)


def test_a_figure_is_a_text_a_moment_has_a_day_a_round_figure_is_whole():
    keeps = [
        {"name": "texte", "path": "a"},
        {"name": "jour", "path": "b", "type": "date"},
        {"name": "nombre", "path": "c", "type": "number"},
        {"name": "oui", "path": "d", "type": "yes_no"},
    ]
    answer = {"a": 12, "b": "2026-11-24T10:00:00Z", "c": 3.0, "d": False}
    assert _kept(answer, keeps=keeps) == {"texte": "12", "jour": "2026-11-24", "nombre": 3, "oui": False}


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{", b"NaN", b"\xff\xfe", b"[" * 100_000, b"1" * 10_000, b'{"permis": Infinity}'],
)
def test_what_is_not_json_is_unreadable(body):
    with pytest.raises(Unusable) as unusable:
        kept_values(read_declaration(declaration()), body)
    assert unusable.value.outcome in (Outcome.UNREADABLE, Outcome.MISFIT)
