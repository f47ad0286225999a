"""What was said to someone (Message) and how it travelled (Delivery)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import PersonalData
from beffroi.lib.refs import ObjectRef
from beffroi.lib.vault import vault

from .rules import LONGEST_SUBJECT, Recipient


class Message(models.Model):
    """A text sent to one recipient about one object; never changed once written.

    ``body`` and ``recipient`` lie encrypted; ``text`` and ``to`` read them, ``seal`` writes them. ``subject``
    stays readable in lists: by the rule of the house it names the procedure, never a person. ``footnote`` is the same
    for everybody (the privacy notice in short) and stands below the signature.
    """

    personal_data = PersonalData(
        holds="identity, contact details, content of the message",
        why="telling a person about their own case (GDPR art. 6.1.e); proof of what was sent",
        retention="as the case it is about",
        ends="deleted",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    about_kind = models.CharField(_("objet"), max_length=40)
    about_uuid = models.UUIDField(_("identifiant de l’objet"))
    template = models.CharField(_("modèle"), max_length=80)
    language = models.CharField(_("langue"), max_length=5)
    subject = models.CharField(_("sujet"), max_length=LONGEST_SUBJECT)
    body = models.TextField(_("texte, chiffré"))
    recipient = models.TextField(_("destinataire, chiffré"))
    recipient_account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("compte du destinataire"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    department = models.CharField(_("service"), max_length=60, blank=True)
    footnote = models.TextField(_("mention au bas"), blank=True)
    enclosures = models.ManyToManyField("documents.Document", verbose_name=_("annexes"), related_name="+")
    procedure = models.CharField(_("démarche"), max_length=80, blank=True)
    procedure_version = models.PositiveIntegerField(_("version de la démarche"), null=True, blank=True)
    key = models.CharField(_("clé d’unicité"), max_length=200, null=True, blank=True)  # noqa: DJ001 (NULL: no key)
    created_at = models.DateTimeField(_("écrit le"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            # messages_about: the history of a case
            models.Index(fields=["about_kind", "about_uuid", "created_at"], name="message_about"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="message_key_once",
                violation_error_message=_("Ce message a déjà été écrit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"

    @property
    def about(self) -> ObjectRef:
        """The object the message is about."""
        return ObjectRef(self.about_kind, self.about_uuid)

    @property
    def text(self) -> str:
        """The body in clear."""
        return vault().decrypt_text(self.body, f"message:{self.pk}:body")

    @property
    def to(self) -> Recipient:
        """The recipient in clear, as it was when the message was written."""
        return Recipient.parse(vault().decrypt_text(self.recipient, f"message:{self.pk}:recipient"))

    def seal(self, *, text: str, to: Recipient) -> None:
        """Encrypt the body and the recipient, each bound to this message."""
        self.body = vault().encrypt_text(text, f"message:{self.pk}:body")
        self.recipient = vault().encrypt_text(to.serialise(), f"message:{self.pk}:recipient")


class Delivery(models.Model):
    """One message on one channel, with what proves that it went.

    ``at`` is the instant of the present status. ``proof`` holds the message id, the digest and the receiving
    server's words for a mail, or the agent who printed a letter. ``file`` is the letter, once rendered.
    """

    class Channel(models.TextChoices):
        """How a message travels."""

        EMAIL = "email", _("Courriel")
        SPACE = "space", _("Espace personnel")
        LETTER = "letter", _("Lettre")

    class Status(models.TextChoices):
        """Where a delivery stands. ``sent``: taken by the mail server, or readable in the private space."""

        QUEUED = "queued", _("En attente")
        SENT = "sent", _("Envoyé")
        FAILED = "failed", _("Refusé")
        PRINTED = "printed", _("Imprimé")
        READ = "read", _("Lu")

    personal_data = PersonalData(
        holds="when and how a message reached a person",
        why="proof of sending (GDPR art. 6.1.e)",
        retention="as the message",
        ends="deleted, with its letter",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    message = models.ForeignKey(
        Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="deliveries"
    )
    channel = models.CharField(_("canal"), max_length=10, choices=Channel)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.QUEUED)
    at = models.DateTimeField(_("depuis le"))
    proof = models.JSONField(_("preuve"), default=dict, blank=True)
    file = models.ForeignKey(
        "documents.File",
        verbose_name=_("lettre à imprimer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("remise")
        verbose_name_plural = _("remises")
        indexes = [
            # letters_to_print, space_notices: what waits on a channel
            models.Index(fields=["channel", "status", "at"], name="delivery_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel"],
                name="delivery_once_per_channel",
                violation_error_message=_("Ce message part déjà par ce canal."),
            ),
            models.CheckConstraint(
                condition=Q(channel="email", status__in=["queued", "sent", "failed"])
                | Q(channel="space", status__in=["sent", "read"])
                | Q(channel="letter", status__in=["queued", "printed"]),
                name="delivery_status_fits_channel",
                violation_error_message=_("Cet état n’existe pas pour ce canal."),
            ),
            models.CheckConstraint(
                condition=~Q(status="printed") | Q(file__isnull=False),
                name="delivery_printed_has_file",
                violation_error_message=_("Une lettre imprimée a un fichier."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.status} {self.pk}"
