"""The colours are readable in every scheme, whatever brand a commune brings."""

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from beffroi.ui import theme, views

SCHEMES = ("light", "dark", "light-contrast", "dark-contrast")
STATES = ("done", "waiting", "progress", "refused", "neutral")
GROUNDS = ("paper", "surface", "sunken")

TEXT_PAIRS = [
    *[
        (ink, ground)
        for ink in ("ink", "muted", "action", "action-strong", "visited", "brand")
        for ground in GROUNDS
    ],
    *[(state, ground) for state in STATES for ground in (*GROUNDS, f"{state}-soft")],
    *[("ink", f"{state}-soft") for state in STATES],
    *[("ink", soft) for soft in ("action-soft", "brand-soft")],
    *[("muted", soft) for soft in ("action-soft", "neutral-soft")],
    ("action", "action-soft"),
    ("action", "brand-soft"),
    ("action-strong", "action-soft"),
    ("brand", "brand-soft"),
    ("on-action", "action"),
    ("on-action", "action-strong"),
    ("on-brand", "brand"),
    ("on-focus", "focus"),
    ("paper", "ink"),
]
CONTROL_PAIRS = [
    *[(sign, ground) for sign in ("control", "action", "brand", *STATES) for ground in GROUNDS],
]


def weak(scheme, pairs, least):
    tokens = theme.tokens(scheme)
    return [
        f"{one} on {other}: {theme.contrast(tokens[one], tokens[other]):.2f}"
        for one, other in pairs
        if theme.contrast(tokens[one], tokens[other]) < least
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_is_readable_on_every_ground(scheme):
    assert weak(scheme, TEXT_PAIRS, theme.TEXT) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_controls_and_signs_are_seen_on_every_ground(scheme):
    assert weak(scheme, CONTROL_PAIRS, theme.CONTROL) == []


@pytest.mark.parametrize("scheme", ["light-contrast", "dark-contrast"])
def test_high_contrast_is_high(scheme):
    assert weak(scheme, TEXT_PAIRS, 7) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_focus_ring_is_seen_on_every_ground(scheme):
    # Two rings, one light and one dark: at least one of them stands out.
    tokens = theme.tokens(scheme)
    for ground in GROUNDS:
        best = max(theme.contrast(tokens[ring], tokens[ground]) for ring in ("focus", "on-focus"))
        assert best >= theme.CONTROL


def test_every_scheme_has_the_same_tokens():
    assert len({frozenset(theme.tokens(scheme)) for scheme in SCHEMES}) == 1


def test_contrast_of_known_colours():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(st.integers(0, 0xFFFFFF), st.sampled_from(SCHEMES))
def test_any_brand_becomes_readable(colour, scheme):
    house, found = theme.tokens(scheme), theme.brand_tokens({"brand": f"#{colour:06x}"}, scheme)

    for ground in ("paper", "surface", "sunken"):
        assert theme.contrast(found["brand"], house[ground]) >= theme.TEXT
    assert theme.contrast(found["brand"], found["brand-soft"]) >= theme.TEXT
    assert theme.contrast(found["on-brand"], found["brand"]) >= theme.TEXT
    assert theme.contrast(house["ink"], found["brand-soft"]) >= theme.TEXT


def test_a_readable_brand_is_left_alone():
    assert theme.brand_tokens({"brand": "#7a1f3d"}, "light")["brand"] == "#7a1f3d"


def test_a_theme_says_what_is_wrong_with_it():
    assert theme.problems({"brand": "#8c3b2b"}) == []
    assert theme.problems({}) == ["brand : la couleur de la commune manque."]
    assert theme.problems({"brand": "rouge"}) == [
        "brand : « rouge » n’est pas une couleur de la forme #rrggbb."
    ]
    assert theme.problems({"brand": "#ffe08a"}) == [
        "brand : le contraste avec le fond est de 1.2 ; il faut au moins 4,5."
    ]


def test_a_theme_that_is_no_colour_falls_back_to_the_house():
    assert (
        theme.brand_tokens({"brand": "};body{display:none"}, "light")["brand"]
        == theme.tokens("light")["brand"]
    )


@pytest.fixture
def look(monkeypatch):
    found = theme.Look("belleroche", {"brand": "#0b6e4f"}, "<svg xmlns='http://www.w3.org/2000/svg'/>")
    monkeypatch.setattr(theme, "provider", lambda: found)
    return found


def test_the_look_is_served_for_ever_under_its_fingerprint(look):
    css, logo = Client().get(theme.css_url()), Client().get(theme.logo_url())

    assert css.content.decode() == theme.stylesheet(look.theme)
    assert "--brand:#0b6e4f" in css.content.decode()
    assert css["Cache-Control"] == logo["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (css["Content-Type"], logo["Content-Type"]) == ("text/css; charset=utf-8", "image/svg+xml")
    assert "sandbox" in logo["Content-Security-Policy"]


def test_an_old_fingerprint_answers_but_is_not_kept(look):
    response = Client().get("/theme/belleroche-000000000000.css")

    assert (response.status_code, response["Cache-Control"]) == (200, "no-cache")


def test_the_look_of_another_commune_is_not_served(look):
    with pytest.raises(Http404):
        views.theme(RequestFactory().get("/"), "ailleurs", "000000000000")
