"""What asks nothing: a computed value, an explanation, a heading."""

from __future__ import annotations

from typing import Any, ClassVar

from beffroi.procedures.rules.schema import Field

from .base import FieldType, Raw, View


class ComputedField(FieldType):
    """A value that the package works out."""

    name: ClassVar[str] = "computed"
    purpose: ClassVar[str] = "A value worked out by `compute`; text."
    asks: ClassVar[bool] = False
    keys: ClassVar[frozenset[str]] = frozenset({"compute"})
    in_line: ClassVar[bool] = False

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> Any:
        return self.empty

    def problems(self, field: Field) -> list[tuple[str, str]]:
        return [] if field.compute else [("l’expression manque.", "Écrivez-la dans « compute ».")]


class NoteField(FieldType):
    """An explanation between questions."""

    name: ClassVar[str] = "note"
    purpose: ClassVar[str] = "An explanation; asks nothing."
    asks: ClassVar[bool] = False
    keys: ClassVar[frozenset[str]] = frozenset({"text"})

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> Any:
        return self.empty

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        return {"value": "", "text": view.say(field.text)}

    def problems(self, field: Field) -> list[tuple[str, str]]:
        return [] if field.text else [("les mots manquent.", "Écrivez-les dans « text ».")]


class HeadingField(NoteField):
    """A heading between questions, one level below the title of the page."""

    name: ClassVar[str] = "heading"
    purpose: ClassVar[str] = "A heading between questions, whose words are in `text`; asks nothing."
    in_line: ClassVar[bool] = False
