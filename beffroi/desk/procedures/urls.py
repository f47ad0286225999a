"""Addresses of the desk about procedures, in the namespace ``desk``."""

from django.urls import path, register_converter

from . import paper, preview, shelf
from .which import WhichConverter

register_converter(WhichConverter, "which")

urlpatterns = [
    path("demarches/", shelf.procedures, name="procedures"),
    path("demarches/<slug:slug>/", shelf.procedure, name="procedure"),
    path("demarches/<slug:slug>/<which:which>/", shelf.version, name="procedure_version"),
    path("demarches/<slug:slug>/<which:which>/circuit.svg", shelf.picture, name="procedure_picture"),
    path("demarches/<slug:slug>/<which:which>/exemples/", shelf.examples, name="procedure_examples"),
    path("demarches/<slug:slug>/<which:which>/apercu/citoyen/", preview.start, name="preview_start"),
    path("demarches/<slug:slug>/<which:which>/apercu/agent/", preview.agent_view, name="preview_agent"),
    path(
        "demarches/<slug:slug>/<which:which>/apercu/<slug:audience>/verifier/",
        preview.check,
        name="preview_check",
    ),
    path(
        "demarches/<slug:slug>/<which:which>/apercu/<slug:audience>/<slug:page>/",
        preview.page,
        name="preview_page",
    ),
    path("papier/", paper.forms, name="paper_forms"),
    # Printed in the QR code of every paper form: this address must not change.
    path("papier/<slug:slug>/<int:number>/", paper.form, name="paper_form"),
    path("papier/<slug:slug>/<int:number>/<slug:language>.pdf", paper.pdf, name="paper_form_pdf"),
]
