"""The day: who goes where, what waits, and where it is on the map."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.dispatch.models import Plan
from backend.dispatch.plans import IN_WORK
from backend.dispatch.queries import Day, day_of, road_lines
from backend.lib.clock import local_date, utc_now
from backend.web.day import places
from backend.web.day.forms import AssignForm
from backend.web.day.lanes import lanes_of, now_minute, off_duty, span_of
from backend.web.day.reasons import names_of, why_left_out
from backend.web.day.waiting import waiting_rows
from backend.web.shared.doors import SignedRequest, may

A_DAY = timedelta(days=1)


@may(May.READ_OFFICE)
def today(request: SignedRequest) -> HttpResponse:
    """On to the day the reader's own calendar shows."""
    return redirect("day:day", local_date(utc_now(), timezone.get_current_timezone_name()))


@may(May.READ_OFFICE)
def day(request: SignedRequest, day: date) -> HttpResponse:
    """Lanes of engineers, what waits, and the map."""
    board = day_of(day, request.user)
    lanes, engineers = lanes_of(board), [lane.engineer for lane in board.lanes]
    from_min, to_min = span_of(lanes)
    context = {
        "board": board,
        "lanes": lanes,
        "from_min": from_min,
        "to_min": to_min,
        "now_min": now_minute(day, _zone(board)),
        "off_duty": off_duty(board),
        "waiting": waiting_rows(board.unassigned, why_left_out(board.plan, names_of(engineers))),
        "form": AssignForm(list(board.unassigned), engineers),
        "yesterday": day - A_DAY,
        "tomorrow": day + A_DAY,
        "may_plan": is_allowed(request.user, May.PLAN),
        "plan_under_way": board.plan and board.plan.state in IN_WORK,
        "plan_proposed": board.plan and board.plan.state == Plan.State.PROPOSED,
    }
    return render(request, "day/day.html", context)


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
