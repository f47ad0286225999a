"""The procedures room in Django's list of apps."""

from django.apps import AppConfig

from beffroi.lib import guards


class ProceduresConfig(AppConfig):
    """Versions, dated options and rows only grow: what a case was decided with can always be read again."""

    name = "beffroi.procedures"
    label = "procedures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Guard the append-only tables, connect the reactions and offer the lists this room can give."""
        for table in ("procedureversion", "procedureoption", "referencerow", "visa"):
            guards.append_only(f"procedures_{table}")
        from . import reactions  # noqa: F401
        from .queries import sources

        sources.offer()
