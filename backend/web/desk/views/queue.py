"""The queue: what waits for the desk, the next due first."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.contracts.models import Priority
from backend.desk import queries
from backend.desk.models import Request
from backend.web.desk.forms import QueueFilter
from backend.web.shared.csv_file import csv_file
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.states import state_words

PAGE_ROWS = 25
MOST_EXPORTED = 10_000
FILTERS = ("q", "state", "priority", "client")
_ORDER = {
    "reported": "reported_at",
    "-reported": "-reported_at",
    "client": "client__name",
    "-client": "-client__name",
    "priority": "urgency",
    "-priority": "-urgency",
    "-due": "-next_due_at",
}


@may(May.READ_OFFICE)
def queue(request: SignedRequest) -> HttpResponse:
    """One page of the queue, as its address asks."""
    form = QueueFilter(request.GET)
    rows = Paginator(_asked(request.user, form), PAGE_ROWS)
    page = rows.get_page(request.GET.get("page"))
    for row in page:
        row.urgent = queries.urgent_clock(row)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "page_obj": page,
        "tabs": _tabs(request.user, form.cleaned_data.get("view") or "all"),
        "is_filtered": any(form.cleaned_data.get(name) for name in FILTERS),
    }
    return render(request, "desk/queue.html", {**context, **_allowed(request.user)})


def _allowed(user: User) -> dict[str, bool]:
    return {
        "may_answer": is_allowed(user, May.ANSWER_REQUESTS),
        "may_review": is_allowed(user, May.REVIEW_COMMANDS),
        "may_pair": is_allowed(user, May.PAIR_DEVICES),
    }


@may(May.READ_OFFICE)
def export(request: SignedRequest) -> HttpResponse:
    """The same rows as a file for a spreadsheet."""
    rows = _asked(request.user, QueueFilter(request.GET))[:MOST_EXPORTED]
    return csv_file("requests.csv", _heads(), (_cells(row) for row in rows))


def _asked(user: User, form: QueueFilter) -> QuerySet[Request]:
    form.is_valid()
    asked = form.cleaned_data
    states = [asked["state"]] if asked.get("state") else []
    rows = queries.queue(user, view=asked.get("view") or "all", states=states)
    rows = queries.matching(rows, asked.get("q") or "")
    if asked.get("priority"):
        rows = rows.filter(priority=asked["priority"])
    if asked.get("client"):
        rows = rows.filter(client_id=asked["client"])
    return _sorted(rows, asked.get("sort") or "")


def _sorted(rows: QuerySet[Request], key: str) -> QuerySet[Request]:
    if key not in _ORDER:
        return rows
    if "priority" in key:
        order = (Priority.CRITICAL, Priority.HIGH, Priority.NORMAL, Priority.LOW)
        ranks = [When(priority=value, then=Value(rank)) for rank, value in enumerate(order)]
        rows = rows.annotate(urgency=Case(*ranks, output_field=IntegerField()))
    return rows.order_by(_ORDER[key], "recorded_at")


def _tabs(user: User, current: str) -> list[dict[str, Any]]:
    words = {
        "new": pgettext("requests", "New"),
        "mine": _("Mine"),
        "risk": _("At risk"),
        "all": _("All open"),
    }
    counts = queries.counts(user)
    return [
        {"view": view, "words": words[view], "count": counts[view], "is_current": view == current}
        for view in words
    ]


def _heads() -> list[str]:
    return [
        _("Number"),
        _("State"),
        _("Priority"),
        _("Impact"),
        _("Client"),
        _("Object code"),
        _("Object"),
        _("Equipment"),
        _("Words"),
        _("Client's own number"),
        _("Reported at (UTC)"),
        _("Next due at (UTC)"),
    ]


def _cells(row: Request) -> list[object]:
    return [
        row.number,
        state_words("request", row.state).label,
        state_words("priority", row.priority).label,
        state_words("impact", row.impact).label,
        row.client.name,
        row.object.client_code,
        row.object.name,
        row.equipment or "",
        row.words,
        row.client_reference,
        row.reported_at,
        row.next_due_at,  # type: ignore[attr-defined]
    ]
