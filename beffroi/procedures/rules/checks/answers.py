"""What is compared with an answer is one: « Consulat » is none of a choice whose value is « consulat »."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from beffroi.procedures.rules.expressions import literal, quoted
from beffroi.procedures.rules.subjects import Compared, Subject, comparisons
from beffroi.procedures.rules.yamlsource import Path

if TYPE_CHECKING:
    from .common import Report

#: Answers that a message names.
_MOST_TOLD: Final = 15
_IS: Final = {
    "choice": "un choix",
    "choices": "plusieurs choix",
    "yes_no": "oui ou non",
    "number": "un nombre",
    "amount": "un montant en cents",
    "date": "une date",
    "text": "un texte",
}
_WRITTEN: Final[dict[str, type]] = {"yes_no": bool, "number": int, "amount": int}


def compared(report: Report, source: str, place: Path) -> bool:
    """Say of each comparison of an expression that can never hold why; whether one of them prevents publishing."""
    before = sum(one.prevents for one in report.findings)
    for one in comparisons(source):
        subject = report.subject(one.path)
        if subject is not None:
            _compared(report, subject, one, place)
    return sum(one.prevents for one in report.findings) > before


def _compared(report: Report, subject: Subject, one: Compared, place: Path) -> None:
    wanted = _WRITTEN.get(subject.kind, str)
    if subject.kind == "other":
        return
    if type(one.value) is not wanted:
        report.mistyped(
            place, f"{literal(one.value)} ne se compare pas à « {subject.words} ».", said(subject)
        )
    else:
        no_answer(report, subject, one.value, place)


def no_answer(report: Report, subject: Subject, value: Any, place: Path) -> None:
    """Say that a value is none of the answers, when they are known; of a list that may grow it may come later."""
    if subject.answers is None or value == "" or value in dict(subject.answers):
        return
    close = subject.nearest(str(value))
    meant = f"Vouliez-vous « {close} » ? " if close else ""
    tell = report.warning if subject.open else report.mistyped
    tell(place, f"« {value} » n’est pas une réponse de « {subject.words} ».", f"{meant}{_answers(subject)}")


def _answers(subject: Subject) -> str:
    told = [value if value == label else f"{value} ({label})" for value, label in subject.answers or ()]
    return f"Les réponses : {', '.join(told[:_MOST_TOLD])}{', …' if len(told) > _MOST_TOLD else ''}."


def said(subject: Subject) -> str:
    """What a subject is, with an example of how it is compared."""
    return (
        f"« {subject.words} » est {_IS.get(subject.kind, 'à lire par ses parties')}{_for_example(subject)}."
    )


def _for_example(subject: Subject) -> str:
    return next((f" : par exemple {one}" for one in _examples(subject)), "")


def _examples(subject: Subject) -> Iterator[str]:
    path, first = subject.path, next(iter(subject.answers or (("oui", ""),)))[0]
    match subject.kind:
        case "choice" | "text":
            yield f"{path} == {quoted(first)}"
        case "choices":
            yield f"{quoted(first)} in {path}"
        case "yes_no":
            yield path
        case "number" | "amount":
            yield f"{path} >= 18"
        case "date":
            yield f'{path} >= "2026-01-31"'
        case _:
            yield f"filled({path})"
