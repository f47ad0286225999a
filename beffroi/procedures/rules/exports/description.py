"""The public description of a procedure as open data: schema.org's ``GovernmentService`` and CPSV-AP 3.2, in JSON-LD.

Both say what the start page says, in every language of the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from beffroi.lib.translated import DEFAULT
from beffroi.lib.workdays import iso_duration
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.said import StartPage, start_page

Json = dict[str, Any]

_EU: Final = "http://publications.europa.eu/resource/authority"
_PREFIXES: Final = {
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LANGUAGES: Final = {"fr": "FRA", "nl": "NLD", "de": "DEU", "en": "ENG"}
_ONLINE: Final = {"fr": "En ligne", "nl": "Online", "de": "Online", "en": "Online"}
#: What the commune gives at the end, by the nature of the procedure, in the words of schema.org.
_OUTPUTS: Final = {"authorisation": "GovernmentPermit", "grant": "MonetaryGrant", "booking": "Reservation"}


def languages_of(definition: Definition) -> tuple[str, ...]:
    """French, then the other languages that every text of the package is in."""
    package = definition.package
    declared = package.procedure.languages
    return (DEFAULT, *(package.house.languages if declared is None else declared))


def pages_of(definition: Definition, context: FormContext) -> dict[str, StartPage]:
    """The start page in every language of the package."""
    return {
        language: start_page(definition, replace(context, language=language))
        for language in languages_of(definition)
    }


# --- schema.org


def schema_org(definition: Definition, context: FormContext) -> Json:
    """The procedure as a ``GovernmentService`` of schema.org."""
    card, pages = definition.package.procedure, pages_of(definition, context)
    found: Json = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": _urn(definition),
        "identifier": definition.slug,
        "name": _texts(pages, lambda page: page.title),
        "description": _texts(pages, lambda page: page.summary),
        "serviceType": card.nature,
        "audience": {"@type": "Audience", "name": _texts(pages, lambda page: page.who)},
        "provider": {
            "@type": "GovernmentOrganization",
            "name": _say(definition, card.authority),
            "areaServed": {"@type": "Country", "name": "BE"},
        },
        "availableChannel": _channels(definition, pages),
        "offers": {
            "@type": "Offer",
            "priceCurrency": "EUR",
            "description": _texts(pages, lambda page: page.cost),
        },
        "serviceOutput": {
            "@type": _OUTPUTS.get(card.nature, "Thing"),
            "name": _texts(pages, lambda page: page.title),
        },
        "subjectOf": [
            {"@type": "Legislation", "name": _texts(pages, lambda page, n=n: page.legal_basis[n])}
            for n in range(len(card.legal_basis))
        ],
        "keywords": [value for word in card.keywords for value in _say(definition, word)],
        "category": [value for event in card.life_events for value in _say(definition, event)],
    }
    if card.free_route:
        found["isRelatedTo"] = {
            "@type": "GovernmentService",
            "url": card.free_route.url,
            "name": _texts(pages, lambda page: page.free_route.title if page.free_route else ""),
        }
    return _without_nothing(found)


def _channels(definition: Definition, pages: Mapping[str, StartPage]) -> list[Json]:
    online: Json = {
        "@type": "ServiceChannel",
        "name": _online(pages),
        "availableLanguage": list(pages),
        "processingTime": _duration(definition),
    }
    others: list[Json] = [
        {"@type": "ServiceChannel", "name": _texts(pages, lambda page, n=n: page.elsewhere[n])}
        for n in range(len(definition.package.procedure.elsewhere))
    ]
    return [online, *others]


# --- CPSV-AP


def cpsv_ap(definition: Definition, context: FormContext) -> Json:
    """The procedure as a public service of CPSV-AP 3.2, the European profile that catalogues of services exchange."""
    pages = pages_of(definition, context)
    return {"@context": _PREFIXES, "@graph": list(_graph(definition, pages))}


def _graph(definition: Definition, pages: Mapping[str, StartPage]) -> Iterable[Json]:
    card = definition.package.procedure
    parts = {
        "cv:hasCompetentAuthority": [_authority(definition)],
        "cv:hasChannel": list(_ways_in(definition, pages)),
        "cv:hasCost": [_cost(definition, pages)],
        "cpsv:hasInput": list(
            _many(definition, "piece", "cv:Evidence", pages, lambda page: page.pieces, "dct:title")
        ),
        "cpsv:produces": [_output(definition, pages)],
        "cpsv:follows": list(_rules(definition, pages)),
        "cv:hasLegalResource": list(
            _many(definition, "law", "eli:LegalResource", pages, lambda page: page.legal_basis, "dct:title")
        ),
        "cv:isGroupedBy": [
            {**_thing(definition, f"event-{n}", "cv:LifeEvent"), "dct:title": _say(definition, event)}
            for n, event in enumerate(card.life_events, start=1)
        ],
    }
    yield _without_nothing(
        {
            "@id": _urn(definition),
            "@type": "cpsv:PublicService",
            "dct:identifier": definition.slug,
            "dct:title": _texts(pages, lambda page: page.title),
            "dct:description": _texts(pages, lambda page: page.summary),
            "dcat:keyword": [value for word in card.keywords for value in _say(definition, word)],
            "dct:language": [
                {"@id": f"{_EU}/language/{_LANGUAGES[language]}", "@type": "dct:LinguisticSystem"}
                for language in pages
            ],
            "cv:processingTime": {"@type": "xsd:duration", "@value": _duration(definition)},
            **{key: [{"@id": part["@id"]} for part in held] for key, held in parts.items()},
        }
    )
    for held in parts.values():
        yield from held


def _authority(definition: Definition) -> Json:
    names = _say(definition, definition.package.procedure.authority)
    return {
        **_thing(definition, "authority", "cv:PublicOrganisation"),
        "dct:title": names,
        "skos:prefLabel": names,
        "dct:spatial": [{"@id": f"{_EU}/atu/BEL", "@type": "http://data.europa.eu/88u/dataset/atu-type"}],
    }


def _ways_in(definition: Definition, pages: Mapping[str, StartPage]) -> Iterable[Json]:
    """Online, then the counter, the post, the telephone."""
    yield {**_thing(definition, "online", "cv:Channel"), "dct:description": _online(pages)}
    yield from _many(
        definition, "elsewhere", "cv:Channel", pages, lambda page: page.elsewhere, "dct:description"
    )


def _cost(definition: Definition, pages: Mapping[str, StartPage]) -> Json:
    return {
        **_thing(definition, "cost", "cv:Cost"),
        "dct:description": _texts(pages, lambda page: page.cost),
        "cv:currency": {"@id": f"{_EU}/currency/EUR"},
    }


def _output(definition: Definition, pages: Mapping[str, StartPage]) -> Json:
    return {
        **_thing(definition, "output", "cv:Output"),
        "dct:title": _texts(pages, lambda page: page.title),
    }


def _rules(definition: Definition, pages: Mapping[str, StartPage]) -> Iterable[Json]:
    """Who may ask, and how long it takes."""
    told: dict[str, Callable[[StartPage], str]] = {
        "who": lambda page: page.who,
        "delay": lambda page: page.delay,
    }
    for name, words in told.items():
        yield {
            **_thing(definition, name, "cpsv:Rule"),
            "dct:title": _texts(pages, lambda page: page.title),
            "dct:description": _texts(pages, words),
        }


def _many(
    definition: Definition,
    name: str,
    kind: str,
    pages: Mapping[str, StartPage],
    texts: Callable[[StartPage], tuple[str, ...]],
    key: str,
) -> Iterable[Json]:
    """A thing for each text of a list of the start page."""
    for number in range(len(texts(pages[DEFAULT]))):
        words = _texts(pages, lambda page, n=number: texts(page)[n])
        yield {**_thing(definition, f"{name}-{number + 1}", kind), key: words}


def _thing(definition: Definition, name: str, kind: str) -> Json:
    return {
        "@id": f"{_urn(definition)}:{name}",
        "@type": kind,
        "dct:identifier": f"{definition.slug}-{name}",
    }


# --- words


def _online(pages: Mapping[str, StartPage]) -> list[Json]:
    return [{"@language": code, "@value": _ONLINE[code]} for code in pages]


def _urn(definition: Definition) -> str:
    return f"urn:beffroi:procedure:{definition.slug}"


def _duration(definition: Definition) -> str:
    target = definition.service_target
    return iso_duration(target.count, target.unit)


def _texts(pages: Mapping[str, StartPage], words: Callable[..., str]) -> list[Json]:
    return [{"@language": code, "@value": words(page)} for code, page in pages.items() if words(page)]


def _say(definition: Definition, french: str) -> list[Json]:
    return [{"@language": code, "@value": definition.say(french, code)} for code in languages_of(definition)]


def _without_nothing(found: Json) -> Json:
    return {key: value for key, value in found.items() if value not in ([], "", None)}
