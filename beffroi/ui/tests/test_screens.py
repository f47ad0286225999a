"""Every page of the gallery in a real browser: nothing for axe or the HTML checker to find, nothing too wide."""

import pytest
from django.test import Client

from beffroi.ui.gallery import PAGES
from tests.support import browser as support

pytestmark = [pytest.mark.browser(sqlite=True), pytest.mark.once]

VISITORS = {
    "desktop": {"width": support.DESKTOP},
    "telephone": {"width": support.TELEPHONE},
    "400 %": {"width": support.ZOOMED},
    "dark": {"width": support.DESKTOP, "dark": True},
    "400 %, dark": {"width": support.ZOOMED, "dark": True},
    "high contrast": {"width": support.DESKTOP, "contrast": True},
    "high contrast, dark": {"width": support.DESKTOP, "contrast": True, "dark": True},
}


@pytest.fixture(scope="module")
def chromium():
    with support.chromium() as browser:
        yield browser


@pytest.fixture(autouse=True)
def development(settings):
    settings.MODE = "development"


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_visitor_finds_accessible_pages(visitor, chromium, live_server):
    page = support.new_page(chromium, **VISITORS[visitor])
    complaints = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))

    found = {}
    for name in PAGES:
        page.goto(f"{live_server.url}/theme/galerie/{name}/")
        problems = support.accessibility_problems(page) + complaints
        if support.overflow(page) > 0:
            problems.append(f"{support.overflow(page)} pixels too wide")
        if problems:
            found[name] = list(problems)
        complaints.clear()
    page.context.close()

    assert found == {}


def test_nothing_is_too_wide_without_script(chromium, live_server):
    # axe itself is a script: here only the width is measured.
    page = support.new_page(chromium, width=support.ZOOMED, scripts=False)
    wide = {}
    for name in PAGES:
        page.goto(f"{live_server.url}/theme/galerie/{name}/")
        wide[name] = support.overflow(page)
    page.context.close()

    assert wide == dict.fromkeys(PAGES, 0)


@pytest.mark.django_db
def test_the_html_is_valid(tmp_path):
    pages = {name: Client().get(f"/theme/galerie/{name}/").content.decode() for name in PAGES}

    assert support.html_problems(pages, tmp_path) == []


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(chromium, live_server):
    page = support.new_page(chromium)
    page.goto(f"{live_server.url}/theme/galerie/question/")

    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_for_whom-e"


def test_the_menu_folds_on_a_telephone_and_stays_open_without_script(chromium, live_server):
    url = f"{live_server.url}/theme/galerie/accueil/"
    page = support.new_page(chromium, width=support.TELEPHONE)
    page.goto(url)
    assert not page.get_by_role("link", name="Vivre ici").is_visible()
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("link", name="Vivre ici").is_visible()

    plain = support.new_page(chromium, width=support.TELEPHONE, scripts=False)
    plain.goto(url)
    assert plain.get_by_role("link", name="Vivre ici").is_visible()


def test_a_form_is_sent_once(chromium, live_server):
    page = support.new_page(chromium)
    page.goto(f"{live_server.url}/theme/galerie/question/")
    sent = []

    def answer(route):
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/*", answer)
    page.get_by_role("button", name="Continuer", exact=True).click()
    page.get_by_role("button", name="Envoi en cours…").evaluate("button => button.click()")
    page.wait_for_timeout(200)

    assert sent.count("POST") == 1


def test_shortcuts_are_off_until_the_agent_turns_them_on(chromium, live_server):
    page = support.new_page(chromium)
    page.goto(f"{live_server.url}/theme/galerie/bureau/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"

    page.get_by_role("button", name="Raccourcis du clavier").click()
    page.get_by_label("Activer les raccourcis sur cet appareil").check()
    page.get_by_role("button", name="Fermer").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "2026-00412"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "2026-00409"
