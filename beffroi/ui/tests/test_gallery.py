"""The gallery shows every component, in development only; refusals are calm pages with a way on."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from beffroi.ui import views
from beffroi.ui.gallery import PAGES, DummyHouse


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_the_gallery_is_served_in_development(page, settings):
    settings.MODE = "development"
    response = Client().get(f"/theme/galerie/{page}/")
    html = response.content.decode()

    assert response.status_code == 200
    assert "<c-" not in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert '<html lang="fr"' in html
    assert '<meta name="robots" content="noindex, nofollow">' in html


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_the_gallery_is_closed_elsewhere(mode, settings):
    settings.MODE, settings.DEBUG = mode, False
    request = RequestFactory().get("/theme/galerie/")

    with pytest.raises(views.Http404):
        views.gallery(request)


@pytest.mark.django_db
def test_no_id_is_used_twice(settings):
    settings.MODE = "development"
    for page in PAGES:
        ids = re.findall(r'\bid="([^"]+)"', Client().get(f"/theme/galerie/{page}/").content.decode())
        assert sorted(ids) == sorted(set(ids)), page


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404"])
def test_a_refusal_offers_a_way_on(name):
    html = render_to_string(f"{name}.html", {"house": DummyHouse()}, RequestFactory().get("/perdu/"))

    assert 'href="/"' in html
    assert "010 00 00 00" in html


def test_the_page_of_an_incident_needs_nothing():
    response = views.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "Vous n’avez rien fait de mal." in response.content.decode()


def test_a_language_is_chosen_without_a_token():
    response = Client(enforce_csrf_checks=True).post("/langue/", {"language": "nl", "next": "/suivi/"})

    assert (response.status_code, response["Location"]) == (302, "/suivi/")
    assert response.cookies["django_language"].value == "nl"


@pytest.mark.django_db
def test_a_session_that_lapsed_cannot_be_prolonged():
    assert Client().post("/session/prolonger/").status_code == 401


@pytest.mark.django_db
def test_a_session_is_prolonged_by_one_button():
    client = Client()
    session = client.session
    session["drafts"] = ["x"]
    session.save()

    response = client.post("/session/prolonger/")

    assert response.status_code == 204
    assert response.cookies["sessionid"]["max-age"] == 7200
