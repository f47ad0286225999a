"""A small package, written to a folder as an officer would write it, and pieces of the real shelf."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.reading import HOUSE, PackageFolder, read_folder

SHELF = Path(__file__).resolve().parents[3] / "catalogue"
PROCEDURES = tuple(sorted(folder.name for folder in SHELF.iterdir() if folder.is_dir()))
TODAY = date(2026, 11, 24)
FILE_ID = "00000000-0000-4000-8000-000000000003"
NUMBER_ID = "00000000-0000-4000-8000-000000000001"

_HOUSE = """
    acknowledgement: recu
    refusal: refus
    languages: []
    signature: ["Au nom de {{ case.commune }}"]
    contact: Le service
    remedies:
      - {body: Le Conseil d’État, form: par requête, period: dans les 60 jours, legal_reference: lois coordonnées}
    mediator: Le Médiateur
    privacy_rights: Vos droits
    privacy_contact: Le délégué
"""
_PROCEDURE = """
    slug: prime
    title: Prime vélo
    summary: Une aide pour un vélo.
    department: mobilite
    authority: Le Collège communal
    nature: grant
    minutes: 5
    who: Les habitants
    cost: Gratuit
    delay: Dix jours ouvrables
    legal_basis: [Règlement du Conseil communal]
    identity: {apply: email}
    reads: {email: courriel}
    options:
      - {key: plafond, type: amount, label: Plafond, default: 10000}
    service_target: {days: 10, unit: working}
    privacy: {purpose: Traiter la demande., ground: Mission de service public.}
    retention: {days: 365, legal_reference: tableau de tri}
"""
FORM = """
    pages:
      - name: velo
        title: Votre vélo
        fields:
          - {name: neuf, type: yes_no, label: Est-il neuf ?}
          - {name: prix, type: amount, label: Combien a-t-il coûté ?, max: 500000}
          - name: usure
            type: text
            label: Dans quel état est-il ?
            when: given("neuf") && !answers.neuf
      - name: contact
        title: Vous écrire
        fields:
          - name: courriel
            type: email
            label: Votre adresse e-mail
            personal: {category: contact, purpose: Vous répondre.}
"""
_WORKFLOW = """
    statuses:
      - name: recue
        label: Reçue
        phase: received
        next: Nous lisons votre demande.
        enter:
          - {block: correspondence.send, args: {message: recu}}
        transitions:
          - {name: lire, automatic: true, to: examen}
      - name: examen
        label: Examen
        phase: in_progress
        next: Nous examinons votre demande.
        task: {role: clerk, label: Examiner}
        transitions:
          - {name: accorder, label: Accorder, by: [clerk], decides: granted, to: accordee}
          - {name: refuser, label: Refuser, by: [head], decides: refused, to: refusee, form: [{name: motive, type: long_text, label: Motif}]}
          - {name: ask_information, by: [clerk], to: attente}
      - name: attente
        label: En attente
        phase: waiting_applicant
        next: Répondez-nous.
        transitions:
          - {name: information_provided, by: [citizen], to: examen}
      - {name: accordee, label: Accordée, phase: closed}
      - name: refusee
        label: Refusée
        phase: refused
        enter:
          - {block: correspondence.send, args: {message: refus}}
      - {name: retiree, label: Retirée, phase: withdrawn}
    anywhere:
      - phases: [received, in_progress, waiting_applicant]
        transition: {name: withdraw, by: [citizen], to: retiree}
"""
_RECEIPT = """
    subject: Reçu {{ case.number }}
    paragraphs: [Merci.]
"""
_REFUSAL = """
    subject: Notre décision
    paragraphs: ["{{ case.motive }}", "{{ case.remedies }}"]
"""
_TEST = """
    title: Une demande simple
    on: 2026-11-24
    who: {level: email}
    answers: {neuf: true, prix: 120000, courriel: a@exemple.be}
    expect: {pages: [velo, contact], problems: []}
    steps:
      - {submit: true, expect: {status: examen, messages: [recu], task: clerk}}
      - {take: refuser, by: head, expect: {status: refusee, messages: [refus]}}
