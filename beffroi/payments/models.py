"""What the commune asks a person to pay, and the sequence its references come from."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.lib.money import Money
from beffroi.lib.personal import NONE, PersonalData
from beffroi.lib.refs import ObjectRef


class PaymentRequest(models.Model):
    """One amount asked for one reason, known to the bank by its structured communication.

    Amount, reason, regime and legal reference come from the room that asks; they never change afterwards.
    ``reason`` says what is paid for, never who pays.
    """

    class Regime(models.TextChoices):
        """A tax is challenged before the Collège, a fee before the justice of the peace; a deposit is no revenue."""

        TAXE = "taxe", _("Taxe")
        REDEVANCE = "redevance", _("Redevance")
        CAUTION = "caution", _("Caution")

    class Status(models.TextChoices):
        """Where a request stands."""

        DUE = "due", _("À payer")
        RECEIVED = "received", _("Payé")
        CANCELLED = "cancelled", _("Annulé")

    class Method(models.TextChoices):
        """How the money arrived."""

        COUNTER = "counter", _("Au guichet")
        TRANSFER = "transfer", _("Par virement")

    personal_data = PersonalData(
        holds="an amount due in a case, and whether it was paid",
        why="collecting a tax or fee set by the council (GDPR art. 6.1.c)",
        retention="ten years as accounting paper (AGW of 16 July 2020), then the destruction list",
        ends="stays its ten years: it names nobody, and the case that it leads to does not either",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    about_kind = models.CharField(_("objet"), max_length=40)
    about_uuid = models.UUIDField(_("identifiant de l’objet"))
    amount_cents = models.PositiveIntegerField(_("montant en cents"))
    reason = models.CharField(_("motif"), max_length=140)
    reference = models.CharField(_("communication structurée"), max_length=12)
    regime = models.CharField(_("régime"), max_length=10, choices=Regime)
    legal_reference = models.TextField(_("base légale"))
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.DUE)
    requested_at = models.DateTimeField(_("demandé le"))
    due_on = models.DateField(_("à payer pour le"), null=True, blank=True)
    received_on = models.DateField(_("reçu le"), null=True, blank=True)
    received_at = models.DateTimeField(_("encodé le"), null=True, blank=True)
    received_by = models.ForeignKey(
        "people.Agent",
        verbose_name=_("encodé par"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    method = models.CharField(_("moyen de paiement"), max_length=10, choices=Method, blank=True)
    cancelled_at = models.DateTimeField(_("annulé le"), null=True, blank=True)
    cancel_reason = models.CharField(_("raison de l’annulation"), max_length=200, blank=True)
    procedure = models.CharField(_("démarche"), max_length=80, blank=True)
    procedure_version = models.PositiveIntegerField(_("version de la démarche"), null=True, blank=True)
    key = models.CharField(_("clé d’unicité"), max_length=200, null=True, blank=True)  # noqa: DJ001 (NULL: no key)

    class Meta:
        verbose_name = _("demande de paiement")
        verbose_name_plural = _("demandes de paiement")
        indexes = [
            # requests_about: what a case owes
            models.Index(fields=["about_kind", "about_uuid"], name="payment_about"),
            # due_requests: the till's list, oldest first
            models.Index(fields=["status", "requested_at"], name="payment_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                name="payment_reference_once",
                violation_error_message=_("Cette communication structurée a déjà servi."),
            ),
            models.UniqueConstraint(
                fields=["key"],
                name="payment_key_once",
                violation_error_message=_("Ce paiement a déjà été demandé."),
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0),
                name="payment_amount_above_zero",
                violation_error_message=_(
                    "Un montant demandé dépasse zéro : ce qui est gratuit ne se demande pas."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    status="received",
                    received_on__isnull=False,
                    received_at__isnull=False,
                    received_by__isnull=False,
                    method__in=["counter", "transfer"],
                )
                | Q(received_on__isnull=True, received_at__isnull=True, received_by__isnull=True, method="")
                & ~Q(status="received"),
                name="payment_received_is_signed",
                violation_error_message=_("Un paiement reçu a une date, un moyen et un agent."),
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | Q(cancelled_at__isnull=True) & ~Q(status="cancelled"),
                name="payment_cancelled_is_dated",
                violation_error_message=_("Une annulation a une date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.reference}"

    @property
    def amount(self) -> Money:
        """The amount asked."""
        return Money.from_cents(self.amount_cents)

    @property
    def about(self) -> ObjectRef:
        """The object the payment is for."""
        return ObjectRef(self.about_kind, self.about_uuid)


class ReferenceCounter(models.Model):
    """The last number given in a year; its row stays locked until the request that took it is committed."""

    personal_data = NONE

    year = models.PositiveSmallIntegerField(_("année"), primary_key=True)
    last = models.PositiveIntegerField(_("dernier numéro"), default=0)

    class Meta:
        verbose_name = _("compteur de communications structurées")
        verbose_name_plural = _("compteurs de communications structurées")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
