"""The citizen's own space."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The citizen's own space."""

    name = "beffroi.portal"
    label = "portal"
    verbose_name = _("Espace privé")
    default_auto_field = "django.db.models.BigAutoField"
