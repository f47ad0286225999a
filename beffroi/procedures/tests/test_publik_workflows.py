"""A circuit of w.c.s. comes in: what each action becomes, in which order, for whom, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from beffroi.procedures.rules.publik import read

pytestmark = pytest.mark.once

FORM = """<formdef><name>Prime vélo</name><url_name>prime</url_name><workflow>Prime</workflow><fields>
  <field><type>page</type><label>Vous</label></field>
  <field><type>email</type><varname>courriel</varname><label>Courriel</label></field>
  <field><type>string</type><varname>marque</varname><label>Marque</label></field>
</fields></formdef>"""

END = "<status><id>z</id><name>Clos</name><items/></status>"


@dataclass
class Told:
    """What the circuit has become: its statuses by name, and what the report says of each action."""

    workflow: dict[str, Any]
    statuses: dict[str, dict[str, Any]]
    messages: dict[str, Any]
    said: list[tuple[str, str, str]]
    connectors: list[dict[str, Any]]

    def ways(self, status: str) -> list[dict[str, Any]]:
        return self.statuses[status].get("transitions", [])


@pytest.fixture
def tell(tmp_path):
    def told(statuses: str, more: str = "") -> Told:
        (tmp_path / "prime.wcs").write_text(FORM)
        workflow = (
            f"<workflow><name>Prime</name><possible_status>{statuses}</possible_status>{more}</workflow>"
        )
        (tmp_path / "circuit.wcs").write_text(workflow)
        found = read([tmp_path])
        files = found.packages[0].files
        return Told(
            files["workflow.yaml"],
            {one["name"]: one for one in files["workflow.yaml"]["statuses"]},
            {name: data for name, data in files.items() if name.startswith("messages/")},
            [
                (one.verdict.value, one.where, one.reason)
                for one in found.report.entries
                if one.kind == "action"
            ],
            files.get("connectors.yaml", {}).get("connectors", []),
        )

    return told


def status(name: str, *items: str, id_: str = "") -> str:
    return f"<status><id>{id_ or name}</id><name>{name}</name><items>{''.join(items)}</items></status>"


def item(kind: str, **parts: str) -> str:
    return f'<item type="{kind}">{"".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items())}</item>'


def by(*roles: str) -> str:
    return "".join(f"<item>{role}</item>" for role in roles)


CLOSE = item("choice", label="Clore", status="z", by=by("_receiver"))


def always(
    name: str, *items: str, roles: str = by("_receiver"), statuses: str = "", kind: str = "manual"
) -> str:
    trigger = f'<trigger type="{kind}"><roles>{roles}</roles><statuses>{statuses}</statuses></trigger>'
    return (
        f"<action><name>{name}</name><items>{''.join(items)}</items><triggers>{trigger}</triggers></action>"
    )


def actions(*found: str) -> str:
    return f"<global_actions>{''.join(found)}</global_actions>"


def test_a_status_to_which_only_an_action_at_hand_leads_is_kept(tell):
    told = tell(
        status("Neuf", CLOSE) + status("Pause", CLOSE) + END,
        actions(always("Mettre en pause", item("jump", status="Pause"))),
    )
    assert list(told.statuses) == ["neuf", "pause", "clos"]
    (anywhere,) = told.workflow["anywhere"]
    assert anywhere["transition"] == {
        "name": "mettre_en_pause", "label": "Mettre en pause", "by": ["clerk"], "to": "pause",
    }  # fmt: skip


def test_what_a_status_without_a_way_to_it_would_do_is_said_not_to_be_done(tell):
    told = tell(
        status("Neuf", CLOSE) + status("Oublié", item("webservice_call", url="https://x"), CLOSE) + END
    )
    assert list(told.statuses) == ["neuf", "clos"]
    never = "aucun chemin ne mène à ce statut : jamais faite."
    assert told.said == [
        ("told", "statut « Neuf », bouton", ""),
        ("adapted", "statut « Oublié », appel à un service", never),
        ("adapted", "statut « Oublié », bouton", never),
    ]


def test_an_action_at_hand_keeps_its_condition_its_roles_and_its_statuses(tell):
    condition = "<type>django</type><value>form_var_marque == 'X'</value>"
    told = tell(
        status("Neuf", CLOSE) + status("Pause", CLOSE) + END,
        actions(
            always(
                "Reporter", item("jump", status="Pause", condition=condition), statuses="<item>Neuf</item>"
            ),
            always("Effacer", item("jump", status="z"), roles=by("Debug")),
            always("Relancer", item("jump", status="Neuf"), kind="timeout"),
        ),
    )
    assert told.ways("neuf")[1:] == [
        {
            "name": "reporter",
            "label": "Reporter",
            "by": ["clerk"],
            "to": "pause",
            "when": 'answers.marque == "X"',
        }
    ]
    (anywhere,) = told.workflow["anywhere"]
    assert (anywhere["transition"]["name"], anywhere["transition"]["by"]) == ("effacer", ["head"])
    assert [one for one in told.said if one[1].startswith("action ")] == [
        ("told", "action « Reporter »", ""),
        (
            "adapted",
            "action « Effacer »",
            "« Debug » devient « chef de service ». ici, un dossier clôturé ne bouge plus.",
        ),
        ("left", "action « Relancer »", "une action globale que le temps déclenche n’a pas d’équivalent."),
    ]


def test_a_call_before_a_deletion_is_not_hidden_behind_the_house(tell):
    told = tell(
        status("Neuf", CLOSE) + END,
        actions(always("Supprimer", item("webservice_call", url="https://x"), item("remove"))),
    )
    assert told.said[1:] == [
        (
            "left",
            "action « Supprimer »",
            "une action globale qui fait « appel à un service, suppression » n’a pas d’équivalent.",
        ),
        (
            "adapted",
            "action « Supprimer »",
            "ici, la conservation de la démarche décide de ce qui est effacé, et quand.",
        ),
    ]


def test_words_shown_in_a_closed_request_are_kept_for_the_citizen_only(tell):
    told = tell(
        status("Neuf", CLOSE)
        + status(
            "Clos",
            item("displaymsg", message="C’est fini.", to=by("_submitter")),
            item("displaymsg", message="À classer.", to=by("_receiver")),
            id_="z",
        )
    )
    assert told.statuses["clos"] == {
        "name": "clos",
        "label": "Clos",
        "phase": "closed",
        "next": "C’est fini.",
    }
    assert told.said[1:] == [
        ("told", "statut « Clos », message affiché", ""),
        (
            "adapted",
            "statut « Clos », message affiché",
            "ici, les agents n’ont rien à faire dans un dossier clôturé.",
        ),
    ]


def test_forms_of_the_same_roles_are_sent_by_one_button_and_by_the_buttons_beside(tell):
    asked = "<formdef><fields><field><type>string</type><varname>avis</varname><label>Avis</label></field></fields></formdef>"
    told = tell(
        status(
            "Neuf",
            item("form", varname="a", by=by("_receiver")).replace("</item></by>", f"</item></by>{asked}"),
            item("commentable", varname="b", label="Remarque", by=by("_receiver")),
            item("jumponsubmit", status="z"),
            CLOSE,
            item("choice", label="Jeter", status="z", by=by("_receiver"), ignore_form_errors="True"),
        )
        + END
    )
    assert [(way["label"], [one["name"] for one in way.get("form", [])]) for way in told.ways("neuf")] == [
        ("Envoyer", ["a_avis", "comment_b"]),
        ("Clore", ["a_avis", "comment_b"]),
        ("Jeter", []),
    ]


def test_a_small_form_under_a_condition_is_left_to_a_person(tell):
    condition = "<type>django</type><value>form_var_marque</value>"
    told = tell(
        status("Neuf", item("commentable", label="Pourquoi", by=by("_receiver"), condition=condition), CLOSE)
        + END
    )
    assert told.said[0] == (
        "left",
        "statut « Neuf », commentaire",
        "ici, un petit formulaire n’a pas de condition : elle est celle de son bouton.",
    )


def test_a_condition_written_in_python_is_left_to_a_person(tell):
    condition = "<type>python</type><value>form_var_marque</value>"
    told = tell(status("Neuf", item("jump", status="z", condition=condition), CLOSE) + END)
    assert told.said[0] == ("left", "statut « Neuf », saut", "cette condition est écrite en Python.")


def test_a_mail_whose_words_are_missing_is_left_to_a_person(tell):
    told = tell(status("Neuf", item("sendmail", mail_template="ailleurs", to=by("_submitter")), CLOSE) + END)
    assert told.messages == {}
    assert told.said[0] == (
        "left",
        "statut « Neuf », courriel",
        "le modèle de courriel « ailleurs » n’est pas dans l’import.",
    )


def test_a_notice_to_agents_is_a_task(tell):
    told = tell(
        status("Neuf", item("notification", title="À voir", body="Vite", to=by("_receiver")), CLOSE) + END
    )
    assert told.messages == {}
    assert told.statuses["neuf"]["task"] == {"role": "clerk", "label": "Traiter : Neuf"}


def test_a_jump_for_two_causes_is_two_ways(tell):
    told = tell(status("Neuf", item("jump", status="z", timeout="172800", trigger="paid"), CLOSE) + END)
    assert told.ways("neuf")[:2] == [
        {"name": "vers_clos", "to": "clos", "fact": "paid"},
        {"name": "vers_clos_2", "to": "clos", "after": {"days": 2}},
    ]


def test_a_redirection_says_its_address_under_its_condition(tell):
    condition = "<type>django</type><value>form_var_marque == 'X'</value>"
    told = tell(
        status("Neuf", item("redirect_to_url", url="https://exemple.be/", condition=condition), CLOSE) + END
    )
    assert told.statuses["neuf"]["next"] == (
        '{{ answers.marque == "X" ? ("La suite se passe ici : https://exemple.be/") : "" }}'
    )


def test_a_circuit_that_does_not_end_is_closed_under_a_free_name(tell):
    told = tell(status("Clôturée", item("choice", label="Encore", status="Clôturée", by=by("_receiver"))))
    assert list(told.statuses) == ["cloturee", "cloturee_2"]
    assert told.ways("cloturee")[-1]["to"] == "cloturee_2"


KEPT = """<backoffice-fields><formdef><fields>
  <field><id>bo1</id><type>string</type><varname>nombre</varname><label>Nombre</label></field>
  <field><id>bo2</id><type>string</type><varname>total</varname><label>Total</label></field>
