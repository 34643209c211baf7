"""Billed time: an engineer's spells on one work order, cut at the edges of service hours, nights
and holidays and rounded once, so that no cut makes anybody pay a step twice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from backend.contracts.price_list import PriceList
from backend.contracts.work_done import TimeSpell
from backend.contracts.working_time import Calendar, is_open, open_stretches
from backend.lib.clock import at_wall_clock
from backend.lib.money import apportion, to_step

_DAY: Final = timedelta(days=1)
_MIDNIGHT: Final = time()
_MICROSECOND: Final = timedelta(microseconds=1)
_MINUTE_US: Final = timedelta(minutes=1) // _MICROSECOND


class Boundary(StrEnum):
    """What happens to time that crosses the edge of service hours, of the night or of a holiday:
    cut there, or judged whole by the moment it starts."""

    SPLIT = "split"
    START = "start"


class FactorFor(StrEnum):
    """What multiplies the price of time."""

    NOTHING = ""
    AFTER_HOURS = "after_hours"
    NIGHT = "night"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Piece:
    """One engineer's time of one kind, all in or all out of service hours and worth `factor`
    times the price, for `factor_for`; `billed_min` whole minutes stand beside what was worked."""

    spell: TimeSpell
    in_service_hours: bool
    factor: Decimal
    factor_for: FactorFor
    from_at: datetime
    to_at: datetime
    worked: timedelta
    billed_min: Decimal = Decimal(0)


def billed_pieces(
    times: Iterable[TimeSpell], calendar: Calendar, boundary: Boundary, price_list: PriceList
) -> tuple[Piece, ...]:
    """The pieces of one work order by kind, engineer and rate class, in order of first start.

    Each such sum is rounded to the price list's step once; what rounding adds or takes is shared
    between its pieces by their length, in whole minutes.
    """
    groups: dict[tuple[str, ...], dict[tuple[bool, Decimal], Piece]] = {}
    for spell in sorted(times, key=lambda spell: spell.started_at):
        group = groups.setdefault((spell.kind, spell.engineer, spell.rate_class), {})
        for piece in _cut(spell, calendar, boundary, price_list):
            alike = piece.in_service_hours, piece.factor
            known = group.get(alike)
            group[alike] = _together(known, piece) if known else piece
    return tuple(
        piece for group in groups.values() for piece in _billed(list(group.values()), price_list)
    )


@dataclass(frozen=True, slots=True)
class Band:
    """From `from_at` on time is in or out of service hours and worth `factor` times the price."""

    from_at: datetime
    in_service_hours: bool
    factor: Decimal


def bands(
    start: datetime, end: datetime, calendar: Calendar, price_list: PriceList
) -> tuple[Band, ...]:
    """What holds from `start` on and every change of it before `end`, as time is cut there."""
    found: list[Band] = []
    whole = TimeSpell("", "", "", start, end)
    for piece in _cut(whole, calendar, Boundary.SPLIT, price_list):
        band = Band(piece.from_at, piece.in_service_hours, piece.factor)
        if not found or replace(found[-1], from_at=band.from_at) != band:
            found.append(band)
    return tuple(found)


def _cut(
    spell: TimeSpell, calendar: Calendar, boundary: Boundary, price_list: PriceList
) -> Iterator[Piece]:
    start, end = spell.started_at, spell.ended_at
    edges = {start, end}
    if boundary is Boundary.SPLIT:
        edges |= {at for at in _edges(start, end, calendar, price_list) if start < at < end}
    for begin, until in pairwise(sorted(edges)):
        in_hours = is_open(calendar, begin)
        factor, why = _factor(begin, calendar, price_list, in_hours=in_hours)
        yield Piece(spell, in_hours, factor, why, begin, until, until - begin)


def _edges(
    start: datetime, end: datetime, calendar: Calendar, price_list: PriceList
) -> Iterator[datetime]:
    """Where anything that prices time may change."""
    for stretch in open_stretches(calendar, start, end):
        yield from stretch
    zone = calendar.tz
    for day in _days(start, end, zone):
        if day in calendar.holidays:
            yield from (at_wall_clock(each, _MIDNIGHT, zone) for each in (day, day + _DAY))
        if price_list.night:
            yield from (at_wall_clock(day, wall, zone) for wall in price_list.night)


def _days(start: datetime, end: datetime, zone: str) -> Iterator[date]:
    day, last = (at.astimezone(ZoneInfo(zone)).date() for at in (start, end))
    while day <= last:
        yield day
        day += _DAY


def _factor(
    at: datetime, calendar: Calendar, price_list: PriceList, *, in_hours: bool
) -> tuple[Decimal, FactorFor]:
    """The largest of the factors that hold at a moment, and what for; factors are never
    multiplied."""
    local = at.astimezone(ZoneInfo(calendar.tz))
    holding = [] if in_hours else [(price_list.after_hours_factor, FactorFor.AFTER_HOURS)]
    if price_list.night and _is_night(local.time(), price_list.night):
        holding.append((price_list.night_factor, FactorFor.NIGHT))
    if local.date() in calendar.holidays:
        holding.append((price_list.holiday_factor, FactorFor.HOLIDAY))
    return max(holding, key=_by_factor, default=(Decimal(1), FactorFor.NOTHING))


def _by_factor(factor: tuple[Decimal, FactorFor]) -> Decimal:
    return factor[0]


def _is_night(wall: time, night: tuple[time, time]) -> bool:
    begin, end = night
    return begin <= wall < end if begin < end else wall >= begin or wall < end


def _together(known: Piece, more: Piece) -> Piece:
    return replace(known, to_at=max(known.to_at, more.to_at), worked=known.worked + more.worked)


def _billed(pieces: Sequence[Piece], price_list: PriceList) -> list[Piece]:
    worked_us = [piece.worked // _MICROSECOND for piece in pieces]
    step_us = Decimal(price_list.rounding_step_min * _MINUTE_US)
    billed_us = to_step(sum(worked_us), step_us, price_list.rounding_mode)
    shares = apportion(billed_us / _MINUTE_US, worked_us, Decimal(1))
    return [replace(p, billed_min=m) for p, m in zip(pieces, shares, strict=True)]
