"""Publishing, options and the search index, in the database."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from beffroi.journal.models import Event
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people.policies import Actor
from beffroi.procedures import actions, queries
from beffroi.procedures.models import ProcedureOption, ProcedureVersion

from .factories import PROCEDURES, SHELF, TODAY, with_line, write_package

pytestmark = pytest.mark.django_db


def facts(name):
    return [event.payload for event in Event.objects.filter(name=name).order_by("recorded_at", "pk")]


class TestPublishing:
    def test_a_package_comes_into_force_with_its_fact(self, tmp_path):
        published = actions.publish_version(actor=HOUSE, path=write_package(tmp_path))
        assert (published.fresh, published.version.number) == (True, 1)
        assert queries.version_in_force("prime") == published.version
        assert facts("VersionPublished") == [
            {"procedure": "prime", "number": 1, "fingerprint": published.version.fingerprint, "again": False}
        ]

    def test_what_waits_for_a_part_of_the_house_is_in_order_and_not_published(self, tmp_path):
        form = with_line(
            "form",
            "{name: prix,",
            "{name: jour, type: slot, venue: salle, label: Quand ?, required: false}\n          - {name: prix,",
        )
        folder = write_package(tmp_path, **form)
        said = (
            "form.yaml:7: le type « slot » ne sert pas encore ici : il attend les réservations."
            " La procédure ne peut pas être publiée avant."
        )
        assert [str(finding) for finding in queries.check_package(folder)] == [said]
        assert [result.passed for result in queries.run_examples(folder)] == [True]
        with pytest.raises(queries.PackageProblem, match=said):
            actions.publish_version(actor=HOUSE, path=folder)
        assert ProcedureVersion.objects.count() == 0

    def test_the_same_content_twice_changes_nothing(self, tmp_path):
        actions.publish_version(actor=HOUSE, path=write_package(tmp_path))
        again = actions.publish_version(actor=HOUSE, path=write_package(tmp_path))
        assert (again.fresh, ProcedureVersion.objects.count(), len(facts("VersionPublished"))) == (
            False,
            1,
            1,
        )

    def test_a_change_is_a_new_version_and_going_back_is_no_third_one(self, tmp_path):
        first = actions.publish_version(actor=HOUSE, path=write_package(tmp_path)).version
        changed = write_package(tmp_path, **with_line("procedure", "cost: Gratuit", "cost: Payant"))
        second = actions.publish_version(actor=HOUSE, path=changed).version
        assert (second.number, queries.version_in_force("prime")) == (2, second)
        assert actions.publish_version(actor=HOUSE, path=write_package(tmp_path)).fresh
        assert queries.version_in_force("prime") == first
        assert [fact["again"] for fact in facts("VersionPublished")] == [False, False, True]
        assert [version.number for version in queries.versions_of("prime")] == [2, 1]

    def test_a_broken_package_is_refused_with_its_findings(self, tmp_path):
        broken = write_package(tmp_path, **with_line("procedure", "nature: grant", "nature: cadeau"))
        with pytest.raises(queries.PackageProblem) as refused:
            actions.publish_version(actor=HOUSE, path=broken)
        assert refused.value.findings[0].file == "procedure.yaml"
        with pytest.raises(NotFound):
            queries.version_in_force("prime")

    def test_only_managers_publish(self, tmp_path):
        with pytest.raises(Forbidden):
            actions.publish_version(actor=Actor(), path=write_package(tmp_path))

    def test_a_version_can_be_neither_changed_nor_removed(self, tmp_path):
        version = actions.publish_version(actor=HOUSE, path=write_package(tmp_path)).version
        for change in (
            lambda: ProcedureVersion.objects.filter(pk=version.pk).update(number=9),
            version.delete,
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_a_definition_is_read_back_from_its_frozen_bytes(self, tmp_path):
        version = actions.publish_version(actor=HOUSE, path=write_package(tmp_path)).version
        definition = queries.definition(version.pk)
        assert (str(definition.title), definition.number, definition.version_id) == (
            "Prime vélo",
            1,
            version.pk,
        )
        assert queries.definition(version.pk) is definition


class TestOptions:
    def test_the_value_of_the_day_counts(self, tmp_path):
        actions.publish_version(actor=HOUSE, path=write_package(tmp_path))
        for value, day in ((500, date(2026, 1, 1)), (800, date(2026, 12, 1)), (600, date(2026, 1, 1))):
            actions.set_option(
                actor=HOUSE,
                slug="prime",
                key="plafond",
                value=value,
                valid_from=day,
                legal_reference="Conseil",
            )
        days = (date(2025, 12, 31), TODAY, date(2026, 12, 1))
        assert [queries.options_on("prime", day) for day in days] == [{}, {"plafond": 600}, {"plafond": 800}]
        assert facts("OptionSet")[0] == {
            "procedure": "prime", "key": "plafond", "value": "500", "valid_from": "2026-01-01", "legal_reference": "Conseil",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("key", "value", "refusal"),
        [
            ("inconnue", 5, actions.UnknownOption),
            ("plafond", "5", actions.WrongOptionValue),
            ("plafond", True, actions.WrongOptionValue),
            ("plafond", -1, actions.WrongOptionValue),
        ],
    )
    def test_what_does_not_fit_is_refused(self, tmp_path, key, value, refusal):
        actions.publish_version(actor=HOUSE, path=write_package(tmp_path))
        with pytest.raises(refusal):
            actions.set_option(
                actor=HOUSE, slug="prime", key=key, value=value, valid_from=TODAY, legal_reference="Conseil"
            )

    def test_only_managers_set_options(self):
        with pytest.raises(Forbidden):
            actions.set_option(
                actor=Actor(),
                slug="prime",
                key="plafond",
                value=1,
                valid_from=TODAY,
                legal_reference="Conseil",
            )


class TestLoadingTheShelf:
    def test_a_shelf_is_loaded_and_loading_it_again_changes_nothing(self, clock):
        first = actions.load_catalogue([SHELF])
        assert (len(first.published), first.unchanged, first.problems) == (len(PROCEDURES), [], {})
        before = (ProcedureVersion.objects.count(), ProcedureOption.objects.count(), Event.objects.count())
        second = actions.load_catalogue([SHELF])
        assert (second.published, second.options, len(second.unchanged)) == ([], 0, len(PROCEDURES))
        assert before == (
            ProcedureVersion.objects.count(),
            ProcedureOption.objects.count(),
            Event.objects.count(),
        )
        titles = [card.title for card in queries.catalogue("fr")]
        assert titles == sorted(titles)
        assert {"Acte de mariage", "Acte de naissance", "Certificat de résidence"} <= set(titles)
        assert "Bewijs van woonst" in [card.title for card in queries.catalogue("nl")]
        assert queries.options_on("composition-de-menage", TODAY)["taxe_document"] == 300
        assert queries.options_on("composition-de-menage", TODAY)["delai_conseil_etat"] == 60
        assert queries.start_page("acte-de-naissance").cost.endswith(
            "sinon 8,00\u00a0€ par exemplaire (11,00\u00a0€ si vous n’habitez pas la commune)."
        )

    def test_what_the_desk_has_set_is_not_overwritten(self, tmp_path):
        values = "values: [{key: plafond, value: 5, valid_from: 2026-01-01, legal_reference: fictif}]"
        write_package(tmp_path, options=values)
        actions.load_catalogue([tmp_path])
        actions.set_option(
            actor=HOUSE,
            slug="prime",
            key="plafond",
            value=7,
            valid_from=date(2026, 1, 1),
            legal_reference="Conseil",
        )
        actions.load_catalogue([tmp_path])
        assert queries.options_on("prime", TODAY) == {"plafond": 7}

    def test_a_broken_package_does_not_stop_the_others(self, tmp_path):
        write_package(tmp_path)
        (tmp_path / "casse").mkdir()
        (tmp_path / "casse" / "procedure.yaml").write_text("slug: [")
        report = actions.load_catalogue([tmp_path])
        assert report.published == ["prime"]
        assert [finding.file for finding in report.problems["casse"]] == ["procedure.yaml"]

    def test_the_communes_own_shelf_covers_the_shipped_one(self, tmp_path):
        shipped, own = tmp_path / "shipped", tmp_path / "own"
        shipped.mkdir()
        own.mkdir()
        write_package(shipped)
        write_package(own, **with_line("procedure", "title: Prime vélo", "title: Prime cargo"))
        actions.load_catalogue([shipped, own])
        assert [card.title for card in queries.catalogue()] == ["Prime cargo"]


def test_a_published_procedure_can_be_found_in_each_language(tmp_path):
    from beffroi.procedures.reactions import file_procedure
    from beffroi.search import queries as search

    actions.publish_version(actor=HOUSE, path=write_package(tmp_path))
    file_procedure(Event.objects.get(name="VersionPublished"))
    (hit,) = search.search("vélos", audiences=["public"])
    assert (hit.kind, hit.title, hit.url_hint) == ("procedure", "Prime vélo", "prime")


class TestQuestions:
    @pytest.fixture
    def prime(self, tmp_path):
        version = actions.publish_version(actor=HOUSE, path=write_package(tmp_path)).version
        return queries.definition(version.pk)

    def test_the_workflow_is_told_its_status_and_the_day(self, prime, clock):
        step = queries.start(prime, {"answers": {}})
        assert queries.automatic(prime, step.status, {"answers": {}}).status == "examen"
        offered = queries.transitions_for(prime, "examen", {"head"}, {"answers": {}})
        assert [(way.name, way.label, way.decides) for way in offered] == [("refuser", "Refuser", "refused")]
        assert queries.take(prime, "examen", "refuser", {"answers": {}}).closes
        assert queries.on_fact(prime, "examen", "paid", {"answers": {}}) is None

    def test_texts_are_worded_for_a_case(self, prime, clock):
        text = queries.message(prime, "recu", {"answers": {}, "number": "2026-00001"})
        assert text.subject == "Reçu 2026-00001"
        assert "dans les 60 jours" in queries.remedies(prime)
        assert queries.status_view(prime, "examen").next == "Nous examinons votre demande."

    def test_forms_know_the_postal_codes_of_the_commune(self, prime, clock):
        context = queries.FormContext(today=TODAY, level=100)
        assert [page.name for page in queries.pages_of(prime, {}, context)] == ["velo", "contact"]
        assert queries.subject_is_applicant(prime, {})
        assert [result.passed for result in queries.run_examples(prime)] == [True]

    def test_the_picture_and_the_list(self, prime):
        assert queries.workflow_svg(prime).startswith("<svg")
        assert [line.name for line in queries.workflow_list(prime)][:2] == ["recue", "examen"]

    def test_the_catalogue_costs_the_same_with_one_and_with_three(self, tmp_path, django_assert_num_queries):
        for name in ("un", "deux", "trois"):
            shelf = tmp_path / name
            shelf.mkdir()
            folder = write_package(shelf, **with_line("procedure", "slug: prime", f"slug: {name}"))
            actions.publish_version(actor=HOUSE, path=folder.rename(shelf / name))
            queries.catalogue()
            with django_assert_num_queries(1):
                queries.catalogue()
