"""The agents' workplace."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The agents' workplace."""

    name = "beffroi.desk"
    label = "desk"
    verbose_name = _("Bureau")
    default_auto_field = "django.db.models.BigAutoField"
