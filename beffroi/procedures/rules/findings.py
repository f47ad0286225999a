"""What ``check`` says about a package: where, what is wrong, how to mend it, in French."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """An error is a mistake; what is unready holds together but lacks something. Neither is published.

    A warning asks a human to look; a note says what was decided, as a departure from a rule of the house.
    """

    ERROR = "error"
    UNREADY = "unready"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem of a package. ``file`` is relative to the package; ``line`` starts at 1, 0 when there is none.

    ``place`` is the same as a path inside the package, for screens that know no files. ``mistyped``: who types it now
    is refused it, though a package that came with it may be kept and tried.
    """

    file: str
    line: int
    message_fr: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    place: tuple[str | int, ...] = field(default=(), compare=False)
    mistyped: bool = field(default=False, compare=False)

    @property
    def prevents(self) -> bool:
        """Whether it prevents publishing."""
        return self.severity in (Severity.ERROR, Severity.UNREADY)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message_fr}" + (f" {self.hint}" if self.hint else "")


class PackageProblem(Exception):
    """A package cannot be used; ``findings`` says why."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("\n".join(map(str, findings)))
