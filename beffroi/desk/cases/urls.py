"""Addresses of the work list and of the case screen."""

from django.urls import path

from . import archive, disposal, encoding, intake, lists, screen, verbs

urlpatterns = [
    path("", lists.work_list, name="work_list"),
    path("dossiers/", lists.search, name="case_search"),
    path("dossiers/prendre/", verbs.claim_several, name="claim_several"),
    path("dossiers/archive/", archive.archive, name="archive"),
    path("dossiers/archive/<uuid:archived_id>/", archive.archived, name="archived"),
    path("dossiers/archive/<uuid:archived_id>/pieces/<uuid:piece_id>/", archive.piece, name="archived_piece"),
    path("dossiers/<uuid:case_id>/", screen.case, name="case"),
    path("dossiers/<uuid:case_id>/documents/<uuid:paper_id>/", screen.document, name="document"),
    path("dossiers/<uuid:case_id>/pieces/<uuid:evidence_id>/", screen.evidence, name="evidence"),
    path("dossiers/<uuid:case_id>/documents/<uuid:paper_id>/revoquer/", verbs.revoke, name="revoke"),
    path("dossiers/<uuid:case_id>/prendre/", verbs.claim, name="claim"),
    path("dossiers/<uuid:case_id>/rendre/", verbs.release, name="release"),
    path("dossiers/<uuid:case_id>/attribuer/", verbs.assign, name="assign"),
    path("dossiers/<uuid:case_id>/avancer/<slug:transition>/", verbs.transition, name="transition"),
    path("dossiers/<uuid:case_id>/demander/", verbs.ask, name="ask"),
    path("dossiers/<uuid:case_id>/complet/", verbs.complete, name="complete"),
    path("dossiers/<uuid:case_id>/prolonger/", verbs.extend, name="extend"),
    path("dossiers/<uuid:case_id>/noter/", verbs.note, name="note"),
    path("dossiers/<uuid:case_id>/registre/", verbs.register, name="register"),
    path("dossiers/<uuid:case_id>/deposer/", verbs.upload, name="upload"),
    path("conservation/", disposal.disposals, name="disposals"),
    path("conservation/<uuid:list_id>/", disposal.one, name="disposal"),
    path("conservation/<uuid:list_id>/fermer/", disposal.close, name="disposal_close"),
    path("conservation/<uuid:list_id>/liste/", disposal.download, name="disposal_csv"),
    path("conservation/<uuid:list_id>/garder/<uuid:entry_id>/", disposal.withhold, name="disposal_withhold"),
    path("papier/<slug:slug>/<int:number>/encoder/<slug:way>/", intake.begin, name="intake_begin"),
    path("papier/encodages/<uuid:draft_id>/", encoding.resume, name="intake"),
    path("papier/encodages/<uuid:draft_id>/arrivee/", intake.arrival, name="intake_arrival"),
    path("papier/encodages/<uuid:draft_id>/arrivee/<slug:way>/", intake.arrival, name="intake_arrival_by"),
    path("papier/encodages/<uuid:draft_id>/verifier/", encoding.check, name="intake_check"),
    path("papier/encodages/<uuid:draft_id>/abandonner/", intake.drop, name="intake_drop"),
    path("papier/encodages/<uuid:draft_id>/pages/<slug:page>/", encoding.page, name="intake_page"),
]
