"""What happens to a work order: on site by the engineer's word, in planning, and at the desk.

`happened_at` is the engineer's or the operator's moment; every function locks the request before
the work order, so that two facts of one request wait for each other.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.catalog.models import Reason
from backend.contracts.sla import Target
from backend.desk import clocks
from backend.desk.actions.locked import locked_work, reason_for
from backend.desk.lifecycle import (
    OPEN_REQUEST,
    OPEN_WORK,
    RequestMove,
    VisitFact,
    WorkMove,
    is_resolved_by,
    request_after,
    work_after,
    work_order_state_from,
)
from backend.desk.models import Request, WorkOrder
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound

UNTIL_RESOLVED: Final = (Target.RESTORATION, Target.RESOLUTION, Target.NEXT_UPDATE)
"""The promises a solved request has kept, where they were not kept before."""

ACCESS: Final = "access"
"""The reason a request waits for when nobody could come in."""


@transaction.atomic
def note_arrival(work_order_id: UUID, *, happened_at: datetime, by: User) -> WorkOrder:
    """Someone is on site: the first arrival stops the arrival clock, work is in progress.

    Somebody who comes to work that has ended is noted too: what happened is never refused.
    """
    work = locked_work(work_order_id)
    if work.state in OPEN_WORK:
        _move(work, WorkMove.START)
    clocks.stop(_promised_to(work), Target.ARRIVAL, happened_at)
    clocks.resume(_promised_to(work), happened_at)
    if work.request is not None and work.request.state == Request.State.WAITING:
        resume_waiting(work.request, by=by, happened_at=happened_at)
    return work


@transaction.atomic
def note_restored(work_order_id: UUID, *, how: str, happened_at: datetime, by: User) -> WorkOrder:
    """Service is restored (fixed | temporary | loaner | bypass): the restoration clock stops."""
    work = locked_work(work_order_id)
    if how not in ("fixed", "temporary", "loaner", "bypass"):
        raise Invalid("how", "unknown", given=how)
    clocks.stop(_promised_to(work), Target.RESTORATION, happened_at)
    record(kinds.SERVICE_RESTORED, work, by=by, happened_at=happened_at, how=how)
    return work


@transaction.atomic
def note_no_access(work_order_id: UUID, *, happened_at: datetime, by: User) -> WorkOrder:
    """Nobody could come in: arrival counts as met, the clocks pause until the client gives a
    time, and the work order is to be scheduled again."""
    work = locked_work(work_order_id)
    clocks.stop(_promised_to(work), Target.ARRIVAL, happened_at)
    clocks.pause(_promised_to(work), ACCESS, happened_at)
    _settle(work, VisitFact.FAILED)
    if work.request is not None and work.request.state in ("new", "open"):
        reason = reason_for("reason", ACCESS, (Reason.UsedFor.WAIT,))
        begin_waiting(work.request, reason, by=by, happened_at=happened_at)
    return work


@transaction.atomic
def close_work(
    work_order_id: UUID,
    *,
    outcome: str,
    happened_at: datetime,
    by: User,
    reason_code: str = "",
) -> WorkOrder:
    """One visit's outcome (done | partial | not_done | failed) for one work order.

    The last needed work order that is done resolves the request, at `happened_at`.
    """
    if outcome not in (VisitFact.DONE, VisitFact.PARTIAL, VisitFact.NOT_DONE, VisitFact.FAILED):
        raise Invalid("outcome", "unknown", given=outcome)
    work = locked_work(work_order_id)
    _settle(work, VisitFact(outcome), happened_at)
    record(
        kinds.WORK_CLOSED,
        work,
        by=by,
        happened_at=happened_at,
        outcome=outcome,
        reason=reason_code,
        state=work.state,
    )
    if work.request is not None and work.state == WorkOrder.State.COMPLETED:
        resolve_when_done(work.request, by=by, happened_at=happened_at)
    return work


def resolve_when_done(request: Request, *, by: User, happened_at: datetime) -> None:
    """Resolve a locked request once no needed work order is left; else nothing happens."""
    needed = list(request.work_orders.filter(needed=True).values_list("state", flat=True))
    if request.state not in OPEN_REQUEST or not is_resolved_by(needed):
        return
    request.state = Request.State(request_after(request.state, RequestMove.RESOLVE))
    request.resolved_at, request.waiting_for = happened_at, None
    request.save(update_fields=["state", "resolved_at", "waiting_for"])
    clocks.stop_all(request, UNTIL_RESOLVED, happened_at)
    clocks.cancel(request, "resolved", happened_at, (Target.RESPONSE, Target.ARRIVAL))
    record(kinds.REQUEST_RESOLVED, request, by=by, happened_at=happened_at)


def begin_waiting(request: Request, reason: Reason, *, by: User, happened_at: datetime) -> None:
    """Put a locked request on wait; its clocks pause where the contract lets the reason."""
    request.state = Request.State(request_after(request.state, RequestMove.WAIT))
    request.waiting_for = reason
    request.save(update_fields=["state", "waiting_for"])
    record(kinds.REQUEST_WAITING, request, by=by, happened_at=happened_at, reason=reason.code)


def resume_waiting(request: Request, *, by: User, happened_at: datetime) -> None:
    """A locked request goes on; its clocks count again."""
    request.state = Request.State(request_after(request.state, RequestMove.RESUME))
    request.waiting_for = None
    request.save(update_fields=["state", "waiting_for"])
    clocks.resume(request, happened_at)
    record(kinds.REQUEST_RESUMED, request, by=by, happened_at=happened_at)


@transaction.atomic
def set_work_scheduled(work_order_ids: Iterable[UUID], *, by: User) -> None:
    """Planning gave these work orders a visit; dispatch writes the journal entry of the visit."""
    _move_all(work_order_ids, WorkMove.SCHEDULE)


@transaction.atomic
def set_work_unscheduled(work_order_ids: Iterable[UUID], *, by: User) -> None:
    """These work orders have no visit any more; dispatch writes why."""
    _move_all(work_order_ids, WorkMove.UNSCHEDULE)


@transaction.atomic
def hold_work(work_order_id: UUID, *, reason_code: str, by: User) -> WorkOrder:
    """Keep an unscheduled work order out of planning until it is released."""
    work = locked_work(work_order_id)
    reason = reason_for("reason", reason_code, (Reason.UsedFor.HOLD,))
    work.hold_reason = reason
    _move(work, WorkMove.HOLD)
    if reason.pauses_clocks:
        clocks.pause(_promised_to(work), reason.code, utc_now())
    record(kinds.WORK_HELD, work, by=by, reason=reason.code)
    return work


@transaction.atomic
def release_work(work_order_id: UUID, *, by: User) -> WorkOrder:
    """What the work order was held for is over; planning sees it again."""
    work = locked_work(work_order_id)
    work.hold_reason = None
    _move(work, WorkMove.RELEASE)
    clocks.resume(_promised_to(work), utc_now())
    record(kinds.WORK_RELEASED, work, by=by)
    return work


@transaction.atomic
def cancel_work(work_order_id: UUID, *, reason: str, by: User) -> WorkOrder:
    """The work is not wanted any more; only before it is scheduled."""
    work = locked_work(work_order_id)
    if not reason.strip():
        raise Invalid("reason", "reason-needed")
    _move(work, WorkMove.CANCEL)
    clocks.cancel(work, "cancelled", utc_now())
    record(kinds.WORK_CANCELLED, work, by=by, reason=reason.strip()[:300])
    if work.request is not None:
        resolve_when_done(work.request, by=by, happened_at=utc_now())
    return work


def _promised_to(work: WorkOrder) -> clocks.Subject:
    """Whose clocks the work moves: its request's, or its own where there is none."""
    return work.request or work


def _move(work: WorkOrder, move: WorkMove) -> None:
    _save_state(work, work_after(work.state, move))


def _move_all(work_order_ids: Iterable[UUID], move: WorkMove) -> None:
    wanted = sorted(set(work_order_ids))
    works = WorkOrder.objects.select_for_update().filter(id__in=wanted).order_by("id")
    found = list(works)
    if len(found) != len(wanted):
        raise NotFound("work order")
    for work in found:
        _move(work, move)


def _settle(work: WorkOrder, fact: VisitFact, happened_at: datetime | None = None) -> None:
    """The state a finished visit gives; a fact that comes late never takes back what is done."""
    if work.state in OPEN_WORK:
        state = work_order_state_from([fact])
        if state == WorkOrder.State.COMPLETED:
            work.completed_at = happened_at
            if happened_at is not None:
                clocks.stop(work, Target.MAINTENANCE_WINDOW, happened_at)
        _save_state(work, state)


def _save_state(work: WorkOrder, state: str) -> None:
    work.state = WorkOrder.State(state)
    work.version += 1
    work.save(update_fields=["state", "version", "completed_at", "hold_reason"])
