"""From rows to stops: work orders of one object in one trip, with their windows and promise.

The second half of the bridge in `assemble.py`; times are seconds after the first midnight.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Final
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from backend.desk.models import SlaClock, WorkOrder
from backend.dispatch import lifecycle, prices
from backend.dispatch.asks import Asks
from backend.dispatch.crews import CrewSeats, has_helpers, lead_seat, with_free_seats
from backend.dispatch.models import Visit
from backend.dispatch.places import Places, seconds_after, span_after
from backend.dispatch.planner.problem import PlannerEngineer, Stop
from backend.dispatch.prices import points, points_per_s
from backend.dispatch.rights import URGENCY
from backend.dispatch.roster import Days
from backend.dispatch.windows import windows_meet, windows_of

RUNNING: Final = Q(state__in=["running", "paused"], due_at__isnull=False)
"""Which clocks still promise something."""
# A visit that begins a quarter of an hour off is at the time its client was told.
SAME_TO_A_CLIENT_S = 900
# When somebody could begin on the day after: at eight.
MORNING_S = 8 * 3600


def grouped(
    orders: Sequence[WorkOrder], engineers: Sequence[PlannerEngineer]
) -> list[list[WorkOrder]]:
    """Work orders of one object in one trip, where one engineer could do them all.

    What waits for other work, or is waited for, is a trip of its own.
    """
    by_object: dict[UUID, list[WorkOrder]] = {}
    groups: list[list[WorkOrder]] = []
    waited_for = {order.after_id for order in orders}
    for order in orders:
        if order.after_id or order.id in waited_for:
            groups.append([order])
        else:
            by_object.setdefault(order.object_id, []).append(order)
    for together in by_object.values():
        skills = frozenset(code for order in together for code in _skills(order))
        if windows_meet(together) and any(skills <= engineer.skills for engineer in engineers):
            groups.append(together)
        else:
            groups.extend([order] for order in together)
    return groups


def _skills(order: WorkOrder) -> list[str]:
    return [skill.code for skill in order.skills.all()]


def stop_for(stop_id: str, orders: Sequence[WorkOrder], days: Days, places: Places) -> Stop:
    """One trip for `orders`: skills united, minutes added, windows met with access hours."""
    place = orders[0].object
    due, late_price = _promise(orders, days.midnight)
    dropped = points(sum(prices.DROP[order.priority] for order in orders))
    return Stop(
        id=stop_id,
        place=places.of(place.point),
        duration_s=sum(order.minutes for order in orders) * 60,
        drop_price=dropped + _late_tomorrow_s(due, days) * late_price,
        skills=frozenset(code for order in orders for code in _skills(order)),
        windows=windows_of(orders, place, days),
        due_s=due,
        late_price=late_price,
        access_s=place.access_min * 60,
    )


def _late_tomorrow_s(due: int | None, days: Days) -> int:
    """How late it is by the morning after the last day: leaving work undone saves no lateness."""
    morning = seconds_after(days.end, days.midnight) + MORNING_S
    return 0 if due is None else max(0, morning - due)


def stop_of_visit(
    visit: Visit, days: Days, places: Places, asks: Asks, crew: CrewSeats
) -> Stop | None:
    """A visit as a stop: free to move, at a price where its client was told, unless locked.

    A crew's visit is fixed, but for the seats of who is away.
    """
    orders = [work.work_order for work in visit.works.all()]
    lead = lead_seat(visit)
    if not orders or lead is None or visit.object.point is None:
        return None
    stop = stop_for(f"visit:{visit.id}", orders, days, places)
    asked = asks.of(orders, days, is_new=False)
    stop = replace(stop, **{**asked, "helpers": ()})
    begin, end = span_after((visit.planned_from, visit.planned_to), days.midnight)
    # Whoever leads works there as long as the visit stands in the day, whatever their speed.
    stop = replace(stop, duration_s=ceil((end - begin) / float(lead.engineer.speed_factor)))
    for_anybody, several = stop, has_helpers(visit)
    if several or visit.lock in (Visit.Lock.ENGINEER, Visit.Lock.BOTH):
        stop = _for_lead(stop, str(lead.engineer_id))
    if several or visit.lock in (Visit.Lock.TIME, Visit.Lock.BOTH):
        stop = replace(stop, windows=(), lock_start_s=begin)
    if several and crew.is_broken:
        stop = with_free_seats(stop, for_anybody, crew, asked["helpers"])
    return _as_told(stop, visit, days.midnight)


def _for_lead(stop: Stop, engineer_id: str) -> Stop:
    """The stop locked to somebody, who goes whatever they lack: a person decided so."""
    return replace(
        stop,
        skills=frozenset(),
        levels={},
        clearances=frozenset(),
        banned=frozenset(),
        territory=None,
        parts={},
        priority=max(URGENCY.values()),
        lock_engineer=engineer_id,
    )


def _as_told(stop: Stop, visit: Visit, midnight: datetime) -> Stop:
    """The stop with what its client was told, and what it costs to change that."""
    if not visit.told:
        return stop
    begin = seconds_after(datetime.fromisoformat(visit.told["from"]), midnight)
    return replace(
        stop,
        drop_price=stop.drop_price * prices.TOLD_DROP,
        told_engineer=next(iter(visit.told["engineers"]), None),
        told_window=(begin - SAME_TO_A_CLIENT_S, begin + SAME_TO_A_CLIENT_S),
        told_price=points(prices.TOLD),
    )


def is_past(visit: Visit, now: datetime) -> bool:
    """Whether no plan can move the visit any more, by its row."""
    locked = visit.lock in (Visit.Lock.TIME, Visit.Lock.BOTH)
    return lifecycle.is_past(visit.state, visit.planned_from, now, time_is_fixed=locked)


def running_clocks(prefix: str = "") -> "Prefetch[str, QuerySet[SlaClock], str]":
    """What has to be read with work orders whose promise a stop is to know."""
    running = SlaClock.objects.filter(RUNNING)
    return Prefetch(f"{prefix}request__clocks", running, to_attr="running_clocks")


def _promise(orders: Sequence[WorkOrder], midnight: datetime) -> tuple[int | None, int]:
    """The earliest promised arrival in seconds, and the points each second after it costs."""
    clocks = [
        clock
        for order in orders
        if order.request
        for clock in order.request.running_clocks  # type: ignore[attr-defined]
        if clock.kind == "arrival"
    ]
    if not clocks:
        return None, 0
    first = min(clocks, key=lambda clock: clock.due_at)
    return seconds_after(first.due_at, midnight), points_per_s(
        sum(c.late_price_per_h for c in clocks)
    )
