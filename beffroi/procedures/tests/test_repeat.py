"""A repeated block: lines typed, kept, checked, said; what a package may write in it."""

import pytest

from beffroi.procedures.queries import check_package, turned
from beffroi.procedures.rules import forms
from beffroi.procedures.rules.said import privacy_notice

from .blocks import ALIX, BLOCK, KEPT, SACHA, lines, typed, with_block
from .factories import _HOUSE, context, definition_of, with_line_in, write_package
from .factories import with_line as changed_line

pytestmark = pytest.mark.once

LAST = """
      - name: autres
        title: Et encore
        when: size(answers.enfants) > 1 && answers.enfants.all(e, e.naissance != "")
        fields:
          - {name: mot, type: text, label: Un mot ?, required: false}
"""


@pytest.fixture
def asked(tmp_path):
    return definition_of(write_package(tmp_path, **with_block()))


HELD = {"neuf": True, "prix": 100, "courriel": "a@exemple.be", "enfants": KEPT}


def clean(definition, raw, **who):
    return forms.clean_page(definition, "contact", raw, {"neuf": True, "prix": 100}, context(**who))


def block_view(definition, held=HELD, raw=None, errors=None, **who):
    return forms.fields_of(definition, "contact", held, context(**who), raw, errors)[0]


class TestTyping:
    def test_each_line_is_an_object_by_question(self, asked):
        cleaned = clean(asked, lines(("0", ALIX), ("4", SACHA)))
        assert cleaned.errors == {}
        assert cleaned.values == {"enfants": KEPT, "courriel": "a@exemple.be"}

    def test_a_question_of_a_line_is_asked_by_what_the_same_line_says(self, asked):
        cleaned = clean(asked, lines(("0", {**ALIX, "ecole": ""}), ("1", SACHA)))
        assert cleaned.errors == {"enfants-0-ecole": "Répondez par oui ou par non."}
        assert [[view.name for view in line.fields] for line in block_view(asked).lines] == [
            ["enfants-0-prenom", "enfants-0-naissance", "enfants-0-ecole", "enfants-0-repas"],
            ["enfants-1-prenom", "enfants-1-naissance", "enfants-1-repas"],
        ]

    def test_what_is_right_in_a_line_is_kept_and_what_is_wrong_said_beside_it(self, asked):
        raw = lines(("7", {**ALIX, "born": "2999-01-01", "repas": "9"}))
        cleaned = clean(asked, raw)
        assert cleaned.values["enfants"] == [{"prenom": "Alix", "repas": 9}]
        assert cleaned.errors == {
            "enfants-7-naissance": "Indiquez une date passée, par exemple 27 3 1987.",
            "enfants-7-repas": "Cinq repas au plus.",
        }
        (line,) = block_view(asked, raw=raw, errors=cleaned.errors).lines
        assert [(view.value, view.errors) for view in line.fields if not view.parts] == [
            ("Alix", ()),
            ("9", ("Cinq repas au plus.",)),
        ]
        assert [part.value for part in line.fields[1].parts] == ["01", "01", "2999"]

    def test_a_line_left_blank_is_forgotten(self, asked):
        cleaned = clean(asked, lines(("0", {}), ("1", ALIX), ("2", {})))
        assert (cleaned.values["enfants"], cleaned.errors) == (KEPT[:1], {})

    def test_one_line_is_wanted_unless_the_package_says_otherwise(self, asked):
        cleaned = clean(asked, lines(("0", {})))
        assert cleaned.values["enfants"] is None
        assert cleaned.errors == {
            "enfants-0-prenom": "Écrivez une réponse.",
            "enfants-0-naissance": "Indiquez une date, par exemple 27 3 1987.",
        }
        assert clean(asked, lines()).errors == {"enfants": "Ajoutez au moins une ligne."}

    def test_too_many_lines_are_kept_and_told(self, asked):
        cleaned = clean(asked, lines(*((str(n), ALIX) for n in range(4))))
        assert cleaned.errors == {"enfants": "Gardez 3 lignes au plus."}
        assert cleaned.values["enfants"] == [KEPT[0]] * 4

    def test_what_no_browser_sends_is_bounded(self, asked):
        raw = lines(*((str(n), ALIX) for n in range(900)))
        raw["enfants"] += ["0", "-1", "x", "1000", "٣"]
        assert len(clean(asked, raw).values["enfants"]) == 51

    def test_what_is_required_of_the_public_alone_or_only_recommended(self, tmp_path):
        changed = BLOCK.replace("label: Prénom,", "label: Prénom, required: public,")
        changed = changed.replace("label: Né ou née le,", "label: Né ou née le, recommended: true,")
        asked = definition_of(write_package(tmp_path, **with_block(changed)))
        raw = lines(("0", {"repas": "2"}))
        assert clean(asked, raw).errors == {"enfants-0-prenom": "Écrivez une réponse."}
        assert clean(asked, raw, audience="agent").errors == {}
        (line,) = block_view(asked, {}).lines
        assert [(v.required, v.recommended) for v in line.fields] == [
            (True, False),
            (False, True),
            (False, False),
        ]

    def test_an_answer_written_in_advance_stands_in_every_fresh_line(self, tmp_path):
        changed = BLOCK.replace(
            "label: Combien de repas ?", "label: Combien de repas ?\n                default: 1"
        )
        asked = definition_of(write_package(tmp_path, **with_block(changed)))
        raw, _ = turned({**lines(("0", {"name": "Alix"})), "add_row": ["enfants"]})
        assert [line.fields[-1].value for line in block_view(asked, {}).lines] == ["1"]
        assert [line.fields[-1].value for line in block_view(asked, {}, raw=raw).lines] == ["", "1"]


