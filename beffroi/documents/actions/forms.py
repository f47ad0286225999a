"""Set a form to be filled in by hand."""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.documents.connectors import typst
from beffroi.documents.connectors.streams import with_plain_ends
from beffroi.documents.rules import forms
from beffroi.documents.rules.layouts import LayoutDataInvalid
from beffroi.lib import clock
from beffroi.lib.refusals import Refusal
from beffroi.people import queries as people
from beffroi.people.models import Organisation

from .rendering import qr, sheet, sheet_labels

log = logging.getLogger(__name__)


class FormNotSet(Refusal):
    """The form of a package cannot be set: its texts are beyond every measure, or the machine is short of memory."""

    message = gettext_lazy(
        "Ce formulaire ne peut pas être imprimé pour le moment. Appelez-nous : nous le remplissons avec vous."
    )


def render_form(*, data: dict[str, Any], language: str, keep: bool) -> bytes:
    """An accessible PDF of a paper form; ``data`` is what rules.forms says.

    A form that is the same for everyone may be ``keep``-t: asked again with the same words, it is not set again.
    Outside transactions. Raises FormNotSet.
    """
    try:
        page = json.dumps(_page(people.organisation(), forms.checked(data), language), sort_keys=True)
        return _kept(page) if keep else _set(page)
    except (LayoutDataInvalid, typst.RenderFailed) as failed:
        log.error(
            "documents.form_not_set", extra={"code": str(data.get("code"))[:100], "reason": str(failed)[:500]}
        )
        raise FormNotSet from failed


def _set(page: str) -> bytes:
    return with_plain_ends(typst.render("form", json.loads(page), at=clock.now()))


_kept = lru_cache(maxsize=64)(_set)


def _page(organisation: Organisation, content: dict[str, Any], language: str) -> dict[str, Any]:
    with translation.override(language):
        words = sheet(organisation, title=content["title"], language=language)
        return {
            **content,
            **words,
            "description": _("Formulaire de %(commune)s à remplir à la main")
            % {"commune": organisation.name},
            "footer": f"{words['footer']} · {content['code']}",
            "labels": {**sheet_labels(organisation), **_labels()},
            "qr": qr(content["url"]),
        }


def _labels() -> dict[str, Any]:
    return {
        "form": _("Formulaire à remplir à la main"),
        "begun": _("Vos réponses déjà données en ligne sont imprimées. Complétez le reste à la main."),
        "how": _("Écrivez en capitales, à l’encre noire ou bleue. Cochez les cases d’une croix."),
        "phone": _("Une question ? Appelez-nous :"),
        "have": _("Il vous faut"),
        "optional": _("(facultatif)"),
        "part": _("Partie"),
        "join": _("À joindre à votre formulaire."),
        "joined_online": _("Vous l’avez ajouté en ligne, joignez-le aussi ici :"),
        "joined": _("Documents à joindre"),
        "joined_how": _("Cochez ce que vous joignez. Une copie suffit : gardez les originaux."),
        "sign": _("Date et signature"),
        "signed": _("Je confirme que mes réponses sont exactes."),
        "date": _("Date"),
        "day": [_("Jour"), _("Mois"), _("Année")],
        "name": _("Nom et prénom"),
        "signature": _("Signature"),
        "bring": _("Où remettre ce formulaire ?"),
        "opening": _("Heures d’ouverture"),
        "privacy": _("Vos données personnelles"),
        "ours": _("Réservé à la commune"),
        "received": _("Reçu le"),
        "code": _("Code du formulaire"),
        "qr": _("Code QR pour l’agent : il ouvre cette démarche dans le bureau des agents"),
    }
