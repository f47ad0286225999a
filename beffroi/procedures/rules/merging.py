"""Three versions of one package made one: what both sides began from, what the commune made of it, what the shared
catalogue made of it. Pure.

What one side alone changed is taken from that side. What both changed differently stays as the commune has it, and is
told as a conflict; the reader may prefer the catalogue's, place by place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel

from . import schema
from .difference import Change, Kind, Place, title_of
from .difference_words import words_of
from .parts import by_name, have_names, plain, questions_of, without_questions

_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Merged:
    """The package of both sides as data, and where they disagree: ``before`` is the commune's, ``after`` the
    catalogue's. Two sound packages may make one that is not: it is read and checked like any other."""

    data: dict[str, Any]
    conflicts: tuple[Change, ...]


def merge(
    base: schema.Package | None,
    ours: schema.Package,
    theirs: schema.Package,
    *,
    prefer: Collection[str] = (),
) -> Merged:
    """Bring what ``theirs`` changed since ``base`` into ``ours``; a conflict whose key is in ``prefer`` is theirs.

    Without a ``base`` (nothing in common is known) every difference is a conflict, and what either side alone has is
    kept.
    """
    merging = _Merging(frozenset(prefer))
    package = merging.any(_ABSENT if base is None else base, ours, theirs, (), ())
    return Merged(package.model_dump(mode="json", exclude_defaults=True), tuple(merging.conflicts))


@dataclass(slots=True)
class _Merging:
    prefer: Collection[str]
    conflicts: list[Change] = field(default_factory=list)

    def any(self, base: Any, ours: Any, theirs: Any, place: Place, where: tuple[str, ...]) -> Any:
        """The value of one place, _ABSENT when nothing stands there."""
        if _same(ours, theirs) or _same(base, theirs):
            return ours
        if _same(base, ours):
            return theirs
        if isinstance(ours, schema.FormFile) and isinstance(theirs, schema.FormFile):
            return self.form(base, ours, theirs, place, where)
        if isinstance(ours, BaseModel) and type(ours) is type(theirs):
            return self.part(base, ours, theirs, place, where)
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return self.named(base if isinstance(base, dict) else {}, ours, theirs, place, where)
        if isinstance(ours, tuple) and isinstance(theirs, tuple) and have_names((*ours, *theirs)):
            old = by_name(base) if isinstance(base, tuple) and have_names(base) else {}
            return tuple(self.named(old, by_name(ours), by_name(theirs), place, where).values())
        return self.conflict(ours, theirs, place, where)

    def part(self, base: Any, ours: Any, theirs: Any, place: Place, where: tuple[str, ...]) -> Any:
        """Key by key."""
        kind = type(ours).__name__
        return ours.model_copy(
            update={
                key: self.any(
                    getattr(base, key, _ABSENT),
                    getattr(ours, key),
                    getattr(theirs, key),
                    (*place, key),
                    (*where, words_of(kind, key)),
                )
                for key in type(ours).model_fields
            }
        )

    def named(
        self,
        base: Mapping[str, Any],
        ours: Mapping[str, Any],
        theirs: Mapping[str, Any],
        place: Place,
        where: tuple[str, ...],
    ) -> dict[str, Any]:
        """Parts by name, in the order of the side that moved some (the commune's, when both did)."""
        found = {}
        for name in _order(list(base), list(ours), list(theirs)):
            old, mine, new = (side.get(name, _ABSENT) for side in (base, ours, theirs))
            shown = next(side for side in (mine, new, old) if side is not _ABSENT)
            kept = self.any(old, mine, new, (*place, name), (*where[:-1], title_of(shown, name, where)))
            if kept is not _ABSENT:
                found[name] = kept
        return found

    def form(self, base: Any, ours: Any, theirs: Any, place: Place, where: tuple[str, ...]) -> Any:
        """The pages, then the questions, which keep their name when they go to another page."""
        sides = [by_name(side.pages) if side is not _ABSENT else {} for side in (base, ours, theirs)]
        at = (*place, "pages")
        bare_base, bare_ours, bare_theirs = (without_questions(side) for side in sides)
        pages = self.named(bare_base, bare_ours, bare_theirs, at, where)
        questions = [questions_of(side) for side in sides]
        homes: dict[str, list[Any]] = {}
        orders = [[name for page in side.values() for name in questions_of({"": page})] for side in sides]
        for name in _order(*orders):
            page, question = self.question(name, questions, at)
            if question is not _ABSENT:
                homes.setdefault(page, []).append(question)
        for name in homes:  # a page that one side took away, while the other keeps a question on it
            pages.setdefault(name, next(side[name] for side in sides[1:] if name in side))
        held = tuple(
            page.model_copy(update={"fields": tuple(homes.get(name, ()))}) for name, page in pages.items()
        )
        old, mine, new = (
            side if side is _ABSENT else side.model_copy(update={"pages": ()})
            for side in (base, ours, theirs)
        )
        return self.part(old, mine, new, place, where).model_copy(update={"pages": held})

    def question(self, name: str, sides: Sequence[Mapping[str, Any]], at: Place) -> tuple[str, Any]:
        """The page of a question, and the question."""
        (base, old), (ours, mine), (theirs, new) = (side.get(name, (_ABSENT, _ABSENT)) for side in sides)
        page = theirs if ours is _ABSENT or (base == ours and theirs is not _ABSENT) else ours
        shown = next(one for one in (mine, new, old) if one is not _ABSENT)
        return page, self.any(old, mine, new, (*at, page, "fields", name), (title_of(shown, name),))

    def conflict(self, ours: Any, theirs: Any, place: Place, where: tuple[str, ...]) -> Any:
        """Both sides changed it."""
        kind: Kind = "removed" if theirs is _ABSENT else "added" if ours is _ABSENT else "changed"
        before, after = (None if one is _ABSENT else plain(one) for one in (ours, theirs))
        held = theirs if ours is _ABSENT else ours
        self.conflicts.append(Change(place, kind, before, after, where, type(held).__name__))
        return theirs if self.conflicts[-1].key in self.prefer else ours


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def _order(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Every name once: the order of the side that moved some, and what the other alone has behind its neighbour."""
    lead, other = (theirs, ours) if _untouched(base, ours) else (ours, theirs)
    return _inserted(_inserted(list(lead), other), base)


def _untouched(base: Sequence[str], ours: Sequence[str]) -> bool:
    return [name for name in base if name in set(ours)] == [name for name in ours if name in set(base)]


def _inserted(found: list[str], names: Iterable[str]) -> list[str]:
    """Each name that is not there yet, behind the one that stands before it in its own order."""
    before = -1
    for name in names:
        if name in found:
            before = found.index(name)
        else:
            before += 1
            found.insert(before, name)
    return found
