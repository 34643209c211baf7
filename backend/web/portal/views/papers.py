"""A client's acts and service reports, with their PDFs."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from backend.accounts.roles import May
from backend.billing.models import Act
from backend.billing.queries import acts_visible_to
from backend.fieldwork.models import ServiceReport
from backend.fieldwork.queries import service_reports_visible_to
from backend.web.portal.columns import ACTS, REPORTS
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.tables import Column, Table

PAGE: Final = 20
ACT_LIST: Final = Table(
    "acts",
    (
        Column("number", _("Number"), ("number",), fixed=True),
        Column("date", _("Date"), ("document_date",), fixed=True),
        Column("work", _("Work of"), ("supply_from", "supply_to"), fixed=True),
        Column("state", _("State"), ("state",), fixed=True),
        Column("net", _("Net"), ("currency", "net"), css="number", fixed=True),
        Column("gross", _("With VAT"), ("currency", "gross"), css="number", fixed=True),
    ),
    sorted_by="-date",
    page_rows=PAGE,
)
REPORT_LIST: Final = Table(
    "reports",
    (
        Column("number", _("Number"), ("number",), fixed=True),
        Column("date", _("Made"), ("made_at",), fixed=True),
        Column("where", _("Where"), ("visit__object__name",), fixed=True),
        Column("state", _("State"), ("state",), fixed=True),
    ),
    sorted_by="-date",
    page_rows=PAGE,
)
# Rows that became cards on a phone have no heads to sort by.
ORDERS: Final = (("-date", _("Newest first")), ("date", _("Oldest first")))


@may(May.USE_PORTAL)
def papers(request: SignedRequest) -> HttpResponse:
    """`?show=acts` (as without) or `?show=reports`, the newest first unless `?sort=` asks."""
    shows_reports = request.GET.get("show") == "reports"
    table = (REPORT_LIST if shows_reports else ACT_LIST).of(request)
    found: Any = _reports(request) if shows_reports else _acts(request)
    rows = table.ordered(found, "-number")
    if table.export:
        columns: Any = REPORTS if shows_reports else ACTS
        return table.file(columns, rows)
    context = {
        "table": table,
        "page_obj": table.page_of(rows),
        "shows_reports": shows_reports,
        "orders": ORDERS,
    }
    return render(request, "portal/papers.html", context)


def _acts(request: SignedRequest) -> QuerySet[Act]:
    return acts_visible_to(request.user).defer("frozen").order_by("-document_date", "-number")


def _reports(request: SignedRequest) -> QuerySet[ServiceReport]:
    reports = service_reports_visible_to(request.user).select_related("visit__object", "file")
    return reports.defer("snapshot").order_by("-made_at", "-number")
