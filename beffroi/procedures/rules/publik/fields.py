"""One question of a form, from its ``<field>``: its type, its words, and how its text is read in expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from lxml import etree

from beffroi.lib.figures import whole

from .answers import answers
from .library import Library
from .markup import inert, plain, typographic
from .question import OPEN, Question, label_of


def question(one: etree._Element, name: str, library: Library, room: str = "answers") -> Question:
    """What a field becomes; a type that is unknown becomes a line of text, with a note."""
    found = Question(one, (one.findtext("varname") or "").strip(), name, {"name": name}, room)
    kind = found.kind
    rule = _TYPES.get("block" if kind.startswith("block:") else kind)
    if rule is None:
        found.data["type"] = "text"
        found.notes.append(f"le type « {kind} » n’est pas connu : une ligne de texte le remplace.")
    else:
        rule(found, library)
    if found.asks:
        _asked(found)
    return found


# --- what every question has ----------------------------------------------------------------------------------------


def _asked(found: Question) -> None:
    one, data = found.source, found.data
    data.setdefault("label", inert(typographic(label_of(one))) or "Votre réponse")
    data["required"] = (one.findtext("required") or "True") == "True"
    if hint := inert(typographic(plain(one.findtext("hint") or ""))):
        data["help"] = hint[:4000]
    places = {place.text for place in one.iterfind("display_locations/display_location")}
    if places and "summary" not in places:
        data["shown"] = {"summary": False}
    if "listings" in places and data["type"] != "repeat":
        data["listed"] = True
        data["shown"] = {**data.get("shown", {}), "desk": True}
    prefill = _prefill(found)
    if prefill:
        data["prefill"] = prefill
    if declared := personal(data["type"], prefill, one):
        data["personal"] = declared


def personal(kind: str, prefill: Mapping[str, Any], one: etree._Element) -> dict[str, str]:
    """The declaration of a personal datum, its purpose to be written; nothing when it is none by its type."""
    category = _category(kind, prefill)
    if not category:
        return {}
    kept = "keep" if (one.findtext("anonymise") or "final") == "no" else "erase"
    return {"category": category, "purpose": f"{OPEN} Traiter votre demande.", "at_anonymisation": kept}


#: What is known of a person there → the key of a first value here.
_KNOWN: Final[Mapping[str, str]] = {
    "_first_name": "given_names",
    "_last_name": "family_name",
    "_birthdate": "birth_date",
    "_niss": "national_number",
    "_email": "email",
    "_phone": "telephone",
    "_street": "address.street",
    "_num_house": "address.number",
    "_num_box": "address.box",
    "_zipcode": "address.postcode",
    "_city": "address.municipality",
}


def _prefill(found: Question) -> dict[str, Any]:
    rule = found.source.find("prefill")
    kind, value = (
        (rule.findtext("type"), (rule.findtext("value") or "").strip()) if rule is not None else (None, "")
    )
    if kind == "user" and value in _KNOWN:
        key = _KNOWN[value]
        sources = ["register", "eid", "account"] if key != "email" else ["account"]
        return {"source": sources, "key": key}
    if kind == "string" and value and "{" not in value and found.data["type"] in ("text", "number"):
        first = value if found.data["type"] == "text" else whole(value)
        if first is not None:
            found.data["default"] = first
    return {}


_CATEGORIES: Final[Mapping[str, str]] = {
    "email": "contact",
    "telephone": "contact",
    "place": "contact",
    "national_number": "national_number",
    "iban": "financial",
    "file": "identification",
}


def _category(kind: str, prefill: Mapping[str, Any]) -> str:
    key = str(prefill.get("key", ""))
    if kind in _CATEGORIES:
        return _CATEGORIES[kind]
    if key.startswith("address") or key in ("email", "telephone"):
        return "contact"
    return "identification" if key else ""


# --- each type ------------------------------------------------------------------------------------------------------

#: Hand-written patterns, as they are found in real definitions.
_TELEPHONE: Final = re.compile(r"\^?\(?0\|.*\\d\{8,\}.*")
_COPIES: Final = re.compile(r"\^\[1-9\]\$\|\^\[0-1\]\[0-9\]\$\|\^(\d+)\$")
_POSTCODE: Final = re.compile(r"code.?postal|\bcp\b|zip", re.IGNORECASE)
_IBAN: Final = re.compile(r"\biban\b|compte (bancaire|en banque)|num[ée]ro de compte", re.IGNORECASE)
_TYPED: Final[Mapping[str, str]] = {
    "nrn-be": "national_number",
    "phone": "telephone",
    "iban": "iban",
    "time": "time",
}
_FROM_USER: Final[Mapping[str, str]] = {"_phone": "telephone", "_email": "email", "_niss": "national_number"}


def _line(found: Question, library: Library) -> None:
    """A line of text, or what its pattern says that it is."""
    validation, pattern = _validation(found.source)
    known = found.source.findtext("prefill/value") or ""
    data = found.data
    template = (found.source.findtext("prefill/value") or "").strip()
    if found.source.findtext("prefill/locked") == "True" and "{" in template:
        data |= {"type": "computed", "label": inert(typographic(label_of(found.source)))}
        found.template = template
    elif validation in _TYPED:
        data["type"] = _TYPED[validation]
    elif known in _FROM_USER:
        data["type"] = _FROM_USER[known]
    elif _TELEPHONE.fullmatch(pattern):
        data["type"] = "telephone"
    elif match := _COPIES.fullmatch(pattern):
        data |= {"type": "number", "min": 1, "max": int(match[1])}
        if found.room == "answers":
            found.reads = f'(given("{found.name}") ? string(answers.{found.name}) : "")'
    elif validation == "django" and pattern == "value|is_valid_tva_number":
        data["type"] = "enterprise_number"
    elif not validation and _IBAN.search(f"{found.varname} {label_of(found.source)}"):
        data["type"] = "iban"
    else:
        data["type"] = "text"
        _shape(found, validation, pattern)
    if data["type"] == "national_number":
        found.reads = f"labels.{found.name}"


def _validation(one: etree._Element) -> tuple[str, str]:
    """The kind of a validation and its pattern."""
    return one.findtext("validation/type") or "", (one.findtext("validation/value") or "").strip()


#: Patterns that say what a text must look like → a rule of ours and what to say.
_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "^[0-9]*": ("^[0-9]+$", "Écrivez des chiffres seulement."),
    "^[0-9]*$": ("^[0-9]+$", "Écrivez des chiffres seulement."),
    "[0-9]*": ("^[0-9]+$", "Écrivez des chiffres seulement."),
    "[1-9][0-9]*": ("^[1-9][0-9]*.*$", "Indiquez un numéro, par exemple 12 ou 12A."),
    r"(\d+?[,]?\d?(?:[,]\d+)?)": ("^[0-9]+(,[0-9]+)?$", "Indiquez un nombre, par exemple 12 ou 12,5."),
}


def _shape(found: Question, validation: str, pattern: str) -> None:
    data, answer = found.data, f"{found.room}.{found.name}"
    if validation in ("digits",) or pattern in _SHAPES:
        shape, message = _SHAPES[pattern] if pattern in _SHAPES else _SHAPES["[0-9]*"]
        data["checks"] = [{"that": f'{answer}.matches("{shape}")', "message": message}]
        if _POSTCODE.search(f"{found.varname} {label_of(found.source)}"):
            data |= {"max_length": 4, "checks": [_postcode(answer)]}
    elif validation == "django" and (
        match := re.fullmatch(r"[\"']([^\"']{1,40})[\"'] not in value", pattern)
    ):
        data["checks"] = [
            {
                "that": f'!{answer}.contains("{match[1]}")',
                "message": f"N’écrivez pas « {match[1]} » dans la réponse.",
            }
        ]
    elif validation == "url":
        rule = f'{answer}.startsWith("https://") || {answer}.startsWith("http://")'
        data["checks"] = [
            {"that": rule, "message": "Indiquez une adresse web complète, par exemple https://exemple.be."}
        ]
    elif validation:
        found.notes.append(f"la règle « {pattern or validation} » sur la réponse n’est pas reprise.")


def _postcode(answer: str) -> dict[str, str]:
    return {
        "that": f'{answer}.matches("^[0-9]{{4}}$")',
        "message": "Indiquez un code postal à quatre chiffres, par exemple 1300.",
    }


def _long(found: Question, library: Library) -> None:
    found.data["type"] = "long_text"


def _email(found: Question, library: Library) -> None:
    found.data |= {"type": "email", "autocomplete": "email" if found.source.findtext("prefill/value") else ""}


def _box(found: Question, library: Library) -> None:
    """A box to tick: one that must be ticked is a declaration."""
    if (found.source.findtext("required") or "True") == "True":
        words = typographic(label_of(found.source))
        found.data |= {
            "type": "declaration",
            "label": "Votre déclaration",
            "text": inert(words) or "Je confirme.",
        }
    else:
        found.data["type"] = "yes_no"


def _day(found: Question, library: Library) -> None:
    found.data["type"] = "date"
    if found.source.findtext("date_in_the_past") == "True":
        found.data["past"] = True
    elif found.source.findtext("minimum_is_future") == "True":
        found.data["future"] = True
    for tag in ("minimum_date", "maximum_date"):
        if bound := (found.source.findtext(tag) or "").strip():
            found.notes.append(f"la borne « {bound} » de la date n’est pas reprise.")


def _choice(found: Question, library: Library) -> None:
    found.data["type"] = "choice"
    if found.source.findtext("display_mode") in ("radio", "images"):
        found.data["widget"] = "radios"
    elif found.source.findtext("display_mode"):
        found.data["widget"] = "list"
    answers(found, library)


def _choices(found: Question, library: Library) -> None:
    found.data["type"] = "choices"
    answers(found, library)
    checks = []
    for tag, sign, words in (("min_choices", ">=", "au moins"), ("max_choices", "<=", "au plus")):
        count = whole(found.source.findtext(tag))
        if count is not None and count > 0:
            that = f"size({found.room}.{found.name}) {sign} {count}"
            checks.append({"that": that, "message": f"Choisissez {words} {count} réponses."})
    if checks:
        found.data["checks"] = checks


def _file(found: Question, library: Library) -> None:
    found.data["type"] = "file"
    if found.source.findtext("document_type/id") == "_image":
        found.data["accept"] = ["jpeg", "png"]


def _number(found: Question, library: Library) -> None:
    found.data["type"] = "number"
    for tag, key in (("min_value", "min"), ("max_value", "max"), ("default_value", "default")):
        said = (found.source.findtext(tag) or "").strip()
        number = whole(said)
        if number is not None:
            found.data[key] = number
        elif said:
            found.notes.append(f"« {said} » n’est pas un nombre entier : il n’est pas repris.")


def _computed(found: Question, library: Library) -> None:
    label = inert(typographic(label_of(found.source)))
    found.data |= {"type": "computed", "label": label, "shown": {"summary": False}}


def _heading(found: Question, library: Library) -> None:
    found.data |= {"type": "heading", "text": typographic(label_of(found.source))}


def _note(found: Question, library: Library) -> None:
    found.data["type"] = "note"


def _place(found: Question, library: Library) -> None:
    found.data["type"] = "place"


def _block(found: Question, library: Library) -> None:
    found.data["type"] = "repeat"
    found.data["max"] = min(max(whole(found.source.findtext("max_items")) or 20, 1), 50)


_TYPES: Final[Mapping[str, Callable[[Question, Library], None]]] = {
    "string": _line,
    "text": _long,
    "email": _email,
    "bool": _box,
    "date": _day,
    "item": _choice,
    "items": _choices,
    "file": _file,
    "numeric": _number,
    "computed": _computed,
    "title": _heading,
    "subtitle": _heading,
    "comment": _note,
    "map": _place,
    "block": _block,
}
