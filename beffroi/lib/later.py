"""Values that are worked out only when somebody reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

Read = Callable[[], Mapping[str, Any]]


class Later(Mapping[str, Any]):
    """Values by name, some of them still to be worked out (``later``).

    ``|`` puts others over them, as for a dictionary, and works out nothing: what comes of it shares what is worked out
    afterwards. Walking through the names works out nothing either; copying into a dictionary works out everything.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values: Mapping[str, Any] = values._values if isinstance(values, Later) else values

    def __getitem__(self, name: str) -> Any:
        value = self._values[name]
        return value.read()[name] if isinstance(value, _Group) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __or__(self, others: Mapping[str, Any]) -> Later:
        return Later({**self._values, **Later(others)._values})


class _Group:
    """What ``read`` gives, asked once."""

    def __init__(self, read: Read) -> None:
        self.read = cache(read)


def later(names: Iterable[str], read: Read) -> Later:
    """Values of these names, which ``read`` gives together and once, when the first of them is read."""
    return Later(dict.fromkeys(names, _Group(read)))
