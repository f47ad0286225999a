"""What managers change by hand: closing days and contact points. A pack loaded later leaves it alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal.actions import record
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, Refusal, require
from beffroi.people import policies
from beffroi.people.events import ContactPointChanged, OfficesClosed, OfficesReopened
from beffroi.people.models import ClosingDay, ContactPoint

_EDITABLE = frozenset({"name", "address", "phone", "email", "access", "fictional"})


class AlreadyClosed(Refusal):
    """The day is in the list."""

    message = _("Les bureaux sont déjà fermés ce jour-là.")


@transaction.atomic
def close_offices(*, actor: Acting, day: date, label: str, source: str) -> ClosingDay:
    """Add a closing day with the decision that closes it. Raises Forbidden, AlreadyClosed."""
    require(policies.may_manage_organisation, actor)
    closing, created = ClosingDay.objects.get_or_create(day=day, defaults={"label": label, "source": source})
    if not created:
        raise AlreadyClosed
    record(OfficesClosed(day=str(day)), actor=actor, about=[ref(closing)])
    return closing


@transaction.atomic
def reopen_offices(*, actor: Acting, day: date) -> None:
    """Withdraw a closing day. Raises Forbidden, NotFound."""
    require(policies.may_manage_organisation, actor)
    closing = ClosingDay.objects.filter(day=day).first()
    if closing is None:
        raise NotFound
    about = [ref(closing)]
    closing.delete()
    record(OfficesReopened(day=str(day)), actor=actor, about=about)


@transaction.atomic
def change_contact_point(*, actor: Acting, slug: str, **changes: Any) -> ContactPoint:
    """Change a contact point's name, address, phone, email, access or whether it is fictional.

    Raises Forbidden, NotFound; TypeError for any other field.
    """
    require(policies.may_manage_organisation, actor)
    if unknown := changes.keys() - _EDITABLE:
        raise TypeError(f"a contact point has no editable {', '.join(sorted(unknown))}")
    point = ContactPoint.objects.filter(slug=slug).first()
    if point is None:
        raise NotFound
    for name, value in changes.items():
        setattr(point, name, value)
    point.save(update_fields=list(changes))
    record(ContactPointChanged(slug=slug, fields=sorted(changes)), actor=actor, about=[ref(point)])
    return point
