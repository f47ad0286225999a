"""What an operator decides of the open cases: for each old status, where the case goes on here, or until when there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from .items import BadExport

#: A status of the other e-guichet at which nothing more is done, though it does not say so.
ARCHIVE: Final = "archive"
_STAYS: Final = "stays_until"


@dataclass(frozen=True)
class StatusMapping:
    """By old status (key or words): a status of ours, ``archive``, or the last day there.

    ``answers`` gives, by the name of an answer in the export, the question here that it answers.
    """

    statuses: Mapping[str, str | date] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    def of(self, status: str, words: str) -> str | date | None:
        """What becomes of a case in an old status; None: nobody has decided."""
        return self.statuses.get(status, self.statuses.get(words))


#: Gives the line of a part of the file.
Line = Callable[[tuple[str | int, ...]], int]


def read_mapping(
    data: Any,
    name: str,
    line: Line,
    *,
    open_statuses: Collection[str],
    questions: Collection[str],
    today: date,
) -> StatusMapping:
    """The mapping that a YAML file says. Raises BadExport with line and reason."""
    if not isinstance(data, dict) or not set(data) <= {"statuses", "answers"}:
        raise BadExport(name, 1, "le fichier contient « statuses » et, s’il le faut, « answers ».")
    statuses, answers = (_named(data, part, name, line) for part in ("statuses", "answers"))
    read: dict[str, str | date] = {}
    for old, chosen in statuses.items():
        place = line(("statuses", old))
        read[old] = _day(chosen, name, place, today) if isinstance(chosen, dict) else chosen
        if not isinstance(chosen, dict) and chosen not in (*open_statuses, ARCHIVE):
            reason = (
                "n’est pas un statut où un dossier peut continuer (ni une fin, ni l’attente du demandeur)."
            )
            raise BadExport(name, place, f"« {chosen} » {reason}")
    for old, path in answers.items():
        if not isinstance(path, str) or path.partition(".")[0] not in questions:
            raise BadExport(
                name, line(("answers", old)), f"« {path} » n’est pas une question de la démarche."
            )
    return StatusMapping(read, answers)


def _named(data: Mapping[str, Any], part: str, name: str, line: Line) -> Mapping[str, Any]:
    found = data.get(part) or {}
    if not isinstance(found, dict):
        raise BadExport(name, line((part,)), f"« {part} » associe un nom à un autre.")
    return found


def _day(chosen: Mapping[str, Any], name: str, line: int, today: date) -> date:
    try:
        (found,) = [date.fromisoformat(str(chosen[_STAYS]))] if set(chosen) == {_STAYS} else []
    except ValueError:
        raise BadExport(name, line, f"écrivez « {_STAYS}: » et un jour, par exemple 2027-03-31.") from None
    if found < today:
        raise BadExport(name, line, f"le jour {found:%d/%m/%Y} est passé.")
    return found
