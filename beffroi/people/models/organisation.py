"""The commune: who it is, its departments, where and when they are open."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beffroi.lib import clock
from beffroi.lib.personal import NONE
from beffroi.lib.translated import Text

WEEKDAYS = [
    (0, _("lundi")),
    (1, _("mardi")),
    (2, _("mercredi")),
    (3, _("jeudi")),
    (4, _("vendredi")),
    (5, _("samedi")),
    (6, _("dimanche")),
]


class Organisation(models.Model):
    """The one commune of this database, as its pack and its managers describe it.

    ``theme`` holds the tokens ``brand``, ``brand_text``, ``action`` and ``accent``; ``contact`` the address lines,
    telephone, e-mail; ``attribution`` one line per public source; ``logo`` an SVG drawing.
    """

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    only = models.BooleanField(default=True, unique=True, editable=False)
    slug = models.SlugField(_("identifiant"), max_length=60)
    name = models.CharField(_("nom"), max_length=120)
    short_name = models.CharField(_("nom court"), max_length=80)
    nis = models.CharField(_("code NIS"), max_length=5)
    bce = models.CharField(_("numéro d’entreprise"), max_length=10)
    province = models.CharField(_("province"), max_length=60, blank=True)
    languages = models.JSONField(_("langues"), default=list)
    demonstration = models.BooleanField(_("démonstration"), default=False)
    banner = models.JSONField(_("bandeau"), default=dict)
    mediator_competent = models.BooleanField(_("Médiateur compétent"), default=False)
    mediator = models.JSONField(_("coordonnées du Médiateur"), default=dict)
    theme = models.JSONField(_("thème"), default=dict)
    logo = models.TextField(_("logo (SVG)"), blank=True)
    logo_text = models.JSONField(_("description du logo"), default=dict)
    contact = models.JSONField(_("contact"), default=dict)
    attribution = models.JSONField(_("sources"), default=list)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(only=True),
                name="organisation_is_alone",
                violation_error_message=_("Une base de données sert une seule commune."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def bce_display(self) -> str:
        """The enterprise number as printed: ``0207.316.021``."""
        return f"{self.bce[:4]}.{self.bce[4:7]}.{self.bce[7:]}"


class Department(models.Model):
    """A department (*service communal*). ``keeps_register``: its agents may consult the population register."""

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(_("identifiant"), max_length=60, unique=True)
    name = models.JSONField(_("nom"), default=dict)
    summary = models.JSONField(_("ce que fait le service"), default=dict)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    keeps_register = models.BooleanField(_("tient le registre de la population"), default=False)
    rank = models.PositiveSmallIntegerField(_("ordre"), default=0)
    closed_on = models.DateField(_("supprimé le"), null=True, blank=True)

    class Meta:
        ordering = ("rank", "slug")

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> Text:
        """The department's name in every language it has one in."""
        return Text.of(self.name)


class ContactPoint(models.Model):
    """A place or a line where people reach the commune: a building, a counter, a telephone, an address to write to."""

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(_("identifiant"), max_length=60, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", null=True, blank=True)
    name = models.JSONField(_("nom"), default=dict)
    address = models.JSONField(_("adresse, ligne par ligne"), default=list)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    access = models.JSONField(_("accès"), default=dict)
    fictional = models.BooleanField(_("coordonnées fictives"), default=False)
    rank = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        ordering = ("rank", "slug")

    def __str__(self) -> str:
        return str(Text.of(self.name))


class OpeningHours(models.Model):
    """One opening of one weekday; without a department it is the house's own. Local times in Europe/Brussels.

    ``season_from`` and ``season_to`` (``MM-JJ``) limit it to a season that replaces the base week (July, August).
    """

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    department = models.ForeignKey(Department, models.CASCADE, related_name="+", null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(_("jour"), choices=WEEKDAYS)
    opens = models.TimeField(_("ouvre à"))
    closes = models.TimeField(_("ferme à"))
    by_appointment = models.BooleanField(_("sur rendez-vous"), default=False)
    season_from = models.CharField(_("début de saison"), max_length=5, blank=True)
    season_to = models.CharField(_("fin de saison"), max_length=5, blank=True)

    class Meta:
        ordering = ("weekday", "opens")
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="openinghours_in_order",
                violation_error_message=_("L’heure de fermeture précède l’heure d’ouverture."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


class OpeningException(models.Model):
    """A dated change of the week: another opening that day, or none at all (no times)."""

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    department = models.ForeignKey(Department, models.CASCADE, related_name="+", null=True, blank=True)
    day = models.DateField(_("jour"))
    opens = models.TimeField(_("ouvre à"), null=True, blank=True)
    closes = models.TimeField(_("ferme à"), null=True, blank=True)
    reason = models.JSONField(_("raison"), default=dict)

    class Meta:
        ordering = ("day", "opens")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(closes__gt=F("opens")),
                name="openingexception_in_order",
                violation_error_message=_(
                    "Indiquez l’heure d’ouverture puis l’heure de fermeture, ou aucune."
                ),
            ),
        ]
        indexes = [models.Index(fields=("day",), name="openingexception_by_day")]  # queries.is_open_now

    def __str__(self) -> str:
        return f"{self.day}"


class ClosingDay(models.Model):
    """A day on which the commune's offices are closed; ``source`` says which text or custom closes them."""

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    day = models.DateField(_("jour"), unique=True)
    label = models.CharField(_("nom"), max_length=120)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.label}"


class PackRecord(models.Model):
    """What the commune pack last said of one object: beside the live value, it shows what the desk has edited."""

    personal_data = NONE

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    values = models.JSONField()
    loaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "key"),
                name="packrecord_once",
                violation_error_message=_("Cet élément du paquet est déjà connu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
