"""A case opens another one: both know it, each begins as any request does, and the first may wait for the second."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from beffroi.cases import actions, policies, queries
from beffroi.cases.actions import linking
from beffroi.cases.models import Case, CaseLink
from beffroi.correspondence.models import Delivery
from beffroi.journal.models import EventObject
from beffroi.lib.acting import HOUSE
from beffroi.procedures import actions as procedures
from beffroi.procedures.tests.factories import FILES, FORM, write_package

from . import factories, small
from .factories import events, facts, fresh, move, taken, work, work_again

_WAY = "- {name: accorder, label: Accorder, by: [clerk], decides: granted, to: accordee}"
_OPENS = """- name: visiter
            label: Demander une visite
            by: [clerk]
            to: visite
            calls:
              - block: cases.open_linked
                args:
                  procedure: %s
                  kind: visite
                  answers: {neuf: false, prix: "{{ answers.prix }}", courriel: "{{ answers.courriel }}"}"""
_WAITS = """- name: visite
        label: Visite
        phase: waiting_authority
        next: Nous visitons.
        transitions:
          - name: vu
            fact: linked_closed
            when: case.linked.all(one, one.ended && one.phase == "closed")
            to: accordee
          - {name: refus_vu, fact: linked_closed, to: examen}
      - name: attente"""
_EXAMPLE = """
    title: Une demande simple
    on: 2026-11-24
    who: {level: email}
    answers: {neuf: true, prix: 90000, courriel: a@exemple.be}
    expect: {pages: [velo, contact]}
    steps:
      - {submit: true, expect: {status: examen}}
      - {take: visiter, expect: {status: visite, blocks: [cases.open_linked]}}
      - {fact: linked_closed, expect: {status: accordee}}
"""


def circuit(procedure: str) -> str:
    """The small package's circuit, which may open a case of a procedure and wait for its end."""
    workflow = FILES["workflow.yaml"].replace(_WAY, f"{_WAY}\n          {_OPENS % procedure}")
    return workflow.replace("- name: attente", _WAITS)


_EXAMPLE_OF_THE_FORM = """
    title: Une demande simple
    on: 2026-11-24
    who: {level: email}
    answers: {courriel: a@exemple.be}
    expect: {pages: [velo, contact]}
"""
_APPLICANT = """- name: demandeur
            type: person
            label: Qui êtes-vous ?
            personal: {category: identification, purpose: Vous écrire.}
          - name: adresse
            type: address
            label: Votre adresse
            personal: {category: contact, purpose: Vous écrire.}
          """
#: A fee that a table decides.
_FEE = """
    fee:
      regime: redevance
      reason: La visite
      legal_reference: Règlement-redevance
      lines:
        - {label: Visite, amount: tables.tarif.montant}
"""
_TARIFF = """
    title: Tarif
    hit: first
    inputs:
      - {name: neuf, label: Neuf, value: answers.neuf, values: [true, false]}
    outputs:
      - {name: montant, label: Montant, type: amount}
    periods:
      - valid_from: 2026-01-01
        legal_reference: Règlement-redevance
        fictional: true
        rows:
          - {id: tous, then: {montant: 1500}}
"""


def publish_visit(
    shelf: Path,
    department: str = "population",
    more: str = "",
    card: str = FILES["procedure.yaml"],
    **files: str,
) -> None:
    """A second procedure beside the first: « visite », the same form; ``more`` is added to its identity card."""
    card = card.replace("slug: prime", "slug: visite").replace("mobilite", department)
    write_package(shelf, procedure=card.replace("Prime vélo", "Visite du vélo") + more, **files)
    (shelf / "prime").rename(shelf / "visite")
    procedures.publish_version(actor=HOUSE, path=shelf / "visite")


@pytest.fixture
def waiting(citizen, clerk, tmp_path):
    """A request whose circuit has opened a visit and waits for it."""
    publish_visit(tmp_path)
    small.publish(tmp_path, workflow=circuit("visite"), tests__simple=_EXAMPLE)
    return move(taken(small.apply(citizen), clerk), clerk, "visiter")


def visit_of(case: Case) -> Case:
    """The case that it opened."""
    return fresh(CaseLink.objects.get(opener=case).opened)


