"""Addresses of the desk about procedures, in the namespace ``desk``."""

from django.urls import path, register_converter

from . import (
    drafts,
    editor,
    grid,
    moving,
    options,
    paper,
    preview,
    privacy,
    proposals,
    shelf,
    tables,
    translations,
    undo,
)
from .which import WhichConverter

register_converter(WhichConverter, "which")

urlpatterns = [
    path("demarches/", shelf.procedures, name="procedures"),
    path("demarches/installer/", drafts.install, name="procedure_install"),
    path("demarches/<slug:slug>/", shelf.procedure, name="procedure"),
    path("demarches/<slug:slug>/comparer/", drafts.compare, name="procedure_compare"),
    path("demarches/<slug:slug>/valeurs/", options.options, name="procedure_options"),
    path(
        "demarches/<slug:slug>/valeurs/<uuid:value>/retirer/", options.take_back, name="procedure_option_back"
    ),
    path("demarches/<slug:slug>/tables/", tables.tables, name="procedure_tables"),
    path("demarches/<slug:slug>/tables/<slug:key>/", tables.table, name="procedure_table"),
    path("demarches/<slug:slug>/tables/<slug:key>/ligne/", tables.row, name="procedure_table_row"),
    path("demarches/<slug:slug>/tables/<slug:key>/retirer/", tables.take_back, name="procedure_table_back"),
    path("demarches/<slug:slug>/tables/<slug:key>/fin/", tables.end, name="procedure_table_end"),
    path("demarches/<slug:slug>/tables/<slug:key>/importer/", tables.bring_in, name="procedure_table_import"),
    path("demarches/<slug:slug>/tables/<slug:key>/lignes.csv", tables.download, name="procedure_table_csv"),
    path("demarches/<slug:slug>/proposition/", proposals.proposal, name="procedure_proposal"),
    path("demarches/<slug:slug>/proposition/preparer/", proposals.prepare, name="procedure_proposal_prepare"),
    path("demarches/<slug:slug>/proposition/ecarter/", proposals.set_aside, name="procedure_proposal_aside"),
    path("protection-des-donnees/", privacy.register, name="register_of_processing"),
    path("protection-des-donnees/registre.csv", privacy.register_csv, name="register_of_processing_csv"),
    path("demarches/<slug:slug>/visa/", privacy.visa, name="procedure_visa"),
    path("demarches/<slug:slug>/preparer/", drafts.prepare, name="procedure_prepare"),
    path("demarches/<slug:slug>/abandonner/", drafts.drop, name="procedure_drop"),
    path("demarches/<slug:slug>/annuler/", undo.undo, name="procedure_undo"),
    path("demarches/<slug:slug>/remettre/", undo.put_back, name="procedure_put_back"),
    path("demarches/<slug:slug>/publier/", drafts.publish, name="procedure_publish"),
    path("demarches/<slug:slug>/modifier/<path:address>/", editor.edit, name="procedure_edit"),
    path("demarches/<slug:slug>/ajouter/<path:address>/", editor.add, name="procedure_add"),
    path("demarches/<slug:slug>/deplacer/<path:address>/", editor.act, name="procedure_act"),
    path("demarches/<slug:slug>/grille/<path:address>/", grid.grid, name="procedure_grid"),
    path("demarches/<slug:slug>/traductions/", translations.words, name="procedure_words"),
    path("demarches/<slug:slug>/<which:which>/paquet.zip", drafts.download, name="procedure_zip"),
    path("demarches/<slug:slug>/<which:which>/", shelf.version, name="procedure_version"),
    path("demarches/<slug:slug>/<which:which>/circuit.svg", shelf.picture, name="procedure_picture"),
    path("demarches/<slug:slug>/<which:which>/reprendre/", drafts.bring_back, name="procedure_bring_back"),
    path("demarches/<slug:slug>/<which:which>/dossiers/", moving.move, name="procedure_move"),
    path("demarches/<slug:slug>/<which:which>/exemples/", shelf.examples, name="procedure_examples"),
    path("demarches/<slug:slug>/<which:which>/apercu/citoyen/", preview.start, name="preview_start"),
    path("demarches/<slug:slug>/<which:which>/apercu/telephone/", preview.phone, name="preview_phone"),
    path("demarches/<slug:slug>/<which:which>/apercu/papier.pdf", preview.on_paper, name="preview_paper"),
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
