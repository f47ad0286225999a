"""Which ways in this installation offers."""

from __future__ import annotations

from django.conf import settings


def federal_is_offered() -> bool:
    """Whether eID and itsme can be used here."""
    return bool(settings.FAS_ISSUER)


#: For the context of every sign-in screen; templates call the function.
WAYS = {"federal": federal_is_offered}