def test_a_case_of_the_other_procedure_begins_for_the_same_person(waiting):
    visit = visit_of(waiting)
    assert (visit.procedure, visit.status, visit.phase, visit.department) == (
        "visite",
        "examen",
        "in_progress",
        "population",
    )
    assert visit.answers == {"neuf": False, "prix": 120000, "courriel": "elise@exemple.be"}
    assert visit.number != waiting.number
    same = ("applicant_account_id", "applicant_person_id", "applicant_name", "identity_level", "channel")
    assert [getattr(visit, name) for name in same] == [getattr(waiting, name) for name in same]
    assert [one.text.split("\n") for one in visit.notes.all()] == [
        [
            f"Ouvert par le dossier {waiting.number} (Prime vélo).",
            "À compléter ou à vérifier avec la personne : Dans quel état est-il ?",
        ]
    ]


def test_both_sides_keep_a_fact_and_neither_log_becomes_the_other(waiting):
    visit = visit_of(waiting)
    assert [one for one in facts(waiting) if "inked" in one] == ["LinkedCaseOpened"]
    assert facts(visit)[:3] == ["CaseSubmitted", "OpenedByCase", "NoteAdded"]
    (opened,) = [one for one in events(waiting) if one.name == "LinkedCaseOpened"]
    assert opened.payload == {"procedure": "visite", "kind": "visite"}
    named = EventObject.objects.filter(event=opened, role="linked").values_list("kind", "uuid")
    assert list(named) == [("linked_case", visit.pk)]


def test_what_a_table_said_of_the_second_is_kept_and_recorded(citizen, clerk, tmp_path):
    publish_visit(tmp_path, more=_FEE, decisions__tarif=_TARIFF)
    small.publish(tmp_path, workflow=circuit("visite"), tests__simple=_EXAMPLE)
    visit = visit_of(move(taken(small.apply(citizen), clerk), clerk, "visiter"))
    assert (visit.fee_cents, [one.table for one in visit.evaluations.all()]) == (1500, ["tarif", "fee"])
    assert facts(visit)[:4] == ["CaseSubmitted", "TableEvaluated", "TableEvaluated", "OpenedByCase"]
    assert events(visit)[1].payload == {"table": "tarif", "rules": ["tous"]}


def test_an_agent_does_not_see_what_a_case_kept_from_them_opens(citizen, clerk, tmp_path):
    publish_visit(tmp_path)
    small.publish(tmp_path, workflow=circuit("visite"), tests__simple=_EXAMPLE)
    georges = factories.colleague()
    case = taken(small.apply(citizen), clerk)
    Case.objects.filter(pk=case.pk).update(kept_from=georges.account_id)
    visit = visit_of(move(case, clerk, "visiter"))
    assert (visit.kept_from_id, policies.may_see_case(georges, visit)) == (georges.account_id, False)


def test_whoever_wanted_a_letter_is_written_to_by_letter(clerk, tmp_path):
    """The form gave an e-mail address as well; the second case came in as the first did."""
    form = FORM.replace("- name: courriel", f"{_APPLICANT}- name: courriel")
    files = {"form": form, "tests__simple": _EXAMPLE_OF_THE_FORM}
    reads = "{applicant: demandeur, address: adresse, email: courriel}"
    card = FILES["procedure.yaml"].replace("{email: courriel}", reads)
    publish_visit(tmp_path, card=card, **files)
    workflow = circuit("visite").replace(
        'courriel: "{{ a', 'adresse: "{{ answers.adresse }}", courriel: "{{ a'
    )
    write_package(tmp_path, procedure=card.replace("mobilite", "population"), workflow=workflow, **files)
    procedures.publish_version(actor=HOUSE, path=tmp_path / "prime")
    arrival = queries.Arrival("post", date(2026, 11, 20), "signed", "letter")
    draft = actions.begin_intake(actor=clerk, slug="prime", arrival=arrival, printed=1)
    who = {k: v for k, v in factories.contact().items() if k.startswith(("demandeur", "adresse"))}
    typed = {**small.PAGES, "contact": {**small.PAGES["contact"], **who}}
    assert factories.fill(clerk, draft, typed) == {}
    case = factories.submit(clerk, draft).case
    work()
    visit = visit_of(move(taken(fresh(case), clerk), clerk, "visiter"))
    assert [fresh(one).applicant_email for one in (case, visit)] == ["", ""]
    ways = [
        Delivery.objects.filter(message__about_uuid=one.pk).values_list("channel") for one in (case, visit)
    ]
    assert [list(way) for way in ways] == [[("letter",)], [("letter",)]]


