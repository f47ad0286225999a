"""What each layout takes. Texts arrive ready to be read: no expression, no markup."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

_Text = Annotated[str, Field(max_length=5_000)]
_Short = Annotated[str, Field(max_length=300)]


class LayoutDataInvalid(ValueError):
    """The data do not fit the layout; the message names the field. A fault of a package or of the program."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Table(_Data):
    """Persons or things in rows, each as long as ``columns``."""

    caption: _Short = ""
    columns: list[_Short] = Field(min_length=1, max_length=8)
    rows: list[list[_Short]] = Field(max_length=500)

    @model_validator(mode="after")
    def _rectangular(self) -> Self:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row has one cell per column")
        return self


class _Common(_Data):
    reference: _Short = ""
    department: _Short = ""
    paragraphs: list[_Text] = Field(default=[], max_length=200)
    place_and_date: _Short | None = None
    signatory: list[_Short] = []


class Certificate(_Common):
    """What is certified: ``paragraphs``, a ``table`` of persons, ``closing`` paragraphs, a ``legal`` mention."""

    table: Table | None = None
    closing: list[_Text] = []
    legal: _Text = ""


class Letter(_Common):
    """A letter: ``recipient`` line by line, ``subject``, ``paragraphs``, ``remedies`` (how to appeal)."""

    recipient: list[_Short] = Field(min_length=1, max_length=6)
    subject: _Short
    table: Table | None = None
    remedies: list[_Text] = []


class Receipt(_Common):
    """An acknowledgement: ``facts`` as (label, value), ``next`` as paragraphs."""

    facts: list[tuple[_Short, _Short]] = []
    next: list[_Text] = []


_LAYOUTS: dict[str, type[_Common]] = {"certificate": Certificate, "letter": Letter, "receipt": Receipt}

#: The layouts that a package may name.
NAMES = frozenset(_LAYOUTS)


def checked(layout: str, data: dict[str, Any]) -> dict[str, Any]:
    """The data with every absent field filled in. Raises LayoutDataInvalid."""
    if layout not in _LAYOUTS:
        raise LayoutDataInvalid(f"no such layout: {layout}; there are {', '.join(sorted(NAMES))}")
    try:
        return _LAYOUTS[layout].model_validate(data).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise LayoutDataInvalid(f"{layout}, {where or 'data'}: {first['msg']}") from None
