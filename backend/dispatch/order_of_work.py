"""Which stop comes after which: work orders that wait for earlier ones, in the planner's words."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from backend.desk.lifecycle import ENDED_WORK
from backend.desk.models import WorkOrder
from backend.dispatch import lifecycle
from backend.dispatch.models import VisitWork
from backend.dispatch.places import seconds_after
from backend.dispatch.planner.day import Stop

Works = Mapping[str, tuple[UUID, ...]]
"""The work orders of each stop."""


@dataclass(frozen=True)
class Waits:
    """By work order that waits: the earlier one and the gap; and by when those are over that the
    plan does not move. `unplanned` are earlier ones that nobody goes to yet."""

    earlier: Mapping[UUID, tuple[UUID, int]]
    over: Mapping[UUID, datetime]
    unplanned: dict[UUID, str]

    def without_earlier(self, orders: Iterable[WorkOrder]) -> list[tuple[WorkOrder, str]]:
        """Those of `orders` that nothing can place, with the number of what they wait for."""
        waiting = ((order, self.earlier.get(order.id)) for order in orders)
        return [
            (order, self.unplanned[told[0]])
            for order, told in waiting
            if told and told[0] in self.unplanned
        ]


def read_waits(orders: Iterable[WorkOrder], known: Set[UUID]) -> Waits:
    """What `orders` wait for, where the plan itself moves the `known` ones.

    An earlier order that ended without being done holds nobody up any more.
    """
    waiting = [order for order in orders if order.after_id]
    outside = {order.after_id for order in waiting if order.after_id} - known
    over: dict[UUID, datetime] = {}
    unplanned: dict[UUID, str] = {}
    if not outside:
        return Waits(_gaps(waiting), over, unplanned)
    ahead = _visited_until(outside)
    for earlier in WorkOrder.objects.filter(id__in=outside):
        if earlier.state in ENDED_WORK:
            if earlier.completed_at:
                over[earlier.id] = earlier.completed_at
        elif earlier.id in ahead:
            over[earlier.id] = ahead[earlier.id]
        else:
            unplanned[earlier.id] = earlier.number
    return Waits(_gaps(waiting), over, unplanned)


def _gaps(waiting: Iterable[WorkOrder]) -> dict[UUID, tuple[UUID, int]]:
    """What each waits for, and for how many seconds more."""
    return {o.id: (o.after_id, o.after_gap_min * 60) for o in waiting if o.after_id}


def _visited_until(orders: Iterable[UUID]) -> dict[UUID, datetime]:
    """By work order, when the visit is over that somebody is planned to make."""
    held = VisitWork.objects.filter(
        work_order__in=list(orders), visit__state__in=lifecycle.HOLDING
    ).values_list("work_order_id")
    return dict(held.annotate(until=Max("visit__planned_to")).order_by())


def in_order(stops: Iterable[Stop], works: Works, waits: Waits, midnight: datetime) -> list[Stop]:
    """The stops with what each comes after. What a person fixed stays as it is.

    Two orders of one stop are done in one go; where that closes a ring, the later wait is left
    aside, for people put the visit together so.
    """
    stop_of = {order: stop for stop, orders in works.items() for order in orders}
    before: dict[str, set[str]] = {}
    made = []
    for stop in stops:
        made.append(stop)
        for order in works[stop.id] if not stop.locked else ():
            earlier, gap_s = waits.earlier.get(order, (None, 0))
            if earlier is None:
                continue
            other = stop_of.get(earlier)
            if other is None:
                if earlier in waits.over:
                    moment = waits.over[earlier] + timedelta(seconds=gap_s)
                    opens = max(stop.not_before_s, seconds_after(moment, midnight))
                    stop = made[-1] = replace(stop, not_before_s=opens)
            elif other != stop.id and stop.id not in _all_before(other, before):
                before.setdefault(stop.id, set()).add(other)
                gap_s = max(stop.after_gap_s, gap_s)
                after = stop.after | {other}
                stop = made[-1] = replace(stop, after=after, after_gap_s=gap_s)
    return made


def _all_before(stop: str, before: Mapping[str, set[str]]) -> set[str]:
    """The stop and everything that has to be over before it."""
    found, asked = {stop}, [stop]
    while asked:
        for each in before.get(asked.pop(), set()) - found:
            found.add(each)
            asked.append(each)
    return found


def after_only(stop: Stop, kept: Set[str], gone: Mapping[str, int]) -> Stop:
    """The stop in a problem of the `kept` stops alone; by id, when those are over that are `gone`
    from it."""
    # Read back from JSON it is a list.
    after = frozenset(stop.after)
    if after <= kept:
        return stop
    ends = [gone[each] for each in after if each in gone]
    opens = max([stop.not_before_s, *(end_s + stop.after_gap_s for end_s in ends)])
    return replace(stop, after=after & frozenset(kept), not_before_s=opens)
