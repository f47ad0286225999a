"""A definition of w.c.s., read from its XML: whole, small enough, and without anything that an XML file can do."""

from __future__ import annotations

from typing import Final

from lxml import etree

#: Real definitions are under half a megabyte.
MAX_BYTES: Final = 10_000_000

KINDS: Final = frozenset(
    {"formdef", "block", "carddef", "datasource", "workflow", "mail-template", "category", "wscall", "role"}
)


class BadDefinition(ValueError):
    """A file is not a definition that can be read; the message is French and names file, line and reason."""

    def __init__(self, name: str, line: int, reason: str) -> None:
        self.name, self.line, self.reason = name, line, reason
        super().__init__(f"{name}, ligne {line} : {reason}")


def read_definition(content: bytes, name: str) -> etree._Element:
    """The root of a definition; each element knows its line (``sourceline``).

    A declaration of document type is refused, so no entity is ever expanded and no address ever opened. Raises
    BadDefinition.
    """
    if len(content) > MAX_BYTES:
        raise BadDefinition(name, 1, f"le fichier dépasse {MAX_BYTES // 1_000_000} Mo.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise BadDefinition(name, line, f"ce n’est pas du XML bien formé ({error.msg}).") from None
    if root.getroottree().docinfo.doctype:
        raise BadDefinition(name, 1, "une déclaration DOCTYPE n’est pas admise : retirez-la.")
    if root.tag not in KINDS:
        known = ", ".join(sorted(KINDS))
        raise BadDefinition(
            name, root.sourceline or 1, f"<{root.tag!s}> n’est pas une définition connue ({known})."
        )
    return root
