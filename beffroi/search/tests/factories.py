"""A small commune to search in."""

from __future__ import annotations

from uuid import UUID

from beffroi.search import actions
from beffroi.search.policies import audience_of

CITIZEN, STRANGER = audience_of(UUID(int=1)), audience_of(UUID(int=2))

BIRTH, HOUSEHOLD, RESIDENCE, WASTE, COUNCIL = (UUID(int=number) for number in range(1, 6))
PAGES = {
    BIRTH: (
        "Acte de naissance",
        "Demandez une copie ou un extrait de votre acte de naissance. La commune le demande à la banque des actes.",
    ),
    HOUSEHOLD: (
        "Composition de ménage",
        "Ce certificat dit avec qui vous habitez. Il est gratuit pour une bourse d’études ou un logement social.",
    ),
    RESIDENCE: (
        "Certificat de résidence",
        "Ce certificat prouve votre adresse. Il faut une carte d’identité valable.",
    ),
    WASTE: (
        "Calendrier des collectes",
        "Les déchets sont ramassés le mardi. Sortez vos sacs la veille après 18 heures.",
    ),
    COUNCIL: (
        "Conseil communal",
        "Les séances sont publiques. L’ordre du jour parle souvent de la naissance d’un projet.",
    ),
}


def publish(number: UUID, title: str, text: str, **more: str) -> None:
    actions.index(
        "procedure", number, **{"audience": "public", "language": "fr", **more}, title=title, text=text
    )


def publish_all() -> None:
    for number, (title, text) in PAGES.items():
        publish(number, title, text)
