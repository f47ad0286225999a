"""Rules and facts compute; they never touch the database."""

import pytest

from . import house

pytestmark = pytest.mark.once


def test_rules_and_facts_know_no_database():
    wrong = [
        f"{house.place(path, node)} imports {module}"
        for path in house.sources(*house.rooms())
        if {"rules", "rules.py", "events", "events.py"} & set(path.relative_to(house.CODE).parts[1:2])
        for node, module, name in house.imports(path)
        if f"{module}.{name}".startswith(("django.db", "django.core.cache", "django.contrib"))
    ]
    assert wrong == [], "a rule takes values and gives values: let a query fetch what it needs"
