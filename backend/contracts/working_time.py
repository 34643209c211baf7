"""Working time: which seconds count, how many lie between two instants, when so many have passed.

A calendar denotes a set of open half-open stretches [start, end) of UTC time. For each local date
the windows are those of its override if there is one, else none on a holiday, else those of its
weekday; the breaks of that date are taken out. A window whose end is not after its start runs
into the next day and belongs to the date it starts on. A wall clock becomes an instant by
RFC 5545 (fold=0) for starts and ends alike.

Inside, instants are whole microseconds since 1970, so nothing is ever rounded. Open time is kept
as prefix sums over the years asked about: `elapsed` and `add` are one bisect each. docs/sla.md says the same in plain words, with worked tables.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.lib.errors import Invalid

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEVER: Final = None
"""What `add` and `next_open` answer when the calendar is exhausted."""

_HORIZON_YEARS: Final = 100
"""A moment further away than this is never: nobody is promised anything in a century."""

SECOND_US: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MIN: Final = 24 * 60
_LAST_YEAR: Final = 9990


@dataclass(frozen=True, slots=True)
class Window:
    """Wall-clock minutes [from_min, to_min) of a day; 1440 is 24:00; an end at or before the
    start runs into the next day, so equal ends are 24 hours."""

    from_min: int
    to_min: int

    def __post_init__(self) -> None:
        if not 0 <= self.from_min < _DAY_MIN:
            raise Invalid("from_min", "not-a-wall-clock", given=self.from_min)
        if not 0 <= self.to_min <= _DAY_MIN:
            raise Invalid("to_min", "not-a-wall-clock", given=self.to_min)


@dataclass(frozen=True, slots=True)
class Stretch:
    """UTC time [start, end); `end` None means it is still going on."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        _epoch_us(self.start, "start")
        if self.end is not None:
            _epoch_us(self.end, "end")


class _Timeline(NamedTuple):
    """Merged open stretches, complete for instants in [from_us, to_us], in epoch microseconds."""

    from_us: int
    to_us: int
    starts: list[int]
    ends: list[int]
    before: list[int]  # open time before each stretch; one more entry holds the total


@dataclass(frozen=True, eq=False)
class Calendar:
    """Service hours of one zone, one version; immutable, compared by identity.

    `week` holds seven tuples of windows, Monday first. Raises Invalid naming the field for an
    unknown zone, a week that is not seven days, or dates and windows of the wrong kind.
    """

    tz: str
    week: tuple[tuple[Window, ...], ...]
    holidays: frozenset[date] = frozenset()
    overrides: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    breaks: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _zone(self.tz)
        if len(self.week) != len(WEEKDAYS):
            raise Invalid("week", "not-seven-days", given=len(self.week))
        for name, windows in zip(WEEKDAYS, self.week, strict=True):
            _check_windows(f"week.{name}", windows)
        for day in self.holidays:
            _check_date("holidays", day)
        for kind, dated in (("overrides", self.overrides), ("breaks", self.breaks)):
            for day, windows in dated.items():
                _check_date(kind, day)
                _check_windows(f"{kind}.{day}", windows)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """The windows that start on the local date `day`, before its breaks are taken out."""
        if day in self.overrides:
            return self.overrides[day]
        return () if day in self.holidays else self.week[day.weekday()]


def elapsed(
    calendar: Calendar, start: datetime, end: datetime, excluded: Sequence[Stretch] = ()
) -> int:
    """Whole open seconds in [start, end) that no excluded stretch covers; 0 if end <= start."""
    return elapsed_us(calendar, start, end, excluded) // SECOND_US


def elapsed_us(
    calendar: Calendar, start: datetime, end: datetime, excluded: Sequence[Stretch] = ()
) -> int:
    """The same in microseconds, exactly: what a promise is compared with."""
    a, b = _epoch_us(start, "start"), _epoch_us(end, "end")
    if b <= a:
        return 0
    line = _timeline(calendar, a, b)
    gone = sum(_open_between(line, s, e) for s, e in _merged(excluded, a, b))
    return _open_between(line, a, b) - gone


def add(
    calendar: Calendar, start: datetime, seconds: int, excluded: Sequence[Stretch] = ()
) -> datetime | None:
    """The earliest instant at or after `start` with `seconds` open seconds since `start`, or NEVER.

    0 answers `start` itself; a duration that ends at closing time answers closing time, not the
    next opening. Invalid("seconds") when negative.
    """
    if seconds < 0:
        raise Invalid("seconds", "negative", given=seconds)
    return add_us(calendar, start, seconds * SECOND_US, excluded)


