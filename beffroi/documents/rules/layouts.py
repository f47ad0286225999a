"""What the layouts take. Texts arrive ready to be read: no expression, no markup."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

_Text = Annotated[str, Field(max_length=5_000)]
_Short = Annotated[str, Field(max_length=300)]

#: The layouts that a package may name: a certificate, a letter for a window envelope, an acknowledgement.
NAMES = ("certificate", "letter", "receipt")


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


class LayoutData(_Data):
    """One shape for all layouts, set in this order; what is empty is left out.

    ``reference`` (number of the case), ``paragraphs``, ``facts`` (label, value), ``table``, ``closing`` paragraphs,
    ``next`` (what happens next), ``remedies`` (how to appeal), ``legal`` mention, ``signatory`` line by line,
    ``privacy`` (why data are kept, and where to read the rest).
    A letter has a ``recipient`` line by line and a ``subject``. ``place_and_date`` is today's when absent.
    """

    title: _Short = ""
    reference: _Short = ""
    department: _Short = ""
    recipient: list[_Short] = Field(default=[], max_length=7)
    subject: _Short = ""
    paragraphs: list[_Text] = Field(default=[], max_length=200)
    facts: list[tuple[_Short, _Text]] = Field(default=[], max_length=60)
    table: Table | None = None
    closing: list[_Text] = Field(default=[], max_length=60)
    next: list[_Text] = Field(default=[], max_length=60)
    remedies: list[_Text] = Field(default=[], max_length=20)
    legal: _Text = ""
    signatory: list[_Short] = Field(default=[], max_length=8)
    place_and_date: _Short = ""
    privacy: _Text = ""


def checked(layout: str, data: dict[str, Any]) -> dict[str, Any]:
    """The data with every absent field filled in. Raises LayoutDataInvalid."""
    if layout not in NAMES:
        raise LayoutDataInvalid(f"no such layout: {layout}; there are {', '.join(NAMES)}")
    try:
        return LayoutData.model_validate(data).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise LayoutDataInvalid(f"{layout}, {where or 'data'}: {first['msg']}") from None
