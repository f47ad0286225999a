"""Background work in the words of those who see it fail; its own name says nothing to a head of service."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_TASKS = {
    "cases.begin": _("Ouvrir un dossier reçu"),
    "cases.service_heard": _("Faire avancer un dossier dont le service a répondu"),
    "gateway.forget_calls": _("Oublier les anciens appels à des services"),
    "gateway.perform_call": _("Appeler un service par un connecteur"),
    "cases.attach_sealed": _("Joindre au dossier un document cacheté"),
    "cases.attach_received": _("Joindre au dossier un document reçu"),
    "cases.paid": _("Faire avancer un dossier payé"),
    "cases.sweep_drafts": _("Effacer les brouillons périmés"),
    "cases.sweep_staying": _("Oublier les dossiers finis dans l’ancien guichet"),
    "cases.warn_drafts": _("Prévenir de l’effacement d’un brouillon"),
    "cases.move_cases": _("Déplacer des dossiers vers une autre version"),
    "cases.look_at_cases": _("Chercher les dossiers qui attendent un jour"),
    "cases.look_at_version": _("Regarder des dossiers qui attendent un jour"),
    "cases.go_on": _("Faire avancer un dossier dont le jour est venu"),
    "cases.linked_ended": _("Faire avancer un dossier dont le dossier lié est terminé"),
    "cases.list_ended": _("Mettre sur une liste les dossiers au bout de leur conservation"),
    "cases.dispose_of": _("Anonymiser un dossier d’une liste approuvée"),
    "cases.anonymise": _("Anonymiser un dossier clôturé"),
    "cases.leave_no_trace": _("Effacer les traces de ce qui vient d’être effacé"),
    "documents.sweep_files": _("Effacer les fichiers sans dossier"),
    "journal.forget_done_jobs": _("Oublier les travaux faits"),
    "procedures.file_procedure": _("Ranger une démarche dans la recherche"),
    "website.welcome_editor": _("Ouvrir la rédaction du site à une personne"),
    "cases.generate_document": _("Établir et cacheter un document"),
    "cases.fetch_act": _("Demander un acte à la banque des actes"),
    "cases.legal_period_passed": _("Tirer la suite d’un délai légal passé sans décision"),
    "cases.take_delay": _("Faire avancer un dossier dont le délai est passé"),
    "correspondence.send_mail": _("Envoyer un e-mail"),
    "correspondence.render_letter": _("Mettre une lettre en page"),
    "portal.send_account_mail": _("Envoyer un e-mail de compte"),
}


def said(task: str) -> str | Promise:
    """What a task does; the name itself when nobody has said it yet."""
    return _TASKS.get(task, task)
