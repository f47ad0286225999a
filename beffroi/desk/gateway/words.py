"""A connector in plain words: what it says of itself, where it is used, how its calls went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.gateway import queries
from beffroi.gateway.models import Call, Connector
from beffroi.procedures import queries as procedures

#: The shape that goes with a state.
SHAPES = {"declared": "waiting", "approved": "done", "withdrawn": "refused"}
TYPES = {
    "text": gettext_lazy("texte"),
    "number": gettext_lazy("nombre entier"),
    "yes_no": gettext_lazy("oui ou non"),
    "date": gettext_lazy("jour"),
}
CATEGORIES = {
    "identification": gettext_lazy("identification"),
    "contact": gettext_lazy("contact"),
    "family": gettext_lazy("famille"),
    "civil_status": gettext_lazy("état civil"),
    "national_number": gettext_lazy("numéro national"),
    "financial": gettext_lazy("finances"),
    "special": gettext_lazy("catégorie particulière (santé, opinions…)"),
}
_PLACES = {
    "path": gettext_lazy("dans l’adresse"),
    "query": gettext_lazy("derrière l’adresse"),
    "body": gettext_lazy("dans le texte envoyé"),
}
_PROOFS = {
    "none": gettext_lazy("Rien : le service répond à qui lui demande."),
    "bearer": gettext_lazy("Un jeton."),
    "basic": gettext_lazy("Un nom et un mot de passe."),
    "header": gettext_lazy("Une clé, dans l’en-tête %(header)s."),
}


@dataclass(frozen=True)
class Use:
    """A procedure that calls it: ``which`` is the number of the version, 0 the one in preparation."""

    slug: str
    title: str
    which: int


def uses(language: str) -> dict[tuple[str, str], list[Use]]:
    """Who calls what: by name and fingerprint of the declaration."""
    found: dict[tuple[str, str], list[Use]] = {}
    for definition in procedures.definitions_calling():
        title = definition.say(definition.package.procedure.title, language)
        said = queries.with_fingerprints([one.declared() for one in definition.connectors.values()])
        for key in said.items():
            found.setdefault(key, []).append(Use(definition.slug, title, definition.number))
    return found


def card(connector: Connector) -> list[tuple[Any, str]]:
    """What is declared, line by line."""
    said = connector.said
    return [
        (_("À qui est ce programme"), said.recipient),
        (_("Pourquoi il est appelé"), said.purpose),
        (_("Base légale"), said.legal_basis),
        (_("Adresse"), f"{said.method} {said.address}" if said.address else ""),
        (_("Attente au plus"), _("%(n)s secondes") % {"n": said.timeout}),
        (_("Ce que la commune montre"), _proof(connector)),
    ]


def _proof(connector: Connector) -> str:
    how = connector.said.authentication
    said = str(_PROOFS[how.kind]) % {"header": how.header} if how.header else str(_PROOFS[how.kind])
    if how.kind == "none":
        return said
    known = _("Le secret est enregistré.") if queries.has_secret(connector) else _("Le secret manque encore.")
    return f"{said} {known}"


def leaves(connector: Connector) -> Iterator[tuple[str, Any, Any, Any]]:
    """Each value that goes out: what it is, its type, where it goes, which personal data it is."""
    for sent in connector.said.sends:
        name = f"{sent.label} ({sent.name})" if sent.label else sent.name
        personal = CATEGORIES.get(sent.personal, sent.personal)
        yield name, TYPES[sent.type], _PLACES[sent.to], personal


def stays(connector: Connector) -> Iterator[tuple[str, Any, str]]:
    """Each value of the answer that is kept: what it is, its type, where it stands in the answer."""
    for kept in connector.said.keeps:
        yield f"{kept.label} ({kept.name})" if kept.label else kept.name, TYPES[kept.type], kept.path


def calls(found: list[Call]) -> list[dict[str, Any]]:
    """The last calls: when, for which procedure, how each ended."""
    return [
        {
            "at": call.asked_at,
            "what": _("essai au bureau") if call.about_kind == "connector" else call.procedure,
            "said": queries.OUTCOMES[call.outcome] if call.outcome else _("attend encore"),
            "state": {"answered": "done", "failed": "refused"}.get(call.status, "progress"),
            "status": call.http_status or "",
            "attempts": call.attempts,
            "seconds": round(call.duration_ms / 1000, 1),
        }
        for call in found
    ]


def shown(value: Any) -> str:
    """A value that came back, in words."""
    if isinstance(value, bool):
        return str(_("oui") if value else _("non"))
    return str(value)
