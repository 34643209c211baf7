"""From rows to stops: work orders of one object in one trip, with their windows and promise.

The second half of the bridge in `assemble.py`; times are seconds after the day's midnight.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import Point

from backend.clients.models import ServiceObject
from backend.desk.models import WorkOrder
from backend.dispatch import lifecycle
from backend.dispatch.models import Visit
from backend.dispatch.planner.problem import POINTS_PER_UNIT, PlannerEngineer, Stop
from backend.lib.errors import Refused

# What leaving a work order undone for a day is worth, in currency units.
DROP_PRICE = {"critical": 2000, "high": 800, "normal": 300, "low": 120}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Places:
    """Gives every distinct point one index."""

    def __init__(self) -> None:
        self.index: dict[tuple[float, float], int] = {}

    def of(self, point: Point | None) -> int:
        """The index of `point`, a new one for a point not seen yet."""
        if point is None:
            raise Refused("no-place-on-the-map")
        return self.index.setdefault((point.x, point.y), len(self.index))


def grouped(
    orders: Sequence[WorkOrder], engineers: Sequence[PlannerEngineer]
) -> list[list[WorkOrder]]:
    """Work orders of one object in one trip, where one engineer could do them all."""
    by_object: dict[UUID, list[WorkOrder]] = {}
    for order in orders:
        by_object.setdefault(order.object_id, []).append(order)
    groups: list[list[WorkOrder]] = []
    for together in by_object.values():
        skills = frozenset(code for order in together for code in _skills(order))
        windows_meet = _window(together) is not None
        if windows_meet and any(skills <= engineer.skills for engineer in engineers):
            groups.append(together)
        else:
            groups.extend([order] for order in together)
    return groups


def _skills(order: WorkOrder) -> list[str]:
    return [skill.code for skill in order.skills.all()]


def _window(orders: Sequence[WorkOrder]) -> tuple[datetime | None, datetime | None] | None:
    """The windows of the orders, met; None where they have nothing in common."""
    begins = [w for o in orders for w in (o.window_from, o.not_before) if w]
    ends = [o.window_to for o in orders if o.window_to]
    begin, end = max(begins, default=None), min(ends, default=None)
    return None if begin and end and begin >= end else (begin, end)


def stop_for(stop_id: str, orders: Sequence[WorkOrder], midnight: datetime, places: Places) -> Stop:
    """One trip for `orders`: skills united, minutes added, windows met with access hours."""
    place = orders[0].object
    due, late_price = _promise(orders, midnight)
    return Stop(
        id=stop_id,
        place=places.of(place.point),
        duration_s=sum(order.minutes for order in orders) * 60,
        drop_price=sum(DROP_PRICE[order.priority] for order in orders) * POINTS_PER_UNIT,
        skills=frozenset(code for order in orders for code in _skills(order)),
        windows=_windows(orders, place, midnight),
        due_s=due,
        late_price=late_price,
        access_s=place.access_min * 60,
    )


def stop_of_visit(visit: Visit, midnight: datetime, places: Places, known: set[str]) -> Stop | None:
    """A visit as a stop: free to move while only planned, else fixed as it stands."""
    orders = [work.work_order for work in visit.works.all()]
    lead = next((str(e.engineer_id) for e in visit.engineers.all() if e.part == "lead"), None)
    if not orders or lead not in known or visit.object.point is None:
        return None
    stop = stop_for(f"visit:{visit.id}", orders, midnight, places)
    fixed = visit.state != Visit.State.PLANNED
    begin = seconds_after(visit.planned_from, midnight)
    by_engineer = fixed or visit.lock in (Visit.Lock.ENGINEER, Visit.Lock.BOTH)
    by_time = fixed or visit.lock in (Visit.Lock.TIME, Visit.Lock.BOTH)
    return Stop(
        id=stop.id,
        place=stop.place,
        duration_s=seconds_after(visit.planned_to, midnight) - begin
        if by_time
        else stop.duration_s,
        drop_price=stop.drop_price * (100 if fixed else 1),
        skills=frozenset() if by_engineer else stop.skills,
        windows=() if by_time else stop.windows,
        due_s=stop.due_s,
        late_price=stop.late_price,
        access_s=stop.access_s,
        lock_engineer=lead if by_engineer else None,
        lock_start_s=begin if by_time else None,
    )


def is_past(visit: Visit, now: datetime) -> bool:
    """Whether a visit is begun, or stands fixed at a time gone by: no plan can move it."""
    fixed = visit.state != Visit.State.PLANNED or visit.lock in (Visit.Lock.TIME, Visit.Lock.BOTH)
    return visit.state in lifecycle.UNDER_WAY or (fixed and visit.planned_from < now)


def _windows(
    orders: Sequence[WorkOrder], place: ServiceObject, midnight: datetime
) -> tuple[tuple[int, int], ...]:
    """When work may start: the promised window met with the object's access hours."""
    begin, end = _window(orders) or (None, None)
    opens = seconds_after(begin, midnight) if begin else 0
    closes = seconds_after(end, midnight) if end else 2 * 86_400
    work_s = sum(order.minutes for order in orders) * 60
    spans = [
        (max(opens, a), min(closes, b - work_s if place.finish_before_close else b))
        for a, b in _access_spans(place, midnight)
    ]
    legal = tuple((max(a, 0), b) for a, b in spans if b >= max(a, 0))
    # A window that has passed, or hours too short for the work: no start is legal today.
    return legal or ((0, 0),)


def _access_spans(place: ServiceObject, midnight: datetime) -> list[tuple[int, int]]:
    """The hours in which we may come on the day that begins at `midnight`, in seconds."""
    if not place.access_hours:
        return [(0, 2 * 86_400)]
    local = midnight.astimezone(ZoneInfo(place.zone))
    hours = place.access_hours.get(WEEKDAYS[local.weekday()], [])
    return [_span_s(_wall_s(a), _wall_s(b)) for a, b in hours]


def _span_s(begin: int, end: int) -> tuple[int, int]:
    """A bar's hours that end before they begin run into the next day."""
    return (begin, end if end > begin else end + 86_400)


def _wall_s(wall: str) -> int:
    hours, minutes = wall.split(":")
    return int(hours) * 3600 + int(minutes) * 60


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


def points_per_s(per_hour: Decimal | int) -> int:
    return int(Decimal(per_hour) * POINTS_PER_UNIT / 3600)


def seconds_after(instant: datetime, midnight: datetime) -> int:
    return int((instant - midnight).total_seconds())