class TestButtons:
    def test_a_line_is_added_after_the_others_under_a_number_of_its_own(self):
        assert turned({"enfants": ["0", "2"], "a": ["b"], "add_row": ["enfants"]}) == (
            {"enfants": ["0", "2", "1"], "a": ["b"]},
            "enfants-1",
        )
        assert turned({"add_row": ["enfants"]}) == ({"enfants": ["0"]}, "enfants-0")
        full = {"enfants": [str(n) for n in range(50)]}
        assert turned({**full, "add_row": ["enfants"]}) == (full, "enfants-49")
        assert turned({"a": ["b"]}) == ({"a": ["b"]}, None)

    def test_a_line_is_taken_out_with_all_that_was_typed_in_it(self):
        raw = {"enfants": ["0", "1"], **typed("0", "Alix"), **typed("1", "Sacha")}
        assert turned({**raw, "remove_row": ["enfants:0"]}) == (
            {"enfants": ["1"], **typed("1", "Sacha")},
            "enfants",
        )

    def test_a_fresh_form_offers_the_fewest_lines(self, asked, tmp_path):
        first = block_view(asked, {})
        assert [(line.number, line.title) for line in first.lines] == [("0", "Enfant 1")]
        assert (first.add, first.min, first.max) == ("Ajouter un enfant", 1, 3)
        may = with_block(BLOCK.replace("max: 3", "max: 3\n            required: false"))
        assert block_view(definition_of(write_package(tmp_path / "autre", **may)), {}).lines == ()

    def test_lines_typed_come_back_as_they_were_with_the_new_one(self, asked):
        raw, _ = turned({**lines(("0", {"name": "Alix", "born": "31-2-x"})), "add_row": ["enfants"]})
        shown = block_view(asked, {}, raw=raw).lines
        assert [(line.title, line.fields[0].value) for line in shown] == [
            ("Enfant 1", "Alix"),
            ("Enfant 2", ""),
        ]
        assert [part.value for part in shown[0].fields[1].parts] == ["x", "2", "31"]


