"""A commune is data: a pack is loaded, reloaded, and never wins over the desk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from beffroi.journal.models import Event
from beffroi.lib.refusals import Forbidden
from beffroi.people import actions, queries
from beffroi.people.models import (
    ClosingDay,
    ContactPoint,
    Department,
    OpeningException,
    OpeningHours,
    PackRecord,
)
from beffroi.people.rules.packs import BrokenPack, PackProblem, read_pack
from beffroi.people.rules.packs.contrast import contrast
from beffroi.territory import queries as territory

from . import factories as make
from .packs import write_pack

SHIPPED = sorted(path.parent for path in (settings.ROOT / "communes").glob("*/commune.yaml"))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "valbois")


def keys(changes) -> list[tuple[str, str]]:
    return [(change.kind, change.key) for change in changes if change.kind != "municipality"]


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture(autouse=True)
    def _clock(self, clock):
        pass

    def test_everything_the_pack_says_stands_in_the_database(self, pack):
        actions.load_pack(pack)
        commune = queries.organisation()
        assert (commune.name, commune.nis, commune.bce_display) == (
            "Commune de Valbois",
            "90001",
            "0207.316.021",
        )
        assert (commune.demonstration, commune.mediator_competent, commune.languages) == (
            True,
            True,
            ["fr", "nl"],
        )
        assert commune.theme["brand"] == "#17574b"
        assert commune.contact["account"] == {
            "name": "Commune de Valbois",
            "iban": "BE71096123456769",
            "reference_line": 10,
        }
        assert [str(found) for found in queries.departments()] == ["Population", "Travaux"]
        assert [(p.slug, p.department.slug) for p in queries.contact_points()] == [("accueil", "population")]
        assert queries.closing_days() == {date(2026, 12, 25), date(2026, 12, 26)}
        assert [street.label for street in territory.streets("ecoles")] == [
            "Rue des Écoles, 5901 Mesnil",
            "Rue des Écoles, 5900 Valbois",
        ]
        assert [(school.name, school.types) for school in territory.schools()] == [
            ("École du Tilleul", ["Maternel ordinaire", "Primaire ordinaire"])
        ]
        assert territory.is_resident_nis("90001")
        assert OpeningException.objects.get().day == date(2026, 12, 24)

    def test_loading_again_changes_nothing(self, pack):
        first, second = actions.load_pack(pack), actions.load_pack(pack)
        assert (first.is_empty, second.is_empty, second.unchanged) == (False, True, len(first.added))
        assert Event.objects.filter(name="PackLoaded").count() == 1

    def test_the_preview_says_the_same_and_writes_nothing(self, pack):
        preview = queries.preview_pack(pack)
        assert not Department.objects.exists()
        assert actions.load_pack(pack) == preview

    def test_a_reload_writes_what_the_pack_changed(self, tmp_path, pack):
        actions.load_pack(pack)
        write_pack(
            pack,
            departments_yaml=("Voiries.", "Voiries et bâtiments."),
            commune_yaml=("9:00-12:00", "9:00-11:30"),
            streets_csv=("Rue Haute,Valbois", "Rue Neuve,Mesnil"),
            holidays_csv=("2026-12-26,Lendemain de Noël,usage\n", ""),
        )
        report = actions.load_pack(pack)
        assert keys(report.changed) == [("department", "travaux"), ("opening", "house")]
        assert keys(report.added) == [("street", "Mesnil/Rue Neuve")]
        assert keys(report.removed) == [("street", "Valbois/Rue Haute"), ("closing_day", "2026-12-26")]
        assert Department.objects.get(slug="travaux").summary == {"fr": "Voiries et bâtiments."}
        assert queries.closing_days() == {date(2026, 12, 25)}
        assert territory.streets("haute") == []
        assert queries.preview_pack(pack).is_empty

    def test_what_the_desk_edited_stays_and_is_named(self, pack):
        actions.load_pack(pack)
        manager = make.manager()
        actions.change_contact_point(actor=manager, slug="accueil", phone="081 11 11 11")
        actions.close_offices(actor=manager, day=date(2026, 12, 28), label="Pont", source="Collège")
        actions.reopen_offices(actor=manager, day=date(2026, 12, 26))
        write_pack(
            pack, commune_yaml=("phone: 081 00 00 00}", "phone: 081 22 22 22, address: [Place Haute 1]}")
        )
        report = actions.load_pack(pack)
        assert [(c.kind, c.key, dict(c.fields)) for c in report.kept_by_desk] == [
            ("contact_point", "accueil", {"phone": ("081 11 11 11", "081 22 22 22")}),
            (
                "closing_day",
                "2026-12-26",
                {"label": (None, "Lendemain de Noël"), "source": (None, "usage")},
            ),
        ]
        assert keys(report.changed) == [("contact_point", "accueil")]
        point = ContactPoint.objects.get()
        assert (point.phone, point.address) == ("081 11 11 11", ["Place Haute 1"])
        assert queries.closing_days() == {date(2026, 12, 25), date(2026, 12, 28)}

    def test_an_object_that_the_desk_made_first_is_never_overwritten(self, pack):
        ClosingDay.objects.create(day=date(2026, 12, 25), label="Noël au village", source="Collège")
        report = actions.load_pack(pack)
        assert ("closing_day", "2026-12-25") in keys(report.kept_by_desk)
        assert ClosingDay.objects.get(day=date(2026, 12, 25)).label == "Noël au village"

    def test_a_department_that_goes_is_closed_and_may_come_back(self, pack):
        actions.load_pack(pack)
        travaux = Department.objects.get(slug="travaux")
        text = (pack / "departments.yaml").read_text()
        (pack / "departments.yaml").write_text(text[: text.index("  - slug: travaux")])
        assert keys(actions.load_pack(pack).removed) == [("department", "travaux")]
        assert [found.slug for found in queries.departments()] == ["population"]
        (pack / "departments.yaml").write_text(text)
        actions.load_pack(pack)
        assert queries.departments().get(slug="travaux").pk == travaux.pk

    def test_hours_and_exceptions_are_replaced_as_a_whole(self, pack):
        actions.load_pack(pack)
        write_pack(
            pack,
            departments_yaml=("""    opening: {week: {tuesday: ["8:00-12:00"]}}\n""", ""),
            commune_yaml=("""hours: ["9:00-10:00"]""", "hours: []"),
        )
        actions.load_pack(pack)
        assert not OpeningHours.objects.exclude(department=None).exists()
        exception = OpeningException.objects.get()
        assert (exception.opens, exception.reason) == (None, {"fr": "Veille de Noël"})

    def test_one_database_serves_one_commune(self, pack, tmp_path):
        actions.load_pack(pack)
        with pytest.raises(actions.AnotherCommune):
            actions.load_pack(write_pack(tmp_path / "other", commune_yaml=('"90001"', '"90002"')))

    def test_a_merger_gives_the_same_commune_a_new_code(self, pack):
        actions.load_pack(pack)
        former = "former_codes: [{nis: '90001', name: Valbois, valid_from: 2019-01-01, valid_to: 2026-06-30}]"
        merged = f'nis: "90009"\nnis_valid_from: 2026-07-01\n{former}'
        actions.load_pack(write_pack(pack, commune_yaml=('nis: "90001"', merged)))
        assert queries.organisation().nis == "90009"
        assert [territory.is_resident_nis(nis) for nis in ("90001", "90009")] == [True, True]

    def test_only_the_operator_and_the_administrator_load(self, pack):
        make.organisation()
        with pytest.raises(Forbidden):
            actions.load_pack(pack, actor=make.manager())

    def test_the_report_counts_and_names(self, pack):
        actions.load_pack(pack)
        write_pack(pack, departments_yaml=("Voiries.", "Rues."))
        assert str(actions.load_pack(pack)).splitlines()[:3] == [
            "Paquet « valbois »",
            "  1 changés (service : 1)",
            "    service · travaux (summary)",
        ]


BROKEN = [
    ({"commune_yaml": ('nis: "90001"', "nis: 9001")}, "commune.yaml", 4, "guillemets"),
    ({"commune_yaml": ("province: Namur\n", "")}, "commune.yaml", 1, "province : cette information manque"),
    (
        {"commune_yaml": ("province: Namur", "province: Namur\nmaire: Moi")},
        "commune.yaml",
        7,
        "ce mot-clé n’existe pas",
    ),
    ({"commune_yaml": ("0207.316.021", "0207.316.022")}, "commune.yaml", 5, "BCE"),
    ({"commune_yaml": ("[fr, nl]", "[nl]")}, "commune.yaml", 7, "français"),
    ({"commune_yaml": ("[fr, nl]", "[fr, it]")}, "commune.yaml", 7, "choisissez parmi"),
    ({"commune_yaml": ("banner: Démonstration\n", "")}, "commune.yaml", 1, "bandeau"),
    ({"commune_yaml": ("demonstration: true", "demonstration: oui")}, "commune.yaml", 8, "true"),
    (
        {"commune_yaml": ("text: Vous pouvez écrire au Médiateur.", "text: {nl: Ja}")},
        "commune.yaml",
        12,
        "texte français",
    ),
    ({"commune_yaml": ('"5901"', '"59O1"')}, "commune.yaml", 15, "forme"),
    ({"commune_yaml": ("name: Mesnil", "name: Valbois")}, "commune.yaml", 13, "deux fois"),
    ({"commune_yaml": ("2345 6769", "2345 6768")}, "commune.yaml", 19, "IBAN"),
    ({"commune_yaml": ("9:00-12:00", "9h-12h")}, "commune.yaml", 23, "écrivez les heures"),
    ({"commune_yaml": ("9:00-12:00", "12:00-9:00")}, "commune.yaml", 23, "précède"),
    ({"commune_yaml": ("2026-12-24", "Noël")}, "commune.yaml", 25, "date"),
    (
        {"commune_yaml": ("department: population", "department: piscine")},
        "commune.yaml",
        27,
        "departments.yaml",
    ),
    ({"commune_yaml": ("slug: valbois", "slug: valbois\nslug: valbois")}, "commune.yaml", 2, "deux fois"),
    ({"commune_yaml": ("slug: valbois", "slug: [valbois")}, "commune.yaml", 2, "YAML"),
    (
        {"commune_yaml": ("slug: valbois", "slug: !!python/object:os.system valbois")},
        "commune.yaml",
        1,
        "YAML",
    ),
    ({"departments_yaml": ("slug: travaux", "slug: Les Travaux")}, "departments.yaml", 7, "forme"),
    ({"theme_yaml": ("#ffffff", "#2a6a5a")}, "theme.yaml", 2, "4,5:1"),
    ({"theme_yaml": ("#a34a00", "#ffcc00")}, "theme.yaml", 4, "3:1"),
    ({"theme_yaml": ("#0b5f8a", "bleu")}, "theme.yaml", 3, "forme"),
    ({"logo_svg": ("<path", "<script>alert(1)</script><path")}, "logo.svg", 1, "script"),
    ({"logo_svg": ("<path", '<path onclick="x()"')}, "logo.svg", 1, "onclick"),
    ({"logo_svg": ("<path", '<path fill="url(https://x.example)"')}, "logo.svg", 1, "fill"),
    ({"logo_svg": ("</svg>", "")}, "logo.svg", 2, "SVG"),
    ({"streets_csv": ("Rue Haute,Valbois", "Rue Haute,Ailleurs")}, "streets.csv", 2, "Ailleurs"),
    ({"streets_csv": ("Rue Haute,Valbois", "Rue des Écoles,Valbois")}, "streets.csv", 3, "plus haut"),
    ({"streets_csv": ("street,section", "rue,section")}, "streets.csv", 1, "colonnes absentes : street"),
    ({"streets_csv": ("Rue Haute,Valbois,BeSt", "Rue Haute,Valbois")}, "streets.csv", 2, "colonnes"),
    ({"schools_csv": (",5900,", ",cinq,")}, "schools.csv", 2, "code_postal"),
    ({"holidays_csv": ("2026-12-26", "2026-13-26")}, "holidays.csv", 3, "date"),
    ({"holidays_csv": ("2026-12-26", "2026-12-25")}, "holidays.csv", 3, "plus haut"),
]


@pytest.mark.parametrize(
    ("changes", "file", "line", "words"), BROKEN, ids=[f"{c[1]}:{c[2]} {c[3]}" for c in BROKEN]
)
def test_a_broken_pack_is_refused_with_file_and_line(tmp_path, changes, file, line, words):
    with pytest.raises(BrokenPack) as refusal:
        read_pack(write_pack(tmp_path / "valbois", **changes))
    first = refusal.value.problems[0]
    assert (first.file, first.line) == (file, line), str(refusal.value)
    assert words in first.message


def test_every_fault_is_reported_at_once(tmp_path, pack):
    (pack / "logo.svg").unlink()
    (pack / "theme.yaml").write_bytes(b"brand: \xff")
    (pack / "holidays.csv").write_text("day,label,source\nhier,,\n")
    with pytest.raises(BrokenPack) as refusal:
        read_pack(pack)
    assert [(p.file, p.line) for p in refusal.value.problems] == [
        ("holidays.csv", 2),
        ("holidays.csv", 2),
        ("holidays.csv", 2),
        ("logo.svg", 0),
        ("theme.yaml", 0),
    ]
    assert str(refusal.value).startswith(
        "Le paquet communal « valbois » contient 5 erreurs. Rien n’a été changé."
    )
    assert "- logo.svg : ce fichier manque." in str(refusal.value).splitlines()
    assert str(PackProblem("a.yaml", 3, "x")) == "a.yaml, ligne 3 : x"


def test_an_empty_or_strange_file_is_a_fault_and_no_more(pack):
    for text in ("", "[]", "null", "- 1\n- 2\n", "42"):
        (pack / "commune.yaml").write_text(text)
        with pytest.raises(BrokenPack) as refusal:
            read_pack(pack)
        assert {problem.file for problem in refusal.value.problems} == {"commune.yaml"}


HOSTILE = {
    "a bomb of references": (
        "a: &a [x, x]\n" + "".join(f"b{n}: [*a, *a, *a]\n" for n in range(40)),
        1,
        "renvois",
    ),
    "a reference to itself": ("\nz: &z [*z]\n", 2, "renvois"),
    "brackets without end": ("\n\nz: " + "[" * 200_000, 3, "emboîtés"),
    "brackets that end": ("z: " + "[" * 5_000 + "]" * 5_000 + "\n", 1, "emboîtés"),
    "far too many values": ("z:\n" + "- {a: 1, b: [c, d]}\n" * 200_000, 2858, "trop d’éléments"),
    "a character that nobody types": ('z: "a\\0b"\n', 1, "invisible"),
    "half a character": ('\nz: "a\\ud800"\n', 2, "invisible"),
    "a day that is none": ("\nz: 2026-13-45\n", 2, "date"),
    "a program": ("z: !!python/object/apply:os.system [true]\n", 1, "YAML"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once_where_it_is_hostile(pack, name):
    text, line, words = HOSTILE[name]
    (pack / "commune.yaml").write_text(text)
    with pytest.raises(BrokenPack) as refusal:
        read_pack(pack)
    first = refusal.value.problems[0]
    assert (first.file, first.line) == ("commune.yaml", line), str(refusal.value)
    assert words in first.message


@pytest.mark.parametrize("file", ["streets.csv", "logo.svg"])
def test_characters_that_nobody_types_are_refused_in_every_file(pack, file):
    whole = (pack / file).read_text()
    (pack / file).write_text(whole + "\nRue\0Basse,Valbois,BeSt\n")
    with pytest.raises(BrokenPack) as refusal:
        read_pack(pack)
    assert [(p.file, p.line, p.message) for p in refusal.value.problems] == [
        (file, whole.count("\n") + 2, "un caractère invisible, que personne ne tape, s’est glissé ici.")
    ]


@pytest.mark.django_db
def test_a_broken_pack_changes_nothing(clock, pack):
    actions.load_pack(pack)
    before = list(PackRecord.objects.order_by("kind", "key").values_list("kind", "key", "loaded_at"))
    write_pack(pack, departments_yaml=("Voiries.", "Rues."), theme_yaml=("#ffffff", "#2a6a5a"))
    with pytest.raises(BrokenPack):
        actions.load_pack(pack)
    assert Department.objects.get(slug="travaux").summary == {"fr": "Voiries."}
    assert list(PackRecord.objects.order_by("kind", "key").values_list("kind", "key", "loaded_at")) == before


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_that_of_the_guidelines(one, other, ratio):
    assert round(contrast(one, other), 2) == ratio


@pytest.mark.django_db
@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
class TestShippedPacks:
    def test_it_loads_and_says_that_it_is_a_demonstration(self, clock, folder):
        actions.load_pack(folder)
        commune = queries.organisation()
        assert commune.slug == folder.name
        assert commune.demonstration is True
        assert "non officielle" in commune.banner["fr"]
        assert set(commune.banner) == set(commune.languages) == {"fr", "nl", "de", "en"}
        assert all(point.fictional for point in queries.contact_points())
        assert commune.contact["fictional"] is True
        assert territory.is_resident_nis(commune.nis)
        assert queries.departments().filter(keeps_register=True).exists()
        assert len(commune.attribution) >= 5

    def test_its_closing_days_are_legal_or_to_be_confirmed_and_no_sunday_too_many(self, folder):
        rows = read_pack(folder).holidays
        legal = [row for row in rows if row.source == "jour férié légal"]
        assert len(legal) == 30, "ten legal holidays a year, 2026 to 2028"
        assert not {"Pâques", "Pentecôte"} & {row.label for row in rows}
        assert all("à confirmer" in row.source for row in rows if row not in legal)


def test_communes_differ_where_they_do(clock):
    mediators = {folder.name: read_pack(folder).commune.mediator.competent for folder in SHIPPED}
    logos = {read_pack(folder).logo for folder in SHIPPED}
    assert (len(SHIPPED), len(logos), sorted(mediators.values())) == (2, 2, [False, True])
