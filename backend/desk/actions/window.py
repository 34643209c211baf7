"""When somebody may come: the window agreed with the client, while nobody is planned yet."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.desk.actions.asked import AskedWork, check_window
from backend.desk.actions.locked import locked_work
from backend.desk.models import WorkOrder
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.errors import Refused


@transaction.atomic
def agree_window(
    work_order_id: UUID, window_from: datetime | None, window_to: datetime | None, *, by: User
) -> WorkOrder:
    """Another window for work that waits; a None is an open end.

    Raises Invalid as `check_window`, and Refused("wrong-state") where it does not wait, or where
    the window is itself the promise, which follows its contract.
    """
    work = locked_work(work_order_id)
    if work.state != WorkOrder.State.UNSCHEDULED or work.clocks.exists():
        raise Refused("wrong-state", number=work.number)
    check_window(AskedWork(work.work_type_id, window_from=window_from, window_to=window_to))
    before = [_shown(work.window_from), _shown(work.window_to)]
    work.window_from, work.window_to = window_from, window_to
    work.save(update_fields=["window_from", "window_to"])
    record(
        kinds.WORK_WINDOW_AGREED,
        work,
        by=by,
        before=before,
        window=[_shown(window_from), _shown(window_to)],
    )
    return work


def _shown(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
