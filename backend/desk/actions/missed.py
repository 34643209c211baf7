"""The one thing a clock does by itself: it is missed when nobody came in time."""

from datetime import datetime
from typing import Final

from django.db import transaction

from backend.desk import clocks
from backend.desk.models import SlaClock
from backend.journal import kinds
from backend.journal.actions import record

_AT_ONCE: Final = 500


@transaction.atomic
def note_missed_clocks(now: datetime) -> int:
    """Journal every running clock whose promise has just been broken; answers how many.

    Two workers skip each other's rows, and a clock noted once has no next moment any more.
    """
    due = SlaClock.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        next_at__lte=now
    )
    taken = list(due.select_related("request", "work_order").order_by("next_at")[:_AT_ONCE])
    return sum(_missed(clock, now) for clock in taken)


def _missed(clock: SlaClock, now: datetime) -> bool:
    known = clock.breached_at
    clocks.derive(clock, now)
    clock.save(update_fields=["state", "due_at", "breached_at", "next_at"])
    subject = clock.request or clock.work_order
    if clock.breached_at is None or known is not None or subject is None:
        return False
    record(
        kinds.CLOCK_MISSED,
        subject,
        by=None,
        happened_at=clock.breached_at,
        clock=clock.kind,
        clause=clock.clause,
    )
    return True
