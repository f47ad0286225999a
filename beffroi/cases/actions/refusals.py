"""What this room declines, with the reason in words for the person."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beffroi.cases.models import Draft
from beffroi.documents.actions import FileRefused
from beffroi.lib.refusals import Refusal


class DraftExpired(Refusal):
    """The draft is gone."""

    message = _(
        "Ce brouillon n’existe plus : nous effaçons les demandes commencées puis laissées. Vous pouvez recommencer."
    )


class DraftChanged(Refusal):
    """Answers were changed elsewhere after the page of verification was shown."""

    message = _("Vos réponses ont changé dans une autre fenêtre. Vérifiez-les encore une fois, puis envoyez.")


class PageChanged(Refusal):
    """Another tab or device changed a page after it was shown here; ``draft`` stands as it is now.

    ``values`` are the answers that were understood of what is refused.
    """

    message = _("Cette page a changé entre-temps, dans une autre fenêtre ou sur un autre appareil.")

    def __init__(self, draft: Draft, values: Mapping[str, Any]) -> None:
        self.draft, self.values = draft, values
        super().__init__()


class AnswersIncomplete(Refusal):
    """The whole form was checked again at submission and something is missing."""

    message = _("Il manque une réponse, ou une réponse doit être corrigée.")


class IdentityTooLow(Refusal):
    """The procedure asks for a stronger identification."""

    message = _("Pour envoyer cette demande, vous devez d’abord vous identifier.")

    def __init__(self, required: int) -> None:
        self.required = required
        super().__init__()


class NotEntitled(Refusal):
    """The decision table says no."""

    message = _("La loi ne vous permet pas de recevoir ce document.")


class OwnBusiness(Refusal):
    """Nobody handles their own case."""

    message = _("Cette demande vous concerne : un autre agent doit s’en occuper.")


class AgentsAddress(Refusal):
    """Nothing about somebody's request goes to the agent who encodes it."""

    message = _("Cette adresse e-mail est la vôtre : tapez celle de la personne, ou laissez la réponse vide.")


class TaskTaken(Refusal):
    """Another agent holds the task."""

    def __init__(self, holder: str) -> None:
        message: str | Promise = _("Cette tâche est déjà prise par %(holder)s.") % {"holder": holder}
        super().__init__(message)


class TaskNotHeld(Refusal):
    """The agent must take the task first."""

    message = _("Prenez d’abord ce dossier en charge.")


class CaseMoved(Refusal):
    """Somebody else changed the case meanwhile."""

    message = _("Ce dossier a changé entre-temps. Relisez-le, puis recommencez.")


class TransitionNotOffered(Refusal):
    """The workflow does not offer this step here."""

    message = _("Cette action n’est pas possible à cette étape du dossier.")


class FormIncomplete(Refusal):
    """An answer of a small form is missing or wrong; ``errors`` says which, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(next(iter(self.errors.values())))


class MotiveMissing(Refusal):
    """A refusal is motivated (law of 29 July 1991)."""

    message = _("Écrivez le motif : la personne doit comprendre pourquoi.")


class ReasonMissing(Refusal):
    """A longer period is motivated."""

    message = _("Écrivez la raison : la personne doit comprendre pourquoi vous avez besoin de plus de temps.")


class ExtensionNotAllowed(Refusal):
    """No text allows a longer period, or it was used already."""

    message = _("Aucun texte ne permet de prolonger encore ce délai légal.")


class PeriodOver(Refusal):
    """There is no legal period to extend any more."""

    message = _("Ce délai légal ne court plus : il ne peut plus être prolongé.")


class FileAlreadyComplete(Refusal):
    """The period runs already, does not wait for a complete file, or somebody has decided."""

    message = _("Le délai légal de ce dossier n’attend pas, ou n’attend plus, que le dossier soit complet.")


class QuestionEmpty(Refusal):
    """A question needs words."""

    message = _("Écrivez votre question.")


class AnswerEmpty(Refusal):
    """An answer needs words or a file."""

    message = _("Écrivez une réponse ou ajoutez un fichier.")


class QuestionClosed(Refusal):
    """The answer was sent, or the commune goes on without it."""

    message = _("Cette question n’attend plus de réponse.")


class TooManyFiles(FileRefused):
    """More files than an answer takes."""

    def __init__(self, most: int) -> None:
        super().__init__(
            ngettext("Gardez un seul fichier.", "Gardez %(most)d fichiers au plus.", most) % {"most": most}
        )


class NoteEmpty(Refusal):
    """A note needs words."""

    message = _("Écrivez votre note.")


class NothingToDeliver(Refusal):
    """There is no sealed document on the case."""

    message = _("Il n’y a pas encore de document à délivrer.")


class OtherProcedure(Refusal):
    """Cases stay with what was asked."""

    message = _("Ces deux versions ne sont pas de la même démarche.")


class SameVersion(Refusal):
    """A move leads elsewhere."""

    message = _("Choisissez une autre version.")


class NothingToMove(Refusal):
    """No case is open on the version."""

    message = _("Aucun dossier n’est ouvert sur cette version.")


class NowhereToGo(Refusal):
    """Cases are open at a status that has no place in the new version; ``statuses`` are those, by name."""

    message = _("Choisissez une étape pour chaque étape qui n’existe plus dans la nouvelle version.")

    def __init__(self, statuses: Sequence[str]) -> None:
        self.statuses = tuple(statuses)
        super().__init__()


class AlreadyMoving(Refusal):
    """One move at a time from each version."""

    message = _("Les dossiers de cette version sont déjà en train d’être déplacés.")


class CasesChanged(Refusal):
    """The cases are no longer as the dry run showed them."""

    message = _("Des dossiers ont changé depuis que vous avez lu cette page. Relisez-la, puis confirmez.")


class LinkedTooDeep(Refusal):
    """Cases that open cases that open cases: a circle of procedures would have no end."""

    message = _(
        "Trop de dossiers s’ouvrent l’un l’autre : prévenez la personne qui gère les démarches. Rien n’a changé."
    )


class LinkedNotOpened(Refusal):
    """The procedure of which a case is to be opened is not on offer, or its fee cannot be worked out."""

    message = _(
        "Cette étape doit ouvrir un dossier lié et n’y arrive pas : prévenez la personne qui gère les démarches. "
        "Rien n’a changé."
    )


class NothingListed(Refusal):
    """A list without a case has nothing to authorise."""

    message = _("Cette liste est vide : il n’y a rien à fermer ni à approuver.")


class ListNotClosed(Refusal):
    """What the State Archives authorise is a list that does not change any more."""

    message = _("Fermez d’abord la liste : c’est la liste fermée que les Archives autorisent.")


class ListChanged(Refusal):
    """Somebody took a case off the list, or approved it, meanwhile."""

    message = _("La liste a changé entre-temps. Relisez-la, puis recommencez.")


class VisaMissing(Refusal):
    """Without a written authorisation nothing is destroyed."""

    message = _(
        "Indiquez la référence et la date de l’autorisation écrite ; la date ne peut pas être à venir."
    )


class DayNotAhead(Refusal):
    """A case is kept until a day to come."""

    message = _("Indiquez un jour à venir, jusqu’auquel le dossier est gardé.")
