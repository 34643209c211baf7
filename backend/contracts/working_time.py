"""Working time: which seconds count, how many lie between two instants, when so many have passed.

A calendar denotes a set of open half-open stretches [start, end) of UTC time. For each local date
the windows are those of its override if there is one, else none on a holiday, else those of its
weekday; the breaks of that date are taken out. A window whose end is not after its start runs
into the next day and belongs to the date it starts on. A wall clock becomes an instant by
RFC 5545 (fold=0) for starts and ends alike.

Inside, instants are whole microseconds since 1970, so nothing is ever rounded. Open time is kept
as prefix sums over the years asked about: `elapsed` and `add` are one bisect each. docs/sla.md says
the same in plain words, with worked tables.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from backend.contracts.service_hours import WEEKDAYS, Calendar, Window
from backend.contracts.timeline import (
    DAY_S,
    EPOCH,
    FIRST_YEAR,
    LAST_YEAR,
    NO_INSTANT,
    PLAIN,
    SECOND_US,
    difference,
    epoch_us,
    open_before,
    open_between,
    open_within,
    timeline,
    to_instant,
    union,
    year_of,
    year_start,
)
from backend.lib.errors import Invalid

__all__ = [
    "NEVER",
    "SECOND_US",
    "WEEKDAYS",
    "Calendar",
    "Stretch",
    "Window",
    "add",
    "add_us",
    "elapsed",
    "elapsed_us",
    "is_open",
    "next_open",
    "open_stretches",
    "sub",
]

NEVER: Final = None
"""What `add` and `next_open` answer when the calendar is exhausted."""

_NEAR: Final = 8
"""How many stretches ahead an answer is looked for before all of them are."""

_HORIZON_YEARS: Final = 100
"""A moment further away than this is never: nobody is promised anything in a century."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """UTC time [start, end); `end` None means it is still going on."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        epoch_us(self.start, "start")
        if self.end is not None:
            epoch_us(self.end, "end")


def elapsed(
    calendar: Calendar, start: datetime, end: datetime, excluded: Sequence[Stretch] = ()
) -> int:
    """Whole open seconds in [start, end) that no excluded stretch covers; 0 if end <= start."""
    if excluded:
        return elapsed_us(calendar, start, end, excluded) // SECOND_US
    a, b = epoch_us(start, "start"), epoch_us(end, "end")
    if b <= a:
        return 0
    known = calendar.__dict__.get(PLAIN)
    if known is not None:
        from_us, to_us, _first_day, _by_day, starts, ends, before = known
        if from_us <= a and b <= to_us:
            return open_within(starts, ends, before, a, b) // SECOND_US
    return open_between(timeline(calendar, a, b), a, b) // SECOND_US


def elapsed_us(
    calendar: Calendar, start: datetime, end: datetime, excluded: Sequence[Stretch] = ()
) -> int:
    """The same in microseconds, exactly: what a promise is compared with."""
    a, b = epoch_us(start, "start"), epoch_us(end, "end")
    if b <= a:
        return 0
    line = timeline(calendar, a, b)
    counted = open_between(line, a, b)
    if not excluded:
        return counted
    return counted - sum(open_between(line, s, e) for s, e in _merged(excluded, a, b))


def add(
    calendar: Calendar, start: datetime, seconds: int, excluded: Sequence[Stretch] = ()
) -> datetime | None:
    """The earliest instant at or after `start` with `seconds` open seconds since `start`, or NEVER.

    0 answers `start` itself; a duration that ends at closing time answers closing time, not the
    next opening. Invalid("seconds") when negative.
    """
    if seconds <= 0 or excluded:
        if seconds < 0:
            raise Invalid("seconds", "negative", given=seconds)
        return add_us(calendar, start, seconds * SECOND_US, excluded)
    return _reach(calendar, start, seconds * SECOND_US)


def add_us(
    calendar: Calendar, start: datetime, duration_us: int, excluded: Sequence[Stretch] = ()
) -> datetime | None:
    """`add` for `duration_us` (zero or more) microseconds."""
    if duration_us > 0 and not excluded:
        return _reach(calendar, start, duration_us)
    at, left = epoch_us(start, "start"), duration_us
    if left == 0:
        return to_instant(at)
    horizon = year_start(year_of(at) + _HORIZON_YEARS)
    for gone_from, gone_to in _merged(excluded, at, horizon):
        open_us = open_between(timeline(calendar, at, gone_from), at, gone_from)
        if open_us >= left:
            break
        if gone_to >= horizon:
            return NEVER
        at, left = gone_to, left - open_us
    return _reach_far(calendar, at, left)


