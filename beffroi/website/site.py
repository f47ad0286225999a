"""The first pages of a new commune's site, and the group of its editors. What editors change is never touched again."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from beffroi.people import queries as people

from .first_pages import ASKED_MOST, FIRST_PAGES
from .models import ContentPage, HomePage

EDITORS = "Rédaction du site"
#: What editors may do with the images and files of the site.
_MATERIAL = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)


@transaction.atomic
def open_site() -> bool:
    """Build the home page and the first content pages in French, published. False when the site already stands."""
    if HomePage.objects.exists():
        return False
    organisation = people.organisation()
    locale, _ = Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node()
    root.get_children().delete()
    root = Page.objects.get(pk=root.pk)
    home = HomePage(
        title=organisation.name,
        slug="accueil",
        locale=locale,
        search_description=organisation.name,
        popular="\n".join(ASKED_MOST),
    )
    root.add_child(instance=home)
    home.save_revision().publish()
    for words in FIRST_PAGES:
        _add(home, locale, *words)
    Site.objects.all().delete()
    Site.objects.create(
        hostname="localhost", root_page=home, is_default_site=True, site_name=organisation.name
    )
    editors()  # those appointed before the site stood
    return True


def _add(home: HomePage, locale: Any, slug: str, title: str, summary: str, in_menus: bool, body: Any) -> None:
    page = ContentPage(
        title=title,
        slug=slug,
        summary=summary,
        show_in_menus=in_menus,
        locale=locale,
        body=[(kind, value) for kind, value in body],
    )
    home.add_child(instance=page)
    page.save_revision().publish()


def editors() -> Group:
    """The group whose members write and publish the site in Wagtail, with its images and files."""
    group, fresh = Group.objects.get_or_create(name=EDITORS)
    if fresh:
        group.permissions.add(Permission.objects.get(codename="access_admin"))
    for home in HomePage.objects.all():
        for kind in ("add_page", "change_page", "publish_page"):
            permission = Permission.objects.get(codename=kind, content_type__app_label="wagtailcore")
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    if shelf := Collection.get_first_root_node():
        for permission in Permission.objects.filter(codename__in=_MATERIAL):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=shelf, permission=permission
            )
    return group
