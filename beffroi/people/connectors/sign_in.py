"""What the sign-in library (allauth) must know of an account: its address, and whether it was proved."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from beffroi.people.models import Account


def remember_address(account: Account, *, verified: bool) -> None:
    """Give the library the account's address as its primary one."""
    EmailAddress.objects.update_or_create(
        user=account, email=account.email, defaults={"verified": verified, "primary": True}
    )