class TestKept:
    def test_a_sound_block_can_be_sent_and_is_said_line_by_line(self, asked):
        assert forms.check_answers(asked, HELD, context()) == []
        assert forms.visible_answers(asked, HELD, context()) == HELD
        rows = forms.summary(asked, HELD, context())[1].rows
        assert [tuple(row) for row in rows] == [
            (
                "Enfant 1",
                "Prénom : Alix\nNé ou née le : 4 mai 2018\nVa-t-il à l’école ? Oui",
                "enfants-0",
            ),
            ("Enfant 2", "Prénom : Sacha\nNé ou née le : 2 janvier 2025", "enfants-1"),
            ("Votre adresse e-mail", "a@exemple.be", "courriel"),
        ]

    def test_an_empty_block_is_one_row_without_an_answer(self, asked):
        rows = forms.summary(asked, {**HELD, "enfants": []}, context())[1].rows
        assert tuple(rows[0]) == ("Quels enfants inscrivez-vous ?", "", "enfants")

    def test_what_is_wrong_in_a_draft_is_told_by_line(self, asked):
        held = {**HELD, "enfants": [KEPT[0], {"naissance": "2025-01-02", "repas": 6}]}
        problems = forms.check_answers(asked, held, context())
        assert [(p.page, p.field, p.message) for p in problems] == [
            ("contact", "enfants-1-prenom", "Écrivez une réponse."),
            ("contact", "enfants-1-repas", "Cinq repas au plus."),
        ]
        (none,) = forms.check_answers(asked, {**HELD, "enfants": []}, context())
        assert (none.field, none.message) == ("enfants", "Ajoutez au moins une ligne.")

    @pytest.mark.parametrize(
        ("held", "kept"),
        [
            ("Alix", None),
            (["Alix"], None),
            ([{"prenom": 3, "naissance": "jamais", "autre": 1}], None),
            ([{}, {"prenom": "Alix", "autre": 1}], [{"prenom": "Alix"}]),
            ([{"prenom": "Sacha", "naissance": "2025-01-02", "ecole": True}], KEPT[1:]),
        ],
    )
    def test_stored_lines_that_do_not_fit_any_more_are_dropped(self, asked, held, kept):
        found = forms.visible_answers(asked, {**HELD, "enfants": held}, context())
        assert found.get("enfants") == kept

    def test_expressions_see_a_list_with_typed_empties(self, asked):
        scope = forms.walk(asked, HELD, context()).scope
        assert scope.value("size(answers.enfants)") == 2
        assert scope.value("answers.enfants.map(e, e.prenom)") == ["Alix", "Sacha"]
        assert scope.value("answers.enfants.filter(e, !e.ecole).size()") == 1
        assert scope.value("answers.enfants.exists(e, e.repas > 0)") is False
        assert scope.value("labels.enfants") == "Alix, 4 mai 2018, Oui ; Sacha, 2 janvier 2025"
        assert forms.walk(asked, {}, context()).scope.value("size(answers.enfants)") == 0

    def test_the_privacy_notice_names_the_personal_data_of_the_lines(self, asked):
        notice = privacy_notice(asked, forms.walk(asked, {}, context()).scope)
        assert notice[1].paragraphs[:-1] == (
            "Prénom : Savoir qui.",
            "Votre adresse e-mail : Vous répondre.",
        )

    def test_a_condition_after_the_block_reads_it(self, tmp_path):
        text = f"{with_block()['form'].rstrip()}{LAST}"
        both = definition_of(write_package(tmp_path, form=text))
        assert [p.name for p in forms.pages_of(both, HELD, context())] == ["velo", "contact", "autres"]
        one = {**HELD, "enfants": KEPT[:1]}
        assert [p.name for p in forms.pages_of(both, one, context())] == ["velo", "contact"]


def block(old, new):
    assert old in BLOCK, old
    return with_block(BLOCK.replace(old, new))


