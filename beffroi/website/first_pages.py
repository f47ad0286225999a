"""The words of the first pages: true for every commune, to be completed by its editors."""

from __future__ import annotations

from typing import Any

#: What the home page offers first, until editors choose: what is asked most in every commune.
ASKED_MOST = ("composition-de-menage", "certificat-de-residence", "acte-de-naissance", "changement-d-adresse")

#: Slug, title, summary, whether it stands in the menu, and the blocks of the body.
FIRST_PAGES: tuple[tuple[str, str, str, bool, tuple[tuple[str, Any], ...]], ...] = (
    (
        "contact",
        "Contact et heures d’ouverture",
        "Où nous trouver, quand, et comment nous appeler ou nous écrire.",
        True,
        (
            ("contact", {"department": ""}),
            ("heading", {"text": "Le guichet et le courrier restent ouverts"}),
            (
                "text",
                "<p>Personne n’est obligé de passer par internet. Tout ce qui se fait ici se fait aussi au guichet, "
                "par courrier ou par téléphone, dans le même délai.</p>",
            ),
        ),
    ),
    (
        "aide",
        "Se faire aider",
        "Vous n’êtes pas à l’aise avec un ordinateur ? Quelqu’un vous aide.",
        True,
        (
            (
                "text",
                "<p>Au guichet, un agent remplit la demande avec vous. Dans un espace public numérique, un animateur "
                "vous montre comment faire. Gardez toujours votre mot de passe et votre code pour vous.</p>",
            ),
            (
                "callout",
                {
                    "title": "Vous aidez quelqu’un ?",
                    "text": "<p>Faites la demande avec cette personne, à côté d’elle.</p>",
                },
            ),
        ),
    ),
    (
        "accessibilite",
        "Accessibilité",
        "Ce site doit pouvoir servir à tout le monde. Dites-nous ce qui vous gêne.",
        False,
        (
            (
                "text",
                "<p>Ce site vise la conformité aux règles européennes d’accessibilité (norme EN 301 549, niveau AA). "
                "Il fonctionne au clavier, sans JavaScript et avec un zoom de 400 %.</p>"
                "<p>Quelque chose vous gêne ? Écrivez-nous ou appelez-nous : nous vous donnons l’information autrement "
                "et nous corrigeons le site.</p>",
            ),
            ("contact", {"department": ""}),
        ),
    ),
    (
        "vie-privee",
        "Vos données",
        "Ce que nous gardons, pourquoi et combien de temps.",
        False,
        (
            (
                "text",
                "<p>Chaque démarche dit quelles données elle demande, pourquoi et combien de temps nous les gardons. "
                "Ce site ne vous suit pas : il n’y a ni publicité, ni statistique faite par d’autres. Les cookies "
                "servent seulement à garder votre session ouverte.</p>",
            ),
        ),
    ),
)