def sub(
    calendar: Calendar, end: datetime, seconds: int, excluded: Sequence[Stretch] = ()
) -> datetime | None:
    """The latest instant at or before `end` with `seconds` open seconds until `end`, or NEVER.

    0 answers `end` itself. Invalid("seconds") when negative.
    """
    if seconds < 0:
        raise Invalid("seconds", "negative", given=seconds)
    at, left = epoch_us(end, "end"), seconds * SECOND_US
    if left == 0:
        return to_instant(at)
    horizon = year_start(max(year_of(at) - _HORIZON_YEARS, FIRST_YEAR))
    for gone_from, gone_to in reversed(_merged(excluded, horizon, at)):
        open_us = open_between(timeline(calendar, gone_to, at), gone_to, at)
        if open_us >= left:
            break
        at, left = gone_from, left - open_us
    return _reach_back(calendar, at, left)


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether `at` lies in an open stretch (its closing instant does not)."""
    moment = epoch_us(at, "at")
    line = timeline(calendar, moment, moment)
    place = bisect_right(line.starts, moment) - 1
    return place >= 0 and moment < line.ends[place]


def next_open(calendar: Calendar, at: datetime) -> datetime | None:
    """`at` itself when open, else the next opening, or NEVER."""
    if is_open(calendar, at):
        return to_instant(epoch_us(at, "at"))
    just_after = add_us(calendar, at, 1)
    return just_after and just_after - timedelta(microseconds=1)


def open_stretches(
    calendar: Calendar, start: datetime, end: datetime, excluded: Sequence[Stretch] = ()
) -> tuple[tuple[datetime, datetime], ...]:
    """The counted stretches of [start, end) in order, clipped to it, excluded time cut out."""
    a, b = epoch_us(start, "start"), epoch_us(end, "end")
    line = timeline(calendar, a, b)
    first = max(bisect_right(line.starts, a) - 1, 0)
    last = bisect_left(line.starts, b)
    within = [
        (max(s, a), min(e, b))
        for s, e in zip(line.starts[first:last], line.ends[first:last], strict=True)
        if e > a
    ]
    counted = difference(within, _merged(excluded, a, b)) if b > a else []
    return tuple((to_instant(s), to_instant(e)) for s, e in counted)


def _reach(calendar: Calendar, start: datetime, left: int) -> datetime | None:
    """The instant `left` (> 0) open microseconds after `start`.

    Most answers lie within a few stretches of the question, in years already known: from the first
    stretch of the day on they are looked at one by one, in a function that calls no other.
    """
    try:
        from_us, to_us, first_day, by_day, starts, ends, before = calendar.__dict__[PLAIN]
        since = start - EPOCH
        day = since.days
    except (KeyError, *NO_INSTANT):
        return _reach_far(calendar, epoch_us(start, "start"), left)
    at = (day * DAY_S + since.seconds) * SECOND_US + since.microseconds
    if from_us <= at < to_us:
        place = by_day[day - first_day]
        while starts[place + 1] <= at:
            place += 1
        end = ends[place]
        goal = left + before[place] + (at if at < end else end) - starts[place]
        near = place + _NEAR
        if near < len(before) and goal <= before[near]:
            while before[place + 1] < goal:
                place += 1
            return EPOCH + timedelta(0, 0, starts[place] + goal - before[place])
    return _reach_far(calendar, epoch_us(start, "start"), left)


def _reach_far(calendar: Calendar, at: int, left: int) -> datetime | None:
    """The same, looked for ever further."""
    years, line = 0, timeline(calendar, at, at)
    while True:
        goal = open_before(line, at) + left
        if goal <= line.before[-1]:
            place = bisect_left(line.before, goal) - 1
            return to_instant(line.starts[place] + goal - line.before[place])
        if years >= _HORIZON_YEARS:
            return NEVER
        years = min(years * 4 + 1, _HORIZON_YEARS)
        line = timeline(calendar, at, year_start(min(year_of(at) + years, LAST_YEAR)))


def _reach_back(calendar: Calendar, at: int, left: int) -> datetime | None:
    """The latest instant with `left` (> 0) open microseconds until `at`."""
    years = 0
    while True:
        line = timeline(calendar, year_start(max(year_of(at) - years, FIRST_YEAR)), at)
        goal = open_before(line, at) - left
        if goal >= 0:
            place = bisect_right(line.before, goal) - 1
            return to_instant(line.starts[place] + goal - line.before[place])
        if years >= _HORIZON_YEARS:
            return NEVER
        years = min(years * 4 + 1, _HORIZON_YEARS)


def _merged(excluded: Sequence[Stretch], a: int, b: int) -> list[tuple[int, int]]:
    """The excluded stretches within [a, b] in epoch microseconds, so that overlaps count once."""
    if not excluded:
        return []
    return union(
        (max(epoch_us(gone.start), a), b if gone.end is None else min(epoch_us(gone.end), b))
        for gone in excluded
    )