REPAS = "{that: item.repas <= 5, message: Cinq repas au plus.}"
MISTAKES = {
    "nothing asked": (block(BLOCK[BLOCK.index("            fields:") :], ""), "ce bloc ne pose aucune question."),
    "an unknown type": (block("type: number", "type: nombre"), "form.yaml:26: le type « nombre » n’existe pas."),
    "a block in a block": (block("type: number", "type: repeat\n                fields: [{name: x, type: text, label: X}]"), "le type « repeat » ne peut pas se répéter."),
    "a file": (block("type: yes_no", "type: file, personal: {category: special, purpose: P}"), "le type « file » ne peut pas se répéter. Posez cette question hors du bloc."),
    "a national number": (block("type: yes_no", "type: national_number"), "le type « national_number » ne peut pas se répéter."),
    "one name twice": (block("name: repas", "name: prenom"), "form.yaml:25: deux questions du bloc s’appellent « prenom ». Renommez-en une."),
    "a label that lacks": (block(", label: Né ou née le", ""), "form.yaml:23: la question « naissance » n’a pas de libellé."),
    "a personal datum": (block("type: yes_no", "type: person"), "« ecole » demande une donnée personnelle sans dire pourquoi."),
    "a prefill": (block("type: date,", "type: date, prefill: {source: [eid], key: birth_date},"), "une question d’un bloc ne se préremplit pas."),
    "an unknown question": (block("item.naissance", "item.naisance"), "« item.naisance » n’existe pas. Vouliez-vous dire « naissance » ?"),
    "a later question": (block("item.naissance", "string(item.repas)"), "« repas » vient plus loin dans la ligne."),
    "a later question of the form": (block("age(item.naissance) >= 3", 'answers.courriel == ""'), "« courriel » vient plus loin dans le formulaire."),
    "types that do not mix": (block(REPAS, "{that: item.prenom <= 5, message: M}"), "« item.prenom <= 5 » ne peut pas être calculée."),
    "a line outside a block": (with_line_in(with_block(), "label: Votre adresse e-mail", 'label: Votre adresse e-mail\n            when: item.prenom == ""'), "« item » ne peut pas être lu ici."),
    "a loop with an unknown name": (with_line_in(with_block(), "label: Votre adresse e-mail", 'label: Votre adresse e-mail\n            when: answers.enfants.exists(e, e.nom == "")'), "ne peut pas être calculée."),
    "more lines than the house bears": (block("max: 3", "max: 51"), "un bloc a de 0 à 50 lignes."),
    "more at least than at most": (block("max: 3", "max: 3\n            min: 4"), "« min » est plus grand que « max »."),
    "a least of what may be left": (block("max: 3", "min: 1\n            required: false"), "un bloc facultatif n’a pas de minimum."),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_block_is_told(tmp_path, mistake):
    changed, said = MISTAKES[mistake]
    assert said in "\n".join(map(str, check_package(write_package(tmp_path, **changed))))


def test_the_block_is_in_order(tmp_path):
    assert check_package(write_package(tmp_path, **with_block())) == []


def test_an_unknown_question_in_an_example_is_told(tmp_path):
    example = "title: T\non: 2026-11-24\nwho: {level: email}\nanswers: {enfants: [{nom: Alix}]}\nexpect: {}\n"
    (told,) = check_package(write_package(tmp_path, **with_block(tests__simple=example)))
    assert "la question « enfants → nom » n’existe pas" in str(told)


def test_the_words_of_a_block_are_translated(tmp_path):
    house = _HOUSE.replace("languages: []", "languages: [nl]")
    package = write_package(tmp_path, house=house, **with_block(translations__nl="[]"))
    said = "\n".join(map(str, check_package(package)))
    for words in ("Enfant", "Ajouter un enfant", "Prénom", "Cinq repas au plus."):
        assert f"« {words} » n’est pas traduit en « nl »" in said


def test_a_step_of_the_workflow_asks_no_block(tmp_path):
    small = "form: [{name: b, type: repeat, label: B, fields: [{name: x, type: text, label: X}]}], "
    told = changed_line("workflow", "by: [clerk], decides: granted", f"by: [clerk], {small}decides: granted")
    assert "une étape ne pose pas de bloc répété." in "\n".join(
        map(str, check_package(write_package(tmp_path, **told)))
    )
