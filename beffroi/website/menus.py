"""What the site says on every page of the public doors: its menu and its alert, as editors keep them in Wagtail."""

from __future__ import annotations

from wagtail.models import PageViewRestriction

from beffroi.lib.kept import Kept

from .models import ContentPage, HomePage


def menu() -> list[tuple[str, str, str]]:
    """The pages that editors put in the menu: title, its language and address, in their order (kept five seconds)."""
    return _menu()


def _read_menu() -> list[tuple[str, str, str]]:
    home = HomePage.objects.live().first()
    if home is None:
        return []
    pages = (
        ContentPage.objects.live().public().in_menu().child_of(home).select_related("locale").order_by("path")
    )
    return [(page.title, page.locale.language_code, f"/{page.slug}/") for page in pages]


def alerts() -> list[tuple[str, str]]:
    """The sentence at the top of the site and its language, while there is one (kept five seconds)."""
    return _alerts()


def _read_alerts() -> list[tuple[str, str]]:
    found = HomePage.objects.live().values_list("alert", "locale__language_code").first()
    return [found] if found and found[0] else []


_menu = Kept(_read_menu, HomePage, ContentPage, PageViewRestriction)
_alerts = Kept(_read_alerts, HomePage)
