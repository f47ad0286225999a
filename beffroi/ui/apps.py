"""The furniture: components and layouts of the three doors."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Registers the checks of the templates."""

    name = "beffroi.ui"
    label = "ui"
    verbose_name = _("Habillage")

    def ready(self) -> None:
        """Let ``manage.py check`` (and so every start) read the templates of the house."""
        from .checks import check_templates

        register(check_templates, "templates")
