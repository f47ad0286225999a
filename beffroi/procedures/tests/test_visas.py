"""Before a version is in force: what of personal data comes in, and the word of the data protection officer on it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from beffroi.journal.models import Event
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people.models import Account, Agent
from beffroi.people.policies import Role
from beffroi.people.tests import factories as make
from beffroi.procedures import actions, queries
from beffroi.procedures.models import DraftVersion, Procedure, ProcedureVersion, Visa
from beffroi.procedures.rules.editing import Edit
from beffroi.procedures.rules.processing import Kind, processing, register_entry, visa_reasons
from beffroi.procedures.rules.reading import read_data

from .factories import FILES, read, write_package
from .managers import manager

VELO, CONTACT = ("form", "pages", "velo"), ("form", "pages", "contact")
RECIPIENTS = ("procedure", "privacy", "recipients")
NUMBER = {
    "name": "numero",
    "type": "national_number",
    "label": "Votre numéro national",
    "required": False,
    "personal": {"category": "national_number", "purpose": "Savoir qui vous êtes."},
}
HEALTH = {
    "name": "sante",
    "type": "yes_no",
    "label": "Êtes-vous malade ?",
    "required": False,
    "personal": {"category": "special", "purpose": "Vous aider."},
}


# --- the pure rule


@pytest.fixture
def data(tmp_path):
    return json.loads(read(write_package(tmp_path)).canonical)


def package(data):
    found = read_data("prime", data)
    assert found.package, found.findings
    return found.package


def with_fields(data, *fields):
    changed = json.loads(json.dumps(data))
    changed["form"]["pages"][0]["fields"] += fields
    return changed


def kinds(before, after):
    return [(one.kind, one.what) for one in visa_reasons(before, after)]


class TestReasons:
    def test_what_never_was_in_force_brings_in_every_sort_of_data(self, data):
        assert kinds(None, package(data)) == [(Kind.CATEGORY, "coordonnées")]

    def test_the_same_brings_in_nothing(self, data):
        assert kinds(package(data), package(data)) == []

    def test_a_national_number_special_data_and_each_further_one(self, data):
        once, more = (
            with_fields(data, NUMBER, HEALTH),
            {**NUMBER, "name": "autre", "label": "Celui de l’autre"},
        )
        assert kinds(package(data), package(once)) == [
            (Kind.NATIONAL_NUMBER, "Votre numéro national"),
            (Kind.SPECIAL, "Êtes-vous malade ?"),
        ]
        twice = package(with_fields(once, more))
        assert kinds(package(once), twice) == [(Kind.NATIONAL_NUMBER, "Celui de l’autre")]

    def test_a_new_sort_of_data_counts_once_and_what_was_asked_before_does_not(self, data):
        name = {
            "type": "text",
            "label": "Nom",
            "personal": {"category": "identification", "purpose": "Vous nommer."},
        }
        changed = with_fields(data, {**name, "name": "nom"}, {**name, "name": "prenom"})
        assert kinds(package(data), package(changed)) == [(Kind.CATEGORY, "identification")]

    def test_a_recipient_a_transfer_and_a_consultation_of_the_register(self, data):
        changed = json.loads(json.dumps(data))
        changed["procedure"]["privacy"] |= {
            "recipients": ["La Région wallonne"],
            "transfers": ["Un hébergeur suisse"],
        }
        changed["documents"] = {
            "preuve": {
                "layout": "certificate",
                "title": "Preuve",
                "needs_register": "Prime",
                "paragraphs": ["Oui"],
            }
        }
        assert kinds(package(data), package(changed)) == [
            (Kind.RECIPIENT, "La Région wallonne"),
            (Kind.REGISTER, "Prime"),
            (Kind.TRANSFER, "Un hébergeur suisse"),
        ]
        assert kinds(package(changed), package(data)) == []

    def test_a_connector_that_sends_personal_data_is_a_recipient(self, data):
        changed = json.loads(json.dumps(data))
        sends = [{"name": "nn", "label": "Numéro national", "personal": "national_number"}]
        changed["connectors"] = {
            "connectors": [
                {
                    "name": "cadastre",
                    "title": "Cadastre",
                    "purpose": "Trouver la parcelle.",
                    "recipient": "Le SPF Finances",
                    "legal_basis": "Loi",
                    "sends": sends,
                }
            ]
        }
        assert kinds(package(data), package(changed)) == [
            (Kind.NATIONAL_NUMBER, "Numéro national (Le SPF Finances)"),
            (Kind.RECIPIENT, "Le SPF Finances, par un échange automatique : Trouver la parcelle."),
        ]
        del sends[0]["personal"]
        assert kinds(package(data), package(changed)) == []

    def test_what_agents_fill_in_counts_too(self, data):
        changed = json.loads(json.dumps(data))
        changed["workflow"]["fields"] = [HEALTH]
        assert kinds(package(data), package(changed)) == [(Kind.SPECIAL, "Êtes-vous malade ?")]

    def test_what_two_ways_ask_alike_is_one_datum(self, data):
        changed = json.loads(json.dumps(data))
        ways = changed["workflow"]["statuses"][1]["transitions"]
        for way in ways[:2]:
            way["form"] = [HEALTH]
        assert len(ways) > 1
        assert [one.key for one in processing(package(changed)).data].count("agent.sante") == 1

    def test_a_question_that_moves_or_is_reworded_brings_in_nothing(self, data):
        before = with_fields(data, NUMBER)
        after = json.loads(json.dumps(data))
        after["form"]["pages"][1]["fields"].append({**NUMBER, "label": "Le vôtre"})
        assert kinds(package(before), package(after)) == []


def test_the_line_of_the_register_says_what_is_new_changed_or_gone(data):
    changed = with_fields(data, HEALTH)
    changed["procedure"]["privacy"]["ground"] = "Règlement."
    changed["form"]["pages"][1]["fields"][0]["personal"]["purpose"] = "Vous écrire."
    found = {
        section.heading: [(one.state, one.text) for one in section.entries]
        for section in register_entry(processing(package(changed)), processing(package(data)))
    }
    assert found["Base légale"] == [("changed", "Règlement.")]
    assert found["Données"] == [
        ("new", "Êtes-vous malade ? (catégorie particulière, articles 9 et 10 du RGPD) : Vous aider. – effacé à "
         "l’anonymisation"),
        ("changed", "Votre adresse e-mail (coordonnées) : Vous écrire. – effacé à l’anonymisation"),
    ]  # fmt: skip
    back = register_entry(processing(package(data)), processing(package(changed)))
    assert [one.state for section in back if section.heading == "Données" for one in section.entries] == [
        "changed",
        "gone",
    ]


# --- the word of the officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(tmp_path, clock, monkeypatch):
    folder = write_package(tmp_path)
    monkeypatch.setattr(settings, "CATALOGUE_DIRS", [tmp_path])
    return folder


@pytest.fixture
def prime(shelf):
    """The small package in force."""
    return actions.publish_version(actor=HOUSE, path=shelf, visa="DPO 2026/1").version


@pytest.fixture
def helene(shelf):
    return manager("helene@commune.example", "Hélène Vauquin")


@pytest.fixture
def solange(shelf):
    return manager("solange@commune.example", "Solange Mirvaux", Role.DPO)


@pytest.fixture
def real(shelf):
    """A commune that is no demonstration."""
    make.organisation(demonstration=False)


def prepared(actor, field=HEALTH):
    return actions.edit_version(actor=actor, slug="prime", edit=Edit("add", (*VELO, "fields"), field))


def say(actor, granted=True, remark="", fingerprint=None):
    read = fingerprint or queries.draft_visa(queries.draft_of("prime")).fingerprint
    return actions.say_visa(actor=actor, slug="prime", fingerprint=read, granted=granted, remark=remark)


def publish(actor):
    draft = queries.draft_of("prime")
    return actions.publish_preparation(actor=actor, slug="prime", revision=draft.revision)


def test_publishing_is_refused_without_the_visa_and_done_with_it(prime, helene, solange):
    prepared(helene)
    with pytest.raises(actions.VisaMissing) as refused:
        publish(helene)
    assert [str(one) for one in refused.value.state.reasons] == [
        "Une donnée d’une catégorie particulière est demandée : Êtes-vous malade ?"
    ]
    assert queries.version_in_force("prime") == prime
    visa = say(solange, remark="Effacez après un an.")
    fact = Event.objects.order_by("pk").last()
    assert (fact.name, fact.payload["procedure"], visa.remark) == (
        "VisaGiven",
        "prime",
        "Effacez après un an.",
    )
    assert publish(helene).number == 2


def test_what_brings_nothing_in_needs_no_visa(prime, helene):
    actions.edit_version(actor=helene, slug="prime", edit=Edit("set", (*VELO, "title"), "Un vélo"))
    assert not queries.draft_visa(queries.draft_of("prime")).missing
    assert publish(helene).number == 2


def test_an_edit_after_the_visa_asks_for_another(prime, helene, solange):
    prepared(helene)
    say(solange)
    actions.edit_version(actor=helene, slug="prime", edit=Edit("set", (*VELO, "title"), "Un vélo"))
    with pytest.raises(actions.VisaMissing):
        publish(helene)


def test_a_refusal_says_why_and_holds_until_the_officer_comes_back_on_it(prime, helene, solange, clock):
    prepared(helene)
    with pytest.raises(actions.RemarkMissing):
        say(solange, granted=False, remark="  ")
    say(solange, granted=False, remark="Pourquoi le savoir ?")
    with pytest.raises(actions.VisaMissing, match="Pourquoi le savoir"):
        publish(helene)
    assert queries.visas_awaited() == []
    with clock.at(clock.now() + timedelta(hours=1)):
        say(solange)
    assert publish(helene).number == 2


def test_only_the_officer_says_it_of_what_they_read_and_did_not_prepare(prime, helene, solange):
    with pytest.raises(NotFound):
        actions.say_visa(actor=solange, slug="prime", fingerprint="0" * 64, granted=True)
    prepared(helene)
    with pytest.raises(Forbidden):
        say(helene)
    with pytest.raises(actions.VisaOfAnother):
        say(solange, fingerprint="0" * 64)
    account = Account.objects.get(email="solange@commune.example")
    Agent.objects.filter(pk=helene.agent_id).update(account=account)
    with pytest.raises(actions.OwnPreparation):
        say(solange)
    assert Visa.objects.filter(said_by__isnull=False).count() == 0


def test_a_version_that_was_in_force_comes_back_with_its_visa(prime, helene, solange, shelf):
    prepared(helene)
    say(solange)
    publish(helene)
    actions.publish_version(actor=HOUSE, path=shelf)
    assert queries.version_in_force("prime") == prime
    data = json.loads(bytes(ProcedureVersion.objects.get(number=2).canonical))
    assert visa_reasons(queries.definition(prime.pk).package, package(data))
    assert Visa.objects.filter(granted=True).count() == 2


class TestAtTheCommandLine:
    def test_the_operator_notes_a_visa_given_on_paper(self, real, shelf):
        with pytest.raises(actions.VisaMissing):
            actions.publish_version(actor=HOUSE, path=shelf)
        assert not Procedure.objects.exists()
        actions.publish_version(actor=HOUSE, path=shelf, visa="DPO 2026/7")
        visa = Visa.objects.get()
        assert (visa.reference, visa.fictional, visa.said_by) == ("DPO 2026/7", False, None)

    def test_nobody_else_may(self, prime, helene, shelf):
        with pytest.raises(Forbidden):
            actions.publish_version(actor=helene, path=changed(shelf), visa="DPO 2026/8")

    def test_a_demonstration_gives_itself_one_that_says_so(self, shelf):
        actions.publish_version(actor=HOUSE, path=shelf)
        assert [(one.fictional, one.reference) for one in Visa.objects.all()] == [(True, "")]
        assert Event.objects.filter(name="VisaGiven").get().payload["fictional"] is True


def changed(folder):
    """The same package with another title."""
    form = folder / "form.yaml"
    form.write_text(form.read_text().replace("Votre vélo", "Un vélo"))
    return folder


class TestTheCatalogueOfARealCommune:
    def test_a_new_package_waits_as_a_version_in_preparation(self, real, shelf, helene, solange):
        assert actions.load_catalogue([shelf.parent]).waiting == ["prime"]
        draft = queries.draft_of("prime")
        assert (draft.changed_by, draft.based_on, queries.catalogue()) == (None, None, [])
        assert [one for one, _state in queries.visas_awaited()] == [draft]
        assert actions.load_catalogue([shelf.parent]).waiting == ["prime"]
        say(solange)
        version = publish(helene)
        assert (version.number, queries.catalogue()[0].title) == (1, "Prime vélo")
        assert actions.load_catalogue([shelf.parent]).unchanged == ["prime"]

    @pytest.mark.django_db(transaction=True)
    def test_three_that_wait_cost_as_much_as_one(self, real, shelf, django_assert_num_queries):
        actions.load_catalogue([shelf.parent])
        assert len(queries.visas_awaited()) == 1
        for name in ("velos", "trottinettes"):
            card = FILES["procedure.yaml"].replace("slug: prime", f"slug: {name}")
            write_package(shelf.parent / name, procedure=card).rename(shelf.parent / name / name)
            actions.load_catalogue([shelf.parent / name])
        queries.visas_awaited()  # what is in force is kept for some seconds
        with django_assert_num_queries(2):
            assert len(queries.visas_awaited()) == 3

    def test_what_the_commune_changed_is_still_compared_with_the_catalogue(
        self, real, shelf, helene, solange, clock
    ):
        actions.load_catalogue([shelf.parent])
        actions.edit_version(actor=helene, slug="prime", edit=Edit("set", (*VELO, "title"), "Votre monture"))
        say(solange)
        publish(helene)
        form = shelf / "form.yaml"
        form.write_text(form.read_text().replace("max: 500000", "max: 400000"))
        with clock.at(clock.now() + timedelta(days=1)):
            assert actions.load_catalogue([shelf.parent]).proposed == ["prime"]
        found = queries.comparison(queries.proposal_of("prime"))
        assert ([one.words for one in found.own], found.conflicts) == (
            ["titre : « Votre vélo » → « Votre monture »"],
            [],
        )

    def test_what_was_dropped_does_not_come_again(self, real, shelf, helene):
        actions.load_catalogue([shelf.parent])
        actions.drop_preparation(actor=helene, slug="prime", revision=0)
        report = actions.load_catalogue([shelf.parent])
        assert (report.waiting, report.kept) == ([], ["prime"])
        assert not DraftVersion.objects.exists()
        assert (list(queries.procedures_held()), list(queries.newest_proposals())) == ([], [])

    def test_a_visa_on_paper_for_all_publishes_and_ends_the_preparation(self, real, shelf):
        actions.load_catalogue([shelf.parent])
        assert actions.load_catalogue([shelf.parent], visa="DPO 2026/9").published == ["prime"]
        version = queries.version_in_force("prime")
        assert DraftVersion.objects.get().published_as == version
        assert queries.register_of_processing()[0].visa.reference == "DPO 2026/9"


@pytest.mark.parametrize(
    "wrong",
    [
        {"granted": True},
        {"granted": False, "reference": "x", "remark": "Non."},
        {"granted": False, "remark": ""},
    ],
)
def test_the_database_keeps_no_visa_of_nobody(clock, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Visa.objects.create(slug="prime", fingerprint="0" * 64, said_at=clock.now(), **wrong)


#: Departments and visas: versions and options are kept in memory, but not inside the transaction of a test.
_STATEMENTS = 2


class TestTheRegister:
    def test_it_is_made_of_every_version_in_force(self, prime):
        line = queries.register_of_processing()[0]
        assert (line.title, line.version, queries.visa_words(line.visa)) == (
            "Prime vélo",
            prime,
            "sur papier, DPO 2026/1, noté le 24 novembre 2026",
        )
        assert [section.heading for section in line.sections] == [
            "Pourquoi",
            "Base légale",
            "Personnes concernées",
            "Données",
            "Conservation",
        ]

    def test_as_a_file_it_has_a_line_for_each_and_no_formula(self, real, shelf):
        card = shelf / "procedure.yaml"
        card.write_text(card.read_text().replace("who: Les habitants", 'who: "=HYPERLINK(1)"'))
        actions.publish_version(actor=HOUSE, path=shelf, visa="DPO")
        text = queries.register_csv().decode("utf-8-sig")
        heading, line = text.splitlines()[0], text.splitlines()[1]
        assert heading.startswith(
            "Responsable du traitement;Démarche;Version;En vigueur depuis le;Service;Pourquoi"
        )
        assert ";'=HYPERLINK(1);coordonnées;" in line
        assert ";Prime vélo;1;2026-11-24;mobilite;Traiter la demande.;" in line

    @pytest.mark.django_db(transaction=True)
    def test_it_costs_as_much_for_three_as_for_one(self, prime, tmp_path, django_assert_num_queries):
        queries.register_of_processing()
        with django_assert_num_queries(_STATEMENTS):
            queries.register_of_processing()
        for name in ("velos", "trottinettes"):
            card = FILES["procedure.yaml"].replace("slug: prime", f"slug: {name}")
            folder = write_package(tmp_path / name, procedure=card).rename(tmp_path / name / name)
            actions.publish_version(actor=HOUSE, path=folder)
        assert len(queries.register_of_processing()) == 3
        with django_assert_num_queries(_STATEMENTS):
            queries.register_of_processing()
