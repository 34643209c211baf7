"""The spells of a clock cut into stretches with their causes, and the same in short.

Each stretch says why it was counted or not; the counted ones add up to what the clock shows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from backend.contracts.clock_story import Spell
from backend.contracts.service_hours import Calendar
from backend.contracts.timeline import bounds, to_instant
from backend.contracts.working_time import elapsed_us, open_stretches


class Cause(StrEnum):
    """Why a stretch of time was counted or not."""

    COUNTED = "counted"
    OUTSIDE = "outside"
    HOLIDAY = "holiday"
    OTHER_HOURS = "other_hours"
    BREAK = "break"
    MAINTENANCE = "maintenance"
    PAUSED = "paused"
    STOPPED = "stopped"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class CountedTime:
    """A stretch [from_at, to_at) of one cause. `counted_us` is what it adds to the clock;
    `open_us` the service time that lay in it. `reasons` paused it or, where it was counted,
    failed to; `used_up` says they failed because their cap was. `day` is the local date a holiday
    or other hours belong to."""

    from_at: datetime
    to_at: datetime
    cause: Cause
    counted_us: int = 0
    open_us: int = 0
    reasons: frozenset[str] = frozenset()
    day: date | None = None
    used_up: bool = False


@dataclass(frozen=True, slots=True)
class EqualDays:
    """Days on end of equally much counted time, with only nights, days off and breaks between."""

    first: date
    last: date
    days: int
    each_us: int

    @property
    def counted_us(self) -> int:
        return self.days * self.each_us


_ORDINARY: Final = frozenset({Cause.OUTSIDE, Cause.BREAK})
"""What lies between any two counted stretches and needs no mention in short."""


def stretches_of(spells: Iterable[Spell]) -> tuple[CountedTime, ...]:
    """Every stretch of the spells in order, without gaps or overlaps."""
    return tuple(stretch for spell in spells for stretch in _cut(spell))


def in_short(
    stretches: Sequence[CountedTime], zone: ZoneInfo
) -> tuple[CountedTime | EqualDays, ...]:
    """The same with ordinary closed time left out: each day's counted stretches as one, equal
    days on end as one."""
    days: list[CountedTime] = []
    for stretch in stretches:
        if stretch.cause in _ORDINARY:
            continue
        if days and _same_day(days[-1], stretch, zone):
            days[-1] = _joined(days[-1], stretch)
        else:
            days.append(stretch)
    short: list[CountedTime | EqualDays] = []
    for stretch in days:
        if short and (equal := _equal_days(short[-1], stretch, zone)):
            short[-1] = equal
        else:
            short.append(stretch)
    return tuple(short)


def _cut(spell: Spell) -> Iterator[CountedTime]:
    if spell.to_at <= spell.from_at:
        return
    calendar, start, end = spell.terms.calendar, spell.from_at, spell.to_at
    if spell.counts:
        yield from _counted(spell)
        return
    open_us = elapsed_us(calendar, start, end, spell.terms.maintenance)
    cause = Cause.PAUSED if spell.held_for else Cause.STOPPED
    if spell.is_dropped:
        cause = Cause.DROPPED
    yield CountedTime(start, end, cause, open_us=open_us, reasons=spell.held_for)


def _counted(spell: Spell) -> Iterator[CountedTime]:
    """Service hours count but for maintenance; what lies between them is told by its cause."""
    calendar, at = spell.terms.calendar, spell.from_at
    for opened, closed in open_stretches(calendar, spell.from_at, spell.to_at):
        yield from _closed(calendar, at, opened)
        yield from _open(spell, opened, closed)
        at = closed
    yield from _closed(calendar, at, spell.to_at)


def _open(spell: Spell, start: datetime, end: datetime) -> Iterator[CountedTime]:
    reasons, calendar, at = spell.not_held_for, spell.terms.calendar, start
    used_up = bool(reasons & spell.terms.pausable)
    counted = open_stretches(calendar, start, end, spell.terms.maintenance)
    for begun, ended in [*counted, (end, end)]:
        if begun > at:
            yield CountedTime(at, begun, Cause.MAINTENANCE, open_us=_us(begun - at))
        if ended > begun:
            us = _us(ended - begun)
            yield CountedTime(begun, ended, Cause.COUNTED, us, us, reasons, used_up=used_up)
        at = ended


def _closed(calendar: Calendar, start: datetime, end: datetime) -> Iterator[CountedTime]:
    """Closed time cut at midnights and at the edges of breaks; equal neighbours are one again."""
    if end <= start:
        return
    known: CountedTime | None = None
    for begun, ended in pairwise(_edges(calendar, start, end)):
        cause, day = _why_closed(calendar, begun, ended)
        if known and (known.cause, known.day) == (cause, day):
            known = CountedTime(known.from_at, ended, cause, day=day)
            continue
        if known:
            yield known
        known = CountedTime(begun, ended, cause, day=day)
    if known:
        yield known


def _edges(calendar: Calendar, start: datetime, end: datetime) -> list[datetime]:
    """Where the cause of closed time may change: midnights, and the edges of breaks."""
    zone = calendar.zone
    edges = {start, end}
    for day in _days(start, end, zone):
        midnight = datetime.combine(day, time(), zone).astimezone(start.tzinfo)
        moments = [midnight, *(at for gap in _breaks(calendar, day) for at in gap)]
        edges |= {at for at in moments if start < at < end}
    return sorted(edges)


def _days(start: datetime, end: datetime, zone: ZoneInfo) -> list[date]:
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _breaks(calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    gaps = [bounds(gap, calendar.zone, day) for gap in calendar.breaks.get(day, ())]
    return [(to_instant(start), to_instant(end)) for start, end in gaps]


def _why_closed(calendar: Calendar, start: datetime, end: datetime) -> tuple[Cause, date | None]:
    day = start.astimezone(calendar.zone).date()
    if any(gap_from <= start and end <= gap_to for gap_from, gap_to in _breaks(calendar, day)):
        return Cause.BREAK, None
    if day in calendar.overrides:
        return Cause.OTHER_HOURS, day
    return (Cause.HOLIDAY, day) if day in calendar.holidays else (Cause.OUTSIDE, None)


def _same_day(known: CountedTime, more: CountedTime, zone: ZoneInfo) -> bool:
    """Whether two counted stretches began on one date and tell of the same reasons."""
    return (
        known.cause is more.cause is Cause.COUNTED
        and known.reasons == more.reasons
        and _day(known, zone) == _day(more, zone)
    )


def _joined(known: CountedTime, more: CountedTime) -> CountedTime:
    counted, opened = known.counted_us + more.counted_us, known.open_us + more.open_us
    return replace(known, to_at=more.to_at, counted_us=counted, open_us=opened)


def _equal_days(
    known: CountedTime | EqualDays, more: CountedTime, zone: ZoneInfo
) -> EqualDays | None:
    """Both as one row where they are counted days of equal length; None where they are not."""
    if more.cause is not Cause.COUNTED or more.reasons:
        return None
    day = _day(more, zone)
    if isinstance(known, EqualDays):
        same = known.each_us == more.counted_us
        return EqualDays(known.first, day, known.days + 1, known.each_us) if same else None
    if known.cause is not Cause.COUNTED or known.reasons or known.counted_us != more.counted_us:
        return None
    return EqualDays(_day(known, zone), day, 2, more.counted_us)


def _day(stretch: CountedTime, zone: ZoneInfo) -> date:
    return stretch.from_at.astimezone(zone).date()


def _us(length: timedelta) -> int:
    return length // timedelta(microseconds=1)
