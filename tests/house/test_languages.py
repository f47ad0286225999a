"""What a visitor reads who asks for Dutch, German or English: nothing is left in French without saying so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language_info
from pytest_django import DjangoDbBlocker
from ruamel.yaml import YAML

from beffroi.cases.tests import factories as make
from beffroi.cases.tests.world import World
from beffroi.journal.actions import run_due_jobs
from beffroi.people.rules import cast
from beffroi.website.first_pages import FIRST_PAGES
from beffroi.website.site import open_site
from tests.support import catalogues
from tests.support.french import French

from . import house

pytestmark = pytest.mark.once

LANGUAGES = ("nl", "de", "en")
PROCEDURES = ("acte-de-naissance", "certificat-de-residence", "composition-de-menage")


@pytest.fixture(scope="module")
def commune(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Wavre with its catalogue and its site, beneath the transactions of the tests."""
    found = World()
    with django_db_blocker.unblock():
        found.open()
        open_site()
        yield found
        found.close()


@pytest.fixture
def visitor(commune: World, db: None, clock: Any) -> Any:
    """Makes visitors whose browser asks for a language."""
    return lambda language: Client(headers={"accept-language": language})


@pytest.fixture(scope="module")
def french() -> dict[str, French]:
    """The French of the interface, of the packages and of the first pages, by the language that replaces it."""
    found = {}
    packaged = list(_packaged())
    first_pages = [words for _slug, title, summary, *_rest in FIRST_PAGES for words in (title, summary)]
    for language in LANGUAGES:
        entries = catalogues.read(house.CODE / f"locale/{language}/LC_MESSAGES/django.po")
        texts = [text for entry in entries for text in entry.texts]
        texts += [pair["fr"] for pair in packaged] + first_pages
        allowed = [text for entry in entries for text in entry.translations]
        allowed += [get_language_info(code)["name_local"] for code in (*LANGUAGES, "fr")]
        allowed += [pair[language] for pair in packaged if language in pair]
        found[language] = French(texts, allowed)
    return found


def _packaged() -> Iterator[dict[str, str]]:
    """Texts of procedures and communes with their translations, wherever they are written."""
    yaml = YAML(typ="safe")
    for path in sorted(house.ROOT.glob("catalogue/*/translations/*.yaml")):
        for pair in yaml.load(path) or ():
            yield {"fr": pair["fr"], path.stem: pair["to"]}
    yield from yaml.load(house.ROOT / "catalogue/house-rules.yaml")["translations"]
    for path in sorted(house.ROOT.glob("communes/wavre/*.yaml")):
        yield from _texts(yaml.load(path))


def _texts(node: Any) -> Iterator[dict[str, str]]:
    if isinstance(node, dict) and isinstance(node.get("fr"), str):
        yield node
    elif isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from _texts(child)


PUBLIC = [
    "/",
    reverse("portal:catalogue"),
    *(reverse("portal:procedure", args=[slug]) for slug in PROCEDURES),
    reverse("portal:track"),
    reverse("portal:resume"),
    reverse("portal:verify"),
    reverse("portal:step_up"),
    reverse("account_login"),
    reverse("account_signup"),
    reverse("account_reset_password"),
    reverse("desk:sign_in"),
    "/recherche/?q=geboorte",
    "/contact/",
    "/n-existe-pas/",
]
SPACE = [reverse(f"portal:{name}") for name in ("space", "notices", "my_data")]
DESK = [
    reverse(f"desk:{name}") for name in ("work_list", "case_search", "letters", "till", "jobs", "identity")
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_everybody_may_read(visitor, french, language):
    assert _left(visitor(language), french[language], language, PUBLIC) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form(visitor, french, language):
    client = visitor(language)
    forms = [client.post(reverse("portal:begin", args=[slug]), follow=True) for slug in PROCEDURES]
    pages = [form.redirect_chain[-1][0] for form in forms]

    refused = [client.post(page, {}) for page in pages]

    assert _left(client, french[language], language, pages) == {}
    assert [french[language].left_on(page.content.decode()) for page in refused] == [[]] * len(pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_private_space(visitor, french, language):
    client = visitor(language)
    client.post(reverse("account_login"), {"login": cast.ELISE.email, "password": cast.PASSWORD})

    assert _left(client, french[language], language, SPACE) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk(visitor, french, language):
    client = visitor(language)
    client.post(reverse("desk:sign_in"), {"email": "chef@demo.example", "password": cast.PASSWORD})

    assert _left(client, french[language], language, DESK) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_for_who_asked_and_for_who_handles_it(visitor, french, language):
    case = make.submitted(make.citizen())
    while run_due_jobs(worker="languages", limit=200):
        pass
    citizen, clerk = visitor(language), visitor(language)
    citizen.post(reverse("account_login"), {"login": cast.ELISE.email, "password": cast.PASSWORD})
    clerk.post(reverse("desk:sign_in"), {"email": "chef@demo.example", "password": cast.PASSWORD})

    theirs = [*SPACE, reverse("portal:case", args=[case.pk])]
    handled = [*DESK, f"{DESK[0]}?vue=all", reverse("desk:case", args=[case.pk])]

    assert _left(citizen, french[language], language, theirs) == {}
    assert _left(clerk, french[language], language, handled) == {}


def _left(client: Client, french: French, language: str, addresses: list[str]) -> dict[str, list[str]]:
    """French texts by the address where they are left."""
    answers = {address: client.get(address) for address in addresses}
    assert {address: answer.get("Content-Language") for address, answer in answers.items()} == dict.fromkeys(
        answers, language
    )
    assert [address for address, answer in answers.items() if answer.status_code == 302] == []
    found = {address: french.left_on(answer.content.decode()) for address, answer in answers.items()}
    return {address: texts for address, texts in found.items() if texts}
