"""The register of data sources: lists of possible answers that rooms below (or above) know."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .context import FormContext

#: Given what was typed (empty: all) and who asks, the values with their labels.
DataSource = Callable[[str, FormContext], Iterable[tuple[str, str]]]

_sources: dict[str, DataSource] = {}


def register_data_source(name: str, source: DataSource) -> None:
    """Add a data source under a name such as ``territory.streets``; registering it again replaces it."""
    _sources[name] = source


def data_source(name: str) -> DataSource | None:
    """The source of that name, or None."""
    return _sources.get(name)


def data_sources() -> tuple[str, ...]:
    """The names on offer."""
    return tuple(sorted(_sources))
