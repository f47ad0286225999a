"""The places: municipalities with the validity of their NIS code, sections, streets and school sites."""

from __future__ import annotations

from uuid import uuid4

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import NONE

nis_code = RegexValidator(r"^\d{5}$", _("Un code NIS compte cinq chiffres."))
postal_code = RegexValidator(r"^[1-9]\d{3}$", _("Un code postal belge compte quatre chiffres."))


class Municipality(models.Model):
    """A municipality under one NIS code, for as long as the code is valid (mergers end codes and begin others).

    ``home`` marks the codes, present and past, of the commune that runs this house.
    """

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nis = models.CharField(_("code NIS"), max_length=5, validators=[nis_code])
    name = models.CharField(_("nom"), max_length=80)
    folded = models.CharField(max_length=80, editable=False)
    province = models.CharField(_("province"), max_length=40, blank=True)
    valid_from = models.DateField(_("valable dès le"))
    valid_to = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    home = models.BooleanField(_("commune de la maison"), default=False)

    class Meta:
        ordering = ("name", "valid_from")
        constraints = [
            models.UniqueConstraint(
                fields=("nis", "valid_from"),
                name="municipality_nis_once",
                violation_error_message=_("Ce code NIS existe déjà pour cette date."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="municipality_valid_in_order",
                violation_error_message=_("La fin de validité précède son début."),
            ),
        ]
        indexes = [
            models.Index(fields=("folded",), name="municipality_by_folded"),  # queries.municipalities
        ]

    def __str__(self) -> str:
        return self.name


class Section(models.Model):
    """A former commune (*section*) of a municipality, with its postal code."""

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=80)
    postal_code = models.CharField(_("code postal"), max_length=4, validators=[postal_code])

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("municipality", "name"),
                name="section_name_once",
                violation_error_message=_("Cette section existe déjà dans la commune."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.postal_code} {self.name}"


class Street(models.Model):
    """A street in one section: homonyms in two sections of a commune are two streets.

    A street that disappears is retired, never deleted: past addresses keep pointing somewhere.
    """

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=120)
    folded = models.CharField(max_length=120, editable=False)
    retired_on = models.DateField(_("supprimée le"), null=True, blank=True)

    class Meta:
        ordering = ("name", "section__name")
        constraints = [
            models.UniqueConstraint(
                fields=("section", "name"),
                name="street_name_once",
                violation_error_message=_("Cette rue existe déjà dans la section."),
            ),
        ]
        indexes = [models.Index(fields=("folded",), name="street_by_folded")]  # queries.streets

    def __str__(self) -> str:
        return f"{self.name}, {self.section}"


class School(models.Model):
    """One site (*implantation*) of a school, with every type of teaching given there.

    Public record of the Fédération Wallonie-Bruxelles; here until the room of the town opens.
    """

    personal_data = NONE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    fase_site = models.CharField(_("numéro FASE de l’implantation"), max_length=10, unique=True)
    fase_school = models.CharField(_("numéro FASE de l’établissement"), max_length=10)
    name = models.CharField(_("nom"), max_length=160)
    network = models.CharField(_("réseau"), max_length=60)
    organiser = models.CharField(_("pouvoir organisateur"), max_length=160, blank=True)
    types = models.JSONField(_("types d’enseignement"), default=list)
    levels = models.JSONField(_("niveaux"), default=list)
    address = models.CharField(_("adresse"), max_length=160)
    postal_code = models.CharField(_("code postal"), max_length=4, validators=[postal_code])
    locality = models.CharField(_("localité"), max_length=80)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        ordering = ("name", "address")

    def __str__(self) -> str:
        return self.name
