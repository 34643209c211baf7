"""Writing visits: made, seated, moved along their states, shown to the phones they concern.

These are the strokes that `actions.py` and the steps above compose; each runs inside the
caller's transaction and journals nothing by itself, except `advance_visit`, a use-case.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from backend.accounts.models import User
from backend.database.numbers import next_number
from backend.desk.models import WorkOrder
from backend.dispatch import lifecycle
from backend.dispatch.models import DayBoard, Engineer, Visit, VisitEngineer, VisitWork, World
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import local_date
from backend.lib.errors import NotFound

JOURNALLED = {
    "accepted": kinds.VISIT_ACCEPTED,
    "declined": kinds.VISIT_DECLINED,
    "en_route": kinds.VISIT_TRAVEL_STARTED,
    "on_site": kinds.VISIT_ARRIVED,
    "working": kinds.VISIT_STARTED,
    "paused": kinds.VISIT_PAUSED,
    "completed": kinds.VISIT_COMPLETED,
    "partially_completed": kinds.VISIT_COMPLETED,
    "failed": kinds.VISIT_FAILED,
    "withdrawn": kinds.VISIT_WITHDRAWN,
}


def lock_visit(visit_id: UUID) -> Visit:
    """The visit's row, locked until the transaction ends; NotFound where there is none."""
    visit = Visit.objects.select_for_update().filter(id=visit_id).first()
    if visit is None:
        raise NotFound("visit")
    return visit


def lock_days(dates: Iterable[date]) -> dict[date, DayBoard]:
    """Lock every visit of the days and then their boards, for who will change some of them.

    Who changes one visit locks it first and the board after; who needs many goes the same way
    round, so that no two wait for each other.
    """
    wanted = sorted(set(dates))
    visits = Visit.objects.select_for_update().filter(date__in=wanted).order_by("id")
    list(visits.values_list("id", flat=True))
    return lock_boards(wanted)


def lock_boards(dates: Iterable[date]) -> dict[date, DayBoard]:
    """The boards of the days, locked in their order; those not there yet are made."""
    wanted = sorted(set(dates))
    for day in wanted:
        DayBoard.objects.get_or_create(date=day)
    boards = DayBoard.objects.select_for_update().filter(date__in=wanted).order_by("date")
    return {board.date: board for board in boards}


def make_visit(
    work_orders: list[WorkOrder], engineer: Engineer, begin: datetime, end: datetime
) -> Visit:
    """A planned visit of one engineer to the one object of `work_orders`, numbered VIS-."""
    first = work_orders[0]
    visit = Visit.objects.create(
        number=next_number("VIS"),
        client=first.client,
        object=first.object,
        date=local_date(begin, engineer.zone),
        planned_from=begin,
        planned_to=end,
        window_from=max((w.window_from for w in work_orders if w.window_from), default=None),
        window_to=min((w.window_to for w in work_orders if w.window_to), default=None),
    )
    VisitWork.objects.bulk_create([VisitWork(visit=visit, work_order=w) for w in work_orders])
    seat(visit, engineer, begin, end)
    return visit


def seat(visit: Visit, engineer: Engineer, begin: datetime, end: datetime) -> None:
    """Make `engineer` the lead from `begin` to `end`; the database refuses two places at once."""
    VisitEngineer.objects.filter(visit=visit, part=VisitEngineer.Part.LEAD).exclude(
        engineer=engineer
    ).delete()
    VisitEngineer.objects.update_or_create(
        visit=visit,
        engineer=engineer,
        defaults={"planned_from": begin, "planned_to": end, "part": VisitEngineer.Part.LEAD},
    )


def seat_helpers(
    visit: Visit, engineer_ids: Iterable[UUID], begin: datetime, end: datetime
) -> None:
    """Make exactly these engineers go along with the lead from `begin` to `end`."""
    wanted = list(engineer_ids)
    helper = VisitEngineer.Part.HELPER
    VisitEngineer.objects.filter(visit=visit, part=helper).exclude(engineer__in=wanted).delete()
    for engineer_id in wanted:
        VisitEngineer.objects.update_or_create(
            visit=visit,
            engineer_id=engineer_id,
            defaults={"planned_from": begin, "planned_to": end, "part": helper},
        )


