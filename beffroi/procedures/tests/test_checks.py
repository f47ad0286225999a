"""``check``: each mistake an officer can make is said in French, with file, line and how to mend it."""

import pytest
from pydantic import create_model

from beffroi.procedures.queries import Severity, check_package, register_block
from beffroi.procedures.rules import blocks as registered

from .factories import _HOUSE, read, write_package
from .factories import with_line as line


def found(tmp_path, **changed):
    return check_package(write_package(tmp_path, **changed))


def test_the_small_package_is_in_order(tmp_path):
    assert found(tmp_path) == []


def test_what_is_left_open_can_be_checked_but_not_published(tmp_path, monkeypatch):
    """A text to complete, and a block that is only declared here."""
    monkeypatch.setattr(registered, "_blocks", registered.blocks())
    register_block("tests.declared", create_model("Declared"))
    receipt = "- {block: correspondence.send, args: {message: recu}}"
    findings = found(
        tmp_path,
        **line("procedure", "cost: Gratuit", "cost: '[à compléter]'"),
        **line("workflow", receipt, f"{receipt}\n          - {{block: tests.declared}}"),
    )
    assert [(one.severity, one.message_fr) for one in findings] == [
        ("unready", "ce texte est à compléter."),
        ("unready", "la brique « tests.declared » ne tourne pas encore ici."),
    ]
    assert all(one.prevents for one in findings)


def test_a_package_says_which_languages_it_is_in(tmp_path):
    """A house in Dutch too: the translation may lack where the package declares French alone."""
    house = _HOUSE.replace("languages: []", "languages: [nl]")
    french = line("procedure", "cost: Gratuit", "cost: Gratuit\n    languages: []")
    assert any("traduction « nl »" in str(one) for one in found(tmp_path, house=house))
    assert not any("traduction « nl »" in str(one) for one in found(tmp_path, house=house, **french))


