"""Closing a month: its steps in order, the fees it brings, and what each fee counts."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from backend.accounts.roles import May
from backend.billing import fees, month, queries
from backend.contracts.recurring import Period, period_holding
from backend.web.money.charts import worked_chart
from backend.web.money.columns import COUNTED, UNSIGNED
from backend.web.money.forms import MonthForm
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.downloads import download, file_asked
from backend.web.shared.errors import words_for
from backend.web.shared.tables import Column, Table
from backend.web.shared.toasts import say, say_no

COUNTED_TABLE = Table(
    "counted",
    (
        Column("name", _("Name"), ("name",), fixed=True),
        Column("code", _("Object code"), ("code",), "nowrap"),
        Column("place", _("Object"), ("place",)),
        Column("days", _("Days"), ("days",), "number"),
    ),
    page_rows=50,
)


@may(May.BILL)
def close_month(request: SignedRequest) -> HttpResponse:
    """What stands in the way of closing a month, in the order it is cleared."""
    day = _asked(request)
    days = period_holding(Period.MONTH, day)
    context = {
        "month": month.month_of(request.user, day),
        "before": month.month_before(day),
        "after": days.end,
        "fees": month.fees_of(request.user, days),
        "worked": worked_chart(month.worked_by_day(request.user, days)),
    }
    return render(request, "money/month.html", context)


def _asked(request: SignedRequest) -> date:
    """The month the address or form names, else the one that is over."""
    form = MonthForm(request.POST or request.GET)
    asked: date | None = form.cleaned_data["month"] if form.is_valid() else None
    return asked or month.month_before(timezone.localdate())


@may(May.BILL)
@require_POST
def draft_fees(request: SignedRequest) -> HttpResponse:
    """Draft the recurring fees of the month; repeated, only what changed is written."""
    day = _asked(request)
    drafted = fees.draft_all_fees(day, by=request.user)
    for number, error in drafted.refused.items():
        say_no(request, f"{number}: {words_for(error)}")
    words = ngettext("%(n)d fee drafted", "%(n)d fees drafted", drafted.lines)
    say(request, words % {"n": drafted.lines})
    return redirect(f"{reverse('money:month')}?month={day:%Y-%m}")


@may(May.BILL)
def unsigned(request: SignedRequest) -> HttpResponse:
    """Service reports of the month nobody has signed."""
    day = _asked(request)
    days = period_holding(Period.MONTH, day)
    rows = month.unsigned_reports(request.user, days)
    if file_asked(request):
        return download(request, "unsigned", UNSIGNED, rows)
    return render(request, "money/unsigned.html", {"rows": rows, "days": days})


@may(May.BILL)
def counted(request: SignedRequest, line_id: UUID) -> HttpResponse:
    """Every object or unit a fee's line counts, with its days."""
    line = queries.line(request.user, line_id)
    table = COUNTED_TABLE.of(request)
    rows = table.ordered(month.counted_by(request.user, line), "id")
    if table.export:
        return table.file(COUNTED, rows)
    context = {"line": line, "table": table, "page_obj": table.page_of(rows)}
    return render(request, "money/counted.html", context)
