"""The register of processing activities (GDPR, article 30), produced from what the versions declare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from beffroi.lib import clock
from beffroi.people import queries as people
from beffroi.procedures.models import DraftVersion, ProcedureVersion, Visa
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.processing import CATEGORIES, Processing, Section, processing, register_entry
from beffroi.procedures.rules.records import make_scope
from beffroi.procedures.rules.said import speaker
from beffroi.procedures.rules.spreadsheet import guarded, spreadsheet

from .commune import controller, with_commune
from .preparing import draft_definition
from .shelf import definition, definitions_in_force, options_on, shelf_in_force
from .visas import visas_said


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A procedure in the register: its version in force, what it does, the last word of the officer on it.

    ``department`` is its name where the commune has that department, else its short name.
    """

    version: ProcedureVersion
    title: str
    department: str
    processing: Processing
    visa: Visa | None

    @property
    def sections(self) -> tuple[Section, ...]:
        """In the words of the register."""
        return register_entry(self.processing)


def register_of_processing(language: str = "fr") -> list[RegisterLine]:
    """The line of every version in force, by title."""
    versions = shelf_in_force()
    departments = {one.slug: one.title.in_(language)[0] for one in people.departments()}
    visas = visas_said()
    lines = [
        RegisterLine(
            version=versions[slug],
            title=found.say(found.package.procedure.title, language),
            department=departments.get(
                found.package.procedure.department, found.package.procedure.department
            ),
            processing=_processing(found, language),
            visa=visas.get((slug, versions[slug].fingerprint)),
        )
        for slug, found in definitions_in_force()
    ]
    return sorted(lines, key=lambda line: line.title)


def draft_register(draft: DraftVersion, language: str = "fr") -> tuple[Section, ...]:
    """What a version in preparation does with personal data, beside what the version in force does."""
    in_force = shelf_in_force().get(draft.slug)
    before = _processing(definition(in_force.pk), language) if in_force else None
    return register_entry(_processing(draft_definition(draft), language), before)


def _processing(found: Definition, language: str) -> Processing:
    today = clock.today()
    context = FormContext(today=today, language=language, options=options_on(found.slug, today))
    return processing(found.package, speaker(found, make_scope(found, {}, with_commune(context, found))))


def security_measures() -> str:
    """What protects every one of them: a general description, as article 30.1.g asks."""
    return _(
        "Chaque agent ne voit que les dossiers de son service ; qui consulte le registre de la population en écrit la "
        "raison ; les numéros nationaux et les messages sont chiffrés ; chaque acte laisse une trace scellée."
    )


def register_csv(language: str = "fr") -> bytes:
    """The register as a spreadsheet file, a line for each procedure; several texts stand below one another."""
    answers = controller()
    lines = (
        [
            answers,
            line.title,
            str(line.version.number),
            clock.day_of(line.version.published_at).isoformat(),
            line.department,
            *_cells(line.processing),
            security_measures(),
            visa_words(line.visa),
        ]
        for line in register_of_processing(language)
    )
    return spreadsheet([_heading(), *([guarded(cell) for cell in line] for line in lines)])


def _heading() -> list[str]:
    return [
        _("Responsable du traitement"),
        _("Démarche"),
        _("Version"),
        _("En vigueur depuis le"),
        _("Service"),
        _("Pourquoi"),
        _("Base légale"),
        _("Personnes concernées"),
        _("Catégories de données"),
        _("Données"),
        _("Registre de la population consulté pour"),
        _("Données reçues d’ailleurs"),
        _("Destinataires"),
        _("Transferts hors de l’Union européenne"),
        _("Conservation"),
        _("Qui décide"),
        _("Mesures de sécurité"),
        _("Visa de protection des données"),
    ]


def _cells(of: Processing) -> Iterator[str]:
    data = [f"{datum.label} : {datum.purpose}" for datum in of.data]
    yield from (of.purpose, of.ground, of.people)
    for texts in (
        [str(CATEGORIES[one]) for one in of.categories],
        data,
        of.consults,
        of.sources,
        of.recipients,
        of.transfers,
    ):
        yield "\n".join(texts)
    yield from (of.retention, of.authority)


def visa_words(visa: Visa | None) -> str:
    """What is known of the visa of a version in force."""
    if visa is None or not visa.granted:
        return _("aucun : publiée avant que le visa soit demandé, ou sans rien de nouveau à voir")
    day = date_format(clock.day_of(visa.said_at), "j F Y")
    if visa.fictional:
        return _("fictif, pour la démonstration, le %(day)s") % {"day": day}
    if visa.said_by is None:
        return _("sur papier, %(reference)s, noté le %(day)s") % {"reference": visa.reference, "day": day}
    return _("%(who)s, le %(day)s") % {"who": visa.said_by.account.get_full_name(), "day": day}
