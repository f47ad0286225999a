"""Mails and notices: a subject, and paragraphs with their conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .conditions import TRUE, Value, constant_of
from .markup import plain, typographic
from .names import Kind, Names
from .words import one_line, paragraphs


def message_env(title: str) -> Mapping[str, Value]:
    """What texts of the workflow read of the case and of the house, told in our names.

    Details and history of a request are not sent by e-mail here: the message gives the address of the case instead.
    """
    return {
        "form_name": constant_of(title),
        "form_display_name": constant_of(title),
        "form_url": _case("case_url"),
        "form_uri": _case("number"),
        "form_number": _case("number"),
        "form_tracking_code": _case("tracking_code"),
        "form_previous_status": _case("previous_status_label"),
        "form_status": _case("status_label"),
        "form_status_changed": constant_of(True),
        "form_user": constant_of(True),
        "form_user_display_name": _case("applicant_name"),
        "form_user_name_identifier_0": constant_of(""),
        "form_comment": constant_of(""),
        "form_details": constant_of(""),
        "form_evolution": constant_of(""),
        "commune_name": _case("commune"),
    }


def _case(fact: str) -> Value:
    return Value(f"case.{fact}", Kind.TEXT, guard=f"filled(case.{fact})", none="")


def message(
    subject: str, body: str, names: Names, env: Mapping[str, Value], channels: list[str]
) -> dict[str, Any]:
    """A message as its file says it. Raises NotTranslated."""
    told = [
        typographic(one.text) if one.when == TRUE else {"text": typographic(one.text), "when": one.when}
        for one in paragraphs(plain(body), names, env)
    ]
    return {
        "subject": typographic(one_line(subject, names, env)) or "Votre demande",
        "channels": channels,
        "paragraphs": told or ["Votre demande a avancé."],
    }
