"""Who can get there first, and one click that sends them."""

from datetime import date, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.roles import May
from backend.dispatch.actions import assign_making_room
from backend.dispatch.first import who_first
from backend.dispatch.planner.travel import Roads
from backend.dispatch.visits import lead_of
from backend.fieldwork.actions.positions import look_up
from backend.lib.clock import utc_now
from backend.lib.errors import CalloutError
from backend.web.day.first import NO_ROADS, OfferForm, rows_of, why_nobody
from backend.web.shared.doors import SignedRequest, may, posted_from
from backend.web.shared.errors import words_for
from backend.web.shared.toasts import say, say_no

# Who waits for this page has a client on the phone.
ROADS_WITHIN_S = 2.0
A_DAY = timedelta(days=1)


@cache
def _roads(url: str | None) -> Roads:
    return Roads(url, time_limit_s=ROADS_WITHIN_S, brief=True).staying()


@transaction.non_atomic_requests
@may(May.PLAN)
def first(request: SignedRequest, day: date, work_order_id: UUID) -> HttpResponse:
    """The best engineers for the work on this day; the road server is asked between queries."""
    now = utc_now()
    roads, seen = _roads(settings.OSRM_URL or None), lambda: look_up(now, day, by=request.user)
    answer = who_first(request.user, work_order_id, day, now, roads=roads, seen=seen)
    in_sheet = request.headers.get("HX-Request") == "true"
    template = "day/first_sheet.html" if in_sheet else "day/first.html"
    context = {
        "answer": answer,
        "rows": rows_of(answer),
        "why_nobody": "" if answer.first else why_nobody(answer),
        "tomorrow": day + A_DAY,
        "no_roads": "" if answer.source == "roads" else NO_ROADS,
    }
    return render(request, template, context)


@may(May.PLAN)
@posted_from("day:first", "day", "work_order_id")
def send(request: SignedRequest, day: date, work_order_id: UUID) -> HttpResponse:
    """Do what an offer says; where the day changed meanwhile the page answers anew."""
    form = OfferForm(request.POST)
    if not form.is_valid():
        say_no(request, _("The offer could not be read. Nothing was changed; choose again."))
        return redirect("day:first", day, work_order_id)
    try:
        visit = assign_making_room([work_order_id], form.room(day), by=request.user)
    except CalloutError as error:
        say_no(request, words_for(error))
        return redirect("day:first", day, work_order_id)
    values = {"number": visit.number, "engineer": str(lead_of(visit))}
    undo = reverse("day:visit-deed", args=[visit.pk, "unassign"]) if not form.moves else ""
    said = _("%(number)s planned for %(engineer)s; not published yet") % values
    say(request, said, undo_url=undo)
    return redirect("day:day", day)
