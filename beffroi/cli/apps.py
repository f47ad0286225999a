"""The operator's and the developer's door."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CliConfig(AppConfig):
    """The operator's and the developer's door."""

    name = "beffroi.cli"
    label = "cli"
    verbose_name = _("Commande")
    default_auto_field = "django.db.models.BigAutoField"
