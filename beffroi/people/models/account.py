"""A way to sign in."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from beffroi.lib import clock
from beffroi.lib.personal import PersonalData


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts as Django's own commands and allauth ask for them; rooms use ``actions.create_account``."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """An account with this address, in lower case. Raises ValueError without one."""
        if not email:
            raise ValueError("an account has an e-mail address")
        account: Account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """An account that may do everything in the editor of the site."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of an address, whatever its case."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser, PermissionsMixin):
    """A way to sign in, linked to at most one person: an e-mail address with a password, or eID and itsme, or both.

    ``email`` is empty for someone who signs in with eID or itsme and gave no address.
    ``name`` is what the desk shows for an agent; the identity of a citizen stands on the linked person only.
    """

    personal_data = PersonalData(
        holds="e-mail address, hashed password, preferred language, name shown at the desk",
        why="lets a person follow their cases and an agent work (contract of use; public task)",
        retention="deleted 13 months after the last sign-in, once no case is open",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("adresse e-mail"), unique=True, null=True, blank=True)
    name = models.CharField(_("nom affiché"), max_length=120, blank=True)
    language = models.CharField(_("langue"), max_length=5, default="fr")
    is_active = models.BooleanField(_("actif"), default=True)
    is_staff = models.BooleanField(_("accès technique"), default=False)
    created_at = models.DateTimeField(_("créé le"), default=clock.now, editable=False)

    objects = AccountManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="account_email_once",
                violation_error_message=_("Un compte existe déjà avec cette adresse."),
            ),
        ]

    def __str__(self) -> str:
        return self.email or str(self.pk)

    def get_full_name(self) -> str:
        """What Django, Wagtail and allauth show for this account."""
        return self.name or self.email or ""

    get_short_name = get_full_name
