"""Step 3, the writes of the day: assign, move, unassign, lock, publish.

Plans have a file of their own, `plans.py`, because a proposal is made and judged apart from
the visits it would change.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from backend.accounts.models import User
from backend.desk import actions as desk
from backend.desk.models import WorkOrder
from backend.dispatch import lifecycle
from backend.dispatch.models import DayBoard, Engineer, Visit, VisitEngineer
from backend.dispatch.visits import (
    as_told,
    bump_board,
    bump_worlds,
    lead_of,
    lock_days,
    lock_visit,
    make_visit,
    put_in_state,
    seat,
    seat_helpers,
    seated_ids,
)
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import Invalid, NotFound, Refused


@contextmanager
def clash_explained() -> Iterator[None]:
    """Translate the database's refusal of a double booking into one friendly Refused."""
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")
    except IntegrityError as fault:
        if "no_double_booking" in str(fault):
            raise Refused("visit-clash") from fault
        raise


@transaction.atomic
def assign_work(
    work_order_ids: list[UUID],
    engineer_id: UUID,
    *,
    begin: datetime,
    end: datetime,
    by: User,
    helper_ids: Sequence[UUID] = (),
) -> Visit:
    """Plan one visit of `engineer` for work orders of one object, from `begin` to `end` (UTC).

    `helper_ids` go along with who leads, all the time. Raises Refused("visit-clash") when one of
    them is elsewhere then, Refused("wrong-state") when a work order is not waiting to be planned.
    """
    if end <= begin:
        raise Invalid("end", "ends-before-it-begins")
    orders = _plannable(work_order_ids)
    engineer = _active_engineer(engineer_id)
    with clash_explained():
        visit = make_visit(orders, engineer, begin, end)
        seat_helpers(visit, [_active_engineer(each).pk for each in helper_ids], begin, end)
    desk.set_work_scheduled(work_order_ids, by=by)
    bump_board(visit.date)
    journal.record(
        kinds.VISIT_PLANNED, visit, by=by, engineer=str(engineer), planned_from=begin.isoformat()
    )
    return visit


@dataclass(frozen=True)
class Room:
    """A slot for new work in somebody's day, and when the visits that make room begin instead.

    `version` is that of the day's board as the reader saw it.
    """

    engineer_id: UUID
    day: date
    version: int
    begin: datetime
    end: datetime
    put_off: Mapping[UUID, datetime]
    helper_ids: Sequence[UUID] = ()


@transaction.atomic
def assign_making_room(work_order_ids: list[UUID], room: Room, *, by: User) -> Visit:
    """`assign_work` into a day whose visits make room first: all of it happens, or nothing.

    Raises what `assign_work` and `move_visit` raise, and Refused("day-changed") when somebody
    changed the day meanwhile.
    """
    board = lock_days([room.day])[room.day]
    if board.version != room.version:
        raise Refused("day-changed", version=board.version)
    # The last first, so that nobody is in two places in between.
    for visit_id, begin in sorted(room.put_off.items(), key=lambda each: each[1], reverse=True):
        visit = lock_visit(visit_id)
        length, lead = visit.planned_to - visit.planned_from, lead_of(visit)
        who = lead.pk if lead else room.engineer_id
        move_visit(visit_id, who, begin=begin, end=begin + length, by=by)
    return assign_work(
        work_order_ids,
        room.engineer_id,
        begin=room.begin,
        end=room.end,
        by=by,
        helper_ids=room.helper_ids,
    )


def _plannable(work_order_ids: list[UUID]) -> list[WorkOrder]:
    """The work orders, locked; all of one object and none of them planned, done or on hold."""
    orders = list(WorkOrder.objects.select_for_update().filter(id__in=work_order_ids))
    if not orders or len(orders) != len(set(work_order_ids)):
        raise NotFound("work order")
    if len({order.object_id for order in orders}) > 1:
        raise Invalid("work_orders", "several-objects")
    for order in orders:
        if order.state != WorkOrder.State.UNSCHEDULED:
            raise Refused("wrong-state", number=order.number)
        if order.client.service_hold:
            raise Refused("service-hold", client=str(order.client))
    return orders


def _active_engineer(engineer_id: UUID) -> Engineer:
    engineer = Engineer.objects.filter(id=engineer_id, is_active=True).first()
    if engineer is None:
        raise NotFound("engineer")
    return engineer


@transaction.atomic
def move_visit(
    visit_id: UUID, engineer_id: UUID, *, begin: datetime, end: datetime, by: User
) -> Visit:
    """Give a visit another engineer or time. What is under way or ended is refused."""
    if end <= begin:
        raise Invalid("end", "ends-before-it-begins")
    visit = lock_visit(visit_id)
    _refuse_begun(visit)
    engineer = _active_engineer(engineer_id)
    days = {visit.date, local_date(begin, engineer.zone)}
    shown = {"planned_from": visit.planned_from.isoformat(), "engineers": str(seated_ids(visit))}
    with clash_explained():
        reseat(visit, engineer, begin, end)
    for day in sorted(days):
        bump_board(day)
    journal.record(
        kinds.VISIT_MOVED,
        visit,
        by=by,
        before=shown,
        engineer=str(engineer),
        planned_from=begin.isoformat(),
    )
    return visit


