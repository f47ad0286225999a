"""What changed between two packages, place by place, in structure and in the words of a procedure manager. Pure.

Parts that have a name (a question, a status, a row) are followed by their name wherever they stand, so that moving one
is a move and not a removal; the others are followed by their place in their list. The words are French, as those of
``check``: both speak to who wrote the package.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from pydantic import BaseModel

from . import schema
from .difference_words import KEYS, NOUNS, words_of
from .parts import by_name, have_names, plain, questions_of, without_questions

Place = tuple[str | int, ...]
Kind = Literal["added", "removed", "changed", "moved"]

_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    ``place`` leads to it through keys and names (``form, pages, velo, fields, prix, max``); a part without a name is
    named by its position, from 0, where it stands after, or stood before if it was removed. ``where`` says the same in
    French. ``before`` and ``after`` are plain data, None where there was or is nothing; of a move, the places in the
    list (from 1), or the pages of a question.
    """

    place: Place
    kind: Kind
    before: Any
    after: Any
    where: tuple[str, ...]
    #: What kind of part came, went or moved, by the name of its schema.
    part: str = ""

    @property
    def key(self) -> str:
        """Its place in one word, as a form sends it."""
        return "/".join(map(str, self.place))

    @property
    def words(self) -> str:
        """The change as a sentence, without where it stands."""
        what = self.where[-1]
        if self.kind == "moved":
            return f"{what} : de {_said(self.before)} à {_said(self.after)}"
        if self.kind == "changed" and not _nothing(self.before) and not _nothing(self.after):
            return f"{what} : {_said(self.before)} → {_said(self.after)}"
        held = self.before if _nothing(self.after) else self.after
        return what if isinstance(held, dict) else f"{what} : {_said(held)}"

    @property
    def sides(self) -> tuple[str, str]:
        """Before and after in words, nothing where nothing stood."""
        before, after = ("" if _nothing(side) else _said(side) for side in (self.before, self.after))
        return before, after

    @property
    def details(self) -> tuple[str, ...]:
        """What a whole part that came or went holds, a line for each key."""
        held = self.before if self.after is None else self.after
        if self.kind == "moved" or not isinstance(held, dict):
            return ()
        told = {"name", "label", "title", "subject", "fr"}
        return tuple(
            f"{words_of(self.part, key)} : {_said(value)}" for key, value in held.items() if key not in told
        )

    @property
    def sign(self) -> str:
        """``+``, ``-``, ``~`` or ``↕``; a text that was empty is added, one that is emptied is removed."""
        if self.kind == "changed" and _nothing(self.before) != _nothing(self.after):
            return "-" if _nothing(self.after) else "+"
        return {"added": "+", "removed": "-", "changed": "~", "moved": "↕"}[self.kind]


def differences(before: schema.Package, after: schema.Package) -> list[Change]:
    """Everything that changed from one package to the other, in the order of the files and of what they hold."""
    return list(_part(before, after, (), ()))


def option_differences(before: schema.OptionsFile, after: schema.OptionsFile) -> list[Change]:
    """What changed in the dated values and rows that two folders ship, which stand outside the package."""
    return list(_part(before, after, ("options",), ()))


# --- comparing


def _compare(before: Any, after: Any, place: Place, where: tuple[str, ...]) -> Iterator[Change]:
    if isinstance(before, schema.FormFile) and isinstance(after, schema.FormFile):
        yield from _form(before, after, place, where)
    elif isinstance(before, BaseModel) and type(before) is type(after):
        yield from _part(before, after, place, where)
    elif isinstance(before, dict) and isinstance(after, dict):
        yield from _named(before, after, place, where)
    elif isinstance(before, tuple | list) and isinstance(after, tuple | list):
        yield from _list(before, after, place, where)
    elif type(before) is not type(after) or before != after:
        yield Change(place, "changed", plain(before), plain(after), where)


def _part(before: BaseModel, after: BaseModel, place: Place, where: tuple[str, ...]) -> Iterator[Change]:
    for key in type(before).model_fields:
        words = (*where, words_of(type(before).__name__, key))
        yield from _compare(getattr(before, key), getattr(after, key), (*place, key), words)


def _named(
    before: Mapping[str, Any], after: Mapping[str, Any], place: Place, where: tuple[str, ...]
) -> Iterator[Change]:
    """Parts by name: those that went, those that stayed, those that came."""
    for name, part in before.items():
        if name not in after:
            yield _removed(part, (*place, name), where, name)
    for name, part in after.items():
        if name in before:
            yield from _compare(
                before[name], part, (*place, name), (*where[:-1], title_of(part, name, where))
            )
        else:
            yield _added(part, (*place, name), where, name)


