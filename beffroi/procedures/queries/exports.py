"""A package in the formats of other tools: its workflow drawn, its description as open data, the schema of all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from beffroi.lib import clock
from beffroi.procedures.rules import drawing
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.exports import bpmn, cpsv_ap, schema_org
from beffroi.procedures.rules.reference import json_schema

from .shelf import options_on


def _json(found: Mapping[str, Any]) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


_FORMATS: Final[Mapping[str, Callable[[Definition, FormContext], bytes]]] = {
    "bpmn": lambda definition, _: bpmn(definition),
    "svg": lambda definition, _: drawing.svg(definition).encode(),
    "schema": lambda *_: _json(json_schema()),
    "schema-org": lambda definition, context: _json(schema_org(definition, context)),
    "cpsv-ap": lambda definition, context: _json(cpsv_ap(definition, context)),
}
EXPORT_FORMATS: Final = tuple(_FORMATS)


def exported(definition: Definition, format: str, options: Mapping[str, Any] | None = None) -> bytes:
    """A package in one of EXPORT_FORMATS. ``options`` are the values that count; else those in force here today."""
    today = clock.today()
    values = options_on(definition.slug, today) if options is None else options
    context = FormContext(today=today, options=values)
    return _FORMATS[format](definition, context)
