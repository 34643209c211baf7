"""The page behind the QR code of a signed paper, for whoever holds it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.database.principal import acting_as_system
from backend.fieldwork.verifying import verified_report


@require_safe
@never_cache
def verify(request: HttpRequest, sha256: str) -> HttpResponse:
    """What the paper with this hash said, or that none of ours has it."""
    with acting_as_system():
        found = verified_report(sha256)
    shown = {"report": found, "sha256": sha256}
    return render(request, "shared/verify.html", shown, status=200 if found else 404)
