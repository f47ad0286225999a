"""What a procedure does with personal data: its line in the register of processing (GDPR, article 30), and what a new
version brings in that the data protection officer must have seen before it is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .schema import Field, Package, WorkflowFile, every_field

#: The categories of the schema, as the register says them.
CATEGORIES: Final = {
    "identification": _("identification"),
    "contact": _("coordonnées"),
    "family": _("famille"),
    "civil_status": _("état civil"),
    "national_number": _("numéro national"),
    "financial": _("données financières"),
    "special": _("catégorie particulière, articles 9 et 10 du RGPD"),
}
#: The categories of which every new question counts, not the first alone.
_SENSITIVE: Final = ("national_number", "special")


@dataclass(frozen=True, slots=True)
class Datum:
    """A question that asks for personal data. ``key`` names it in its package: ``enfants.prenom``, ``agent.motif``."""

    key: str
    label: str
    category: str
    purpose: str
    erased: bool


@dataclass(frozen=True, slots=True)
class Processing:
    """One processing activity. ``consults`` are the reasons with which the population register is consulted."""

    purpose: str
    ground: str
    people: str
    data: tuple[Datum, ...]
    consults: tuple[str, ...]
    sources: tuple[str, ...]
    recipients: tuple[str, ...]
    transfers: tuple[str, ...]
    retention: str
    authority: str

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of data, in the order of the schema."""
        asked = {datum.category for datum in self.data}
        return tuple(one for one in CATEGORIES if one in asked)


Say = Callable[[str], str]


def processing(package: Package, say: Say = str) -> Processing:
    """What a package declares; ``say`` fills the holes of its texts."""
    card = package.procedure
    return Processing(
        purpose=say(card.privacy.purpose),
        ground=say(card.privacy.ground),
        people=say(card.who),
        data=tuple(dict.fromkeys(_data(package, say))),
        consults=tuple(
            dict.fromkeys(say(one.needs_register) for one in package.documents.values() if one.needs_register)
        ),
        sources=tuple(map(say, card.privacy.sources)),
        recipients=tuple(recipients(package, say)),
        transfers=tuple(map(say, card.privacy.transfers)),
        retention=retention_said(package, say),
        authority=say(card.authority),
    )


def recipients(package: Package, say: Say = str) -> list[str]:
    """Whom a package names, then whom its connectors send personal data to, and what for."""
    services = (
        gettext("%(who)s, par un échange automatique : %(why)s")
        % {"who": say(one.recipient), "why": say(one.purpose)}
        for one in package.connectors.connectors
        if any(sent.personal for sent in one.sends)
    )
    return [*map(say, package.procedure.privacy.recipients), *services]


def retention_said(package: Package, say: Say = str) -> str:
    """How long a case is kept after its closing, what then, and by which text."""
    rule = package.procedure.retention
    years, days_left = divmod(rule.days, 365)
    kept = (
        gettext("%(days)d jours après la clôture du dossier") % {"days": rule.days}
        if days_left
        else ngettext(
            "%(years)d an après la clôture du dossier", "%(years)d ans après la clôture du dossier", years
        )
        % {"years": years}
    )
    ends = {
        "destruction_list": gettext(
            "ensuite la destruction est proposée aux Archives de l’État, qui l’autorisent"
        ),
        "transfer_to_archives": gettext("ensuite le dossier est versé aux archives"),
    }
    words = gettext("%(kept)s ; %(then)s (%(reference)s).")
    return words % {"kept": kept, "then": ends[rule.then], "reference": say(rule.legal_reference)}


def _data(package: Package, say: Say) -> Iterator[Datum]:
    for key, field in asked(package):
        if field.personal is not None:
            personal = field.personal
            yield Datum(
                key,
                say(field.label or field.text),
                personal.category,
                say(personal.purpose),
                personal.at_anonymisation == "erase",
            )


def asked(package: Package) -> Iterator[tuple[str, Field]]:
    """Every question of a package by its key: those of the form, then what agents fill in and what blocks keep."""
    pages = package.form.pages
    for place, field in every_field(package.form):
        block = pages[int(place[2])].fields[int(place[4])] if len(place) > 5 else None
        yield f"{block.name}.{field.name}" if block else field.name, field
    for field in chain(_of_ways(package.workflow), package.workflow.fields):
        yield f"agent.{field.name}", field


def _of_ways(workflow: WorkflowFile) -> Iterator[Field]:
    ways = chain.from_iterable(status.transitions for status in workflow.statuses)
    for way in chain(ways, (one.transition for one in workflow.anywhere)):
        yield from way.form


# --- what the officer must have seen


class Kind(StrEnum):
    """What asks for the visa."""

    NATIONAL_NUMBER = "national_number"
    SPECIAL = "special"
    CATEGORY = "category"
    RECIPIENT = "recipient"
    REGISTER = "register"
    TRANSFER = "transfer"


