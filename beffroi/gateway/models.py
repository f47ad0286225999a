"""The connectors that are known, the secrets by which they show who the house is, and every call that was asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import PersonalData
from beffroi.lib.refs import ObjectRef
from beffroi.lib.vault import vault

from .rules import OUTCOMES, Declaration, read_declaration

#: The signs of a fingerprint by which people and facts name a declaration.
SHORT = 12


class Connector(models.Model):
    """What a package declares that it has to call, word for word: other words are another row, under the same name.

    ``declaration`` never changes once written, so an approval is of exactly these words. ``fingerprint`` is their
    SHA-256. A case stays with the words of its own version, so several rows of a name may be approved at once.
    """

    class State(models.TextChoices):
        """Only what is approved is called."""

        DECLARED = "declared", _("à approuver")
        APPROVED = "approved", _("approuvé")
        WITHDRAWN = "withdrawn", _("retiré")

    personal_data = PersonalData(
        holds="which agent approved or withdrew a connector",
        why="who lets data leave the commune answers for it (GDPR art. 5.2, 24 and 30)",
        retention="as long as the connector is known, then ten years as the facts about it",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("nom"), max_length=40)
    fingerprint = models.CharField(_("empreinte"), max_length=64)
    declaration = models.JSONField(_("déclaration"))
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.DECLARED)
    declared_at = models.DateTimeField(_("déclaré le"))
    approved_at = models.DateTimeField(_("approuvé le"), null=True, blank=True)
    approved_by = models.ForeignKey(
        "people.Agent",
        models.PROTECT,
        verbose_name=_("approuvé par"),
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "people.Agent", models.PROTECT, verbose_name=_("retiré par"), null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("raison du retrait"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("connecteur")
        verbose_name_plural = _("connecteurs")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "fingerprint"],
                name="connector_once",
                violation_error_message=_("Ce connecteur est déjà déclaré dans ces mots."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state="declared", approved_at=None, approved_by=None, withdrawn_at=None, withdrawn_by=None,
                    reason="",
                )
                | Q(
                    state="approved", approved_at__isnull=False, approved_by__isnull=False, withdrawn_at=None,
                    withdrawn_by=None, reason="",
                )
                | Q(
                    state="withdrawn", approved_at__isnull=False, approved_by__isnull=False,
                    withdrawn_at__isnull=False, withdrawn_by__isnull=False,
                )
                & ~Q(reason=""),
                name="connector_state_is_signed",
                violation_error_message=_(
                    "Une approbation et un retrait ont une date et un agent ; un retrait, sa raison."
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} {self.short}"

    @property
    def short(self) -> str:
        """The beginning of its fingerprint, by which people tell two declarations apart."""
        return self.fingerprint[:SHORT]

    @cached_property
    def said(self) -> Declaration:
        """The declaration, read."""
        return read_declaration(self.declaration)


class ConnectorSecret(models.Model):
    """The token, password or key of a connector, encrypted, for one origin alone.

    Another address never gets it. It is written and used, never shown.
    """

    personal_data = PersonalData(
        holds="no personal data but the agent who wrote it; a secret of the commune, encrypted",
        why="showing another program that the commune calls it",
        retention="until another one takes its place",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("nom du connecteur"), max_length=40)
    origin = models.CharField(_("origine"), max_length=300)
    sealed = models.TextField(_("secret, chiffré"))
    set_at = models.DateTimeField(_("écrit le"))
    set_by = models.ForeignKey("people.Agent", models.PROTECT, verbose_name=_("écrit par"), related_name="+")

    class Meta:
        verbose_name = _("secret d’un connecteur")
        verbose_name_plural = _("secrets des connecteurs")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "origin"],
                name="connector_secret_once",
                violation_error_message=_("Ce connecteur a déjà un secret pour cette adresse."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.origin}"

    def seal(self, secret: str) -> None:
        """Encrypt it, bound to this row, its connector and its origin."""
        self.sealed = vault().encrypt_text(secret, self._context)

    def open(self) -> str:
        """The secret in clear. Raises VaultError."""
        return vault().decrypt_text(self.sealed, self._context)

    @property
    def _context(self) -> str:
        return f"connector-secret:{self.pk}:{self.name}:{self.origin}"


class Call(models.Model):
    """One call that was asked, once per ``key``; its ``id`` is the idempotency key that the service is told each time.

    ``question`` (what goes out) and ``answer`` (what is kept) lie encrypted: the first is wiped when the call ends, the
    second when the asker has taken it, at ``taken_at``. ``revision`` is how often ``about`` had moved when it asked.
    """

    class Status(models.TextChoices):
        """Where a call stands."""

        WAITING = "waiting", _("en attente")
        ANSWERED = "answered", _("a répondu")
        FAILED = "failed", _("n’a pas répondu")

    personal_data = PersonalData(
        holds="which case asked which service, when, how it ended; meanwhile what is sent and kept, encrypted",
        why="proof of what left the commune and to whom (GDPR art. 5.2 and 30)",
        retention="what is sent until the call ends, what is kept until the case has it, the row for a year",
        ends="stays its year, without what was sent and kept: a case that still waits for one is not touched",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    connector = models.ForeignKey(Connector, models.PROTECT, related_name="+")
    about_kind = models.CharField(_("objet"), max_length=40)
    about_uuid = models.UUIDField(_("identifiant de l’objet"))
    revision = models.PositiveIntegerField(_("révision de l’objet"), default=0)
    key = models.CharField(_("clé d’unicité"), max_length=200)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.WAITING)
    outcome = models.CharField(_("issue"), max_length=20, choices=list(OUTCOMES.items()), blank=True)
    http_status = models.PositiveSmallIntegerField(_("code de la réponse"), default=0)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    duration_ms = models.PositiveIntegerField(_("durée du dernier essai, en millisecondes"), default=0)
    procedure = models.CharField(_("démarche"), max_length=80, blank=True)
    procedure_version = models.PositiveIntegerField(_("version de la démarche"), null=True, blank=True)
    department = models.CharField(_("service"), max_length=80, blank=True)
    question = models.TextField(_("ce qui part, chiffré"), blank=True)
    answer = models.TextField(_("ce qui est gardé, chiffré"), blank=True)
    asked_at = models.DateTimeField(_("demandé le"))
    ended_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    taken_at = models.DateTimeField(_("repris le"), null=True, blank=True)

    class Meta:
        verbose_name = _("appel d’un service")
        verbose_name_plural = _("appels de services")
        indexes = [
            # calls_of: the last calls of a connector
            models.Index(fields=["connector", "-asked_at"], name="call_of_connector"),
            # is_unfinished, unfinished: what an object still waits for
            models.Index(
                fields=["about_kind", "about_uuid"], name="call_unfinished", condition=Q(taken_at=None)
            ),
            # forget_calls
            models.Index(fields=["ended_at"], name="call_ended"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="call_key_once",
                violation_error_message=_("Cet appel a déjà été demandé."),
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", ended_at=None, outcome="", taken_at=None, answer="")
                | Q(status="answered", ended_at__isnull=False, outcome="answered", question="")
                | Q(status="failed", ended_at__isnull=False, question="", answer="")
                & ~Q(outcome__in=["", "answered"]),
                name="call_ends_once",
                violation_error_message=_(
                    "Un appel attend, ou il a une issue et ne garde plus ce qui est parti."
                ),
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(answer=""),
                name="call_taken_keeps_nothing",
                violation_error_message=_("Ce qui est repris n’est plus gardé ici."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connector_id} {self.pk}"

    @property
    def about(self) -> ObjectRef:
        """What the call is for."""
        return ObjectRef(self.about_kind, self.about_uuid)

    def seal_question(self, values: Mapping[str, Any], keep: Mapping[str, str]) -> None:
        """Encrypt what goes out, and under which name of the asker each kept value comes back."""
        self.question = self._sealed("question", {"values": dict(values), "keep": dict(keep)})

    @property
    def values(self) -> dict[str, Any]:
        """What goes out, in clear."""
        return dict(self._opened("question", self.question)["values"])

    @property
    def keep(self) -> dict[str, str]:
        """The asker's name of a value → the name that the declaration gives it."""
        return dict(self._opened("question", self.question)["keep"])

    def seal_answer(self, values: Mapping[str, Any]) -> None:
        """Encrypt what is kept, by the asker's names."""
        self.answer = self._sealed("answer", dict(values))

    @property
    def answered(self) -> dict[str, Any]:
        """What is kept, in clear; nothing once it was taken."""
        return dict(self._opened("answer", self.answer)) if self.answer else {}

    def _sealed(self, part: str, content: Any) -> str:
        return vault().encrypt_text(json.dumps(content, ensure_ascii=False), f"call:{self.pk}:{part}")

    def _opened(self, part: str, sealed: str) -> Any:
        return json.loads(vault().decrypt_text(sealed, f"call:{self.pk}:{part}"))
