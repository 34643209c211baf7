"""Tomorrow as the dispatcher left it: a first visit for everybody, published to the phones."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch.actions import assign_work, publish_day
from backend.dispatch.models import DayBoard, Engineer
from backend.lib.clock import at_wall_clock

# After the drive from the base and the way from kerb to machine.
FIRST_VISIT = time(8, 40)


def publish_first_visits(
    cast: Cast, engineers: Sequence[Engineer], orders: Sequence[WorkOrder], day: date
) -> int:
    """Assign each engineer one order they are able to do, publish the day; answers how many."""
    given = list(_one_each(engineers, orders))
    for engineer, order in given:
        begin = at_wall_clock(day, FIRST_VISIT, engineer.zone)
        assign_work(
            [order.id], engineer.id, begin=begin, end=_end(begin, order), by=cast.dispatcher
        )
    publish_day(day, DayBoard.objects.get(date=day).version, by=cast.dispatcher)
    return len(given)


def _one_each(
    engineers: Sequence[Engineer], orders: Sequence[WorkOrder]
) -> Iterator[tuple[Engineer, WorkOrder]]:
    """Pairs of an engineer and the first order left whose skills they have."""
    left = [order for order in orders if not order.object.access_hours]
    for engineer in engineers:
        able = set(engineer.abilities.values_list("skill_id", flat=True))
        for order in left:
            if set(order.skills.values_list("id", flat=True)) <= able:
                left.remove(order)
                yield engineer, order
                break


def _end(begin: datetime, order: WorkOrder) -> datetime:
    return begin + timedelta(minutes=order.minutes)
