"""The room where requests become dossiers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Registers what this room offers to packages, and what it does when facts are announced."""

    name = "beffroi.cases"
    label = "cases"
    verbose_name = _("Dossiers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the registers."""
        from . import blocks, reactions, tasks  # noqa: F401
