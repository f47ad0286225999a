"""Drafts that nobody goes on with: their owner is warned, then they are deleted. Cases that ended elsewhere, too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from beffroi.cases.events import DraftPurged
from beffroi.cases.models import Draft, StayingCase
from beffroi.correspondence import actions as correspondence
from beffroi.correspondence import queries as messages
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ref
from beffroi.procedures import queries as procedures

from .drafts import forget

#: How long a case that ended elsewhere is still listed.
_LISTED = timedelta(days=31)

#: The name of the warning among the templates of messages.
WARNING = "brouillon_bientot_efface"


def warn_drafts() -> int:
    """Write to the accounts whose drafts will soon be deleted; returns how many were written to.

    A draft without account is announced on screen only: an address that nobody has proved is not written to.
    """
    today = clock.today()
    notice = cache(_notice)
    latest = max(map(notice, _versions()), default=0)
    near = Draft.objects.filter(
        case__isnull=True, account__isnull=False, expires_on__range=(today, today + timedelta(days=latest))
    )
    warned = 0
    for draft_id in near.order_by("expires_on", "pk").values_list("pk", flat=True):
        with transaction.atomic():
            draft = _locked(draft_id)
            if draft and 0 <= (draft.expires_on - today).days <= notice(draft.version_id):
                warned += _warn(draft)
    return warned


def sweep_drafts() -> int:
    """Delete the drafts whose days have passed, with their files; returns how many. The cases they became stay.

    Where the warning was never sent (no worker ran those days), it is sent now and the draft waits for the days that it
    announces.
    """
    today = clock.today()
    gone = 0
    passed = Draft.objects.filter(expires_on__lt=today).order_by("expires_on", "pk")
    for draft_id in passed.values_list("pk", flat=True):
        with transaction.atomic():
            draft = _locked(draft_id)
            if draft is None or draft.expires_on >= today:
                continue
            if not _owed_a_warning(draft):
                _purge(draft)
                gone += 1
                continue
            draft.expires_on = today + timedelta(days=_notice(draft.version_id))
            draft.save(update_fields=["expires_on"])
            _warn(draft)
    return gone


def sweep_staying() -> int:
    """Take off the list what was to end in the other e-guichet more than a month ago; returns how many."""
    passed = StayingCase.objects.filter(until__lt=clock.today() - _LISTED)
    return passed.delete()[0]


def _locked(draft_id: UUID) -> Draft | None:
    """The draft as it stands now: its owner may have saved or sent it since the list was read."""
    drafts = Draft.objects.select_for_update(of=("self",)).select_related("account", "version__procedure")
    return drafts.filter(pk=draft_id).first()


def _versions() -> Iterable[UUID]:
    """The versions of the drafts that may be warned of."""
    return Draft.objects.filter(case__isnull=True).order_by().values_list("version", flat=True).distinct()


def _notice(version_id: UUID) -> int:
    """How many days before their deletion the drafts of a version are warned of."""
    return procedures.keeping(procedures.definition(version_id)).notice


def _owed_a_warning(draft: Draft) -> bool:
    return draft.case_id is None and _recipient(draft).reaches("email") and not _warned(draft)


def _warned(draft: Draft) -> bool:
    return any(message.key == _key(draft) for message in messages.messages_about(ref(draft)))


def _key(draft: Draft) -> str:
    """One warning for each day of deletion: a draft that was taken up and left again is warned of anew."""
    return f"{draft.pk}:{WARNING}:{draft.expires_on.isoformat()}"


def _recipient(draft: Draft) -> correspondence.Recipient:
    account = draft.account
    if account is None or not account.is_active:
        return correspondence.Recipient()
    return correspondence.Recipient(account_id=account.pk, email=account.email or "")


def _warn(draft: Draft) -> bool:
    to = _recipient(draft)
    if not to.reaches("email") or _warned(draft):
        return False
    definition = procedures.definition(draft.version_id)
    with translation.override(draft.language):
        words = {
            "title": str(definition.title),
            "day": date_format(draft.expires_on, "j F Y"),
            "address": f"{settings.BASE_URL}/demande/{draft.pk}/",
        }
        subject = gettext("Votre demande commencée sera bientôt effacée")
        body = gettext(
            "Vous avez commencé une demande : %(title)s. Elle n’est pas encore envoyée.\n\n"
            "Nous l’effaçons après le %(day)s, avec vos réponses et vos fichiers. Pour la garder, continuez-la "
            "avant ce jour : %(address)s\n\n"
            "Si vous n’en avez plus besoin, vous n’avez rien à faire."
        )
    correspondence.send(
        actor=HOUSE,
        about=ref(draft),
        template=WARNING,
        language=draft.language,
        subject=subject,
        body=body % words,
        to=to,
        channels=["email"],
        process=_process(draft, after="draft"),
        department=definition.department,
        key=_key(draft),
    )
    return True


def _purge(draft: Draft) -> None:
    if draft.case_id is None:
        process = _process(draft)
        journal.record(DraftPurged(), actor=HOUSE, about=[ref(draft)], process=process)
    forget(draft)


def _process(draft: Draft, *, after: str = "") -> Process:
    slug = draft.version.procedure.slug
    return Process(procedure=slug, version=draft.version.number, phase_before="draft", phase_after=after)
