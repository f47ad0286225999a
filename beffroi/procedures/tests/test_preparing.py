"""Preparing a version: nothing published changes before it is, and two managers lose nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.conf import settings

from beffroi.journal.models import Event
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people.policies import Role
from beffroi.procedures import actions, queries
from beffroi.procedures.models import DraftVersion, Procedure, ProcedureVersion
from beffroi.procedures.rules import drawing
from beffroi.procedures.rules.archive import zipped
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.editing import Edit, digest, find
from beffroi.procedures.rules.findings import PackageProblem
from beffroi.procedures.rules.reading import HOUSE as HOUSE_FILE
from beffroi.procedures.rules.reading import bounded_house, read_data, read_files
from beffroi.procedures.rules.writing import files_of

from .factories import hall_package, read, write_package
from .managers import manager

pytestmark = pytest.mark.django_db
VELO = ("form", "pages", "velo")


@pytest.fixture
def shelf(tmp_path, clock, monkeypatch):
    """The small package, published by the house; the house rules beside it are those of the commune."""
    folder = write_package(tmp_path)
    monkeypatch.setattr(settings, "CATALOGUE_DIRS", [tmp_path])
    actions.publish_version(actor=HOUSE, path=folder)
    return folder


@pytest.fixture
def helene(shelf):
    return manager("helene@commune.example", "Hélène Vauquin")


@pytest.fixture
def paul(shelf):
    return manager("paul@commune.example", "Paul Second")


def title(text: str, seen: str = "") -> Edit:
    return Edit("set", (*VELO, "title"), text, seen)


def page(draft: DraftVersion) -> dict:
    return queries.draft_data(draft)["form"]["pages"][0]


def test_a_change_begins_a_preparation_and_leaves_what_is_published_alone(helene):
    before = ProcedureVersion.objects.get()
    draft = actions.edit_version(actor=helene, slug="prime", edit=title("Un vélo"))
    assert (page(draft)["title"], draft.based_on, draft.changed_by_id) == ("Un vélo", before, helene.agent_id)
    assert queries.version_in_force("prime") == before
    assert bytes(ProcedureVersion.objects.get().canonical) == bytes(before.canonical)
    assert [event.name for event in Event.objects.order_by("pk")][-1] == "VersionPrepared"
    assert actions.prepare_version(actor=helene, slug="prime") == draft


def test_a_preparation_is_published_and_then_in_force(helene):
    draft = actions.edit_version(actor=helene, slug="prime", edit=title("Un vélo"))
    version = actions.publish_preparation(actor=helene, slug="prime", revision=draft.revision)
    assert (version.number, queries.version_in_force("prime")) == (2, version)
    assert queries.definition(version.pk).package.form.pages[0].title == "Un vélo"
    assert (queries.publications("prime")[2].by, queries.publications("prime")[1].by) == (
        "Hélène Vauquin",
        "",
    )
    with pytest.raises(NotFound):
        queries.draft_of("prime")
    assert actions.edit_version(actor=helene, slug="prime", edit=title("Encore")).based_on == version


def test_publishing_nothing_new_is_refused(helene):
    draft = actions.prepare_version(actor=helene, slug="prime")
    with pytest.raises(actions.NothingNew):
        actions.publish_preparation(actor=helene, slug="prime", revision=draft.revision)
    assert queries.draft_of("prime") == draft


def test_what_does_not_hold_together_is_not_published(helene):
    draft = actions.edit_version(actor=helene, slug="prime", edit=Edit("remove", (*VELO, "fields", "neuf")))
    assert draft.problems > 0
    with pytest.raises(actions.NotReady) as refused:
        actions.publish_preparation(actor=helene, slug="prime", revision=draft.revision)
    assert any("neuf" in finding.message_fr for finding in refused.value.findings)
    assert queries.version_in_force("prime").number == 1


def test_an_example_that_comes_out_differently_prevents_publishing(helene):
    field = {"name": "couleur", "type": "text", "label": "De quelle couleur ?"}
    draft = actions.edit_version(actor=helene, slug="prime", edit=Edit("add", (*VELO, "fields"), field))
    with pytest.raises(actions.NotReady) as refused:
        actions.publish_preparation(actor=helene, slug="prime", revision=draft.revision)
    assert [finding.place[:1] for finding in refused.value.findings] == [("tests",)]


def test_a_preparation_that_is_dropped_leaves_its_fact_and_nothing_else(helene):
    draft = actions.edit_version(actor=helene, slug="prime", edit=title("Un vélo"))
    with pytest.raises(actions.DraftMoved):
        actions.drop_preparation(actor=helene, slug="prime", revision=draft.revision - 1)
    actions.drop_preparation(actor=helene, slug="prime", revision=draft.revision)
    assert not DraftVersion.objects.exists()
    assert Event.objects.order_by("pk").last().name == "PreparationDropped"


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.EDITOR])
def test_only_managers_prepare(shelf, role):
    other = manager("autre@commune.example", "Autre", role)
    content = zipped("prime", files_of(json.loads(read(shelf).canonical)))
    for verb in (
        lambda: actions.prepare_version(actor=other, slug="prime"),
        lambda: actions.edit_version(actor=other, slug="prime", edit=title("Un vélo")),
        lambda: actions.install_package(actor=other, content=content),
        lambda: actions.drop_preparation(actor=other, slug="prime", revision=0),
        lambda: actions.publish_preparation(actor=other, slug="prime", revision=0),
    ):
        with pytest.raises(Forbidden):
            verb()
    assert not DraftVersion.objects.exists()


# --- two managers


def test_two_managers_on_different_parts_both_keep_their_work(helene, paul):
    seen = page(actions.prepare_version(actor=helene, slug="prime"))
    actions.edit_version(actor=helene, slug="prime", edit=title("Un vélo", digest(seen["title"])))
    label = Edit("set", (*VELO, "fields", "prix", "label"), "Son prix ?", digest(seen["fields"][1]["label"]))
    draft = actions.edit_version(actor=paul, slug="prime", edit=label)
    assert (page(draft)["title"], page(draft)["fields"][1]["label"]) == ("Un vélo", "Son prix ?")
    assert (draft.started_by_id, draft.changed_by_id) == (helene.agent_id, paul.agent_id)


def test_two_managers_on_the_same_part_the_second_is_told(helene, paul):
    seen = digest(page(actions.prepare_version(actor=helene, slug="prime"))["title"])
    actions.edit_version(actor=helene, slug="prime", edit=title("Un vélo", seen))
    with pytest.raises(actions.PartChanged) as told:
        actions.edit_version(actor=paul, slug="prime", edit=title("Une bicyclette", seen))
    assert (told.value.current, told.value.draft.changed_by_id) == ("Un vélo", helene.agent_id)
    draft = actions.edit_version(actor=paul, slug="prime", edit=title("Une bicyclette", digest("Un vélo")))
    assert page(draft)["title"] == "Une bicyclette"


def test_who_publishes_has_read_what_is_published(helene, paul):
    read_by_paul = actions.edit_version(actor=paul, slug="prime", edit=title("Un vélo"))
    actions.edit_version(actor=helene, slug="prime", edit=title("Deux vélos"))
    with pytest.raises(actions.DraftMoved):
        actions.publish_preparation(actor=paul, slug="prime", revision=read_by_paul.revision)


def test_a_save_that_meets_another_looks_again(helene, paul, monkeypatch):
    """Paul saves while Hélène's change is being checked: hers is made on top of his."""
    from beffroi.procedures.actions import preparing

    actions.prepare_version(actor=helene, slug="prime")
    real, met = preparing._save, []

    def save(actor, read, canonical, problems, told):
        if not met:
            met.append(1)
            field = Edit("set", (*VELO, "fields", "prix", "label"), "Son prix ?")
            actions.edit_version(actor=paul, slug="prime", edit=field)
        return real(actor, read, canonical, problems, told)

    monkeypatch.setattr(preparing, "_save", save)
    draft = actions.edit_version(actor=helene, slug="prime", edit=title("Un vélo"))
    assert (page(draft)["title"], page(draft)["fields"][1]["label"]) == ("Un vélo", "Son prix ?")


