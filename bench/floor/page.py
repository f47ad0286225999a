"""A page of forty questions as a plain Django form: five times the same eight, and no condition at all."""

from django import forms
from django.core.validators import RegexValidator

GROUPS = 5


def questions(group: int) -> dict[str, forms.Field]:
    """The eight questions of a group."""
    return {
        f"motif{group}": forms.ChoiceField(choices=[("a", "École"), ("b", "Banque"), ("c", "Autre")]),
        f"nom{group}": forms.CharField(max_length=100),
        f"naissance{group}": forms.DateField(),
        f"nombre{group}": forms.IntegerField(min_value=0, max_value=99),
        f"courriel{group}": forms.EmailField(),
        f"telephone{group}": forms.CharField(validators=[RegexValidator(r"^[-+0-9 ./()]{8,30}$")]),
        f"debut{group}": forms.DateField(),
        f"remarque{group}": forms.CharField(max_length=1000, widget=forms.Textarea),
    }


Page = type("Page", (forms.Form,), {name: one for g in range(GROUPS) for name, one in questions(g).items()})
