"""What a new part holds before anybody typed anything: what its own sheet cannot ask, so that it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any, Final

from beffroi.procedures.rules.yamlsource import Path

from .places import find, model_of

#: What a line of a table answers before somebody says so, by the type of its column.
_ANSWERS: Final[Mapping[str, Any]] = {"text": "", "number": 0, "amount": 0, "yes_no": False}


def beginning(data: Any, place: Path, today: date) -> dict[str, Any]:
    """What a new element of the list or mapping at a place begins with; nothing, for most."""
    model = model_of(place)
    match model.__name__ if model else "":
        case "Field":
            return {"type": "text"}
        case "TestFile":
            return {"on": today.isoformat()}
        case "RowPeriod":
            return _period(find(data, place[:-1]), today)
        case "Anywhere":
            return {"transition": _transition(data)}
        case _:
            return {}


def completed(model: str, part: Mapping[str, Any], today: date) -> dict[str, Any]:
    """A new part as it was typed, with what follows from it: a table has a first line that answers everything."""
    if model != "TableFile" or part.get("periods"):
        return dict(part)
    return {**part, "periods": [_period(part, today)]}


def _period(table: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The lines of the last period, to be changed from a day on; the days of its vote are its own."""
    held = table.get("periods") or ()
    rows = deepcopy(held[-1].get("rows")) if held else [_line(table)]
    return {"valid_from": today.isoformat(), "legal_reference": "", "rows": rows}


def _line(table: Mapping[str, Any]) -> dict[str, Any]:
    outputs = [one for one in table.get("outputs") or () if one.get("name")]
    answers = {one["name"]: _answer(one) for one in outputs}
    return {"id": "ligne_1", "when": {}, "then": answers}


def _answer(output: Mapping[str, Any]) -> Any:
    values = output.get("values") or ()
    return values[0] if values else _ANSWERS.get(str(output.get("type", "text")), "")


def _transition(data: Any) -> dict[str, Any]:
    """A way of the agents to the first status, under a name that is not taken."""
    workflow = data["workflow"]
    taken = {one["transition"].get("name") for one in workflow.get("anywhere") or ()}
    taken |= {way.get("name") for one in workflow["statuses"] for way in one.get("transitions") or ()}
    name = next(one for n in range(1, len(taken) + 2) if (one := f"transition_{n}") not in taken)
    return {
        "name": name,
        "label": "Nouvelle transition",
        "by": ["clerk"],
        "to": workflow["statuses"][0]["name"],
    }
