"""The packages that ship: each checks, its examples pass, and what it says is right."""

import pytest

from beffroi.people.policies import Level
from beffroi.procedures.queries import Severity, check_package, run_examples
from beffroi.procedures.rules import said
from beffroi.procedures.rules.records import case_scope, make_scope
from beffroi.procedures.rules.schema import LEVELS

from .factories import NUMBER_ID, PROCEDURES, SHELF, TODAY, context, shelf

LANGUAGES = ("fr", "nl", "de", "en")


def _modes(slug):
    """The ways of receiving the document, with the identity level that each needs."""
    field = shelf(slug).fields.get("mode")
    return {option.value: option.level for option in field.options} if field else {}


#: Those whose document can be downloaded, and those that cost a tax.
DOWNLOADED = [slug for slug in PROCEDURES if "telechargement" in _modes(slug)]
TAXED = [slug for slug in PROCEDURES if (fee := shelf(slug).package.procedure.fee) and fee.regime == "taxe"]


def test_the_shelf_holds_what_it_held():
    assert {
        "acte-de-mariage",
        "acte-de-naissance",
        "certificat-de-residence",
        "composition-de-menage",
    } <= set(PROCEDURES)


@pytest.mark.parametrize("slug", PROCEDURES)
def test_a_package_is_in_order(slug):
    assert [str(one) for one in check_package(SHELF / slug) if one.severity is not Severity.NOTE] == []


@pytest.mark.parametrize("slug", PROCEDURES)
def test_its_examples_pass(slug):
    results = run_examples(shelf(slug))
    assert [(result.name, result.differences) for result in results if not result.passed] == []
    assert len(results) >= 5


@pytest.mark.parametrize("slug", PROCEDURES)
def test_no_python_and_no_secret_lies_on_the_shelf(slug):
    assert {path.suffix for path in (SHELF / slug).rglob("*") if path.is_file()} == {".yaml", ".md"}


def test_every_amount_and_choice_of_the_shelf_is_marked_as_fictional():
    from .factories import read

    for slug in PROCEDURES:
        amounts = {
            spec.key for spec in shelf(slug).package.procedure.options if spec.type in ("amount", "yes_no")
        }
        assert all(
            record.fictional and "fictif" in record.legal_reference
            for record in read(SHELF / slug).options
            if record.key in amounts
        )


def test_levels_are_those_of_people():
    assert {name: int(Level[name.upper()]) for name in LEVELS} == LEVELS


@pytest.mark.parametrize("slug", DOWNLOADED)
def test_downloading_needs_an_identity_check_and_applying_does_not(slug):
    definition = shelf(slug)
    assert (definition.required_level, definition.download_level) == (Level.EMAIL, Level.CHECKED)
    assert _modes(slug) == {"telechargement": "checked", "poste": "none", "guichet": "none"}


