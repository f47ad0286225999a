"""A logo is a drawing and nothing else: no script, nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(
    ("svg", "title", "desc", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
)
_MAX_BYTES = 40_000


def drawing_problems(text: str) -> Iterator[tuple[int, str]]:
    """What keeps an SVG from being shown on every page, each with its line."""
    if len(text.encode()) > _MAX_BYTES:
        yield 0, _("ce dessin est trop lourd (40 ko au plus).")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        yield error.lineno or 0, _("ce n’est pas un dessin SVG correct.")
        return
    if root.tag != f"{_SVG}svg" or not root.get("viewBox"):
        yield root.sourceline or 0, _("le dessin doit être un SVG avec un attribut viewBox.")
    if root.getroottree().docinfo.doctype:
        yield 1, _("le dessin ne peut pas déclarer de DOCTYPE.")
    for element in root.iter():
        yield from _element_problems(element)


def _element_problems(element: etree._Element) -> Iterator[tuple[int, str]]:
    if not isinstance(element.tag, str):
        return  # a comment
    line, name = element.sourceline or 0, element.tag.removeprefix(_SVG)
    if name not in _SHAPES:
        yield line, _("l’élément « %(name)s » n’est pas admis dans un logo.") % {"name": name}
    for attribute, value in element.attrib.items():
        if str(attribute).startswith("on") or "href" in str(attribute) or "url(" in str(value):
            yield line, _("l’attribut « %(name)s » n’est pas admis dans un logo.") % {"name": attribute}