def test_two_managers_add_under_one_name_the_second_is_told(helene, paul):
    def add(text):
        return Edit("add", ("messages",), {"subject": text, "paragraphs": ["Bonjour."]}, name="rappel")

    actions.edit_version(actor=helene, slug="prime", edit=add("D’Hélène"))
    with pytest.raises(actions.NameTaken):
        actions.edit_version(actor=paul, slug="prime", edit=add("De Paul"))
    assert queries.draft_data(queries.draft_of("prime"))["messages"]["rappel"]["subject"] == "D’Hélène"


def test_a_zip_installed_while_a_colleague_begins_is_told(helene, paul, shelf, monkeypatch):
    from beffroi.procedures.actions import preparing

    real = preparing.begin

    def begin(actor, *rest):
        monkeypatch.setattr(preparing, "begin", real)
        actions.edit_version(actor=helene, slug="prime", edit=title("Un vélo"))
        return real(actor, *rest)

    monkeypatch.setattr(preparing, "begin", begin)
    with pytest.raises(actions.AlreadyPreparing):
        actions.install_package(
            actor=paul, content=zipped("prime", files_of(json.loads(read(shelf).canonical)))
        )
    assert page(queries.draft_of("prime"))["title"] == "Un vélo"


def test_a_zip_holds_the_values_and_rows_of_the_commune(helene, tmp_path):
    actions.publish_version(actor=HOUSE, path=hall_package(tmp_path))
    actions.set_option(
        actor=helene,
        slug="prime",
        key="plafond",
        value=20000,
        valid_from=date(2026, 12, 1),
        legal_reference="Conseil",
    )
    for which in (2, 0):
        if which == 0:
            actions.prepare_version(actor=helene, slug="prime")
        files = queries.package_files("prime", which)
        found = read_files("prime", {**files, HOUSE_FILE: bounded_house(tmp_path / HOUSE_FILE)})
        assert found.findings == []
        assert [(one.key, one.value) for one in found.options] == [("plafond", 20000)]
        assert [one.label for one in found.rows] == ["La salle des fêtes", "Le club-house"]


