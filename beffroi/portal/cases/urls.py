"""Addresses of drafts, cases and tracking."""

from django.urls import path

from . import answering, files, forms, space, tracking, typing, uploading

urlpatterns = [
    path("demande/<uuid:draft_id>/", forms.resume, name="draft"),
    path("demande/<uuid:draft_id>/page/<slug:page>/", forms.page, name="draft_page"),
    path("demande/<uuid:draft_id>/page/<slug:page>/garder/", typing.keep, name="draft_keep"),
    path("demande/<uuid:draft_id>/page/<slug:page>/fichier/", uploading.upload, name="draft_upload"),
    path("demande/<uuid:draft_id>/verifier/", forms.check, name="draft_check"),
    path("demande/<uuid:draft_id>/recu/", forms.receipt, name="receipt"),
    path("demande/<uuid:draft_id>/plus-tard/", forms.later, name="draft_later"),
    path("demande/<uuid:draft_id>/formulaire.pdf", forms.paper, name="draft_paper"),
    path("demande/<uuid:draft_id>/supprimer/", forms.delete, name="draft_delete"),
    path("reprendre/", tracking.resume, name="resume"),
    path("suivi/", tracking.track, name="track"),
    path("mon-espace/", space.home, name="space"),
    path("mon-espace/dossiers/<uuid:case_id>/", space.case, name="case"),
    path("mon-espace/dossiers/<uuid:case_id>/repondre/", answering.answer, name="case_answer"),
    path("mon-espace/dossiers/<uuid:case_id>/repondre/fichier/", answering.upload, name="case_answer_upload"),
    path("mon-espace/dossiers/<uuid:case_id>/retirer/", space.withdraw, name="case_withdraw"),
    path(
        "mon-espace/dossiers/<uuid:case_id>/documents/<uuid:paper_id>/", files.document, name="case_document"
    ),
    path(
        "mon-espace/dossiers/<uuid:case_id>/pieces/<uuid:evidence_id>/", files.evidence, name="case_evidence"
    ),
]
