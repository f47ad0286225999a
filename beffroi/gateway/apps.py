"""The room by which the house calls the programs of others."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewayConfig(AppConfig):
    """The one way out to the programs of others, only what a person approved, with proof."""

    name = "beffroi.gateway"
    label = "gateway"
    verbose_name = _("Connecteurs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the facts and the background work known to the journal."""
        import_module("beffroi.gateway.events")
        import_module("beffroi.gateway.tasks")
