"""An act or a service report whose PDF is not there yet: asked for, and waited for a minute."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.billing.models import Act
from backend.billing.queries import acts_visible_to
from backend.documents.asking import ask_for_paper
from backend.fieldwork.models import ServiceReport
from backend.fieldwork.queries import service_reports_visible_to
from backend.lib.errors import NotFound
from backend.web.shared.doors import SignedRequest, signed_in

RENDER_ACT: Final = "backend.billing.tasks.render_act_asked"
RENDER_REPORTS: Final = "backend.fieldwork.tasks.render_reports_asked"
# One look every two seconds, so that a page left open asks for a minute and not for ever.
LOOKS: Final = 30


@require_safe
@signed_in
def act(request: SignedRequest, act_id: UUID) -> HttpResponse:
    """The act's PDF, or its waiting line."""
    _let_in(request.user)
    found = acts_visible_to(request.user).defer("frozen").filter(id=act_id).first()
    if found is None:
        raise NotFound("act")
    return _answer(request, found, act_waiting(found, _looks(request)))


@require_safe
@signed_in
def report(request: SignedRequest, report_id: UUID) -> HttpResponse:
    """The service report's PDF, or its waiting line."""
    _let_in(request.user)
    reports = service_reports_visible_to(request.user).defer("snapshot")
    found = reports.filter(id=report_id).first()
    if found is None:
        raise NotFound("report")
    if found.file_id is None:
        ask_for_paper(RENDER_REPORTS, found.visit_id)
    waiting = _waiting(reverse("files:report", args=[found.pk]), _looks(request))
    return _answer(request, found, waiting)


def act_waiting(act: Act, looks: int = 0) -> dict[str, object]:
    """What components/paper.html takes beside its `paper`; asks for a PDF that is not there."""
    if act.file_id is None:
        ask_for_paper(RENDER_ACT, act.pk)
    return _waiting(reverse("files:act", args=[act.pk]), looks)


def _let_in(user: User) -> None:
    """Papers are the client's and the office's; an engineer has the phone."""
    if not (is_allowed(user, May.READ_OFFICE) or is_allowed(user, May.USE_PORTAL)):
        raise NotFound("page")


def _looks(request: SignedRequest) -> int:
    asked = request.GET.get("looks", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0


def _waiting(address: str, looks: int) -> dict[str, object]:
    again = f"{address}?looks={looks + 1}" if looks < LOOKS else ""
    return {"paper_url": address, "poll_url": again}


def _answer(
    request: SignedRequest, paper: Act | ServiceReport, waiting: dict[str, object]
) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return render(request, "components/paper.html", {"paper": paper, **waiting})
    if paper.file_id:
        return redirect("files:file", paper.file_id)
    return render(request, "shared/paper.html", {"paper": paper, **waiting})
