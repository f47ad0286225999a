"""What "my data" shows: how this person came in, who they are and, when that is proved, what the register says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.people import actions, queries
from beffroi.people.policies import Actor, Level
from beffroi.ui import spoken

if TYPE_CHECKING:
    from beffroi.people.actions import RegisterRecord

#: How a session's person came in, in words.
MEANS: dict[str, str | Promise] = {
    "eid": gettext_lazy("avec votre carte d’identité (eID)"),
    "itsme": gettext_lazy("avec itsme"),
    "email": gettext_lazy("avec votre adresse e-mail"),
    "counter": gettext_lazy("avec votre adresse e-mail ; un agent a vérifié votre identité"),
}

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OwnData:
    """One person's own data; rows are (label, value).

    Without a proved identity only ``entered``, ``entered_at`` and ``linked`` speak.
    """

    entered: str | Promise
    entered_at: datetime | None
    linked: bool
    proved: bool
    identity: list[Row]
    register: list[Row]
    household: list[Row]
    source: str


def own_data(actor: Actor, session_identity: dict[str, Any]) -> OwnData:
    """Gather it. One's own data leave no consultation."""
    proved = actor.person_id is not None and actor.level >= Level.CHECKED
    record = _record(actor) if proved else None
    at = session_identity.get("at")
    return OwnData(
        entered=MEANS.get(actor.method, MEANS["email"]),
        entered_at=datetime.fromisoformat(at) if at else None,
        linked=actor.person_id is not None,
        proved=proved,
        identity=_identity_rows(actor) if proved else [],
        register=_register_rows(record) if record else [],
        household=[(f"{m.given_names} {m.family_name}", m.relation_label) for m in record.household]
        if record
        else [],
        source=record.source if record else "",
    )


def _record(actor: Actor) -> RegisterRecord | None:
    assert actor.person_id is not None
    try:
        return actions.consult_register(
            actor=actor, person_id=actor.person_id, reason=_("Mes données"), screen="portal:my_data"
        )
    except actions.NotInRegister:
        return None


def _identity_rows(actor: Actor) -> list[Row]:
    assert actor.person_id is not None
    person = queries.person_summary(actor.person_id)
    return [
        (_("Nom"), person.full_name),
        (_("Numéro de registre national"), person.masked_number),
    ]


def _register_rows(record: RegisterRecord) -> list[Row]:
    born = " ".join(filter(None, [_day(record.birth), _("à %(place)s") % {"place": record.birth_place}]))
    return [
        (_("Naissance"), born if record.birth_place else _day(record.birth)),
        (_("Adresse"), "\n".join([*record.address.lines, _since(record.address.since)])),
        (_("Nationalité"), _dated(record.nationality_label, record.nationality_since)),
        (_("État civil"), _dated(record.civil_status_label, record.civil_status_since)),
        (_("Dans la commune"), _since(record.registered_on)),
    ]


def _dated(words: str, since: date | None) -> str:
    return f"{words}\n{_since(since)}" if since else words


def _since(day: date) -> str:
    return _("depuis le %(day)s") % {"day": _day(day)}


def _day(value: date | str) -> str:
    """A day in words; a birth of which only the month or the year is known stays as the register writes it."""
    if isinstance(value, str) and len(value) < len("1985-07-30"):
        return value
    return spoken.day(value, weekday=False)
