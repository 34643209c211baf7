"""Charges: everything one payer is asked for at one visit, before anyone has decided who pays.

The order is that of the paper (docs/pricing.md): call-out or failed visit, travel, then time and
parts of each work order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from backend.contracts.billed_time import Boundary, FactorFor, Piece, billed_pieces
from backend.contracts.coverage import LineFacts, LineKind
from backend.contracts.price_list import ItemKind, PriceItem, PriceList
from backend.contracts.work_done import TimeSpell, Trip, TripSplit, WorkDone, WorkItem
from backend.contracts.working_time import Calendar, is_open
from backend.lib.money import CENT, apportion, to_step

AFTER_HOURS: Final = "after_hours"
"""The code of a call-out or failed-visit price that holds out of service hours."""

QUANTITY_STEP: Final = Decimal("0.001")
PRICE_STEP: Final = Decimal("0.0001")
_ONE: Final = Decimal(1)
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ChargeRules:
    """What of the contract shapes charges: hours, edges, and how a trip is charged and divided."""

    calendar: Calendar
    boundary: Boundary = Boundary.SPLIT
    travel_each_engineer: bool = False
    trip_split: TripSplit = TripSplit.FIRST


@dataclass(frozen=True, slots=True)
class Charge:
    """A line before anyone has decided who pays for it. `factor` multiplies the list price of
    time; `share` stands for it where a price is divided among work orders. `lifted` hours of the
    quantity were added to reach the minimum."""

    kind: LineKind
    work: WorkItem
    item: PriceItem | None
    unit: str
    quantity: Decimal
    in_service_hours: bool
    item_code: str = ""
    warranty: str = ""
    engineer: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None
    worked_s: int = 0
    factor: Decimal = _ONE
    factor_for: FactorFor = FactorFor.NOTHING
    share: Decimal | None = None
    lifted: Decimal = Decimal(0)

    @property
    def facts(self) -> LineFacts:
        part = self.item_code if self.kind is LineKind.PART else ""
        return LineFacts(
            line_kind=self.kind,
            work_type=self.work.work_type,
            impact=self.work.impact,
            equipment_type=self.work.equipment_type,
            equipment_id=self.work.equipment_id,
            object_id=self.work.object_id,
            object_groups=self.work.object_groups,
            clients=self.work.clients,
            in_service_hours=self.in_service_hours,
            in_register=self.work.in_register,
            warranty=self.warranty or self.work.warranty_for(self.kind, part),
            payer=self.work.payer,
        )

    @property
    def list_price(self) -> Decimal:
        """The exact price of one unit to anybody, zero where the list has none."""
        if self.share is not None:
            return self.share
        return self.item.price * self.factor if self.item else Decimal(0)


def charges_of(
    works: Sequence[WorkItem], done: WorkDone, prices: PriceList, rules: ChargeRules
) -> list[Charge]:
    """Every charge of one payer, whose work orders at the visit are `works`, in order."""
    return list(_Visit(done, prices, rules).charges(works))


@dataclass(frozen=True)
class _Visit:
    """One visit on its way to lines: what was done, at which prices, by which rules."""

    work_done: WorkDone
    price_list: PriceList
    rules: ChargeRules

    def charges(self, works: Sequence[WorkItem]) -> Iterator[Charge]:
        if self.work_done.on_site and works[0].payer not in self.work_done.trip_billed_to:
            for charge in self._trip_charges(works[0]):
                yield from self._divided(charge, works)
        for work in works:
            yield from self._time(work)
            yield from self._parts(work)

    @property
    def arrived_in_hours(self) -> bool:
        return is_open(self.rules.calendar, self.work_done.arrived_at)

    def _trip_charges(self, work: WorkItem) -> Iterator[Charge]:
        yield from self._fee(work)
        if not self.work_done.failed:
            yield from self._travel(work)

    def _fee(self, work: WorkItem) -> Iterator[Charge]:
        """The call-out, or the fee of a visit that failed; none where the list has no price."""
        kind, item_kind = LineKind.CALL_OUT, ItemKind.CALL_OUT
        if self.work_done.failed:
            kind, item_kind = LineKind.FAILED_VISIT, ItemKind.FAILED_VISIT
        item = self.price_list.item(item_kind, "" if self.arrived_in_hours else AFTER_HOURS)
        if item:
            yield Charge(
                kind, work, item, "visit", _ONE, self.arrived_in_hours, item_code=item.code
            )

    def _travel(self, work: WorkItem) -> Iterator[Charge]:
        """One trip, or one an engineer where the contract says so; none where the list prices
        no travel at all."""
        if self.price_list.prices_travel:
            trips = self.work_done.trips
            for trip in trips if self.rules.travel_each_engineer else trips[:1]:
                yield self._trip(work, trip)

    def _trip(self, work: WorkItem, trip: Trip) -> Charge:
        """By zone where the zone has a price, else by kilometre."""
        item, unit, quantity = (
            self.price_list.item(ItemKind.TRAVEL_ZONE, trip.zone),
            "trip",
            _ONE,
        )
        per_km = self.price_list.item(ItemKind.TRAVEL_KM)
        if item is None and per_km:
            item, unit, quantity = per_km, "km", Decimal(trip.distance_m) / 1000
        return Charge(
            LineKind.TRAVEL,
            work,
            item,
            unit,
            quantity,
            self.arrived_in_hours,
            item_code=item.code if item else trip.zone,
            engineer=trip.engineer,
        )

    def _divided(self, charge: Charge, works: Sequence[WorkItem]) -> Iterator[Charge]:
        """The shares of a payer's work orders in a charge of the whole trip: kilometres are
        divided as such, anything else by its price, so that the shares add up exactly."""
        weights = self._weights(works)
        if len(works) == 1 or charge.item is None or weights is None:
            yield charge
            return
        if charge.unit == "km":
            km = apportion(to_step(charge.quantity, QUANTITY_STEP), weights, QUANTITY_STEP)
            shares = [replace(charge, quantity=part) for part in km]
        else:
            parts = apportion(charge.item.price, weights, _price_unit(charge.item))
            shares = [replace(charge, share=part) for part in parts]
        for work, share, weight in zip(works, shares, weights, strict=True):
            if weight:
                yield replace(share, work=work)

    def _weights(self, works: Sequence[WorkItem]) -> list[int] | None:
        """How much of the trip each work order bears; None: the first bears all of it."""
        if self.rules.trip_split is TripSplit.FIRST:
            return None
        if self.rules.trip_split is TripSplit.EVENLY:
            return [1] * len(works)
        spent = [sum(_labour_s(t) for t in self._spells(work)) for work in works]
        return spent if any(spent) else [1] * len(works)

    def _spells(self, work: WorkItem) -> list[TimeSpell]:
        return [t for t in self.work_done.times if t.work_order == work.work_order]

    def _time(self, work: WorkItem) -> Iterator[Charge]:
        calendar, boundary = self.rules.calendar, self.rules.boundary
        for piece in billed_pieces(self._spells(work), calendar, boundary, self.price_list):
            yield Charge(
                piece.spell.kind,
                work,
                self._hourly(piece),
                "h",
                piece.billed_min / 60,
                piece.in_service_hours,
                item_code=piece.spell.rate_class,
                engineer=piece.spell.engineer,
                from_at=piece.from_at,
                to_at=piece.to_at,
                worked_s=piece.worked // _SECOND,
                factor=piece.factor,
                factor_for=piece.factor_for,
            )

    def _hourly(self, piece: Piece) -> PriceItem | None:
        """Waiting has a price of its own or costs what labour costs."""
        code = piece.spell.rate_class
        waiting = piece.spell.kind is LineKind.WAITING
        own = self.price_list.item(ItemKind.WAITING, code) if waiting else None
        return own or self.price_list.item(ItemKind.LABOUR, code)

    def _parts(self, work: WorkItem) -> Iterator[Charge]:
        for part in self.work_done.parts:
            if part.work_order == work.work_order:
                yield Charge(
                    LineKind.PART,
                    work,
                    self.price_list.item(ItemKind.PART, part.part),
                    part.unit,
                    part.quantity,
                    self.arrived_in_hours,
                    item_code=part.part,
                    warranty=part.warranty,
                )


def _price_unit(item: PriceItem) -> Decimal:
    """Cents, where the price is whole cents, so that every share is too."""
    return CENT if item.price == round(item.price, 2) else PRICE_STEP


def _labour_s(spell: TimeSpell) -> int:
    return (spell.ended_at - spell.started_at) // _SECOND if spell.kind is LineKind.LABOUR else 0
