"""Every view declares who may open it; the gate in ``config.middleware`` refuses what is not declared.

A declaration answers "may this visitor open this screen at all"; the room's own policies, checked inside its verbs and
queries, answer "may this person touch this object".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

Late = Callable[[HttpRequest, Mapping[str, Any]], str]
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a view: a name for the matrix of URLs, the test, and where refused visitors go.

    ``sign_in`` is the name of the URL that may help (empty: the page does not exist for them).
    ``writes_on_get`` gives the reason why a GET of this view may write (empty: it may not). ``late`` is given the form
    that somebody sent after their session had ended, with the arguments of the view; they go on, once signed in, where
    it says.
    """

    name: str
    allows: Callable[[HttpRequest], bool]
    sign_in: str = ""
    writes_on_get: str = ""
    late: Late | None = None


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def public(*, writes_on_get: str = "") -> Callable[[View], View]:
    """Anyone."""
    return _declare(Access("public", lambda request: True, "", writes_on_get))


def signed_in(*, writes_on_get: str = "") -> Callable[[View], View]:
    """Anyone with an account, in the private space."""
    return _declare(
        Access("signed_in", lambda r: r.actor.account_id is not None, "account_login", writes_on_get)  # type: ignore[attr-defined]
    )


def agent(*roles: str, writes_on_get: str = "", late: Late | None = None) -> Callable[[View], View]:
    """An agent in the desk, with one of the roles when any is named."""

    def allows(request: HttpRequest) -> bool:
        actor = request.actor  # type: ignore[attr-defined]
        return bool(actor.is_agent and (not roles or actor.roles & set(roles)))

    return _declare(Access("agent:" + "|".join(roles), allows, "desk:sign_in", writes_on_get, late))


def access_of(view: Callable[..., Any]) -> Access | None:
    """The declaration of a view, function or class based."""
    found = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    return found if isinstance(found, Access) else None