MISTAKES = {
    "an unknown key": (line("form", "label: Est-il neuf ?", "labl: Est-il neuf ?"), "form.yaml:6: la clé « labl » n’existe pas ici. Vouliez-vous dire « label » ?"),
    "a missing key": (line("procedure", "    title: Prime vélo\n", ""), "procedure.yaml:2: la clé « title » manque. Ajoutez-la."),
    "a wrong word": (line("procedure", "nature: grant", "nature: cadeau"), "« cadeau » n’est pas une valeur de « nature »"),
    "a text that should be a number": (line("procedure", "minutes: 5", 'minutes: "5"'), "« minutes » doit être un nombre entier."),
    "a bad name": (line("form", "name: velo", "name: Vélo"), "« Vélo » n’a pas la forme voulue"),
    "an address without https": (
        line("procedure", "cost: Gratuit", "cost: Gratuit\n    free_route: {title: T, words: W, url: 'http://x.be', label: L}"),
        "Une adresse commence par https://",
    ),
    "another folder": (line("procedure", "slug: prime", "slug: prime-velo"), "le nom court est « prime-velo », le dossier « prime »."),
    "an unknown field type": (line("form", "type: yes_no", "type: oui_non"), "le type « oui_non » n’existe pas."),
    "a key without meaning": (line("form", "label: Est-il neuf ?", "label: Est-il neuf ?, max: 3"), "« max » n’a pas de sens pour le type « yes_no »."),
    "a choice without answers": (line("form", "type: yes_no", "type: choice"), "les réponses possibles manquent."),
    "an unknown source": (line("form", "type: yes_no", "type: choice, source: lune"), "la source « lune » n’existe pas."),
    "a heading without words": (line("form", "type: yes_no", "type: heading"), "les mots manquent. Écrivez-les dans « text »."),
    "a name that the screens keep": (line("form", "name: usure", "name: later"), "form.yaml:8: « later » est un nom réservé."),
    "a name that each page carries": (line("form", "name: usure", "name: seen"), "form.yaml:8: « seen » est un nom réservé."),
    "a slot without a venue": (line("form", "type: yes_no", "type: slot"), "le lieu manque. Nommez-le dans « venue »."),
    "two questions of one name": (line("form", "name: usure", "name: prix"), "deux questions s’appellent « prix »."),
    "an unknown field in a condition": (line("form", "!answers.neuf", "!answers.neuve"), "form.yaml:11: « answers.neuve » n’existe pas. Vouliez-vous dire « neuf » ?"),
    "a condition that looks ahead": (line("form", "label: Est-il neuf ?", "label: Est-il neuf ?, when: answers.prix > 1"), "« prix » vient plus loin dans le formulaire."),
    "a condition of another type": (line("form", "!answers.neuf", "answers.prix"), "ne peut pas être calculée"),
    "an expression that mixes types": (line("form", "!answers.neuf", 'answers.prix < "a"'), "ne peut pas être calculée."),
    "floating point": (line("form", "!answers.neuf", "answers.prix > 1.5"), "les nombres à virgule ne sont pas admis."),
    "an expression that does not read": (line("form", "!answers.neuf", "!answers.neuf &&"), "ne se lit pas."),
    "a field that the house cannot read": (line("procedure", "email: courriel", "email: prix"), "« prix » n’est pas une question de type « email »."),
    "a person without a number": (line("procedure", "reads: {email: courriel}", "reads: {email: courriel, subject_number: [prix]}"), "chaque personne de « subject » doit avoir son numéro"),
    "personal data without a purpose": (line("form", "personal: {category: contact, purpose: Vous répondre.}", "example: a@b.be"), "« courriel » demande une donnée personnelle sans dire pourquoi."),
    "the wrong category": (line("form", "category: contact", "category: family"), "la catégorie de « courriel » est « contact »."),
    "an unreachable status": (line("workflow", "- {name: accorder, label: Accorder, by: [clerk], decides: granted, to: accordee}", "- {name: accorder, label: Accorder, by: [clerk], decides: granted, to: retiree}"), "aucun chemin ne mène à « accordee »."),
    "an unknown status": (line("workflow", "automatic: true, to: examen", "automatic: true, to: examens"), "le statut « examens » n’existe pas."),
    "a dead end": (line("workflow", "- {name: information_provided, by: [citizen], to: examen}", "- {name: information_provided, by: [citizen], to: attente}"), "de « attente » aucun chemin ne mène à la clôture."),
    "a circle": (line("workflow", "- {name: accorder, label: Accorder, by: [clerk], decides: granted, to: accordee}", "- {name: accorder, automatic: true, to: recue}"), "le circuit tourne en rond."),
    "a circle of delays": (line("workflow", "- {name: ask_information, by: [clerk], to: attente}", "- {name: tard, after: {days: 0}, to: recue}"), "depuis « examen » le circuit tourne en rond."),
    "a way that nobody has the time to take": (line("workflow", "- {name: ask_information, by: [clerk]", "- {name: ask_information, automatic: true"), "aucun chemin ne mène à « accordee »."),
    "an unknown block": (line("workflow", "{block: correspondence.send, args: {message: recu}}", "{block: correspondence.sent, args: {message: recu}}"), "la brique « correspondence.sent » n’existe pas."),
    "an unknown argument": (line("workflow", "args: {message: recu}", "args: {message: recu, to: moi}"), "l’argument « to » de « correspondence.send » ne convient pas."),
    "an unknown message": (line("workflow", "args: {message: recu}", "args: {message: merci}"), "« merci » n’est pas dans le dossier messages/."),
    "an unknown role": (line("workflow", "by: [clerk], decides: granted", "by: [wizard], decides: granted"), "« wizard » n’est pas une valeur de « by »"),
    "two causes": (line("workflow", "by: [clerk], decides: granted", "by: [clerk], automatic: true"), "doit avoir une seule cause."),
    "a refusal that decides nothing": (line("workflow", "decides: refused, ", ""), "un refus est une décision."),
    "a decision that nobody takes": (line("workflow", "label: Accorder, by: [clerk], decides", "automatic: true, decides"), "workflow.yaml:17: aucun agent ne prend cette décision."),
    "a decision that the applicant takes": (line("workflow", "by: [clerk], decides", "by: [clerk, citizen], decides"), "aucun agent ne prend cette décision."),
    "a refusal without its motive": (line("workflow", "name: motive", "name: raison"), "workflow.yaml:18: ce refus ne demande pas son motif."),
    "a reserved name": (line("workflow", "{name: withdraw, by: [citizen]", "{name: withdraw, by: [clerk]"), "« withdraw » est réservée au rôle « citizen »."),
    "no word for the citizen": (line("workflow", "        next: Nous lisons votre demande.\n", ""), "ne dit pas au demandeur ce qui suit."),
    "an unknown record": (line("messages__recu", "{{ case.number }}", "{{ register.name }}"), "« register » ne peut pas être lu ici."),
    "an open brace": (line("messages__recu", "{{ case.number }}", "{{ case.number"), "une accolade double n’est pas refermée."),
    "no receipt": (line("workflow", "args: {message: recu}", "args: {message: refus}"), "« accuser réception à l’introduction » n’est pas suivie."),
    "a refusal without remedies": (line("messages__refus", ', "{{ case.remedies }}"', ""), "ses voies de recours » n’est pas suivie."),
    "an unknown departure": (line("procedure", "minutes: 5", "minutes: 5\n    departures: [{rule: politesse, reason: R}]"), "« politesse » n’est pas une règle de la maison."),
    "an option of another type": (line("procedure", "default: 10000", 'default: "cent"'), "« cent » n’est pas un montant en cents entiers."),
    "an example that goes otherwise": (line("tests__simple", "status: refusee", "status: accordee"), "status : attendu « accordee », trouvé « refusee »"),
    "a straight apostrophe": (line("procedure", "cost: Gratuit", "cost: C'est gratuit"), "une apostrophe droite"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_its_place(tmp_path, mistake):
    changed, said = MISTAKES[mistake]
    findings = found(tmp_path, **changed)
    assert any(said in str(finding) for finding in findings), [str(finding) for finding in findings]
    assert all(finding.file and finding.hint for finding in findings)


def test_a_departure_is_accepted_with_its_reason(tmp_path):
    changed = line(
        "procedure", "minutes: 5", "minutes: 5\n    departures: [{rule: acknowledgement, reason: Immédiat.}]"
    )
    assert (
        found(tmp_path, **changed, **line("workflow", "args: {message: recu}", "args: {message: refus}"))
        != []
    )
    kept = {
        **changed,
        **line("workflow", "args: {message: recu}", "args: {message: refus}"),
        **line("tests__simple", "messages: [recu]", "messages: [refus]"),
    }
    assert [(one.severity, one.message_fr) for one in found(tmp_path, **kept)] == [
        (Severity.NOTE, "écart à la règle « accuser réception à l’introduction » : Immédiat.")
    ]
    assert [(one.severity, one.message_fr) for one in found(tmp_path, **changed)] == [
        (
            Severity.WARNING,
            "la règle « accuser réception à l’introduction » est suivie : l’écart ne sert plus.",
        )
    ]


def test_a_departure_says_why(tmp_path):
    silent = line("procedure", "minutes: 5", 'minutes: 5\n    departures: [{rule: refusal, reason: " "}]')
    assert "l’écart à la règle « envoyer un refus motivé avec ses voies de recours » n’a pas de raison." in [
        one.message_fr for one in found(tmp_path, **silent)
    ]


def test_every_package_inherits_the_house(tmp_path):
    """Signature, contact, remedies, notice and languages are those of the house, without a word in the package."""
    folder = write_package(tmp_path)
    house = folder.parent / "house-rules.yaml"
    house.write_text(house.read_text().replace("contact: Le service", "contact: Un autre service"))
    package = read(folder).package
    assert package is not None
    assert (package.house.contact, package.house.acknowledgement) == ("Un autre service", "recu")


TABLE = """
    title: Essai
    hit: {hit}
    inputs:
      - {{name: neuf, label: Neuf, value: answers.neuf}}
      - {{name: prix, label: Prix, value: answers.prix}}
    outputs: [{{name: prime, label: Prime, type: amount}}]
    periods:
      - valid_from: 2025-01-01
        legal_reference: Règlement
        rows:
          - {{id: neuf, when: {{neuf: true}}, then: {{prime: 100}}}}
          - {{id: cher, when: {{neuf: false, prix: ">= 1000"}}, then: {{prime: 50}}}}
          {more}
"""


@pytest.mark.parametrize(
    ("hit", "more", "said"),
    [
        ("unique", "", "aucune ligne ne répond pour neuf = False, prix = 999."),
        ("unique", "- {id: tout, when: {}, then: {prime: 0}}", "les lignes cher et tout répondent toutes deux"),
        ("first", "- {id: reste, when: {}, then: {prime: 0}}", None),
        ("first", '- {id: jamais, when: {neuf: true, prix: "> 5"}, then: {prime: 0}}', "la ligne « jamais » ne sert jamais."),
        ("unique", '- {id: reste, when: {neuf: false, prix: "< 1000"}, then: {prime: 0}}', None),
        ("unique", "- {id: reste, when: {neuve: false}, then: {prime: 0}}", "« neuve » n’est pas une colonne."),
        ("unique", "- {id: reste, when: {neuf: false}, then: {primes: 0}}", "la réponse « primes » est en trop ou manque."),
        ("first", '- {id: reste, when: {}, then: {prime: "dix"}}', "« dix » n’est pas un montant en cents entiers."),
        ("first", '- {id: reste, when: {}, then: {prime: "= answers.neuf"}}', "doit donner un nombre entier"),
        ("first", "- {id: neuf, when: {}, then: {prime: 0}}", "deux lignes s’appellent « neuf »."),
    ],
)  # fmt: skip
def test_gaps_and_overlaps_of_a_table_are_found(tmp_path, hit, more, said):
    findings = [
        str(finding) for finding in found(tmp_path, decisions__prime=TABLE.format(hit=hit, more=more))
    ]
    assert (findings == []) if said is None else any(said in finding for finding in findings), findings


class TestTranslations:
    HOUSE = _HOUSE.replace("languages: []", "languages: [nl]")
    EVERY_TEXT = (
        "Prime vélo", "Une aide pour un vélo.", "Le Collège communal", "Les habitants", "Gratuit", "Dix jours ouvrables",
        "Règlement du Conseil communal", "Traiter la demande.", "Mission de service public.", "tableau de tri", "Votre vélo",
        "Est-il neuf ?", "Combien a-t-il coûté ?", "Dans quel état est-il ?", "Vous écrire", "Votre adresse e-mail",
        "Vous répondre.", "Nous lisons votre demande.", "Nous examinons votre demande.", "Répondez-nous.",
        "Reçu {{ case.number }}", "Merci.", "Notre décision", "Motif",
    )  # fmt: skip

    def check(self, tmp_path, entries, house=HOUSE):
        text = "".join(f'- {{fr: "{french}", to: "{to}"}}\n' for french, to in entries) or "[]"
        return [
            str(f)
            for f in found(tmp_path, house=house, translations__nl=text)
            if not f.file.startswith("house")
        ]

    def test_a_complete_translation_is_in_order(self, tmp_path):
        assert self.check(tmp_path, [(text, f"{text} (nl)") for text in self.EVERY_TEXT]) == []

    def test_a_missing_text_is_named_where_it_is_written(self, tmp_path):
        findings = self.check(tmp_path, [(text, text) for text in self.EVERY_TEXT if text != "Votre vélo"])
        assert findings == [
            "form.yaml:4: « Votre vélo » n’est pas traduit en « nl ». Ajoutez-le à translations/nl.yaml."
        ]

    def test_a_text_that_changed_leaves_a_stale_translation(self, tmp_path):
        findings = self.check(
            tmp_path, [*((text, text) for text in self.EVERY_TEXT), ("Votre bicyclette", "Uw fiets")]
        )
        assert any("« Votre bicyclette » n’est plus un texte du paquet." in finding for finding in findings)

    def test_a_translation_keeps_the_expressions(self, tmp_path):
        entries = [(text, text.replace("{{ case.number }}", "{{ case.level }}")) for text in self.EVERY_TEXT]
        assert any("n’a pas les mêmes expressions" in finding for finding in self.check(tmp_path, entries))

    def test_a_missing_language_and_an_untranslated_rule_of_the_house_are_said(self, tmp_path):
        findings = [str(finding) for finding in found(tmp_path, house=self.HOUSE)]
        assert any("la traduction « nl » manque" in finding for finding in findings)
        assert any(
            finding.startswith("house-rules.yaml") and "« Le Médiateur » n’est pas traduit" in finding
            for finding in findings
        )


CALLS = {
    "slots.hold": "{slot: neuf, hours: 48}",
    "slots.confirm": "{slot: neuf}",
    "grants.score": "{criteria: criteres}",
}


@pytest.mark.parametrize("block", CALLS)
def test_a_block_whose_room_does_not_stand_may_be_written_and_not_published(tmp_path, block):
    call = f"- {{block: {block}, args: {CALLS[block]}}}"
    receipt = "- {block: correspondence.send, args: {message: recu}}"
    findings = found(tmp_path, **line("workflow", receipt, f"{receipt}\n          {call}"))
    assert [str(finding) for finding in findings if finding.prevents] == [
        f"workflow.yaml:9: la brique « {block} » ne tourne pas encore ici. Attendez la version qui l’apporte, ou retirez-la."
    ]


CLOCK = """    retention: {days: 365, legal_reference: tableau de tri}
    legal_clock:
      period: {days: 30}
      legal_reference: CDLD, article L3231-3
"""
_ANYWHERE = "        transition: {name: withdraw, by: [citizen], to: retiree}\n"
_SILENCE = "      - phases: [received, in_progress, waiting_applicant]\n        transition: {name: silence, fact: silence%s, to: refusee}\n"


def clocked(tmp_path, *lines, silence=None):
    """The small package with a legal clock, and a way out by silence."""
    card = CLOCK + "".join(f"      {one}\n" for one in lines)
    way = _SILENCE % silence if silence is not None else ""
    return [
        str(one)
        for one in found(
            tmp_path,
            **line("procedure", "    retention: {days: 365, legal_reference: tableau de tri}\n", card),
            **line("workflow", _ANYWHERE, _ANYWHERE + way),
        )
    ]


@pytest.mark.parametrize(
    ("lines", "silence", "said"),
    [
        ((), None, []),
        (("silence: refused",), ", decides: refused", []),
        (("suspended_by: Règlement, article 4", "suspended_in: [attente]"), None, []),
        (("suspended_in: [attente]",), None, ["aucun texte ne permet de suspendre le délai."]),
        (("suspended_by: Règlement",), None, ["on ne dit pas quand le délai est suspendu."]),
        (("suspended_by: R", "suspended_in: [lune]"), None, ["le statut « lune » n’existe pas."]),
        (
            ("extension: {period: {days: 0}, legal_reference: X}",),
            None,
            ["la prolongation n’a pas de jours."],
        ),
        (("extension: {period: {days: 5}, legal_reference: ''}",), None, ["la base légale manque."]),
        (
            ("extension: {period: {days: 5}, legal_reference: X, message: longue}",),
            None,
            ["« longue » n’est pas dans le dossier messages/."],
        ),
        (
            ("silence: refused",),
            None,
            [
                f"le silence vaut refusé, mais rien ne dit où va alors un dossier de « {name} »."
                for name in ("recue", "examen", "attente")
            ],
        ),
        (("silence: granted",), ", decides: refused", ["le silence vaut accordé."]),
        ((), ", decides: refused", ["ici le silence ne décide rien."]),
    ],
)
def test_the_legal_clock_is_looked_at(tmp_path, lines, silence, said):
    findings = clocked(tmp_path, *lines, silence=silence)
    assert len(findings) == len(said), findings
    assert all(words in "\n".join(findings) for words in said), findings


def test_there_is_no_silence_without_a_legal_period(tmp_path):
    findings = found(tmp_path, **line("workflow", _ANYWHERE, _ANYWHERE + _SILENCE % ", decides: refused"))
    assert ["sans délai légal, il n’y a pas de silence." in str(one) for one in findings] == [True]


def test_a_circle_that_conditions_may_close_is_pointed_at(tmp_path):
    """Both conditions may hold at once; one that stands before a way without condition may be the one taken."""
    back = "- {name: relire, automatic: true, when: 'case.fee_cents > 0', to: recue}\n          - {name: accorder, label"
    findings = found(tmp_path, **line("workflow", "- {name: accorder, label", back))
    assert [(one.severity.value, one.message_fr) for one in findings] == [
        (
            "warning",
            f"depuis « {name} » le circuit peut tourner en rond, si toutes les conditions sont vraies.",
        )
        for name in ("recue", "examen")
    ]
