"""Which state of a procedure a screen shows: a published version by its number, or the one in preparation."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from beffroi.procedures import queries
from beffroi.procedures.models import DraftVersion, ProcedureVersion

#: The number under which the version in preparation is known here.
PREPARED = 0


class WhichConverter:
    """``v3`` in an address is version 3, ``preparation`` the version being prepared."""

    regex = "v[1-9][0-9]{0,6}|preparation"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value[1:]) if value.startswith("v") else PREPARED

    def to_url(self, value: int) -> str:
        """The word of the address."""
        return f"v{value}" if value else "preparation"


def name_of(which: int) -> str:
    """How screens call a state of a procedure."""
    return _("Version %(number)s") % {"number": which} if which else _("Version en préparation")


@dataclass(frozen=True)
class Shown:
    """A state of a procedure, ready to be looked at."""

    slug: str
    which: int
    definition: queries.Definition
    version: ProcedureVersion | None = None
    draft: DraftVersion | None = None

    @property
    def name(self) -> str:
        """How screens call it."""
        return name_of(self.which)

    @property
    def findings(self) -> list[queries.Finding]:
        """What check says of it."""
        if self.draft is not None:
            return list(queries.draft_findings(self.draft))
        assert self.version is not None
        return list(queries.findings_of(self.version.pk))

    @property
    def findings_apart(self) -> tuple[queries.Finding, ...]:
        """What check says of the one in preparation, without what comes later anyway; nothing of a published one."""
        return () if self.draft is None else queries.findings_apart(self.slug, bytes(self.draft.canonical))

    @property
    def runs(self) -> bool:
        """Whether its form and workflow hold together well enough to be tried out."""
        return not any(one.severity is queries.Severity.ERROR for one in self.findings_apart)


def shown(slug: str, which: int) -> Shown:
    """The version of that number, or the one in preparation. Raises NotFound."""
    if which == PREPARED:
        draft = queries.draft_of(slug)
        return Shown(slug, which, queries.draft_definition(draft), draft=draft)
    version = queries.version_of(slug, which)
    return Shown(slug, which, queries.definition(version.pk), version=version)
