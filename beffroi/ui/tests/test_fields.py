"""One drawing for every question: from a procedure, a Django form or a component."""

import re
from dataclasses import dataclass
from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from beffroi.ui import fields


@dataclass(frozen=True)
class View:
    """The attributes of a FieldView that a test needs."""

    name: str
    type: str
    label: str = "Question"
    help: str = ""
    required: bool = True
    options: tuple = ()
    value: object = ""
    errors: tuple = ()
    locked: bool = False
    prefilled_from: str = ""
    text: str = ""
    widget: str = ""
    accept: tuple = ()
    max_bytes: int = 0
    multiple: bool = False
    parts: tuple = ()
    stored: str = ""
    rows: object = 4


def words(html):
    """The text of a fragment, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", str(html)).split())


def names(html):
    return re.findall(r'name="([^"]+)"', str(html))


def test_a_question_with_its_help_and_its_error_describes_itself():
    html = fields.draw(
        View("nom", "text", help="Comme sur votre carte.", errors=("Indiquez un nom.",), value="<b>")
    )

    assert 'aria-describedby="id_nom-hint id_nom-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="&lt;b&gt;"' in html
    assert words(html) == "Question Comme sur votre carte. Erreur : Indiquez un nom."


def test_what_may_stay_empty_says_so():
    assert words(fields.draw(View("nom", "text", required=False))) == "Question (facultatif)"
    assert (
        words(fields.draw({"name": "nom", "type": "text", "label": "Q", "recommended": True}))
        == "Q (recommandé)"
    )


@pytest.mark.parametrize(
    ("options", "widget", "tag"),
    [(2, "", "radio"), (8, "", "radio"), (9, "", "<select"), (9, "radios", "radio"), (2, "list", "<select")],
)
def test_one_choice_is_radios_or_a_list(options, widget, tag):
    view = View(
        "choix", "choice", options=tuple((str(n), f"Choix {n}") for n in range(options)), widget=widget
    )

    assert tag in fields.draw(view)


def test_yes_or_no_marks_the_answer():
    html = fields.draw(View("ici", "yes_no", value=True))

    assert re.findall(r'value="(\w+)"( checked)?', html) == [("yes", " checked"), ("no", "")]


@pytest.mark.parametrize(
    "value", [date(1987, 3, 27), "1987-03-27", {"day": "27", "month": "3", "year": "1987"}]
)
def test_a_date_is_three_boxes(value):
    html = fields.draw(View("naissance", "date", value=value))

    assert names(html) == ["naissance-day", "naissance-month", "naissance-year"]
    assert re.findall(r'value="(\d+)"', html) == ["27", "3", "1987"]
    assert 'id="id_naissance"' in html


def test_the_boxes_of_a_procedure_are_drawn_as_given():
    parts = (View("p-given_names", "text", "Prénom(s)"), View("p-birth_date", "date", "Né le"))
    html = fields.draw(View("p", "person", parts=parts, errors=("Complétez.",)))

    assert names(html) == ["p-given_names", "p-birth_date-day", "p-birth_date-month", "p-birth_date-year"]
    assert html.count('aria-invalid="true"') == 4


def test_an_address_has_its_five_boxes():
    html = fields.draw(View("lieu", "address", value={"street": "Rue du Moulin", "number": "12A"}))

    assert names(html) == ["lieu-street", "lieu-number", "lieu-box", "lieu-postcode", "lieu-municipality"]
    assert re.findall(r'value="([^"]*)"', html) == ["Rue du Moulin", "12A"]


def test_a_file_shows_what_is_kept_and_how_to_remove_it():
    stored = {"f1": {"name": "carte.pdf", "size": 245_000}}
    view = View("piece", "file", value=["f1"], accept=("application/pdf", "image/jpeg"), max_bytes=10_485_760)
    html = fields.draw(view, stored=stored)

    assert words(html) == "Question PDF ou JPG, 10 Mo au plus. carte.pdf (239 Ko) Retirer carte.pdf"
    assert 'name="remove_file" value="piece:f1"' in html
    assert 'type="file"' not in html


def test_a_locked_answer_is_told_and_not_asked():
    html = fields.draw(View("nom", "text", value="Delvaux", locked=True, prefilled_from="register"))

    assert names(html) == []
    assert words(html).startswith("Question Delvaux Repris de : le registre de la population.")


def test_a_locked_choice_is_told_by_its_words():
    assert "Mon enfant" in fields.draw(
        View("qui", "choice", options=(("c", "Mon enfant"),), value="c", locked=True)
    )
    assert "27 mars 1987" in fields.draw(View("né", "date", value="1987-03-27", locked=True))


def test_a_stored_number_is_kept_when_nothing_is_typed():
    html = fields.draw(View("nn", "national_number", stored="**.**.**-***.28"))

    assert "Numéro enregistré : **.**.**-***.28. Laissez vide pour le garder." in words(html)


def test_a_declaration_and_an_explanation_speak_by_their_text():
    assert words(fields.draw(View("d", "declaration", "Déclaration", text="Je déclare."))) == "Je déclare."
    assert words(fields.draw(View("n", "note", "", text="Un.\n\nDeux."))) == "Un. Deux."


def test_a_line_can_be_taken_out_and_another_asked_for():
    line = {"number": "2", "title": "Enfant 1", "fields": [View("enfants-2-nom", "text", "Nom")]}
    block = {"name": "enfants", "type": "repeat", "label": "Vos enfants", "required": True, "max": 2}
    html = fields.draw({**block, "lines": [line], "add": "Ajouter un enfant"})

    assert names(html) == ["enfants", "enfants-2-nom", "remove_row", "add_row"]
    assert re.findall(r'value="([^"]*)"', html) == ["2", "enfants:2", "enfants"]
    assert 'id="id_enfants-2" tabindex="-1"' in html
    assert words(html) == "Vos enfants Enfant 1 Nom Retirer Enfant 1 Ajouter un enfant"
    assert (
        words(fields.draw({**block, "lines": [line], "min": 1}))
        == "Vos enfants Enfant 1 Nom Ajouter une ligne"
    )
    assert "add_row" not in fields.draw({**block, "lines": [line, {**line, "number": "3"}]})


def test_a_type_that_nobody_knows_is_named():
    with pytest.raises(KeyError, match="hologram"):
        fields.draw(View("x", "hologram"))


class DeskForm(forms.Form):
    """A form with one field of each kind."""

    text = forms.CharField(label="Texte", widget=forms.TextInput(attrs={"placeholder": "x", "maxlength": 10}))
    mail = forms.EmailField(label="E-mail", required=False)
    long = forms.CharField(label="Long", widget=forms.Textarea)
    day = forms.DateField(label="Jour", widget=fields.DateBoxes())
    one = forms.ChoiceField(label="Un", choices=[("Groupe", [("a", "A")]), ("b", "B")])
    radio = forms.ChoiceField(label="Radio", choices=[("a", "A")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(
        label="Plusieurs", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple
    )
    yes = forms.BooleanField(label="Oui")
    file = forms.FileField(label="Fichier", required=False)
    secret = forms.CharField(widget=forms.PasswordInput, label="Mot de passe")
    hidden = forms.CharField(widget=forms.HiddenInput, initial="h")


def test_a_django_form_looks_like_the_house_and_leads_to_what_is_wrong():
    html = str(DeskForm({"text": "ok", "day-day": "31", "day-month": "2", "day-year": "2026"}))

    assert "7 points sont à corriger" not in html  # hidden counts too: eight
    assert re.findall(r'<a href="#(\w+)">', html) == [
        *("id_long", "id_day", "id_one", "id_radio", "id_many", "id_yes", "id_secret", "id_hidden"),
    ]
    assert "placeholder" not in html
    assert set(names(html)) >= {
        "text",
        "mail",
        "day-year",
        "one",
        "radio",
        "many",
        "yes",
        "file",
        "secret",
        "hidden",
    }


def test_three_boxes_make_one_day():
    sent = {
        "text": "x",
        "long": "x",
        "one": "a",
        "radio": "a",
        "many": ["a"],
        "yes": "on",
        "secret": "s",
        "hidden": "h",
    }
    form = DeskForm({**sent, "day-day": "3", "day-month": "12", "day-year": "2026"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2026, 12, 3)


def render(text, **context):
    return Template("{% load ui %}" + text).render(Context(context))


def test_the_error_summary_is_silent_when_nothing_is_wrong():
    assert render("{% error_summary fields %}", fields=[View("nom", "text")]).strip() == ""


def test_the_error_summary_leads_to_each_field():
    html = render(
        "{% error_summary fields errors=more %}",
        fields=[View("nom", "text", errors=("Indiquez un nom.",))],
        more=[("id_autre", "Et ceci.")],
    )

    assert re.findall(r'<a href="([^"]+)">([^<]+)', html) == [
        ("#id_autre", "Et ceci."),
        ("#id_nom", "Indiquez un nom."),
    ]


def test_every_box_of_a_wrong_person_is_marked_the_day_too():
    drawn = fields.draw(View("qui", "person", "Qui ?", errors=["Indiquez la date."]))

    assert drawn.count('aria-invalid="true"') == drawn.count("<input") == 5


def test_a_choice_in_a_list_says_its_hint():
    options = [("pension", "Pension", "Gratuit"), ("banque", "Banque", "")]
    drawn = fields.draw(View("motif", "choice", "Motif", options=options, widget="list"))

    assert 'value="pension">Pension – Gratuit</option>' in drawn
    assert 'value="banque">Banque</option>' in drawn


def test_an_address_of_another_library_brings_the_keyboard_with_the_at_sign():
    class Theirs(forms.Form):
        login = forms.EmailField(widget=forms.TextInput(attrs={"type": "email"}))

    assert 'type="email"' in fields.draw(Theirs()["login"])


def test_a_list_without_answers_says_so_instead_of_asking():
    html = fields.draw(View("salle", "choice", widget="none", text="La liste est vide.", errors=("Rien.",)))

    assert words(html) == "Question Erreur : Rien. La liste est vide."
    assert 'id="id_salle"' in html
    assert 'aria-describedby="id_salle-instead id_salle-error"' in html
    assert names(html) == []
