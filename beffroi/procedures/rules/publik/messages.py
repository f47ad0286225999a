"""Mails and notices: a subject, and paragraphs with their conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .conditions import TRUE, Value, constant_of
from .forms import Form
from .markup import inert, plain
from .names import Kind, Names, either
from .words import one_line, paragraphs


def message_env(title: str, told: Form) -> Mapping[str, Value]:
    """What texts of the workflow read of the case and of the house, told in our names.

    Details and history of a request are not sent by e-mail here: the message gives the address of the case instead.
    """
    return {
        "form_name": constant_of(inert(title)),
        "form_display_name": constant_of(inert(title)),
        "form_url": _case("case_url"),
        "form_uri": _case("number"),
        "form_number": _case("number"),
        "form_tracking_code": _case("tracking_code"),
        "form_previous_status": _case("previous_status_label"),
        "form_status": _case("status_label"),
        "form_receipt_date": Value("case.submitted_on", Kind.DAY, guard="filled(case.submitted_on)"),
        "form_status_changed": constant_of(True),
        "form_user": _case("applicant_name"),
        "form_user_display_name": _case("applicant_name"),
        "form_user_name_identifier_0": constant_of(""),
        "form_details": constant_of(""),
        "form_evolution": constant_of(""),
        "commune_name": _case("commune"),
        "form_comment": _last_comment(told.names),
        **_of_the_person(told),
        **dict.fromkeys(_links(told.names), _case("case_url")),
    }


def _of_the_person(told: Form) -> dict[str, Value]:
    """What is known there of the account: here, the answer of the question that it fills in."""
    found: dict[str, Value] = {}
    for one in told.questions:
        known = one.source.findtext("prefill/value") or ""
        place = (
            told.names.find(f"form_var_{one.varname}")
            if one.source.findtext("prefill/type") == "user"
            else None
        )
        if place is not None and place.kind is Kind.TEXT:
            value = Value(place.path, Kind.TEXT, guard=f"filled({place.path})", none="")
            found.setdefault(f"form_user_var{known}", value)
    return found


def _links(names: Names) -> list[str]:
    """Addresses of files: here a file is read in the case."""
    return [
        f"form_var_{name}_url" for name, kind in {**names.fields, **names.agents}.items() if kind == "file"
    ]


def _last_comment(names: Names) -> Value:
    """The comment that was made: w.c.s. knows the last; here each has its name, the first that is there is said."""
    paths = [f"agent.{names.agent_name(name)}" for name in sorted(names.comments)]
    if not paths:
        return constant_of("")
    told = either(paths, paths)
    return Value(told, Kind.TEXT, guard=f"filled({told})", none="")


def _case(fact: str) -> Value:
    return Value(f"case.{fact}", Kind.TEXT, guard=f"filled(case.{fact})", none="")


def message(
    subject: str, body: str, names: Names, env: Mapping[str, Value], channels: list[str]
) -> dict[str, Any]:
    """A message as its file says it. Raises NotTranslated."""
    told = [
        one.text if one.when == TRUE else {"text": one.text, "when": one.when}
        for one in paragraphs(plain(body), names, env)
    ]
    return {
        "subject": one_line(subject, names, env) or "Votre demande",
        "channels": channels,
        "paragraphs": told or ["Votre demande a avancé."],
    }
