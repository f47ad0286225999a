"""A procedure of another e-guichet calls a service: it is imported, the service is approved, a request has its answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from beffroi.procedures import queries as procedures
from tests.support.browser import accessibility_problems
from tests.support.service import Service

from .conftest import at_the_desk
from .steps import begin, case_number

pytestmark = pytest.mark.browser

FORM = """<formdef><name>Permis de pêche</name><url_name>permis-de-peche</url_name><workflow>Pêche</workflow><fields>
  <field><id>1</id><type>page</type><label>Votre permis</label></field>
  <field><id>2</id><type>email</type><varname>courriel</varname><label>Courriel</label><required>True</required></field>
  <field><id>3</id><type>string</type><varname>numero</varname><label>Numéro du permis</label></field>
</fields></formdef>"""
WORKFLOW = """<workflow><name>Pêche</name><possible_status>
  <status><id>1</id><name>Reçue</name><items>
    <item type="webservice_call" id="1"><label>Registre des permis de pêche</label><varname>registre</varname>
      <method>GET</method><url>ADDRESS/permis/{{ form_var_numero }}</url>
      <qs_data><item><name>courriel</name><value>{{ form_var_courriel }}</value></item></qs_data></item>
    <item type="jump" id="2"><status>2</status><mode>immediate</mode>
      <condition><type>django</type><value>form_workflow_data_registre_response_etat == "valable"</value></condition></item>
    <item type="choice" id="3"><label>Chercher à la main</label><by><item>_receiver</item></by><status>3</status></item>
  </items></status>
  <status><id>2</id><name>Permis valable</name><items>
    <item type="choice" id="1"><label>Répondre</label><by><item>_receiver</item></by><status>4</status></item>
  </items></status>
  <status><id>3</id><name>Recherche</name><items>
    <item type="choice" id="1"><label>Terminer</label><by><item>_receiver</item></by><status>4</status></item>
  </items></status>
  <status><id>4</id><name>Terminée</name><items/></status>
</possible_status></workflow>"""


def imported(folder: Path, service: Service) -> Path:
    """The package as a zip, completed by a person as the report asks."""
    definitions = folder / "definitions"
    definitions.mkdir()
    (definitions / "forme.wcs").write_text(FORM)
    (definitions / "circuit.wcs").write_text(WORKFLOW.replace("ADDRESS", service.address))
    procedures.import_publik([definitions], folder / "out", department="population")
    package = folder / "out" / "permis-de-peche"
    files = {
        path.relative_to(package).as_posix(): path.read_text().replace("[à compléter] ", "")
        for path in package.rglob("*.*")
        if path.suffix in (".yaml", ".md")
    }
    archive = folder / "permis-de-peche.zip"
    archive.write_bytes(
        procedures.zipped("permis-de-peche", {name: text.encode() for name, text in files.items()})
    )
    return archive


def test_an_imported_service_is_approved_and_answers_a_request(house, visitor, citizen, tmp_path, service):
    service.says({"etat": "valable"})
    helene = at_the_desk(visitor(), "gestion@demo.example")
    helene.open("/bureau/demarches/installer/")
    helene.page.locator("input[type=file]").set_input_files(imported(tmp_path, service))
    helene.press("Installer")
    assert "personne n’a approuvé le connecteur « registre »" in helene.reads()

    helene.open("/bureau/connecteurs/")
    helene.follow("Registre des permis de pêche")
    said = helene.reads()
    assert "À qui est ce programme" in said and f"GET {service.address}/permis/{{p1}}" in said
    helene.page.get_by_text("Essayer avec des valeurs d’exemple…").click()
    helene.page.locator("#id_essai-p1").fill("EXEMPLE-1")
    helene.press("Appeler le service")
    assert "valable" in helene.reads()
    assert accessibility_problems(helene.page) == []
    helene.press("Approuver ce connecteur")
    assert "Cochez la case après avoir lu la déclaration." in helene.reads()
    helene.page.get_by_label("J’ai lu à qui les données partent").check()
    helene.press("Approuver ce connecteur")
    helene.sees("Le connecteur est approuvé.")

    # what leaves with the call is personal: the officer of data protection reads it first
    solange = at_the_desk(visitor(), "dpo@demo.example")
    solange.open("/bureau/demarches/permis-de-peche/visa/")
    solange.press("Donner le visa")

    helene.open("/bureau/demarches/permis-de-peche/preparation/")
    helene.follow("Publier…")
    helene.press("Publier cette version")
    assert "La version 1 est en vigueur." in helene.reads()

    citizen.page.wait_for_timeout(5500)  # what is in force is kept for five seconds in each process
    begin(citizen, "permis-de-peche")
    citizen.type("Courriel", "elise@exemple.be")
    citizen.type("Numéro du permis", "P-12")
    citizen.press("Continuer")
    assert "À qui est ce programme" not in citizen.reads()
    citizen.press("Envoyer ma demande")
    number = case_number(citizen)
    house.work()
    assert service.heard[-1].path == "/permis/P-12?courriel=elise%40exemple.be"

    clerk = at_the_desk(visitor(), "agent@demo.example")
    clerk.open(f"/bureau/dossiers/?q={number}")
    clerk.follow(re.compile(number))
    assert "Permis valable" in clerk.reads()
    assert "Un service a répondu" in clerk.reads()

    helene.open("/bureau/connecteurs/")
    assert "Permis de pêche" in helene.reads()