"""
FILES = {
    "procedure.yaml": _PROCEDURE,
    "form.yaml": FORM,
    "workflow.yaml": _WORKFLOW,
    "messages/recu.yaml": _RECEIPT,
    "messages/refus.yaml": _REFUSAL,
    "tests/simple.yaml": _TEST,
}


def write_package(shelf: Path, *, house: str = _HOUSE, **changed: str) -> Path:
    """Write the small package; ``changed`` maps a file (``form``, ``decisions__tarif``) to other text."""
    files = {**FILES, **{f"{name.replace('__', '/')}.yaml": text for name, text in changed.items()}}
    shelf.mkdir(exist_ok=True)
    (shelf / HOUSE).write_text(dedent(house))
    folder = shelf / "prime"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return folder


def with_line(file: str, old: str, new: str) -> dict[str, str]:
    """One file of the small package with a piece replaced, for ``write_package``."""
    text = FILES[f"{file.replace('__', '/')}.yaml"]
    assert old in text, f"{old!r} is not in {file}"
    return {file: text.replace(old, new)}


def with_line_in(changed: dict[str, str], old: str, new: str) -> dict[str, str]:
    """The form of a changed package with a piece replaced once more."""
    assert old in changed["form"], f"{old!r} is not in the form"
    return {**changed, "form": changed["form"].replace(old, new)}


HALLS_DECLARED = """options:
      - {key: plafond, type: amount, label: Plafond, default: 10000}
    references:
      - key: salles
        title: Les salles
        columns:
          - {name: prix, label: Prix, type: amount}
          - {name: places, label: Places, type: number}
          - {name: cuisine, label: Cuisine, type: yes_no}
          - {name: acces, label: Accès, type: text}
    fee:
      regime: redevance
      reason: La location
      legal_reference: Règlement-redevance
      lines:
        - {label: Location, amount: rows.salle.prix}"""
OPTIONS_DECLARED = """options:
      - {key: plafond, type: amount, label: Plafond, default: 10000}"""
HALL_QUESTIONS = """- {name: salle, type: choice, label: Quelle salle ?, source: reference.salles}
          - name: traiteur
            type: text
            label: Quel traiteur ?
            when: rows.salle.cuisine
          - {name: autres, type: choices, label: Et sinon ?, source: reference.salles, required: false}
          - {name: neuf, type: yes_no, label: Est-il neuf ?}"""
HALL_ROWS = """
    rows:
      - table: salles
        value: Salle des fêtes
        label: La salle des fêtes
        cells: {prix: 25000, places: 120, cuisine: true, acces: Rue Haute}
        valid_from: 2026-01-01
        legal_reference: Règlement fictif
        fictional: true
      - table: salles
        value: club-house
        label: Le club-house
        cells: {prix: 9000, places: 40, cuisine: false}
        valid_from: 2026-01-01
        legal_reference: Règlement fictif
        fictional: true
"""
HALL_EXAMPLE = FILES["tests/simple.yaml"].replace("{neuf: true,", "{neuf: true, salle: club-house,")

HALL_EXAMPLE_STATED = f"""{HALL_EXAMPLE}    rows:
      salles: [{{value: club-house, cells: {{prix: 700, places: 1, cuisine: false}}}}]
"""


def hall_package(
    shelf: Path, *, rows: str = HALL_ROWS, tests__simple: str = HALL_EXAMPLE, **changed: str
) -> Path:
    """The small package, with halls to choose among."""
    files = {
        **with_line("procedure", OPTIONS_DECLARED, HALLS_DECLARED),
        **with_line("form", "- {name: neuf, type: yes_no, label: Est-il neuf ?}", HALL_QUESTIONS),
        "options": rows,
        "tests__simple": tests__simple,
    }
    return write_package(shelf, **{**files, **changed})


def read(folder: Path) -> PackageFolder:
    """The folder, read under the house rules beside it."""
    return read_folder(folder, folder.parent / HOUSE)


def definition_of(folder: Path) -> Definition:
    """The definition of a folder that must hold together."""
    found = read(folder)
    assert found.package is not None, found.findings
    return Definition(found.package)


@cache
def shelf(slug: str) -> Definition:
    """A package of the real shelf."""
    return definition_of(SHELF / slug)


def context(**changed: Any) -> FormContext:
    """A citizen with an e-mail account, on a known day."""
    return FormContext(**{"today": TODAY, "level": 100, "resident": True, **changed})
