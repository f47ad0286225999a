"""The colours of a commune: derived from its one brand colour, checked, and served as a small style sheet.

The house's own colours are in ``tokens.json``. A commune gives ``{"brand": "#8c3b2b"}`` (and, when it wants its own for
dark screens, ``"brand_dark"``); everything that uses the brand is computed from it so that it stays readable.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _

TEXT = 4.5
"""Least contrast of text with its ground (WCAG 1.4.3)."""
CONTROL = 3.0
"""Least contrast of a control or a sign with its ground (WCAG 1.4.11)."""

_HEX = re.compile(r"#[0-9a-f]{6}")
_MEDIA = {
    "light": "",
    "dark": "(prefers-color-scheme: dark)",
    "light-contrast": "(prefers-contrast: more)",
    "dark-contrast": "(prefers-contrast: more) and (prefers-color-scheme: dark)",
}

Theme = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """What a commune brings: its theme and its logo (an SVG drawing, or empty)."""

    slug: str
    theme: Theme
    logo: str = ""


Provider = Callable[[], Look | None]


def _nobody() -> Look | None:
    return None


provider: Provider = _nobody
"""Gives the look of the commune that this installation serves; ``config`` wires it (this room knows no other)."""


def wire(function: Provider) -> None:
    """Say where the look comes from."""
    global provider
    provider = function


@lru_cache
def tokens(scheme: str) -> Mapping[str, str]:
    """The house's colours by name: ``light``, ``dark``, ``light-contrast`` or ``dark-contrast``."""
    return dict(json.loads(Path(__file__).with_name("tokens.json").read_text())[scheme])


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, from 0 to 1 (WCAG 2.2)."""
    linear = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (n / 255 for n in _channels(colour))
    )
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """A colour between two, with ``share`` (0 to 1) of the first."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def readable(colour: str, grounds: list[str], towards: str, least: float = TEXT) -> str:
    """The colour, moved towards another one only as far as every ground needs."""
    for step in range(21):
        moved = mix(towards, colour, step / 20)
        if all(contrast(moved, ground) >= least for ground in grounds):
            return moved
    return towards


def problems(theme: Theme) -> list[str]:
    """What is wrong with a theme, in French, for whoever wrote the commune pack (empty: nothing)."""
    found = []
    for key in ("brand", "brand_dark"):
        value = theme.get(key, "")
        if value and not _HEX.fullmatch(value.lower()):
            found.append(
                _("%(key)s : « %(value)s » n’est pas une couleur de la forme #rrggbb.")
                % {"key": key, "value": value}
            )
    if found:
        return found
    if not theme.get("brand"):
        return [_("brand : la couleur de la commune manque.")]
    for key, scheme in (("brand", "light"), ("brand_dark", "dark")):
        ratio = contrast(theme[key], tokens(scheme)["paper"]) if theme.get(key) else TEXT
        if ratio < TEXT:
            found.append(
                _("%(key)s : le contraste avec le fond est de %(ratio).1f ; il faut au moins 4,5.")
                % {"key": key, "ratio": ratio}
            )
    return found


def brand_tokens(theme: Theme, scheme: str) -> dict[str, str]:
    """The brand's three tokens in a scheme, whatever the theme asks: always readable."""
    house = tokens(scheme)
    own = (
        (theme.get("brand_dark") if scheme.startswith("dark") else "") or theme.get("brand") or house["brand"]
    )
    if not _HEX.fullmatch(own.lower()):
        own = house["brand"]
    plain = "contrast" in scheme
    soft = house["surface"] if plain else mix(own.lower(), house["paper"], 0.1)
    brand = readable(
        own.lower(),
        [house["paper"], house["surface"], house["sunken"], soft],
        house["ink"],
        7 if plain else TEXT,
    )
    on_brand = max(("#ffffff", "#14110f"), key=lambda ink: contrast(ink, brand))
    return {"brand": brand, "on-brand": on_brand, "brand-soft": soft}


def stylesheet(theme: Theme) -> str:
    """The style sheet that sets the brand of a commune in the four schemes."""
    rules = []
    for scheme, media in _MEDIA.items():
        values = "".join(f"--{name}:{value};" for name, value in brand_tokens(theme, scheme).items())
        rule = f":root{{{values}}}"
        rules.append(f"@media screen and {media}{{{rule}}}" if media else rule)
    return "\n".join(rules) + "\n"


def fingerprint(content: str) -> str:
    """Changes whenever a served content does, so that its address may be kept for ever."""
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def css_url() -> str:
    """The address of the commune's style sheet, or empty."""
    look = provider()
    return reverse("ui:theme", args=[look.slug, _stamp(tuple(sorted(look.theme.items())))]) if look else ""


@lru_cache(maxsize=8)
def _stamp(theme: tuple[tuple[str, str], ...]) -> str:
    """The fingerprint of a theme's style sheet: twenty shades are tried for it, so it is worked out once."""
    return fingerprint(stylesheet(dict(theme)))


def logo_url() -> str:
    """The address of the commune's logo, or empty."""
    look = provider()
    return reverse("ui:logo", args=[look.slug, fingerprint(look.logo)]) if look and look.logo else ""
