"""The day: who goes where, what waits, and where it is on the map."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.dispatch.models import Plan
from backend.dispatch.plans_in_work import IN_WORK
from backend.dispatch.queries import Day, day_of, road_lines
from backend.lib.clock import local_date, utc_now
from backend.web.day import places
from backend.web.day.forms import AssignForm
from backend.web.day.lanes import lanes_of, now_minute, off_duty, span_of
from backend.web.day.reasons import names_of
from backend.web.day.relaxed import why_left_out
from backend.web.day.waiting import waiting_rows
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.lanes import symbols_of

A_DAY = timedelta(days=1)
WAITING_SHOWN = 60
"""Hundreds of rows are half of a city's page, and who has so many to place asks for a plan."""


@may(May.READ_OFFICE)
def today(request: SignedRequest) -> HttpResponse:
    """On to the day the reader's own calendar shows."""
    return redirect("day:day", local_date(utc_now(), timezone.get_current_timezone_name()))


@may(May.READ_OFFICE)
def day(request: SignedRequest, day: date) -> HttpResponse:
    """Lanes of engineers, what waits, and the map."""
    board = day_of(day, request.user)
    context = {
        "board": board,
        **_lanes(board),
        **_waiting(board, everything=request.GET.get("waiting") == "all"),
        **_plan(board.plan),
        "yesterday": day - A_DAY,
        "tomorrow": day + A_DAY,
        "may_plan": is_allowed(request.user, May.PLAN) and not _is_past(board),
    }
    return render(request, "day/day.html", context)


def _lanes(board: Day) -> dict[str, object]:
    """What components/lanes.html takes, and who is off."""
    lanes = lanes_of(board)
    from_min, to_min = span_of(lanes)
    return {
        "lanes": lanes,
        "symbols": symbols_of(lanes),
        "from_min": from_min,
        "to_min": to_min,
        "now_min": now_minute(board.date, _zone(board)),
        "off_duty": off_duty(board),
    }


def _waiting(board: Day, *, everything: bool) -> dict[str, object]:
    """What waits, the next due first, why the last plan left it out, and the form that assigns
    it; `waiting_more` are left out unless the reader asks for `everything`."""
    engineers = [lane.engineer for lane in board.lanes]
    why = why_left_out(board.explains, names_of(engineers), reverse("day:day", args=[board.date]))
    rows = waiting_rows(board.unassigned, why)
    shown = rows if everything else rows[:WAITING_SHOWN]
    return {
        "waiting": shown,
        "waiting_count": len(rows),
        "waiting_more": len(rows) - len(shown),
        "form": AssignForm(list(board.unassigned), engineers, auto_id="day_%s"),
    }


def _plan(plan: Plan | None) -> dict[str, object]:
    return {
        "plan_under_way": plan is not None and plan.state in IN_WORK,
        "plan_proposed": plan is not None and plan.state == Plan.State.PROPOSED,
    }


def _is_past(board: Day) -> bool:
    """Nobody can be sent anywhere on a day that is over."""
    return board.date < local_date(utc_now(), _zone(board))


def _zone(board: Day) -> str:
    return board.lanes[0].engineer.zone if board.lanes else timezone.get_current_timezone_name()


@transaction.non_atomic_requests
@may(May.READ_OFFICE)
def day_map(request: SignedRequest, day: date) -> HttpResponse:
    """Pins and roads as GeoJSON; the road server is asked outside any transaction."""
    with transaction.atomic():
        board = day_of(day, request.user)
        pins = places.pins_of(board)
    lines = road_lines(day, settings.OSRM_URL)
    source = places.source_of(lines)
    features = [*pins, *places.roads_of(board, lines)]
    words = places.source_in_words(source)
    return JsonResponse(
        {"type": "FeatureCollection", "features": features, "source": source, "words": words}
    )
