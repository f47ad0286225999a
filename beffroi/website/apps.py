"""The public site, edited in Wagtail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    """The public site, edited in Wagtail."""

    name = "beffroi.website"
    label = "website"
    verbose_name = _("Site public")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear Wagtail’s signals."""
        from . import signals  # noqa: F401
