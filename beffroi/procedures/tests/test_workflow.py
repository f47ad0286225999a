"""The workflow engine: steps, ways out, delays; and random walks through the real packages."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.procedures.queries import check_package
from beffroi.procedures.rules import forms, workflow
from beffroi.procedures.rules.phases import ENDS, LABELS, Phase
from beffroi.procedures.rules.records import case_scope
from beffroi.procedures.rules.workflow import BlockCall, Delay, NoSuchTransition, TaskSpec

from .factories import FILES, PROCEDURES, TODAY, context, definition_of, shelf, with_line, write_package


def scope(definition, day=TODAY, **data):
    return case_scope(definition, {"answers": {}, **data}, day)


class TestSteps:
    def test_starting_enters_the_first_status_and_calls_its_blocks(self):
        household = shelf("composition-de-menage")
        step = workflow.start(household, scope(household))
        assert (step.status, step.phase, step.next_turn, step.closes) == (
            "recue",
            "received",
            "commune",
            False,
        )
        assert step.calls == [BlockCall("correspondence.send", {"message": "recu"}, "recue/enter/0")]

    def test_the_first_automatic_way_whose_condition_holds_is_taken(self):
        household = shelf("composition-de-menage")
        paid = workflow.automatic(household, "recue", scope(household, fee_cents=900))
        free = workflow.automatic(household, "recue", scope(household, fee_cents=0))
        assert (paid.status, free.status) == ("attente_paiement", "a_traiter")
        assert free.task == TaskSpec("clerk", "Vérifier la demande et produire le certificat")

    def test_at_rest_nothing_moves_by_itself(self):
        household = shelf("composition-de-menage")
        assert workflow.automatic(household, "a_traiter", scope(household)) is None

    def test_arguments_are_worked_out_with_their_type(self):
        household = shelf("composition-de-menage")
        step = workflow.automatic(household, "recue", scope(household, fee_cents=900))
        assert step.calls[0].args["amount_cents"] == 900

    def test_a_fact_moves_only_where_it_is_waited_for(self):
        household = shelf("composition-de-menage")
        assert workflow.on_fact(household, "attente_paiement", "paid", scope(household)).status == "a_traiter"
        assert workflow.on_fact(household, "a_traiter", "paid", scope(household)) is None

    def test_the_same_fact_leads_by_the_way_chosen(self):
        household = shelf("composition-de-menage")
        ways = {
            mode: workflow.on_fact(
                household, "production", "document_ready", scope(household, delivery=mode)
            ).status
            for mode in ("telechargement", "poste", "guichet")
        }
        assert ways == {"telechargement": "delivree", "poste": "a_remettre", "guichet": "a_remettre"}

    def test_a_block_reads_what_the_block_before_it_kept(self, tmp_path):
        blocks = """enter:
          - {block: cases.set, args: {values: {nombre: "3"}}}
          - {block: cases.set, args: {values: {total: "{{ agent.nombre }} fois"}}}
          - {block: cases.note, args: {text: "{{ agent.total }}"}, when: agent.nombre == "3"}
"""
        fields = """
    fields:
      - {name: nombre, type: text, label: Nombre}
      - {name: total, type: text, label: Total}
"""
        changed = with_line("workflow", "enter:\n", blocks)
        small = definition_of(write_package(tmp_path, workflow=f"{changed['workflow'].rstrip()}{fields}"))
        assert [call.args for call in workflow.start(small, scope(small)).calls[:3]] == [
            {"values": {"nombre": "3"}},
            {"values": {"total": "3 fois"}},
            {"text": "3 fois"},
        ]

    def test_a_block_done_on_entering_reads_the_status_entered_and_the_one_left(self, tmp_path):
        place = "{{ case.previous_status_label }}, {{ case.status_label }}"
        changed = with_line(
            "workflow",
            "      - name: examen\n",
            f"""      - name: examen
        enter: [{{block: cases.note, args: {{text: "{place}"}}, when: case.previous_status == "recue"}}]
