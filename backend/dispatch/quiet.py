"""When a phone may make a sound: not at night, unless its owner is on shift or the visit itself
begins before the night is over."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

QUIET_FROM: Final = time(21)
QUIET_TO: Final = time(7)


def due_at(
    now: datetime,
    begins: datetime,
    zone: str,
    shifts: Iterable[tuple[datetime, datetime]],
) -> datetime:
    """When to tell about a visit that `begins` then: `now`, or the end of the night on the wall
    clock of `zone`. Instants are UTC; `shifts` are (from, to)."""
    if any(start <= now <= end for start, end in shifts):
        return now
    local = now.astimezone(ZoneInfo(zone))
    if QUIET_TO <= local.time() < QUIET_FROM:
        return now
    day = local.date() if local.time() < QUIET_TO else local.date() + timedelta(days=1)
    morning = datetime.combine(day, QUIET_TO, ZoneInfo(zone)).astimezone(now.tzinfo)
    return now if begins <= morning else morning