</fields></formdef></backoffice-fields>"""


def fills(**values: str) -> str:
    told = "".join(
        f"<field><field_id>{id_}</field_id><value>{value}</value></field>" for id_, value in values.items()
    )
    return f'<item type="set-backoffice-fields"><fields>{told}</fields></item>'


def test_a_field_that_reads_one_filled_in_before_it_is_kept_after_it(tell):
    told = tell(
        status("Neuf", fills(bo1="{{ form_var_marque }}", bo2="{{ form_var_nombre }} fois"), CLOSE) + END,
        KEPT,
    )
    assert told.statuses["neuf"]["enter"] == [
        {"block": "cases.set", "args": {"values": {"nombre": "{{ answers.marque }}"}}},
        {"block": "cases.set", "args": {"values": {"total": '{{ agent.nombre + " fois" }}'}}},
    ]


def test_a_comment_without_a_jump_leaves_the_request_where_it_stands(tell):
    told = tell(
        status("Neuf", item("commentable", by=by("_submitter", "_receiver"), label="Un mot"), CLOSE) + END
    )
    close, comment = told.ways("neuf")
    assert (comment["label"], comment["by"], comment["to"]) == ("Un mot", ["citizen", "clerk"], "neuf")
    assert close["form"] == comment["form"]


def test_a_button_that_only_keeps_the_answers_is_said_not_to_be_here(tell):
    asked = "<fields><field><type>string</type><varname>motif</varname><label>Motif</label></field></fields>"
    told = tell(status("Neuf", item("form", by=by("_receiver"), varname="refus", formdef=asked), CLOSE) + END)
    assert [way["name"] for way in told.ways("neuf")] == ["clore"]
    assert (
        "adapted",
        "statut « Neuf », petit formulaire",
        "là-bas, un bouton de plus garde les réponses sans que rien ne bouge : ici, elles partent avec un autre bouton.",
    ) in told.said


def test_who_keeps_the_program_is_named_among_other_roles_too(tell):
    told = tell(status("Neuf", item("choice", label="Clore", status="z", by=by("Debug", "_receiver"))) + END)
    assert told.said == [("adapted", "statut « Neuf », bouton", "« Debug » devient « agent traitant ».")]


def test_an_action_at_hand_is_said_not_to_move_a_closed_case(tell):
    told = tell(
        status("Neuf", CLOSE) + status("Pause", CLOSE) + END,
        actions(always("Mettre en pause", item("jump", status="Pause"))),
    )
    assert told.said[-1] == (
        "adapted",
        "action « Mettre en pause »",
        "ici, un dossier clôturé ne bouge plus.",
    )


def test_an_end_to_which_a_case_goes_by_itself_is_no_withdrawal(tell):
    told = tell(
        status("Neuf", item("choice", label="Rembourser", status="r", by=by("_receiver")))
        + status("Remboursement", item("jump", status="y"), id_="r")
        + status("Paiement annulé", id_="y")
        + END
    )
    assert told.statuses["paiement_annule"]["phase"] == "closed"


VISIT = """<formdef><name>Visite</name><url_name>visite</url_name><fields>
  <field><id>1</id><type>string</type><varname>objet</varname><label>Objet</label></field>
  <field><id>2</id><type>date</type><varname>jour</varname><label>Jour</label></field>
  <field><id>3</id><type>string</type><varname>marque</varname><label>Marque</label></field>
