"""When work may start: the promised windows met with the hours in which an object lets us in."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from backend.clients.models import ServiceObject
from backend.desk.models import WorkOrder
from backend.dispatch.places import seconds_after
from backend.dispatch.roster import Days
from backend.lib.clock import day_bounds, local_date

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Span = tuple[int, int]


def windows_of(orders: Sequence[WorkOrder], place: ServiceObject, days: Days) -> tuple[Span, ...]:
    """The spans in which work of `orders` may start, in seconds after the first midnight."""
    begin, end = _window(orders) or (None, None)
    opens = seconds_after(begin, days.midnight) if begin else 0
    closes = seconds_after(end if end else _last(days), days.midnight)
    work_s = sum(order.minutes for order in orders) * 60
    spans = [
        (max(opens, a), min(closes, b - work_s if place.finish_before_close else b))
        for a, b in _access_spans(place, days)
    ]
    legal = tuple((max(a, 0), b) for a, b in spans if b >= max(a, 0))
    # A window that has passed, or hours too short for the work: no start is legal.
    return legal or ((0, 0),)


def windows_meet(orders: Sequence[WorkOrder]) -> bool:
    """Whether the windows of the orders have something in common."""
    return _window(orders) is not None


def _window(orders: Sequence[WorkOrder]) -> tuple[datetime | None, datetime | None] | None:
    """The windows of the orders, met; None where they have nothing in common."""
    begins = [w for o in orders for w in (o.window_from, o.not_before) if w]
    ends = [o.window_to for o in orders if o.window_to]
    begin, end = max(begins, default=None), min(ends, default=None)
    return None if begin and end and begin >= end else (begin, end)


def _last(days: Days) -> datetime:
    """Somebody on a night shift works on into the morning after the last day."""
    return days.end + timedelta(days=1)


def _access_spans(place: ServiceObject, days: Days) -> Iterator[Span]:
    """The hours in which we may come, in seconds; those of a night reach into the next day."""
    if not place.access_hours:
        yield (0, seconds_after(_last(days), days.midnight))
        return
    day = local_date(days.midnight, place.zone)
    while (midnight := day_bounds(day, place.zone)[0]) < days.end:
        offset = seconds_after(midnight, days.midnight)
        for a, b in place.access_hours.get(WEEKDAYS[day.weekday()], []):
            begin, end = _span_s(_wall_s(a), _wall_s(b))
            yield (begin + offset, end + offset)
        day += timedelta(days=1)


def _span_s(begin: int, end: int) -> Span:
    """A bar's hours that end before they begin run into the next day."""
    return (begin, end if end > begin else end + 86_400)


def _wall_s(wall: str) -> int:
    hours, minutes = wall.split(":")
    return int(hours) * 3600 + int(minutes) * 60
