"""What a clock does by itself: somebody is reminded of it, and it is missed when nobody came."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from backend.desk import clocks
from backend.desk.models import SlaClock
from backend.journal import kinds
from backend.journal.actions import record

_AT_ONCE: Final = 500


@transaction.atomic
def note_missed_clocks(now: datetime) -> int:
    """Journal every mark the clocks have passed: reminders and broken promises; answers how many
    promises were broken.

    One indexed question, oldest first. Two workers skip each other's rows, a mark is noted once,
    and a clock that cannot be reckoned is parked and stops nobody.
    """
    due = SlaClock.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        next_at__lte=now
    )
    taken = list(due.select_related("request", "work_order").order_by("next_at")[:_AT_ONCE])
    return sum(_looked_at(clock, now) for clock in taken)


def _looked_at(clock: SlaClock, now: datetime) -> bool:
    """Whether the clock is missed since the last look."""
    shown = clocks.settle(clock, now)
    marks = clocks.owed(clock, shown) if shown else {}
    is_missed = clocks.MISSED in marks
    for mark, at in marks.items():
        if mark == clocks.MISSED:
            _note(kinds.CLOCK_MISSED, clock, at, unsaid=[m for m in marks if m != mark])
        elif not is_missed:
            # Nobody is reminded of what is lost already.
            _note(kinds.CLOCK_REMINDED, clock, at, percent=mark)
    clock.noted = [*clock.noted, *marks]
    clocks.settle(clock, now)
    clock.save(update_fields=clocks.CACHE)
    return is_missed


def _note(kind: str, clock: SlaClock, at: datetime, **data: Any) -> None:
    subject = clock.request or clock.work_order
    if subject is not None:
        said = {"clock": clock.kind, "clause": clock.clause, **data}
        record(kind, subject, by=None, happened_at=at, **said)
