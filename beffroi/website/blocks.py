"""What an editor may put on a page; each block is accessible by construction."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.images.blocks import ImageChooserBlock

from beffroi.people import queries as people


def contact_of(department: str) -> dict[str, Any]:
    """Where the commune, or one of its departments, is reached and when; empty when nothing is known."""
    points = [p for p in people.contact_points() if (p.department.slug if p.department else "") == department]
    point = points[0] if points else None
    return {
        "name": str(point) if point else str(people.organisation().name),
        "address": point.address if point else [],
        "phone": point.phone if point else "",
        "email": point.email if point else "",
        "hours": people.opening_hours(department or None),
    }


#: What rich text may hold: no heading (headings are blocks, so that their order can be kept), no inline image.
RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]


class Heading(blocks.StructBlock):
    """A title inside the page; the page's own title is the only first level."""

    text = blocks.CharBlock(label=_("Titre"), max_length=120)

    class Meta:
        template = "website/blocks/heading.html"
        icon = "title"
        label = _("Titre de partie")


class Picture(blocks.StructBlock):
    """An image with its words: either it says something, and the words say it too, or it is decoration."""

    image = ImageChooserBlock(label=_("Image"))
    alternative = blocks.CharBlock(
        label=_("Ce que l’image montre"),
        required=False,
        max_length=250,
        help_text=_("Écrivez ce qu’une personne qui ne voit pas l’image doit savoir."),
    )
    decorative = blocks.BooleanBlock(label=_("Image décorative : elle n’apprend rien"), required=False)
    caption = blocks.CharBlock(label=_("Légende"), required=False, max_length=250)

    def clean(self, value: Any) -> Any:
        """Demand words unless the image is said to be decoration."""
        cleaned = super().clean(value)
        if not cleaned["alternative"] and not cleaned["decorative"]:
            message = ValidationError(_("Décrivez l’image, ou indiquez qu’elle est décorative."))
            raise StructBlockValidationError({"alternative": message})
        return cleaned

    class Meta:
        template = "website/blocks/picture.html"
        icon = "image"
        label = _("Image")


class Callout(blocks.StructBlock):
    """Something the reader must not miss."""

    title = blocks.CharBlock(label=_("Titre"), max_length=120)
    text = blocks.RichTextBlock(label=_("Texte"), features=RICH_TEXT)

    class Meta:
        template = "website/blocks/callout.html"
        icon = "warning"
        label = _("À retenir")


class ProcedureLink(blocks.StructBlock):
    """The way to a procedure of the catalogue."""

    slug = blocks.CharBlock(
        label=_("Démarche"),
        max_length=80,
        help_text=_("Le nom court de la démarche, par exemple acte-de-naissance."),
    )
    words = blocks.CharBlock(label=_("Texte du bouton"), required=False, max_length=80)

    class Meta:
        template = "website/blocks/procedure.html"
        icon = "form"
        label = _("Bouton vers une démarche")


class Contact(blocks.StructBlock):
    """Contact and opening hours of the commune or of one department, kept in one place (people)."""

    department = blocks.CharBlock(
        label=_("Service"), required=False, max_length=80, help_text=_("Vide : l’accueil de la commune.")
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Ask ``people`` for the contact point and its hours."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["found"] = contact_of(value["department"])
        return context

    class Meta:
        template = "website/blocks/contact.html"
        icon = "phone"
        label = _("Contact et heures d’ouverture")


class Table(TableBlock):
    """A table whose header row or column is demanded."""

    def clean(self, value: Any) -> Any:
        """Refuse a table without headers."""
        cleaned = super().clean(value)
        if cleaned and not (cleaned.get("first_row_is_table_header") or cleaned.get("first_col_is_header")):
            raise ValidationError(_("Indiquez si la première ligne ou la première colonne porte les titres."))
        return cleaned

    class Meta:
        template = "website/blocks/table.html"
        label = _("Tableau")


class Body(blocks.StreamBlock):
    """The body of a page."""

    heading = Heading()
    text = blocks.RichTextBlock(label=_("Texte"), features=RICH_TEXT, icon="pilcrow")
    picture = Picture()
    callout = Callout()
    procedure = ProcedureLink()
    contact = Contact()
    table = Table()
