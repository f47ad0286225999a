"""A human being known to the commune, their numbers, and the proof that an account is theirs."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.lib import clock
from beffroi.lib.personal import PersonalData
from beffroi.lib.vault import vault
from beffroi.people.rules import Level

PRECISIONS = [("day", _("jour")), ("month", _("mois")), ("year", _("année")), ("unknown", _("inconnue"))]


class Person(models.Model):
    """A person as known to the commune.

    The birth date is text with a precision, because registers know births of which only the year is known:
    ``1985-07-30`` (day), ``1985-07`` (month), ``1985`` (year), empty (unknown). House numbers are text.
    """

    personal_data = PersonalData(
        holds="names, birth date, address, e-mail address",
        why="identifies the people whom the commune serves (public task, GDPR art. 6.1.e)",
        retention="as long as a case, a document or a post refers to the person, then erased",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    family_name = models.CharField(_("nom"), max_length=120)
    given_names = models.CharField(_("prénoms"), max_length=120, blank=True)
    birth = models.CharField(_("naissance"), max_length=10, blank=True)
    birth_precision = models.CharField(_("précision"), max_length=8, choices=PRECISIONS, default="unknown")
    street = models.CharField(_("rue"), max_length=120, blank=True)
    house_number = models.CharField(_("numéro"), max_length=15, blank=True)
    box = models.CharField(_("boîte"), max_length=35, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=12, blank=True)
    locality = models.CharField(_("localité"), max_length=80, blank=True)
    country = models.CharField(_("pays"), max_length=2, default="BE")
    nis = models.CharField(_("code NIS de la commune"), max_length=5, blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("family_name", "given_names", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(birth_precision="unknown", birth="")
                | ~models.Q(birth_precision="unknown") & ~models.Q(birth=""),
                name="person_birth_with_precision",
                violation_error_message=_("La date de naissance et sa précision ne s’accordent pas."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Given names then family name."""
        return f"{self.given_names} {self.family_name}".strip()

    @property
    def address_lines(self) -> tuple[str, ...]:
        """The postal address as on an envelope, without the name; empty when unknown."""
        box = f" boîte {self.box}" if self.box else ""
        first = f"{self.street} {self.house_number}{box}".strip()
        second = f"{self.postal_code} {self.locality}".strip()
        return tuple(line for line in (first, second) if line)


class Pseudonym(models.Model):
    """The name of a person in the journal; destroying the row leaves facts that point at nobody."""

    personal_data = PersonalData(
        holds="a random value that stands for a person in facts",
        why="facts must say who acted without saying their name (GDPR art. 25)",
        retention="destroyed with the person: the facts stay, without a key",
    )

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="pseudonym")
    value = models.UUIDField(default=uuid4, unique=True, editable=False)

    def __str__(self) -> str:
        return str(self.value)


class NationalNumber(models.Model):
    """A national or bis number: encrypted, with a keyed hash for look-up. Everything else holds this row's id.

    ``person`` is empty for a number that somebody declared in a form (a child, a deceased parent).
    """

    personal_data = PersonalData(
        holds="national number, encrypted",
        why="identification in an application of a public authority (law of 8 August 1983, art. 8)",
        retention="with the person, or with the case that declared it",
        ends="a declared one is deleted, unless another case declares it too",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="numbers", null=True, blank=True)
    key_id = models.CharField(max_length=40)
    sealed = models.BinaryField()
    lookup = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("lookup",),
                name="nationalnumber_once",
                violation_error_message=_("Ce numéro national est déjà connu."),
            ),
        ]
        indexes = [models.Index(fields=("key_id",), name="nationalnumber_by_key")]  # rotation of keys

    def __str__(self) -> str:
        return f"numéro {self.pk}"

    @staticmethod
    def lookup_of(digits: str) -> str:
        """The keyed hash under which eleven digits are found again."""
        return vault().digest(digits, "national-number")

    def seal(self, digits: str) -> None:
        """Put eleven digits in this row. The ciphertext is bound to the row: moved to another, it cannot be read."""
        self.key_id, self.sealed = vault().encrypt(digits.encode(), self._context)
        self.lookup = self.lookup_of(digits)

    def open(self) -> str:
        """The eleven digits in clear. Raises VaultError when the key is unknown or the row was tampered with."""
        return vault().decrypt(self.key_id, bytes(self.sealed), self._context).decode()

    @property
    def _context(self) -> str:
        return f"national-number:{self.pk}"


class IdentityLink(models.Model):
    """The proof that an account belongs to a person: an account has at most one, a person may have several accounts."""

    personal_data = PersonalData(
        holds="which account is whose, how and when it was proved",
        why="gives a person access to their own data only (GDPR art. 32)",
        retention="with the account",
    )

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="identity"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    method = models.CharField(_("moyen"), max_length=20)
    level = models.PositiveSmallIntegerField(
        _("niveau"), choices=[(level.value, level.name) for level in Level]
    )
    at = models.DateTimeField(_("lié le"), default=clock.now)

    def __str__(self) -> str:
        return f"{self.account_id} → {self.person_id}"


class IdentityCheck(models.Model):
    """An agent saw the person and their identity document, and vouches that this account is theirs."""

    personal_data = PersonalData(
        holds="which agent checked whose identity, how and when",
        why="proof of the identity level of an account without eID or itsme (GDPR art. 32)",
        retention="with the account",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    agent_id = models.UUIDField(_("agent"))
    how = models.CharField(_("de quelle façon"), max_length=200)
    at = models.DateTimeField(_("vérifiée le"), default=clock.now)

    class Meta:
        indexes = [
            models.Index(
                fields=("account", "person"), name="identitycheck_by_account"
            ),  # queries.portal_actor
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.person_id}"
