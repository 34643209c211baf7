"""One work order after another: survey before repair, paint when the filler is dry."""

from typing import Final
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.clients.models import Client
from backend.desk.actions.locked import locked_work
from backend.desk.lifecycle import OPEN_WORK
from backend.desk.models import WorkOrder
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.errors import Invalid, NotFound, Refused

MOST_GAP_MIN: Final = 60 * 24 * 60
"""Sixty days: what is further away is a plan of its own."""


@transaction.atomic
def put_after(
    work_order_id: UUID, earlier_id: UUID | None, *, gap_min: int = 0, by: User
) -> WorkOrder:
    """The work order begins when the earlier one is over and the minutes have passed.

    `earlier_id` None: it waits for nothing any more. Refused("wrong-state") where it is not
    waiting to be planned, Invalid("earlier_id") where the earlier one is another client's
    ("foreign-work"), over ("work-is-over"), or itself waits for this one ("waits-for-itself").
    """
    if not 0 <= gap_min <= MOST_GAP_MIN:
        raise Invalid("gap_min", "out-of-range", least=0, most=MOST_GAP_MIN)
    _one_at_a_time(work_order_id)
    work = locked_work(work_order_id)
    if work.state not in (WorkOrder.State.UNSCHEDULED, WorkOrder.State.ON_HOLD):
        raise Refused("wrong-state", number=work.number)
    earlier = _earlier(work, earlier_id) if earlier_id else None
    gap_min = gap_min if earlier else 0
    if (work.after_id, work.after_gap_min) == (earlier_id, gap_min):
        return work
    work.after, work.after_gap_min = earlier, gap_min
    work.version += 1
    work.save(update_fields=["after", "after_gap_min", "version"])
    number = earlier.number if earlier else ""
    record(kinds.WORK_PUT_AFTER, work, by=by, number=number, gap_min=gap_min)
    return work


def _one_at_a_time(work_order_id: UUID) -> None:
    """Two changes at once could close a ring that neither sees: a client's wait for each other."""
    mine = WorkOrder.objects.filter(id=work_order_id).values("client")
    list(Client.objects.select_for_update(no_key=True).filter(id__in=mine).values("id"))


def _earlier(work: WorkOrder, earlier_id: UUID) -> WorkOrder:
    """The order it will wait for, where that is allowed."""
    earlier = WorkOrder.objects.filter(id=earlier_id).first()
    if earlier is None:
        raise NotFound("work order")
    if earlier.client_id != work.client_id:
        raise Invalid("earlier_id", "foreign-work", number=earlier.number)
    before: WorkOrder | None = earlier
    while before is not None:
        if before.pk == work.pk:
            raise Invalid("earlier_id", "waits-for-itself", number=earlier.number)
        before = before.after
    if earlier.state not in OPEN_WORK:
        raise Invalid("earlier_id", "work-is-over", number=earlier.number)
    return earlier
