"""Parts of a package and their names: by which two versions of one part are known to be the same. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from . import schema
from .schema.house import HouseTranslation

#: What names a part, where it is neither ``name``, ``key`` nor ``id``.
_NAMED_BY: Final[Mapping[type[BaseModel], tuple[str, ...]]] = {
    schema.Option: ("value",),
    schema.RowPeriod: ("valid_from",),
    schema.TranslationEntry: ("fr",),
    HouseTranslation: ("fr",),
    schema.Departure: ("rule",),
    schema.OptionRecord: ("key", "valid_from"),
    schema.RowRecord: ("table", "value", "valid_from"),
    schema.RowExample: ("value",),
}


def _naming(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys whose values name a part of this kind; none when it has no name."""
    named = _NAMED_BY.get(model)
    return named or tuple(key for key in ("name", "key", "id") if key in model.model_fields)[:1]


def name_of(part: Any) -> str:
    """The name of a part; nothing when it has none."""
    if isinstance(part, schema.Anywhere):
        part = part.transition
    return (
        " ".join(str(getattr(part, key)) for key in _naming(type(part)))
        if isinstance(part, BaseModel)
        else ""
    )


def have_names(parts: Sequence[Any]) -> bool:
    """Whether every part of a list has a name, by which it is followed wherever it stands."""
    return all(name_of(part) for part in parts)


def by_name(parts: Sequence[Any]) -> dict[str, Any]:
    """The parts of a list by their name, in its order."""
    found: dict[str, Any] = {}
    for part in parts:
        found[_free(name_of(part), found)] = part
    return found


def _free(name: str, taken: Mapping[str, Any]) -> str:
    """The name, or the same with a figure when another part has it (a package that ``check`` will refuse)."""
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name} ({count})"
    return free


def without_questions(pages: Mapping[str, schema.Page]) -> dict[str, schema.Page]:
    """The pages alone."""
    return {name: page.model_copy(update={"fields": ()}) for name, page in pages.items()}


def questions_of(pages: Mapping[str, schema.Page]) -> dict[str, tuple[str, schema.Field]]:
    """Every question with its page, by name."""
    found: dict[str, tuple[str, schema.Field]] = {}
    for page, held in pages.items():
        for question in held.fields:
            found[_free(question.name, found)] = (page, question)
    return found


def plain(value: Any) -> Any:
    """Plain data, without what is said by default."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
