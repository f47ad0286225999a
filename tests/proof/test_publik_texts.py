"""The texts of real e-guichets, mails, notices, explanations and computed values: both sides show the same."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from lxml import etree

from beffroi.procedures.rules.publik import Names, NotTranslated
from beffroi.procedures.rules.publik.conditions import Value, constant_of
from beffroi.procedures.rules.publik.names import Kind
from beffroi.procedures.rules.publik.words import pieces
from beffroi.procedures.tests import wcs, wcs_texts

from .test_publik_conditions import scopes

pytestmark = [pytest.mark.proof, pytest.mark.once]

ROUNDS = 20
#: What both sides are told of the case.
CASE = {"case_url": "https://commune.example/1", "number": "2026-1", "tracking_code": "ABCD"}
SYSTEM = {
    "form_url": CASE["case_url"],
    "form_number": CASE["number"],
    "form_tracking_code": CASE["tracking_code"],
    "form_name": "Démarche",
    "form_details": "",
    "form_evolution": "",
    "form_user": "oui",
    "form_status_changed": "oui",
}
ENV = {
    "form_url": Value("case.case_url", Kind.TEXT, guard="filled(case.case_url)", none=""),
    "form_number": Value("case.number", Kind.TEXT, guard="filled(case.number)", none=""),
    "form_tracking_code": Value("case.tracking_code", Kind.TEXT, guard="filled(case.tracking_code)", none=""),
    **{
        name: constant_of(SYSTEM[name])
        for name in ("form_name", "form_details", "form_evolution", "form_user", "form_status_changed")
    },
}
_TEXTS = ("subject", "body", "title", "comment", "message", "value_template", "label")


def _texts(root: etree._Element) -> Iterator[str]:
    for tag in _TEXTS:
        for one in root.iter(tag):
            if one.text and ("{{" in one.text or "{%" in one.text):
                yield one.text.strip()


def _kept(source: str, names: Names) -> set[str]:
    words = {word.removeprefix("form_workflow_data_") for word in re.findall(r"[a-z_][a-zA-Z_0-9]*", source)}
    held = f"{source} "
    return {
        word
        for word in words
        if f"form_workflow_data_{word}" in held
        or word in names.comments
        or any(word.startswith(f"{result}_") for result in names.results)
    }


def test_texts_are_told_and_agree():
    told, reasons, chance = Counter[str](), Counter[str](), random.Random(5)
    for root, names in scopes():
        for source in dict.fromkeys(_texts(root)):
            try:
                found = pieces(source, names, ENV)
            except NotTranslated as reason:
                reasons[str(reason)] += 1
                continue
            told[root.tag] += 1
            words = [word for pair in re.findall(r'"([^"]*)"|\'([^\']*)\'', source) for word in pair if word]
            for _ in range(ROUNDS):
                given = wcs.some_answers(names, chance, [*words, "autre chose", "12", "2.50"])
                for kept in sorted(_kept(source, names)):
                    given.kept(kept, chance.choice(["", "autre chose", "12"]))
                both = wcs_texts.ours(found, given, CASE), wcs_texts.theirs(source, given, SYSTEM)
                assert both[0] == both[1], (source, found)
    total = told.total() + reasons.total()
    assert total, "no material: set BEFFROI_SHARED"
    print(f"{told.total()} of {total} texts told ({told.total() / total:.1%}): {dict(told)}")
    for reason, count in reasons.most_common(25):
        print(f"  {count} × {reason[:160]}")
    # Names alone here, as the conditions' proof has them: the import also knows columns, comments and the person.
    assert told.total() / total >= 0.55
