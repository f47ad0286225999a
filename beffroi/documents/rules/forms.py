"""What the layout of a paper form takes: words ready to be read, boxes ready to be drawn; no expression, no markup."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from .layouts import LayoutDataInvalid

#: Signs beyond what our fonts hold (Latin, Greek and Cyrillic with their accents, the usual punctuation and money).
_BEYOND: Final = re.compile(
    "[^\n\u0020-\u04ff\u1e00-\u1fff\u2010-\u2027\u202f-\u2040\u2044-\u2052\u20a0-\u20bf\u2100-\u211e\u2122\u2190-\u21ff]"
)


def settable(text: str) -> str:
    """The text with « ? » for each sign that cannot be printed: an archivable PDF refuses a sign that no font holds.

    What is invisible (controls, directions of writing) is left out.
    """
    seen = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign)[0] != "C")
    return _BEYOND.sub("?", seen)


_Text = Annotated[str, Field(max_length=20_000), AfterValidator(settable)]
_Short = Annotated[str, Field(max_length=4_000), AfterValidator(settable)]
_Code = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80} [0-9]{1,9}$")]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tick(_Data):
    """A box to tick."""

    label: _Short
    hint: _Short = ""
    ticked: bool = False


class Table(_Data):
    """Rows to fill in by hand, some of them filled in already."""

    columns: list[_Short] = Field(min_length=1, max_length=12)
    rows: list[list[_Short]] = Field(default=[], max_length=200)
    empty: int = Field(0, ge=0, le=50)


class Box(_Data):
    """A place to write in; ``share`` is its width in twelfths of the line."""

    kind: Literal["line", "area", "comb", "ticks", "join", "said", "table"]
    label: _Short = ""
    value: _Text = ""
    share: int = Field(12, ge=1, le=12)
    lines: int = Field(1, ge=1, le=40)
    groups: list[Annotated[int, Field(ge=1, le=12)]] = Field(default=[], max_length=10)
    between: str = Field("", max_length=10)
    captions: list[_Short] = Field(default=[], max_length=10)
    unit: str = Field("", max_length=10)
    ticks: list[Tick] = Field(default=[], max_length=200)
    table: Table | None = None


class Question(_Data):
    """A question and its boxes; number 0 is an explanation."""

    number: int = Field(ge=0)
    label: _Short = ""
    help: _Short = ""
    condition: _Text = ""
    optional: bool = False
    rule: _Short = ""
    boxes: list[Box] = Field(default=[], max_length=1_000)


class Section(_Data):
    """A part of the form; ``paragraphs`` and ``links`` (words, address) are those of a part that asks nothing."""

    title: _Short
    intro: _Short = ""
    condition: _Text = ""
    questions: list[Question] = Field(default=[], max_length=300)
    paragraphs: list[_Short] = Field(default=[], max_length=60)
    links: list[tuple[_Short, _Short]] = Field(default=[], max_length=20)


class Route(_Data):
    """The free way to get the same, told first."""

    title: _Short
    words: _Short
    url: _Short


class FormData(_Data):
    """A form to print.

    ``facts`` (label, value) say who may ask, the cost, the time; ``pieces`` what to have at hand; ``joined`` what to
    join; ``privacy`` (heading, paragraphs) the privacy notice; ``bring`` where the form goes, line by line, ``ways``
    how, ``phone`` who helps; ``signed``: somebody signs. ``code`` names procedure and version, ``url`` is where the
    code leads an agent.
    """

    title: _Short
    summary: _Short = ""
    department: _Short = ""
    route: Route | None = None
    facts: list[tuple[_Short, _Text]] = Field(default=[], max_length=12)
    pieces: list[_Short] = Field(default=[], max_length=60)
    sections: list[Section] = Field(default=[], max_length=100)
    joined: list[_Short] = Field(default=[], max_length=100)
    privacy: list[tuple[_Short, list[_Text]]] = Field(default=[], max_length=20)
    bring: list[_Short] = Field(default=[], max_length=20)
    opening: list[_Short] = Field(default=[], max_length=7)
    ways: list[_Short] = Field(default=[], max_length=20)
    phone: _Short = ""
    code: _Code
    url: _Short
    begun: bool = False
    signed: bool = True


def checked(data: dict[str, Any]) -> dict[str, Any]:
    """The data with every absent field filled in. Raises LayoutDataInvalid."""
    try:
        return FormData.model_validate(data).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise LayoutDataInvalid(f"form, {where or 'data'}: {first['msg']}") from None
