"""Screens that need to know better who is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from beffroi.people.policies import Level

from .sessions import actor_of

View = TypeVar("View", bound=Callable[..., Any])


def step_up(request: HttpRequest, level: int, onward: str = "") -> HttpResponseRedirect:
    """Send the visitor to prove who they are, and from there to ``onward`` (by default the page they asked for)."""
    asked = urlencode({"next": onward or request.get_full_path(), "level": str(int(level))})
    return redirect(f"{reverse('portal:step_up')}?{asked}")


def needs(level: Level) -> Callable[[View], View]:
    """A view for people identified at ``level`` at least; the others are told why, and come back to the same page.

    Put it under the declaration of access: ``@signed_in() @needs(Level.ITSME) def view(request)``.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if actor_of(request).level < level:
                return step_up(request, level)
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate
