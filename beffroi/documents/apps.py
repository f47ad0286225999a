"""The room of every file that comes in or goes out."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the room's tasks when the house starts."""

    name = "beffroi.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Documents"

    def ready(self) -> None:
        """Register the tasks of the room."""
        from . import tasks  # noqa: F401
