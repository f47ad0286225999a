"""The room of letters and mails."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    """Everything that goes between the commune and someone, by which channel, with proof."""

    name = "beffroi.correspondence"
    label = "correspondence"
    verbose_name = _("Courrier")

    def ready(self) -> None:
        """Make the facts and the background work known to the journal."""
        import_module("beffroi.correspondence.events")
        import_module("beffroi.correspondence.tasks")
