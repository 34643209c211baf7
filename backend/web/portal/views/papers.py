"""A client's acts and service reports, with their PDFs."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from backend.accounts.roles import May
from backend.billing.models import Act
from backend.billing.queries import acts_visible_to
from backend.fieldwork.models import ServiceReport
from backend.fieldwork.queries import service_reports_visible_to
from backend.web.portal.columns import ACTS, REPORTS
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.downloads import download, file_asked

PAGE: Final = 20


@may(May.USE_PORTAL)
def papers(request: SignedRequest) -> HttpResponse:
    """`?show=acts` (as without) or `?show=reports`, the newest first."""
    shows_reports = request.GET.get("show") == "reports"
    found: Any = _reports(request) if shows_reports else _acts(request)
    if file_asked(request):
        columns: Any = REPORTS if shows_reports else ACTS
        return download(request, "reports" if shows_reports else "acts", columns, found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "shows_reports": shows_reports}
    return render(request, "portal/papers.html", context)


def _acts(request: SignedRequest) -> QuerySet[Act]:
    return acts_visible_to(request.user).defer("frozen").order_by("-document_date", "-number")


def _reports(request: SignedRequest) -> QuerySet[ServiceReport]:
    reports = service_reports_visible_to(request.user).select_related("visit__object", "file")
    return reports.defer("snapshot").order_by("-made_at")
