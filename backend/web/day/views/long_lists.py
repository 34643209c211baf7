"""Visits and plans of any day as lists: searched, narrowed, sorted, kept, exported."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.dispatch.lists import plans_in_list, visits_in_list, visits_matching
from backend.dispatch.models import Plan, Visit
from backend.web.day.columns import PLANS, VISITS
from backend.web.day.reasons import money_of
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.list_filters import ListFilter, begin_of, end_of
from backend.web.shared.tables import Column, Table

VISIT_TABLE = Table(
    "visits",
    (
        Column("number", _("Number"), ("number",), "nowrap", fixed=True),
        Column("when", _("When"), ("planned_from",)),
        Column("engineer", _("Engineer")),
        Column("place", _("Client, object"), ("client__name", "object__name"), "whole"),
        Column("state", _("State"), ("state",)),
    ),
    sorted_by="-when",
)
PLAN_TABLE = Table(
    "plans",
    (
        Column("day", pgettext_lazy("page", "Day"), ("date",), "nowrap", fixed=True),
        Column("kind", _("What to plan"), ("kind",)),
        Column("state", _("State"), ("state",)),
        Column("proposed", _("Changes"), ("proposed",), "number"),
        Column("accepted", _("Accepted"), ("accepted",), "number"),
        Column("cost", _("What it costs"), css="number"),
        Column("asked", _("Asked for at"), ("requested_at",)),
        Column("by", _("Asked for by"), ("requested_by__name",)),
    ),
    sorted_by="-asked",
)


@may(May.READ_OFFICE)
def visits(request: SignedRequest) -> HttpResponse:
    """Visits of every day, the latest first."""
    table = VISIT_TABLE.of(request)
    form = ListFilter(request.GET, ("q", "state", "begin", "end"), ("visit", Visit.State.values))
    rows = table.ordered(_visits_asked(visits_in_list(request.user), form.asked), "-planned_from")
    if table.export:
        return table.file(VISITS, rows)
    context = {"table": table, "form": form, "page_obj": table.page_of(rows)}
    may_plan = is_allowed(request.user, May.PLAN)
    return render(request, "day/visits.html", {**context, "may_plan": may_plan})


def _visits_asked(rows: QuerySet[Visit], asked: dict[str, Any]) -> QuerySet[Visit]:
    days = {"planned_from__gte": begin_of(asked.get("begin"))}
    days |= {"planned_from__lt": end_of(asked.get("end"))}
    wanted = {"state": asked.get("state"), **days}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return visits_matching(rows, asked.get("q") or "")


@may(May.PLAN)
def plans(request: SignedRequest) -> HttpResponse:
    """Every plan that was asked for, the latest first."""
    table = PLAN_TABLE.of(request)
    form = ListFilter(request.GET, ("state", "begin", "end"), ("plan", Plan.State.values))
    asked = form.asked
    wanted = {
        "state": asked.get("state"),
        "date__gte": asked.get("begin"),
        "date__lte": asked.get("end"),
    }
    rows = plans_in_list(request.user).filter(**{key: told for key, told in wanted.items() if told})
    rows = table.ordered(rows, "-requested_at")
    if table.export:
        return table.file(PLANS, rows)
    page = table.page_of(rows)
    for plan in page:
        plan.costs = money_of(plan.cost["total"]) if "total" in plan.cost else ""
    return render(request, "day/plans.html", {"table": table, "form": form, "page_obj": page})
