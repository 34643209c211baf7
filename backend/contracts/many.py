"""Working time for many questions of one calendar at once, in numpy: the same answers as
working_time gives one by one, in whole microseconds since 1970."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from backend.contracts.service_hours import Calendar
from backend.contracts.timeline import (
    FIRST_YEAR,
    LAST_YEAR,
    SECOND_US,
    Timeline,
    timeline,
    year_of,
    year_start,
)
from backend.lib.errors import Invalid

Moments = npt.NDArray[np.int64]

NEVER_US: Final = int(np.iinfo(np.int64).max)
"""What `add_many` answers where the calendar is exhausted."""

_FURTHER_YEARS: Final = (1, 5, 25, 100)


class Spells(NamedTuple):
    """Time that does not count: the place of the question it belongs to, from, to. The spells of
    one question do not overlap each other."""

    of: npt.NDArray[np.intp]
    starts: Moments
    ends: Moments


def elapsed_many(
    calendar: Calendar, starts: Moments, ends: Moments, excluded: Spells | None = None
) -> Moments:
    """Open microseconds in each [start, end) outside the excluded spells; 0 where reversed."""
    counted = _open_between(calendar, starts, ends)
    if excluded is not None and len(excluded.of):
        clipped_from = np.maximum(excluded.starts, starts[excluded.of])
        clipped_to = np.minimum(excluded.ends, ends[excluded.of])
        gone = _open_between(calendar, clipped_from, clipped_to)
        np.subtract.at(counted, excluded.of, gone)
    return counted


def add_many(calendar: Calendar, starts: Moments, durations_us: Moments) -> Moments:
    """The earliest moment with so much open time since each start, or NEVER_US."""
    if not len(starts):
        return starts.copy()
    if int(durations_us.min()) < 0:
        raise Invalid("durations_us", "negative")
    _check(starts)
    found = np.full(len(starts), NEVER_US, dtype=np.int64)
    first, last = int(starts.min()), int(starts.max())
    for years in _FURTHER_YEARS:
        line = timeline(calendar, first, year_start(min(year_of(last) + years, LAST_YEAR)))
        found = _reached(line, starts, durations_us)
        if not (found == NEVER_US).any():
            break
    return np.where(durations_us == 0, starts, found)


def _reached(line: Timeline, starts: Moments, durations_us: Moments) -> Moments:
    openings, _closings, before = _arrays(line)
    goals = _open_before(line, starts) + durations_us
    place = np.searchsorted(before, goals, side="left") - 1
    inside = (goals <= before[-1]) & (place >= 0)
    at = np.where(inside, place, 0)
    if not len(openings):
        return np.full(len(starts), NEVER_US, dtype=np.int64)
    return np.where(inside, openings[at] + goals - before[at], NEVER_US)


def _open_between(calendar: Calendar, starts: Moments, ends: Moments) -> Moments:
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    _check(starts)
    _check(ends)
    first = min(int(starts.min()), int(ends.min()))
    line = timeline(calendar, first, max(int(ends.max()), first))
    # An end before its start counts as the start: nothing is elapsed.
    counted: Moments = _open_before(line, np.maximum(ends, starts)) - _open_before(line, starts)
    return counted


def _open_before(line: Timeline, moments: Moments) -> Moments:
    openings, closings, before = _arrays(line)
    if not len(openings):
        return np.zeros(len(moments), dtype=np.int64)
    place = np.searchsorted(openings, moments, side="right") - 1
    at = np.maximum(place, 0)
    counted = before[at] + np.minimum(moments, closings[at]) - openings[at]
    opened: Moments = np.where(place < 0, 0, counted)
    return opened


def _arrays(line: Timeline) -> tuple[Moments, Moments, Moments]:
    return (
        np.asarray(line.starts, dtype=np.int64),
        np.asarray(line.ends, dtype=np.int64),
        np.asarray(line.before, dtype=np.int64),
    )


def _check(moments: Moments) -> None:
    least, most = year_start(FIRST_YEAR), year_start(LAST_YEAR)
    if int(moments.min()) < least or int(moments.max()) > most:
        raise Invalid("moments", "out-of-range")


def seconds(counted_us: Moments) -> Moments:
    """Whole seconds of microseconds."""
    return counted_us // SECOND_US
