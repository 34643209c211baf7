"""Clocks compared with the journal, and made again from it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.desk import clocks
from backend.desk.clocks.rebuild import COMPARED, Difference, differences, entries_of, rebuilt
from backend.desk.models import SlaClock

_AT_ONCE: Final = 2000


def rebuild_clocks(now: datetime, *, only_check: bool) -> Iterator[list[Difference]]:
    """The differences between clocks and journal, a list for every two thousand clocks.

    Unless `only_check` the rows are then as the journal says, as of `now`. A clock that cannot be
    reckoned is parked, and differs from nothing.
    """
    after: UUID | None = None
    while True:
        found, after = _rebuild_some(after, now, only_check)
        if after is None:
            return
        yield found


@transaction.atomic
def _rebuild_some(
    after: UUID | None, now: datetime, only_check: bool
) -> tuple[list[Difference], UUID | None]:
    rows = SlaClock.objects.order_by("id").select_for_update(of=("self",), no_key=True)
    some = list((rows.filter(id__gt=after) if after else rows)[:_AT_ONCE])
    told = entries_of(some)
    found: list[Difference] = []
    for clock in some:
        entries = told.get(clock.request_id or clock.work_order_id, [])  # type: ignore[arg-type]
        try:
            wrong = differences(clock, entries, now)
        except clocks.FAULTS:
            wrong = []
        if wrong and not only_check:
            rebuilt(clock, entries, now).save(update_fields=COMPARED)
        found += wrong
    return found, some[-1].pk if some else None
