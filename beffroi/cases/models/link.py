"""Cases that another case opened."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import NONE

from .case import Case


class CaseLink(models.Model):
    """One case opened by the circuit of another, which may wait for its end.

    ``step`` is the opener's revision in which it was opened: the opener is told when all those of one step have ended.
    ``kind`` is the package's own word for what the other case is to it; ``depth`` counts the cases above, so that
    procedures that open each other end somewhere.
    """

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    opener = models.ForeignKey(Case, models.CASCADE, related_name="links_opened")
    opened = models.OneToOneField(Case, models.CASCADE, related_name="link_to_opener")
    kind = models.SlugField(max_length=40, blank=True)
    call = models.CharField(max_length=160)
    step = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lien entre dossiers")
        verbose_name_plural = _("liens entre dossiers")
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opener", "step", "call"],
                name="a_call_opens_one_case",
                violation_error_message=_("Ce dossier lié est déjà ouvert."),
            ),
            models.CheckConstraint(
                condition=~models.Q(opener=models.F("opened")),
                name="a_case_does_not_open_itself",
                violation_error_message=_("Un dossier ne s’ouvre pas lui-même."),
            ),
        ]
