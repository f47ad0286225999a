"""A repeated block of children in the small package, and what people type in it."""

from __future__ import annotations

from .factories import FORM

BLOCK = """
          - name: enfants
            type: repeat
            label: Quels enfants inscrivez-vous ?
            line: Enfant
            add: Ajouter un enfant
            max: 3
            fields:
              - {name: prenom, type: text, label: Prénom, personal: {category: identification, purpose: Savoir qui.}}
              - {name: naissance, type: date, label: Né ou née le, past: true}
              - {name: ecole, type: yes_no, label: Va-t-il à l’école ?, when: age(item.naissance) >= 3}
              - name: repas
                type: number
                label: Combien de repas ?
                required: false
                checks: [{that: item.repas <= 5, message: Cinq repas au plus.}]
"""


EXAMPLE = """
    title: Une demande avec deux enfants
    on: 2026-11-24
    who: {level: email}
    answers:
      neuf: true
      prix: 120000
      courriel: a@exemple.be
      enfants: [{prenom: Alix, naissance: "2018-05-04", ecole: true}, {prenom: Sacha}]
    expect: {pages: [velo, contact], problems: [enfants-1-naissance]}
"""


def with_block(block: str = BLOCK, **changed: str) -> dict[str, str]:
    """The small package with a block at the head of its second page, and its example with two children."""
    mark = "        title: Vous écrire\n        fields:"
    assert mark in FORM
    return {"form": FORM.replace(mark, f"{mark}{block.rstrip()}"), "tests__simple": EXAMPLE, **changed}


def typed(number: str, name: str = "", born: str = "", **more: str) -> dict[str, list[str]]:
    """What a browser sends of one line."""
    year, month, day = born.split("-") if born else ("", "", "")
    at = f"enfants-{number}"
    return {
        f"{at}-prenom": [name],
        f"{at}-naissance-day": [day],
        f"{at}-naissance-month": [month],
        f"{at}-naissance-year": [year],
        **{f"{at}-{key}": [value] for key, value in more.items()},
    }


def lines(*parts: tuple[str, dict[str, str]]) -> dict[str, list[str]]:
    """What a browser sends of the page: (number of a line, what is typed in it)."""
    raw = {"enfants": [number for number, _ in parts], "courriel": ["a@exemple.be"]}
    for number, inputs in parts:
        raw |= typed(number, **inputs)
    return raw


ALIX = {"name": "Alix", "born": "2018-05-04", "ecole": "yes"}
SACHA = {"name": "Sacha", "born": "2025-01-02"}
KEPT = [
    {"prenom": "Alix", "naissance": "2018-05-04", "ecole": True},
    {"prenom": "Sacha", "naissance": "2025-01-02"},
]
