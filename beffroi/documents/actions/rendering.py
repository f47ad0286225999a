"""Set a document in the commune's colours, in its language."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from beffroi.documents.connectors import typst
from beffroi.documents.queries.verification import MARK
from beffroi.documents.rules import layouts
from beffroi.lib import clock
from beffroi.lib.refs import ObjectRef
from beffroi.lib.translated import Text
from beffroi.people import queries as people
from beffroi.people.models import Organisation

_INK = "#1d3557"


def render_document(
    *,
    kind: str,
    title: str,
    layout: str,
    data: dict[str, Any],
    language: str,
    about: ObjectRef,
    document_id: UUID | None = None,
    code: str = "",
) -> bytes:
    """An accessible, archivable PDF that bears no seal yet.

    ``layout`` is ``certificate``, ``letter`` or ``receipt``; ``data`` what rules.layouts says, texts already
    expanded. With a ``code`` the page tells how to verify it, with its QR code. Fifteen milliseconds: outside
    transactions. Raises LayoutDataInvalid and RenderFailed (surprises: faults of a package or of the program).
    """
    page = compose(people.organisation(), title=title, layout=layout, data=data, language=language, code=code)
    page["keywords"] = [f"{MARK}{document_id}"] if document_id else [kind, str(about)]
    return typst.render(layout, page, at=clock.now())


def compose(
    organisation: Organisation,
    *,
    title: str,
    layout: str,
    data: dict[str, Any],
    language: str,
    code: str = "",
) -> dict[str, Any]:
    """All that a layout reads: the data, the commune, the fixed words in the language. Raises LayoutDataInvalid."""
    content = layouts.checked(layout, data)
    with translation.override(language):
        return {
            **content,
            **sheet(organisation, title=title, language=language),
            "description": _("Document délivré par %(commune)s") % {"commune": organisation.name},
            "labels": _labels(organisation),
            "place_and_date": content["place_and_date"] or _place_and_date(organisation),
            "verification": _verification(code) if code else None,
        }


def sheet(organisation: Organisation, *, title: str, language: str) -> dict[str, Any]:
    """What every sheet of the commune bears, in the language now active: its name, its colours, its marks."""
    return {
        "title": title,
        "language": language,
        "keywords": [],
        "footer": f"{organisation.name} · {title}",
        "organisation": {
            "name": organisation.name,
            "colour": organisation.theme.get("brand", _INK),
            "logo": organisation.logo,
            "contact": _contact(organisation.contact),
        },
        **_marks(demonstration=organisation.demonstration),
    }


def _marks(*, demonstration: bool) -> dict[str, str]:
    if not demonstration:
        return {"watermark": "", "notice": ""}
    notice = _("Démonstration non officielle : ce document est fictif et n’a aucune valeur.")
    return {"watermark": _("FICTIF"), "notice": notice}


def _contact(contact: dict[str, Any]) -> list[str]:
    lines = [*contact.get("address", []), contact.get("phone", ""), contact.get("email", "")]
    return [line for line in lines if line]


def _place_and_date(organisation: Organisation) -> str:
    return _("%(place)s, le %(day)s") % {
        "place": organisation.short_name or organisation.name,
        "day": date_format(clock.today(), "j F Y"),
    }


def sheet_labels(organisation: Organisation) -> dict[str, str]:
    """The fixed words of every sheet, in the language now active."""
    logo = str(Text.of(organisation.logo_text)) or _("Logo de %(commune)s") % {"commune": organisation.name}
    return {"page": _("Page"), "logo": logo}


def _labels(organisation: Organisation) -> dict[str, str]:
    return {
        **sheet_labels(organisation),
        "qr": _("Code QR qui ouvre la page de vérification de ce document"),
        "verify": _("Vérifier ce document"),
        "verify_how": _(
            "Toute personne peut vérifier ce document : scannez le code QR, ou ouvrez l’adresse "
            "ci-dessous et tapez le code. Vous pouvez aussi y déposer le fichier."
        ),
        "address": _("Adresse :"),
        "code": _("Code :"),
        "sealed": _(
            "Ce fichier porte le cachet électronique de la commune. Imprimé, il se vérifie par son code."
        ),
        "reference": _("Dossier :"),
        "made": _("Fait à"),
        "our_reference": _("Notre référence :"),
        "remedies": _("Vos recours"),
        "next": _("La suite"),
    }


def _verification(code: str) -> dict[str, str]:
    page = f"{settings.BASE_URL}/verifier/"
    url = f"{page}?code={code}"
    return {"code": code, "page": page, "url": url, "qr": qr(url)}


def qr(url: str) -> str:
    """The QR code of an address, as SVG."""
    drawing = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawing, kind="svg", xmldecl=False, border=2)
    return drawing.getvalue().decode()
