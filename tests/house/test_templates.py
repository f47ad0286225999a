"""Templates keep the rules of the design system (beffroi/ui/checks.py says which)."""

import pytest

from beffroi.ui.checks import check_templates

pytestmark = pytest.mark.once


def test_templates_keep_the_rules_of_the_furniture():
    assert [
        f"{finding.obj or ''} {finding.msg} {finding.hint or ''}".strip() for finding in check_templates()
    ] == []