_SAID: Final = {
    Kind.NATIONAL_NUMBER: _("Un numéro national est demandé : %(what)s"),
    Kind.SPECIAL: _("Une donnée d’une catégorie particulière est demandée : %(what)s"),
    Kind.CATEGORY: _("Une nouvelle sorte de données est demandée : %(what)s"),
    Kind.RECIPIENT: _("Un nouveau destinataire reçoit des données : %(what)s"),
    Kind.REGISTER: _("Le registre de la population est consulté : %(what)s"),
    Kind.TRANSFER: _("Des données quittent l’Union européenne : %(what)s"),
}


@dataclass(frozen=True, slots=True)
class VisaReason:
    """One thing that comes in; ``what`` in the words of the package."""

    kind: Kind
    what: str

    def __str__(self) -> str:
        return str(_SAID[self.kind]) % {"what": self.what}


def visa_reasons(before: Package | None, after: Package) -> tuple[VisaReason, ...]:
    """What ``after`` does with personal data that ``before`` (the version in force, or none) does not."""
    known = _weighty(before) if before else {}
    return tuple(
        VisaReason(kind, what) for (kind, key), what in _weighty(after).items() if (kind, key) not in known
    )


def _weighty(package: Package) -> dict[tuple[Kind, str], str]:
    """What the officer looks at in a package: its words, by kind and by what makes it the same in two versions."""
    of = processing(package)
    questions = {
        (Kind(kind), key): field.label or field.text
        for key, field in asked(package)
        if (kind := _category(field)) in _SENSITIVE
    }
    sent = {
        (Kind(value.personal), f"{one.name}.{value.name}"): f"{value.label or value.name} ({one.recipient})"
        for one in package.connectors.connectors
        for value in one.sends
        if value.personal in _SENSITIVE
    }
    categories = {
        (Kind.CATEGORY, one): str(CATEGORIES[one]) for one in of.categories if one not in _SENSITIVE
    }
    texts = ((Kind.RECIPIENT, of.recipients), (Kind.REGISTER, of.consults), (Kind.TRANSFER, of.transfers))
    return {**questions, **sent, **categories, **{(kind, one): one for kind, said in texts for one in said}}


def _category(field: Field) -> str:
    """The category of a question; a national number is one whatever was declared."""
    if field.type == "national_number":
        return "national_number"
    return field.personal.category if field.personal else ""


# --- the register of a version beside that of another


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: ``state`` is "" when it stays, "new", "changed" (``before`` says what it was) or "gone"."""

    text: str
    state: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the register, with its lines."""

    heading: str
    entries: tuple[Entry, ...]


def register_entry(after: Processing, before: Processing | None = None) -> tuple[Section, ...]:
    """The line of the register in sections. With ``before``, each line says whether it is new, changed or gone."""
    old = dict(_lines(before)) if before else None
    return tuple(
        Section(heading, _compared(lines, None if old is None else old[heading]))
        for heading, lines in _lines(after)
        if lines or (old and old[heading])
    )


def _lines(of: Processing) -> Iterator[tuple[str, dict[str, str]]]:
    """Heading, then lines by what makes them the same in two versions."""
    yield gettext("Pourquoi"), {"purpose": of.purpose}
    yield gettext("Base légale"), {"ground": of.ground}
    yield gettext("Personnes concernées"), {"people": of.people}
    yield gettext("Données"), {datum.key: datum_said(datum) for datum in of.data}
    yield gettext("Registre de la population consulté pour"), _as_they_are(of.consults)
    yield gettext("Données reçues d’ailleurs"), _as_they_are(of.sources)
    yield gettext("Destinataires"), _as_they_are(of.recipients)
    yield gettext("Transferts hors de l’Union européenne"), _as_they_are(of.transfers)
    yield gettext("Conservation"), {"retention": of.retention}


def _as_they_are(texts: tuple[str, ...]) -> dict[str, str]:
    return {text: text for text in texts}


def datum_said(datum: Datum) -> str:
    """A datum on one line: the question, its category, what it serves for, what becomes of it."""
    end = gettext("effacé à l’anonymisation") if datum.erased else gettext("gardé à l’anonymisation")
    return f"{datum.label} ({CATEGORIES[datum.category]}) : {datum.purpose} – {end}"


def _compared(lines: dict[str, str], old: dict[str, str] | None) -> tuple[Entry, ...]:
    if old is None:
        return tuple(Entry(text) for text in lines.values())
    found = []
    for key, text in lines.items():
        if key not in old:
            found.append(Entry(text, "new"))
        elif old[key] != text:
            found.append(Entry(text, "changed", old[key]))
        else:
            found.append(Entry(text))
    return (*found, *(Entry(text, "gone") for key, text in old.items() if key not in lines))