def lead_of(visit: Visit) -> Engineer | None:
    """The engineer who leads the visit, None where nobody is seated."""
    seat_row = visit.engineers.filter(part=VisitEngineer.Part.LEAD).first()
    return seat_row.engineer if seat_row else None


def put_in_state(visit: Visit, state: str) -> None:
    """Write the state; an ended visit no longer holds anybody's time."""
    visit.state = state
    visit.version += 1
    visit.save()
    visit.engineers.update(holds=state in lifecycle.HOLDING and not visit.born_on_phone)


@transaction.atomic
def advance_visit(
    visit: Visit, wanted: str, *, by: User, happened_at: datetime, **data: object
) -> Visit:
    """Move a locked visit along its road to `wanted`, filling in what that implies.

    Raises Refused("invalid-transition") for a step back. Facts go to `actual_*` and to the
    visit's own moments, so the double-booking constraint never refuses what happened.
    """
    for state in lifecycle.steps_to(visit.state, wanted):
        _note_moment(visit, state, happened_at)
        put_in_state(visit, state)
        kind = kinds.VISIT_RESUMED if data.get("resumed") else JOURNALLED.get(state)
        if kind:
            said: dict[str, Any] = {**data} if state == wanted else {**data, "inferred": True}
            journal.record(kind, visit, by=by, happened_at=happened_at, **said)
    bump_worlds(seated_ids(visit))
    bump_board(visit.date)
    return visit


def _note_moment(visit: Visit, state: str, at: datetime) -> None:
    if state == "on_site":
        visit.arrived_at = visit.arrived_at or at
        visit.engineers.filter(actual_from=None).update(actual_from=at)
    if state == "working":
        visit.started_at = visit.started_at or at
    if state in ("completed", "partially_completed", "failed"):
        visit.completed_at = at
        visit.engineers.filter(actual_from__isnull=False).update(actual_to=at)


def seated_ids(visit: Visit) -> list[UUID]:
    """Ids of the engineers seated on the visit now, and of those last told about it."""
    told = [UUID(each) for each in (visit.told or {}).get("engineers", [])]
    return [*(seat.engineer_id for seat in visit.engineers.all()), *told]


_noted: ContextVar[set[UUID] | None] = ContextVar("noted", default=None)


@contextmanager
def noting_worlds(noted: set[UUID]) -> Iterator[None]:
    """In the block worlds are only noted; the caller bumps `noted` once, in the transaction."""
    token = _noted.set(noted)
    try:
        yield
    finally:
        _noted.reset(token)


def bump_worlds(engineer_ids: Iterable[UUID]) -> None:
    """Say that these engineers' phones should look again; rows are locked in id order."""
    wanted = sorted(set(engineer_ids))
    noted = _noted.get()
    if noted is not None:
        noted.update(wanted)
        return
    worlds = World.objects.filter(engineer_id__in=wanted)
    if len(wanted) > 1:
        list(worlds.select_for_update().order_by("engineer_id"))
    worlds.update(version=F("version") + 1)


def bump_board(day: date) -> DayBoard:
    """The day's board with its version raised, locked until the transaction ends."""
    DayBoard.objects.get_or_create(date=day, defaults={"version": 0})
    board = DayBoard.objects.select_for_update().get(date=day)
    board.version += 1
    board.save(update_fields=["version"])
    return board


def as_told(visit: Visit, seated: Iterable[UUID] | None = None) -> dict[str, object]:
    """What publishing tells about the visit: who goes, when, in which order.

    `seated` are the ids of who goes, where they are known already.
    """
    goes = [each.engineer_id for each in visit.engineers.all()] if seated is None else seated
    return {
        "engineers": sorted(str(each) for each in goes),
        "from": visit.planned_from.isoformat(),
        "to": visit.planned_to.isoformat(),
        "order": visit.order,
        "window": [
            visit.window_from.isoformat() if visit.window_from else None,
            visit.window_to.isoformat() if visit.window_to else None,
        ],
    }
