"""Facts, the objects they concern, and the chain of seals over them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.journal.events import Fact, Payload, rebuild, upcast
from beffroi.lib.personal import NONE, PersonalData
from beffroi.lib.refs import ObjectRef


class Event(models.Model):
    """A fact as it was recorded: one row, written once, never changed (a trigger refuses).

    ``uuid`` is its name outside this table; ``id`` only tells the order of insertion, which the sealing follows
    (several facts of one verb share their instant). What happened is in ``name``, ``version`` and ``payload``, read
    through ``fact()``; the columns after it are what the audit needs, the same for every fact.
    """

    class Precision(models.TextChoices):
        """How exactly ``occurred_at`` is known."""

        SECOND = "second", _("à la seconde")
        MINUTE = "minute", _("à la minute")
        DAY = "day", _("au jour")
        MONTH = "month", _("au mois")
        YEAR = "year", _("à l’année")

    uuid = models.UUIDField(default=uuid4, editable=False)
    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    precision = models.CharField(max_length=10, choices=Precision, default=Precision.SECOND)
    actor_kind = models.CharField(max_length=40, blank=True, default="")
    actor_uuid = models.UUIDField(null=True)
    behalf_kind = models.CharField(max_length=40, blank=True, default="")
    behalf_uuid = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    department = models.CharField(max_length=80, blank=True, default="")
    channel = models.CharField(max_length=20)
    procedure = models.CharField(max_length=120, blank=True, default="")
    procedure_version = models.PositiveIntegerField(null=True)
    phase_before = models.CharField(max_length=40, blank=True, default="")
    phase_after = models.CharField(max_length=40, blank=True, default="")
    next_turn = models.CharField(max_length=20, blank=True, default="")
    due_on = models.DateField(null=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    personal_data = PersonalData(
        holds="pseudonym of the person acting and of the person represented; agent who acted",
        why="accountability of administrative acts (GDPR art. 5.2 and 6.1.e)",
        retention="as long as the commune exists; destroying the key of a pseudonym makes its rows anonymous",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["uuid"],
                name="journal_event_uuid",
                violation_error_message=_("Cet événement est déjà dans le journal."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="journal_event_named",
                violation_error_message=_("Un événement porte un nom."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.uuid}"

    def fact(self) -> Fact:
        """The fact in its present version (older payloads pass through their upcasters)."""
        return rebuild(self.name, self.version, self.payload)

    def current_payload(self) -> Payload:
        """The payload in its fact's present version. Raises UnknownFact."""
        return upcast(self.name, self.version, self.payload)

    def object(self, kind: str, role: str | None = None) -> UUID | None:
        """The uuid of the first object of this kind (in this role, when one is given), or None."""
        for link in self.objects_in_order():
            if link.kind == kind and role in (None, link.role):
                return link.uuid
        return None

    def objects_by_role(self, role: str) -> list[ObjectRef]:
        """The objects that played this role, in the order in which the verb gave them."""
        return [link.ref for link in self.objects_in_order() if link.role == role]

    def objects_in_order(self) -> list[EventObject]:
        """All objects, in the order in which the verb gave them (one query, none when prefetched)."""
        return sorted(self.objects_concerned.all(), key=lambda link: link.pk)

    # What prefetch_related fills; the name says more than ``eventobject_set``.
    objects_concerned: Any


class EventObject(models.Model):
    """An object that a fact concerns, with the role that it played (empty: simply concerned)."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="objects_concerned")
    kind = models.CharField(max_length=40)
    uuid = models.UUIDField()
    role = models.CharField(max_length=40, blank=True, default="")

    personal_data = PersonalData(
        holds="pseudonyms of persons concerned by a fact",
        why="accountability of administrative acts (GDPR art. 5.2 and 6.1.e)",
        retention="with the fact; destroying the key of a pseudonym makes its rows anonymous",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind", "uuid", "role"],
                name="journal_eventobject_once",
                violation_error_message=_("Cet objet figure déjà dans l’événement avec ce rôle."),
            ),
        ]
        indexes = [
            # queries.events_about: the history of one object.
            models.Index(fields=["kind", "uuid", "event"], name="journal_object_history"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.uuid}"

    @property
    def ref(self) -> ObjectRef:
        """The object as other rooms know it."""
        return ObjectRef(self.kind, self.uuid, self.role)


class Unsealed(models.Model):
    """A fact that waits for its seal: written with the fact, removed with the seal.

    Without it the sealing job would have to look for facts without a seal among all facts, since on PostgreSQL
    a lower id may be committed after a higher one.
    """

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="+")

    personal_data = NONE

    def __str__(self) -> str:
        return f"unsealed {self.event_id}"


class Seal(models.Model):
    """A link of the chain: gap-free number, and a SHA-256 over the fact and the hash before it.

    The number is the primary key and each hash can be followed only once, so the database itself refuses a fork.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="seal")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    personal_data = NONE

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="journal_seal_from_one",
                violation_error_message=_("Les sceaux sont numérotés à partir de 1."),
            ),
            models.UniqueConstraint(
                fields=["previous_hash"],
                name="journal_seal_no_fork",
                violation_error_message=_("La chaîne des sceaux ne peut pas bifurquer."),
            ),
        ]

    def __str__(self) -> str:
        return f"seal {self.number}"
