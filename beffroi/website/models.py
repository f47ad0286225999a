"""Pages of the public site. Content lives in Wagtail; what the rooms know is asked from their queries."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from beffroi.lib.personal import NONE
from beffroi.procedures import queries as procedures
from beffroi.ui.languages import said

from .blocks import Body


class HomePage(Page):
    """The front door: what can I do here, before who are we."""

    personal_data = NONE

    alert = models.CharField(
        _("alerte"),
        max_length=200,
        blank=True,
        help_text=_("Une phrase en haut du site, par exemple une déviation."),
    )
    question = models.CharField(
        _("question au-dessus de la recherche"), max_length=80, default="Que cherchez-vous ?"
    )
    popular = models.TextField(
        _("souvent demandé"),
        blank=True,
        help_text=_("Une démarche par ligne, par son nom court (par exemple acte-de-naissance)."),
    )
    body = StreamField(Body(required=False), blank=True, verbose_name=_("contenu"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("alert"),
        MultiFieldPanel([FieldPanel("question"), FieldPanel("popular")], heading=_("Recherche")),
        FieldPanel("body"),
    ]
    template = "website/home.html"
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = _("page d’accueil")
        verbose_name_plural = _("pages d’accueil")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the procedures asked most and the pages below."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        cards = procedures.catalogue(get_language() or "fr")
        wanted = self.popular.split()
        context["popular"] = [card for slug in wanted for card in cards if card.slug == slug] or cards[:4]
        context["often"] = [
            (card.title, reverse("portal:procedure", args=[card.slug])) for card in context["popular"]
        ]
        context["sections"] = self.get_children().live().public().in_menu().specific()
        return context


class ContentPage(Page):
    """A page of words: information, a service, a how-to."""

    personal_data = NONE

    summary = models.CharField(
        _("résumé"),
        max_length=250,
        blank=True,
        help_text=_("Une ou deux phrases, montrées en tête et dans la recherche."),
    )
    body = StreamField(Body(), verbose_name=_("contenu"))

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    template = "website/page.html"
    parent_page_types = ["website.HomePage", "website.ContentPage"]
    subpage_types = ["website.ContentPage"]

    class Meta:
        verbose_name = _("page de contenu")
        verbose_name_plural = _("pages de contenu")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way back up and the pages below."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        above = self.get_ancestors().live().exclude(depth=1)
        language = self.locale.language_code
        context["trail"] = [
            *((said(page.title, language), page.url) for page in above),
            (said(self.title, language), ""),
        ]
        context["below"] = self.get_children().live().public()
        return context
