"""The small words of every file."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Part(BaseModel):
    """A part of a package: strict, frozen, and nothing beyond what is named here."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Mark(str):
    """Says what a string is, for the walkers of ``check``."""


#: Marks a text shown to people: translated, may hold {{ expressions }}.
TEXT: Final = _Mark("text")
#: Marks a text read by agents and legal officers only: French, may hold {{ expressions }}.
AGENT_TEXT: Final = _Mark("agent text")
#: Marks a CEL expression.
EXPRESSION: Final = _Mark("expression")

Words = Annotated[str, TEXT, StringConstraints(max_length=4000)]
AgentWords = Annotated[str, AGENT_TEXT, StringConstraints(max_length=4000)]
Expr = Annotated[str, EXPRESSION, StringConstraints(max_length=600)]
#: A name: small letters without accents, figures, single underscores.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z](_?[a-z0-9])*$", max_length=40)]
#: The name of a question, or of one in a line of a repeated block: ``enfants-0-prenom``.
InputName = Annotated[
    str, StringConstraints(pattern=r"^[a-z](_?[a-z0-9])*(-[0-9]{1,2}-[a-z](_?[a-z0-9])*)?$", max_length=90)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z](-?[a-z0-9])*$", max_length=60)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"']+$", max_length=300)]

#: Identity levels, from nothing to the electronic identity card (the figures of ``people``).
LevelName = Literal["none", "email", "checked", "itsme", "eid"]
LEVELS: Final[dict[str, int]] = {"none": 0, "email": 100, "checked": 400, "itsme": 450, "eid": 500}

Source = Literal["account", "eid", "register"]
PhaseName = Literal[
    "draft", "received", "in_progress", "waiting_applicant", "waiting_authority", "decided", "delivered",
    "closed", "refused", "withdrawn",
]  # fmt: skip
RoleName = Literal["citizen", "clerk", "head", "registrar", "till", "manager"]


class Binding(Part):
    """The path by which a row that makes somebody pay comes to bind (CDLD, articles L3131-1, L1133-1 and L1133-2)."""

    voted_on: date | None = Field(None, description="The day of the *délibération* that fixes it.")
    approved_on: date | None = Field(None, description="The day of the decision of the *tutelle*.")
    published_on: date | None = Field(None, description="The day it was published.")
    binds_on: date | None = Field(None, description="The day from which it binds; it never counts before.")


class Period(Part):
    """A number of days in a unit."""

    days: int = Field(ge=0, le=3650, description="How many days.")
    unit: Literal["calendar", "working", "clear"] = Field(
        "calendar", description="Calendar, working (*ouvrables*) or clear (*francs*) days."
    )
