"""The queue: what waits for the desk, the next due first."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.contracts.models import Priority
from backend.desk.models import Request
from backend.desk.queries import urgent_clock
from backend.desk.queue import Narrowed, Queue, View, counts, matching
from backend.web.desk.columns import QUEUE
from backend.web.desk.forms import QueueFilter
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.tables import Column, Listed, Table

FILTERS = ("q", "state", "priority", "client")
_URGENCY = (Priority.CRITICAL, Priority.HIGH, Priority.NORMAL, Priority.LOW)
TABLE = Table(
    "requests",
    (
        Column("number", _lazy("Number"), ("number",), "nowrap", fixed=True),
        Column("due", _lazy("Next due"), ("next_due_at",), "nowrap"),
        Column("client", _lazy("Client, object"), ("client__name", "object__name"), "whole"),
        Column("what", _lazy("What"), css="whole"),
        Column("priority", _lazy("Priority"), ("urgency",)),
        Column("state", _lazy("State"), ("state",)),
        Column("reported", _lazy("Reported"), ("reported_at",), "whole"),
    ),
    sorted_by="due",
)


@may(May.READ_OFFICE)
def queue(request: SignedRequest) -> HttpResponse:
    """One page of the queue, as its address asks; or all of it as a file."""
    form, table = QueueFilter(request.GET), TABLE.of(request)
    form.is_valid()
    asked = _asked(request.user, form.cleaned_data, table)
    if table.export:
        return table.file(QUEUE, asked)
    page = table.page_of(asked)
    for row in page:
        row.urgent = urgent_clock(row)
    context = {
        "form": form,
        "table": table,
        "page_obj": page,
        "tabs": _tabs(request.user, form.cleaned_data.get("view") or "all"),
        "is_filtered": any(form.cleaned_data.get(name) for name in FILTERS),
    }
    return render(request, "desk/queue.html", {**context, **_allowed(request.user)})


def _allowed(user: User) -> dict[str, bool]:
    return {
        "may_triage": is_allowed(user, May.TRIAGE),
        "may_answer": is_allowed(user, May.ANSWER_REQUESTS),
        "may_review": is_allowed(user, May.REVIEW_COMMANDS),
        "may_pair": is_allowed(user, May.PAIR_DEVICES),
    }


def _asked(user: User, asked: dict[str, Any], table: Listed) -> Queue | QuerySet[Request]:
    """The queue in its own order; searched or sorted otherwise, as a query."""
    queue = Queue(user, _narrowed(asked))
    words = asked.get("q") or ""
    if not (words or table.sort):
        return queue
    ranks = [When(priority=value, then=Value(rank)) for rank, value in enumerate(_URGENCY)]
    found = matching(queue.rows(), words)
    found = found.annotate(urgency=Case(*ranks, output_field=IntegerField()))
    return table.ordered(found, "recorded_at")


def _narrowed(asked: dict[str, Any]) -> Narrowed:
    state, priority = asked.get("state"), asked.get("priority")
    return Narrowed(
        view=View(asked.get("view") or View.ALL),
        state=Request.State(state) if state else None,
        priority=Priority(priority) if priority else None,
        client_id=asked.get("client"),
    )


def _tabs(user: User, current: str) -> list[dict[str, Any]]:
    words = {
        "new": pgettext("requests", "New"),
        "mine": _("Mine"),
        "risk": _("At risk"),
        "all": _("All open"),
    }
    held = counts(user)
    return [
        {"view": view, "words": words[view], "count": held[view], "is_current": view == current}
        for view in words
    ]
