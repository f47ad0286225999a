"""What the site says on every page of the public doors: its menu and its alert, as editors keep them in Wagtail."""

from __future__ import annotations

from .models import ContentPage, HomePage


def menu() -> list[tuple[str, str]]:
    """The pages that editors put in the menu, by title and address, in their order (two queries at most)."""
    home = HomePage.objects.live().first()
    if home is None:
        return []
    pages = ContentPage.objects.live().public().in_menu().child_of(home).order_by("path")
    return [(page.title, f"/{page.slug}/") for page in pages]


def alerts() -> list[str]:
    """The sentence at the top of the site, while there is one."""
    found = HomePage.objects.live().values_list("alert", flat=True).first()
    return [found] if found else []
