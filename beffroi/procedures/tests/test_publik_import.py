"""An e-guichet comes in: definitions become a package that stands, and the report says what became of each part."""

from __future__ import annotations

import json
import shutil

import pytest

from beffroi.procedures.queries import check_package
from beffroi.procedures.rules.publik import BadDefinition, FolderThere, Verdict, import_publik, read
from beffroi.procedures.rules.reading import HOUSE
from beffroi.procedures.rules.writing import as_yaml
from beffroi.procedures.rules.yamlsource import read_yaml

from .factories import SHELF
from .guichet import FORM, WORKFLOW, lay_out

pytestmark = pytest.mark.once


@pytest.fixture
def imported(tmp_path):
    found = read([lay_out(tmp_path / "in")])
    (package,) = found.packages
    return found, package.files


def test_questions_become_typed_questions(imported):
    """The pattern of a telephone is the type; a list beside gives the answers, under values of ours."""
    _, files = imported
    first, second = files["form.yaml"]["pages"]
    assert [(one["name"], one["type"], one["required"]) for one in first["fields"]] == [
        ("tel", "telephone", True),
        ("courriel", "email", True),
        ("taille", "choice", True),
    ]
    assert first["fields"][0]["prefill"] == {"source": ["register", "eid", "account"], "key": "telephone"}
    assert first["fields"][2]["options"] == [
        {"value": "petite", "label": "Petite"},
        {"value": "grande", "label": "Grande"},
    ]
    assert (second["title"], second["when"]) == ("Le vélo", 'answers.taille == "petite"')
    assert second["checks"] == [{"that": "size(answers.jours) != 0", "message": "Choisissez un jour."}]
    assert [
        (one["type"], one.get("text") or one.get("compute") or one["label"]) for one in second["fields"]
    ] == [
        ("note", "Il faut un casque, {{ answers.tel }}."),
        ("choices", "Jours"),
        ("computed", '(options.payant ? options.caution : "") + (!options.payant ? "0" : "")'),
        ("text", "Code"),
    ]


def test_where_a_condition_is_left_to_a_person_no_answer_is_required(imported):
    found, files = imported
    code = files["form.yaml"]["pages"][1]["fields"][-1]
    assert (code["name"], code["required"], code.get("when")) == ("code", False, None)
    (left,) = [one for one in found.report.entries if one.kind == "condition" and one.verdict is Verdict.LEFT]
    assert (left.file, left.line, left.where, left.source, left.reason) == (
        "velo.wcs",
        28,
        "« Code »",
        'session_user.niss == "1"',
        "« session_user.niss » vient d’ailleurs que du formulaire.",
    )


def test_what_follows_a_jump_is_done_only_when_it_did_not_leave(imported):
    _, files = imported
    first = files["workflow.yaml"]["statuses"][0]
    assert first["enter"] == [
        {"block": "correspondence.send", "args": {"message": "recu"}},
        {
            "block": "cases.note",
            "args": {"text": "Taille : {{ labels.taille }}"},
            "when": '!(labels.taille == "Petite")',
        },
    ]
    assert [(way["to"], way.get("when")) for way in first["transitions"]] == [
        ("prete", 'labels.taille == "Petite"'),
        ("a_traiter", '!(labels.taille == "Petite")'),
    ]


def test_a_status_says_who_may_do_what(imported):
    """A small form without a button goes with the buttons beside it; a refusal also asks for its reason."""
    _, files = imported
    status = files["workflow.yaml"]["statuses"][1]
    assert (status["name"], status["phase"], status["next"]) == (
        "a_traiter",
        "in_progress",
        "Nous regardons, {{ case.tracking_code }}.",
    )
    ways = {way["name"]: way for way in status["transitions"]}
    assert [one["name"] for one in ways["refuser"]["form"]] == ["refus_motif", "motive"]
    assert {key: ways["refuser"][key] for key in ("label", "by", "to", "decides", "confirm")} == {
        "label": "Refuser",
        "by": ["clerk"],
        "to": "refuse",
        "decides": "refused",
        "confirm": "Refuser : continuer ?",
    }
    assert ways["vers_prete"]["after"] == {"option": "patience"}
    assert [one["name"] for one in files["workflow.yaml"]["statuses"]] == [
        "juste_envoye", "a_traiter", "prete", "refuse",
    ]  # fmt: skip


