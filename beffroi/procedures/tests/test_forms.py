"""The form engine, told as a person fills the form in."""

from beffroi.procedures.rules import forms

from .factories import NUMBER_ID, context, definition_of, shelf, with_line, write_package

ADDRESS = {"street": "Rue du Pont", "number": "12", "box": "", "postcode": "1300", "municipality": "Wavre"}
PERSON = {"given_names": "Alix", "family_name": "Exemple", "birth_date": "1987-03-27"}
HOUSEHOLD = {
    "pour_qui": "moi",
    "motif": "banque",
    "demandeur": PERSON,
    "numero_national": NUMBER_ID,
    "adresse": ADDRESS,
    "courriel": "alix@exemple.be",
    "mode": "poste",
    "exemplaires": 2,
}


def names(pages):
    return [page.name for page in pages]


class TestShowing:
    def test_pages_follow_the_answers(self):
        household = shelf("composition-de-menage")
        assert names(forms.pages_of(household, {"pour_qui": "moi"}, context())) == [
            "pour_qui",
            "coordonnees",
            "remise",
        ]
        assert names(forms.pages_of(household, {"pour_qui": "enfant"}, context()))[1] == "personne"

    def test_the_way_ends_on_the_exit_page_of_who_is_not_entitled(self):
        pages = forms.pages_of(shelf("composition-de-menage"), {"pour_qui": "autre"}, context())
        assert names(pages) == ["pour_qui", "sans_droit"]
        assert pages[-1].kind == "exit"
        assert pages[-1].links == (("https://mondossier.rrn.fgov.be", "Aller sur Mon DOSSIER"),)

    def test_pages_are_counted_without_the_exit(self):
        pages = forms.pages_of(shelf("composition-de-menage"), {"pour_qui": "autre"}, context())
        assert [(page.number, page.count) for page in pages] == [(1, 1), (2, 1)]

    def test_the_next_page(self):
        household = shelf("composition-de-menage")
        after = [
            forms.next_page(household, page, HOUSEHOLD, context())
            for page in ("pour_qui", "coordonnees", "remise")
        ]
        assert after == ["coordonnees", "remise", None]

    def test_a_choice_that_needs_a_higher_level_says_so(self):
        fields = forms.fields_of(shelf("composition-de-menage"), "remise", {"pour_qui": "moi"}, context())
        download, post, counter = fields[0].options
        assert (download.level, download.available) == (400, False)
        assert (post.available, counter.available) == (True, True)

    def test_the_same_page_in_dutch(self):
        fields = forms.fields_of(shelf("composition-de-menage"), "pour_qui", {}, context(language="nl"))
        assert fields[0].label == "Voor wie vraagt u het document aan?"
        assert next(label for _, label in fields[0].options) == "Voor mij en mijn gezin"

    def test_what_the_register_knows_is_shown_and_locked(self):
        known = context(
            level=450, profile={"register": {**PERSON, "address": ADDRESS, "national_number": NUMBER_ID}}
        )
        views = {
            f.name: f
            for f in forms.fields_of(
                shelf("composition-de-menage"), "coordonnees", {"pour_qui": "moi"}, known
            )
        }
        assert (views["demandeur"].value, views["demandeur"].locked) == (PERSON, True)
        assert (views["adresse"].prefilled_from, views["adresse"].value) == ("register", ADDRESS)
        assert views["numero_national"].value == ""
        assert views["courriel"].locked is False

    def test_a_source_that_knows_nothing_locks_nothing(self):
        signed_in = context(profile={"account": {"email": "alix@exemple.be"}, "register": {}})
        views = forms.fields_of(shelf("composition-de-menage"), "coordonnees", {"pour_qui": "moi"}, signed_in)
        assert [(f.name, f.prefilled_from, f.locked) for f in views] == [
            ("demandeur", "", False),
            ("numero_national", "", False),
            ("adresse", "", False),
            ("courriel", "account", False),
            ("telephone", "", False),
        ]

    def test_what_was_typed_wrongly_is_shown_again_with_its_message(self):
        raw = {"demandeur-birth_date-day": ["32"], "demandeur-birth_date-month": ["3"]}
        (person, *_) = forms.fields_of(
            shelf("composition-de-menage"),
            "coordonnees",
            {"pour_qui": "moi"},
            context(),
            raw,
            {"demandeur": "Corrigez."},
        )
        birth = person.parts[-1]
        assert (birth.parts[0].value, birth.parts[1].value, person.errors) == ("32", "3", ("Corrigez.",))


