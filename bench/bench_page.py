"""What it takes to read, check and lead on from a page of 40 questions, 20 of them under a condition, beside a plain form.

What the portal does when a page is sent, without its database and without drawing: the page is cleaned, then the pages
and the next one are worked out again on its answers. The floor is a Django form of the same 40 questions without any
condition (bench/floor/page.py). All conditions hold, so both sides read everything. CPU of this process.

    python -m bench.bench_page [--rounds 40] [--count 15]
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.compared import Compared, Side, arguments, compare
from bench.house import house

if TYPE_CHECKING:
    from beffroi.procedures.rules.definition import Definition

LIMIT = 1.3
#: Eight questions each; as many in the floor.
GROUPS = 5
DAYS = ("naissance", "debut")
PACKAGE = Path(__file__).resolve().parent / "commune" / "catalogue" / "mesure-de-depot"
CHOICES = [
    {"value": value, "label": label} for value, label in (("a", "École"), ("b", "Banque"), ("c", "Autre"))
]


def questions(group: int) -> list[dict[str, Any]]:
    """The eight questions of a group of the floor's page; the last four under a condition on the first four."""
    asked: list[dict[str, Any]] = [
        {"name": "motif", "type": "choice", "options": CHOICES},
        {"name": "nom", "type": "text", "max_length": 100},
        {"name": "naissance", "type": "date"},
        {"name": "nombre", "type": "number", "min": 0, "max": 99},
        {"name": "courriel", "type": "email", "when": f'answers.motif{group} == "a"'},
        {"name": "telephone", "type": "telephone", "when": f'given("nom{group}") && size(answers.nom{group}) > 1'},
        {"name": "debut", "type": "date", "when": f"age(answers.naissance{group}) >= 18"},
        {"name": "remarque", "type": "long_text", "when": f'answers.nombre{group} > 1 || answers.motif{group} == "b"'},
    ]  # fmt: skip
    return [{**one, "name": f"{one['name']}{group}", "label": f"Question {one['name']} ?"} for one in asked]


def typed(group: int, number: int) -> dict[str, str]:
    """What a person types in a group, a little different each time."""
    return {
        f"motif{group}": "a",
        f"nom{group}": f"Dubois {number}",
        f"naissance{group}": "1990-04-12",
        f"nombre{group}": str(2 + number % 90),
        f"courriel{group}": f"lea{number}@exemple.be",
        f"telephone{group}": "0470 12 34 56",
        f"debut{group}": "2026-12-01",
        f"remarque{group}": f"Merci d’avance.\nLéa {number}",
    }


def everything(number: int) -> dict[str, str]:
    """What a person types in the whole page."""
    return {name: said for group in range(GROUPS) for name, said in typed(group, number).items()}


def definition() -> Definition:
    """The package of the other measures with this one page."""
    from beffroi.procedures.rules.definition import Definition
    from beffroi.procedures.rules.reading import HOUSE, read_folder
    from beffroi.procedures.rules.schema import FormFile

    package = read_folder(PACKAGE, PACKAGE.parent / HOUSE).package
    if package is None:
        raise SystemExit(f"{PACKAGE}: no package")
    fields = [one for group in range(GROUPS) for one in questions(group)]
    pages = {"pages": [{"name": "page", "title": "Page", "fields": fields}]}
    form = FormFile.model_validate_json(json.dumps(pages))
    return Definition(package.model_copy(update={"form": form}))


def ours() -> Side[dict[str, list[str]]]:
    """Our side: everything between the request and the answer, but the draft's row and the screen."""
    from beffroi.procedures.rules import forms
    from beffroi.procedures.rules.context import FormContext
    from beffroi.procedures.rules.fields.repeat import turned

    asked = definition()
    context = FormContext(today=date(2026, 11, 24), local_postcodes=lambda: {"1300"}, references={})

    def work(sent: dict[str, list[str]]) -> None:
        typed, _button = turned(sent)
        cleaned = forms.clean_page(asked, "page", typed, {}, context)
        pages = forms.pages_of(asked, cleaned.values, context)
        following = forms.next_page(asked, "page", cleaned.values, context)
        if cleaned.errors or len(cleaned.values) != len(asked.fields) or len(pages) != 1 or following:
            raise SystemExit(f"our page: {cleaned.errors}, {len(cleaned.values)} answers, then {following}")

    return Side(lambda number: in_boxes(everything(number)), work)


def in_boxes(values: Mapping[str, str]) -> dict[str, list[str]]:
    """What our page sends: a day in three boxes."""
    sent = {name: [value] for name, value in values.items()}
    for name in [one for one in sent if one.startswith(DAYS)]:
        parts = zip(("year", "month", "day"), sent.pop(name)[0].split("-"), strict=True)
        sent |= {f"{name}-{part}": [said] for part, said in parts}
    return sent


def floor() -> Side[dict[str, str]]:
    """The floor's side."""
    from bench.floor.page import Page

    def work(sent: dict[str, str]) -> None:
        form = Page(sent)
        if not form.is_valid() or len(form.cleaned_data) != len(form.fields):
            raise SystemExit(f"the floor's page: {form.errors.as_json()}")

    return Side(everything, work)


def measure(rounds: int, count: int) -> Compared:
    """Both sides, by turns."""
    return compare(ours(), floor(), rounds=rounds, count=count)


def main() -> None:
    """Measure and judge."""
    chosen = arguments(__doc__, rounds=40, count=15)
    with house():
        measure(chosen.rounds, chosen.count).judge("une page de 40 questions, 20 conditions", LIMIT)


if __name__ == "__main__":
    main()
