"""A newer package of the shared catalogue: it arrives as a proposal, and only the commune changes what is published."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from beffroi.journal.models import Event
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people.policies import Role
from beffroi.procedures import actions, queries
from beffroi.procedures.models import DraftVersion, Proposal
from beffroi.procedures.rules.changelog import Section
from beffroi.procedures.rules.editing import Edit

from .factories import with_line, write_package
from .managers import manager

pytestmark = pytest.mark.django_db
TITLE = ("form", "pages", "velo", "title")
DEARER = with_line("form", ", max: 500000", ", max: 400000")
NEWS = "# Prime vélo\n\n## 1\n\n- Première version.\n"
NEWER = NEWS + "\n## 2 — 3 mars 2027\n\n- Le plafond baisse\n  (règlement du 24 février 2027).\n"


@pytest.fixture
def shelf(tmp_path, clock, monkeypatch):
    """A shared catalogue, loaded once."""
    monkeypatch.setattr(settings, "CATALOGUE_DIRS", [tmp_path])
    folder = write_package(tmp_path)
    (folder / "CHANGELOG.md").write_text(NEWS)
    actions.load_catalogue([tmp_path])
    return tmp_path


@pytest.fixture
def helene(shelf):
    return manager("helene@commune.example", "Hélène Vauquin")


def arrive(shelf, news=NEWER, **changed):
    """Another version of the package stands on the shelf, which is loaded again."""
    folder = write_package(shelf, **changed)
    (folder / "CHANGELOG.md").write_text(news)
    return actions.load_catalogue([shelf])


def change(actor, address, value):
    """The commune changes its own version, and publishes it."""
    draft = actions.edit_version(actor=actor, slug="prime", edit=Edit("set", address, value))
    return actions.publish_preparation(actor=actor, slug="prime", revision=draft.revision)


def prepare(actor, prefer=(), **read):
    proposal = queries.proposal_of("prime")
    asked = {"fingerprint": proposal.fingerprint, "number": queries.version_in_force("prime").number, **read}
    return actions.prepare_proposal(actor=actor, slug="prime", prefer=prefer, **asked)


def publish(actor, draft):
    return actions.publish_preparation(actor=actor, slug="prime", revision=draft.revision)


def form(data):
    return data["form"]["pages"][0]


def limit(page):
    return next(field["max"] for field in page["fields"] if field["name"] == "prix")


def test_what_arrives_is_proposed_and_nothing_published_changes(shelf):
    before = queries.version_in_force("prime")
    report = arrive(shelf, **DEARER)
    assert (report.proposed, report.published, report.kept) == (["prime"], [], [])
    assert queries.version_in_force("prime") == before
    assert [one.procedure.slug for one in queries.proposals_open()] == ["prime"]
    assert Event.objects.latest("pk").name == "PackageProposed"


def test_the_same_package_is_proposed_once(shelf):
    arrive(shelf, **DEARER)
    report = arrive(shelf, **DEARER)
    assert (report.proposed, report.kept, Proposal.objects.count()) == ([], ["prime"], 1)


def test_the_newest_counts(shelf, clock):
    arrive(shelf, **DEARER)
    with clock.at(clock.now().replace(day=25)):
        arrive(shelf, **with_line("form", ", max: 500000", ", max: 300000"))
    found = queries.comparison(queries.proposal_of("prime"))
    assert (
        queries.proposals_open().count(),
        [one.after for one in found.brought],
    ) == (
        1,
        [300000],
    )


def test_it_is_compared_with_what_the_commune_made(helene, shelf):
    change(helene, TITLE, "Votre monture")
    arrive(shelf, **DEARER)
    found = queries.comparison(queries.proposal_of("prime"))
    assert [(one.place[-1], one.before, one.after) for one in found.brought] == [("max", 500000, 400000)]
    assert [(one.place, one.after) for one in found.own] == [(TITLE, "Votre monture")]
    assert found.news == [Section("2 — 3 mars 2027", ("Le plafond baisse (règlement du 24 février 2027).",))]
    assert (found.conflicts, [one.message_fr for one in found.findings if one.prevents]) == ([], [])


def test_prepared_and_published_it_keeps_both(helene, shelf):
    change(helene, TITLE, "Votre monture")
    arrive(shelf, **DEARER)
    draft = prepare(helene)
    assert (form(queries.draft_data(draft))["title"], limit(form(queries.draft_data(draft)))) == (
        "Votre monture",
        400000,
    )
    version = publish(helene, draft)
    assert (version.number, Proposal.objects.get().published_as, queries.proposals_open().count()) == (
        3,
        version,
        0,
    )


@pytest.mark.parametrize(("prefer", "kept"), [((), "Votre monture"), ({"/".join(TITLE)}, "Votre deux-roues")])
def test_what_both_changed_is_the_communes_unless_it_prefers(helene, shelf, prefer, kept):
    change(helene, TITLE, "Votre monture")
    arrive(shelf, **with_line("form", "title: Votre vélo", "title: Votre deux-roues"))
    (conflict,) = queries.comparison(queries.proposal_of("prime")).conflicts
    assert (conflict.place, conflict.before, conflict.after) == (TITLE, "Votre monture", "Votre deux-roues")
    assert form(queries.draft_data(prepare(helene, prefer)))["title"] == kept


def test_the_next_one_is_compared_with_the_one_that_was_taken(helene, shelf, clock):
    change(helene, TITLE, "Votre monture")
    arrive(shelf, **with_line("form", "title: Votre vélo", "title: Votre deux-roues"))
    publish(helene, prepare(helene))
    with clock.at(clock.now().replace(day=25)):
        arrive(
            shelf,
            form=with_line("form", "title: Votre vélo", "title: Votre deux-roues")["form"].replace(
                "500000", "400000"
            ),
        )
        found = queries.comparison(queries.proposal_of("prime"))
    assert (found.conflicts, [one.after for one in found.brought]) == ([], [400000])


def test_set_aside_it_waits_no_more_and_a_newer_one_brings_it_again(helene, shelf, clock):
    arrive(shelf, **DEARER)
    proposal = queries.proposal_of("prime")
    actions.set_proposal_aside(
        actor=helene, slug="prime", fingerprint=proposal.fingerprint, reason="Notre plafond est voté."
    )
    assert (queries.proposals_open().count(), queries.proposal_of("prime").reason) == (
        0,
        "Notre plafond est voté.",
    )
    assert Event.objects.latest("pk").name == "ProposalSetAside"
    with clock.at(clock.now().replace(day=25)):
        arrive(shelf, **DEARER, **with_line("procedure", "title: Prime vélo", "title: Prime cargo"))
        found = queries.comparison(queries.proposal_of("prime"))
    assert {one.after for one in found.brought} == {400000, "Prime cargo"}


def test_one_set_aside_can_still_be_prepared(helene, shelf):
    arrive(shelf, **DEARER)
    proposal = queries.proposal_of("prime")
    actions.set_proposal_aside(
        actor=helene, slug="prime", fingerprint=proposal.fingerprint, reason="Trop tôt."
    )
    version = publish(helene, prepare(helene))
    proposal.refresh_from_db()
    assert (proposal.published_as, proposal.set_aside_at, proposal.reason) == (version, None, "")


def test_dropping_what_was_prepared_leaves_the_proposal_open(helene, shelf):
    arrive(shelf, **DEARER)
    draft = prepare(helene)
    actions.drop_preparation(actor=helene, slug="prime", revision=draft.revision)
    assert queries.proposals_open().count() == 1


def test_setting_aside_wants_a_reason(helene, shelf):
    arrive(shelf, **DEARER)
    fingerprint = queries.proposal_of("prime").fingerprint
    with pytest.raises(actions.ReasonMissing):
        actions.set_proposal_aside(actor=helene, slug="prime", fingerprint=fingerprint, reason="  ")
    assert queries.proposals_open().count() == 1


def test_what_a_colleague_publishes_at_the_same_moment_is_not_set_aside(helene, shelf, monkeypatch):
    arrive(shelf, **DEARER)
    read = queries.proposal_of("prime")
    version = publish(helene, prepare(helene))
    monkeypatch.setattr("beffroi.procedures.actions.proposals.proposal_of", lambda slug: read)
    with pytest.raises(actions.ProposalMoved):
        actions.set_proposal_aside(
            actor=helene, slug="prime", fingerprint=read.fingerprint, reason="Notre plafond est voté."
        )
    read.refresh_from_db()
    assert (read.published_as, read.set_aside_at, read.reason) == (version, None, "")


def test_what_moved_since_it_was_read_is_read_again(helene, shelf, clock):
    arrive(shelf, **DEARER)
    read = queries.proposal_of("prime").fingerprint
    with clock.at(clock.now().replace(day=25)):
        arrive(shelf, **with_line("form", ", max: 500000", ", max: 300000"))
        with pytest.raises(actions.ProposalMoved):
            actions.set_proposal_aside(actor=helene, slug="prime", fingerprint=read, reason="Non.")
        change(helene, TITLE, "Votre monture")
        with pytest.raises(actions.ProposalMoved):
            prepare(helene, number=1)


def test_one_version_is_prepared_at_a_time(helene, shelf):
    arrive(shelf, **DEARER)
    actions.edit_version(actor=helene, slug="prime", edit=Edit("set", TITLE, "Votre monture"))
    with pytest.raises(actions.AlreadyPreparing):
        prepare(helene)


def test_what_the_operator_published_is_no_proposal_any_more(shelf):
    arrive(shelf, **DEARER)
    actions.publish_version(actor=HOUSE, path=shelf / "prime")
    assert list(queries.proposals_open()) == []
    with pytest.raises(NotFound):
        queries.proposal_of("prime")


def test_only_managers_answer(helene, shelf):
    arrive(shelf, **DEARER)
    clerk = manager("nadia@commune.example", "Nadia Laporte", Role.CLERK)
    with pytest.raises(Forbidden):
        prepare(clerk)
    with pytest.raises(Forbidden):
        actions.set_proposal_aside(
            actor=clerk, slug="prime", fingerprint=queries.proposal_of("prime").fingerprint, reason="Non."
        )
    assert not DraftVersion.objects.exists()


def test_a_proposal_is_published_or_set_aside_by_somebody(shelf, clock):
    arrive(shelf, **DEARER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(set_aside_at=clock.now())


def test_the_list_costs_one_query(shelf, django_assert_num_queries):
    arrive(shelf, **DEARER)
    with django_assert_num_queries(1):
        assert [one.procedure.in_force.number for one in queries.proposals_open()] == [1]
