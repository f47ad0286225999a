"""A question that an answer brings onto the page it stands on is asked before anything is said to be missing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from beffroi.cases.models import Draft
from beffroi.lib.acting import HOUSE
from beffroi.procedures.actions import publish_version
from beffroi.procedures.tests.factories import FORM, with_line, write_package
from tests.support.doors import reads, summary

from .test_form import begin

SAID = "Votre réponse amène une question de plus. Répondez-y, puis continuez."
QUESTION = "Dans quel état est-il ?"


@pytest.fixture(params=["true", "false"])
def required(request):
    """Whether the question about wear needs an answer."""
    return request.param


@pytest.fixture
def visitor(house, tmp_path, required):
    """Somebody before the small package."""
    form = FORM.replace("label: Dans quel état", f"required: {required}\n            label: Dans quel état")
    population = with_line("procedure", "department: mobilite", "department: population")
    publish_version(actor=HOUSE, path=write_package(tmp_path / "prime", form=form, **population))
    return Client()


@pytest.fixture
def page(visitor):
    """The address of its first page."""
    return f"{begin(visitor, 'prime')}page/velo/"


def asked(answer) -> str:
    return re.search(r'name="asked" value="([^"]*)"', answer.content.decode()).group(1)


def test_it_is_asked_and_nobody_is_blamed(visitor, page):
    shown = visitor.get(page)
    assert (asked(shown), QUESTION in reads(shown)) == ("neuf prix", False)
    answer = visitor.post(page, {"neuf": "no", "prix": "100", "asked": asked(shown)})
    assert (answer.status_code, answer["Location"]) == (302, f"{page}#id_usure")
    shown = visitor.get(page)
    assert (asked(shown), QUESTION in reads(shown), SAID in reads(shown)) == ("neuf prix usure", True, True)
    assert (shown.status_code, summary(shown)) == (200, [])
    answer = visitor.post(page, {"neuf": "no", "prix": "100", "usure": "Rouillé", "asked": asked(shown)})
    assert "contact" in answer["Location"]
    assert Draft.objects.get().answers == {"neuf": False, "prix": 10000, "usure": "Rouillé"}


def test_beside_what_is_wrong_it_is_asked_as_well(visitor, page):
    answer = visitor.post(page, {"neuf": "no", "prix": "cher", "asked": "neuf prix"})
    assert (answer.status_code, asked(answer)) == (422, "neuf prix usure")
    assert [link for link, _words in summary(answer)] == ["#id_prix"]


def test_once_asked_it_may_be_missing(visitor, page, required):
    answer = visitor.post(page, {"neuf": "no", "prix": "100", "usure": "", "asked": "neuf prix usure"})
    said = [link for link, _words in summary(answer)]
    assert (answer.status_code, said) == {"true": (422, ["#id_usure"]), "false": (302, [])}[required]


def test_a_page_on_which_nothing_depends_does_not_say_what_it_asks(visitor, page):
    """Its script then neither hurries nor asks what has come."""
    visitor.post(page, {"neuf": "yes", "prix": "100", "asked": "neuf prix"})
    contact = page.replace("velo", "contact")
    assert 'name="asked"' not in visitor.get(contact).content.decode()
    told = [visitor.post(f"{one}garder/", {}).json() for one in (page, contact)]
    assert [one.get("asked") for one in told] == ["neuf prix", None]


def test_what_was_answered_before_is_not_lost(visitor, page):
    visitor.post(page, {"neuf": "no", "prix": "100", "usure": "Rouillé", "asked": "neuf prix usure"})
    visitor.post(page, {"neuf": "yes", "prix": "100", "asked": "neuf prix usure"})
    visitor.post(page, {"neuf": "no", "prix": "100", "asked": "neuf prix"})
    assert 'value="Rouillé"' in visitor.get(page).content.decode()


def test_a_page_that_saves_itself_does_not_pass_over_it(visitor, page):
    answer = visitor.post(f"{page}garder/", {"neuf": "no", "prix": "100", "asked": "neuf prix"})
    assert answer.status_code == 200
    answer = visitor.post(page, {"neuf": "no", "prix": "100", "asked": "neuf prix"})
    assert answer["Location"] == f"{page}#id_usure"


@pytest.mark.parametrize("said", ["", "\0 <b>", "neuf " * 9000, "usure"])
def test_what_a_program_says_it_was_asked_does_no_harm(visitor, page, said):
    assert visitor.post(page, {"neuf": "no", "prix": "100", "asked": said}).status_code in (302, 422)
