"""Files as they lie on disk, and the documents that the commune gives or hands over."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import PersonalData
from beffroi.lib.refs import ObjectRef


class File(models.Model):
    """Bytes that never change, encrypted at ``FILES_DIR/path``.

    ``sha256`` and ``size`` are those of the bytes in clear; ``content_type`` was read from the content, never
    believed from the sender; ``converted_from`` is the type that arrived where another is kept (a photograph in HEIC,
    kept as JPEG); ``key_id`` names the key of the vault (it stands in the stored header too).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    path = models.CharField(_("emplacement"), max_length=60, unique=True)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    size = models.PositiveBigIntegerField(_("taille"))
    content_type = models.CharField(_("type"), max_length=100)
    converted_from = models.CharField(_("converti depuis"), max_length=100, blank=True, db_default="")
    key_id = models.CharField(_("clé"), max_length=20)
    name = models.CharField(_("nom"), max_length=200)
    purpose = models.CharField(_("usage"), max_length=40)
    created_at = models.DateTimeField(_("reçu le"))

    personal_data: ClassVar[PersonalData] = PersonalData(
        holds="whatever a person sent as evidence (pictures without what cameras add), or a document about a person",
        why="handling the request (GDPR art. 6.1.e)",
        retention="as long as the case or document that holds it",
        ends="deleted; the sweeper removes the bytes a day later",
    )

    class Meta:
        verbose_name = _("fichier")
        verbose_name_plural = _("fichiers")
        indexes = [
            # queries.verify_bytes: is this digest that of a document we gave?
            models.Index(fields=["sha256"], name="file_by_digest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gt=0),
                name="file_is_not_empty",
                violation_error_message=_("Un fichier vide ne peut pas être gardé."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """A document produced and sealed by the commune, or received sealed by another authority.

    ``title`` is that of the kind of document and names nobody. ``about_*`` points at what it belongs to (a
    case), ``subject_*`` at whom it concerns. ``seal_report`` keeps what the check of the seal said when it was
    made or received. The verification code is printed on the document and stored as a keyed hash only.
    """

    class Origin(models.TextChoices):
        """Who sealed the bytes."""

        OWN = "own", _("la commune")
        BAEC = "baec", _("la Banque de données des actes de l’état civil")
        RN = "rn", _("le Registre national")

    class Status(models.TextChoices):
        """Where the document stands."""

        SEALED = "sealed", _("cacheté")
        REVOKED = "revoked", _("révoqué")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.SlugField(_("sorte"), max_length=80)
    title = models.CharField(_("titre"), max_length=200)
    language = models.CharField(_("langue"), max_length=10)
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="+", verbose_name=_("fichier"))
    about_kind = models.CharField(_("se rapporte à"), max_length=40)
    about_uuid = models.UUIDField(_("identifiant de l’objet"))
    subject_kind = models.CharField(_("concerne"), max_length=40, blank=True)
    subject_uuid = models.UUIDField(_("identifiant de la personne"), null=True, blank=True)
    origin = models.CharField(_("origine"), max_length=10, choices=Origin, default=Origin.OWN)
    issuer = models.CharField(_("émis par"), max_length=200)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.SEALED)
    code_hash = models.CharField(_("code de vérification"), max_length=64, unique=True, null=True, blank=True)
    sealed_at = models.DateTimeField(_("cacheté le"))
    revoked_at = models.DateTimeField(_("révoqué le"), null=True, blank=True)
    revoke_reason = models.CharField(_("raison de la révocation"), max_length=500, blank=True)
    seal_report = models.JSONField(_("contrôle du cachet"), default=dict)

    personal_data: ClassVar[PersonalData] = PersonalData(
        holds="that a document of some kind was made about a person",
        why="proof of what the commune issued, verification by third parties (GDPR art. 6.1.e)",
        retention="as the procedure says for its documents; the code's hash stays until then",
        ends="deleted, with its verification code",
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            # queries.documents_about: the documents of a case
            models.Index(fields=["about_kind", "about_uuid"], name="document_by_object"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, status="sealed")
                | models.Q(revoked_at__isnull=False, status="revoked"),
                name="document_revoked_has_a_moment",
                violation_error_message=_(
                    "Un document révoqué porte le moment de sa révocation, et lui seul."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(code_hash__isnull=False, origin="own")
                | (models.Q(code_hash__isnull=True) & ~models.Q(origin="own")),
                name="document_own_has_a_code",
                violation_error_message=_("Seul un document de la commune porte un code de vérification."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> ObjectRef:
        """What the document belongs to."""
        return ObjectRef(self.about_kind, self.about_uuid)

    @property
    def subject(self) -> ObjectRef | None:
        """Whom the document concerns, when it concerns someone."""
        return ObjectRef(self.subject_kind, self.subject_uuid) if self.subject_uuid else None

    @property
    def is_own(self) -> bool:
        """Whether the commune made and sealed it."""
        return self.origin == self.Origin.OWN
