"""Small lists that templates hand to components (a component's attribute is a variable or a literal, not a mixture)."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def columns(*labels: Any, right: str = "", hidden: str = "") -> list[dict[str, Any]]:
    """Columns of a table by their labels; ``right`` and ``hidden`` name some of them by place, from 1: ``"3 4"``."""
    to_the_right, unseen = set(right.split()), set(hidden.split())
    return [
        {"label": str(label), "right": str(place) in to_the_right, "hidden": str(place) in unseen}
        for place, label in enumerate(labels, start=1)
    ]


@register.filter
def at(message: Any, field: str) -> list[tuple[str, str]]:
    """A message as the error summary wants it: beside the control of this id; nothing for an empty message."""
    return [(field, str(message))] if message else []
