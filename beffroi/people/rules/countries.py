"""Nationalities in words, for the countries that the embedded register knows."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NATIONALITIES = {
    "BE": gettext_lazy("belge"),
    "DE": gettext_lazy("allemande"),
    "ES": gettext_lazy("espagnole"),
    "FR": gettext_lazy("française"),
    "IT": gettext_lazy("italienne"),
    "LU": gettext_lazy("luxembourgeoise"),
    "MA": gettext_lazy("marocaine"),
    "NL": gettext_lazy("néerlandaise"),
    "PL": gettext_lazy("polonaise"),
    "PT": gettext_lazy("portugaise"),
    "RO": gettext_lazy("roumaine"),
    "TR": gettext_lazy("turque"),
}


def nationality_words(code: str) -> str:
    """The nationality of an ISO 3166 code, in the feminine that agrees with *nationalité*."""
    words = NATIONALITIES.get(code)
    return str(words) if words else _("autre (%(code)s)") % {"code": code}
