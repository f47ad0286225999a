"""The embedded population register: what a demonstration and small tests have instead of the Registre national."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import PersonalData

from .person import Person

_FICTIONAL = PersonalData(
    holds="households, residence, nationality, civil status of fictional residents",
    why="stands for the Registre national in a demonstration; no real person may be entered",
    retention="until the demonstration is removed",
)

RELATIONS = [
    ("reference", _("personne de référence")),
    ("spouse", _("époux ou épouse")),
    ("cohabitant", _("cohabitant(e) légal(e)")),
    ("partner", _("partenaire")),
    ("child", _("enfant")),
    ("parent", _("père ou mère")),
    ("grandchild", _("petit-enfant")),
    ("sibling", _("frère ou sœur")),
    ("other", _("non apparenté")),
]

CIVIL_STATUSES = [
    ("single", _("célibataire")),
    ("married", _("marié(e)")),
    ("widowed", _("veuf ou veuve")),
    ("divorced", _("divorcé(e)")),
    ("cohabiting", _("cohabitant(e) légal(e)")),
]


class RegisterHousehold(models.Model):
    """The people who usually live together at one address."""

    personal_data = _FICTIONAL

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    street = models.CharField(_("rue"), max_length=120)
    house_number = models.CharField(_("numéro"), max_length=15)
    box = models.CharField(_("boîte"), max_length=35, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=4)
    locality = models.CharField(_("localité"), max_length=80)
    nis = models.CharField(_("code NIS"), max_length=5)
    since = models.DateField(_("depuis le"))

    def __str__(self) -> str:
        return f"ménage {self.pk}"


class RegisterEntry(models.Model):
    """One resident: household, relation to its reference person, nationality and civil status, each with its date."""

    personal_data = _FICTIONAL

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    household = models.ForeignKey(RegisterHousehold, models.PROTECT, related_name="members")
    relation = models.CharField(_("lien"), max_length=12, choices=RELATIONS)
    position = models.PositiveSmallIntegerField(_("rang dans le ménage"), default=0)
    birth_place = models.CharField(_("lieu de naissance"), max_length=80, blank=True)
    nationality = models.CharField(_("nationalité"), max_length=2, default="BE")
    nationality_since = models.DateField(_("nationalité depuis le"), null=True, blank=True)
    civil_status = models.CharField(_("état civil"), max_length=12, choices=CIVIL_STATUSES, default="single")
    civil_status_since = models.DateField(_("état civil depuis le"), null=True, blank=True)
    registered_on = models.DateField(_("inscrit dans la commune le"))
    deceased_on = models.DateField(_("décédé le"), null=True, blank=True)

    class Meta:
        ordering = ("household", "position", "person")
        verbose_name_plural = "register entries"
        constraints = [
            models.UniqueConstraint(
                fields=("household",),
                condition=Q(relation="reference"),
                name="registerentry_one_reference",
                violation_error_message=_("Un ménage a une seule personne de référence."),
            ),
        ]

    def __str__(self) -> str:
        return f"inscription {self.pk}"


class RegisterAddress(models.Model):
    """One residence of one resident in their history; ``until`` is empty for the present one."""

    personal_data = _FICTIONAL

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.ForeignKey(RegisterEntry, models.CASCADE, related_name="addresses")
    street = models.CharField(_("rue"), max_length=120)
    house_number = models.CharField(_("numéro"), max_length=15)
    box = models.CharField(_("boîte"), max_length=35, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=12)
    locality = models.CharField(_("localité"), max_length=80)
    nis = models.CharField(_("code NIS"), max_length=5, blank=True)
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        ordering = ("since",)
        verbose_name_plural = "register addresses"
        constraints = [
            models.UniqueConstraint(
                fields=("entry",),
                condition=Q(until__isnull=True),
                name="registeraddress_one_present",
                violation_error_message=_("Une personne a une seule résidence principale à la fois."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="registeraddress_in_order",
                violation_error_message=_("La fin de la résidence précède son début."),
            ),
        ]

    def __str__(self) -> str:
        return f"résidence {self.pk}"
