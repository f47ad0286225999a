"""The search room in Django's list of apps."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One index for everything that can be found."""

    name = "beffroi.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
