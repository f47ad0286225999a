"""The room as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who exists, and for whom each may act."""

    name = "beffroi.people"
    label = "people"
