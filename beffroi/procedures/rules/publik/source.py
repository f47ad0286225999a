"""A definition of w.c.s., read from its XML: whole, small enough, and without anything that an XML file can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

#: Real definitions are under half a megabyte.
MAX_BYTES: Final = 10_000_000

#: What an e-guichet sorts its own definitions by; the forms' categories are the citizens'.
SORTING: Final = frozenset(
    {
        "block_category",
        "carddef_category",
        "comment_template_category",
        "data_source_category",
        "mail_template_category",
        "workflow_category",
    }
)

KINDS: Final = SORTING | {
    "formdef",
    "block",
    "carddef",
    "datasource",
    "workflow",
    "mail-template",
    "category",
    "wscall",
    "role",
}

#: What the parser finds wrong, in French; it says so itself in English only.
_WRONG: Final[Mapping[int, str]] = {
    etree.ErrorTypes.ERR_DOCUMENT_EMPTY: "il ne commence pas par une balise",
    etree.ErrorTypes.ERR_DOCUMENT_END: "quelque chose suit sa dernière balise",
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: "une balise n’est pas fermée par la sienne",
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED: "il s’arrête avant sa fin",
    etree.ErrorTypes.ERR_GT_REQUIRED: "une balise n’est pas finie",
    etree.ErrorTypes.ERR_CDATA_NOT_FINISHED: "il s’arrête avant sa fin",
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: "il nomme une entité que rien ne définit",
    etree.ErrorTypes.ERR_ENTITYREF_SEMICOL_MISSING: "une entité n’est pas finie par un point-virgule",
    etree.ErrorTypes.ERR_INVALID_CHAR: "il contient un caractère interdit",
    etree.ErrorTypes.ERR_INVALID_ENCODING: "il n’est pas dans le codage qu’il annonce",
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING: "son codage n’est pas connu",
    etree.ErrorTypes.ERR_ATTRIBUTE_NOT_STARTED: "un attribut n’est pas entre guillemets",
    etree.ErrorTypes.ERR_ATTRIBUTE_REDEFINED: "un attribut est donné deux fois",
    etree.ErrorTypes.ERR_RESOURCE_LIMIT: "il est trop profond ou trop grand",
}


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
        reason = _WRONG.get(error.code, "une balise ou un attribut est mal écrit")
        raise BadDefinition(name, line, f"ce n’est pas du XML bien formé : {reason}.") from None
    if root.getroottree().docinfo.doctype:
        raise BadDefinition(name, 1, "une déclaration DOCTYPE n’est pas admise : retirez-la.")
    if root.tag not in KINDS:
        known = ", ".join(sorted(KINDS - SORTING))
        raise BadDefinition(
            name, root.sourceline or 1, f"<{root.tag!s}> n’est pas une définition connue ({known})."
        )
    return root
