"""Background work: what waits, what failed, and starting it again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beffroi.cases import queries as cases
from beffroi.journal import actions, queries
from beffroi.journal.models import Job
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.ui.access import agent
from beffroi.ui.requests import Request

from .words import said

_MOST = 50
_MAY_RETRY = frozenset({"head", "manager", "admin"})


@agent()
@require_GET
@never_cache
def jobs(request: Request) -> HttpResponse:
    """How the background work goes."""
    return _show(request)


def _show(request: Request, refusal: Refusal | None = None) -> HttpResponse:
    overview = queries.jobs_overview()
    context = {
        "overview": overview,
        "figures": [
            (_("À faire maintenant"), overview.now),
            (_("En cours"), overview.running),
            (_("Réessais prévus"), overview.retrying),
            (_("Échoués"), overview.failed),
            (_("Prévus plus tard (rappels, clôtures)"), overview.planned),
        ],
        "failed": _failed(),
        "may_retry": bool(request.actor.roles & _MAY_RETRY),
        "refusal": refusal,
        "has_errors": bool(refusal),
    }
    return render(request, "desk/journal/jobs.html", context, status=422 if refusal else 200)


def _failed() -> list[tuple[Job, str | Promise, str]]:
    """The latest failures: each with what it does and the number of the case it is about, if it is about one."""
    failed = list(queries.failed_jobs()[:_MOST])
    about = {job.pk: UUID(job.args["case_id"]) for job in failed if job.args.get("case_id")}
    numbers = cases.case_numbers(about.values())
    return [
        (job, said(job.task), numbers.get(about[job.pk], "") if job.pk in about else "") for job in failed
    ]


@agent(*_MAY_RETRY)
@require_POST
def retry(request: Request, job_id: UUID) -> HttpResponse:
    """Give a failed job another series of attempts."""
    try:
        actions.retry_job(actor=request.actor, job_id=job_id)
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        return _show(request, refusal)
    messages.success(request, _("Le travail recommence."))
    return redirect("desk:jobs")