class TestReading:
    def test_a_page_is_read_whole_with_one_message_by_question(self):
        raw = {"pour_qui": ["moi"], "motif": ["gagner"]}
        cleaned = forms.clean_page(shelf("composition-de-menage"), "pour_qui", raw, {}, context())
        assert cleaned.values == {"pour_qui": "moi"}
        assert cleaned.errors == {"motif": "Choisissez une des réponses proposées."}

    def test_a_missing_answer_is_asked_for(self):
        cleaned = forms.clean_page(shelf("composition-de-menage"), "pour_qui", {}, {}, context())
        assert cleaned.errors == {"pour_qui": "Choisissez une réponse.", "motif": "Choisissez une réponse."}
        assert cleaned.values == {"pour_qui": None, "motif": None}

    def test_a_choice_above_the_level_is_kept_and_asks_to_step_up(self):
        cleaned = forms.clean_page(
            shelf("composition-de-menage"),
            "remise",
            {"mode": ["telechargement"]},
            {"pour_qui": "moi"},
            context(),
        )
        assert cleaned.values["mode"] == "telechargement"
        assert cleaned.level_needed == 400
        assert "mode" in cleaned.errors

    def test_a_locked_value_cannot_be_forged(self):
        known = context(level=450, profile={"register": PERSON})
        raw = {"demandeur-given_names": ["Mallory"], "demandeur-family_name": ["Mallory"]}
        cleaned = forms.clean_page(
            shelf("composition-de-menage"), "coordonnees", raw, {"pour_qui": "moi"}, known
        )
        assert cleaned.values["demandeur"] == PERSON

    def test_a_question_revealed_on_the_same_page_is_asked_at_once(self, tmp_path):
        small = definition_of(write_package(tmp_path))
        cleaned = forms.clean_page(small, "velo", {"neuf": ["no"], "prix": ["120"]}, {}, context())
        assert cleaned.errors == {"usure": "Écrivez une réponse."}
        assert [f.name for f in forms.fields_of(small, "velo", cleaned.values, context())] == [
            "neuf",
            "prix",
            "usure",
        ]

    def test_a_rule_of_the_package_has_its_own_message(self, tmp_path):
        rule = "label: Combien a-t-il coûté ?, max: 500000, checks: [{that: answers.prix > 5000, message: Plus de 50 €.}]"
        changed = with_line("form", "label: Combien a-t-il coûté ?, max: 500000", rule)
        cleaned = forms.clean_page(
            definition_of(write_package(tmp_path, **changed)),
            "velo",
            {"neuf": ["yes"], "prix": ["10"]},
            {},
            context(),
        )
        assert cleaned.errors == {"prix": "Plus de 50 €."}

    def test_an_agent_may_leave_empty_what_is_required_of_the_public_only(self, tmp_path):
        changed = with_line(
            "form", "label: Votre adresse e-mail", "label: Votre adresse e-mail\n            required: public"
        )
        small = definition_of(write_package(tmp_path, **changed))
        assert forms.clean_page(small, "contact", {}, {}, context(audience="agent")).errors == {}
        left = [(one.page, one.field) for one in forms.left_open(small, {}, context(audience="agent"))]
        assert (left, forms.left_open(small, {}, context())) == ([("contact", "courriel")], [])
        assert "courriel" in forms.clean_page(small, "contact", {}, {}, context()).errors

    def test_nothing_is_read_of_a_page_that_is_not_shown(self):
        cleaned = forms.clean_page(
            shelf("composition-de-menage"), "personne", {"personne": ["x"]}, {"pour_qui": "moi"}, context()
        )
        assert (cleaned.values, cleaned.errors) == ({}, {})


class TestSending:
    def test_a_complete_form_has_no_problem(self):
        assert forms.check_answers(shelf("composition-de-menage"), HOUSEHOLD, context()) == []

    def test_what_is_missing_is_listed_with_its_page(self):
        problems = forms.check_answers(
            shelf("composition-de-menage"), {**HOUSEHOLD, "courriel": None}, context()
        )
        assert problems == [
            forms.Problem(
                "coordonnees", "courriel", "Indiquez votre adresse e-mail, par exemple nom@exemple.be."
            )
        ]

    def test_hidden_answers_are_kept_in_the_draft_and_dropped_when_sent(self):
        held = {**HOUSEHOLD, "personne": PERSON, "preuve_qualite": ["x"]}
        assert forms.visible_answers(shelf("composition-de-menage"), held, context()) == HOUSEHOLD
        assert "personne" in held

    def test_an_answer_of_an_older_version_that_no_longer_fits_counts_as_missing(self):
        problems = forms.check_answers(
            shelf("composition-de-menage"), {**HOUSEHOLD, "courriel": ["a", 3]}, context()
        )
        assert [problem.field for problem in problems] == ["courriel"]

    def test_the_summary_says_the_answers_in_words(self):
        pages = forms.summary(shelf("composition-de-menage"), HOUSEHOLD, context())
        rows = {name: value for page in pages for _, value, name in page.rows}
        assert [page.page for page in pages] == ["pour_qui", "coordonnees", "remise"]
        assert rows == {
            "pour_qui": "Pour moi et mon ménage",
            "motif": "Banque ou crédit",
            "demandeur": "Alix Exemple, 27 mars 1987",
            "numero_national": "enregistré",
            "adresse": "Rue du Pont 12, 1300 Wavre",
            "courriel": "alix@exemple.be",
            "telephone": "",
            "mode": "Par la poste",
            "exemplaires": "2",
        }

    def test_what_came_from_the_register_is_told_apart_from_what_was_typed(self):
        known = context(
            level=450,
            profile={
                "account": {"email": "alix@exemple.be"},
                "register": {**PERSON, "address": {**ADDRESS, "box": "3"}, "national_number": NUMBER_ID},
            },
        )
        household = shelf("composition-de-menage")
        origins = forms.origins(household, HOUSEHOLD, known)
        assert origins == {"demandeur": "register", "numero_national": "register", "courriel": "account"}
        pages = forms.summary(household, HOUSEHOLD, context(), origins)
        shown = {row.field: row.source for page in pages for row in page.rows if row.source}
        assert shown == origins


def test_residence_is_told_or_read_from_the_postcode():
    from beffroi.procedures.rules.records import is_resident

    act = shelf("acte-de-naissance")
    here = context(resident=None, local_postcodes=lambda: {"1300", "1301"})
    assert is_resident(act, {"adresse": ADDRESS}, here)
    assert not is_resident(act, {"adresse": {**ADDRESS, "postcode": "5000"}}, here)
    assert not is_resident(
        act, {"adresse": ADDRESS}, context(resident=False, local_postcodes=lambda: {"1300"})
    )
