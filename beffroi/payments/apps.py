"""The room of money asked and received."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """Every euro asked and received."""

    name = "beffroi.payments"
    label = "payments"
    verbose_name = _("Paiements")

    def ready(self) -> None:
        """Make the facts known to the journal."""
        import_module("beffroi.payments.events")
