"""A client's acts and service reports, with their PDFs."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from backend.accounts.roles import May
from backend.billing.models import Act
from backend.billing.queries import acts_visible_to
from backend.fieldwork.models import ServiceReport
from backend.fieldwork.queries import service_reports_visible_to
from backend.web.shared.csv_file import csv_file
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.states import state_words

PAGE: Final = 20


@may(May.USE_PORTAL)
def papers(request: SignedRequest) -> HttpResponse:
    """`?show=acts` (as without) or `?show=reports`, the newest first."""
    shows_reports = request.GET.get("show") == "reports"
    found: Any = _reports(request) if shows_reports else _acts(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "shows_reports": shows_reports}
    return render(request, "portal/papers.html", context)


@may(May.USE_PORTAL)
def export_acts(request: SignedRequest) -> HttpResponse:
    """Acts as a file."""
    heads = [_("Number"), _("Date"), _("From"), _("To"), _("State")]
    heads += [_("Net"), _("VAT"), _("Gross"), _("Currency")]
    return csv_file("acts.csv", heads, [_act_line(act) for act in _acts(request)])


@may(May.USE_PORTAL)
def export_reports(request: SignedRequest) -> HttpResponse:
    """Service reports as a file."""
    heads = [_("Number"), _("Made (UTC)"), _("Code"), _("Object"), _("State")]
    return csv_file("reports.csv", heads, [_report_line(each) for each in _reports(request)])


def _act_line(act: Act) -> list[object]:
    days = [act.document_date, act.supply_from, act.supply_to]
    state = state_words("act", act.state).label
    return [act.number, *days, state, act.net, act.vat, act.gross, act.currency]


def _report_line(report: ServiceReport) -> list[object]:
    place = report.visit.object
    state = state_words("service_report", report.state).label
    return [report.number, report.made_at, place.client_code, place.name, state]


def _acts(request: SignedRequest) -> QuerySet[Act]:
    return acts_visible_to(request.user).order_by("-document_date", "-number")


def _reports(request: SignedRequest) -> QuerySet[ServiceReport]:
    reports = service_reports_visible_to(request.user).select_related("visit__object", "file")
    return reports.order_by("-made_at")
