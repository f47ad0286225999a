"""Wagtail keeps its own writes; its signals become facts and entries of the one search index."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.dispatch import receiver
from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from beffroi.journal import actions as journal
from beffroi.journal.models import Event
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ObjectRef
from beffroi.people.events import AgentAppointed
from beffroi.search import actions as search

from .events import PagePublished, PageUnpublished
from .site import editors


def reference(page: Page) -> ObjectRef:
    """How other rooms point at a page: by the key that its translations share."""
    return ObjectRef("page", page.translation_key)


@receiver(page_published, dispatch_uid="website.page_published")
def announce_page(sender: type[Page], instance: Page, **_: Any) -> None:
    """Record the publication and let the page be found."""
    page = instance.specific
    language = page.locale.language_code
    with transaction.atomic():
        journal.record(PagePublished(page=page.pk, language=language), actor=HOUSE, about=[reference(page)])
        search.index(
            kind="page",
            uuid=page.translation_key,
            audience="public",
            language=language,
            title=page.title,
            text=_words(page),
            url_hint=page.url or "/",
        )


@receiver(page_unpublished, dispatch_uid="website.page_unpublished")
def forget_page(sender: type[Page], instance: Page, **_: Any) -> None:
    """Record that a page went off line and take it out of the index."""
    with transaction.atomic():
        journal.record(PageUnpublished(page=instance.pk), actor=HOUSE, about=[reference(instance)])
        search.remove(kind="page", uuid=instance.translation_key)


@journal.reaction(AgentAppointed)
def welcome_editor(event: Event) -> None:
    """A post of editor opens the editing of the site, in the same account."""
    account_id = event.object("account")
    if event.payload.get("role") == "editor" and account_id is not None:
        get_user_model().objects.get(pk=account_id).groups.add(editors())


def _words(page: Any) -> str:
    parts = [getattr(page, "summary", ""), getattr(page, "search_description", "")]
    body = getattr(page, "body", None)
    if body:
        parts += [
            strip_tags(str(block.render()))
            for block in body
            if block.block_type in ("heading", "text", "callout")
        ]
    return " ".join(part for part in parts if part)
