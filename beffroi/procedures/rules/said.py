"""What the house says for a package: start page, messages, documents, means of appeal, privacy notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext

from . import days
from .context import FormContext
from .definition import Definition, type_of
from .expressions import Scope
from .fields.composite import address_lines
from .processing import recipients, retention_said
from .records import make_scope
from .schema import LEVELS, ListOf, Pair, Paragraph, every_field
from .texts import expand, led, said


@dataclass(frozen=True, slots=True)
class FreeRouteView:
    """The free federal route."""

    title: str
    words: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """« Avez-vous ce qu’il faut ? » : who, cost, delay, pieces, the free route first."""

    slug: str
    title: str
    summary: str
    who: str
    cost: str
    delay: str
    minutes: int
    pieces: tuple[str, ...]
    elsewhere: tuple[str, ...]
    free_route: FreeRouteView | None
    required_level: int
    download_level: int
    identity_words: str
    legal_basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessageText:
    """A message, worded; ``body`` is plain text, paragraphs apart by an empty line."""

    subject: str
    body: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document, worded: its layout and the data of that layout."""

    title: str
    layout: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StatusView:
    """A status in words."""

    label: str
    phase: str
    next: str


@dataclass(frozen=True, slots=True)
class NoticeSection:
    """A part of the privacy notice."""

    heading: str
    paragraphs: tuple[str, ...]


def start_page(definition: Definition, context: FormContext) -> StartPage:
    """What the person reads before beginning."""
    card = definition.package.procedure
    say = speaker(definition, make_scope(definition, {}, context))
    route = card.free_route
    return StartPage(
        slug=card.slug,
        title=say(card.title),
        summary=say(card.summary),
        who=say(card.who),
        cost=say(card.cost),
        delay=say(card.delay),
        minutes=card.minutes,
        pieces=tuple(map(say, card.pieces)),
        elsewhere=tuple(map(say, card.elsewhere)),
        free_route=FreeRouteView(say(route.title), say(route.words), route.url, say(route.label))
        if route
        else None,
        required_level=LEVELS[card.identity.apply],
        download_level=LEVELS[card.identity.download],
        identity_words=say(card.identity.words),
        legal_basis=tuple(map(say, card.legal_basis)),
    )


def speaker(definition: Definition, scope: Scope) -> Any:
    """A function that translates a French text of the package and fills its holes."""
    return lambda french: expand(definition.say(french, scope.language), scope)


def message(definition: Definition, name: str, scope: Scope) -> MessageText:
    """A message of the package. Raises KeyError."""
    written = definition.package.messages[name]
    say = speaker(definition, scope)
    body = "\n\n".join(_paragraphs(written.paragraphs, scope, say))
    return MessageText(" ".join(say(written.subject).split()), body, written.channels)


def document(definition: Definition, name: str, scope: Scope) -> DocumentText:
    """A document of the package, with what its layout sets. Raises KeyError."""
    written = definition.package.documents[name]
    say = speaker(definition, scope)
    title = say(written.title)
    facts = [[say(one.label), say(one.value)] for one in _that_hold(written.facts, scope)]
    data = {
        "title": title,
        "subject": title,
        "reference": str(scope.data["case"]["number"]),
        "paragraphs": _paragraphs(written.paragraphs, scope, say),
        "facts": facts,
        "table": _table(written.table, scope, say),
        "closing": _paragraphs(written.closing, scope, say),
        "next": _paragraphs(written.next, scope, say),
        "legal": say(written.legal),
        "signatory": [line for line in map(say, definition.package.house.signature) if line],
    }
    return DocumentText(title, written.layout, data)


def _paragraphs(written: Iterable[str | Paragraph], scope: Scope, say: Any) -> list[str]:
    texts = (
        one if isinstance(one, str) else one.text
        for one in written
        if isinstance(one, str) or scope.holds(one.when)
    )
    return [text for text in (say(one).strip() for one in texts) if text]


def _that_hold(written: Iterable[Pair], scope: Scope) -> list[Pair]:
    return [one for one in written if scope.holds(one.when)]


def _table(written: ListOf | None, scope: Scope, say: Any) -> dict[str, Any] | None:
    if written is None or not scope.holds(written.when):
        return None
    items = [item for item in scope.value(written.each) if isinstance(item, dict)]
    rows = [[_cell(item.get(c.key), c.day, scope.language) for c in written.columns] for item in items]
    return {"caption": say(written.caption), "columns": [say(c.label) for c in written.columns], "rows": rows}


def _cell(value: Any, day: bool, language: str) -> str:
    text = said(value, language)
    return days.plain_day(text, language) if day else text


def remedies(definition: Definition, scope: Scope) -> str:
    """The means of appeal in plain text: body, form, period."""
    return "\n\n".join(_remedies(definition, scope, speaker(definition, scope)))


def _remedies(definition: Definition, scope: Scope, say: Any) -> list[str]:
    house = definition.package.house
    found = [
        f"{say(r.body)} {say(r.form)} {say(r.period)} ({say(r.legal_reference)})" for r in house.remedies
    ]
    return [*found, say(house.mediator)] if scope.data["case"]["mediator"] else found


def status_view(definition: Definition, name: str, scope: Scope) -> StatusView:
    """A status in words."""
    status = definition.statuses[name]
    say = speaker(definition, scope)
    return StatusView(say(status.label), status.phase, say(status.next))


