"""What was done at one visit (or remotely), as pricing sees it: frozen facts, no rows.

Ids and codes are text. Worked time is never changed; what is billed stands beside it.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from backend.contracts.coverage import CONTRACT_PARTY, LineKind
from backend.contracts.warranty import NO_WARRANTIES, Warranties
from backend.lib.errors import Invalid
from backend.lib.money import exact


class TripSplit(StrEnum):
    """How a payer's call-out and travel are divided among the work orders of the visit: all on
    the first, in equal parts, or by the labour time of each."""

    FIRST = "first"
    EVENLY = "evenly"
    BY_TIME = "by_time"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One work order of the visit with everything a clause may ask about, and who pays for it.

    `warranty` is the clause of one that covers everything; `warranties` those of the unit, each
    for the lines it covers; `repeat_of` the clause of earlier work this repeats by our fault.
    """

    work_order: str
    work_type: str = ""
    impact: str = ""
    equipment_type: str | None = None
    object_id: str | None = None
    object_groups: frozenset[str] = frozenset()
    in_register: bool = True
    warranty: str = ""
    payer: str = CONTRACT_PARTY
    equipment_id: str | None = None
    clients: frozenset[str] = frozenset()
    warranties: Warranties = NO_WARRANTIES
    repeat_of: str = ""

    def warranty_for(self, kind: LineKind, part: str = "") -> str:
        """The clause that makes a line of `kind` free, empty for none."""
        return self.repeat_of or self.warranty or self.warranties.clause(kind, part)


@dataclass(frozen=True, slots=True)
class TimeSpell:
    """Labour or waiting of one engineer on one work order, [started_at, ended_at) in UTC."""

    work_order: str
    engineer: str
    rate_class: str
    started_at: datetime
    ended_at: datetime
    kind: LineKind = LineKind.LABOUR

    def __post_init__(self) -> None:
        if self.kind not in (LineKind.LABOUR, LineKind.WAITING):
            raise Invalid("kind", "not-time", given=self.kind)
        if self.started_at.tzinfo is None or self.ended_at.tzinfo is None:
            raise Invalid("started_at", "not-an-instant")
        if self.ended_at <= self.started_at:
            raise Invalid("ended_at", "not-after-start")


@dataclass(frozen=True, slots=True)
class Trip:
    """The way of one engineer to the object: metres by road and the zone the object lies in."""

    engineer: str
    distance_m: int
    zone: str = ""

    def __post_init__(self) -> None:
        if self.distance_m < 0:
            raise Invalid("distance_m", "negative", given=self.distance_m)


@dataclass(frozen=True, slots=True)
class UsedPart:
    """A part built in or used up; `quantity` has up to three decimals, `warranty` its clause."""

    work_order: str
    part: str
    quantity: Decimal
    unit: str = "pcs"
    warranty: str = ""

    def __post_init__(self) -> None:
        quantity = exact(self.quantity, "quantity")
        if quantity <= 0:
            raise Invalid("quantity", "not-positive", given=str(quantity))
        if quantity != round(quantity, 3):
            raise Invalid("quantity", "too-many-decimals", given=str(quantity))


@dataclass(frozen=True, slots=True)
class WorkDone:
    """One visit, or work done remotely (`on_site` False: no call-out, no travel).

    `failed`: nobody could work (shop closed): a failed-visit fee instead of call-out and travel.
    The order of `works` is the order of the lines. `trip_billed_to` are payers whose call-out,
    travel and minimum another part of the same visit bills, under another contract.
    """

    arrived_at: datetime
    works: tuple[WorkItem, ...]
    times: tuple[TimeSpell, ...] = ()
    trips: tuple[Trip, ...] = ()
    parts: tuple[UsedPart, ...] = ()
    on_site: bool = True
    failed: bool = False
    trip_billed_to: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.arrived_at.tzinfo is None:
            raise Invalid("arrived_at", "not-an-instant")
        known = {work.work_order for work in self.works}
        if not known or len(known) != len(self.works):
            raise Invalid("works", "not-distinct")
        for spell in self.times:
            if spell.work_order not in known:
                raise Invalid("times", "unknown-work-order", given=spell.work_order)
        for part in self.parts:
            if part.work_order not in known:
                raise Invalid("parts", "unknown-work-order", given=part.work_order)
