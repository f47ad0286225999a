"""What the commune changed and what the catalogue changed become one package; only what both changed is asked."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings

from beffroi.procedures.rules.merging import merge
from beffroi.procedures.rules.reading import from_canonical, to_canonical

from .factories import FORM, read, with_line, with_line_in, write_package
from .mutations import mutations

pytestmark = pytest.mark.once

NEW = "- {name: neuf, type: yes_no, label: Est-il neuf ?}"
OURS, THEIRS = (
    "- {name: neuf, type: yes_no, label: Neuf ?}",
    "- {name: neuf, type: yes_no, label: Tout neuf ?}",
)
PRICE = "          - {name: prix, type: amount, label: Combien a-t-il coûté ?, max: 500000}\n"


@pytest.fixture
def package(tmp_path):
    """Reads the small package with some files changed."""
    made = []

    def of(**changed):
        made.append(read(write_package(tmp_path / str(len(made)), **changed)))
        assert made[-1].package is not None, made[-1].findings
        return made[-1].package

    return of


def package_of(merged):
    return from_canonical(to_canonical(merged.data))


def labels(merged):
    return {field.name: field.label for page in package_of(merged).form.pages for field in page.fields}


def places(merged):
    return {field.name: page.name for page in package_of(merged).form.pages for field in page.fields}


def conflicts(merged):
    return [(change.place, change.before, change.after) for change in merged.conflicts]


LABEL = ("form", "pages", "velo", "fields", "neuf", "label")


def test_what_each_side_changed_alone_is_kept(package):
    base, ours = package(), package(**with_line("form", NEW, OURS))
    theirs = package(**with_line("form", ", max: 500000", ", max: 400000"))
    merged = merge(base, ours, theirs)
    (velo,) = [page for page in package_of(merged).form.pages if page.name == "velo"]
    assert (labels(merged)["neuf"], conflicts(merged)) == ("Neuf ?", [])
    assert [field.max for field in velo.fields if field.name == "prix"] == [400000]


def test_what_both_changed_stays_ours_and_is_told(package):
    base = package()
    ours, theirs = package(**with_line("form", NEW, OURS)), package(**with_line("form", NEW, THEIRS))
    merged = merge(base, ours, theirs)
    assert (labels(merged)["neuf"], conflicts(merged)) == ("Neuf ?", [(LABEL, "Neuf ?", "Tout neuf ?")])


def test_theirs_may_be_preferred(package):
    base = package()
    ours, theirs = package(**with_line("form", NEW, OURS)), package(**with_line("form", NEW, THEIRS))
    merged = merge(base, ours, theirs, prefer={"/".join(LABEL)})
    assert (labels(merged)["neuf"], len(merged.conflicts)) == ("Tout neuf ?", 1)


def test_a_new_question_of_theirs_comes_behind_its_neighbour(package):
    ours = package(**with_line("form", NEW, OURS))
    theirs = package(
        **with_line("form", NEW, f"{NEW}\n          - {{name: marque, type: text, label: Marque}}")
    )
    merged = merge(package(), ours, theirs)
    names = list(labels(merged))
    assert (names.index("marque") - names.index("neuf"), conflicts(merged)) == (1, [])


def test_a_question_that_they_took_away_and_we_did_not_touch_goes(package):
    ours, theirs = package(**with_line("form", NEW, OURS)), package(**with_line("form", PRICE, ""))
    merged = merge(package(), ours, theirs)
    assert ("prix" in labels(merged), conflicts(merged)) == (False, [])


def test_a_question_that_they_took_away_and_we_changed_is_asked(package):
    ours = package(**with_line("form", ", max: 500000", ", max: 300000"))
    merged = merge(package(), ours, package(**with_line("form", PRICE, "")))
    ((place, before, after),) = conflicts(merged)
    assert (place, before["max"], after) == (("form", "pages", "velo", "fields", "prix"), 300000, None)
    assert "prix" in labels(merged)


def test_a_question_that_they_moved_and_we_changed_is_moved_and_changed(package):
    moved = with_line("form", PRICE, "")
    last = FORM.rstrip().splitlines()[-1]
    ours = package(**with_line("form", "label: Combien a-t-il coûté ?", "label: Son prix ?"))
    theirs = package(**with_line_in(moved, last, f"{last}\n{PRICE.rstrip()}"))
    merged = merge(package(), ours, theirs)
    there = {field.name: page.name for page in theirs.form.pages for field in page.fields}
    assert (places(merged)["prix"], labels(merged)["prix"]) == (there["prix"], "Son prix ?")
    assert conflicts(merged) == []


def test_a_page_that_they_took_away_stays_for_the_question_that_we_put_there(package):
    base, ours = (
        package(),
        package(**with_line("form", NEW, f"{NEW}\n          - {{name: marque, type: text, label: Marque}}")),
    )
    without = base.form.model_copy(
        update={"pages": tuple(one for one in base.form.pages if one.name != "velo")}
    )
    merged = merge(base, ours, base.model_copy(update={"form": without}))
    assert [name for name, page in places(merged).items() if page == "velo"] == ["marque"]


def test_without_a_common_beginning_every_difference_is_asked(package):
    ours, theirs = package(**with_line("form", NEW, OURS)), package()
    merged = merge(None, ours, theirs)
    assert (package_of(merged), conflicts(merged)) == (ours, [(LABEL, "Neuf ?", "Est-il neuf ?")])


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(mutations())
def test_one_side_alone_is_that_side(mutation):
    assume(mutation.after is not None)
    base, changed = mutation.before, mutation.after
    assert package_of(merge(base, changed, base)) == changed
    assert package_of(merge(base, base, changed)) == changed
    assert merge(base, changed, changed) == merge(changed, changed, changed)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(mutations(), mutations())
def test_every_conflict_can_be_given_to_either_side(one, other):
    assume(one.after is not None and other.after is not None and one.before == other.before)
    merged = merge(one.before, one.after, other.after)
    theirs = merge(one.before, one.after, other.after, prefer={change.key for change in merged.conflicts})
    assert theirs.conflicts == merged.conflicts
    if not merged.conflicts:
        assert theirs.data == merged.data