def test_mails_are_told_with_their_conditions_and_without_the_answers(imported):
    _, files = imported
    assert files["messages/recu.yaml"] == {
        "subject": "Reçu : Demande d’un vélo",
        "channels": ["email"],
        "paragraphs": [
            "Bonjour,",
            {"text": "Un grand vélo.", "when": 'answers.taille == "grande"'},
            "À {{ case.commune }}",
        ],
    }
    assert files["messages/refuse_courriel.yaml"]["paragraphs"] == [
        {"text": "Parce que {{ agent.refus_motif }}.", "when": "filled(agent.refus_motif)"}
    ]


def test_what_the_commune_had_set_comes_as_dated_values(imported):
    _, files = imported
    assert [(one["key"], one["value"]) for one in files["options.yaml"]["values"]] == [
        ("caution", "25"),
        ("payant", True),
    ]
    assert [(one["key"], one["type"], one["default"]) for one in files["procedure.yaml"]["options"]] == [
        ("caution", "text", ""),
        ("payant", "yes_no", False),
        ("patience", "number", 30),
    ]


def test_the_report_says_what_became_of_each_part(imported, tmp_path):
    found, _ = imported
    report = found.as_json()
    assert report["packages"] == ["velo"]
    assert report["set_aside"] == [
        "LISEZMOI.txt, ligne 1 : ce n’est pas du XML bien formé : il ne commence pas par une balise."
    ]
    assert report["totals"]["field"] == {"told": 8, "adapted": 0, "left": 0}
    assert report["totals"]["action"] == {"told": 8, "adapted": 3, "left": 1}
    assert [one["reason"] for one in report["entries"] if one["kind"] == "action"] == [
        "le détail de la demande ne part pas par courriel : le message mène au dossier.",
        "ici, seuls les agents lisent une note ; le demandeur lit les étapes.",
        "elle vient après un saut qui part toujours : jamais faite.",
        "cette action n’a pas d’équivalent.",
    ]
    assert "- conditions : 3, dont 2 tels quels" in found.report.as_text()


def test_the_package_stands_and_waits_for_a_person(tmp_path):
    """It can be checked, and not published before someone has written what an import cannot know."""
    out = tmp_path / "out"
    import_publik([lay_out(tmp_path / "in")], out, report=tmp_path / "report.json")
    shutil.copy(SHELF / HOUSE, out / HOUSE)
    findings = check_package(out / "velo")
    assert [str(one) for one in findings if one.severity == "error"] == []
    assert any(one.severity == "unready" for one in findings)
    assert json.loads((tmp_path / "report.json").read_text())["packages"] == ["velo"]
    assert sorted(path.name for path in (out / "velo" / "source").iterdir()) == [
        "1-formdef.xml",
        "2-workflow.xml",
    ]


def test_an_import_that_fails_leaves_nothing_behind(tmp_path):
    out = tmp_path / "out"
    (out / "velo").mkdir(parents=True)
    with pytest.raises(FolderThere):
        import_publik([lay_out(tmp_path / "in")], out)
    assert [path.name for path in out.iterdir()] == ["velo"]
    assert list((out / "velo").iterdir()) == []


