"""Build the first pages of the site (called by ``beffroi setup`` and ``beffroi demo``)."""

from typing import Any

from django.core.management.base import BaseCommand

from beffroi.website.site import open_site


class Command(BaseCommand):
    """Does nothing where the site already stands."""

    help = "Crée les premières pages du site"

    def handle(self, *args: Any, **options: Any) -> None:
        """Build."""
        open_site()
