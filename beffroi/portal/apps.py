"""The citizen's own space."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The citizen's own space."""

    name = "beffroi.portal"
    label = "portal"
    verbose_name = _("Espace privé")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the work that this door leaves to jobs, and what it hears from the sign-in library."""
        from .people import signals, tasks  # noqa: F401