# --- what is refused


@pytest.mark.parametrize(
    ("edit", "place", "words"),
    [
        (Edit("set", (*VELO, "when"), "answers.rien =="), ("form", "pages", 0, "when"), ""),
        (Edit("set", (*VELO, "when"), "answers.rien"), ("form", "pages", 0, "when"), "answers.rien"),
        (
            Edit("set", (*VELO, "fields", "prix", "max"), "beaucoup"),
            ("form", "pages", 0, "fields", 1, "max"),
            "entier",
        ),
        (Edit("set", (*VELO, "title"), None), ("form", "pages", 0, "title"), "manque"),
        (
            Edit("set", (*VELO, "fields", "prix", "type"), "rien"),
            ("form", "pages", 0, "fields", 1, "type"),
            "type",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_place(helene, edit, place, words):
    with pytest.raises(actions.PartRefused) as refused:
        actions.edit_version(actor=helene, slug="prime", edit=edit)
    assert place in {finding.place for finding in refused.value.findings}
    assert any(words in finding.message_fr for finding in refused.value.findings)
    assert queries.draft_of("prime").revision == 0


def test_the_last_page_cannot_be_taken_out(helene):
    actions.edit_version(actor=helene, slug="prime", edit=Edit("remove", VELO))
    with pytest.raises(actions.PartRefused):
        actions.edit_version(actor=helene, slug="prime", edit=Edit("remove", ("form", "pages", "contact")))


def test_a_part_that_is_gone_is_told(helene):
    with pytest.raises(actions.PartGone):
        actions.edit_version(
            actor=helene, slug="prime", edit=Edit("set", ("form", "pages", "rien", "title"), "x")
        )


# --- zip files and the shelf


def test_a_zip_becomes_a_preparation(helene, shelf):
    data = json.loads(read(shelf).canonical)
    data["form"]["pages"][0]["title"] = "Un vélo d’ailleurs"
    draft = actions.install_package(actor=helene, content=zipped("prime", files_of(data)))
    assert (page(draft)["title"], draft.based_on.number) == ("Un vélo d’ailleurs", 1)
    with pytest.raises(actions.AlreadyPreparing):
        actions.install_package(actor=helene, content=zipped("prime", files_of(data)))
    version = actions.publish_preparation(actor=helene, slug="prime", revision=draft.revision)
    assert version.number == 2


def test_a_zip_of_an_unknown_procedure_is_its_first_version(helene, shelf):
    data = json.loads(read(shelf).canonical)
    data["procedure"]["slug"] = "autre-prime"
    options = [
        {"key": "plafond", "value": 5000, "valid_from": "2026-01-01", "legal_reference": "Règlement fictif"}
    ]
    from beffroi.procedures.rules.schema import OptionsFile

    shipped = OptionsFile.model_validate_json(json.dumps({"values": options}))
    content = zipped("autre-prime", files_of(data, shipped))
    draft = actions.install_package(actor=helene, content=content)
    assert draft.based_on is None
    assert not Procedure.objects.filter(slug="autre-prime").exists()
    with pytest.raises(actions.VisaMissing):
        actions.publish_preparation(actor=helene, slug="autre-prime", revision=draft.revision)
    read_by_solange = queries.draft_visa(draft).fingerprint
    solange = manager("solange@commune.example", "Solange Mirvaux", Role.DPO)
    actions.say_visa(actor=solange, slug="autre-prime", fingerprint=read_by_solange, granted=True)
    version = actions.publish_preparation(actor=helene, slug="autre-prime", revision=draft.revision)
    assert version.number == 1
    assert queries.options_on("autre-prime", date(2026, 11, 24))["plafond"] == 5000


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("form.yaml", "pages: [", "form.yaml"),
        ("form.yaml", "pages: &a [*a]", "form.yaml"),
        ("form.yaml", "pages: !!python/object:os.system []", "form.yaml"),
        ("form.yaml", "pages: []", "form.yaml"),
        ("procedure.yaml", "slug: autre", "procedure.yaml"),
    ],
)
def test_a_zip_that_cannot_be_read_leaves_nothing_behind(helene, shelf, name, text, words):
    files = {**files_of(json.loads(read(shelf).canonical)), name: text.encode()}
    with pytest.raises(PackageProblem) as refused:
        actions.install_package(actor=helene, content=zipped("prime", files))
    assert all(words in finding.file for finding in refused.value.findings)
    assert not DraftVersion.objects.exists()


def test_the_shelf_does_not_cover_what_the_desk_made(helene, shelf):
    draft = actions.edit_version(actor=helene, slug="prime", edit=title("Un vélo"))
    version = actions.publish_preparation(actor=helene, slug="prime", revision=draft.revision)
    report = actions.load_catalogue([shelf.parent])
    assert (report.published, report.kept) == ([], ["prime"])
    assert queries.version_in_force("prime") == version


# --- new parts without a name


TARIFF = """
    title: Tarif
    inputs: [{name: neuf, label: Neuf, value: answers.neuf, values: [true, false]}]
    outputs: [{name: part, label: Part, type: number}]
    periods:
      - valid_from: 2026-01-01
        legal_reference: Règlement
        rows: [{id: tout, when: {}, then: {part: 1}}]
"""


@pytest.mark.parametrize(
    ("address", "value", "place"),
    [
        (("decisions", "tarif", "periods"), {"legal_reference": "Règlement"}, ("decisions", "tarif", "periods", 1)),
        (("workflow", "anywhere"), {"phases": ["received"]}, ("workflow", "anywhere", 1)),
        (("tests", "simple", "steps"), {"wait": "beaucoup"}, ("tests", "simple", "steps", 2)),
        (("form", "pages"), {"title": "Sans nom"}, ("form", "pages", 2)),
    ],
)  # fmt: skip
def test_a_new_part_that_cannot_be_read_is_refused_at_its_own_place(
    helene, shelf, tmp_path, address, value, place
):
    actions.publish_version(actor=HOUSE, path=write_package(tmp_path, decisions__tarif=TARIFF))
    with pytest.raises(actions.PartRefused) as refused:
        actions.edit_version(actor=helene, slug="prime", edit=Edit("add", address, value))
    assert {finding.place[: len(place)] for finding in refused.value.findings} == {place}
    assert queries.draft_of("prime").revision == 0
    assert queries.draft_definition(queries.draft_of("prime"))


def test_a_new_status_may_be_kept_before_a_way_leads_to_it(helene):
    status = {"name": "avis", "label": "Avis demandé", "phase": "waiting_authority", "next": "On lit."}
    draft = actions.edit_version(
        actor=helene, slug="prime", edit=Edit("add", ("workflow", "statuses"), status)
    )
    (place,) = {one.place for one in queries.draft_findings(draft) if "avis" in one.message_fr}
    assert place == ("workflow", "statuses", 6)
    with pytest.raises(actions.NotReady):
        actions.publish_preparation(actor=helene, slug="prime", revision=draft.revision)


def test_whatever_part_is_taken_out_the_rest_can_be_looked_at(helene, shelf):
    """Everything that may go is taken out, one part at a time: the picture and the list are still drawn."""
    data = json.loads(read(shelf).canonical)
    lists = [("form", "pages"), ("workflow", "statuses"), ("workflow", "anywhere"), ("procedure", "options")]
    lists += [("form", "pages", n, "fields") for n in range(2)]
    lists += [("workflow", "statuses", n, "transitions") for n in range(3)]
    for place in lists:
        for index in range(len(find(data, place))):
            made = json.loads(json.dumps(data))
            del find(made, place)[index]
            package = read_data("prime", made).package
            if package is not None:
                found = Definition(package)
                assert drawing.lines(found) and drawing.svg(found)
                assert queries.whole_package(found, {}).stages


def test_a_way_to_a_status_that_is_gone_is_drawn_by_its_name(helene):
    draft = actions.edit_version(
        actor=helene, slug="prime", edit=Edit("remove", ("workflow", "statuses", "attente"))
    )
    found = queries.draft_definition(draft)
    ways = {way.to: way.to_label for line in queries.workflow_list(found) for way in line.ways}
    assert ways["attente"] == "« attente » (retiré)"
    assert "le statut « attente » n’existe pas." in {one.message_fr for one in queries.draft_findings(draft)}
