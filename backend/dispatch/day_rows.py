"""What the day's board tells of many visits and orders at once, as plain rows.

A city's day has six hundred visits and hundreds of orders that wait; a model for each clock, seat
and skill of theirs would cost more than all the rest of the page.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from backend.catalog.models import Skill
from backend.desk.models import SlaClock, WorkOrder
from backend.desk.queries import COUNTING
from backend.dispatch.models import VisitEngineer, VisitWork

Key = TypeVar("Key")
Row = TypeVar("Row")


def seats_of(day: date) -> dict[UUID, list[UUID]]:
    """The engineers seated on each visit of the day."""
    seats = VisitEngineer.objects.filter(visit__date=day)
    return _grouped(seats.values_list("visit_id", "engineer_id"))


def numbers_of(day: date) -> dict[UUID, list[str]]:
    """The numbers of the work orders of each visit of the day."""
    works = VisitWork.objects.filter(visit__date=day)
    return _grouped(works.values_list("visit_id", "work_order__number"))


def promised_arrivals(visit_ids: Iterable[UUID]) -> dict[UUID, list[datetime]]:
    """By visit, until when an arrival is promised and still awaited."""
    waiting = VisitWork.objects.filter(
        visit__in=list(visit_ids),
        work_order__request__clocks__kind="arrival",
        work_order__request__clocks__state=SlaClock.State.RUNNING,
        work_order__request__clocks__due_at__isnull=False,
    )
    pairs = waiting.values_list("visit_id", "work_order__request__clocks__due_at")
    return _grouped((visit_id, due_at) for visit_id, due_at in pairs if due_at)


def next_clocks(orders: Iterable[WorkOrder]) -> dict[UUID, SlaClock]:
    """By request, or by planned work without one, the clock that is due next, as
    desk.queries.urgent_clock chooses it."""
    subjects = {True: set[UUID](), False: set[UUID]()}
    for each in orders:
        subjects[each.request_id is not None].add(each.request_id or each.pk)
    either = Q(request__in=subjects[True]) | Q(work_order__in=subjects[False])
    going = SlaClock.objects.filter(
        either, state__in=COUNTING, stopped_at=None, due_at__isnull=False
    )
    first = going.order_by("request_id", "work_order_id", "due_at")
    shown = first.distinct("request_id", "work_order_id").only(
        "request_id", "work_order_id", "kind", "state", "started_at", "due_at", "stopped_at"
    )
    return {
        subject: clock for clock in shown if (subject := clock.request_id or clock.work_order_id)
    }


def skills_of(orders: Iterable[WorkOrder]) -> dict[UUID, list[Skill]]:
    """By work order, the skills it asks for."""
    wanted = WorkOrder.skills.through.objects.filter(workorder__in=[each.pk for each in orders])
    known = Skill.objects.in_bulk()
    pairs = wanted.order_by("skill__code").values_list("workorder_id", "skill_id")
    return _grouped((order_id, known[skill_id]) for order_id, skill_id in pairs)


def _grouped(pairs: Iterable[tuple[Key, Row]]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return found
