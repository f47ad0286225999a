"""The small package, whose workflow asks a register of permits before an agent examines the request."""

from __future__ import annotations

from typing import Any

from .factories import FILES

CONNECTORS = """
    connectors:
      - name: registre_des_permis
        title: Registre des permis
        purpose: Vérifier que le permis existe.
        recipient: Service public fictif des permis
        legal_basis: Code fictif, article 1
        address: {address}/permis/{{numero}}
        sends:
          - {{name: numero, label: Numéro du permis, to: path}}
          - {{name: courriel, label: Adresse e-mail, to: query, personal: contact}}
        keeps:
          - {{name: etat, path: permis.etat}}
          - {{name: surface, path: permis.m2, type: number, required: false}}
        timeout: 2
"""
_ASK = """
          - block: connectors.call
            args:
              connector: registre_des_permis
              send: {numero: "{{ case.number }}", courriel: "{{ answers.courriel }}"}
              keep: {etat_du_permis: etat, surface: surface}
"""
_FIELDS = """
    fields:
      - {name: etat_du_permis, type: text, label: État du permis, required: false}
      - {name: surface, type: number, label: Surface, required: false}
"""
_READ = "- {name: lire, automatic: true, to: examen}"
#: What leads out of the status that calls: by fact, or as soon as the answer is there.
BY_FACT = """- {name: connu, fact: service_answered, when: agent.etat_du_permis == "accordé", to: accordee}
          - {name: inconnu, fact: service_answered, to: examen}
          - {name: silence, fact: service_failed, to: examen}"""
BY_ITSELF = """- {name: connu, automatic: true, when: agent.etat_du_permis == "accordé", to: accordee}
          - {name: inconnu, automatic: true, to: examen}
          - {name: reprendre, label: Reprendre, by: [clerk], to: examen}"""
#: An example in which the register knows the permit.
EXAMPLE = """
    title: Le permis est connu
    on: 2026-11-24
    who: {level: email}
    services:
      registre_des_permis: {gives: {etat: accordé, surface: 12}}
    answers: {neuf: true, prix: 120000, courriel: a@exemple.be}
    steps:
      - {submit: true, expect: {status: accordee}}
"""
SILENT = EXAMPLE.replace("{gives: {etat: accordé, surface: 12}}", "{fails: true}").replace(
    "accordee", "examen"
)
#: Nothing is said of the service beforehand: the steps tell.
TOLD = (
    EXAMPLE[: EXAMPLE.index("    services")]
    + """    answers: {neuf: true, prix: 120000, courriel: a@exemple.be}
    steps:
      - {submit: true, expect: {status: recue, blocks: [correspondence.send, connectors.call]}}
      - {fact: service_answered, agent: {etat_du_permis: refusé}, expect: {status: examen}}
"""
)


def package(address: str = "https://permis.example", ways: str = BY_FACT, **changed: str) -> dict[str, str]:
    """The files of the small package that differ, for ``write_package``."""
    workflow = FILES["workflow.yaml"]
    sent = "          - {block: correspondence.send, args: {message: recu}}\n"
    assert sent in workflow and _READ in workflow
    workflow = workflow.replace(sent, sent + _ASK[1:]).replace(_READ, ways)
    return {
        "connectors": CONNECTORS.format(address=address),
        "workflow": workflow.rstrip() + _FIELDS,
        "tests__simple": EXAMPLE,
        **changed,
    }


def with_line(file: str, old: str, new: str, **more: Any) -> dict[str, str]:
    """The same with a piece of one file replaced."""
    files = package(**more)
    assert old in files[file], f"{old!r} is not in {file}"
    return {**files, file: files[file].replace(old, new)}
