"""The pages of the site: what a visitor reads, what editors may do, and what publishing leaves behind."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from wagtail.models import Page

from beffroi.journal.actions import run_due_jobs
from beffroi.journal.models import Event
from beffroi.people import actions as people
from beffroi.people.models import Account
from beffroi.people.policies import Role
from beffroi.search import queries as search
from beffroi.website.first_pages import ASKED_MOST
from beffroi.website.models import ContentPage, HomePage
from beffroi.website.site import open_site
from tests.support.doors import reads

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def home() -> HomePage:
    return HomePage.objects.get()


def publish(home: HomePage, **changes) -> ContentPage:
    """An editor writes a page and publishes it."""
    given = {
        "title": "Travaux rue Haute",
        "slug": "travaux",
        "summary": "La rue est fermée.",
        "body": [("heading", {"text": "Jusque quand ?"}), ("text", "<p>Le trolleybus passe ailleurs.</p>")],
        **changes,
    }
    page = home.add_child(instance=ContentPage(**given))
    page.save_revision().publish()
    return page


def names(**filters) -> list[str]:
    return sorted(Event.objects.filter(**filters).values_list("name", flat=True))


def test_the_home_page_opens_on_a_search_and_what_is_asked_most():
    answer = Client().get("/")
    html = answer.content.decode()
    assert html.count("<h1") == 1
    assert 'action="/recherche/"' in html
    for slug in ("acte-de-naissance", "composition-de-menage", "certificat-de-residence"):
        assert f'href="/demarches/{slug}/"' in html
    assert "Nous joindre" in reads(answer)
    assert 'name="robots" content="noindex' in html
    assert "émonstration non officielle" in reads(answer)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "ce site n’est pas celui de la Ville de Wavre. Les habitants, les agents, les tarifs,"),
        ("nl", "dit is niet de website van de Stad Waver. Inwoners, ambtenaren, tarieven,"),
    ],
)
def test_every_page_says_what_is_fictional_in_the_words_of_the_pack(language, told):
    answer = Client(headers={"Accept-Language": language}).get("/demarches/")
    assert told in reads(answer)


def test_what_is_asked_most_in_every_commune_comes_first_until_editors_choose(home):
    context = home.get_context(Client().get("/").wsgi_request)
    assert tuple(card.slug for card in context["popular"]) == ASKED_MOST


def test_editors_choose_what_is_asked_most(home):
    home.popular = "acte-de-mariage\ninconnue\nacte-de-naissance"
    home.save_revision().publish()
    context = HomePage.objects.get().get_context(Client().get("/").wsgi_request)
    assert [card.slug for card in context["popular"]] == ["acte-de-mariage", "acte-de-naissance"]


def test_a_content_page_shows_its_words_and_the_way_back(home):
    publish(home)
    answer = Client().get("/travaux/")
    for words in (
        "Travaux rue Haute",
        "La rue est fermée.",
        "Jusque quand ?",
        "Le trolleybus passe ailleurs.",
    ):
        assert words in reads(answer)


def test_the_contact_page_gives_address_telephone_and_hours():
    answer = Client().get("/contact/")
    assert "Heures d’ouverture" in reads(answer)
    assert 'href="tel:' in answer.content.decode()
    assert "lundi" in reads(answer)


def test_the_menu_and_the_alert_reach_every_door_of_the_public(home):
    publish(home, show_in_menus=True)
    home.alert = "La place est fermée jeudi."
    home.save_revision().publish()
    for path in ("/", "/demarches/", "/suivi/", "/verifier/", "/compte/connexion/"):
        words = reads(Client().get(path))
        assert ("Travaux rue Haute" in words, "La place est fermée jeudi." in words) == (True, True), path


def test_publishing_leaves_a_fact_and_can_be_found(home):
    page = publish(home)
    assert names(objects_concerned__uuid=page.translation_key) == ["PagePublished"]
    assert [hit.title for hit in search.search("trolleybus", audiences=["public"])] == ["Travaux rue Haute"]


def test_taken_off_line_it_is_found_no_more(home):
    page = publish(home)
    page.unpublish()
    assert names(objects_concerned__uuid=page.translation_key) == ["PagePublished", "PageUnpublished"]
    assert search.search("trolleybus", audiences=["public"]) == []
    assert Client().get("/travaux/").status_code == 404


def test_a_page_deleted_is_found_no_more(home):
    publish(home).delete()
    assert search.search("trolleybus", audiences=["public"]) == []


def test_a_draft_of_a_page_is_not_shown(home):
    home.add_child(instance=ContentPage(title="Bientôt", slug="brouillon", live=False))
    assert Client().get("/brouillon/").status_code == 404


def test_a_post_of_editor_opens_the_pages_and_nothing_else(at_the_desk):
    while run_due_jobs(worker="test", limit=200):
        pass
    editor = Account.objects.get(email="redaction@demo.example")
    home = HomePage.objects.get()
    allowed = {
        name
        for name in ("can_edit", "can_publish", "can_add_subpage")
        if getattr(home.permissions_for_user(editor), name)()
    }
    assert allowed == {"can_edit", "can_publish", "can_add_subpage"}
    assert not editor.is_staff and not editor.is_superuser
    assert not editor.has_perm("wagtailadmin.change_user") and not editor.has_perm("people.change_account")
    browser = at_the_desk("redaction@demo.example")
    assert browser.get("/bureau/site/").status_code == 200
    assert browser.get(f"/bureau/site/pages/{home.pk}/edit/").status_code == 200
    assert browser.get("/bureau/site/images/add/").status_code == 200
    assert browser.get("/bureau/site/users/").status_code in (302, 403, 404)


def test_editing_ends_with_the_post_of_editor_whatever_other_post_goes_on(at_the_desk):
    editor = Account.objects.get(email="redaction@demo.example")
    people.appoint_agent(account=editor, department="population", role=Role.CLERK)
    people.release_agent(agent_id=editor.posts.get(role=Role.EDITOR).pk)
    browser = at_the_desk("redaction@demo.example")
    assert (browser.get("/bureau/").status_code, browser.get("/bureau/site/").status_code) == (200, 404)


@pytest.mark.parametrize("screen", ["account/", "password_reset/"])
def test_the_editing_screens_change_neither_password_nor_address(at_the_desk, screen):
    """That is done where an address is confirmed and attempts are counted (/compte/)."""
    answer = at_the_desk("redaction@demo.example").get(f"/bureau/site/{screen}")
    html = answer.content.decode()
    assert 'name="email-email"' not in html and 'type="password"' not in html and 'name="email"' not in html


def test_the_editing_screens_load_nothing_from_elsewhere(at_the_desk):
    policy = at_the_desk("redaction@demo.example").get("/bureau/site/")["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "http" not in policy and "*" not in policy


@pytest.mark.parametrize(
    "address", ["/", "/demarches/", "/mon-espace/", "/bureau/connexion/", "/nulle-part/"]
)
def test_every_page_runs_only_what_the_house_ships(client, address):
    rules = dict(rule.split(" ", 1) for rule in client.get(address)["Content-Security-Policy"].split("; "))
    nothing, ours = "'none'", "'self'"
    assert rules == {
        "default-src": nothing,
        "base-uri": nothing,
        "img-src": "'self' data:",
        **dict.fromkeys(("script-src", "style-src", "font-src", "connect-src", "form-action"), ours),
        **dict.fromkeys(("frame-src", "frame-ancestors", "manifest-src", "object-src"), ours),
    }


def test_what_the_editing_screen_loads_is_collected_with_the_house(at_the_desk):
    """In production a file that no installed application carries is no gap in the page: the whole page fails."""
    page = ContentPage.objects.get(slug="aide")
    screen = at_the_desk("redaction@demo.example").get(f"/bureau/site/pages/{page.pk}/edit/").content.decode()
    loaded = {path.split("?")[0] for path in re.findall(r'(?:src|href)="/static/([^"]+)"', screen)}
    assert "table_block/js/table.js" in loaded
    assert [path for path in sorted(loaded) if finders.find(path) is None] == []


def test_an_editor_goes_back_to_the_desk_and_asks_no_moderator(at_the_desk):
    page = ContentPage.objects.get(slug="aide")
    screen = at_the_desk("redaction@demo.example").get(f"/bureau/site/pages/{page.pk}/edit/").content.decode()
    assert "Retour au bureau" in screen
    assert "action-submit" not in screen


@pytest.mark.parametrize("email", ["agent@demo.example", "chef@demo.example"])
def test_other_agents_do_not_edit(at_the_desk, email):
    browser = at_the_desk(email)
    assert browser.get("/bureau/site/").status_code == 404
    assert browser.get("/bureau/site/pages/").status_code == 404


def test_opening_the_site_again_touches_nothing(home):
    Page.objects.filter(pk=home.pk).update(title="Ce que la rédaction a écrit")
    assert open_site() is False
    assert HomePage.objects.get().title == "Ce que la rédaction a écrit"


@pytest.mark.parametrize(
    "path",
    [
        "/rien/",
        "/%00/",
        "/demarches/rien/",
        "/demarches/rien%00/",
        "/rien/?q=%0%000",
        "/documents/1/x/",
        "/_util/login/",
    ],
)
def test_what_does_not_exist_is_a_page_of_ours(path):
    answer = Client().get(path)
    assert (answer.status_code, answer.content.decode().count("<h1")) == (404, 1)


def test_a_made_up_session_key_is_no_session():
    client = Client()
    client.cookies["sessionid"] = '"\\000aaaaaaaaaaaaaaaa"'
    assert client.get("/").status_code == 200
