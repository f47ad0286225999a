"""The word of the data protection officer on a version, before it is in force."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, Refusal, require
from beffroi.people import queries as people
from beffroi.people.policies import Actor
from beffroi.procedures import policies
from beffroi.procedures.events import VisaGiven, VisaRefused
from beffroi.procedures.models import DraftVersion, Procedure, Visa
from beffroi.procedures.queries.visas import VisaState, visa_state
from beffroi.procedures.rules.reading import PackageFolder, fingerprint_of


class VisaMissing(Refusal):
    """Something of personal data comes in that the data protection officer has not approved; ``state`` says what."""

    def __init__(self, state: VisaState) -> None:
        self.state = state
        if state.said:
            words = _("Le visa de protection des données a été refusé : %(why)s") % {"why": state.said.remark}
        else:
            words = _(
                "Cette version demande le visa du délégué à la protection des données avant d’être publiée."
            )
        super().__init__(words)


class VisaOfAnother(Refusal):
    """What was read for the visa is no longer what is prepared."""

    message = gettext_lazy("La version en préparation a changé depuis que vous l’avez lue. Relisez-la.")


class RemarkMissing(Refusal):
    """A refusal says what has to change."""

    message = gettext_lazy("Dites ce qui doit changer avant que vous donniez le visa.")


class OwnPreparation(Refusal):
    """Nobody gives the visa to what they prepared (GDPR, article 38.6)."""

    message = gettext_lazy(
        "Vous avez préparé cette version : une autre personne doit donner le visa (RGPD, article 38)."
    )


@transaction.atomic
def say_visa(*, actor: Actor, slug: str, fingerprint: str, granted: bool, remark: str = "") -> Visa:
    """Give or refuse the visa to the version in preparation, as it was read; a later edit asks for another.

    The last word counts, so an officer may come back on it until the version is published.
    Raises Forbidden, NotFound, VisaOfAnother, OwnPreparation, RemarkMissing (a refusal without a reason).
    """
    require(policies.may_say_visa, actor)
    found = DraftVersion.objects.select_for_update(of=("self",)).filter(slug=slug, published_as=None)
    draft = found.select_related("started_by", "changed_by").first()
    if draft is None:
        raise NotFound
    if fingerprint_of(bytes(draft.canonical)) != fingerprint:
        raise VisaOfAnother
    if actor.account_id in {one.account_id for one in (draft.started_by, draft.changed_by) if one}:
        raise OwnPreparation
    if not granted and not remark.strip():
        raise RemarkMissing
    visa = Visa.objects.create(
        slug=slug,
        fingerprint=fingerprint,
        granted=granted,
        remark=remark.strip(),
        said_by_id=actor.agent_id,
        said_at=clock.now(),
    )
    _announce(visa, actor)
    return visa


def ensure_visa(*, actor: Acting, folder: PackageFolder, reference: str) -> None:
    """Let a content pass that needs no visa or has one; called in the transaction that puts it in force.

    A ``reference`` notes a visa given on paper. The house gives itself one, marked fictional, in a demonstration, and
    where no commune is loaded yet: nobody can send anything there. Raises VisaMissing, and Forbidden for a reference
    that another than the operator gives.
    """
    if reference:
        require(policies.may_note_visa, actor)
    assert folder.package is not None
    state = visa_state(folder.slug, folder.fingerprint, folder.package)
    if not state.missing:
        return
    fictional = not reference and policies.may_note_visa(actor) and people.is_demonstration()
    if not (reference or fictional):
        raise VisaMissing(state)
    visa = Visa.objects.create(
        slug=folder.slug,
        fingerprint=folder.fingerprint,
        granted=True,
        reference=reference,
        fictional=fictional,
        said_at=clock.now(),
    )
    _announce(visa, actor)


def _announce(visa: Visa, actor: Acting) -> None:
    procedure = Procedure.objects.filter(slug=visa.slug).first()
    fact = (
        VisaGiven(procedure=visa.slug, fingerprint=visa.fingerprint, fictional=visa.fictional)
        if visa.granted
        else VisaRefused(procedure=visa.slug, fingerprint=visa.fingerprint)
    )
    journal.record(fact, actor=actor, about=[ref(visa), *([ref(procedure)] if procedure else [])])
