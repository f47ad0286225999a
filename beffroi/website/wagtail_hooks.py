"""What the editors' screens say of the house around them."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_menu_item")
def way_back_to_the_desk() -> MenuItem:
    """The desk and the editors' screens share one sign-in; whoever went from one to the other finds the way back."""
    return MenuItem(_("Retour au bureau"), settings.DESK_PATH, name="desk", icon_name="arrow-left", order=1)
