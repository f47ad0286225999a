"""Installs the guards after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from . import guards


def _install(sender: AppConfig, using: str, **_: Any) -> None:
    # The signal is sent once per app, after all migrations: one of them is enough.
    if sender.label == "contenttypes":
        guards.install(using)


class LibConfig(AppConfig):
    """lib is an app only so that its signal receivers are connected."""

    name = "beffroi.lib"
    label = "lib"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the guards' installer."""
        post_migrate.connect(_install, dispatch_uid="beffroi.lib.guards")
