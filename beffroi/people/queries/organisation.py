"""Who the commune is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _

from beffroi.lib.refusals import Refusal
from beffroi.people.models import ContactPoint, Department, Organisation

_KEPT_SECONDS = 5.0


class NoOrganisation(Refusal):
    """No commune pack has been loaded yet."""

    message = _("Aucune commune n’est encore chargée. L’administrateur charge un paquet communal.")


@dataclass(slots=True)
class _Kept:
    found: Organisation | None = None
    until: float = 0.0


_kept = _Kept()


def organisation() -> Organisation:
    """The commune of this database, kept for five seconds in each process. Raises NoOrganisation.

    Inside a transaction the database is asked: what it holds there may not be committed.
    """
    if connection.in_atomic_block:
        return _read()
    if _kept.found is None or time.monotonic() > _kept.until:
        _kept.found, _kept.until = _read(), time.monotonic() + _KEPT_SECONDS
    return _kept.found


def is_demonstration() -> bool:
    """Whether only fictional people may be entered. Without a commune the careful answer is yes."""
    try:
        return organisation().demonstration
    except NoOrganisation:
        return True


def departments() -> QuerySet[Department]:
    """The departments in service, in their order."""
    return Department.objects.filter(closed_on=None)


def contact_points() -> QuerySet[ContactPoint]:
    """Where people reach the commune, in order, each with its department."""
    return ContactPoint.objects.select_related("department")


def _read() -> Organisation:
    found = Organisation.objects.first()
    if found is None:
        raise NoOrganisation
    return found


def _forget(**_signal: Any) -> None:
    _kept.found = None


post_save.connect(_forget, sender=Organisation, dispatch_uid="people.organisation.saved")
post_delete.connect(_forget, sender=Organisation, dispatch_uid="people.organisation.deleted")
post_migrate.connect(_forget, dispatch_uid="people.organisation.emptied")
