"""How a session finds its account: allauth's way, in one query with what ``request.actor`` needs next."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from beffroi.people import queries as people


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in by e-mail address and password; reads the account of a session with its link."""

    def get_user(self, user_id: Any) -> Any:
        """The account that a session names, or None."""
        account = people.account_of_session(user_id)
        return account if account and self.user_can_authenticate(account) else None
