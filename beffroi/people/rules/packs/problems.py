"""What is wrong in a pack, where, in words for the person who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.lib.refusals import Refusal


@dataclass(frozen=True, slots=True, order=True)
class PackProblem:
    """One fault: the file (relative to the pack), the line from 1 (0: the file as a whole), the sentence."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        if not self.line:
            return f"{self.file} : {self.message}"
        return _("%(file)s, ligne %(line)d : %(message)s") % {
            "file": self.file,
            "line": self.line,
            "message": self.message,
        }


class BrokenPack(Refusal):
    """The pack cannot be loaded; nothing was changed. ``problems`` holds every fault found."""

    def __init__(self, name: str, problems: Sequence[PackProblem]) -> None:
        self.name = name
        self.problems = tuple(sorted(problems))
        super().__init__(self._report())

    def _report(self) -> str:
        count = len(self.problems)
        head = ngettext(
            "Le paquet communal « %(name)s » contient une erreur. Rien n’a été changé.",
            "Le paquet communal « %(name)s » contient %(count)d erreurs. Rien n’a été changé.",
            count,
        ) % {"name": self.name, "count": count}
        return "\n".join([head, *(f"- {problem}" for problem in self.problems)])
