"""Facts that Wagtail's signals become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beffroi.journal.events import Fact


@dataclass(frozen=True)
class PagePublished(Fact):
    """A page of the site went live, or went live again with changes."""

    label: ClassVar[str | Promise] = _("Page publiée")
    page: int
    language: str


@dataclass(frozen=True)
class PageUnpublished(Fact):
    """A page of the site was taken off line."""

    label: ClassVar[str | Promise] = _("Page dépubliée")
    page: int