</fields></formdef>"""


@pytest.mark.parametrize(
    ("by_name", "answers"),
    [
        ("False", {"objet": '{{ "Vélo " + answers.marque }}'}),
        ("True", {"marque": "{{ answers.marque }}", "objet": '{{ "Vélo " + answers.marque }}'}),
    ],
)
def test_a_request_of_another_form_becomes_a_linked_case(tell, tmp_path, by_name, answers):
    (tmp_path / "visite.wcs").write_text(VISIT)
    mappings = (
        '<mappings><mapping field_id="1">Vélo {{ form_var_marque }}</mapping>'
        '<mapping field_id="2">{{ today }}</mapping></mappings>'
    )
    opens = item("create_formdata", formdef_slug="visite", map_fields_by_varname=by_name).replace(
        "</item>", f"{mappings}</item>"
    )
    told = tell(status("Neuf", opens, CLOSE) + END)
    assert told.statuses["neuf"]["enter"] == [
        {"block": "cases.open_linked", "args": {"procedure": "visite", "answers": answers}}
    ]
    assert told.said[0] == (
        "adapted",
        "statut « Neuf », création d’une demande",
        "ces réponses ne sont pas reprises : jour.",
    )


def test_a_form_that_was_not_given_and_a_card_of_a_list_open_nothing(tell):
    told = tell(
        status(
            "Neuf",
            item("create_formdata", formdef_slug="ailleurs"),
            item("create_carddata", formdef_slug="liste"),
            CLOSE,
        )
        + END
    )
    assert [one for one in told.said if one[0] == "left"] == [
        (
            "left",
            "statut « Neuf », création d’une demande",
            "le formulaire « ailleurs » n’est pas dans l’import.",
        ),
        (
            "left",
            "statut « Neuf », création d’une fiche",
            "une fiche est une ligne d’une liste tenue là-bas, pas une demande.",
        ),
    ]


CALL = item(
    "webservice_call",
    label="Chercher le permis",
    varname="permis",
    method="POST",
    url="https://permis.example/api/{{ form_var_marque }}/?sans=rien",
    action_on_4xx="Echec",
    action_on_5xx=":stop",
).replace(
    "</item>",
    "<post_data><item><name>email</name><value>{{ form_var_courriel }}</value></item>"
    "<item><name>fixe</name><value>oui</value></item>"
    "<item><name>autre/chemin</name><value>x</value></item>"
    "<item><name>perdu</name><value>{{ form_var_courriel|inconnu }}</value></item></post_data></item>",
)
KNOWN = item("jump", status="z", mode="immediate").replace(
    "</item>",
    '<condition><type>django</type><value>form_workflow_data_permis_response_data_0_etat == "ok"</value>'
    "</condition></item>",
)


def test_a_call_becomes_a_connector_to_complete_and_what_is_sent_to_it(tell):
    told = tell(status("Neuf", CALL, KNOWN, CLOSE) + status("Echec", CLOSE) + END)
    (connector,) = told.connectors
    source = connector.pop("source")
    assert connector == {
        "name": "permis",
        "title": "Chercher le permis",
        "purpose": "[à compléter] Pourquoi ce service est appelé",
        "recipient": "[à compléter] À qui est ce programme",
        "legal_basis": "[à compléter] Le texte qui permet cet échange",
        "address": "https://permis.example/api/{p1}/",
        "method": "POST",
        "sends": [
            {"name": "p1", "to": "path"},
            {"name": "sans", "to": "query", "required": False},
            {"name": "email", "required": False, "personal": "contact"},
            {"name": "fixe", "required": False},
        ],
        "keeps": [{"name": "data_0_etat", "path": "data.0.etat", "required": False}],
    }
    assert "form_var_courriel|inconnu" in source
    assert told.statuses["neuf"]["enter"] == [
        {
            "block": "connectors.call",
            "args": {
                "connector": "permis",
                "send": {
                    "p1": "{{ answers.marque }}",
                    "sans": "rien",
                    "email": "{{ answers.courriel }}",
                    "fixe": "oui",
                },
                "keep": {"permis_response_data_0_etat": "data_0_etat"},
            },
        }
    ]
    assert [way for way in told.ways("neuf") if "fact" in way] == [
        {"name": "echec_vers_echec", "fact": "service_failed", "to": "echec"}
    ]
    assert told.said[0] == (
        "adapted",
        "statut « Neuf », appel à un service",
        "un connecteur à compléter et à faire approuver, « permis », appelle "
        "https://permis.example/api/{{ form_var_marque }}/?sans=rien. "
        "à écrire par une personne : autre/chemin, perdu.",
    )


def test_an_address_that_lies_elsewhere_is_left_to_a_person(tell):
    urls = (
        "{{ passerelle_url }}api/x",
        "http://permis.example/",
        "https://permis.example/{{ inconnu|inconnu }}/",
    )
    for url in urls:
        told = tell(status("Neuf", item("webservice_call", label="Appel", url=url), CLOSE) + END)
        assert [(one["address"], url.split("{")[0] in one["source"]) for one in told.connectors] == [
            ("", True)
        ]


def test_two_calls_of_one_name_are_two_connectors(tell):
    told = tell(status("Neuf", CALL, CALL, CLOSE) + status("Echec", CLOSE) + END)
    assert [one["name"] for one in told.connectors] == ["permis", "permis_2"]


def test_an_anonymisation_where_a_request_ends_waits_for_who_authorises_it(tell):
    told = tell(status("Neuf", CLOSE) + status("Clos", item("anonymise"), id_="z"))
    assert told.statuses["clos"]["enter"] == [
        {
            "block": "cases.anonymise",
            "args": {
                "legal_reference": "[à compléter] L’autorisation des Archives de l’État qui permet d’anonymiser sans liste"
            },
        }
    ]
    assert told.said[-1] == (
        "adapted",
        "statut « Clos », anonymisation",
        "là-bas, rien ne dit qui a autorisé cette destruction : à écrire, ou à laisser à la conservation.",
    )


def test_an_anonymisation_on_the_way_is_left_to_the_retention(tell):
    told = tell(status("Neuf", item("anonymise"), CLOSE) + END)
    assert "enter" not in told.statuses["neuf"]
    assert told.said[0] == (
        "adapted",
        "statut « Neuf », anonymisation",
        "ici, la conservation de la démarche décide de ce qui est effacé, et quand.",
    )
