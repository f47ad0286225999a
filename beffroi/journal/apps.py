"""The journal in Django's list of apps."""

from django.apps import AppConfig

from beffroi.lib import guards


class JournalConfig(AppConfig):
    """Declares which tables only grow."""

    name = "beffroi.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Guard the append-only tables and register the room's own tasks."""
        for table in ("event", "eventobject", "seal", "consultation", "consultationsubject"):
            guards.append_only(f"journal_{table}")
        from . import tasks  # noqa: F401
