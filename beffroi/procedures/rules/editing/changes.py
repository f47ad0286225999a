"""One change of a package held as data."""

from __future__ import annotations

import hashlib
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from beffroi.procedures.rules.reading import to_canonical
from beffroi.procedures.rules.yamlsource import Path

from .places import Address, find, name_of, place_of

Kind = Literal["set", "add", "remove", "up", "down", "send"]


class NothingThere(LookupError):
    """The part that was to be changed is not there (any more)."""


class Taken(ValueError):
    """A part of that name is there already."""


def digest(part: Any) -> str:
    """A short fingerprint of a part: who saves says which state they had before them."""
    return hashlib.sha256(to_canonical(part)).hexdigest()[:20]


@dataclass(frozen=True)
class Edit:
    """A change of one part.

    ``set`` writes ``value`` there, ``add`` puts it in the list (after the part called ``after``, or last) or, under
    ``name``, in the mapping there, ``remove`` takes the part out, ``up`` and ``down`` move it in its list, ``send``
    moves it to the end of the list at ``to``. ``seen`` is the digest of the part as it was when the change was thought
    out; empty: whatever it is.
    """

    kind: Kind
    address: Address
    value: Any = None
    seen: str = ""
    name: str = ""
    to: Address = ()
    after: str = ""

    def apply(self, data: Any) -> Any:
        """The package with the change; the one given is left alone. Raises NothingThere, Taken."""
        made = deepcopy(data)
        place = place_of(made, self.address)
        if place is None or not place:
            raise NothingThere
        getattr(self, f"_{self.kind}")(made, place)
        _without_empty_blocks(made)
        return made

    def subject(self, data: Any) -> Any:
        """The part that ``seen`` is about. Raises NothingThere."""
        place = place_of(data, self.address)
        if place is None:
            raise NothingThere
        return find(data, place)

    def place_after(self, before: Any, after: Any) -> Path:
        """Where the part that was written is in the package ``after`` the change; of a part that moved in its list or
        went, the list. Raises NothingThere."""
        place = place_of(before, self.address)
        if self.kind in ("add", "send"):
            place = place_of(after, self.to if self.kind == "send" else self.address)
        if not place:
            raise NothingThere
        match self.kind:
            case "set":
                return place
            case "add" if self.name:
                return (*place, self.name)
            case "add" if self.after:
                return (*place, self._spot(find(before, place) or ()))
            case "add" | "send":
                return (*place, len(find(after, place)) - 1)
            case _:
                return place[:-1]

    def _set(self, data: Any, place: Any) -> None:
        holder = find(data, place[:-1])
        if self.value is None and isinstance(holder, dict):
            holder.pop(place[-1], None)
        else:
            holder[place[-1]] = self.value

    def _add(self, data: Any, place: Any) -> None:
        holder = find(data, place[:-1])
        if self.name:
            named = holder.setdefault(place[-1], {})
            if self.name in named:
                raise Taken
            named[self.name] = self.value
        else:
            held = holder.setdefault(place[-1], [])
            held.insert(self._spot(held), self.value)

    def _spot(self, held: Any) -> int:
        """Where in a list the new part comes."""
        called = (index + 1 for index, one in enumerate(held) if name_of(one, index) == self.after)
        return next(called, len(held)) if self.after else len(held)

    def _remove(self, data: Any, place: Any) -> None:
        holder = find(data, place[:-1])
        if place[-1] not in holder and not isinstance(holder, list):
            raise NothingThere
        del holder[place[-1]]

    def _up(self, data: Any, place: Any) -> None:
        self._swap(data, place, -1)

    def _down(self, data: Any, place: Any) -> None:
        self._swap(data, place, 1)

    def _swap(self, data: Any, place: Any, by: int) -> None:
        holder, here = find(data, place[:-1]), place[-1]
        if not isinstance(holder, list):
            raise NothingThere
        if 0 <= here + by < len(holder):
            holder[here], holder[here + by] = holder[here + by], holder[here]

    def _send(self, data: Any, place: Any) -> None:
        goal = place_of(data, self.to)
        holder = find(data, place[:-1])
        if goal is None or not isinstance(holder, list):
            raise NothingThere
        target = find(data, goal[:-1]).setdefault(goal[-1], [])
        if target is holder or not isinstance(target, list):
            raise NothingThere
        target.append(holder.pop(place[-1]))


def _without_empty_blocks(data: Any) -> None:
    """A question that lost its last question of a line holds no list of them: only a repeated block may have one."""
    for page in find(data, ("form", "pages")) or ():
        for field in page.get("fields") or ():
            if isinstance(field, dict) and field.get("fields") == []:
                del field["fields"]
