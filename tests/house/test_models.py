"""What must be true of every table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from beffroi.lib.personal import PersonalData

from . import house

OURS = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith("beffroi.")
    for model in config.get_models()
]


def _relations(model: type[models.Model]) -> list[models.ForeignObject]:
    """Its own foreign keys; what a page inherits from Wagtail is Wagtail's."""
    fields = model._meta.get_fields()
    return [f for f in fields if f.is_relation and f.concrete and f.related_model and f.model is model]


def test_foreign_keys_point_down():
    """Import linters cannot see a foreign key given as a string."""
    heights = house.floors()
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in OURS
        for field in _relations(model)
        if (target := field.related_model._meta.app_label) in heights
        and target != model._meta.app_label
        and heights[target] >= heights[model._meta.app_label]
    ]
    assert wrong == [], (
        "a lower room never knows a higher one: turn the key round, or keep the uuid and announce a fact"
    )


def test_a_foreign_key_to_another_room_hides_its_reverse_name():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in _relations(model)
        if field.related_model._meta.app_label != model._meta.app_label
        and field.related_model._meta.app_label in house.floors()
        and not field.remote_field.hidden
    ]
    assert wrong == [], 'write related_name="+": queries of the higher room answer instead'


def test_every_model_declares_its_personal_data():
    wrong = [
        model._meta.label
        for model in OURS
        if not isinstance(model.__dict__.get("personal_data"), PersonalData)
    ]
    assert wrong == [], "say what it holds, why and for how long: personal_data = PersonalData(...) or NONE"


def test_what_is_personal_has_a_purpose_and_an_end():
    wrong = [
        model._meta.label
        for model in OURS
        if (declared := model.personal_data).holds and not (declared.why and declared.retention)
    ]
    assert wrong == [], "personal data needs why and retention"


def _belongs_to_a_case(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    """A case, what points at one or at what belongs to one, and what says by a uuid that it is about one."""
    names = {field.name for field in model._meta.get_fields()}
    if model._meta.label in ("cases.Case", "cases.ImportedCase") or "about_uuid" in names:
        return True
    targets = {field.related_model for field in _relations(model)} - seen - {model}
    return any(_belongs_to_a_case(one, seen | {model}) for one in targets)


def test_what_is_personal_of_a_case_says_how_it_ends_with_it():
    """A new table of a case is not forgotten when cases are made anonymous (record 0036)."""
    wrong = [
        model._meta.label
        for model in OURS
        if model.personal_data.holds and _belongs_to_a_case(model) and not model.personal_data.ends
    ]
    assert wrong == [], "write ends=... in its PersonalData, and make cases/actions/anonymising.py do it"


def test_constraints_speak_french():
    wrong = [
        f"{model._meta.label}: {constraint.name}"
        for model in OURS
        for constraint in model._meta.constraints
        if constraint.violation_error_message in (None, constraint.default_violation_error_message)
    ]
    assert wrong == [], "give the constraint a violation_error_message that an agent understands"


def test_every_model_noun_is_in_the_glossary_with_its_french_word():
    rows = re.findall(r"^\|(.+?)\|(.+?)\|", (house.ROOT / "docs/glossary.md").read_text(), re.M)
    words = {word for code, french in rows if french.strip() for word in re.findall(r"`(\w+)`", code)}
    wrong = [model._meta.label for model in OURS if model.__name__ not in words]
    assert wrong == [], "add a line to docs/glossary.md: code word, French word, room, meaning"


@pytest.mark.django_db
def test_no_migration_is_pending(capsys: pytest.CaptureFixture[str]):
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail("manage.py makemigrations <room> -n <a_sentence>\n" + capsys.readouterr().out)


def test_migrations_have_a_sentence_for_a_name():
    automatic = re.compile(r"^\d{4}_(initial|auto_.*|alter_.*|remove_.*|rename_.*|delete_.*|.*_and_more)$")
    wrong = [str(path.relative_to(house.ROOT)) for path in _migrations() if automatic.match(path.stem)]
    assert wrong == [], "a migration says what it brings: 0002_a_case_may_be_withdrawn"


def _migrations() -> list[Path]:
    return [path for path in house.CODE.glob("*/migrations/*.py") if path.stem != "__init__"]
