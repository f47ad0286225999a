"""What a package says to other tools: BPMN that others open and people can read, and its description as open data."""

import json
import subprocess
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.procedures import queries
from beffroi.procedures.rules import drawing
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.exports import bpmn, cpsv_ap, schema_org
from beffroi.procedures.rules.exports.bpmn import _Export
from beffroi.procedures.rules.exports.layout import Arrow, Node, draw
from beffroi.procedures.rules.reading import from_canonical
from tests.support.browser import ROOT

from .factories import PROCEDURES, context, definition_of, shelf, with_line, write_package

pytestmark = pytest.mark.once

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
HOSTILE = "<b>&\"']]>\x00\x0b\ufffe</text><script>alert(1)</script>é"


def read_by_others(content):
    """What bpmn-moddle, the reader of most BPMN tools, makes of a file. Needs Node: scripts/setup node."""
    done = subprocess.run(
        ["node", ROOT / "tests/support/bpmn.mjs"], input=content, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def hostile(definition):
    """The same procedure, with a text that no file should be able to hold in every place people read."""

    def spoilt(data):
        if isinstance(data, dict):
            return {
                k: HOSTILE if k in ("label", "title", "when") and v else spoilt(v) for k, v in data.items()
            }
        return [spoilt(one) for one in data] if isinstance(data, list) else data

    data = definition.package.model_dump(mode="json")
    data["workflow"], data["procedure"]["title"] = spoilt(data["workflow"]), HOSTILE
    return Definition(from_canonical(json.dumps(data).encode()))


# --- BPMN


@pytest.mark.once
@pytest.mark.parametrize("slug", PROCEDURES)
def test_other_tools_open_the_file_without_a_warning_and_find_everything_drawn(slug):
    found = read_by_others(bpmn(shelf(slug)))
    assert (found["warnings"], found["undrawn"]) == ([], [])
    statuses = {f"Status_{status.name}" for status in _Export(shelf(slug), "fr").statuses}
    assert statuses <= found["kinds"].keys()


@pytest.mark.once
def test_what_acts_is_told_by_the_kinds_of_boxes_and_the_ways_by_their_words():
    found = read_by_others(bpmn(shelf("composition-de-menage")))
    kinds = {name: found["kinds"][name] for name in (
        "Start", "Status_recue", "Gateway_recue", "Status_attente_paiement", "Timer_attente_paiement_1", "Status_refusee", "Anywhere_0",
    )}  # fmt: skip
    assert kinds == {
        "Start": "StartEvent",
        "Status_recue": "ServiceTask",
        "Gateway_recue": "ExclusiveGateway",
        "Status_attente_paiement": "UserTask",
        "Timer_attente_paiement_1": "BoundaryEvent",
        "Status_refusee": "EndEvent",
        "Anywhere_0": "SubProcess",
    }
    assert ["Timer_attente_paiement_1", "Status_sans_suite", "après 60 jours"] in found["flows"]
    assert ["Status_attente_paiement", "Status_a_traiter", "quand le paiement est reçu"] in found["flows"]


def test_a_delay_is_told_in_days_or_by_the_option_that_sets_it(tmp_path):
    ways = "- {name: information_provided, by: [citizen], to: examen}"
    late = "          - {name: tard, after: {days: 30}, to: refusee}"
    worked = "          - {name: ouvre, after: {days: 10, unit: working}, to: refusee}"
    set_ = "          - {name: plus_tard, after: {option: patience, unit: clear}, to: refusee}"
    folder = write_package(
        tmp_path,
        **with_line("workflow", ways, f"{ways}\n{late}\n{worked}\n{set_}"),
        **with_line("procedure", "options:\n", "options:\n      - {key: patience, type: number, label: Patience, default: 60}\n"),
    )  # fmt: skip
    root = ElementTree.fromstring(bpmn(definition_of(folder)))
    assert [delay.text for delay in root.iter(f"{BPMN}timeDuration")] == ["P30D", "P14D", "options.patience"]
    assert [timer.findtext(f"{BPMN}documentation") for timer in root.iter(f"{BPMN}boundaryEvent")] == [
        "après 30 jours",
        "après 10 jours ouvrables",
        "après un délai en jours francs fixé par la commune",
    ]


def test_every_transition_is_in_the_file():
    for slug in PROCEDURES:
        root = ElementTree.fromstring(bpmn(shelf(slug)))
        drawn = {flow.get("id") for flow in root.iter(f"{BPMN}sequenceFlow")}
        assert drawn >= {
            f"Flow_{status.name}_{place}"
            for status in shelf(slug).package.workflow.statuses
            for place, _ in enumerate(status.transitions)
        }
        assert len(list(root.iter(f"{BPMN}subProcess"))) == len(shelf(slug).package.workflow.anywhere)


@pytest.mark.once
def test_no_text_breaks_out_of_the_file():
    spoilt = hostile(shelf("acte-de-naissance"))
    content = bpmn(spoilt)
    found = read_by_others(content)
    assert (found["warnings"], found["undrawn"]) == ([], [])
    kept = HOSTILE.replace("\x00", "\ufffd").replace("\x0b", "\ufffd").replace("\ufffe", "\ufffd")
    root = ElementTree.fromstring(content)
    assert root.find(f"{BPMN}process").get("name") == kept
    assert {one.tag.rpartition("}")[2] for one in root.iter()}.isdisjoint({"b", "script", "text"})
    picture = ElementTree.fromstring(drawing.svg(spoilt))
    assert kept in [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]


def boxes_and_paths(slug):
    picture = _Export(shelf(slug), "fr").picture
    boxes = {**picture.nodes, **{f"gateway {name}": box for name, box in picture.gateways.items()}}
    return picture, boxes


def meet(one, other):
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def crosses(path, box):
    """Whether a way runs through a box; every part of it is upright or level."""
    for (ax, ay), (bx, by) in pairwise(path):
        assert ax == bx or ay == by
        inside_x = max(ax, bx) > box.x and min(ax, bx) < box.x + box.width
        inside_y = max(ay, by) > box.y and min(ay, by) < box.y + box.height
        if inside_x and inside_y:
            return True
    return False


@pytest.mark.parametrize("slug", PROCEDURES)
def test_boxes_and_words_stand_apart_inside_their_lane(slug):
    picture, boxes = boxes_and_paths(slug)
    placed = [*boxes.values(), *picture.labels.values()]
    assert [(a, b) for i, a in enumerate(placed) for b in placed[i + 1 :] if meet(a, b)] == []
    for box in boxes.values():
        inside = [
            lane for lane in picture.lanes if lane.y <= box.y and box.y + box.height <= lane.y + lane.height
        ]
        assert len(inside) == 1
    for upper, lower in pairwise(picture.lanes):
        assert upper.y + upper.height == lower.y


@pytest.mark.parametrize("slug", PROCEDURES)
def test_no_arrow_crosses_a_box_and_each_runs_straight_to_its_end(slug):
    picture, boxes = boxes_and_paths(slug)
    assert [path for path in picture.paths.values() for box in boxes.values() if crosses(path, box)] == []


@pytest.mark.once
@pytest.mark.browser(sqlite=True)
def test_the_usual_viewer_draws_it():
    """bpmn-js, in a browser: no warning, and a shape for every status."""
    from tests.support.browser import chromium

    scripts = ROOT / "node_modules/bpmn-js/dist/bpmn-viewer.production.min.js"
    with chromium() as browser:
        page = browser.new_page()
        page.set_content('<div id="canvas" style="width:1600px;height:900px"></div>')
        page.add_script_tag(path=scripts)
        for slug in PROCEDURES:
            warnings, drawn = page.evaluate(
                """async xml => {
                    const viewer = new BpmnJS({container: '#canvas'})
                    const {warnings} = await viewer.importXML(xml)
                    const shapes = viewer.get('elementRegistry').getAll().map(one => one.id)
                    viewer.destroy()
                    return [warnings.map(one => one.message), shapes]
                }""",
                bpmn(shelf(slug)).decode(),
            )
            assert warnings == []
            assert {f"Status_{status.name}" for status in _Export(shelf(slug), "fr").statuses} <= set(drawn)


# --- the description


def languages(values):
    return {value["@language"]: value["@value"] for value in values}


@pytest.mark.parametrize("slug", PROCEDURES)
def test_the_european_description_holds_what_it_must_and_every_part_it_names(slug):
    """CPSV-AP 3.2: what has a minimum in its shapes, and no reference into nothing."""
    graph = cpsv_ap(shelf(slug), context())["@graph"]
    by_id = {node["@id"]: node for node in graph}
    assert len(by_id) == len(graph)
    service, *others = graph
    assert service["@type"] == "cpsv:PublicService"
    for key in ("dct:identifier", "dct:title", "dct:description", "cv:hasCompetentAuthority"):
        assert service[key]
    assert all(node["dct:identifier"] for node in others)
    (authority,) = [node for node in others if node["@type"] == "cv:PublicOrganisation"]
    assert authority["skos:prefLabel"] and authority["dct:title"] and authority["dct:spatial"]
    referred = {
        one["@id"]
        for key, held in service.items() if isinstance(held, list)
        for one in held if "@id" in one and key != "dct:language"
    }  # fmt: skip
    assert referred == by_id.keys() - {service["@id"]}


def test_the_description_speaks_every_language_of_the_package():
    service = cpsv_ap(shelf("acte-de-naissance"), context())["@graph"][0]
    assert languages(service["dct:title"]) == {
        "fr": "Acte de naissance",
        "nl": "Geboorteakte",
        "de": "Geburtsurkunde",
        "en": "Birth certificate",
    }
    assert service["cv:processingTime"] == {"@type": "xsd:duration", "@value": "P2D"}
    assert [one["@id"][-3:] for one in service["dct:language"]] == ["FRA", "NLD", "DEU", "ENG"]


def test_the_description_for_search_engines_says_who_what_and_how_much_today():
    found = schema_org(shelf("acte-de-naissance"), context(options={"taxe_document": 600}))
    assert (found["@context"], found["@type"]) == ("https://schema.org", "GovernmentService")
    assert languages(found["name"])["nl"] == "Geboorteakte"
    assert "6,00" in languages(found["offers"]["description"])["fr"]
    assert [channel["@type"] for channel in found["availableChannel"]] == ["ServiceChannel"] * 4
    assert found["isRelatedTo"]["url"] == "https://justonweb.be"
    assert "{{" not in json.dumps(found)


def test_every_format_is_written():
    """Without options of the commune: the package’s own."""
    for format in queries.EXPORT_FORMATS:
        content = queries.exported(shelf("acte-de-naissance"), format, options={})
        assert content.decode().strip()
    assert json.loads(queries.exported(shelf("acte-de-naissance"), "schema", {}))["title"] == "Package"


# --- any workflow


@st.composite
def workflows(pick):
    """Some boxes in some lanes, and arrows between any of them: forward, back, to themselves, by a delay."""
    count, lanes = pick(st.integers(1, 7)), pick(st.integers(1, 3))
    kinds = pick(st.lists(st.sampled_from(["task", "task", "end"]), min_size=count, max_size=count))
    nodes = [Node("start", 0, "start")]
    nodes += [Node(f"n{i}", pick(st.integers(0, lanes - 1)), kind) for i, kind in enumerate(kinds)]
    tasks = [node.id for node in nodes if node.kind == "task"]
    names = [node.id for node in nodes[1:]]
    arrows = [Arrow("first", "start", names[0])]
    for place in range(pick(st.integers(0, 12)) if tasks else 0):
        source, target = pick(st.sampled_from(tasks)), pick(st.sampled_from(names))
        label = pick(st.sampled_from(["", "Refuser", "Reprendre la demande en main, un agent"]))
        arrows.append(Arrow(f"a{place}", source, target, label, pick(st.booleans())))
    return nodes, arrows, lanes


@settings(max_examples=150, deadline=None)
@given(workflows())
def test_any_workflow_is_drawn_without_arrows_over_boxes(workflow):
    picture = draw(*workflow)
    boxes = [*picture.nodes.values(), *picture.gateways.values()]
    placed = [*boxes, *picture.labels.values()]
    assert [(a, b) for i, a in enumerate(placed) for b in placed[i + 1 :] if meet(a, b)] == []
    assert set(picture.paths) == {arrow.id for arrow in workflow[1]}
    assert [path for path in picture.paths.values() for box in boxes if crosses(path, box)] == []
