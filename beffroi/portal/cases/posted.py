"""A page of a form as it is posted."""

from __future__ import annotations

from django.http import HttpRequest

from .unsaved import Raw

#: What a page carries besides what somebody typed in it.
_OURS = frozenset({"csrfmiddlewaretoken", "seen"})


def typed(request: HttpRequest) -> Raw:
    """What was typed, by input."""
    return {key: request.POST.getlist(key) for key in request.POST if key not in _OURS}
