"""Is this document genuine? By its code, or by dropping the file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from beffroi.documents import queries
from beffroi.lib.refusals import Throttled
from beffroi.portal.visitors import address_of
from beffroi.ui.access import public

#: A sealed document is far smaller; more is not read.
_MOST_BYTES = 15 * 1024 * 1024


@public()
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Answer clearly: genuine, altered, revoked or unknown. Nothing about the person is shown."""
    code = request.POST.get("code", request.GET.get("code", "")).strip()[:40]
    file = request.FILES.get("file")
    result, error = None, ""
    try:
        if file is not None and (file.size or 0) > _MOST_BYTES:
            error = _("Ce fichier est trop grand pour être un document de la commune.")
        elif file is not None:
            result = queries.verify_bytes(file.read(), who=address_of(request))
        elif code:
            result = queries.verify_code(code, who=address_of(request))
        elif request.method == "POST":
            error = _("Tapez le code du document, ou choisissez le fichier.")
    except Throttled as refusal:
        error = str(refusal)
    context = {
        "result": result,
        "error": error,
        "control": "id_file" if file is not None else "id_code",
        "code": code,
        "by_file": file is not None,
    }
    return render(request, "portal/documents/verify.html", context, status=422 if error else 200)
