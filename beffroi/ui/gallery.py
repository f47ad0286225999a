"""Material for the gallery of components: a commune, a case and a work list that do not exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from beffroi.lib import clock

FIRST = "composants"


@dataclass(frozen=True)
class DummyActor:
    """Someone at the door."""

    account_id: str = ""
    is_agent: bool = False
    name: str = ""


@dataclass(frozen=True)
class DummyHouse:
    """What ``config.context.house`` gives, for a commune that does not exist."""

    name: str = "Ville de Belleroche"
    slug: str = "belleroche"
    demonstration: bool = True
    theme_url: str = ""
    logo_url: str = ""
    help_url: str = "/aide/"
    actor: DummyActor = DummyActor()
    menus: list[tuple[str, str, bool]] = field(
        default_factory=lambda: [
            (_("Démarches"), "/demarches/", True),
            (_("Vivre ici"), "/vivre-ici/", False),
            (_("La commune"), "/commune/", False),
            (_("Suivre une demande"), "/suivi/", False),
        ]
    )
    desk_menu: list[tuple[str, str, bool]] = field(
        default_factory=lambda: [
            (_("À traiter"), "/bureau/", True),
            (_("Dossiers"), "/bureau/dossiers/", False),
            (_("Courrier"), "/bureau/courrier/", False),
            (_("Caisse"), "/bureau/caisse/", False),
        ]
    )
    alerts: list[str] = field(default_factory=lambda: [_("Collecte reportée au samedi 2 janvier.")])
    contact: dict[str, Any] = field(
        default_factory=lambda: {
            "name": "Maison communale",
            "phone": "010 00 00 00",
            "email": "bonjour@belleroche.example",
            "address": ["Place du Beffroi 1", "1999 Belleroche"],
        }
    )
    opening: dict[str, Any] = field(
        default_factory=lambda: {"text": _("Ouvert maintenant jusqu’à 16 h"), "is_open": True}
    )
    languages: list[tuple[str, str, bool]] = field(
        default_factory=lambda: [
            ("fr", "français", True),
            ("nl", "néerlandais", False),
            ("de", "allemand", False),
            ("en", "anglais", False),
        ]
    )
    attributions: list[str] = field(default_factory=lambda: [_("Exemple sans lien avec une commune réelle.")])


CITIZEN = DummyActor(account_id="1", name="Camille Delvaux")
AGENT = DummyActor(account_id="2", is_agent=True, name="Noor Lambert, Population")

FOR_WHOM = [
    ("self", "Moi"),
    ("child", "Mon enfant mineur", "Vous devez exercer l’autorité parentale."),
    ("family", "Mon conjoint, mon parent ou mon enfant majeur"),
    ("other", "Une autre personne"),
]
PURPOSES = [
    ("", "Choisissez"),
    *(
        (word.lower(), word)
        for word in [
            "Allocation",
            "Études",
            "Location",
            "Mariage",
            "Pension",
            "Permis",
            "Travail",
            "Voyage",
            "Autre",
        ]
    ),
]


def _fields(*, wrong: bool) -> list[dict[str, Any]]:
    def asks(name: str, type_: str, label: str, error: str = "", **more: Any) -> dict[str, Any]:
        return {
            "name": name,
            "type": type_,
            "label": label,
            "errors": [error] if wrong and error else [],
            "required": True,
            **more,
        }

    suffix = "-e" if wrong else ""
    made = [
        asks(
            "for_whom",
            "choice",
            "De qui est l’acte ?",
            "Dites de qui est l’acte.",
            options=FOR_WHOM,
            value="" if wrong else "child",
        ),
        asks("lives_here", "yes_no", "Habitez-vous la commune ?", value=True),
        asks(
            "family_name",
            "text",
            "Nom de famille",
            "Indiquez le nom de famille.",
            autocomplete="family-name",
            value="Delvaux",
            width=30,
        ),
        asks(
            "birth",
            "date",
            "Date de naissance",
            "Indiquez une date passée, par exemple 27 3 1987.",
            autocomplete="bday",
            help="Par exemple 27 3 1987.",
            value={"day": "31", "month": "2", "year": "2031"} if wrong else "1987-03-27",
        ),
        asks(
            "email",
            "email",
            "Adresse e-mail",
            "Il manque une partie de l’adresse : prenom@exemple.be.",
            help="Nous y envoyons l’accusé de réception.",
            value="camille@" if wrong else "camille@exemple.be",
        ),
        asks("phone", "phone", "Téléphone", required=False),
        asks(
            "number",
            "national_number",
            "Numéro de registre national",
            "Ce numéro n’existe pas : comparez-le avec votre carte d’identité.",
            help="11 chiffres, au dos de votre carte d’identité.",
        ),
        asks("copies", "number", "Nombre d’exemplaires", value=1, width=2),
        asks("amount", "amount", "Montant demandé", "Indiquez un montant, par exemple 250,00."),
        asks(
            "purpose",
            "select",
            "À quoi servira le document ?",
            "Choisissez une raison : elle fixe le prix.",
            options=PURPOSES,
        ),
        asks(
            "address",
            "address",
            "Adresse de livraison",
            "Indiquez la rue et le numéro.",
            value={
                "street": "Rue du Moulin",
                "number": "12",
                "postcode": "1999",
                "municipality": "Belleroche",
            },
        ),
        asks(
            "delivery",
            "choices",
            "Comment voulez-vous être averti ?",
            "Choisissez au moins un moyen.",
            options=[("email", "Par e-mail"), ("letter", "Par lettre", "Deux jours de plus.")],
            value=["email"],
        ),
        asks(
            "piece",
            "file",
            "Copie de la carte d’identité",
            "Ce fichier est vide. Choisissez-en un autre.",
            accept="application/pdf,image/jpeg",
            max_bytes=10485760,
            multiple=True,
            recommended=True,
            required=False,
            value=[{"id": "f1", "name": "carte-identite.pdf", "size": 245000}],
        ),
        asks(
            "why",
            "long_text",
            "Précisions",
            "Écrivez au plus 500 caractères.",
            required=False,
            max_length=500,
            rows=4,
        ),
        asks(
            "resident",
            "text",
            "Adresse au registre",
            locked=True,
            value="Rue du Moulin 12, 1999 Belleroche",
            prefilled_from="register",
        ),
        asks("mother", "person", "Votre mère", required=False),
        asks(
            "street",
            "autocomplete",
            "Rue",
            options=[("1", "Rue du Moulin"), ("2", "Place du Beffroi")],
            prefilled_from="account",
            value="Rue du Moulin",
        ),
        asks(
            "hall",
            "choice",
            "Quelle salle ?",
            "Rien à choisir : contactez le service.",
            widget="none",
            text="La commune n’a pas encore rempli cette liste. Contactez le service.",
        ),
        {"name": "where", "type": "heading", "text": "Où et pour qui"},
        asks(
            "place",
            "place",
            "Où est le problème ?",
            "Complétez l’adresse : rue.",
            value={"municipality": "Belleroche", "latitude": "50.71684", "longitude": "4.60138"}
            if wrong
            else None,
        ),
        _children(suffix, wrong=wrong),
        asks(
            "honour",
            "declaration",
            "Je déclare que ces réponses sont exactes.",
            "Cochez cette case pour continuer.",
        ),
    ]
    for one in made:
        one["name"] += suffix
    return made


def _children(suffix: str, *, wrong: bool) -> dict[str, Any]:
    """A repeated block with two lines, the second one wrong where that is wanted."""
    name = f"children{suffix}"

    def line(number: int, given: str, born: str, error: str = "") -> dict[str, Any]:
        questions = [
            {
                "name": f"{name}-{number}-given",
                "type": "text",
                "label": "Prénom",
                "required": True,
                "value": given,
            },
            {
                "name": f"{name}-{number}-born",
                "type": "date",
                "label": "Né ou née le",
                "required": True,
                "value": born,
                "errors": [error] if error else [],
            },
            {
                "name": f"{name}-{number}-school",
                "type": "yes_no",
                "label": "Va-t-il à l’école ?",
                "required": True,
            },
        ]
        return {"number": str(number), "title": f"Enfant {number + 1}", "fields": questions}

    error = "Indiquez une date, par exemple 27 3 1987." if wrong else ""
    return {
        "name": "children",
        "type": "repeat",
        "label": "Quels enfants inscrivez-vous ?",
        "help": "Un enfant par bloc.",
        "required": True,
        "add": "Ajouter un enfant",
        "lines": [line(0, "Alix", "2018-05-04"), line(1, "Sacha", "" if wrong else "2021-09-12", error)],
    }


def _steps() -> list[dict[str, str]]:
    return [
        {"label": _("Reçue"), "state": "done", "when": _("lundi 23 novembre")},
        {"label": _("En cours"), "state": "current", "sign": "progress", "when": _("depuis hier")},
        {"label": _("Délivrée"), "state": "next", "when": _("avant jeudi 3 décembre")},
    ]


def _shared() -> dict[str, Any]:
    now = clock.now()
    return {
        "now": now,
        "in_nine_days": clock.today() + timedelta(days=9),
        "steps": _steps(),
        "waiting_steps": [
            *_steps()[:1],
            {"label": _("En attente de votre réponse"), "state": "current", "sign": "waiting"},
            _steps()[2],
        ],
        "rows": [
            ("De qui est l’acte ?", "Mon enfant mineur", "#for_whom"),
            ("Nom", "Delvaux", "#nom"),
            ("Précisions", "", "#why"),
        ],
        "choices": [
            ("counter", "Au guichet", "Du lundi au vendredi, de 9 h à 16 h."),
            ("post", "Par la poste"),
        ],
        "facts": [
            ("Coût", "gratuit à 12 €"),
            ("Délai", "2 jours ouvrables"),
            ("En ligne", "3 minutes"),
            ("Il vous faut", "eID ou itsme"),
        ],
        "dl": [("Numéro", "2026-00412"), ("Introduite", "lundi 23 novembre"), ("Service", "Population")],
        "tabs": [("Documents", "#a", True, 2), ("Messages", "#b", False, 1), ("Historique", "#c", False)],
        "crumbs": [("Accueil", "/"), ("Démarches", "/demarches/"), ("Acte de naissance", "")],
        "side": [
            ("Mes dossiers", "#1", True, "file"),
            ("Mes messages", "#2", False, "message"),
            ("Mes documents", "#3", False, "seal"),
            ("Mes données", "#4", False, "user"),
        ],
        "entries": [
            {
                "what": "Dossier pris en charge",
                "at": now - timedelta(hours=3),
                "who": "service Population",
                "state": "progress",
            },
            {
                "what": "Accusé de réception envoyé",
                "at": now - timedelta(days=1),
                "text": "Par e-mail à c•••••@exemple.be",
                "state": "done",
            },
            {"what": "Demande introduite", "at": now - timedelta(days=1, minutes=2), "who": "vous"},
        ],
        "thread": [
            {
                "who": "Service Population",
                "at": now - timedelta(hours=4),
                "subject": "Il nous manque une pièce",
                "body": "Bonjour,\n\nPouvez-vous ajouter une copie lisible de votre carte d’identité ?",
            },
            {"who": "Vous", "at": now - timedelta(hours=1), "body": "La voici. Bonne journée.", "mine": True},
        ],
        "often": [
            ("Composition de ménage", "#"),
            ("Acte de naissance", "#"),
            ("Louer une salle", "#"),
            ("Prime vélo", "#"),
        ],
        "results": [
            {
                "title": "Acte de naissance",
                "url": "#",
                "text": "Commander une copie ou un extrait d’un acte de naissance.",
                "meta": "Démarche en ligne",
            },
            {
                "title": "Déclarer une naissance",
                "url": "#",
                "text": "Dans les quinze jours qui suivent l’accouchement.",
                "meta": "Au guichet",
            },
        ],
    }


def _components() -> dict[str, Any]:
    return {}


def _forms() -> dict[str, Any]:
    return {"fields": _fields(wrong=False), "wrong_fields": _fields(wrong=True)}


def _question() -> dict[str, Any]:
    return {"fields": _fields(wrong=True)[:1], "has_errors": True, "back_url": "#"}


def _space() -> dict[str, Any]:
    return {"house": DummyHouse(actor=CITIZEN)}


def _desk() -> dict[str, Any]:
    today = clock.today()
    columns = [
        {"label": _("Choisir"), "hidden": True},
        {"label": _("Dossier"), "sort": "?tri=numero"},
        {"label": _("Démarche")},
        {"label": _("Reçu"), "sort": "?tri=-recu", "sorted": "ascending"},
        {"label": _("État")},
        {"label": _("Échéance"), "sort": "?tri=echeance", "right": True},
    ]
    tasks = [
        ("2026-00412", "Acte de naissance", "hier", "À prendre", "neutral", today + timedelta(days=7)),
        (
            "2026-00409",
            "Composition de ménage",
            "vendredi",
            "En cours",
            "progress",
            today + timedelta(days=2),
        ),
        (
            "2026-00404",
            "Certificat de résidence",
            "jeudi",
            "Attend le demandeur",
            "waiting",
            today + timedelta(days=1),
        ),
        ("2026-00398", "Acte de naissance", "mercredi", "Délivrée", "done", today),
        ("2026-00371", "Acte de naissance", "le 9 novembre", "Refusée", "refused", today - timedelta(days=5)),
    ]
    return {
        "house": DummyHouse(actor=AGENT),
        "columns": columns,
        "tasks": tasks,
        "views": [("À prendre", "#", True, 12), ("À moi", "#", False, 5), ("En retard", "#", False, 3)],
        "active": [("Acte de naissance", "#"), ("Population", "#")],
    }


PAGES: dict[str, Callable[[], dict[str, Any]]] = {
    FIRST: _components,
    "formulaires": _forms,
    "accueil": _components,
    "demarche": _components,
    "question": _question,
    "envoyee": _components,
    "dossier": _space,
    "bureau": _desk,
    "traitement": _desk,
}


def context(page: str) -> dict[str, Any]:
    """What a page of the gallery shows."""
    return {"house": DummyHouse(), "pages": list(PAGES), "page": page, **_shared(), **PAGES[page]()}
