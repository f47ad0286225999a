"""What pydantic found wrong, said in French."""

from __future__ import annotations

from django.utils.translation import gettext as _
from pydantic_core import ErrorDetails


def sentence(error: ErrorDetails) -> str:
    """The key concerned and what to do about it."""
    key = ".".join(str(part) for part in error["loc"] if isinstance(part, str)) or _("le fichier")
    return f"{key} : {_what(error)}"


def _what(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    match kind:
        case "missing":
            return _("cette information manque.")
        case "extra_forbidden":
            return _("ce mot-clé n’existe pas.")
        case "literal_error":
            return _("choisissez parmi %(expected)s.") % {"expected": context["expected"]}
        case "string_pattern_mismatch":
            return _("la forme n’est pas la bonne (attendu : %(pattern)s).") % {"pattern": context["pattern"]}
        case "value_error":
            return str(context["error"])
        case "too_short" | "string_too_short":
            return _("il manque un contenu.")
        case "string_too_long":
            return _("le texte est trop long (%(max)s caractères au plus).") % {"max": context["max_length"]}
    return _KINDS.get(kind.partition("_")[0], _other)()


def _text() -> str:
    return _("il faut un texte ; mettez des guillemets autour des nombres.")


def _date() -> str:
    return _("il faut une date, par exemple 2026-12-25.")


def _boolean() -> str:
    return _("écrivez true (oui) ou false (non).")


def _list() -> str:
    return _("il faut une liste.")


def _mapping() -> str:
    return _("il faut des mots-clés suivis de leur valeur.")


def _number() -> str:
    return _("il faut un nombre.")


def _other() -> str:
    return _("la valeur n’est pas acceptée.")


_KINDS = {
    "string": _text,
    "date": _date,
    "bool": _boolean,
    "list": _list,
    "dict": _mapping,
    "model": _mapping,
    "float": _number,
    "int": _number,
}
