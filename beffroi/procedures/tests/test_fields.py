"""Field types: what is typed, what is kept, what is said."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.lib.refusals import Refusal
from beffroi.procedures.rules.fields import Choice, Invalid, Raw, View, field_type, field_types
from beffroi.procedures.rules.schema import Field

from .factories import FILE_ID, NUMBER_ID

CHOICES = (Choice("a", "Réponse A"), Choice("b", "Réponse B"))


def view(**changed: Any) -> View:
    given = {
        "level": 100,
        "language": "fr",
        "today": "2026-11-24",
        "say": str,
        "options": lambda field: CHOICES,
        **changed,
    }
    given.setdefault(
        "choice", lambda field, value: next((c for c in given["options"](field) if c.value == value), None)
    )
    return View(**given)


def clean(kind: str, raw: dict[str, list[str]], **keys: Any) -> Any:
    return field_type(kind).clean(Field(name="f", type=kind, **keys), Raw(raw), view())


def dated(day: str, month: str, year: str, name: str = "f") -> dict[str, list[str]]:
    return {f"{name}-day": [day], f"{name}-month": [month], f"{name}-year": [year]}


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", {"f": ["  Rue   du Pont\u200b \x00"]}, "Rue du Pont"),
        ("long_text", {"f": ["un\r\ndeux"]}, "un\ndeux"),
        ("heading", {"f": ["un"]}, ""),
        ("slot", {}, ""),
        ("email", {"f": [" nom@exemple.be "]}, "nom@exemple.be"),
        ("telephone", {"f": ["0470 12 34 56"]}, "0470 12 34 56"),
        ("iban", {"f": ["be71 0961 2345 6769"]}, "BE71096123456769"),
        ("iban", {"f": [""]}, ""),
        ("enterprise_number", {"f": ["BE 0403.019.261"]}, "0403019261"),
        ("enterprise_number", {"f": ["403019261"]}, "0403019261"),
        ("time", {"f": ["8h"]}, "08:00"),
        ("time", {"f": ["14 h 30"]}, "14:30"),
        ("time", {"f": ["23:59:00"]}, "23:59"),
        ("number", {"f": ["1 250"]}, 1250),
        ("number", {"f": ["1.250.000"]}, 1250000),
        ("number", {"f": [""]}, None),
        ("amount", {"f": ["12,5"]}, 1250),
        ("amount", {"f": ["1 250,00 €"]}, 125000),
        ("date", dated("27", "3", "1987"), "1987-03-27"),
        ("date", {}, ""),
        ("yes_no", {"f": ["yes"]}, True),
        ("yes_no", {"f": ["peut-être"]}, None),
        ("choice", {"f": ["a"]}, "a"),
        ("choices", {"f": ["a", "b", "a"]}, ["a", "b"]),
        ("file", {"f": [FILE_ID, "../../etc/passwd"]}, [FILE_ID]),
        ("declaration", {"f": ["yes"]}, True),
        (
            "person",
            {
                "f-given_names": ["Alix"],
                "f-family_name": ["Exemple"],
                **dated("27", "3", "1987", "f-birth_date"),
            },
            {"given_names": "Alix", "family_name": "Exemple", "birth_date": "1987-03-27"},
        ),
        (
            "address",
            {
                "f-street": ["Rue du Pont"],
                "f-number": ["12A"],
                "f-postcode": ["1300"],
                "f-municipality": ["Wavre"],
            },
            {
                "street": "Rue du Pont",
                "number": "12A",
                "box": "",
                "postcode": "1300",
                "municipality": "Wavre",
            },
        ),
    ],
)
def test_what_is_kept(kind, raw, value):
    assert clean(kind, raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "keys", "said"),
    [
        ("text", {"f": ["a" * 201]}, {}, "Écrivez au plus 200 signes : il y en a 201."),
        ("email", {"f": ["nom@"]}, {}, "Indiquez une adresse e-mail complète, par exemple nom@exemple.be."),
        ("telephone", {"f": ["12"]}, {}, "Indiquez un numéro de téléphone, par exemple 0470 12 34 56."),
        (
            "iban",
            {"f": ["BE71 0961 2345 6768"]},
            {},
            "Indiquez un numéro de compte (IBAN), par exemple BE71 0961 2345 6769.",
        ),
        (
            "enterprise_number",
            {"f": ["0403.019.262"]},
            {},
            "Indiquez les 10 chiffres du numéro d’entreprise, par exemple 0403.019.261.",
        ),
        ("time", {"f": ["24:00"]}, {}, "Indiquez une heure, par exemple 14:30."),
        ("number", {"f": ["12.50"]}, {}, "Indiquez un nombre entier, par exemple 2."),
        ("number", {"f": ["12,5"]}, {}, "Indiquez un nombre entier, par exemple 2."),
        ("number", {"f": ["deux"]}, {}, "Indiquez un nombre entier, par exemple 2."),
        ("number", {"f": ["11"]}, {"max": 10}, "Indiquez 10 ou moins."),
        ("amount", {"f": ["5"]}, {"min": 1000}, "Indiquez 10,00\u00a0€ ou plus."),
        (
            "date",
            dated("30", "2", "2026"),
            {},
            "Cette date n’existe pas. Vérifiez le jour et le mois, par exemple 27 3 1987.",
        ),
        (
            "date",
            dated("1", "1", "87"),
            {},
            "Indiquez le jour, le mois et l’année en chiffres, par exemple 27 3 1987.",
        ),
        (
            "date",
            dated("25", "11", "2026"),
            {"past": True},
            "Indiquez une date passée, par exemple 27 3 1987.",
        ),
        ("date", dated("23", "11", "2026"), {"future": True}, "Indiquez une date à venir."),
        ("choice", {"f": ["z"]}, {}, "Choisissez une des réponses proposées."),
        ("file", {"f": [FILE_ID, NUMBER_ID]}, {}, "Gardez un seul fichier."),
        (
            "address",
            {"f-street": ["Rue du Pont"]},
            {},
            "Complétez l’adresse : numéro, code postal, localité.",
        ),
        ("person", {"f-given_names": ["Alix"]}, {}, "Indiquez le prénom, le nom et la date de naissance."),
    ],
)
def test_what_is_refused_says_what_to_do(kind, raw, keys, said):
    with pytest.raises(Invalid) as refused:
        clean(kind, raw, **keys)
    assert str(refused.value) == said


class TestNationalNumber:
    field = Field(name="f", type="national_number")

    def clean(self, typed: str, keep: Any, before: Any = None) -> Any:
        kind = field_type("national_number")
        return kind.clean(self.field, Raw({"f": [typed]}), view(keep_number=keep), before)

    def test_only_a_reference_is_kept(self):
        seen: list[str] = []
        assert self.clean("85.07.30-998.28", lambda number: seen.append(number) or NUMBER_ID) == NUMBER_ID
        assert seen == ["85073099828"]

    def test_the_refusal_of_people_stands_beside_the_field(self):
        def refuse(number: str) -> str:
            raise Refusal("Ce numéro n’existe pas.")

        with pytest.raises(Invalid, match="n’existe pas"):
            self.clean("85073099828", refuse)

    def test_left_blank_the_one_on_file_is_kept(self):
        assert self.clean("", None, before=NUMBER_ID) == NUMBER_ID

    def test_it_is_shown_masked_only(self):
        kind = field_type("national_number")
        masked = view(mask_number=lambda reference: "**.**.**-***.28")
        assert kind.display(self.field, NUMBER_ID, masked) == "**.**.**-***.28"
        assert kind.shown(self.field, NUMBER_ID, None, masked)["value"] == ""
        assert kind.shown(self.field, NUMBER_ID, None, masked)["stored"] == "**.**.**-***.28"


def test_a_choice_names_the_level_that_it_needs():
    strong = view(options=lambda field: (Choice("web", "Télécharger", level=400),))
    kind = field_type("choice")
    assert kind.level_needed(Field(name="f", type="choice"), "web", strong) == 400


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("date", "1987-03-27", "27 mars 1987"),
        ("yes_no", False, "Non"),
        ("iban", "BE71096123456769", "BE71 0961 2345 6769"),
        ("enterprise_number", "0403019261", "0403.019.261"),
        ("time", "08:05", "8 h 05"),
        ("amount", 1250, "12,50\u00a0€"),
        ("choices", ["a", "b"], "Réponse A, Réponse B"),
        (
            "person",
            {"given_names": "Alix", "family_name": "Exemple", "birth_date": "1987-03-27"},
            "Alix Exemple, 27 mars 1987",
        ),
        (
            "address",
            {
                "street": "Rue du Pont",
                "number": "12",
                "box": "3",
                "postcode": "1300",
                "municipality": "Wavre",
            },
            "Rue du Pont 12 boîte 3, 1300 Wavre",
        ),
        ("file", [FILE_ID], "1 fichier"),
    ],
)
def test_answers_are_said_in_words(kind, value, said):
    assert field_type(kind).display(Field(name="f", type=kind), value, view()) == said


def test_figures_are_kept_as_text_without_what_people_write_between_them():
    assert [clean("text", {"f": [typed]}, digits=True) for typed in ("0012", "1 3.00", "12-34/5", "")] == [
        "0012",
        "1300",
        "12345",
        "",
    ]
    with pytest.raises(Invalid, match="Écrivez des chiffres seulement"):
        clean("text", {"f": ["12A"]}, digits=True)


def place(**parts: str) -> dict[str, list[str]]:
    return {f"f-{part}": [typed] for part, typed in parts.items()}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"street": "Rue du Pont", "municipality": "Wavre"}, "Rue du Pont, Wavre"),
        (
            {
                "street": "Rue du Pont",
                "number": "12A",
                "postcode": "1300",
                "municipality": "Wavre",
                "detail": "sous le pont",
            },
            "Rue du Pont 12A, 1300 Wavre, sous le pont",
        ),
        ({"latitude": "50,7168412", "longitude": "4.60138°"}, "50.71684, 4.60138"),
        ({"latitude": "-0,5", "longitude": "- 180"}, "-0.5, -180.0"),
        (
            {"street": "Rue du Pont", "municipality": "Wavre", "latitude": "90", "longitude": "4.6"},
            "Rue du Pont, Wavre, 90.0, 4.6",
        ),
        ({"detail": "près du lavoir", "latitude": "50.7", "longitude": "4.6"}, "près du lavoir, 50.7, 4.6"),
    ],
)
def test_a_place_is_an_address_or_a_point(typed, said):
    value = clean("place", place(**typed))
    assert field_type("place").fits(value)
    assert field_type("place").display(Field(name="f", type="place"), value, view()) == said
    again = {f"f-{part}": [text] for part, text in value.items()}
    assert clean("place", again) == value


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"detail": "près du lavoir"}, "Complétez l’adresse : rue, localité."),
        ({"street": "Rue du Pont"}, "Complétez l’adresse : localité."),
        (
            {"street": "Rue", "municipality": "Wavre", "postcode": "?"},
            "Indiquez un code postal, par exemple 1300.",
        ),
        ({"latitude": "50.7"}, "Indiquez la latitude et la longitude, ou aucune des deux."),
        (
            {"latitude": "90,1", "longitude": "4"},
            "Indiquez la position en degrés, par exemple 50,71684 et 4,60138.",
        ),
        (
            {"latitude": "50", "longitude": "181"},
            "Indiquez la position en degrés, par exemple 50,71684 et 4,60138.",
        ),
        (
            {"latitude": "nord", "longitude": "4"},
            "Indiquez la position en degrés, par exemple 50,71684 et 4,60138.",
        ),
    ],
)
def test_half_a_place_says_what_lacks(typed, said):
    with pytest.raises(Invalid) as invalid:
        clean("place", place(**typed))
    assert str(invalid.value) == said


def test_nothing_can_be_chosen_in_a_slot_yet():
    with pytest.raises(Invalid, match="ne peut pas encore être réservé ici"):
        clean("slot", {"f": ["2026-12-01T10:00"]}, venue="salle")


def test_files_are_said_by_name():
    named = view(file_names={FILE_ID: "jugement.pdf"})
    assert field_type("file").display(Field(name="f", type="file"), [FILE_ID], named) == "jugement.pdf"


@given(
    kind=st.sampled_from(sorted(field_types())),
    raw=st.dictionaries(
        st.sampled_from(["f", "f-day", "f-month", "f-year", "f-street", "f-given_names", "f-birth_date-day"]),
        st.lists(st.text(max_size=40), max_size=3),
    ),
)
def test_cleaning_gives_a_value_of_the_type_or_says_what_to_do(kind, raw):
    typed = field_type(kind)
    keys = {"compute": "today()"} if kind == "computed" else {}
    try:
        value = typed.clean(
            Field(name="f", type=kind, **keys), Raw(raw), view(keep_number=lambda number: NUMBER_ID)
        )
    except Invalid as invalid:
        assert str(invalid)
    else:
        assert typed.is_empty(value) or typed.fits(value)


@pytest.mark.parametrize("kind", sorted(field_types()))
def test_every_type_says_what_it_is_and_gives_samples_that_fit(kind):
    typed = field_type(kind)
    assert typed.purpose
    assert all(typed.fits(sample) for sample in typed.samples(Field(name="f", type=kind)))


def test_a_name_is_taken_once():
    from beffroi.procedures.rules.fields import FieldType, register_field_type

    class Other(FieldType):
        name = "text"

    with pytest.raises(ValueError, match="already registered"):
        register_field_type(Other)
