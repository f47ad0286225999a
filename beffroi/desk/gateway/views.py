"""The connectors: which there are, what each sends and to whom, approving, withdrawing and trying one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beffroi.desk.procedures.shelf import MANAGERS
from beffroi.gateway import actions, queries
from beffroi.gateway.models import Connector
from beffroi.lib.refusals import Refusal
from beffroi.ui.access import agent
from beffroi.ui.answers import or_404
from beffroi.ui.requests import Request

from . import words
from .forms import ApproveForm, SecretForm, TryForm, WithdrawForm


@agent(*MANAGERS)
@require_GET
@never_cache
def connectors(request: Request) -> HttpResponse:
    """Every connector that somebody approved, or that a procedure declares today; those to be approved first."""
    used, figures = words.uses(get_language() or "fr"), queries.figures()
    rows = [
        (one, words.SHAPES[one.state], used.get((one.name, one.fingerprint), []), figures.get(one.pk))
        for one in queries.connectors()
    ]
    rows = [row for row in rows if row[2] or row[0].state != "declared"]
    context = {"rows": sorted(rows, key=lambda row: (row[0].state != "declared", row[0].said.title))}
    return render(request, "desk/gateway/connectors.html", context)


@agent(*MANAGERS)
@require_GET
@never_cache
def connector(request: Request, connector_id: UUID) -> HttpResponse:
    """One connector: its declaration in plain words, its calls, what may be done."""
    return _show(request, _found(connector_id))


def _found(connector_id: UUID) -> Connector:
    found = queries.connector(connector_id)
    if found is None:
        raise Http404
    return found


def _show(
    request: Request,
    found: Connector,
    *,
    refusal: Refusal | None = None,
    trial: actions.Trial | None = None,
    typed: Mapping[str, forms.Form] | None = None,
) -> HttpResponse:
    typed = typed or {}
    wrong = next((form for form in typed.values() if form.errors), None)
    said = found.said
    context = {
        "one": found,
        "said": said,
        "shape": words.SHAPES[found.state],
        "card": words.card(found),
        "leaves": list(words.leaves(found)),
        "stays": list(words.stays(found)),
        "uses": words.uses(get_language() or "fr").get((found.name, found.fingerprint), []),
        "calls": words.calls(queries.calls_of(found)),
        "ready": queries.is_ready(said),
        "approve_form": ApproveForm(),
        "withdraw_form": WithdrawForm(),
        "secret_form": SecretForm(found),
        "try_form": TryForm(found),
        "trial": trial,
        "trial_said": queries.OUTCOMES[trial.outcome] if trial else "",
        "kept": [(name, words.shown(value)) for name, value in trial.values.items()] if trial else [],
        "refusal": refusal,
        "wrong": wrong,
        "has_errors": bool(refusal or wrong),
        **typed,
    }
    status = 422 if context["has_errors"] else 200
    return render(request, "desk/gateway/connector.html", context, status=status)


def _act(
    request: Request,
    found: Connector,
    name: str,
    form: forms.Form,
    verb: Callable[..., object],
    done: str,
    *given: str,
) -> HttpResponse:
    """Call a verb, with what was typed in the boxes ``given``, or show the page again with what is wrong."""
    if not form.is_valid():
        return _show(request, found, typed={name: form})
    try:
        with or_404():
            typed = {box: form.cleaned_data[box] for box in given}
            verb(actor=request.actor, connector_id=found.pk, **typed)
    except Refusal as refusal:
        return _show(request, found, refusal=refusal, typed={name: form})
    messages.success(request, done)
    return redirect("desk:connector", connector_id=found.pk)


@agent(*MANAGERS)
@require_POST
def approve(request: Request, connector_id: UUID) -> HttpResponse:
    """Let it be called, exactly as it is declared."""
    form = ApproveForm(request.POST)
    done = _(
        "Le connecteur est approuvé. Les démarches qui le déclarent dans ces mots peuvent être publiées."
    )
    return _act(request, _found(connector_id), "approve_form", form, actions.approve_connector, done)


@agent(*MANAGERS)
@require_POST
def withdraw(request: Request, connector_id: UUID) -> HttpResponse:
    """Nothing is sent by it any more."""
    form, done = WithdrawForm(request.POST), _("L’approbation est retirée : plus rien ne part.")
    verb = actions.withdraw_connector
    return _act(request, _found(connector_id), "withdraw_form", form, verb, done, "reason")


@agent(*MANAGERS)
@require_POST
def secret(request: Request, connector_id: UUID) -> HttpResponse:
    """Write the secret by which the commune shows who it is."""
    found, done = _found(connector_id), _("Le secret est enregistré. Il ne sera plus montré.")
    form = SecretForm(found, request.POST)
    return _act(request, found, "secret_form", form, actions.set_secret, done, "secret")


@agent(*MANAGERS)
@require_POST
@never_cache
def attempt(request: Request, connector_id: UUID) -> HttpResponse:
    """Call the service once, with example values; what it answers is shown here and kept nowhere."""
    found = _found(connector_id)
    form = TryForm(found, request.POST)
    if not form.is_valid():
        return _show(request, found, typed={"try_form": form})
    try:
        with or_404():
            trial = actions.try_connector(
                actor=request.actor, connector_id=connector_id, values=form.values()
            )
    except actions.ValueUnfit as unfit:
        form.refuse(unfit.name, str(unfit))
        return _show(request, found, typed={"try_form": form})
    except Refusal as refusal:
        return _show(request, found, refusal=refusal, typed={"try_form": form})
    return _show(request, found, trial=trial, typed={"try_form": form})
