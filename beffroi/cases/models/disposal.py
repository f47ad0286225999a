"""The end of retention: lists of closed cases that are destroyed, or handed to the archives, once authorised."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import NONE, PersonalData
from beffroi.people.models import Agent

from .case import Case
from .imported import ImportedCase


class DisposalList(models.Model):
    """Closed cases whose retention has ended (*liste d’élimination*, *liste de versement*).

    It takes cases in while it is open; one is open of each kind at most. Closed, it is what is sent to the State
    Archives. Approved, with the reference and day of their authorisation (or of their receipt), its cases are made
    anonymous one by one. Decision: docs/decisions/0036-the-end-of-retention.md.
    """

    class Kind(models.TextChoices):
        """What the packages of its cases say that follows (``retention.then``)."""

        DESTRUCTION = "destruction_list", _("élimination")
        TRANSFER = "transfer_to_archives", _("versement aux archives")

    personal_data = PersonalData(
        holds="which agents closed and approved a list, and by which authorisation",
        why="to account for every destruction of archives (Archives Act of 24 June 1955, art. 5)",
        retention="as long as the commune: it proves that destruction was authorised",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=12)
    kind = models.CharField(max_length=24, choices=Kind)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+")
    visa = models.CharField(max_length=200, blank=True)
    visa_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("liste de fin de conservation")
        verbose_name_plural = _("listes de fin de conservation")
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="disposal_number_is_unique",
                violation_error_message=_("Ce numéro existe déjà."),
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(closed_at__isnull=True),
                name="one_disposal_list_is_open_of_a_kind",
                violation_error_message=_("Une liste de cette sorte est déjà ouverte."),
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True, visa="", visa_on__isnull=True)
                | Q(
                    closed_at__isnull=False,
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    visa_on__isnull=False,
                )
                & ~Q(visa=""),
                name="disposal_is_approved_by_a_visa",
                violation_error_message=_("Une liste approuvée porte la référence et la date de son visa."),
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(approved_at__isnull=False),
                name="disposal_is_done_once_approved",
                violation_error_message=_("Rien n’est détruit sans visa."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DisposalEntry(models.Model):
    """A case on a list: one of ours, or one of the archive of another e-guichet. ``done_at``: it is anonymous now."""

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    list = models.ForeignKey(DisposalList, models.PROTECT, related_name="entries")
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="disposal_entry")
    imported = models.OneToOneField(
        ImportedCase, models.PROTECT, null=True, blank=True, related_name="disposal_entry"
    )
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dossier d’une liste de fin de conservation")
        verbose_name_plural = _("dossiers d’une liste de fin de conservation")
        indexes = [
            # the entries of a list in their order, paged by id
            models.Index(fields=["list", "id"], name="disposal_entry_of_list"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, imported__isnull=True)
                | Q(case__isnull=True, imported__isnull=False),
                name="disposal_entry_is_one_case",
                violation_error_message=_("Une ligne désigne un seul dossier."),
            ),
        ]
