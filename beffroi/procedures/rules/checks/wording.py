"""Every text in every language, and the texts that messages and documents fill in."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from beffroi.procedures.rules.expressions import ExpressionProblem
from beffroi.procedures.rules.schema import TEXT, Package
from beffroi.procedures.rules.texts import compile_text
from beffroi.procedures.rules.yamlsource import Path

from .common import IN_CASE, IN_DOCUMENT, IN_FORM, Report, marked

_PARTS = ("procedure", "form", "workflow", "connectors", "documents", "messages", "decisions")
#: In a text: someone must still write it.
LEFT_OPEN: Final = "[à compléter]"

_ASCII_QUOTE = re.compile(r"\w'\w")


def check(report: Report) -> None:
    """Expressions in texts, translations complete and about texts that exist."""
    _expressions(report)
    wanted = _texts(report.package)
    _translations(report, wanted, {record.label.strip() for record in report.folder.rows})
    _left_open(report)
    for text, place in wanted.items():
        if _ASCII_QUOTE.search(re.sub(r"\{\{.*?\}\}", "", text)):
            report.warning(
                place,
                "une apostrophe droite (') se trouve dans le texte.",
                "Écrivez l’apostrophe typographique (’).",
            )


def _left_open(report: Report) -> None:
    """What an import, or a careful author, has marked for someone to write."""
    texts = [
        (place, text) for part in _PARTS for place, text, _ in marked(getattr(report.package, part), (part,))
    ]
    for at, call in report.definition.calls():
        texts += [((*at, "args", name), text) for name, text in call.args.items() if isinstance(text, str)]
    for place, text in texts:
        if LEFT_OPEN in text:
            report.unready(place, "ce texte est à compléter.", "Écrivez-le, puis retirez la marque.")


def _expressions(report: Report) -> None:
    package = report.package
    report.all_texts(package.procedure, ("procedure",), IN_FORM)
    for name, message in package.messages.items():
        report.all_texts(message, ("messages", name), IN_CASE)
        for index, one in enumerate(message.paragraphs):
            if not isinstance(one, str):
                report.expression(
                    one.when, ("messages", name, "paragraphs", index, "when"), IN_CASE, gives=bool
                )
    for name, document in package.documents.items():
        _document(report, name, document, ("documents", name))


def _document(report: Report, name: str, document: object, place: Path) -> None:
    written = report.package.documents[name]
    records = IN_DOCUMENT if written.needs_register else IN_CASE
    report.all_texts(written, place, records)
    for part in ("paragraphs", "closing", "next", "facts"):
        for index, one in enumerate(getattr(written, part)):
            if not isinstance(one, str):
                report.expression(one.when, (*place, part, index, "when"), records, gives=bool)
    if written.table:
        report.expression(written.table.each, (*place, "table", "each"), records, gives=list)
        report.expression(written.table.when, (*place, "table", "when"), records, gives=bool)


def translations_wanted(package: Package) -> dict[str, dict[str, str]]:
    """Every text to translate, by language, with its translation; empty where it lacks."""
    house = {entry.fr.strip() for entry in package.house.translations}
    declared = package.procedure.languages
    found: dict[str, dict[str, str]] = {}
    for language in package.house.languages if declared is None else declared:
        known = {entry.fr.strip(): entry.to for entry in package.translations.get(language, ())}
        wanted = [
            text for text in _texts(package) if text in known or (_has_words(text) and text not in house)
        ]
        found[language] = {text: known.get(text, "") for text in wanted}
    return found


def _texts(package: Package) -> dict[str, Path]:
    """Every French text with the place where it is first written."""
    found: dict[str, Path] = {}
    for part in _PARTS:
        for place, text, mark in marked(getattr(package, part), (part,)):
            if mark is TEXT:
                found.setdefault(text.strip(), place)
    return found


def _translations(report: Report, wanted: dict[str, Path], labels: set[str]) -> None:
    """``labels``: those of shipped rows, which may stay in French."""
    house = {entry.fr.strip() for entry in report.package.house.translations}
    if report.package.house.languages:
        _house(report, house)
    declared = report.package.procedure.languages
    for language in report.package.house.languages if declared is None else declared:
        entries = report.package.translations.get(language)
        if entries is None:
            report.error(
                ("translations", language),
                f"la traduction « {language} » manque.",
                f"Ajoutez translations/{language}.yaml.",
            )
            continue
        known = house | {entry.fr.strip() for entry in entries}
        for text, place in wanted.items():
            if text not in known and _has_words(text):
                report.error(
                    place,
                    f"« {_short(text)} » n’est pas traduit en « {language} ».",
                    f"Ajoutez-le à translations/{language}.yaml.",
                )
        translated = wanted.keys() | labels
        for index, entry in enumerate(entries):
            _entry(report, entry.fr.strip(), entry.to, ("translations", language, index), translated)


def _house(report: Report, known: set[str]) -> None:
    """The texts of the house rules are translated in the house rules themselves."""
    for place, text, mark in marked(report.package.house, ("house",)):
        if mark is TEXT and text.strip() not in known and _has_words(text):
            report.error(
                place,
                f"« {_short(text)} » n’est pas traduit.",
                "Ajoutez-le aux « translations » de ce fichier.",
            )
    report.all_texts(report.package.house, ("house",), IN_CASE)


def _entry(report: Report, french: str, to: str, place: Path, known: Collection[str]) -> None:
    if french not in known:
        report.warning(
            place, f"« {_short(french)} » n’est plus un texte du paquet.", "Retirez-le ou corrigez-le."
        )
    elif not to.strip():
        report.error(place, f"la traduction de « {_short(french)} » est vide.", "Écrivez-la.")
    elif _holes(french) != _holes(to):
        report.error(
            place,
            f"la traduction de « {_short(french)} » n’a pas les mêmes expressions.",
            "Reprenez les {{ }} tels quels.",
        )


def _has_words(text: str) -> bool:
    """Whether something is left to translate once the expressions are taken out."""
    return re.search(r"[^\W\d_]", re.sub(r"\{\{.*?\}\}", "", text)) is not None


def _holes(text: str) -> list[str]:
    try:
        return sorted(compile_text(text).expressions)
    except ExpressionProblem:
        return []


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"
