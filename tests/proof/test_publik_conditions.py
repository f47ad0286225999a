"""The conditions of real e-guichets: how many are told in our language, and that both sides agree on answers drawn."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from lxml import etree

from beffroi.procedures.rules.publik import (
    BadDefinition,
    Names,
    NotTranslated,
    names_of,
    read_definition,
    translate,
)
from beffroi.procedures.tests import wcs
from tests.support.shared import SHARED

pytestmark = [pytest.mark.proof, pytest.mark.once]

DEFINITIONS = SHARED / "peers" / "publik"
ROUNDS = 60
#: Values that a commune sets once for the whole site.
SITE = ("commune_slug", "commune_cp", "imio_wcs_baec")


def _definitions() -> list[etree._Element]:
    found = []
    for path in sorted(DEFINITIONS.rglob("*")):
        if path.is_file():
            try:
                found.append(read_definition(path.read_bytes(), path.name))
            except BadDefinition:
                continue  # pages, pictures and lists lie beside the definitions
    return found


def _conditions(root: etree._Element) -> Iterator[str]:
    for condition in root.iter("condition"):
        value = (condition.findtext("value") or "").strip()
        if value and condition.findtext("type") == "django":
            yield value


def scopes() -> Iterator[tuple[etree._Element, Names]]:
    """Each definition with the names that its conditions may read: a form's own, and all forms' for their workflow."""
    definitions = _definitions()
    workflows = {root.findtext("name"): root for root in definitions if root.tag == "workflow"}
    for root in definitions:
        if root.tag == "workflow":
            users = [
                one
                for one in definitions
                if one.tag == "formdef" and one.findtext("workflow") == root.findtext("name")
            ]
            fields = [field for user in users for field in user.iterfind("fields/field")]
            yield root, names_of(fields, root, site=SITE)
        else:
            yield (
                root,
                names_of(root.findall("fields/field"), workflows.get(root.findtext("workflow")), site=SITE),
            )


def _kept(condition: str, names: Names) -> set[str]:
    """The answers of calls that a condition reads, by their bare name."""
    words = set(re.findall(r"[a-z_][a-zA-Z_0-9]*", condition))
    data = "form_workflow_data_"
    bare = {word.removeprefix(data) for word in words}
    return {
        word
        for word in bare
        if f"{data}{word}" in words
        or word in names.comments
        or any(word.startswith(f"{result}_") for result in names.results)
    }


def _drawn_from(condition: str) -> tuple[str, ...]:
    """What else an answer may be; where it is counted with, an amount."""
    return (
        ("0", "2.50", "12", "0.00")
        if "add:" in condition or "decimal" in condition
        else ("autre chose", "12")
    )


def _agree(condition: str, expression: str, names: Names, chance: random.Random) -> None:
    words = [word for pair in re.findall(r'"([^"]*)"|\'([^\']*)\'', condition) for word in pair if word]
    for _ in range(ROUNDS):
        answers = wcs.some_answers(names, chance, [*words, *_drawn_from(condition)])
        for kept in _kept(condition, names):
            answers.kept(kept, chance.choice(["", *words, "autre chose"]))
        both = wcs.ours(expression, answers), wcs.theirs(condition, answers)
        assert both[0] == both[1], (condition, expression, answers)


def test_conditions_are_told_and_agree():
    told, reasons, chance = Counter[str](), Counter[str](), random.Random(3)
    for root, names in scopes():
        for condition in _conditions(root):
            try:
                expression = translate(condition, names)
            except NotTranslated as reason:
                reasons[f"{reason} [{condition[:90]}]"] += 1
                continue
            told["for ever" if expression in ("true", "false") else "by the answers"] += 1
            _agree(condition, expression, names, chance)
    total = told.total() + reasons.total()
    assert total, f"no material at {DEFINITIONS}: set BEFFROI_SHARED"
    print(f"{told.total()} of {total} conditions told ({told.total() / total:.1%}): {dict(told)}")
    for reason, count in reasons.most_common():
        print(f"  {count} × {reason}")
    assert told.total() / total >= 0.90  # 95 % once columns of data sources are told
