"""What holds for any form and any request."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.procedures.rules import forms
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.schema import FormFile

from .factories import NUMBER_ID, PROCEDURES, context, shelf

slugs = st.sampled_from(PROCEDURES)
texts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "moi",
            "autre",
            "enfant",
            "represente",
            "personne",
            "premier_degre",
            "banque",
            "yes",
            "poste",
            "1",
            "2026",
        ]
    ),
)


@st.composite
def requests(draw):
    """A procedure, a page of it, and anything a browser (or worse) could send."""
    slug = draw(slugs)
    inputs = [
        name
        for field in shelf(slug).fields
        for name in (field, f"{field}-day", f"{field}-year", f"{field}-street", f"{field}-birth_date-day")
    ]
    raw = draw(st.dictionaries(st.sampled_from(inputs), st.lists(texts, max_size=3), max_size=12))
    return slug, draw(st.sampled_from(list(shelf(slug).pages))), raw


@settings(max_examples=150, deadline=None)
@given(requests(), st.sampled_from([0, 100, 400, 450]))
def test_cleaning_never_raises_and_what_it_keeps_can_be_read_again(request, level):
    slug, page, raw = request
    who = context(level=level, keep_number=lambda number: NUMBER_ID)
    cleaned = forms.clean_page(shelf(slug), page, raw, {}, who)
    assert set(cleaned.values) <= set(shelf(slug).fields)
    kept = {name: value for name, value in cleaned.values.items() if value is not None}
    again = forms.visible_answers(shelf(slug), kept, who)
    assert set(again) <= set(kept)
    assert forms.pages_of(shelf(slug), kept, who)


answers = st.fixed_dictionaries(
    {},
    optional={
        "pour_qui": st.sampled_from(["moi", "enfant", "represente", "autre"]),
        "relation": st.sampled_from(["personne", "representant", "conjoint", "heritier", "autre"]),
        "motif": st.sampled_from(["banque", "pension"]),
        "mode": st.sampled_from(["poste", "telechargement"]),
        "exemplaires": st.integers(-5, 50),
        "personne": st.just({"given_names": "A", "family_name": "B", "birth_date": "1955-02-10"}),
        "date_mariage": st.dates().map(str),
        "courriel": st.one_of(st.just("a@exemple.be"), st.integers(), st.none()),
    },
)


@settings(max_examples=150, deadline=None)
@given(slugs, answers)
def test_the_summary_shows_visible_questions_only(slug, held):
    shown = {
        f.name
        for page in forms.pages_of(shelf(slug), held, context())
        for f in forms.fields_of(shelf(slug), page.name, held, context())
    }
    summary = {row.field for page in forms.summary(shelf(slug), held, context()) for row in page.rows}
    assert summary <= shown
    assert set(forms.visible_answers(shelf(slug), held, context())) <= shown


@settings(max_examples=80, deadline=None)
@given(slugs, answers)
def test_sending_what_is_visible_changes_nothing(slug, held):
    once = forms.visible_answers(shelf(slug), held, context())
    assert forms.visible_answers(shelf(slug), once, context()) == once
    assert forms.check_answers(shelf(slug), once, context()) == forms.check_answers(
        shelf(slug), held, context()
    )


# --- forms that nobody wrote: any questions, repeated blocks among them

PARTS = {
    "text": {},
    "date": {"past": True},
    "number": {"min": 0, "max": 9},
    "amount": {},
    "yes_no": {},
    "choice": {"options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
    "choices": {"options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
    "declaration": {"text": "Je déclare."},
    "address": {},
    "place": {},
    "person": {},
    "note": {"text": "Une note."},
}
CONDITIONS = {
    "text": 'item.{0} != ""',
    "number": "item.{0} > 2",
    "yes_no": "item.{0}",
    "choice": 'item.{0} == "a"',
}


@st.composite
def questions(draw, name, before):
    """A question of a line, perhaps asked by an earlier one of the same line."""
    kind = draw(st.sampled_from(sorted(PARTS)))
    asked_by = draw(st.sampled_from([("", ""), *((n, k) for n, k in before if k in CONDITIONS)]))
    when = {"when": CONDITIONS[asked_by[1]].format(asked_by[0])} if asked_by[0] else {}
    required = draw(st.sampled_from([True, False, "public"]))
    before.append((name, kind))
    return {
        "name": name,
        "type": kind,
        "label": f"Question {name} ?",
        "required": required,
        **PARTS[kind],
        **when,
    }


@st.composite
def blocks(draw, name):
    before: list[tuple[str, str]] = []
    fields = [draw(questions(f"q{n}", before)) for n in range(draw(st.integers(1, 5)))]
    size = draw(st.sampled_from([{}, {"min": 0}, {"min": 2, "max": 3}, {"max": 1}, {"required": False}]))
    return {"name": name, "type": "repeat", "label": "Bloc", "line": "Ligne", "fields": fields, **size}


@st.composite
def forms_with_blocks(draw):
    pages = [
        {
            "name": f"p{n}",
            "title": "Page",
            "fields": [draw(blocks(f"b{n}")), draw(questions(f"seule{n}", []))],
        }
        for n in range(draw(st.integers(1, 2)))
    ]
    pages[-1]["when"] = "size(answers.b0) > 0" if len(pages) > 1 else ""
    package = shelf("acte-de-naissance").package
    form = FormFile.model_validate_json(json.dumps({"pages": pages}))
    return Definition(package.model_copy(update={"form": form}))


@st.composite
def lines_sent(draw, definition):
    """Anything that may be sent of a page, its lines numbered as they like."""
    page = draw(st.sampled_from(list(definition.pages)))
    block, *others = definition.pages[page].fields
    numbers = draw(st.lists(st.sampled_from(["0", "1", "2", "7", "7", "x", ""]), max_size=4))
    names = [f"{block.name}-{n}-{part.name}" for n in ("0", "1", "2", "7") for part in block.fields]
    names += [f.name for f in others]
    ends = ("", "-day", "-month", "-year", "-street", "-number", "-municipality", "-postcode", "-given_names")
    keys = st.sampled_from([name + end for name in names for end in ends])
    said = st.one_of(texts, st.sampled_from(["a", "b", "3", "27", "1300", "Alix", "12,5"]))
    raw = draw(st.dictionaries(keys, st.lists(said, max_size=2), max_size=30))
    return page, {**raw, block.name: numbers}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_form_with_blocks_is_walked_typed_and_sent_without_surprise(data):
    definition = data.draw(forms_with_blocks())
    page, raw = data.draw(lines_sent(definition))
    who = context(audience=data.draw(st.sampled_from(["public", "agent"])))
    cleaned = forms.clean_page(definition, page, raw, {}, who)
    kept = {name: value for name, value in cleaned.values.items() if value is not None}

    drawn = {
        view.name
        for one in forms.fields_of(definition, page, kept, who, raw, cleaned.errors)
        for view in (one, *(inner for line in one.lines for inner in line.fields))
    }
    assert set(cleaned.errors) <= drawn  # every message stands beside its question

    once = forms.visible_answers(definition, kept, who)
    assert set(once) <= set(kept)
    assert forms.visible_answers(definition, once, who) == once
    assert json.loads(json.dumps(once)) == once
    problems = forms.check_answers(definition, once, who)
    assert problems == forms.check_answers(definition, kept, who)
    if not cleaned.errors and page in {one.name for one in forms.pages_of(definition, once, who)}:
        assert [problem for problem in problems if problem.page == page] == []

    block = definition.pages[page].fields[0]
    rows = {row.field for one in forms.summary(definition, once, who) for row in one.rows}
    lines = {f"{block.name}-{place}" for place in range(len(once.get(block.name, ())))}
    assert lines <= rows
    scope = forms.walk(definition, once, who).scope
    for part in block.fields:
        assert len(scope.value(f"answers.{block.name}.map(one, one.{part.name})")) == len(lines)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["q0", "q1", "street"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_draft_that_holds_anything_is_read(data):
    definition = data.draw(forms_with_blocks())
    held = data.draw(st.dictionaries(st.sampled_from(list(definition.fields)), anything))
    once = forms.visible_answers(definition, held, context())
    assert forms.visible_answers(definition, once, context()) == once
    for page in forms.pages_of(definition, held, context()):
        assert forms.fields_of(definition, page.name, held, context())
    forms.check_answers(definition, held, context())
    forms.summary(definition, held, context())
