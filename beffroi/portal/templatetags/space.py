"""What the screens of the private space share."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def space_menu(current: str) -> list[tuple[str, str, bool]]:
    """The menu at the side of the private space, as the ``side-nav`` component takes it."""
    return [
        (_("Mes demandes"), reverse("portal:space"), current == "cases"),
        (_("Mes messages"), reverse("portal:notices"), current == "messages"),
        (_("Mes données"), reverse("portal:my_data"), current == "data"),
    ]
