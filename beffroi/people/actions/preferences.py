"""What people choose about their own account."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.lib.refusals import Refusal
from beffroi.people.models import Account


class UnknownLanguage(Refusal):
    """The house does not speak this language."""

    message = _("Cette langue n’est pas disponible.")


@transaction.atomic
def choose_language(*, account_id: UUID, language: str) -> None:
    """The language in which the commune writes to this account. No fact: nothing follows. Raises UnknownLanguage."""
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage
    Account.objects.filter(pk=account_id).update(language=language)