@pytest.mark.parametrize("slug", PROCEDURES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_start_page_tells_all_that_must_be_known(slug, language):
    page = said.start_page(shelf(slug), context(language=language))
    assert all((page.title, page.who, page.cost, page.delay, page.pieces, page.elsewhere, page.legal_basis))


def test_what_a_federal_door_gives_for_free_is_shown_there_first():
    assert {s: r.url for s in PROCEDURES if (r := said.start_page(shelf(s), context()).free_route)} == {
        "acte-de-deces": "https://justonweb.be",
        "acte-de-mariage": "https://justonweb.be",
        "acte-de-naissance": "https://justonweb.be",
        "certificat-de-residence": "https://mondossier.rrn.fgov.be",
        "certificat-de-vie": "https://mondossier.rrn.fgov.be",
        "changement-d-adresse": "https://mondossier.rrn.fgov.be",
        "composition-de-menage": "https://mondossier.rrn.fgov.be",
        "extrait-de-casier-judiciaire": "https://justice.belgium.be",
    }


def test_the_start_page_tells_the_price_of_the_day():
    page = said.start_page(
        shelf("composition-de-menage"), context(options={"taxe_document": 300, "supplement_usage": 150})
    )
    assert (
        page.cost
        == "Gratuit pour beaucoup d’usages (école, emploi, pension…), sinon 4,50\u00a0€ par exemplaire."
    )


DATA = {
    "answers": {
        "pour_qui": "moi",
        "motif": "banque",
        "demandeur": {"given_names": "Alix", "family_name": "Exemple", "birth_date": "1987-03-27"},
        "adresse": {
            "street": "Rue du Pont",
            "number": "12",
            "box": "",
            "postcode": "1300",
            "municipality": "Wavre",
        },
        "numero_national": NUMBER_ID,
        "courriel": "alix@exemple.be",
        "mode": "poste",
    },
    "number": "2026-00412",
    "commune": "Wavre",
    "department_name": "Population et état civil",
    "applicant_name": "Alix Exemple",
    "expected_on": "2026-12-03",
    "tracking_code": "ABCD-EFGH-JKMN",
    "tracking_url": "https://exemple.be/suivi/",
    "amount_cents": 450,
    "motive": "La procuration n’est pas signée.",
    "remedies": "Le recours.",
    "delivery": "poste",
    "register": {
        "name": "Exemple, Alix",
        "birth_date": "1987-03-27",
        "address": "Rue du Pont 12, 1300 Wavre",
        "consulted_on": "2026-11-24",
        "household": [
            {
                "name": "Exemple, Alix",
                "birth_date": "1987-03-27",
                "link": "personne de référence",
                "since": "2010-05-01",
            },
            {"name": "Exemple, Zoé", "birth_date": "2017-07-30", "link": "enfant", "since": "2017-07-30"},
        ],
    },
}


def test_the_receipt():
    text = said.message(
        shelf("composition-de-menage"), "recu", case_scope(shelf("composition-de-menage"), DATA, TODAY)
    )
    assert text == said.MessageText(
        "Nous avons reçu votre demande 2026-00412",
        "Nous avons bien reçu votre demande. Son numéro est 2026-00412.\n\n"
        "Nous vous répondons au plus tard le jeudi 3 décembre 2026.\n\n"
        "Vous pouvez suivre son avancement sur https://exemple.be/suivi/ avec le code ABCD-EFGH-JKMN. "
        "Ce code montre les dates, jamais vos réponses.",
        ("email", "space"),
    )


@pytest.mark.parametrize("slug", PROCEDURES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_worded_and_tells_no_answer(slug, language):
    definition = shelf(slug)
    scope = case_scope(definition, {**DATA, "language": language}, TODAY)
    for name in definition.package.messages:
        text = said.message(definition, name, scope)
        assert text.subject and text.body
        assert "{{" not in text.subject + text.body
        assert "Rue du Pont" not in text.body and NUMBER_ID not in text.body


@pytest.mark.parametrize("slug", TAXED)
def test_a_tax_to_pay_says_where_how_and_until_when_it_may_be_contested(slug):
    told = said.message(shelf(slug), "demande_paiement", case_scope(shelf(slug), DATA, TODAY)).body
    assert "Collège communal, par un écrit daté et signé, dans les 6 mois" in told


def test_a_refusal_gives_its_reason_and_its_remedies():
    text = said.message(
        shelf("acte-de-naissance"), "refus", case_scope(shelf("acte-de-naissance"), DATA, TODAY)
    )
    assert "La procuration n’est pas signée." in text.body
    assert "Le recours." in text.body
    assert "letter" in text.channels


def test_the_household_certificate():
    found = said.document(
        shelf("composition-de-menage"), "certificat", case_scope(shelf("composition-de-menage"), DATA, TODAY)
    )
    assert (found.layout, found.title) == ("certificate", "Certificat de composition de ménage")
    assert found.data["paragraphs"] == [
        "Wavre certifie que Exemple, Alix, dont la date de naissance est le 27 mars 1987, habite Rue du Pont 12, 1300 Wavre.",
        "Selon le registre de la population, consulté le 24 novembre 2026, son ménage se compose des personnes suivantes.",
    ]
    assert found.data["table"] == {
        "caption": "Le ménage",
        "columns": ["Nom et prénoms", "Date de naissance", "Lien avec la personne de référence", "Depuis le"],
        "rows": [
            ["Exemple, Alix", "27 mars 1987", "personne de référence", "1er mai 2010"],
            ["Exemple, Zoé", "30 juillet 2017", "enfant", "30 juillet 2017"],
        ],
    }
    assert found.data["signatory"] == ["Au nom de Wavre,", "Population et état civil"]
    assert found.data["closing"] == ["Ce certificat est délivré pour l’usage suivant : Banque ou crédit."]


@pytest.mark.parametrize(("mediator", "mentioned"), [(True, True), (False, False)])
def test_the_mediator_is_named_only_where_competent(mediator, mentioned):
    act = shelf("acte-de-naissance")
    text = said.remedies(act, case_scope(act, {"mediator": mediator}, TODAY))
    assert "Conseil d’État" in text and "dans les 60 jours" in text
    assert ("Médiateur" in text) is mentioned
    assert ("Le délai de recours est alors suspendu, 4 mois au plus." in text) is mentioned


def test_the_privacy_notice_names_purpose_ground_data_recipients_retention_and_rights():
    act = shelf("acte-de-naissance")
    notice = said.privacy_notice(act, make_scope(act, {}, context()))
    assert [section.heading for section in notice] == [
        "Pourquoi nous demandons ces données",
        "Ce que nous demandons, et à quoi cela sert",
        "D’où viennent les autres données",
        "Qui les reçoit",
        "Combien de temps nous les gardons",
        "Vos droits",
    ]
    assert any(text.startswith("Votre numéro national : ") for text in notice[1].paragraphs)
    assert notice[4].paragraphs[0].startswith("1 an après la clôture du dossier ;")
    assert any(text.startswith("Qui êtes-vous ? Savoir qui") for text in notice[1].paragraphs)
    assert (
        "(durée fictive, à prendre du tableau de tri des communes, Archives de l’État)"
        in notice[4].paragraphs[0]
    )


def test_what_the_house_reads_of_a_request():
    household = shelf("composition-de-menage")
    answers = DATA["answers"]
    assert said.applicant_name(household, answers) == "Alix Exemple"
    assert said.applicant_email(household, answers) == "alix@exemple.be"
    assert said.postal_address(household, answers) == ["Alix Exemple", "Rue du Pont 12", "1300 Wavre"]
    assert said.delivery_mode(household, answers) == "poste"
    assert said.subject_number(household, answers) == NUMBER_ID
    other = {**answers, "personne": {**answers["demandeur"], "given_names": "Zoé"}}
    assert said.subject_number(household, other) == ""  # never the number of who asks
    other["numero_personne"] = "00000000-0000-4000-8000-000000000009"
    assert said.subject_number(household, other) == "00000000-0000-4000-8000-000000000009"
    assert said.applicant_number(household, other) == NUMBER_ID
    assert said.applicant_name(household, {}) == "" and said.postal_address(household, {}) == []


def test_a_closed_case_is_kept_a_year_before_its_destruction_is_proposed():
    assert str(said.destroy_after(shelf("composition-de-menage"), TODAY)) == "2027-11-24"
