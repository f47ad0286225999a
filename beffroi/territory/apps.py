"""The room as a Django app."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Where: municipalities, sections, streets, schools."""

    name = "beffroi.territory"
    label = "territory"
