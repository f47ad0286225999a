"""Files: the answer is a list of ids; the bytes are checked and stored elsewhere before cleaning."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.utils.translation import gettext, ngettext

from beffroi.procedures.rules.schema import Field

from .base import FieldType, Invalid, Raw, View

#: What telephones photograph in is kept as JPEG (``documents.store_upload``).
_MIME = {"pdf": ("application/pdf",), "jpeg": ("image/jpeg", "image/heic"), "png": ("image/png",)}
_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


class FileField(FieldType):
    """One or more files."""

    name: ClassVar[str] = "file"
    purpose: ClassVar[str] = "One or more files; expressions see a list of their ids."
    empty: ClassVar[Any] = []
    keys: ClassVar[frozenset[str]] = frozenset({"accept", "max_files", "max_bytes"})
    in_line: ClassVar[bool] = False

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> list[str]:
        ids = [value for value in raw.all(field.name) if _ID.fullmatch(value)]
        self.recheck(field, ids, view)
        return ids

    def recheck(self, field: Field, value: Any, view: View) -> None:
        if len(value) > field.max_files:
            message = ngettext(
                "Gardez un seul fichier.", "Gardez %(most)d fichiers au plus.", field.max_files
            )
            raise Invalid(message % {"most": field.max_files} if field.max_files > 1 else message)

    def display(self, field: Field, value: Any, view: View) -> str:
        names = [view.file_names[one] for one in value if one in view.file_names]
        if names:
            return ", ".join(names)
        return ngettext("%(count)d fichier", "%(count)d fichiers", len(value)) % {"count": len(value)}

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        return {
            "value": list(value or []),
            "accept": mime_types(field),
            "max_bytes": field.max_bytes,
            "multiple": field.max_files > 1,
            "max_files": field.max_files,
        }

    def missing(self) -> str:
        return gettext("Ajoutez un fichier.")

    def samples(self, field: Field) -> list[Any]:
        return [["00000000-0000-4000-8000-000000000000"]]


def mime_types(field: Field) -> tuple[str, ...]:
    """The content types that a file field takes."""
    return tuple(kind for name in field.accept or _MIME for kind in _MIME[name])
