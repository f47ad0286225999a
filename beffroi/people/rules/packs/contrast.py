"""Contrast of colours, by WCAG 2.2."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .schema import Theme

#: The page behind everything, in light.
PAPER = "#ffffff"
TEXT, CONTROL = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, from 0 to 1."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def theme_problems(theme: Theme) -> Iterator[tuple[str, str]]:
    """The tokens that nobody could read, each with the sentence that says why."""
    for token, colour, ground, least, where in (
        ("brand_text", theme.brand_text, theme.brand, TEXT, _("sur la couleur « brand »")),
        ("action", theme.action, PAPER, TEXT, _("sur le fond blanc, et le blanc sur elle")),
        ("brand", theme.brand, PAPER, CONTROL, _("sur le fond blanc")),
        ("accent", theme.accent, PAPER, CONTROL, _("sur le fond blanc")),
    ):
        ratio = contrast(colour, ground)
        if ratio < least:
            yield (
                token,
                _(
                    "la couleur %(colour)s se lit mal %(where)s : contraste %(ratio)s, il faut au moins %(least)s."
                )
                % {
                    "colour": colour,
                    "where": where,
                    "ratio": f"{ratio:.1f}:1".replace(".", ","),
                    "least": f"{least:g}:1".replace(".", ","),
                },
            )
