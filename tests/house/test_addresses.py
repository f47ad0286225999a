"""Every address of the house says who may open it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from beffroi.ui.access import access_of
from config.policies import FOREIGN

pytestmark = pytest.mark.once


def _views(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from _views(pattern, route)


VIEWS = sorted(_views(get_resolver()), key=lambda view: view[0])


def test_every_view_of_ours_declares_its_access():
    wrong = [
        f"{route} ({view.__module__}.{getattr(view, '__name__', view)})"
        for route, view in VIEWS
        if view.__module__.startswith("beffroi.") and access_of(view) is None
    ]
    assert wrong == [], "decorate the view: @public(), @signed_in() or @agent(...) from beffroi.ui.access"


def test_every_view_from_elsewhere_is_declared_by_its_path():
    """The last line of FOREIGN covers Wagtail's own pages and nothing else."""
    prefixes = [prefix for prefix, _ in FOREIGN if prefix != "/"]
    wrong = [
        f"{route} ({view.__module__})"
        for route, view in VIEWS
        if not view.__module__.startswith(("beffroi.", "wagtail.views", "wagtail.images", "wagtail.admin"))
        and not any(route.startswith(prefix) for prefix in prefixes)
    ]
    assert wrong == [], "add its path to config/policies.py with who may open it"


def test_there_are_addresses():
    assert len(VIEWS) > 20
