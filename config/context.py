"""What every template of the three doors knows of the house (ui itself knows no room)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beffroi.lib import clock
from beffroi.lib.translated import Text
from beffroi.people import queries as people
from beffroi.ui import theme
from beffroi.ui.languages import said
from beffroi.website import menus


@dataclass(frozen=True)
class House:
    """The organisation as screens show it; see beffroi/ui/README.md for who reads what."""

    name: str
    slug: str
    demonstration: bool
    theme_url: str
    logo_url: str
    menus: list[tuple[str, str, bool]]
    alerts: list[str]
    contact: dict[str, Any]
    opening: dict[str, Any]
    languages: list[tuple[str, str, bool]]
    actor: Any
    desk_menu: list[tuple[str, str, bool]]
    help_url: str
    attributions: list[str] = field(default_factory=list)
    banner: str = ""


def house(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``house``, computed when a template first asks."""
    return {"house": SimpleLazyObject(lambda: _house(request))}


def _house(request: HttpRequest) -> House:
    try:
        organisation = people.organisation()
    except people.NoOrganisation:
        return _empty_house()
    return House(
        name=str(organisation.name),
        slug=organisation.slug,
        demonstration=organisation.demonstration,
        theme_url=theme.css_url(),
        logo_url=theme.logo_url(),
        menus=_site_menu(request),
        alerts=[said(text, language) for text, language in menus.alerts()],
        contact=dict(organisation.contact or {}),
        opening=_opening(),
        languages=[(code, str(name), code == get_language()) for code, name in settings.LANGUAGES],
        actor=getattr(request, "actor", None),
        desk_menu=_desk_menu(request) if _is_at_desk(request) else [],
        help_url="/contact/",
        attributions=[said(line, settings.LANGUAGE_CODE) for line in organisation.attribution or []],
        banner=str(Text.of(organisation.banner)),
    )


def _empty_house() -> House:
    """Before a commune is loaded: pages stand, and say nothing of anyone."""
    return House(
        name="Beffroi",
        slug="",
        demonstration=settings.DEMONSTRATION,
        theme_url="",
        logo_url="",
        menus=[],
        alerts=[],
        contact={},
        opening={"text": "", "is_open": False},
        languages=[],
        actor=None,
        desk_menu=[],
        help_url="",
    )


def _is_at_desk(request: HttpRequest) -> bool:
    """An agent inside the desk; its entrance shows no menu."""
    actor = getattr(request, "actor", None)  # absent when an error comes before config.middleware.WhoActs
    return request.path.startswith(settings.DESK_PATH) and actor is not None and bool(actor.is_agent)


def _opening() -> dict[str, Any]:
    state = people.is_open_now(clock.now())
    return {"text": str(state.text), "is_open": state.is_open}


PUBLIC_MENU = (
    ("portal:catalogue", _("Démarches")),
    ("portal:track", _("Suivre une demande")),
    ("portal:verify", _("Vérifier un document")),
)
#: Roles that meet cases; whoever edits the site or watches over data meets none.
_CASEWORK = frozenset({"clerk", "head", "registrar", "till", "manager", "admin"})
#: Each entry of the desk with the roles that it is for (none: every agent).
DESK_MENU: tuple[tuple[str, Any, frozenset[str]], ...] = (
    ("desk:work_list", _("À traiter"), _CASEWORK),
    ("desk:case_search", _("Dossiers"), _CASEWORK),
    ("desk:letters", _("Courrier"), _CASEWORK),
    ("desk:paper_forms", _("Formulaires papier"), _CASEWORK),
    ("desk:identity", _("Vérifier une identité"), frozenset({"clerk", "head", "registrar"})),
    ("desk:till", _("Caisse"), frozenset({"till"})),
    ("desk:disposals", _("Conservation"), frozenset({"archivist", "admin"})),
    ("desk:procedures", _("Démarches"), frozenset({"manager", "admin"})),
    ("desk:register_of_processing", _("Protection des données"), frozenset({"dpo", "manager", "admin"})),
    ("desk:connectors", _("Connecteurs"), frozenset({"manager", "admin"})),
    ("desk:jobs", _("Travaux de fond"), frozenset()),
    ("wagtailadmin_home", _("Site public"), frozenset({"editor"})),
)


def _site_menu(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """The portal's own entries, then the pages that editors put in the menu."""
    if request.path.startswith(settings.DESK_PATH):
        return []
    pages = [(said(title, lang), url, request.path.startswith(url)) for title, lang, url in menus.menu()]
    return [*_menu(request, PUBLIC_MENU), *pages]


def _desk_menu(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """The entries for the agent's roles."""
    roles = request.actor.roles  # type: ignore[attr-defined]
    return _menu(
        request, tuple((name, label) for name, label, wanted in DESK_MENU if not wanted or roles & wanted)
    )


def _menu(request: HttpRequest, entries: tuple[tuple[str, Any], ...]) -> list[tuple[str, str, bool]]:
    """Label, address, and whether the visitor is there: the longest address that begins theirs."""
    found = [(str(label), url) for name, label in entries if (url := _url(name))]
    here = max((url for _label, url in found if request.path.startswith(url)), key=len, default="")
    return [(label, url, url == here) for label, url in found]


@lru_cache
def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
