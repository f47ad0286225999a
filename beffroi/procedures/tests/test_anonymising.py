"""Which answers stay when a case is made anonymous, and where a circuit may say so."""

from __future__ import annotations

import pytest

from beffroi.procedures.queries import check_package
from beffroi.procedures.rules import anonymising
from beffroi.procedures.rules.schema import Field, Personal

from .factories import FILES, write_package

_KEPT = Personal(category="contact", purpose="Compter.", at_anonymisation="keep")
_ERASED = Personal(category="contact", purpose="Répondre.")
_CLOSES = "- {name: accordee, label: Accordée, phase: closed}"
_FORGETS = "- {block: cases.anonymise, args: {legal_reference: Autorisation générale}}"


@pytest.mark.parametrize(
    ("kind", "personal", "stays"),
    [
        ("yes_no", None, True),
        ("choice", None, True),
        ("number", None, True),
        ("text", None, False),
        ("long_text", None, False),
        ("computed", None, False),
        ("text", _KEPT, True),
        ("choice", _ERASED, False),
        ("file", _KEPT, False),
        ("national_number", _KEPT, False),
    ],
)
def test_what_stays(kind, personal, stays):
    assert anonymising.stays(Field(name="un", type=kind, personal=personal)) is stays


def said(tmp_path, **changed: str) -> list[str]:
    return [f"{one.severity} {one.message_fr}" for one in check_package(write_package(tmp_path, **changed))]


def test_a_circuit_may_say_so_where_the_case_ends(tmp_path):
    ends = _CLOSES.replace("phase: closed}", f"phase: closed, enter: [{_FORGETS[2:]}]}}")
    assert said(tmp_path, workflow=FILES["workflow.yaml"].replace(_CLOSES, ends)) == []


def test_an_open_case_is_never_made_anonymous(tmp_path):
    receipt = "- {block: correspondence.send, args: {message: recu}}"
    workflow = FILES["workflow.yaml"].replace(receipt, f"{receipt}\n          {_FORGETS}")
    assert said(tmp_path, workflow=workflow) == [
        "error « recue » ne clôture pas le dossier : il ne peut pas y devenir anonyme."
    ]


def test_it_names_the_authorisation(tmp_path):
    ends = _CLOSES.replace("phase: closed}", "phase: closed, enter: [{block: cases.anonymise}]}")
    assert said(tmp_path, workflow=FILES["workflow.yaml"].replace(_CLOSES, ends)) == [
        "error l’argument « legal_reference » de « cases.anonymise » ne convient pas."
    ]


def test_an_authorisation_left_open_prevents_publishing(tmp_path):
    call = _FORGETS[2:].replace("Autorisation générale", "'[à compléter] L’autorisation'")
    ends = _CLOSES.replace("phase: closed}", f"phase: closed, enter: [{call}]}}")
    assert said(tmp_path, workflow=FILES["workflow.yaml"].replace(_CLOSES, ends)) == [
        "unready ce texte est à compléter."
    ]
