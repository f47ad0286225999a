"""From definitions to packages: the files of one folder for each form, and what is left to write."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.text import slugify
from lxml import etree

from beffroi.lib.figures import whole

from .circuit import Circuit
from .forms import Form, form
from .library import Definition, Library, words
from .markup import inert, plain, typographic
from .names import NO_OPTION, Names, names_of, our_name, unique
from .question import OPEN
from .report import Report, Scribe
from .source import SORTING
from .workflows import circuit

#: Values that a site sets once for all its forms.
SITE: Final = (
    "administration_adresse", "administration_site", "commune_cp", "commune_name", "commune_slug", "eservices_url",
    "idp_account_url", "idp_url", "imio_wcs_baec", "passerelle_url", "portal_url", "portal_user_url",
    "site_url_backoffice",
)  # fmt: skip


@dataclass
class Written:
    """A package to be written: its files as data, by their name, and the definitions it was made from."""

    slug: str
    files: dict[str, Any] = field(default_factory=dict)
    sources: list[Definition] = field(default_factory=list)


def packages(library: Library, *, department: str = "") -> tuple[list[Written], Report]:
    """A package for each form of the library, and the report of all that was met."""
    report = Report()
    taken: Counter[str] = Counter()
    found = [_package(one, library, report, taken, department) for one in library.of("formdef")]
    _others(library, report)
    return found, report


def _package(
    one: Definition, library: Library, report: Report, taken: Counter[str], department: str
) -> Written:
    scribe = Scribe(report, one.file)
    workflow = library.workflow(one)
    names = _names(one, workflow)
    read = "".join(etree.tostring(held.root, encoding="unicode") for held in (one, workflow) if held)
    told = form(one.root, names, library, scribe, read)
    path = circuit(one, workflow, told, library, report)
    slug = unique(our_name(one.slug or one.name), taken).replace("_", "-")
    written = Written(slug, sources=[one, *([workflow] if workflow else [])])
    written.files["form.yaml"] = {"pages": told.pages}
    written.files["workflow.yaml"] = path.workflow
    if path.connectors:
        written.files["connectors.yaml"] = {"connectors": list(path.connectors.values())}
    written.files["procedure.yaml"] = _card(one, slug, told, path, scribe, department)
    options = _options_file(one, told, path, scribe)
    if options:
        written.files["options.yaml"] = options
    for name, message in path.messages.items():
        written.files[f"messages/{name}.yaml"] = message
    return written


_NO_OPTION_OF_A_FORM: Final = NO_OPTION | {"dict", "list"}


def _names(one: Definition, workflow: Definition | None) -> Names:
    if workflow is not None:
        return replace(names_of((), workflow.root, site=SITE), whole=True)
    options = {
        option.get("varname") or "": option.get("type") or "string"
        for option in one.root.iterfind("options/option")
        if option.get("type") not in _NO_OPTION_OF_A_FORM
    }
    return replace(names_of((), None, site=SITE), options=options)


# --- the identity card ----------------------------------------------------------------------------------------------

_NATURES: Final = (
    ("document", ("acte", "certificat", "extrait", "composition", "attestation")),
    ("authorisation", ("autorisation", "permis", "occupation")),
    ("grant", ("prime", "subside")),
    ("booking", ("reservation", "rendez-vous", "location")),
    ("report", ("signaler", "signalement")),
)


def _card(
    one: Definition, slug: str, told: Form, path: Circuit, scribe: Scribe, department: str
) -> dict[str, Any]:
    title = inert(typographic(one.name)) or slug
    nature = _nature(one.name)
    departures = dict(path.departures)
    if nature == "document":
        departures["free_route"] = f"{OPEN} Le formulaire importé ne montre pas de voie fédérale gratuite."
    reads = {"email": told.first("email")} if told.first("email") else {}
    card: dict[str, Any] = {
        "slug": slug,
        "title": title,
        "summary": _summary(one),
        "department": department or path.department,
        "authority": f"{OPEN} L’autorité qui décide",
        "nature": nature,
        "minutes": max(2, min(60, len(told.questions) // 4)),
        "who": f"{OPEN} Qui peut demander",
        "cost": f"{OPEN} Ce que cela coûte",
        "delay": f"{OPEN} Combien de temps cela prend",
        "legal_basis": [f"{OPEN} La base légale"],
        "languages": [],
        "identity": {"apply": _level(one)},
        "reads": reads,
        "service_target": {"days": 10, "unit": "working"},
        "privacy": {
            "purpose": f"{OPEN} Traiter votre demande.",
            "ground": f"{OPEN} La base légale du traitement",
        },
        "retention": {"days": 365, "legal_reference": f"{OPEN} Le tableau de tri"},
    }
    keywords = [word.strip() for word in (one.root.findtext("keywords") or "").split(",") if word.strip()]
    if keywords:
        card["keywords"] = keywords
    options = [*path.options, *_site_options(path, told)]
    if options:
        card["options"] = options
    if told.tables:
        card["references"] = [told.tables[key] for key in sorted(told.tables)]
    if departures:
        card["departures"] = [{"rule": rule, "reason": departures[rule]} for rule in sorted(departures)]
    scribe.told("definition", one.root, f"formulaire « {one.name} »")
    _category(one, scribe, card)
    return card


def _summary(one: Definition) -> str:
    words_ = typographic(plain(one.root.findtext("description") or "")).split("\n\n")[0]
    return words_[:300] if words_ and "{" not in words_ else f"{OPEN} Une phrase pour les listes"


def _nature(name: str) -> str:
    """By the words of a title: « Prime vélo » is a grant, « Une demande primée » is none."""
    words_ = slugify(name)
    return next(
        (
            nature
            for nature, marks in _NATURES
            if re.search(rf"(?:^|-)(?:{'|'.join(marks)})s?(?:-|$)", words_)
        ),
        "declaration",
    )


def _level(one: Definition) -> str:
    if words(one.root.iterfind("required_authentication_contexts/*")):
        return "checked"
    return "email" if "logged-users" in words(one.root.iterfind("roles/role")) else "none"


def _category(one: Definition, scribe: Scribe, card: dict[str, Any]) -> None:
    place = one.root.find("category")
    name = (place.text or "").strip() if place is not None else ""
    if place is not None and name:
        card["life_events"] = [typographic(name)]
        scribe.adapted("definition", place, f"catégorie « {name} »", "elle devient un thème de la démarche.")


# --- options --------------------------------------------------------------------------------------------------------

_OPTION: Final = re.compile(r"\boptions\.([a-z0-9_]+)")


def _site_options(path: Circuit, told: Form) -> list[dict[str, Any]]:
    """Values set once for the whole site, where the package reads them."""
    read = set(_OPTION.findall(f"{path.workflow}{path.messages}{told.pages}"))
    known = {spec["key"] for spec in path.options}
    return [
        {"key": name, "type": "text", "label": f"{OPEN} {name.replace('_', ' ')}", "default": ""}
        for name in sorted(read & set(SITE) - known)
    ]


_VALID_FROM: Final = "2020-01-01"
_IMPORTED: Final = f"{OPEN} La décision qui fixe cette valeur"


def _options_file(one: Definition, told: Form, path: Circuit, scribe: Scribe) -> dict[str, Any]:
    specs = {spec["key"]: spec for spec in path.options}
    values = []
    for option in one.root.iterfind("options/option"):
        varname, text = option.get("varname") or "", (option.text or "").strip()
        spec = specs.get(path.keys.get(varname, ""))
        value = _value(spec, text) if spec else None
        if value is None and text:
            reason = "cette valeur n’est pas reprise : personne ne la lit ici, ou elle est d’un autre type."
            scribe.left("option", option, f"valeur du paramètre « {varname} »", reason, text)
        elif spec and value is not None:
            values.append(
                {"key": spec["key"], "value": value, "valid_from": _VALID_FROM, "legal_reference": _IMPORTED}
            )
    rows = [{**row, "valid_from": _VALID_FROM, "legal_reference": _IMPORTED} for row in told.rows]
    found: dict[str, Any] = {}
    if values:
        found["values"] = values
    if rows:
        found["rows"] = rows
    return found


def _value(spec: dict[str, Any], text: str) -> Any:
    if spec["type"] == "yes_no":
        return text == "True" if text else None
    if spec["type"] == "number":
        return whole(text)
    return plain(text) if text else None


# --- what belongs to no form ----------------------------------------------------------------------------------------


def _others(library: Library, report: Report) -> None:
    """Definitions that are read where a form names them; what no form names is said."""
    for one in library.definitions:
        scribe = Scribe(report, one.file)
        where = f"{_FRENCH.get(one.kind, one.kind)} « {one.name} »"
        if one.kind == "wscall":
            reason = "un appel à un service du dehors : une personne doit approuver son connecteur."
            scribe.left("definition", one.root, where, reason, one.root.findtext("request/url") or "")
        elif one.kind in _READ_BY_FORMS and one.file not in library.used:
            reason = "aucun formulaire de l’import ne s’en sert : rien n’en est repris."
            scribe.left("definition", one.root, where, reason)
        elif one.kind in SORTING:
            reason = "l’ancien guichet y rangeait ses définitions : rien n’en est repris."
            scribe.adapted("definition", one.root, where, reason)
        elif one.kind != "formdef":
            scribe.told("definition", one.root, where)


_READ_BY_FORMS: Final = frozenset({"block", "carddef", "datasource", "workflow", "mail-template"})
_FRENCH: Final = {
    "block": "bloc",
    "carddef": "modèle de fiche",
    "datasource": "source",
    "workflow": "circuit",
    "mail-template": "modèle de courriel",
    "category": "catégorie",
    "role": "rôle",
    "wscall": "appel",
    **dict.fromkeys(SORTING, "catégorie de définitions"),
}
