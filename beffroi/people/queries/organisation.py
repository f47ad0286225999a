"""Who the commune is."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from beffroi.lib.kept import Kept
from beffroi.lib.refusals import Refusal
from beffroi.people.models import ContactPoint, Department, Organisation


class NoOrganisation(Refusal):
    """No commune pack has been loaded yet."""

    message = _("Aucune commune n’est encore chargée. L’administrateur charge un paquet communal.")


def organisation() -> Organisation:
    """The commune of this database, kept for five seconds in each process. Raises NoOrganisation."""
    return _kept()


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


_kept = Kept(_read, Organisation)
