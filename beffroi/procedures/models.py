"""What the shelf has published: procedures, their frozen versions, and the dated values and rows a commune sets."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import NONE, PersonalData
from beffroi.people.models import Agent


class Procedure(models.Model):
    """What a person can ask of the commune (*démarche*), under a name that never changes."""

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(_("nom court"), max_length=80)
    in_force = models.ForeignKey(
        "ProcedureVersion",
        verbose_name=_("version en vigueur"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("démarche")
        verbose_name_plural = _("démarches")
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="procedure_slug_is_unique",
                violation_error_message=_("Une démarche porte déjà ce nom court."),
            )
        ]

    def __str__(self) -> str:
        return self.slug


class ProcedureVersion(models.Model):
    """A package as it was frozen on the day it was published; cases are pinned to one (append-only).

    ``canonical`` is JSON in UTF-8 with sorted keys and no spaces, and is the whole package: a folder can be written
    from it again. ``fingerprint`` is its SHA-256, in hexadecimal.
    """

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(
        Procedure, verbose_name=_("démarche"), on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField(_("numéro"))
    fingerprint = models.CharField(_("empreinte"), max_length=64)
    canonical = models.BinaryField(_("contenu"))
    published_at = models.DateTimeField(_("publiée le"))

    class Meta:
        verbose_name = _("version de la démarche")
        verbose_name_plural = _("versions de la démarche")
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "number"],
                name="procedureversion_number_is_unique",
                violation_error_message=_("Cette démarche a déjà une version de ce numéro."),
            ),
            models.UniqueConstraint(
                fields=["procedure", "fingerprint"],
                name="procedureversion_fingerprint_is_unique",
                violation_error_message=_("Cette démarche a déjà été publiée avec ce contenu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.slug} v{self.number}"


class Dated(models.Model):
    """What a commune sets from a day on (append-only): it counts, waits, or is the mark that another was taken back.

    What is voted and awaits the *tutelle* is kept and does not count; once the days are known, the record that counts
    ``replaces`` it. A record is replaced once at most, so that two people who correct the same one are told.
    """

    #: The columns that say of what a record is, within its procedure.
    NAMED_BY: ClassVar[tuple[str, ...]]

    class State(models.TextChoices):
        COUNTS = "counts", _("compte")
        WAITING = "waiting", _("en attente")
        TAKEN_BACK = "taken_back", _("reprise")

    state = models.CharField(
        _("état"), max_length=10, choices=State.choices, default=State.COUNTS, db_default=State.COUNTS
    )
    replaces = models.OneToOneField(
        "self", verbose_name=_("remplace"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    @classmethod
    def standing(cls) -> models.QuerySet[Any, Any]:
        """What counts from its day on, or waits: neither replaced nor taken back."""
        gone = cls.objects.exclude(replaces=None).values("replaces")  # type: ignore[attr-defined]
        found: models.QuerySet[Any, Any] = cls.objects.exclude(pk__in=gone)  # type: ignore[attr-defined]
        return found.exclude(state=cls.State.TAKEN_BACK)


def _known_state(name: str) -> models.CheckConstraint:
    """A mark that something was taken back says what."""
    return models.CheckConstraint(
        condition=models.Q(state__in=["counts", "waiting"])
        | models.Q(state="taken_back", replaces__isnull=False),
        name=name,
        violation_error_message=_("Ce qui est repris se nomme."),
    )


class ProcedureOption(Dated):
    """A value that the commune sets without touching the package, from a day on, by a legal reference.

    Without a procedure it belongs to the whole house. Amounts are whole euro cents. Of two values that apply on one
    day, the one valid from the later day wins, then the one recorded last: a correction is a new row. After its last
    day a value is gone, and the package's default counts: what stood before it does not come back.
    """

    NAMED_BY = ("key",)

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(
        Procedure, verbose_name=_("démarche"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField(_("clé"), max_length=80)
    value = models.JSONField(_("valeur"))
    valid_from = models.DateField(_("valable à partir du"))
    valid_to = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    legal_reference = models.CharField(_("base légale"), max_length=300, blank=True)
    voted_on = models.DateField(_("voté le"), null=True, blank=True)
    approved_on = models.DateField(_("approuvé par la tutelle le"), null=True, blank=True)
    published_on = models.DateField(_("publié le"), null=True, blank=True)
    binds_on = models.DateField(_("obligatoire le"), null=True, blank=True)
    fictional = models.BooleanField(_("fictif"), default=False)
    recorded_at = models.DateTimeField(_("encodé le"))

    class Meta:
        verbose_name = _("valeur d’option")
        verbose_name_plural = _("valeurs d’option")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="procedureoption_ends_after_it_begins",
                violation_error_message=_("La fin précède le début."),
            ),
            _known_state("procedureoption_state_is_known"),
        ]
        indexes = [
            # options_on: the values in force of one procedure
            models.Index(fields=["procedure", "valid_from"], name="option_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.valid_from})"


class Proposal(models.Model):
    """A newer package of the shared catalogue, offered to the commune (*proposition*): nothing changes by its arrival.

    Only the newest of a procedure counts. ``canonical`` is as in ``ProcedureVersion``, ``options`` as in
    ``DraftVersion``. A manager prepares a version from it, which it becomes once published (``published_as``), or sets
    it aside with a reason; a newer one then brings what was set aside again.
    """

    personal_data = PersonalData(
        holds="which agent set a proposal aside, and the reason in their words",
        why="traceability of acts (public task, GDPR art. 6.1.e)",
        retention="as long as the versions of the procedure",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(
        Procedure, verbose_name=_("démarche"), on_delete=models.PROTECT, related_name="+"
    )
    fingerprint = models.CharField(_("empreinte"), max_length=64)
    canonical = models.BinaryField(_("contenu"))
    options = models.JSONField(_("valeurs livrées"), default=dict)
    arrived_at = models.DateTimeField(_("arrivée le"))
    published_as = models.ForeignKey(
        ProcedureVersion,
        verbose_name=_("publiée comme"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    set_aside_at = models.DateTimeField(_("laissée de côté le"), null=True)
    set_aside_by = models.ForeignKey(
        Agent, verbose_name=_("laissée de côté par"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("raison"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("proposition du catalogue")
        verbose_name_plural = _("propositions du catalogue")
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "fingerprint"],
                name="proposal_arrives_once",
                violation_error_message=_("Ce paquet a déjà été proposé."),
            ),
            models.CheckConstraint(
                condition=models.Q(set_aside_at__isnull=True, set_aside_by__isnull=True)
                | models.Q(set_aside_at__isnull=False, set_aside_by__isnull=False, published_as__isnull=True),
                name="proposal_is_published_or_set_aside_by_somebody",
                violation_error_message=_("Une proposition est publiée, ou laissée de côté par quelqu’un."),
            ),
        ]
        indexes = [
            # newest_proposals: the last one of each procedure
            models.Index(fields=["procedure", "-arrived_at"], name="proposal_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.slug} ({self.fingerprint[:12]})"


class DraftVersion(models.Model):
    """A version being prepared (*version en préparation*): what managers change, while nothing published does.

    Not *Draft*, which is a citizen's. One at most is open for each procedure, so two managers work on the same; what
    they save is compared part by part (``actions.edit_version``). ``canonical`` is as in ``ProcedureVersion``.
    Nobody began or changed what the catalogue brought and what waits for a visa.
    ``problems`` counts what prevents publishing, as of the last change. Once published it is kept, with the version
    that it became: a version made here is never covered by the shelf again.
    """

    personal_data = PersonalData(
        holds="which agents prepared a version, and why in their words",
        why="traceability of acts (public task, GDPR art. 6.1.e)",
        retention="as long as the version that it became; a preparation that is dropped is deleted",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(_("nom court"), max_length=80)
    based_on = models.ForeignKey(
        ProcedureVersion,
        verbose_name=_("à partir de"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    canonical = models.BinaryField(_("contenu"))
    options = models.JSONField(_("valeurs livrées"), default=dict)
    proposal = models.ForeignKey(
        Proposal,
        verbose_name=_("proposition suivie"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revision = models.PositiveIntegerField(_("révision"), default=0)
    problems = models.PositiveIntegerField(_("points à corriger"), default=0)
    started_by = models.ForeignKey(
        Agent, verbose_name=_("commencée par"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("commencée le"))
    changed_by = models.ForeignKey(
        Agent, verbose_name=_("changée par"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(_("changée le"))
    published_as = models.ForeignKey(
        ProcedureVersion,
        verbose_name=_("publiée comme"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    note = models.CharField(_("pourquoi"), max_length=500, blank=True, db_default="")

    class Meta:
        verbose_name = _("version en préparation")
        verbose_name_plural = _("versions en préparation")
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(published_as__isnull=True),
                name="draftversion_open_once",
                violation_error_message=_("Une version de cette démarche est déjà en préparation."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug} ({self.revision})"

    @classmethod
    def made_here(cls) -> models.QuerySet[DraftVersion, Any]:
        """The versions that were prepared at the desk, by id."""
        return cls.objects.exclude(published_as=None).values("published_as")


class Visa(models.Model):
    """What the data protection officer said of a version before it is in force; the last word counts (append-only).

    It is about one content, by its fingerprint: a later edit is another content, of which nothing was said yet. Given
    at the desk it bears its officer, given on paper the reference under which the commune keeps it. ``fictional``
    stands in demonstrations, where the house gives it to itself.
    """

    personal_data = PersonalData(
        holds="which agent gave or refused a visa, and their remark in their words",
        why="accountability for the processing of personal data (GDPR art. 5.2 and 39.1.b)",
        retention="as long as the versions of the procedure",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(_("nom court"), max_length=80)
    fingerprint = models.CharField(_("empreinte"), max_length=64)
    granted = models.BooleanField(_("donné"))
    remark = models.CharField(_("remarque"), max_length=1000, blank=True)
    said_by = models.ForeignKey(
        Agent, verbose_name=_("dit par"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    reference = models.CharField(_("référence"), max_length=200, blank=True)
    fictional = models.BooleanField(_("fictif"), default=False)
    said_at = models.DateTimeField(_("dit le"))

    class Meta:
        verbose_name = _("visa")
        verbose_name_plural = _("visas")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(said_by__isnull=False, reference="", fictional=False)
                | models.Q(said_by__isnull=True, granted=True),
                name="visa_is_of_an_officer_or_on_paper",
                violation_error_message=_("Un visa est donné par quelqu’un, ou sous une référence."),
            ),
            models.CheckConstraint(
                condition=models.Q(said_by__isnull=False)
                | models.Q(fictional=True)
                | ~models.Q(reference=""),
                name="visa_on_paper_has_its_reference",
                violation_error_message=_("Donnez la référence du visa."),
            ),
            models.CheckConstraint(
                condition=models.Q(granted=True) | ~models.Q(remark=""),
                name="visa_is_refused_with_a_reason",
                violation_error_message=_("Un refus dit pourquoi."),
            ),
        ]
        indexes = [
            # visas_said: the last word on each content of a procedure
            models.Index(fields=["slug", "fingerprint", "said_at"], name="visa_last_word"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} ({self.fingerprint[:12]})"


class DraftState(models.Model):
    """What a version in preparation held before a change, so that the change can be undone; the last ones only.

    ``kind`` is the change's (``rules.editing.Edit``), ``what`` the words by which its part is known.
    """

    personal_data = NONE

    draft = models.ForeignKey(
        DraftVersion, verbose_name=_("version en préparation"), on_delete=models.CASCADE, related_name="+"
    )
    revision = models.PositiveIntegerField(_("révision"))
    kind = models.CharField(_("changement"), max_length=10)
    what = models.CharField(_("partie"), max_length=200, blank=True)
    canonical = models.BinaryField(_("contenu"))

    class Meta:
        verbose_name = _("état d’une version en préparation")
        verbose_name_plural = _("états de versions en préparation")
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "revision"],
                name="draftstate_once_for_each_revision",
                violation_error_message=_("Cet état est déjà gardé."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} ({self.revision})"


class ReferenceRow(Dated):
    """A row of a reference table (halls, breeds, countries), from a day on, by a legal reference.

    Without a procedure it belongs to the whole house, and serves every procedure that has no row of its own in that
    table. A row keeps its ``value`` and its ``position``; of two records of one row that apply on one day, the one
    valid from the later day wins, then the one recorded last. To end a row is to record it again with its last day.
    """

    NAMED_BY = ("table", "value")

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(
        Procedure, verbose_name=_("démarche"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    table = models.CharField(_("table"), max_length=40)
    value = models.CharField(_("valeur"), max_length=120)
    label = models.TextField(_("libellé"))
    cells = models.JSONField(_("colonnes"), default=dict)
    position = models.PositiveIntegerField(_("place"))
    valid_from = models.DateField(_("valable à partir du"))
    valid_to = models.DateField(_("dernier jour"), null=True, blank=True)
    legal_reference = models.CharField(_("base légale"), max_length=300, blank=True)
    fictional = models.BooleanField(_("fictif"), default=False)
    voted_on = models.DateField(_("voté le"), null=True, blank=True)
    approved_on = models.DateField(_("approuvé par la tutelle le"), null=True, blank=True)
    published_on = models.DateField(_("publié le"), null=True, blank=True)
    binds_on = models.DateField(_("oblige à partir du"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("encodé le"))

    class Meta:
        verbose_name = _("ligne de table de référence")
        verbose_name_plural = _("lignes de tables de référence")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="referencerow_ends_after_it_begins",
                violation_error_message=_("La fin précède le début."),
            ),
            _known_state("referencerow_state_is_known"),
        ]
        indexes = [
            # rows_of: the rows of one table, in their order
            models.Index(fields=["procedure", "table", "position"], name="reference_rows_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.table} : {self.value} ({self.valid_from})"
