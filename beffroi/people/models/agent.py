"""Posts in the commune's service."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import PersonalData
from beffroi.people.rules import ROLE_LABELS, Role

from .organisation import Department


class Agent(models.Model):
    """A dated post: this account works in this department, in this role, from a day to a day (both included)."""

    personal_data = PersonalData(
        holds="who works in which department, in which role, when",
        why="rights at the desk and traceability of acts (public task)",
        retention="as long as the facts of the post are kept",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    role = models.CharField(
        _("rôle"),
        max_length=20,
        choices=[(role.value, label) for role, label in ROLE_LABELS.items() if role != Role.CITIZEN],
    )
    valid_from = models.DateField(_("dès le"))
    valid_to = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        ordering = ("valid_from", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("account", "department", "role", "valid_from"),
                name="agent_post_once",
                violation_error_message=_("Cette personne occupe déjà ce poste à cette date."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="agent_post_in_order",
                violation_error_message=_("La fin du poste précède son début."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} · {self.department_id} · {self.role}"
