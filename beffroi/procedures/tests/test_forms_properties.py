"""What holds for any form and any request."""

from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.procedures.rules import forms

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
