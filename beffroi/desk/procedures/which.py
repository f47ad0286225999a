"""Which state of a procedure a screen shows: a published version by its number."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from beffroi.procedures import queries
from beffroi.procedures.models import ProcedureVersion


class WhichConverter:
    """``v3`` in an address is version 3."""

    regex = "v[1-9][0-9]{0,6}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value[1:])

    def to_url(self, value: int) -> str:
        """The word of the address."""
        return f"v{value}"


@dataclass(frozen=True)
class Shown:
    """A state of a procedure, ready to be looked at."""

    slug: str
    which: int
    definition: queries.Definition
    version: ProcedureVersion

    @property
    def name(self) -> str:
        """How screens call it."""
        return _("Version %(number)s") % {"number": self.which}


def shown(slug: str, which: int) -> Shown:
    """The version of that number. Raises NotFound."""
    version = queries.version_of(slug, which)
    return Shown(slug, which, queries.definition(version.pk), version)
