"""Finding what the commune published, and one's own things, and nothing else."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from beffroi.search import actions, queries
from beffroi.search.actions import NotForEveryone
from beffroi.search.models import Entry, Gram, Posting, Term
from beffroi.search.queries import Hit, search

from .factories import BIRTH, CITIZEN, COUNCIL, HOUSEHOLD, RESIDENCE, STRANGER, WASTE, publish, publish_all

pytestmark = pytest.mark.django_db
PUBLIC = ["public"]


def found(text, audiences=PUBLIC, **more):
    return [hit.uuid for hit in search(text, audiences=audiences, **more)]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("acte de naissance", BIRTH),
        ("NAISSANCES", BIRTH),
        ("menage", HOUSEHOLD),
        ("Comment obtenir une composition de ménage ?", HOUSEHOLD),
        ("compositon de menaje", HOUSEHOLD),  # typing errors
        ("naisance", BIRTH),
        ("atce de naissance", BIRTH),
        ("certificat de residance", RESIDENCE),
        ("compo", HOUSEHOLD),  # still typing
        ("composition de famille", HOUSEHOLD),  # synonyms
        ("preuve de domicile", RESIDENCE),
        ("eid", RESIDENCE),
        ("poubelles", WASTE),
        ("extrait d’acte", BIRTH),
        ("conseil", COUNCIL),
    ],
)
def test_people_find_what_they_mean(asked, first):
    publish_all()
    assert found(asked)[0] == first


@pytest.mark.parametrize(
    "asked", ["", "   ", "?", "xyzzy", "patinoire", "'; DROP TABLE", "%", "_____", "\x00"]
)
def test_a_question_without_answer_finds_nothing(asked):
    publish_all()
    assert found(asked) == []


def test_the_title_comes_before_the_text():
    publish_all()
    assert found("naissance") == [BIRTH, COUNCIL]


def test_a_hit_says_what_it_is_and_shows_why():
    publish(BIRTH, "Acte de naissance", "Demandez un extrait de votre acte.", url_hint="acte-de-naissance")
    [hit] = search("actes", audiences=PUBLIC)
    assert hit == Hit(
        kind="procedure",
        uuid=BIRTH,
        title="Acte de naissance",
        extract="Demandez un extrait de votre acte.",
        score=hit.score,
        language="fr",
        url_hint="acte-de-naissance",
        title_pieces=(("Acte", True), (" de naissance", False)),
        extract_pieces=(
            ("Demandez un ", False),
            ("extrait", True),
            (" de votre ", False),
            ("acte", True),
            (".", False),
        ),
    )


def test_kinds_may_be_chosen():
    publish_all()
    actions.index("page", UUID(int=9), audience="public", language="fr", title="Naissance", text="")
    assert found("naissance", kinds=["page"]) == [UUID(int=9)]
    assert found("naissance", kinds=[]) == []


def test_no_more_than_asked():
    publish_all()
    assert len(search("certificat", audiences=PUBLIC, limit=1)) == 1


# Languages


def test_each_language_is_searched_by_its_own_words():
    publish(BIRTH, "Acte de naissance", "")
    publish(BIRTH, "Geboorteakte", "", language="nl")
    [hit] = search("geboorteakten", audiences=PUBLIC, language="nl")
    assert (hit.title, hit.language) == ("Geboorteakte", "nl")


def test_french_answers_where_the_language_asked_has_nothing():
    publish(BIRTH, "Acte de naissance", "")
    [hit] = search("naissance", audiences=PUBLIC, language="de")
    assert hit.language == "fr"


# Audiences


def a_case(owner):
    actions.index(
        "case",
        UUID(int=8),
        audience=owner,
        language="fr",
        title="Dossier 2026-00042",
        text="naissance de Zélie",
    )


def test_a_citizen_finds_their_own_case_and_a_stranger_does_not():
    a_case(CITIZEN)
    assert found("zelie", [*PUBLIC, CITIZEN]) == [UUID(int=8)]
    assert found("zelie", [*PUBLIC, STRANGER]) == []
    assert found("zelie", PUBLIC) == []
    assert found("zelie", []) == []


def test_a_word_of_someones_case_never_corrects_a_strangers_typing():
    a_case(CITIZEN)
    assert not Term.objects.filter(word="zel").exclude(audience=CITIZEN).exists()
    assert found("zelye", [*PUBLIC, CITIZEN]) == [UUID(int=8)]
    assert found("zelye", [*PUBLIC, STRANGER]) == []


@pytest.mark.parametrize("kind", ["case", "draft", "document", "message", "person", "task"])
def test_nothing_of_a_dossier_enters_the_public_index(kind):
    with pytest.raises(NotForEveryone):
        actions.index(kind, BIRTH, audience="public", language="fr", title="Naissance", text="")
    with pytest.raises(IntegrityError, match="search_entry_never_public"), transaction.atomic():
        Entry.objects.create(kind=kind, uuid=BIRTH, audience="public", language="fr", title="Naissance")


def test_an_audience_is_everyone_or_an_account():
    with pytest.raises(IntegrityError, match="search_entry_audience"), transaction.atomic():
        actions.index("page", BIRTH, audience="agents", language="fr", title="Naissance", text="")


# Filing


def rows():
    return {
        "entries": sorted(Entry.objects.values_list("kind", "uuid", "language", "title")),
        "postings": sorted(Posting.objects.values_list("term__word", "entry__title", "weight")),
        "words": sorted(Term.objects.values_list("audience", "language", "word")),
        "grams": sorted(Gram.objects.values_list("term__word", "gram")),
    }


def test_filing_twice_is_filing_once():
    publish_all()
    before = rows()
    publish_all()
    assert rows() == before


def test_what_is_filed_anew_is_found_by_its_new_words_only():
    publish(BIRTH, "Acte de naissance", "")
    publish(BIRTH, "Acte de mariage", "")
    assert (found("naissance"), found("mariage")) == ([], [BIRTH])


def test_what_moves_to_one_account_leaves_the_public_vocabulary():
    publish(BIRTH, "Acte de naissance", "")
    publish(BIRTH, "Acte de naissance", "", audience=CITIZEN)
    assert found("naissance") == []
    assert {audience for audience, _, _ in rows()["words"]} == {CITIZEN}


def test_nothing_stays_of_what_is_removed():
    publish_all()
    before = rows()
    a_case(CITIZEN)
    actions.remove("case", UUID(int=8))
    assert rows() == before


def test_removing_what_is_not_there_changes_nothing():
    actions.remove("case", UUID(int=8))


def test_filing_everything_anew_gives_the_same_index():
    publish_all()
    before = rows()
    assert actions.rebuild() == 5
    assert rows() == before


# Costs


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("asked", "queries"), [("naissance", 3), ("nbissance", 4), ("?", 0)])
def test_a_question_costs_four_queries_at_most(count, asked, queries, django_assert_num_queries):
    for number in range(count):
        publish(UUID(int=100 + number), f"Naissance {number}", "Acte de naissance et texte")
    with django_assert_num_queries(queries):
        search(asked, audiences=PUBLIC)


@pytest.mark.parametrize("count", [1, 40])
def test_filing_costs_the_same_for_few_and_for_many_words(count, django_assert_num_queries):
    text = " ".join(f"mot{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(count))
    with django_assert_num_queries(16):
        publish(BIRTH, "Naissance", text)
    with django_assert_num_queries(3):
        publish(BIRTH, "Naissance", text)


def test_text_that_postgresql_would_refuse_is_cleaned():
    publish(BIRTH, "Acte\0", "de\0naissance")
    assert Entry.objects.values_list("title", "text").get() == ("Acte", "denaissance")


def test_accents_that_a_pdf_holds_apart_are_put_on_their_letters():
    publish(HOUSEHOLD, "Composition de me\u0301nage", "A\u0300 We\u0301pion")
    assert Entry.objects.values_list("title", "text").get() == ("Composition de ménage", "À Wépion")
    assert found("ménage wépion") == [HOUSEHOLD]


def test_many_words_that_begin_like_the_last_one_do_not_hide_the_others(monkeypatch):
    monkeypatch.setattr(queries, "_MOST_TERMS", 20)
    publish(WASTE, "Divers", " ".join(f"conseil{n}" for n in range(30)))
    publish(COUNCIL, "Vote", "Le vote du budget.")
    assert found("vote con")[0] == COUNCIL
