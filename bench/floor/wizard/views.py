"""Three pages, the answers, the receipt."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.db.models import Max
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import DetailView, FormView, TemplateView, View

from .forms import PAGES
from .models import Application, Attachment, Draft, HistoryEntry, OutgoingMail

STEPS = [*PAGES, "check"]
#: Stands in the base template, where the padding goes.
FILLER = b"<!--filler-->"


class Padded:
    """Gives the template a filler, so that the page weighs what its peer weighs."""

    step = ""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Render once and fill up inside the page's own ``<p hidden>``."""
        response = super().render_to_response(context, **kwargs).render()  # type: ignore[misc]
        missing = settings.PAGE_SIZES.get(self.size_key(), 0) - len(response.content)
        if missing > 0:
            response.content = response.content.replace(FILLER, b"x" * (missing + len(FILLER)), 1)
        return response

    def size_key(self) -> str:
        return self.step


class Start(LoginRequiredMixin, TemplateView):
    """Opens a draft."""

    template_name = "wizard/start.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        draft = Draft.objects.create(owner=request.user)
        return redirect("page", draft.pk, STEPS[0])


class OwnDraft(LoginRequiredMixin):
    """The draft of the address, if it is one's own."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self.draft = get_object_or_404(Draft, pk=kwargs["draft_id"], owner=request.user)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]


class Page(OwnDraft, Padded, FormView):
    """One page of the form; saved as soon as it is right."""

    template_name = "wizard/page.html"

    def size_key(self) -> str:
        return str(self.kwargs["step"])

    def get_form_class(self) -> type[Form]:
        return PAGES[self.kwargs["step"]]

    def get_initial(self) -> dict[str, Any]:
        return dict(self.draft.answers)

    def form_valid(self, form: Form) -> HttpResponse:
        values = dict(form.cleaned_data)
        if upload := values.pop("evidence", None):
            self.draft.file.save(upload.name, upload, save=False)
            values["evidence"] = [upload.name, upload.content_type, upload.size]
        self.draft.answers |= {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
        self.draft.save()
        following = STEPS[STEPS.index(self.kwargs["step"]) + 1]
        return redirect(
            "check" if following == "check" else "page",
            self.draft.pk,
            *([following] * (following != "check")),
        )


class Check(OwnDraft, Padded, TemplateView):
    """All answers, then the submission in one transaction."""

    template_name = "wizard/check.html"
    step = "check"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = [
            (
                step,
                [(field.label, self.draft.answers.get(name, "")) for name, field in form.base_fields.items()],
            )
            for step, form in PAGES.items()
        ]
        return super().get_context_data(pages=pages, draft=self.draft, **kwargs)

    @transaction.atomic
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        application = Application.objects.create(
            number=_number(), owner=request.user, answers=self.draft.answers
        )
        name, content_type, size = self.draft.answers["evidence"]
        Attachment.objects.create(
            application=application, file=self.draft.file.name, content_type=content_type, size=size
        )
        HistoryEntry.objects.create(
            application=application, author=request.user, action=f"submitted with {name}"
        )
        OutgoingMail.objects.create(
            recipient=self.draft.answers["email"],
            subject=f"Votre demande {application.number}",
            body=f"Nous avons bien reçu votre demande {application.number}.",
        )
        self.draft.delete()
        return redirect(reverse("receipt", args=[application.pk]))


class Receipt(LoginRequiredMixin, Padded, DetailView):
    """The number, to be kept."""

    template_name = "wizard/receipt.html"
    step = "receipt"

    def get_queryset(self) -> Any:
        return Application.objects.filter(owner=self.request.user)


class Ready(View):
    """For whoever waits for the server."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("ready")


def _number() -> str:
    last = Application.objects.aggregate(last=Max("number"))["last"] or "2026-00000"
    return f"2026-{int(last[5:]) + 1:05d}"