def add_us(
    calendar: Calendar, start: datetime, left: int, excluded: Sequence[Stretch] = ()
) -> datetime | None:
    """`add` for `left` (zero or more) microseconds."""
    at = _epoch_us(start, "start")
    if left == 0:
        return _instant(at)
    horizon = _year_start(_year(at) + _HORIZON_YEARS)
    for gone_from, gone_to in _merged(excluded, at, horizon):
        open_us = _open_between(_timeline(calendar, at, gone_from), at, gone_from)
        if open_us >= left:
            break
        if gone_to >= horizon:
            return NEVER
        at, left = gone_to, left - open_us
    return _reach(calendar, at, left)


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether `at` lies in an open stretch (its closing instant does not)."""
    moment = _epoch_us(at, "at")
    line = _timeline(calendar, moment, moment)
    place = bisect_right(line.starts, moment) - 1
    return place >= 0 and moment < line.ends[place]


def next_open(calendar: Calendar, at: datetime) -> datetime | None:
    """`at` itself when open, else the next opening, or NEVER."""
    if is_open(calendar, at):
        return _instant(_epoch_us(at, "at"))
    just_after = add_us(calendar, at, 1)
    return just_after and just_after - timedelta(microseconds=1)


def open_stretches(
    calendar: Calendar, start: datetime, end: datetime, excluded: Sequence[Stretch] = ()
) -> tuple[tuple[datetime, datetime], ...]:
    """The counted stretches of [start, end) in order, clipped to it, excluded time cut out."""
    a, b = _epoch_us(start, "start"), _epoch_us(end, "end")
    line = _timeline(calendar, a, b)
    first = max(bisect_right(line.starts, a) - 1, 0)
    last = bisect_left(line.starts, b)
    within = [
        (max(s, a), min(e, b))
        for s, e in zip(line.starts[first:last], line.ends[first:last], strict=True)
        if e > a
    ]
    counted = _without(within, _merged(excluded, a, b)) if b > a else []
    return tuple((_instant(s), _instant(e)) for s, e in counted)


def _reach(calendar: Calendar, at: int, left: int) -> datetime | None:
    """The instant `left` (> 0) open microseconds after `at`, looked for ever further."""
    years = 1
    while True:
        until = _year_start(min(_year(at) + years, _LAST_YEAR))
        line = _timeline(calendar, at, until)
        goal = _open_before(line, at) + left
        if goal <= line.before[-1]:
            place = bisect_left(line.before, goal) - 1
            return _instant(line.starts[place] + goal - line.before[place])
        if years >= _HORIZON_YEARS:
            return NEVER
        years = min(years * 4, _HORIZON_YEARS)


def _open_between(line: _Timeline, a: int, b: int) -> int:
    return _open_before(line, b) - _open_before(line, a)


def _open_before(line: _Timeline, moment: int) -> int:
    place = bisect_right(line.starts, moment) - 1
    if place < 0:
        return 0
    return line.before[place] + min(moment, line.ends[place]) - line.starts[place]


def _timeline(calendar: Calendar, a: int, b: int) -> _Timeline:
    """The calendar's prefix sums, built once and widened when a question leaves their years."""
    known: _Timeline | None = calendar.__dict__.get("_timeline")
    if known and known.from_us <= a and b <= known.to_us:
        return known
    first, last = _year(a), _year(b) + 1
    if known:
        first, last = min(first, _year(known.from_us)), max(last, _year(known.to_us))
    line = _built(calendar, first, last)
    calendar.__dict__["_timeline"] = line
    return line


def _built(calendar: Calendar, first: int, last: int) -> _Timeline:
    """Every open stretch that touches the years [first, last): a window may reach into the next
    day and a zone lies up to a day from UTC, so two days on either side are looked at too."""
    days = range(date(first, 1, 1).toordinal() - 2, date(last, 1, 1).toordinal() + 3)
    zone = calendar.zone
    found: list[tuple[int, int]] = []
    for ordinal in days:
        found += _open_on(calendar, zone, date.fromordinal(ordinal))
    joined = _joined(found)
    before = [0]
    for start, end in joined:
        before.append(before[-1] + end - start)
    starts, ends = [s for s, _ in joined], [e for _, e in joined]
    return _Timeline(_year_start(first), _year_start(last), starts, ends, before)


def _open_on(calendar: Calendar, zone: ZoneInfo, day: date) -> list[tuple[int, int]]:
    windows = [_bounds(window, zone, day) for window in calendar.windows_on(day)]
    breaks = calendar.breaks.get(day)
    if breaks and windows:
        return _without(_joined(windows), _joined(_bounds(gap, zone, day) for gap in breaks))
    return windows


def _bounds(window: Window, zone: ZoneInfo, day: date) -> tuple[int, int]:
    overnight = window.to_min <= window.from_min
    return _at_wall(zone, day, window.from_min), _at_wall(
        zone, day, window.to_min + (_DAY_MIN if overnight else 0)
    )


def _at_wall(zone: ZoneInfo, day: date, minute: int) -> int:
    days, minute = divmod(minute, _DAY_MIN)
    on = date.fromordinal(day.toordinal() + days) if days else day
    wall = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=zone)
    return int(wall.timestamp()) * SECOND_US


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
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


def _without(
    stretches: list[tuple[int, int]], holes: list[tuple[int, int]]
) -> list[tuple[int, int]]:
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


def _merged(excluded: Sequence[Stretch], a: int, b: int) -> list[tuple[int, int]]:
    """The excluded stretches within [a, b] in epoch microseconds, so that overlaps count once."""
    if not excluded:
        return []
    return _joined(
        (max(_epoch_us(gone.start), a), b if gone.end is None else min(_epoch_us(gone.end), b))
        for gone in excluded
    )


def _epoch_us(instant: datetime, name: str = "instant") -> int:
    if not isinstance(instant, datetime) or instant.tzinfo is None:
        raise Invalid(name, "not-an-instant", given=str(instant))
    since = instant - _EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND_US + since.microseconds


def _instant(epoch_us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=epoch_us)


def _year(epoch_us: int) -> int:
    return _instant(epoch_us).year


def _year_start(year: int) -> int:
    return _epoch_us(datetime(min(year, _LAST_YEAR), 1, 1, tzinfo=UTC))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
        raise Invalid("tz", "unknown-zone", given=str(name)) from error


def _check_windows(name: str, windows: object) -> None:
    if not isinstance(windows, tuple) or not all(isinstance(w, Window) for w in windows):
        raise Invalid(name, "not-windows")


def _check_date(name: str, day: object) -> None:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise Invalid(name, "not-a-date", given=str(day))
