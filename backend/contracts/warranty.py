"""Warranty: which one speaks for a line of work, and whether a visit repeats an earlier one.

Plain data only; docs/pricing.md says the rules in words, with a worked table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from backend.contracts.coverage import LineKind
from backend.lib.errors import Invalid


class WarrantyKind(StrEnum):
    """What is warranted: the unit, a part built into it, or work done on it."""

    EQUIPMENT = "equipment"
    PART = "part"
    WORK = "work"


class RepeatCause(StrEnum):
    """What a person found where a fault came again."""

    SAME_FAULT = "same_fault"
    BAD_PART = "bad_part"
    NEW_FAULT = "new_fault"

    @property
    def is_ours(self) -> bool:
        """Whether the repeat costs the client nothing."""
        return self is not RepeatCause.NEW_FAULT


_LABOUR = frozenset({LineKind.LABOUR, LineKind.WAITING})
_TRAVEL = frozenset({LineKind.TRAVEL, LineKind.CALL_OUT})


@dataclass(frozen=True, slots=True)
class Warranty:
    """One warranty of a unit. `part` is the code of the part it is for, `source` the work order
    that earned it, `payer` who bears it if not we."""

    kind: WarrantyKind
    clause: str
    starts_on: date
    until_on: date | None = None
    meter: str = ""
    until_meter: Decimal | None = None
    part: str = ""
    covers_labour: bool = True
    covers_travel: bool = True
    covers_parts: bool = True
    payer: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.until_on is None and self.until_meter is None:
            raise Invalid("until_on", "missing")
        if self.kind is WarrantyKind.PART and not self.part:
            raise Invalid("part", "missing")

    def holds(self, day: date, readings: Mapping[str, Decimal]) -> bool:
        """Whether it is in force on `day`, the last day included; a meter nobody read has not
        passed its limit."""
        reading = readings.get(self.meter)
        within = self.until_meter is None or reading is None or reading <= self.until_meter
        ended = self.until_on is not None and day > self.until_on
        return self.starts_on <= day and not ended and within

    def covers(self, kind: LineKind, part: str = "") -> bool:
        """Whether a line of `kind` (a part line: for the part with this code) is under it.

        A warranty of a part answers for that part alone, not for the labour around others.
        """
        if kind is LineKind.PART:
            return self.covers_parts and self.part in ("", part)
        if self.kind is WarrantyKind.PART:
            return False
        if kind in _LABOUR:
            return self.covers_labour
        return kind in _TRAVEL and self.covers_travel


@dataclass(frozen=True, slots=True)
class Warranties:
    """Those of one unit in force when the work was done; empty for a unit without any."""

    held: tuple[Warranty, ...] = ()

    def clause(self, kind: LineKind, part: str = "") -> str:
        """The clause that speaks for a line, empty for none: unit, then part, then work; of
        several of one kind the one that lasts longest."""
        found = [each for each in self.held if each.covers(kind, part)]
        return min(found, key=_rank).clause if found else ""

    @property
    def payer(self) -> str:
        """Who bears the labour on the unit if not we; empty for us or no warranty."""
        found = [each for each in self.held if each.covers(LineKind.LABOUR)]
        return min(found, key=_rank).payer if found else ""


NO_WARRANTIES: Final = Warranties()


def in_force(
    warranties: Iterable[Warranty],
    day: date,
    readings: Mapping[str, Decimal],
    *,
    repeats: str = "",
) -> Warranties:
    """Those that hold on `day` by date and by the unit's meter readings.

    A warranty of work speaks only where a person has found that this work repeats it: `repeats`
    is that work order. Otherwise every new fault of the unit would be free.
    """
    return Warranties(
        tuple(
            each
            for each in warranties
            if each.holds(day, readings)
            and (each.kind is not WarrantyKind.WORK or (each.source and each.source == repeats))
        )
    )


def _rank(warranty: Warranty) -> tuple[int, int]:
    order = (WarrantyKind.EQUIPMENT, WarrantyKind.PART, WarrantyKind.WORK)
    last = warranty.until_on or date.max
    return (order.index(warranty.kind), -last.toordinal())


@dataclass(frozen=True, slots=True)
class FormerWork:
    """Work done before on a unit: when it ended and the group of symptoms it was for."""

    work_order: str
    ended_on: date
    symptom: str | None = None


def repeat_proposed(
    former: Sequence[FormerWork], symptom: str | None, day: date, within_days: int
) -> FormerWork | None:
    """The latest earlier work on the same unit this may repeat: not more than `within_days` ago,
    with the same group of symptoms; a group nobody named may be any. None where there is none."""
    oldest = day - timedelta(days=within_days)
    alike = [
        each
        for each in former
        if oldest <= each.ended_on <= day
        and (None in (symptom, each.symptom) or symptom == each.symptom)
    ]
    return max(alike, key=lambda each: (each.ended_on, each.work_order), default=None)
