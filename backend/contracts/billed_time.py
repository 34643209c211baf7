"""Billed time: an engineer's spells on one work order, cut at the edges of service hours and
rounded once, so that no cut makes anybody pay a step twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from backend.contracts.price_list import PriceList
from backend.contracts.work_done import TimeSpell
from backend.contracts.working_time import Calendar, is_open, open_stretches
from backend.lib.money import apportion, to_step

_MICROSECOND: Final = timedelta(microseconds=1)
_MINUTE_US: Final = timedelta(minutes=1) // _MICROSECOND


class Boundary(StrEnum):
    """What happens to time that crosses the edge of service hours: cut there, or judged whole
    by the moment it starts."""

    SPLIT = "split"
    START = "start"


@dataclass(frozen=True, slots=True)
class Piece:
    """One engineer's time of one kind, all in or all out of service hours; `billed_min` whole
    minutes stand beside what was worked."""

    spell: TimeSpell
    in_service_hours: bool
    from_at: datetime
    to_at: datetime
    worked: timedelta
    billed_min: Decimal = Decimal(0)


def billed_pieces(
    times: Iterable[TimeSpell], calendar: Calendar, boundary: Boundary, price_list: PriceList
) -> tuple[Piece, ...]:
    """The pieces of one work order by kind, engineer and rate class, in order of first start.

    Each such sum is rounded to the price list's step once; what rounding adds or takes is shared
    between its two pieces by their length, in whole minutes.
    """
    groups: dict[tuple[str, ...], dict[bool, Piece]] = {}
    for spell in sorted(times, key=lambda spell: spell.started_at):
        group = groups.setdefault((spell.kind, spell.engineer, spell.rate_class), {})
        for piece in _cut(spell, calendar, boundary):
            known = group.get(piece.in_service_hours)
            group[piece.in_service_hours] = _together(known, piece) if known else piece
    return tuple(
        piece for group in groups.values() for piece in _billed(list(group.values()), price_list)
    )


def _cut(spell: TimeSpell, calendar: Calendar, boundary: Boundary) -> list[Piece]:
    start, end = spell.started_at, spell.ended_at
    if boundary is Boundary.START:
        return [Piece(spell, is_open(calendar, start), start, end, end - start)]
    pieces: list[Piece] = []
    at = start
    for opened, closed in open_stretches(calendar, start, end):
        if opened > at:
            pieces.append(Piece(spell, False, at, opened, opened - at))
        pieces.append(Piece(spell, True, opened, closed, closed - opened))
        at = closed
    if at < end:
        pieces.append(Piece(spell, False, at, end, end - at))
    return pieces


def _together(known: Piece, more: Piece) -> Piece:
    return replace(known, to_at=max(known.to_at, more.to_at), worked=known.worked + more.worked)


def _billed(pieces: Sequence[Piece], price_list: PriceList) -> list[Piece]:
    worked_us = [piece.worked // _MICROSECOND for piece in pieces]
    step_us = Decimal(price_list.rounding_step_min * _MINUTE_US)
    billed_us = to_step(sum(worked_us), step_us, price_list.rounding_mode)
    shares = apportion(billed_us / _MINUTE_US, worked_us, Decimal(1))
    return [replace(p, billed_min=m) for p, m in zip(pieces, shares, strict=True)]
