"""Working days and the edges of service hours: the questions a person asks of a calendar.

A working day is a local date with open time of its own; what a window leaves to the next date is
not that date's. Every answer may be NEVER, where the calendar has no such moment.
"""

from bisect import bisect_right
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

from backend.contracts.service_hours import Calendar
from backend.contracts.timeline import (
    FIRST_YEAR,
    LAST_YEAR,
    Timeline,
    bounds,
    epoch_us,
    open_on,
    timeline,
    to_instant,
    union,
    year_of,
    year_start,
)
from backend.contracts.working_time import NEVER

Period = tuple[datetime | None, datetime | None]
"""An open stretch; a side is NEVER where the calendar has always been, or stays, open."""

_HORIZON_YEARS: Final = 100
_FURTHER_YEARS: Final = (1, 4, 16, _HORIZON_YEARS)
_HORIZON_DAYS: Final = 366 * _HORIZON_YEARS


def next_close(calendar: Calendar, at: datetime) -> datetime | None:
    """The end of the open stretch around `at`, or of the next one; at closing time the next."""
    found = periods_after(calendar, at, 1)
    return found[0][1] if found else NEVER


def prev_open(calendar: Calendar, at: datetime) -> datetime | None:
    """The latest instant up to `at` that has open time just before it."""
    found = periods_before(calendar, at, 1)
    return found[0][1] if found else NEVER


def periods_after(calendar: Calendar, at: datetime, n: int) -> list[Period]:
    """The next `n` open stretches, the first one cut at `at`; fewer where there are no more."""
    moment = epoch_us(at, "at")
    for years in _FURTHER_YEARS:
        line = timeline(calendar, moment, year_start(min(year_of(moment) + years, LAST_YEAR)))
        first = bisect_right(line.ends, moment)
        if first + n < len(line.ends) and line.ends[first + n - 1] <= line.to_us:
            break
    pairs = list(zip(line.starts, line.ends, strict=True))[first : first + n]
    found: list[Period] = [
        (to_instant(max(start, moment)), _inside(line, end))
        for start, end in pairs
        if start <= line.to_us
    ]
    return found


def periods_before(calendar: Calendar, at: datetime, n: int) -> list[Period]:
    """The last `n` open stretches, newest first, the newest cut at `at`."""
    moment = epoch_us(at, "at")
    for years in _FURTHER_YEARS:
        line = timeline(calendar, year_start(max(year_of(moment) - years, FIRST_YEAR)), moment)
        last = bisect_right(line.starts, moment - 1)
        if last - n >= 0 and line.starts[last - n] >= line.from_us:
            break
    pairs = list(zip(line.starts, line.ends, strict=True))[max(last - n, 0) : last]
    found: list[Period] = [
        (_inside(line, start), to_instant(min(end, moment)))
        for start, end in reversed(pairs)
        if end >= line.from_us
    ]
    return found


def is_working_day(calendar: Calendar, at: datetime) -> bool:
    """Whether the local date of `at` has open time of its own."""
    return _works(calendar, _local(calendar, at).date())


def on_holiday(calendar: Calendar, at: datetime) -> bool:
    """Whether the local date is listed as a holiday, whatever its override says."""
    return _local(calendar, at).date() in calendar.holidays


def on_break(calendar: Calendar, at: datetime) -> bool:
    """Whether `at` lies in a break of its local date, or in one that began the day before."""
    today, moment = _local(calendar, at).date(), epoch_us(at, "at")
    gaps = [
        bounds(gap, calendar.zone, day)
        for day in (today - timedelta(days=1), today)
        for gap in calendar.breaks.get(day, ())
    ]
    return any(start <= moment < end for start, end in gaps)


def add_days(calendar: Calendar, at: datetime, days: int) -> datetime | None:
    """The same wall clock `days` working days later, or earlier where negative.

    From a day off counting starts at the next working day in that direction; 0 answers `at`.
    """
    if days == 0:
        return at
    local = _local(calendar, at)
    day = _nth_working_day(calendar, local.date(), days)
    if day is NEVER:
        return NEVER
    return to_instant(epoch_us(datetime.combine(day, local.time(), calendar.zone)))


def nth_working_day_close(calendar: Calendar, at: datetime, n: int) -> datetime | None:
    """When the n-th working day after the one `at` counts for closes.

    A moment after the closing of its day, or on a day off, counts for the next working day.
    """
    day = _local(calendar, at).date()
    closing = _closing(calendar, day)
    if closing is not None and closing <= epoch_us(at, "at"):
        day += timedelta(days=1)
    last = _nth_working_day(calendar, day, n)
    closed = _closing(calendar, last) if last else None
    return to_instant(closed) if closed is not None else NEVER


def _nth_working_day(calendar: Calendar, day: date, n: int) -> date | None:
    """`n` working days on from `day`, or from the first working day beyond if it is a day off."""
    step = timedelta(days=-1 if n < 0 else 1)
    days = (day + step * ahead for ahead in range(_HORIZON_DAYS))
    working = (day for day in days if _works(calendar, day))
    return next(islice(working, abs(n), None), NEVER)


def _works(calendar: Calendar, day: date) -> bool:
    return bool(union(open_on(calendar, calendar.zone, day)))


def _closing(calendar: Calendar, day: date) -> int | None:
    windows = union(open_on(calendar, calendar.zone, day))
    return windows[-1][1] if windows else None


def _inside(line: Timeline, moment: int) -> datetime | None:
    return to_instant(moment) if line.from_us <= moment <= line.to_us else NEVER


def _local(calendar: Calendar, at: datetime) -> datetime:
    epoch_us(at, "at")
    return at.astimezone(calendar.zone)
