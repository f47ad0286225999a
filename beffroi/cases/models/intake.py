"""How a request that was not sent online reached the commune."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.cases.rules.arriving import COPY, DECLARED, EMAIL, LETTER, SEEN, SIGNED
from beffroi.lib.personal import PersonalData
from beffroi.people.models import Agent


class Intake(models.Model):
    """A request that an agent encodes for somebody who wrote, came or called; its draft, then its case, point here.

    ``department`` is the one whose agents may go on with it, ``agent`` the one who began. ``printed`` is the number of
    the version that the paper was printed from, when it came back on paper. The channel stands on draft and case.
    See docs/decisions/0033-encoding-for-somebody.md.
    """

    personal_data = PersonalData(
        holds="the day a request came, how its applicant was identified, which agent encoded it",
        why="to handle requests made otherwise than online, and to say who encoded them (GDPR art. 6.1.e)",
        retention="with its draft, then with its case",
        ends="deleted",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    department = models.SlugField(max_length=80)
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    received_on = models.DateField()
    identity = models.CharField(max_length=12)
    reply = models.CharField(max_length=12)
    printed = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("encodage d’une demande reçue hors ligne")
        verbose_name_plural = _("encodages de demandes reçues hors ligne")
        indexes = [
            # what a department is encoding
            models.Index(fields=["department"], name="intake_of_department"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(identity__in=[SEEN, COPY, SIGNED, DECLARED]),
                name="intake_says_how_the_person_is_known",
                violation_error_message=_("Dites comment vous savez qui demande."),
            ),
            models.CheckConstraint(
                condition=models.Q(reply__in=[EMAIL, LETTER]),
                name="intake_says_how_to_reply",
                violation_error_message=_("Dites comment répondre à la personne."),
            ),
        ]