def reseat(visit: Visit, engineer: Engineer, begin: datetime, end: datetime) -> None:
    """Write the new engineer and time of a visit; the caller journals and bumps the board."""
    visit.planned_from, visit.planned_to = begin, end
    visit.date = local_date(begin, engineer.zone)
    visit.version += 1
    visit.save()
    seat(visit, engineer, begin, end)


def _refuse_begun(visit: Visit) -> None:
    if visit.state in lifecycle.UNDER_WAY or visit.state in lifecycle.ENDED:
        raise Refused("wrong-state", number=visit.number)


@transaction.atomic
def unassign_visit(visit_id: UUID, *, by: User, reason: str = "") -> Visit:
    """Take a visit away; its work orders wait to be planned again.

    A visit the engineer was told about becomes withdrawn, so the phone can say so.
    """
    visit = lock_visit(visit_id)
    _refuse_begun(visit)
    take_away(visit, by=by)
    bump_board(visit.date)
    journal.record(kinds.VISIT_UNASSIGNED, visit, by=by, reason=reason, gone=_told_ids(visit))
    return visit


def take_away(visit: Visit, *, by: User) -> None:
    """End a visit that nobody begun and return its work orders; journalled by the caller."""
    told = visit.told is not None
    put_in_state(visit, Visit.State.WITHDRAWN if told else Visit.State.CANCELLED)
    works = list(visit.works.values_list("work_order_id", flat=True))
    desk.set_work_unscheduled(works, by=by)
    bump_worlds(seated_ids(visit))


@transaction.atomic
def lock_visit_for_planner(visit_id: UUID, lock: str, *, by: User) -> Visit:
    """Fix the engineer, the time or both, so that no plan moves them; "" lifts it."""
    visit = lock_visit(visit_id)
    if lock not in Visit.Lock.values:
        raise Invalid("lock", "unknown")
    visit.lock = lock
    visit.save(update_fields=["lock"])
    bump_board(visit.date)
    journal.record(kinds.VISIT_LOCKED, visit, by=by, lock=lock)
    return visit


@transaction.atomic
def publish_day(day: date, version: int, *, by: User) -> DayBoard:
    """Tell every engineer their day as it stands, if nobody changed it since `version`.

    Raises Refused("day-changed") otherwise; two dispatchers cannot publish over each other.
    """
    board = lock_days([day])[day]
    if board.version != version:
        raise Refused("day-changed", version=board.version)
    concerned: set[UUID] = set()
    _put_in_order(day)
    for visit in unpublished(day):
        concerned |= set(seated_ids(visit))
        _publish_visit(visit, by=by)
    board.published_version, board.published_at = board.version, utc_now()
    board.save(update_fields=["published_version", "published_at"])
    bump_worlds(concerned)
    journal.record(kinds.DAY_PUBLISHED, board, by=by, date=str(day), version=board.version)
    return board


def _put_in_order(day: date) -> None:
    """Number each engineer's visits of the day as they follow one another."""
    seats = VisitEngineer.objects.filter(visit__date=day, holds=True).order_by("planned_from")
    count: Counter[UUID] = Counter()
    for row in seats.filter(part=VisitEngineer.Part.LEAD):
        count[row.engineer_id] += 1
        Visit.objects.filter(id=row.visit_id).update(order=count[row.engineer_id])


def unpublished(day: date) -> list[Visit]:
    """Visits of the day whose rows say something their engineers were not told, locked."""
    waiting = Visit.objects.select_for_update(of=("self",)).filter(
        date=day, state__in=["planned", "published", "accepted"]
    )
    return [
        visit for visit in waiting.prefetch_related("engineers") if visit.told != as_told(visit)
    ]


def _publish_visit(visit: Visit, *, by: User) -> None:
    before, visit.told = set(_told_ids(visit)), as_told(visit)
    now = set(_told_ids(visit))
    visit.state = Visit.State.PUBLISHED
    visit.version += 1
    visit.save(update_fields=["told", "state", "version"])
    journal.record(
        kinds.VISIT_PUBLISHED,
        visit,
        by=by,
        planned_from=visit.planned_from.isoformat(),
        new=sorted(now - before),
        changed=sorted(now & before),
        gone=sorted(before - now),
    )


def _told_ids(visit: Visit) -> list[str]:
    """Ids of the engineers who were last told of the visit."""
    return list((visit.told or {}).get("engineers", []))