""",
        )
        small = definition_of(write_package(tmp_path, **changed))
        step = workflow.automatic(small, "recue", scope(small, status="recue"))
        assert [call.args for call in step.calls] == [{"text": "Reçue, Examen"}]

    def test_an_unknown_way_is_refused(self):
        household = shelf("composition-de-menage")
        with pytest.raises(NoSuchTransition):
            workflow.take(household, "a_traiter", "remis", scope(household))

    def test_a_refusal_closes_and_writes(self):
        household = shelf("composition-de-menage")
        step = workflow.take(household, "a_traiter", "refuser", scope(household))
        assert (step.phase, step.closes, step.next_turn) == ("refused", True, "")
        assert [call.block for call in step.calls] == ["payments.cancel", "correspondence.send"]

    def test_time_takes_what_it_takes(self):
        assert workflow.delays(shelf("acte-de-naissance"), "migration", {}) == [
            Delay("redemander", 2, "working")
        ]
        assert workflow.delays(shelf("acte-de-naissance"), "delivree", {}) == [
            Delay("cloturer", 30, "calendar")
        ]

    def test_each_role_sees_its_own_ways_out(self, tmp_path):
        small = definition_of(write_package(tmp_path))
        ways = {
            role: [way.name for way in workflow.transitions_for(small, "examen", {role}, scope(small))]
            for role in ("clerk", "head", "citizen", "till")
        }
        assert ways == {
            "clerk": ["accorder", "ask_information"],
            "head": ["refuser"],
            "citizen": ["withdraw"],
            "till": [],
        }

    def test_the_strict_rule_offers_no_delivery_to_the_first_degree(self):
        act = shelf("acte-de-naissance")
        mother = {"given_names": "M", "family_name": "E", "birth_date": "1955-02-10"}
        data = {"answers": {"relation": "premier_degre", "personne": mother}}

        def offered(status):
            return [
                w.name
                for w in workflow.transitions_for(act, status, {"clerk"}, scope(act, status=status, **data))
            ]

        assert "delivrer" in offered("a_controler")
        assert "delivrer" not in offered("controle_strict")


def test_immediate_delivery_is_an_option_of_the_commune_and_needs_strong_identification():
    household = shelf("composition-de-menage")
    data = {"answers": {"pour_qui": "moi"}, "delivery": "telechargement", "level": 450, "fee_cents": 0}

    def next_status(**changed):
        return workflow.automatic(household, "recue", scope(household, **{**data, **changed})).status

    assert next_status() == "a_traiter"
    assert next_status(options={"delivrance_immediate": True}) == "production"
    assert next_status(options={"delivrance_immediate": True}, level=400) == "a_traiter"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ("extrait", "recherche_immediate"),
        ("copie", "recherche_immediate"),
        ("multilingue", "a_verifier"),
        ("ciec", "a_verifier"),
    ],
)
def test_an_international_form_of_an_act_is_never_delivered_without_an_agent(form, status):
    """The bank of acts gives a copy or an extract; another form must not become one in silence."""
    act = shelf("acte-de-naissance")
    answers = {"relation": "personne", "forme": form}
    data = {"answers": answers, "delivery": "telechargement", "level": 450, "fee_cents": 0}
    options = {"delivrance_immediate": True}
    assert workflow.automatic(act, "recue", scope(act, **data, options=options)).status == status


def test_every_phase_has_its_words():
    assert set(LABELS) == set(Phase)


@settings(max_examples=200, deadline=None)
@given(
    slug=st.sampled_from(PROCEDURES),
    fee=st.sampled_from([0, 900]),
    delivery=st.sampled_from(["telechargement", "poste", "guichet"]),
    relation=st.sampled_from(["personne", "premier_degre", "heritier"]),
    choices=st.lists(st.integers(0, 30), min_size=30, max_size=30),
)
def test_a_random_walk_never_gets_stuck_and_never_leaves_the_drawing(slug, fee, delivery, relation, choices):
    definition = shelf(slug)
    answers = {"relation": relation, "pour_qui": "moi", "mode": delivery}
    data = {"answers": answers, "delivery": delivery, "fee_cents": fee, "level": 450}
    status, step = "", workflow.start(definition, scope(definition, **data))
    for choice in choices:
        while step is not None:
            status = step.status
            assert status in definition.statuses
            assert step.closes == (Phase(step.phase) in ENDS)
            assert len({call.id for call in step.calls}) == len(step.calls)
            here = case_scope(definition, {**data, "status": status}, date(2026, 11, 24))
            step = None if step.closes else workflow.automatic(definition, status, here)
        ways = [way for way in definition.ways_out(status) if not way.automatic and here.holds(way.when)]
        if Phase(definition.statuses[status].phase) in ENDS:
            assert ways == []
            return
        assert ways, f"{slug} is stuck in {status}"
        step = workflow.take(definition, status, ways[choice % len(ways)].name, here)


LATE = "- {name: tard, after: {option: patience}, to: accordee}"


def _patient(tmp_path, default="30"):
    waits = with_line(
        "workflow", "- {name: information_provided", f"{LATE}\n          - {{name: information_provided"
    )
    options = with_line(
        "procedure",
        "- {key: plafond",
        f"- {{key: patience, type: number, label: Jours de patience, default: {default}}}\n      - {{key: plafond",
    )
    return write_package(tmp_path, **waits, **options)


def test_the_commune_sets_how_long_a_delay_lasts(tmp_path):
    """The default of the package, the value that is in force; a value out of reason is kept within ten years."""
    patient = definition_of(_patient(tmp_path))
    for values, days in (
        ({}, 30),
        ({"patience": 12}, 12),
        ({"patience": -1}, 0),
        ({"patience": 99999}, 3650),
    ):
        assert workflow.delays(patient, "attente", values) == [Delay("tard", days, "calendar")]


def test_a_delay_is_set_in_one_way(tmp_path):
    for wrong, said in (
        ("after: {option: plafond}", "« plafond » n’est pas une option de type « number »."),
        ("after: {option: patience, days: 2}", "le délai doit avoir « days » ou « option », l’un des deux."),
        ("after: {unit: working}", "le délai doit avoir « days » ou « option », l’un des deux."),
    ):
        folder = _patient(tmp_path)
        path = folder / "workflow.yaml"
        path.write_text(path.read_text().replace("after: {option: patience}", wrong))
        assert [one.message_fr for one in check_package(folder)] == [said]


def test_where_a_case_stands_and_stood_is_said_in_words(tmp_path):
    found = definition_of(write_package(tmp_path))
    scope = case_scope(found, {"status": "examen", "previous_status": "recue"}, TODAY)
    assert scope.value('case.previous_status_label + " → " + case.status_label') == "Reçue → Examen"


def test_what_blocks_keep_on_the_case_is_declared(tmp_path):
    kept = "    fields: [{name: reference, type: text, label: Référence}]\n    anywhere:\n"
    declared = {
        **with_line("workflow", "    anywhere:\n", kept),
        **with_line("messages__recu", "[Merci.]", '["{{ agent.reference }}"]'),
    }
    assert check_package(write_package(tmp_path, **declared)) == []
    undeclared = with_line("messages__recu", "[Merci.]", '["{{ agent.reference }}"]')
    assert check_package(write_package(tmp_path, **undeclared)) != []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('"{{ case.number }}"', []),
        ("oui", ["« oui » n’est pas une valeur du type « yes_no »."]),
        ("3", ["« 3 » n’est pas une valeur du type « yes_no »."]),
        ("true", []),
    ],
)
def test_what_blocks_keep_is_of_the_type_declared(tmp_path, value, said):
    """What is worked out is looked at when the block runs."""
    kept = "    fields: [{name: urgent, type: yes_no, label: Urgent}]\n    anywhere:\n"
    enter = "- {block: correspondence.send, args: {message: recu}}"
    workflow = FILES["workflow.yaml"].replace("    anywhere:\n", kept)
    call = f"{enter}\n          - {{block: cases.set, args: {{values: {{urgent: {value}}}}}}}"
    folder = write_package(tmp_path, workflow=workflow.replace(enter, call))
    assert [one.message_fr for one in check_package(folder)] == said


def test_the_small_form_read_is_that_of_the_status(tmp_path):
    """Two statuses may offer steps of one name, each with its own questions."""
    asked = "- {name: accorder, label: Oui, by: [clerk], to: accordee, form: [{name: autre, type: text, label: Autre}]}"
    answer = "- {name: information_provided"
    found = definition_of(
        write_package(tmp_path, **with_line("workflow", answer, f"{asked}\n          {answer}"))
    )
    raw = {"autre": ["x"]}
    assert forms.clean_transition(found, "examen", "accorder", raw, context()).values == {}
    assert forms.clean_transition(found, "attente", "accorder", raw, context()).values == {"autre": "x"}
