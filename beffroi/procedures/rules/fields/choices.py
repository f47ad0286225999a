"""Choosing: yes or no, one answer, several answers, a declaration."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext

from beffroi.procedures.rules.schema import Field

from .base import FieldType, Invalid, Raw, View

#: Beyond this many answers a list is easier than radios.
MOST_RADIOS = 12


def nothing_to_choose() -> str:
    """What is said instead of a list without answers."""
    return gettext(
        "La commune n’a pas encore rempli cette liste : vous ne pouvez rien choisir pour le moment. "
        "Contactez le service."
    )


class YesNoField(FieldType):
    """Yes or no; radios, so that no answer is not an answer."""

    name: ClassVar[str] = "yes_no"
    purpose: ClassVar[str] = "Yes or no; expressions see true or false."
    empty: ClassVar[Any] = False

    def is_empty(self, value: Any) -> bool:
        return value is None

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> bool | None:
        return {"yes": True, "no": False}.get(raw.one(field.name))

    def display(self, field: Field, value: Any, view: View) -> str:
        return gettext("Oui") if value else gettext("Non")

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        from .base import Choice

        typed = raw.one(field.name) if raw else {True: "yes", False: "no"}.get(value, "")
        options = (Choice("yes", gettext("Oui")), Choice("no", gettext("Non")))
        return {"value": typed, "options": options, "widget": "radios"}

    def missing(self) -> str:
        return gettext("Répondez par oui ou par non.")

    def samples(self, field: Field) -> list[Any]:
        return [True, False]


class ChoiceField(FieldType):
    """One answer among several."""

    name: ClassVar[str] = "choice"
    purpose: ClassVar[str] = (
        "One answer among `options` or those of a `source` (data source or reference table)."
    )
    keys: ClassVar[frozenset[str]] = frozenset({"options", "source", "widget"})

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> str:
        chosen = raw.one(field.name)
        if chosen:
            self.recheck(field, chosen, view)
        return chosen

    def recheck(self, field: Field, value: Any, view: View) -> None:
        if view.choice(field, value) is None:
            raise Invalid(gettext("Choisissez une des réponses proposées."))

    def level_needed(self, field: Field, value: Any, view: View) -> int:
        """The identity level that the chosen answer needs and the person has not reached, or 0."""
        chosen = view.choice(field, value)
        return chosen.level if chosen and chosen.level > view.level else 0

    def display(self, field: Field, value: Any, view: View) -> str:
        chosen = view.choice(field, value)
        return chosen.label if chosen else str(value)

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        options = view.options(field)
        if field.source and not options:
            return _nothing(super().shown(field, value, raw, view))
        widget = field.widget or ("radios" if len(options) <= MOST_RADIOS else "list")
        return {**super().shown(field, value, raw, view), "options": options, "widget": widget}

    def missing(self) -> str:
        return gettext("Choisissez une réponse.")

    def problems(self, field: Field) -> list[tuple[str, str]]:
        if bool(field.options) == bool(field.source):
            return [("les réponses possibles manquent.", "Donnez « options » ou « source », l’un des deux.")]
        values = [option.value for option in field.options]
        if len(set(values)) < len(values):
            return [("deux réponses ont la même valeur.", "Donnez à chacune la sienne.")]
        return []

    def samples(self, field: Field) -> list[Any]:
        return [option.value for option in field.options] or ["valeur"]


class ChoicesField(ChoiceField):
    """Several answers among several."""

    name: ClassVar[str] = "choices"
    purpose: ClassVar[str] = "Several answers among `options` or those of a `source`; expressions see a list."
    empty: ClassVar[Any] = []

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> list[str]:  # type: ignore[override]
        chosen = list(dict.fromkeys(value for value in raw.all(field.name) if value))
        self.recheck(field, chosen, view)
        return chosen

    def recheck(self, field: Field, value: Any, view: View) -> None:
        for one in value:
            super().recheck(field, one, view)

    def level_needed(self, field: Field, value: Any, view: View) -> int:
        return max((super(ChoicesField, self).level_needed(field, one, view) for one in value), default=0)

    def display(self, field: Field, value: Any, view: View) -> str:
        return ", ".join(super(ChoicesField, self).display(field, one, view) for one in value)

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        chosen, options = raw.all(field.name) if raw else list(value or []), view.options(field)
        if field.source and not options:
            return _nothing({"value": chosen})
        return {"value": chosen, "options": options, "widget": "checkboxes", "multiple": True}

    def missing(self) -> str:
        return gettext("Choisissez au moins une réponse.")

    def samples(self, field: Field) -> list[Any]:
        return [[option.value] for option in field.options] or [["valeur"]]


def _nothing(shown: dict[str, Any]) -> dict[str, Any]:
    return {**shown, "options": (), "widget": "none", "text": nothing_to_choose()}


class DeclarationField(FieldType):
    """A declaration on honour: one box to tick."""

    name: ClassVar[str] = "declaration"
    purpose: ClassVar[str] = "A declaration on honour: one box, whose words are in `text`."
    empty: ClassVar[Any] = False
    keys: ClassVar[frozenset[str]] = frozenset({"text"})

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> bool:
        return raw.one(field.name) == "yes"

    def display(self, field: Field, value: Any, view: View) -> str:
        return gettext("Oui, je le déclare")

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        ticked = raw.one(field.name) == "yes" if raw else bool(value)
        return {"value": "yes" if ticked else "", "widget": "checkbox", "text": view.say(field.text)}

    def missing(self) -> str:
        return gettext("Cochez la case pour continuer.")

    def problems(self, field: Field) -> list[tuple[str, str]]:
        return [] if field.text else [("les mots de la déclaration manquent.", "Écrivez-les dans « text ».")]

    def samples(self, field: Field) -> list[Any]:
        return [True]
