"""Packages of the shelf with one thing changed, for properties."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field

from hypothesis import strategies as st
from pydantic import ValidationError

from beffroi.procedures.rules.reading import from_canonical
from beffroi.procedures.rules.schema import Package

from .factories import PROCEDURES, shelf

#: Without their translations, which are two thirds of them and one kind of part.
PACKAGES = {slug: shelf(slug).package.model_copy(update={"translations": {}}) for slug in PROCEDURES}
DATA = {slug: package.model_dump(mode="json") for slug, package in PACKAGES.items()}


def walk(data, place=()):
    """Every place of plain data with what stands there."""
    yield place, data
    for key, one in (
        data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    ):
        yield from walk(one, (*place, key))


def parent_of(data, place):
    for key in place[:-1]:
        data = data[key]
    return data


PARTS = ("procedure", "form", "workflow", "decisions", "documents", "messages", "tests", "house")


PLACES = {
    (slug, part): [place for place, _ in walk(data[part], (part,)) if len(place) > 1]
    for slug, data in DATA.items()
    for part in PARTS
}


@dataclass(frozen=True)
class Mutation:
    """A package and the same with one thing changed; None when the schema refuses it."""

    what: str
    before: Package = field(repr=False)
    after: Package | None = field(repr=False)


@st.composite
def mutations(draw):
    """A package of the shelf and the same with one thing changed, added, taken away or moved."""
    slug = draw(st.sampled_from(PROCEDURES))
    data = copy.deepcopy(DATA[slug])
    part = draw(st.sampled_from([one for one in PARTS if data[one]]))
    place = draw(st.sampled_from(PLACES[slug, part]))
    holder, key = parent_of(data, place), place[-1]
    how = draw(st.sampled_from(["set", "remove", "double", "swap"]))
    if how == "set":
        holder[key] = draw(st.one_of(st.text(max_size=8), st.integers(0, 9), st.booleans(), st.none()))
    elif how == "remove":
        del holder[key]
    elif isinstance(holder, list):
        other = draw(st.integers(0, len(holder) - 1))
        if how == "double":
            holder.insert(other, copy.deepcopy(holder[key]))
        else:
            holder[key], holder[other] = holder[other], holder[key]
    try:
        mutated = from_canonical(json.dumps(data).encode())
    except ValidationError:
        mutated = None
    return Mutation(f"{slug}: {how} {place}", PACKAGES[slug], mutated)
