"""Who may open the views that are not ours (Wagtail, allauth, static pages), by path."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from beffroi.ui.access import Access


def _editor(request: HttpRequest) -> bool:
    """Whether a post of editor is in force today; Wagtail's own group does not know when one ends."""
    roles = request.actor.roles  # type: ignore[attr-defined]
    return "editor" in roles and bool(request.user.has_perm("wagtailadmin.access_admin"))


_ANYONE = Access("public", lambda request: True)
_ACCOUNT = Access(
    "public", lambda request: True, writes_on_get="allauth confirms addresses and ends the OpenID flow"
)

#: Longest prefix first. The views below check their own objects.
FOREIGN: tuple[tuple[str, Access], ...] = (
    (
        f"{settings.DESK_PATH}site/",
        Access("editor", _editor, "desk:sign_in", writes_on_get="Wagtail keeps its own writes"),
    ),
    # Wagtail's own sign-in for private pages: it knows nothing of our limits, so nobody comes in by it.
    ("/_util/login/", Access("closed", lambda request: False)),
    ("/compte/", _ACCOUNT),
    ("/documents/", _ANYONE),
    ("/i18n/", _ANYONE),
    ("/media/", _ANYONE),
    ("/", Access("public", lambda request: True, writes_on_get="Wagtail serves its pages and renditions")),
)


def foreign_access(path: str) -> Access | None:
    """The declaration for a path that no view of ours serves."""
    return next((access for prefix, access in FOREIGN if path.startswith(prefix)), None)
