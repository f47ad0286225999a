"""Ways to sign in."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal.actions import record
from beffroi.lib.acting import HOUSE, Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Refusal
from beffroi.people.connectors.sign_in import remember_address
from beffroi.people.events import AccountCreated
from beffroi.people.models import Account


class AddressTaken(Refusal):
    """Another account has this address."""

    message = _("Un compte existe déjà avec cette adresse e-mail.")


@transaction.atomic
def create_account(
    email: str | None,
    password: str | None = None,
    verified: bool = False,
    *,
    name: str = "",
    language: str = "fr",
    actor: Acting = HOUSE,
) -> Account:
    """Make an account. Without an address it can only be opened by eID or itsme; without a password, not by password.

    ``verified`` says that the address was proved. Raises AddressTaken.
    """
    address = email.strip().lower() if email else None
    if address and Account.objects.filter(email__iexact=address).exists():
        raise AddressTaken
    account = Account(email=address, name=name, language=language)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as taken:  # by a request of the same moment
        raise AddressTaken from taken
    if address:
        remember_address(account, verified=verified)
    announce_account(account=account, verified=verified, actor=actor)
    return account


@transaction.atomic
def announce_account(*, account: Account, verified: bool, actor: Acting = HOUSE) -> None:
    """Leave the fact of an account that the sign-in library has made itself (its signal calls this)."""
    record(AccountCreated(verified=verified), actor=actor, about=[ref(account)])
