"""Sheets drawn from the schema: what a part says comes back as it was, whatever is typed does no harm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from beffroi.procedures.rules.editing import (
    Edit,
    NothingThere,
    address_of,
    digest,
    entries,
    model_of,
    place_of,
    read_sheet,
    said_sheet,
)
from beffroi.procedures.rules.reading import read_data, to_canonical
from beffroi.procedures.rules.schema import Field, Package, Page

from .factories import PROCEDURES, SHELF, read, write_package

pytestmark = pytest.mark.once


def data_of(slug: str) -> dict[str, Any]:
    return json.loads(read(SHELF / slug).canonical)


def parts(data: Any, model: type[BaseModel], place: tuple = ()) -> Iterator[tuple[tuple, type[BaseModel]]]:
    """Every part of a package that has a sheet."""
    yield place, model
    for entry in entries(model, data):
        inner = data.get(entry.key)
        if entry.kind != "parts" or not inner:
            continue
        at = (*place, entry.key)
        if isinstance(inner, list):
            for index, one in enumerate(inner):
                yield from parts(one, entry.model, (*at, index))
        elif entry.key in ("decisions", "documents", "messages", "tests", "translations"):
            for name, one in inner.items():
                if isinstance(one, dict):
                    yield from parts(one, entry.model, (*at, name))
        else:
            yield from parts(inner, entry.model, at)


@pytest.mark.parametrize("slug", PROCEDURES)
def test_a_sheet_sent_back_untouched_changes_nothing_of_what_a_package_says(slug):
    data = data_of(slug)
    package = read_data(slug, data).package
    seen = set()
    for head, model in ((key, type(getattr(package, key))) for key in ("procedure", "form", "workflow")):
        todo = list(parts(data[head], model, (head,)))
        for folder in ("decisions", "documents", "messages", "tests"):
            for name, one in data.get(folder, {}).items():
                todo += parts(one, model_of((folder, name)), (folder, name))
        for place, part_model in todo:
            made = json.loads(json.dumps(data))
            holder = made
            for step in place[:-1]:
                holder = holder[step]
            before = holder[place[-1]]
            holder[place[-1]] = read_sheet(part_model, said_sheet(part_model, before), before)
            assert read_data(slug, made).package == package, place
            seen.add(part_model.__name__)
    priced = {"Fee"} if package.procedure.fee else set()
    assert {"Page", "Field", "Status", "Transition", "TableFile", "MessageFile", "TestFile"} | priced <= seen


def test_addresses_go_by_names_and_come_back(tmp_path):
    data = json.loads(read(write_package(tmp_path)).canonical)
    address = ("form", "pages", "velo", "fields", "prix")
    assert place_of(data, address) == ("form", "pages", 0, "fields", 1)
    assert address_of(data, ("form", "pages", 0, "fields", 1, "label")) == (*address, "label")
    assert place_of(data, ("form", "pages", "auto", "fields", "prix")) is None
    assert (model_of(("form", "pages", 0)), model_of(("form", "pages", 0, "fields", 1))) == (Page, Field)
    assert model_of(("form", "pages", 0, "title")) is None


def test_a_question_is_added_moved_sent_to_another_page_and_removed(tmp_path):
    data = json.loads(read(write_package(tmp_path)).canonical)
    names = lambda page: [field["name"] for field in data["form"]["pages"][page]["fields"]]  # noqa: E731
    fields = ("form", "pages", "velo", "fields")
    new = {"name": "couleur", "type": "text", "label": "De quelle couleur ?"}
    untouched = to_canonical(data)
    made = Edit("add", fields, new).apply(data)
    assert to_canonical(data) == untouched
    data = made
    assert names(0) == ["neuf", "prix", "usure", "couleur"]
    data = Edit("up", (*fields, "couleur")).apply(data)
    assert names(0) == ["neuf", "prix", "couleur", "usure"]
    data = Edit("up", (*fields, "neuf")).apply(data)
    data = Edit("down", (*fields, "usure")).apply(data)
    assert names(0) == ["neuf", "prix", "couleur", "usure"]
    data = Edit("send", (*fields, "couleur"), to=("form", "pages", "contact", "fields")).apply(data)
    assert (names(0), names(1)) == (["neuf", "prix", "usure"], ["courriel", "couleur"])
    data = Edit("remove", ("form", "pages", "contact", "fields", "couleur")).apply(data)
    assert to_canonical(data) == untouched
    for gone in (("form", "pages", "velo", "fields", "rien"), ("rien", "de", "tel"), ()):
        with pytest.raises(NothingThere):
            Edit("remove", gone).apply(data)


def test_a_new_question_gets_its_name_from_its_label():
    raw = {"type": ["choice"], "label": ["Quel âge a l’élève ?"], "options.0.label": ["Moins de 6 ans"]}
    raw["shown.summary"] = ["true"]
    assert read_sheet(Field, raw) == {
        "name": "quel_age_a_l_eleve",
        "type": "choice",
        "label": "Quel âge a l’élève ?",
        "options": [{"value": "moins_de_6_ans", "label": "Moins de 6 ans"}],
    }


def test_rows_are_added_removed_and_put_in_order():
    options = [{"value": "a", "label": "A"}, {"value": "b", "label": "B", "when": "true"}]
    raw = said_sheet(Field, {"name": "x", "type": "choice", "label": "X", "options": options})
    raw["options.2.label"] = ["C"]
    raw |= {"options.0.position": ["3"], "options.1.position": ["1"], "options.2.position": ["2"]}
    rows = read_sheet(Field, raw)["options"]
    assert [(row["value"], row["label"]) for row in rows] == [("b", "B"), ("c", "C"), ("a", "A")]
    raw["options.1.remove"] = ["1"]
    assert [row["value"] for row in read_sheet(Field, raw)["options"]] == ["c", "a"]


def test_what_a_sheet_does_not_show_stays(tmp_path):
    data = json.loads(read(write_package(tmp_path)).canonical)
    page = data["form"]["pages"][0]
    made = read_sheet(Page, {"name": ["velo"], "title": ["Un autre titre"]}, page)
    assert made == {**page, "title": "Un autre titre"}


def test_a_digest_tells_two_states_apart():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 1, "b": 3})


KEYS = st.sampled_from(
    ["name", "type", "label", "required", "options.0.label", "options.1.value", "options.999.label", "min", "default",
     "personal.category", "prefill.source", "checks.0.that", "shown.desk", "accept", "options.x.y", "", "options"]
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(KEYS, st.lists(st.text(max_size=20), max_size=2)))
def test_whatever_is_typed_becomes_data_that_the_schema_can_judge(raw):
    made = read_sheet(Field, raw)
    with suppress(ValidationError):
        Field.model_validate_json(to_canonical(made))
    assert read_sheet(Field, said_sheet(Field, made), made) is not None


def test_every_key_of_the_schema_has_a_kind():
    todo, seen = [Package], set()
    while todo:
        model = todo.pop()
        if model in seen:
            continue
        seen.add(model)
        for entry in entries(model):
            assert entry.kind
            if entry.model:
                todo.append(entry.model)
    assert len(seen) > 40


def test_rows_that_were_not_sent_stay_in_their_place():
    """A sheet that shows the first rows only loses none of the others."""
    options = [{"value": f"v{n}", "label": f"V{n}"} for n in range(1200)]
    before = {"name": "x", "type": "choice", "label": "X", "options": options}
    shown = said_sheet(Field, {**before, "options": options[:150]})
    shown |= {"options.3.label": ["Autre"], "options.4.remove": ["1"], "options.1200.label": ["Neuf"]}
    made = read_sheet(Field, shown, before)["options"]
    assert len(made) == 1200
    assert (made[3]["label"], made[4], made[1198], made[1199]) == (
        "Autre", options[5], options[1199], {"value": "neuf", "label": "Neuf"},
    )  # fmt: skip
