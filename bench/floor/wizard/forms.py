"""The three pages."""

import io

import puremagic
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from PIL import Image

MAX_BYTES = 5 * 1024 * 1024
ACCEPTED = {"application/pdf", "image/jpeg", "image/png"}


class Who(forms.Form):
    """Page 1: who applies."""

    given_names = forms.CharField(label="Prénoms", max_length=100)
    family_name = forms.CharField(label="Nom", max_length=100)
    birth_date = forms.DateField(label="Date de naissance")
    email = forms.EmailField(label="Adresse e-mail")
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)


class Where(forms.Form):
    """Page 2: where, why, and one piece."""

    street = forms.CharField(label="Rue", max_length=100)
    house_number = forms.CharField(label="Numéro", max_length=10)
    postal_code = forms.CharField(label="Code postal", validators=[RegexValidator(r"^\d{4}$")])
    locality = forms.CharField(label="Localité", max_length=80)
    evidence = forms.FileField(label="Pièce justificative")

    def clean_evidence(self) -> UploadedFile:
        """The type is that of the content; an image must open."""
        file: UploadedFile = self.cleaned_data["evidence"]
        if file.size > MAX_BYTES:
            raise ValidationError("Ce fichier est trop lourd.")
        content = file.read()
        file.seek(0)
        try:
            file.content_type = puremagic.from_string(content, mime=True, filename=file.name)
        except puremagic.PureError as problem:
            raise ValidationError("Ce type de fichier n’est pas accepté.") from problem
        if file.content_type not in ACCEPTED:
            raise ValidationError("Ce type de fichier n’est pas accepté.")
        if file.content_type.startswith("image/"):
            try:
                Image.open(io.BytesIO(content)).verify()
            except Exception as problem:
                raise ValidationError("Cette image est abîmée.") from problem
        return file


class What(forms.Form):
    """Page 3: what is asked."""

    purpose = forms.ChoiceField(
        label="But",
        choices=[("school", "École"), ("bank", "Banque"), ("other", "Autre")],
        widget=forms.RadioSelect,
    )
    copies = forms.IntegerField(label="Exemplaires", min_value=1, max_value=10)
    delivery = forms.ChoiceField(
        label="Remise", choices=[("space", "En ligne"), ("post", "Par la poste")], widget=forms.RadioSelect
    )
    remarks = forms.CharField(label="Remarques", max_length=1000, required=False, widget=forms.Textarea)
    honour = forms.BooleanField(label="Je déclare sur l’honneur que ces données sont exactes")


PAGES: dict[str, type[forms.Form]] = {"page1": Who, "page2": Where, "page3": What}