def _list(
    before: Sequence[Any], after: Sequence[Any], place: Place, where: tuple[str, ...]
) -> Iterator[Change]:
    if have_names(before) and have_names(after):
        old, new = by_name(before), by_name(after)
        yield from _named(old, new, place, where)
        for name, was, now in _moves(list(old), list(new)):
            yield Change((*place, name), "moved", was, now, (*where[:-1], title_of(new[name], name)))
        return
    was_texts, now_texts = _texts(before), _texts(after)
    for how, a, b, c, d in SequenceMatcher(None, was_texts, now_texts, autojunk=False).get_opcodes():
        paired = min(b - a, d - c) if how == "replace" else 0
        for step in range(paired):
            words = (*where[:-1], title_of(after[c + step], f"n° {c + step + 1}", where))
            yield from _compare(before[a + step], after[c + step], (*place, c + step), words)
        if how != "equal":
            for index in range(a + paired, b):
                yield _removed(before[index], (*place, index), where, f"n° {index + 1}")
            for index in range(c + paired, d):
                yield _added(after[index], (*place, index), where, f"n° {index + 1}")


def _texts(parts: Sequence[Any]) -> list[str]:
    """Each part as a text that two parts share only when they are the same."""
    return [json.dumps(plain(one), sort_keys=True) for one in parts]


def _form(
    before: schema.FormFile, after: schema.FormFile, place: Place, where: tuple[str, ...]
) -> Iterator[Change]:
    """The pages, then the questions, which keep their name when they go to another page."""
    pages, now = by_name(before.pages), by_name(after.pages)
    at = (*place, "pages")
    yield from _named(without_questions(pages), without_questions(now), at, where)
    for name, was, became in _moves(list(pages), list(now)):
        yield Change((*at, name), "moved", was, became, (*where[:-1], title_of(now[name], name)))
    old, new = questions_of(pages), questions_of(now)
    for key, (page, question) in old.items():
        if key not in new:
            yield _removed(question, (*at, page, "fields", key), (title_of(pages[page], page), ""), key)
    for key, (page, question) in new.items():
        spot, words = (*at, page, "fields", key), (title_of(now[page], page), "")
        if key not in old:
            yield _added(question, spot, words, key)
            continue
        from_page, was_question = old[key]
        if from_page != page:
            yield Change(spot, "moved", from_page, page, (words[0], title_of(question, key)))
        yield from _compare(was_question, question, spot, (words[0], title_of(question, key)))
    for page, held in now.items():
        orders = [[key for key, (on, _) in side.items() if on == page] for side in (old, new)]
        for key, was, became in _moves(*orders):
            words = (title_of(held, page), title_of(new[key][1], key))
            yield Change((*at, page, "fields", key), "moved", was, became, words)


def _removed(part: Any, place: Place, where: tuple[str, ...], name: str) -> Change:
    words = (*where[:-1], title_of(part, name, where))
    return Change(place, "removed", plain(part), None, words, type(part).__name__)


def _added(part: Any, place: Place, where: tuple[str, ...], name: str) -> Change:
    words = (*where[:-1], title_of(part, name, where))
    return Change(place, "added", None, plain(part), words, type(part).__name__)


def _moves(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int]]:
    """The fewest names that must be moved to go from one order to the other, with their places from 1."""
    known = set(before)
    places = {name: place for place, name in enumerate(before)}
    kept = [name for name in after if name in known]
    staying = _longest_rising([places[name] for name in kept])
    return [(name, places[name] + 1, after.index(name) + 1) for name in kept if places[name] not in staying]


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The longest run of rising numbers, not necessarily side by side."""
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for number in numbers:
        spot = bisect_left(tails, number)
        previous[number] = tails[spot - 1] if spot else None
        tails[spot : spot + 1] = [number]
    found: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        found.add(last)
        last = previous[last]
    return found


# --- words


def title_of(part: Any, name: str, where: tuple[str, ...] = ()) -> str:
    """What a part is called: its kind, its words, its name; a plain value by the list or record it stands in."""
    if not isinstance(part, BaseModel):
        return f"{where[-1]}, {KEYS.get(name, name)}" if where else name
    shown = part.transition if isinstance(part, schema.Anywhere) else part
    noun = NOUNS.get(type(shown).__name__, type(shown).__name__)
    if isinstance(part, schema.Call):
        return f"{noun} {name} ({part.block})"
    words = next((getattr(shown, k) for k in ("label", "title", "subject") if getattr(shown, k, "")), "")
    if words:
        return f"{noun} « {_short(words)} » ({name})"
    return f"{noun} {name}" if name.startswith("n°") else f"{noun} « {_short(name)} »"


def _nothing(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _said(value: Any) -> str:
    """A value in words."""
    if _nothing(value):
        return "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, dict):
        named = next((value[key] for key in ("label", "title", "name", "key", "id") if value.get(key)), None)
        inside = "; ".join(f"{KEYS.get(key, key)} : {_said(one)}" for key, one in value.items())
        return f"« {_short(str(named))} »" if named else f"({inside})"
    return f"« {_short(value)} »" if isinstance(value, str) else str(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
