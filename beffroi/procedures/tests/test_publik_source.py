"""A file from elsewhere is read whole or refused, with its name, the line and the reason."""

from __future__ import annotations

import pytest

from beffroi.procedures.rules.publik import BadDefinition, names_of, read_definition
from beffroi.procedures.rules.publik.names import Kind, Variable

pytestmark = pytest.mark.once

FORM = b"""<?xml version="1.0"?>
<formdef id="1"><name>Essai</name><fields>
  <field><type>items</type><varname>pieces</varname></field>
  <field><type>comment</type></field>
  <field><type>date</type><varname>jour</varname></field>
</fields></formdef>"""
WORKFLOW = """<workflow><name>Suivi</name>
  <possible_status><status><id>1</id><name>Juste envoyé</name><items>
    <item type="form" id="2"><varname>refus</varname><formdef><fields>
      <field><type>string</type><varname>motif</varname></field></fields></formdef></item>
    <item type="webservice_call" id="3"><varname>bosa</varname></item>
  </items></status></possible_status>
  <variables><formdef><fields><field><type>bool</type><varname>payant</varname></field></fields></formdef></variables>
  <backoffice-fields><formdef><fields><field><type>string</type><varname>total</varname></field></fields></formdef></backoffice-fields>
</workflow>"""

BOMB = b"""<?xml version="1.0"?><!DOCTYPE formdef [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<formdef><name>&b;</name></formdef>"""
OUTSIDE = b'<!DOCTYPE formdef [<!ENTITY x SYSTEM "file:///etc/passwd">]><formdef><name>&x;</name></formdef>'

BADLY = "ce n’est pas du XML bien formé"


def test_a_definition_is_read_with_its_lines():
    root = read_definition(FORM, "essai.wcs")
    assert (root.tag, root.findtext("name"), root.find("fields").sourceline) == ("formdef", "Essai", 2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB, "essai.wcs, ligne 1 : une déclaration DOCTYPE n’est pas admise : retirez-la."),
        (OUTSIDE, "essai.wcs, ligne 1 : une déclaration DOCTYPE n’est pas admise : retirez-la."),
        (b"<page/>", "essai.wcs, ligne 1 : <page> n’est pas une définition connue ("),
        (
            b"<formdef>\n<name>\n</formdef>",
            f"essai.wcs, ligne 3 : {BADLY} : une balise n’est pas fermée par la sienne.",
        ),
        (b"", f"essai.wcs, ligne 1 : {BADLY} : il ne commence pas par une balise."),
        (b'{"roles": []}', f"essai.wcs, ligne 1 : {BADLY} : il ne commence pas par une balise."),
        (b"\x00\xff\xfe", f"essai.wcs, ligne 1 : {BADLY} : il ne commence pas par une balise."),
        (b"<formdef><<", f"essai.wcs, ligne 1 : {BADLY} : une balise ou un attribut est mal écrit."),
        (b"<a>" * 100_000, f"essai.wcs, ligne 1 : {BADLY} : il est trop profond ou trop grand."),
        (b" " * 10_000_001, "essai.wcs, ligne 1 : le fichier dépasse 10 Mo."),
    ],
)
def test_a_bad_file_is_refused_in_french(content, said):
    with pytest.raises(BadDefinition) as refused:
        read_definition(content, "essai.wcs")
    assert str(refused.value).startswith(said)


def test_the_names_of_a_form_and_its_workflow():
    fields = read_definition(FORM, "essai.wcs").iterfind("fields/field")
    names = names_of(fields, read_definition(WORKFLOW.encode(), "suivi.wcs"), site=["commune_slug"])
    found = {
        name: names.find(name)
        for name in (
            "form_var_pieces",
            "form_var_jour_raw",
            "form_option_payant",
            "form_var_total",
            "refus_var_motif",
            "form_workflow_form_refus_var_motif",
            "form_workflow_data_bosa_response_code",
            "commune_slug",
            "form_var_pieces_price",
            "data_source",
        )
    }
    assert found == {
        "form_var_pieces": Variable("answers.pieces", Kind.LIST, shown="labels.pieces"),
        "form_var_jour_raw": Variable("answers.jour", Kind.DAY, plain=True),
        "form_option_payant": Variable("options.payant", Kind.FLAG),
        "form_var_total": Variable("agent.total", Kind.TEXT),
        "refus_var_motif": Variable("agent.refus_motif", Kind.TEXT),
        "form_workflow_form_refus_var_motif": Variable("agent.refus_motif", Kind.TEXT),
        "form_workflow_data_bosa_response_code": Variable("agent.bosa_response_code", Kind.TEXT, plain=True),
        "commune_slug": Variable("options.commune_slug", Kind.TEXT, plain=True),
        "form_var_pieces_price": None,
        "data_source": None,
    }
    status = names.find("form_previous_status")
    assert (status.path, status.says) == ("case.previous_status", {"Juste envoyé": "juste_envoye"})
    assert [
        names.absent(name) for name in ("form_var_rien", "form_var_pieces_price", "form_var_total_x")
    ] == [
        True,
        False,  # a choice tells more of itself than its text
        True,  # a text does not
    ]


def test_what_is_not_given_whole_is_not_known_to_be_absent():
    """A block is a part of a form, and a form without its workflow has options and fields that nobody has shown us."""
    alone = names_of(read_definition(FORM, "essai.wcs").iterfind("fields/field"))
    assert [alone.absent(name) for name in ("form_var_rien", "form_option_payant")] == [False, False]
