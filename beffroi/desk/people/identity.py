"""Checking somebody's identity at the counter: their account becomes worth an identity check, in every session."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beffroi.journal import actions as journal
from beffroi.lib.refusals import Refusal
from beffroi.people import actions, queries
from beffroi.ui.access import agent
from beffroi.ui.requests import Request

#: What an agent may have been shown; its number is never kept.
DOCUMENTS = (
    ("identity_card", gettext_lazy("Carte d’identité")),
    ("residence_permit", gettext_lazy("Titre de séjour")),
    ("passport", gettext_lazy("Passeport")),
)


class IdentityForm(forms.Form):
    """Whose account, which person, what was shown."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse e-mail du compte"),
        error_messages={
            "required": gettext_lazy(
                "Indiquez l’adresse e-mail avec laquelle la personne a créé son compte."
            ),
            "invalid": gettext_lazy(
                "Indiquez une adresse e-mail complète, par exemple prenom.nom@exemple.be."
            ),
        },
    )
    number = forms.CharField(
        label=gettext_lazy("Numéro national"),
        help_text=gettext_lazy(
            "Il figure au dos de la carte. Il sert à trouver la personne et n’est pas gardé."
        ),
        max_length=20,
        error_messages={
            "required": gettext_lazy("Indiquez le numéro national qui figure sur le document."),
            "max_length": gettext_lazy("Indiquez les onze chiffres du numéro national."),
        },
    )
    how = forms.ChoiceField(
        label=gettext_lazy("Document montré"),
        choices=DOCUMENTS,
        widget=forms.RadioSelect,
        initial="identity_card",
        error_messages={
            "required": gettext_lazy("Choisissez le document que la personne montre."),
            "invalid_choice": gettext_lazy("Choisissez le document que la personne montre."),
        },
    )

    def clean_email(self) -> str:
        """The account must exist: the person creates it, at home or here."""
        email = str(self.cleaned_data["email"])
        self.account = queries.account_by_email(email)
        if self.account is None:
            raise forms.ValidationError(
                _("Aucun compte n’a cette adresse. La personne crée d’abord son compte.")
            )
        return email

    def clean_number(self) -> str:
        """The number must belong to somebody known here."""
        try:
            self.person_id = queries.find_person_by_number(self.cleaned_data["number"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if self.person_id is None:
            raise forms.ValidationError(_("Cette personne n’est pas inscrite au registre de la commune."))
        return str(self.cleaned_data["number"])


@agent("clerk", "head", "registrar")
@require_http_methods(["GET", "POST"])
@never_cache
def check(request: Request) -> HttpResponse:
    """Find the person, show who the register says it is, and record the check once the agent confirms."""
    form = IdentityForm(request.POST if request.method == "POST" else None)
    person = None
    if form.is_bound and form.is_valid() and form.account and form.person_id:
        if "confirm" in request.POST:
            try:
                actions.record_identity_check(
                    actor=request.actor,
                    account=form.account,
                    person_id=form.person_id,
                    how=form.cleaned_data["how"],
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, _("L’identité est vérifiée. Le compte donne maintenant accès aux documents.")
                )
                return redirect("desk:identity")
        else:
            subject = queries.pseudonym_ref(form.person_id)
            reason = _("vérification d’identité au guichet")
            journal.consult(actor=request.actor, reason=reason, screen="desk.identity", subjects=[subject])
            person = queries.person_summary(form.person_id)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "desk/people/identity.html", {"form": form, "person": person}, status=status)
