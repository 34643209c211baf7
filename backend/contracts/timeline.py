"""The open time of a calendar as prefix sums, in whole microseconds since 1970, in UTC.

Built once for the years a question touches and widened when one leaves them; a question is then
one bisect. Only working_time asks.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from backend.contracts.service_hours import DAY_MIN, Calendar, Window
from backend.lib.errors import Invalid

SECOND_US: Final = 1_000_000
KNOWN: Final = "_timeline"
"""Where a calendar keeps its prefix sums."""

PLAIN: Final = "_plain_timeline"
"""The same once more for `add` and `elapsed`, which look there first: see `_plain`."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR: Final = 200
LAST_YEAR: Final = 9800
DAY_S: Final = 86_400
DAY_US: Final = DAY_S * SECOND_US
NO_INSTANT: Final = (TypeError, AttributeError, OverflowError)
"""What reckoning with something else than an aware datetime ends in."""
_FAR_US: Final = 1 << 62
_FIRST_DAY: Final = date(FIRST_YEAR, 1, 1).toordinal() - EPOCH.toordinal()
_LAST_DAY: Final = date(LAST_YEAR + 1, 1, 1).toordinal() - EPOCH.toordinal()


class Timeline(NamedTuple):
    """Merged open stretches, complete for instants in [from_us, to_us], in epoch microseconds."""

    from_us: int
    to_us: int
    starts: list[int]
    ends: list[int]
    before: list[int]  # open time before each stretch; one more entry holds the total


def open_between(line: Timeline, a: int, b: int) -> int:
    """Open microseconds in [a, b), both within the timeline, a not after b."""
    return open_within(line.starts, line.ends, line.before, a, b)


def open_within(starts: list[int], ends: list[int], before: list[int], a: int, b: int) -> int:
    """The same of a timeline's parts."""
    first = bisect_right(starts, a) - 1
    last = bisect_right(starts, b, first + 1) - 1
    if last < 0:
        return 0
    end = ends[last]
    counted = before[last] + (b if b < end else end) - starts[last]
    if first < 0:
        return counted
    end = ends[first]
    return counted - before[first] - (a if a < end else end) + starts[first]


def open_before(line: Timeline, moment: int) -> int:
    """Open microseconds since the timeline began; only differences of it mean anything."""
    _from, _to, starts, ends, before = line
    place = bisect_right(starts, moment) - 1
    if place < 0:
        return 0
    end = ends[place]
    return before[place] + (moment if moment < end else end) - starts[place]


def timeline(calendar: Calendar, a: int, b: int) -> Timeline:
    """The calendar's prefix sums, built once and widened when a question leaves their years."""
    known: Timeline | None = calendar.__dict__.get(KNOWN)
    if known is not None and known[0] <= a and b <= known[1]:
        return known
    first, last = year_of(a), year_of(b) + 1
    if known:
        first, last = min(first, year_of(known.from_us)), max(last, year_of(known.to_us))
    line = _built(calendar, first, last)
    calendar.__dict__[KNOWN], calendar.__dict__[PLAIN] = line, _plain(line)
    return line


_Plain = tuple[int, int, int, list[int], list[int], list[int], list[int]]


def _plain(line: Timeline) -> _Plain:
    """(from_us, to_us, first_day, by_day, starts, ends, before): the first day counted from 1970 in
    UTC, and for each day from it on the number of the last stretch that began before it.

    An empty stretch stands before all others and an endless wait behind them, so that whoever walks
    along needs no look at the edges. A bare tuple: taking it apart costs a tenth.
    """
    first_day, last_day = line.from_us // DAY_US, line.to_us // DAY_US
    early = min([line.from_us, *line.starts[:1]]) - 1
    starts = [early, *line.starts, _FAR_US]
    by_day = [bisect_left(starts, day * DAY_US) - 1 for day in range(first_day, last_day)]
    ends, before = [early, *line.ends], [0, *line.before]
    return line.from_us, line.to_us, first_day, by_day, starts, ends, before


def _built(calendar: Calendar, first: int, last: int) -> Timeline:
    """Every open stretch that touches the years [first, last): a window may reach into the next
    day and a zone lies up to a day from UTC, so two days on either side are looked at too."""
    days = range(date(first, 1, 1).toordinal() - 2, date(last, 1, 1).toordinal() + 3)
    zone = calendar.zone
    found: list[tuple[int, int]] = []
    for ordinal in days:
        found += open_on(calendar, zone, date.fromordinal(ordinal))
    joined = union(found)
    before = [0]
    for start, end in joined:
        before.append(before[-1] + end - start)
    starts, ends = [s for s, _ in joined], [e for _, e in joined]
    return Timeline(year_start(first), year_start(last), starts, ends, before)


def open_on(calendar: Calendar, zone: ZoneInfo, day: date) -> list[tuple[int, int]]:
    """The open stretches that belong to one local date, not yet joined."""
    windows = [bounds(window, zone, day) for window in calendar.windows_on(day)]
    breaks = calendar.breaks.get(day)
    if breaks and windows:
        return difference(union(windows), union(bounds(gap, zone, day) for gap in breaks))
    return windows


def bounds(window: Window, zone: ZoneInfo, day: date) -> tuple[int, int]:
    """The instants between which a window of one local date lies."""
    runs_into_next_day = window.to_min <= window.from_min
    to_min = window.to_min + (DAY_MIN if runs_into_next_day else 0)
    return _at_wall(zone, day, window.from_min), _at_wall(zone, day, to_min)


def _at_wall(zone: ZoneInfo, day: date, minute: int) -> int:
    days, minute = divmod(minute, DAY_MIN)
    on = date.fromordinal(day.toordinal() + days) if days else day
    wall = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=zone)
    return int(wall.timestamp()) * SECOND_US


def union(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same time as ordered stretches that neither overlap nor touch; empty ones are gone
    (a window inside the hour that summer time skips)."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def difference(
    stretches: list[tuple[int, int]], holes: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """What is left of ordered `stretches` outside ordered `holes`."""
    left: list[tuple[int, int]] = []
    for start, end in stretches:
        at = start
        for hole_start, hole_end in holes:
            if hole_end <= at or hole_start >= end:
                continue
            if hole_start > at:
                left.append((at, hole_start))
            at = max(at, hole_end)
        if at < end:
            left.append((at, end))
    return left


def epoch_us(instant: datetime, name: str = "instant") -> int:
    """Microseconds since 1970; Invalid(name) unless aware and of a year one can reckon with."""
    try:
        since = instant - EPOCH
        days = since.days
    except NO_INSTANT as error:
        raise Invalid(name, "not-an-instant", given=str(instant)) from error
    if not _FIRST_DAY <= days < _LAST_DAY:
        raise Invalid(name, "out-of-range", given=str(instant))
    return (days * DAY_S + since.seconds) * SECOND_US + since.microseconds


def to_instant(epoch_us: int) -> datetime:
    return EPOCH + timedelta(0, 0, epoch_us)


def year_of(epoch_us: int) -> int:
    return to_instant(epoch_us).year


def year_start(year: int) -> int:
    return epoch_us(datetime(min(year, LAST_YEAR), 1, 1, tzinfo=UTC))