def destroy_after(definition: Definition, closed_on: date) -> date:
    """The day from which a closed case may be proposed for destruction (never destroyed in silence)."""
    return closed_on + timedelta(days=definition.package.procedure.retention.days)


# --- what the house reads of the answers


def applicant_name(definition: Definition, answers: Mapping[str, Any]) -> str:
    """Given names and family name of the applicant, as declared."""
    person = _answer(definition, "applicant", answers) or {}
    return f"{person.get('given_names', '')} {person.get('family_name', '')}".strip()


def applicant_birth(definition: Definition, answers: Mapping[str, Any]) -> str:
    """The day of birth of the applicant (ISO), as declared; empty where it is not asked."""
    person = _answer(definition, "applicant", answers) or {}
    return str(person.get("birth_date") or "")


def applicant_email(definition: Definition, answers: Mapping[str, Any]) -> str:
    """Where to write to, as declared."""
    return str(_answer(definition, "email", answers) or "")


def postal_address(definition: Definition, answers: Mapping[str, Any]) -> list[str]:
    """Where to post to: name, street, locality; empty when no address was asked."""
    address = _answer(definition, "address", answers)
    if not address or not address.get("street"):
        return []
    return [line for line in (applicant_name(definition, answers), *address_lines(address)) if line]


def delivery_mode(definition: Definition, answers: Mapping[str, Any]) -> str:
    """How the document is to reach the person."""
    return str(_answer(definition, "delivery", answers) or "")


def subject_number(definition: Definition, answers: Mapping[str, Any]) -> str:
    """The reference of the national number of the person concerned, when it was given.

    Somebody asked about without a number has none: the number of who asks is never taken instead.
    """
    reads = definition.package.procedure.reads
    asked_about = _first_name(definition, reads.subject, answers)
    named = (n for s, n in zip(reads.subject, reads.subject_number, strict=False) if s == asked_about)
    return str(_first(definition, tuple(named) if asked_about else reads.subject_number, answers) or "")


def applicant_number(definition: Definition, answers: Mapping[str, Any]) -> str:
    """The reference of the national number that the applicant gave of themself."""
    reads = definition.package.procedure.reads
    named = (n for s, n in zip(reads.subject, reads.subject_number, strict=False) if s == reads.applicant)
    return str(_first(definition, tuple(named), answers) or "")


def subject_name(definition: Definition, answers: Mapping[str, Any]) -> str:
    """The name of the person concerned."""
    person = _first(definition, definition.package.procedure.reads.subject, answers) or {}
    return f"{person.get('given_names', '')} {person.get('family_name', '')}".strip()


def _answer(definition: Definition, role: str, answers: Mapping[str, Any]) -> Any:
    name = getattr(definition.package.procedure.reads, role)
    return _first(definition, (name,) if name else (), answers)


def _first(definition: Definition, names: tuple[str, ...], answers: Mapping[str, Any]) -> Any:
    """The first answer of these questions that is of its type."""
    name = _first_name(definition, names, answers)
    return answers[name] if name else None


def _first_name(definition: Definition, names: tuple[str, ...], answers: Mapping[str, Any]) -> str:
    """The first of these questions that has an answer of its type."""
    fields = definition.fields
    return next((n for n in names if n in answers and type_of(fields[n]).fits(answers[n])), "")


# --- the privacy notice


#: The layouts of documents that speak to the person whose data they are about; a certificate is shown to others.
WRITTEN_TO_A_READER: Final = ("letter", "receipt")


def privacy_in_short(definition: Definition, scope: Scope, address: str) -> str:
    """Why the commune keeps data, by which ground, and where the whole notice stands."""
    card, say = definition.package.procedure, speaker(definition, scope)
    words = gettext(
        "Vos données. %(purpose)s %(ground)s Qui les reçoit, combien de temps nous les gardons et quels sont vos "
        "droits : %(address)s"
    )
    return words % {
        "purpose": say(card.privacy.purpose),
        "ground": say(card.privacy.ground),
        "address": address,
    }


def privacy_notice(definition: Definition, scope: Scope, controller: str = "") -> list[NoticeSection]:
    """The notice of GDPR article 13, produced from what the package declares; ``controller`` answers for the data."""
    card, house = definition.package.procedure, definition.package.house
    say = speaker(definition, scope)
    asked = [
        led(say(field.label), say(field.personal.purpose))
        for _, field in every_field(definition.package.form)
        if field.personal
    ]
    if asked:
        asked.append(
            gettext(
                "Les réponses obligatoires sont nécessaires : sans elles, nous ne pouvons pas traiter votre demande."
            )
        )
    sections = [
        (gettext("Qui répond de ces données"), [controller] if controller else []),
        (
            gettext("Pourquoi nous demandons ces données"),
            [say(card.privacy.purpose), say(card.privacy.ground)],
        ),
        (gettext("Ce que nous demandons, et à quoi cela sert"), asked),
        (gettext("D’où viennent les autres données"), [say(one) for one in card.privacy.sources]),
        (gettext("Qui les reçoit"), recipients(definition.package, say)),
        (gettext("Ce qui sort de l’Union européenne"), [say(one) for one in card.privacy.transfers]),
        (gettext("Combien de temps nous les gardons"), [retention_said(definition.package, say)]),
        (gettext("Vos droits"), [say(house.privacy_rights), say(house.privacy_contact)]),
    ]
    return [NoticeSection(heading, tuple(texts)) for heading, texts in sections if texts]