def test_a_report_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    out, report = tmp_path / "out", tmp_path / "report"
    report.mkdir()
    with pytest.raises(OSError):
        import_publik([lay_out(tmp_path / "in")], out, report=report)
    assert not out.exists() or list(out.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_without_its_circuit_a_form_takes_the_shortest_way(tmp_path):
    (tmp_path / "velo.wcs").write_text(FORM)
    found = read([tmp_path / "velo.wcs"])
    assert [one["name"] for one in found.packages[0].files["workflow.yaml"]["statuses"]] == [
        "recue",
        "traitee",
    ]
    assert "son circuit n’est pas dans l’import" in found.report.as_text()


def test_what_the_old_guichet_sorted_its_definitions_by_may_be_given_with_them(tmp_path):
    """Whoever names every file of an export names these too."""
    form, sorting = tmp_path / "velo.wcs", tmp_path / "category-mobilite.wcs"
    form.write_text(FORM)
    sorting.write_text("<workflow_category><name>Mobilité</name></workflow_category>")
    (entry,) = [one for one in read([form, sorting]).as_json()["entries"] if one["file"] == sorting.name]
    assert (entry["verdict"], entry["where"], entry["reason"]) == (
        "adapted",
        "catégorie de définitions « Mobilité »",
        "l’ancien guichet y rangeait ses définitions : rien n’en est repris.",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<formdef>", "ce n’est pas du XML bien formé"),
        (b"<!DOCTYPE x><formdef/>", "une déclaration DOCTYPE n’est pas admise"),
        (WORKFLOW.encode(), "aucun formulaire (formdef) n’a été trouvé."),
    ],
)
def test_a_file_that_is_named_must_be_a_definition(tmp_path, content, said):
    (tmp_path / "essai.wcs").write_bytes(content)
    with pytest.raises(BadDefinition, match=r"^essai\.wcs, ligne 1 : ") as refused:
        read([tmp_path / "essai.wcs"])
    assert said in str(refused.value)


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "velo.wcs").write_text(FORM)
    (tmp_path / "lien.wcs").symlink_to(tmp_path / "velo.wcs")
    with pytest.raises(BadDefinition, match="le fichier ne s’ouvre pas, ou c’est un lien"):
        read([tmp_path / "lien.wcs"])


HOSTILE = {
    "an empty form": "<formdef/>",
    "a form without names": "<formdef><fields><field/><field><type>item</type></field></fields></formdef>",
    "a page alone": "<formdef><name>A</name><fields><field><type>page</type></field></fields></formdef>",
    "texts that close what they did not open": "<formdef><name>}}{{ %}</name><fields><field><type>comment</type>"
    "<label>{{ a }} }} {% if %}</label></field></fields></formdef>",
    "many blocks inside blocks": "<formdef><name>A</name><fields><field><type>comment</type><label>"
    + "{% if a %}" * 3000
    + "</label></field></fields></formdef>",
    "deep html": "<formdef><name>A</name><fields><field><type>comment</type><label>"
    + "&lt;div&gt;" * 5000
    + "x</label></field></fields></formdef>",
    "a list that is no list": "<formdef><name>A</name><fields><field><type>item</type><data_source><type>jsonvalue</type>"
    "<value>" + "[" * 5000 + "</value></data_source></field></fields></formdef>",
    "a way out of the folder": "<formdef><name>../../x</name><url_name>../../x</url_name><fields/></formdef>",
    "a thousand questions of one name": "<formdef><name>A</name><fields>"
    + "<field><type>string</type><varname>a</varname></field>" * 1000
    + "</fields></formdef>",
}


def _comment(label: str) -> str:
    return f"<formdef><name>A</name><fields><field><type>comment</type><label>{label}</label></field></fields></formdef>"


HOSTILE |= {
    "a tag of many words": _comment("{% if " + "a and " * 3000 + "a %}x{% endif %}"),
    "a value that doubles itself": _comment("{{ form_var_a" + "|default:form_var_a" * 20 + " }}"),
    "many braces": _comment("{{" * 20_000),
    "many signs of a comment": _comment("{#" * 20_000 + "&lt;p&gt;"),
    "a figure that is none": "<formdef><name>A</name><fields><field><type>numeric</type><varname>a</varname>"
    "<min_value>²</min_value></field></fields></formdef>",
    "a title that passes for ours": "<formdef><name>{{ options.x }}</name><fields><field><type>title</type>"
    "<label>{{ options.x }}</label></field></fields></formdef>",
    "braces at the edge of a value": _comment("{% firstof form_var_a '{' %}{{ form_var_a }}}"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_definition_does_no_harm(tmp_path, name):
    source = tmp_path / "in"
    source.mkdir()
    (source / "essai.wcs").write_text(HOSTILE[name])
    found = import_publik([source], tmp_path / "out")
    assert len(found.packages) == 1
    assert [path.parent for path in (tmp_path / "out").iterdir()] == [tmp_path / "out"]


def test_what_is_written_reads_the_same(tmp_path):
    data = {
        "a": [
            "1",
            1,
            True,
            "true",
            "null",
            "2020-01-01",
            "é ’ « »",
            "{{ x }}",
            "- a: b",
            "#",
            "",
            " x ",
            "&a *b",
        ]
    }
    assert read_yaml("a.yaml", as_yaml(data)).data == data
