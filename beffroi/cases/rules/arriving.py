"""What is said of a request that did not come online. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

#: A letter may be found late; a year that was mistyped is noticed.
OLDEST = timedelta(days=366)

#: What the commune knows of who asks: an agent saw the person and their identity document; a copy of it came along;
#: the paper is signed; the person said who they are.
SEEN, COPY, SIGNED, DECLARED = "seen", "copy", "signed", "declared"

#: How the person wants to be written to.
EMAIL, LETTER = "email", "letter"

#: The ways in, other than online (``lib.acting.Stamp.channel``).
CHANNELS = ("post", "counter", "phone")

#: What may be known of the person, by way in: the signature of a letter identifies nobody on the telephone.
IDENTITIES = {
    "post": (SIGNED, COPY),
    "counter": (SEEN, SIGNED, COPY),
    "phone": (DECLARED,),
}


@dataclass(frozen=True)
class Arrival:
    """How and when a request reached the commune, and how its applicant wants to be answered.

    ``identity`` is one of ``IDENTITIES``, ``reply`` EMAIL or LETTER; ``language`` is the one in which the commune
    writes. ``received_on`` is the day on which it came in, which starts the periods of the authority: not the postmark,
    which dates the person's own periods only.
    """

    channel: str
    received_on: date | None
    identity: str
    reply: str
    language: str = "fr"


def wrong(arrival: Arrival, today: date) -> dict[str, str]:
    """What is wrong, by field."""
    errors = {}
    if arrival.channel not in CHANNELS:
        errors["channel"] = gettext("Dites comment la demande est arrivée.")
    if message := _wrong_day(arrival.received_on, today):
        errors["received_on"] = message
    if arrival.identity not in IDENTITIES.get(arrival.channel, (arrival.identity,)):
        errors["identity"] = gettext(
            "Ce n’est pas possible pour une demande arrivée ainsi : choisissez une autre réponse."
        )
    if arrival.identity not in {one for known in IDENTITIES.values() for one in known}:
        errors["identity"] = gettext("Dites comment vous savez qui demande.")
    if arrival.reply not in (EMAIL, LETTER):
        errors["reply"] = gettext("Dites comment répondre à la personne.")
    return errors


def _wrong_day(day: date | None, today: date) -> str:
    if day is None:
        return gettext("Tapez le jour de réception, par exemple 24 11 2026.")
    if day > today:
        return gettext("Le jour de réception est dans le futur.")
    if day < today - OLDEST:
        return gettext("Ce jour est passé depuis plus d’un an : vérifiez l’année.")
    return ""