def test_the_first_goes_on_when_the_second_has_ended_and_reads_how(waiting, clerk):
    visit = move(taken(visit_of(waiting), clerk), clerk, "accorder")
    assert visit.closed_at is not None
    case = fresh(waiting)
    assert case.status == "accordee"
    (ended,) = [one for one in events(case) if one.name == "LinkedCaseEnded"]
    assert ended.payload == {"procedure": "visite", "kind": "visite", "outcome": "closed"}
    link = CaseLink.objects.get(opener=case)
    assert link.ended_at == visit.closed_at
    before = facts(case)
    work_again()
    assert facts(case) == before


def test_a_refusal_there_leads_another_way(waiting, clerk, head):
    visit = taken(visit_of(waiting), head)
    move(visit, head, "refuser", motive="Aucun vélo n’était là.")
    assert fresh(waiting).status == "examen"


def test_the_first_waits_for_all_that_one_step_opened(waiting, clerk, citizen):
    """A second one of the same step is still open: nothing is heard yet."""
    other = small.apply(citizen)
    link = CaseLink.objects.get(opener=waiting)
    CaseLink.objects.create(
        opener=waiting, opened=other, call="ailleurs", step=link.step, depth=1, opened_at=link.opened_at
    )
    move(taken(visit_of_call(waiting, link.call), clerk), clerk, "accorder")
    assert fresh(waiting).status == "visite"
    move(taken(other, clerk), clerk, "accorder")
    assert fresh(waiting).status == "accordee"


def visit_of_call(case: Case, call: str) -> Case:
    """The case that one call opened."""
    return fresh(CaseLink.objects.get(opener=case, call=call).opened)


def test_what_is_not_on_offer_opens_nothing_and_moves_nothing(citizen, clerk, tmp_path):
    small.publish(tmp_path, workflow=circuit("nulle-part"), tests__simple=_EXAMPLE)
    case = taken(small.apply(citizen), clerk)
    with pytest.raises(actions.LinkedNotOpened, match="Rien n’a changé"):
        actions.take_transition(actor=clerk, case_id=case.pk, transition="visiter", form={})
    assert (fresh(case).status, Case.objects.filter(procedure="visite").count()) == ("examen", 0)


def test_a_circle_ends_somewhere(citizen, clerk, tmp_path, monkeypatch):
    monkeypatch.setattr(linking, "MOST_DEEP", 2)
    small.publish(tmp_path, workflow=circuit("prime"), tests__simple=_EXAMPLE)
    case = small.apply(citizen)
    for _ in range(2):
        case = visit_of(move(taken(case, clerk), clerk, "visiter"))
    case = taken(case, clerk)
    with pytest.raises(actions.LinkedTooDeep, match="l’un l’autre"):
        actions.take_transition(actor=clerk, case_id=case.pk, transition="visiter", form={})
    assert fresh(case).status == "examen"


def test_each_screen_names_the_other_to_those_who_may_see_it(waiting, clerk, citizen, stranger):
    visit = visit_of(waiting)
    seen = [(one.case, one.title, one.opener) for one in queries.case_for_desk(clerk, waiting.pk).linked]
    assert seen == [(visit, "Visite du vélo", False)]
    seen = [(one.case, one.title, one.opener) for one in queries.case_for(citizen, visit.pk).linked]
    assert seen == [(waiting, "Prime vélo", True)]


def test_an_agent_of_one_department_does_not_see_the_case_of_another(citizen, clerk, tmp_path):
    publish_visit(tmp_path, department="mobilite")
    small.publish(tmp_path, workflow=circuit("visite"), tests__simple=_EXAMPLE)
    case = move(taken(small.apply(citizen), clerk), clerk, "visiter")
    assert visit_of(case).department == "mobilite"
    assert queries.case_for_desk(clerk, case.pk).linked == []
    assert len(queries.case_for(citizen, case.pk).linked) == 1


def test_the_end_of_a_case_that_nobody_opened_tells_nobody(citizen, clerk, tmp_path):
    small.publish(tmp_path)
    case = move(taken(small.apply(citizen), clerk), clerk, "accorder")
    actions.linked_case_ended(case_id=case.pk)
    work()
    assert "LinkedCaseEnded" not in facts(factories.fresh(case))
