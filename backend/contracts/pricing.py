"""Pricing: work done, a price list and the decisions of coverage become lines of money.

The algorithm stands in docs/pricing.md in plain sentences with worked tables; the steps here are
in the same order. Nothing is a float, and every line is rounded to the cent on its own, so the
sum of the lines is the total.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from backend.contracts.billed_time import Boundary, Piece, billed_pieces
from backend.contracts.coverage import CoverageDecision, LineFacts, LineKind
from backend.contracts.price_list import ItemKind, PriceItem, PriceList
from backend.contracts.vat import Treatment
from backend.contracts.work_done import Trip, WorkDone, WorkItem
from backend.contracts.working_time import Calendar, is_open
from backend.lib.errors import Invalid
from backend.lib.money import ZERO, Rounding, not_negative, to_cents, to_step

AFTER_HOURS: Final = "after_hours"
"""The code of a call-out or failed-visit price that holds out of service hours."""

_SECOND: Final = timedelta(seconds=1)
_HUNDRED: Final = Decimal(100)
_QUANTITY_STEP: Final = Decimal("0.001")
_PRICE_STEP: Final = Decimal("0.0001")

Decide = Callable[[LineFacts], CoverageDecision]
"""Who pays for one line; usually `partial(coverage.verdict, rules)`."""


@dataclass(frozen=True)
class ChargeTerms:
    """The contract's side of pricing: service hours, taxation by line kind, travel, discount."""

    calendar: Calendar
    treatments: Mapping[LineKind, Treatment]
    boundary: Boundary = Boundary.SPLIT
    travel_each_engineer: bool = False
    discount_percent: Decimal = ZERO
    money_rounding: Rounding = Rounding.HALF_UP

    def __post_init__(self) -> None:
        for kind in LineKind:
            if kind not in self.treatments:
                raise Invalid("treatments", "missing", kind=kind)
        if not_negative(self.discount_percent, "discount_percent") > _HUNDRED:
            raise Invalid("discount_percent", "over-hundred", given=str(self.discount_percent))


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line of money: quantity x unit price less the discount is the amount, to the cent.

    `list_price` is what the line costs anybody, shown even where the contract covers it and
    `unit_price` is zero. `amount` is gross where `includes_vat`. `worked_s` is the time really
    spent, whatever `quantity` bills. `needs_price`: the list has no price, a person must set it.
    """

    kind: LineKind
    work_order: str
    payer: str
    decision: CoverageDecision
    item_code: str
    unit: str
    quantity: Decimal
    list_price: Decimal
    unit_price: Decimal
    discount_percent: Decimal
    amount: Decimal
    currency: str
    includes_vat: bool
    treatment: Treatment
    in_service_hours: bool
    needs_price: bool = False
    engineer: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None
    worked_s: int = 0


@dataclass(frozen=True, slots=True)
class _Charge:
    """A line before anyone has decided who pays for it."""

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

    @property
    def facts(self) -> LineFacts:
        return LineFacts(
            line_kind=self.kind,
            work_type=self.work.work_type,
            impact=self.work.impact,
            equipment_type=self.work.equipment_type,
            object_id=self.work.object_id,
            object_groups=self.work.object_groups,
            in_service_hours=self.in_service_hours,
            in_register=self.work.in_register,
            warranty=self.warranty or self.work.warranty,
            payer=self.work.payer,
        )


_Decided = tuple[_Charge, CoverageDecision]


def priced_lines(
    work_done: WorkDone, price_list: PriceList, decide: Decide, terms: ChargeTerms
) -> tuple[PricedLine, ...]:
    """The lines of one visit: for each payer the call-out or failed-visit fee and the travel,
    then for each of that payer's work orders labour, waiting and parts.

    A line that nobody pays for stays, at zero, with its clause. Errors of `decide` pass through.
    """
    draft = _Draft(work_done, price_list, terms)
    lines: list[PricedLine] = []
    for works in _by_payer(work_done.works):
        decided = [(charge, decide(charge.facts)) for charge in draft.charges(works)]
        if work_done.on_site:
            decided = _with_minimum(decided, price_list.minimum_min)
        lines += [_priced(charge, by, price_list, terms) for charge, by in decided]
    return tuple(lines)


def _by_payer(works: Sequence[WorkItem]) -> list[list[WorkItem]]:
    payers: dict[str, list[WorkItem]] = {}
    for work in works:
        payers.setdefault(work.payer, []).append(work)
    return list(payers.values())


@dataclass(frozen=True)
class _Draft:
    """One visit on its way to lines: what was done, at which prices, on which terms."""

    work_done: WorkDone
    price_list: PriceList
    terms: ChargeTerms

    def charges(self, works: Sequence[WorkItem]) -> Iterator[_Charge]:
        """Every line of one payer, in the order of the paper."""
        if self.work_done.on_site:
            yield from self._fee(works[0])
        if self.work_done.on_site and not self.work_done.failed:
            yield from self._travel(works[0])
        for work in works:
            yield from self._time(work)
            yield from self._parts(work)

    @property
    def arrived_in_hours(self) -> bool:
        return is_open(self.terms.calendar, self.work_done.arrived_at)

    def _fee(self, work: WorkItem) -> Iterator[_Charge]:
        """The call-out, or the fee of a visit that failed; none where the list has no price."""
        kind, item_kind = LineKind.CALL_OUT, ItemKind.CALL_OUT
        if self.work_done.failed:
            kind, item_kind = LineKind.FAILED_VISIT, ItemKind.FAILED_VISIT
        item = self.price_list.item(item_kind, "" if self.arrived_in_hours else AFTER_HOURS)
        if item:
            yield _Charge(
                kind, work, item, "visit", Decimal(1), self.arrived_in_hours, item_code=item.code
            )

    def _travel(self, work: WorkItem) -> Iterator[_Charge]:
        """One trip, or one an engineer where the contract says so; none where the list prices
        no travel at all."""
        if self.price_list.prices_travel:
            trips = self.work_done.trips
            for trip in trips if self.terms.travel_each_engineer else trips[:1]:
                yield self._trip(work, trip)

    def _trip(self, work: WorkItem, trip: Trip) -> _Charge:
        """By zone where the zone has a price, else by kilometre."""
        item, unit, quantity = (
            self.price_list.item(ItemKind.TRAVEL_ZONE, trip.zone),
            "trip",
            Decimal(1),
        )
        per_km = self.price_list.item(ItemKind.TRAVEL_KM)
        if item is None and per_km:
            item, unit, quantity = per_km, "km", Decimal(trip.distance_m) / 1000
        return _Charge(
            LineKind.TRAVEL,
            work,
            item,
            unit,
            quantity,
            self.arrived_in_hours,
            item_code=item.code if item else trip.zone,
            engineer=trip.engineer,
        )

    def _time(self, work: WorkItem) -> Iterator[_Charge]:
        spells = [t for t in self.work_done.times if t.work_order == work.work_order]
        calendar, boundary = self.terms.calendar, self.terms.boundary
        for piece in billed_pieces(spells, calendar, boundary, self.price_list):
            yield _Charge(
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
            )

    def _hourly(self, piece: Piece) -> PriceItem | None:
        """Waiting has a price of its own or costs what labour costs."""
        code = piece.spell.rate_class
        waiting = piece.spell.kind is LineKind.WAITING
        own = self.price_list.item(ItemKind.WAITING, code) if waiting else None
        return own or self.price_list.item(ItemKind.LABOUR, code)

    def _parts(self, work: WorkItem) -> Iterator[_Charge]:
        for part in self.work_done.parts:
            if part.work_order == work.work_order:
                yield _Charge(
                    LineKind.PART,
                    work,
                    self.price_list.item(ItemKind.PART, part.part),
                    part.unit,
                    part.quantity,
                    self.arrived_in_hours,
                    item_code=part.part,
                    warranty=part.warranty,
                )


def _with_minimum(decided: list[_Decided], minimum_min: int) -> list[_Decided]:
    """Lifts the first paid labour line where a payer's labour lies under the minimum."""
    labour = [(charge, by) for charge, by in decided if charge.kind is LineKind.LABOUR]
    paid = next((charge for charge, by in labour if by.is_charged), None)
    lacking = Decimal(minimum_min) / 60 - sum(charge.quantity for charge, _ in labour)
    if paid is None or lacking <= 0:
        return decided
    lifted = replace(paid, quantity=paid.quantity + lacking)
    return [(lifted if charge is paid else charge, by) for charge, by in decided]


def _priced(
    charge: _Charge, by: CoverageDecision, price_list: PriceList, terms: ChargeTerms
) -> PricedLine:
    list_price = _list_price(charge, price_list)
    unit_price = list_price if by.is_charged else to_step(0, _PRICE_STEP)
    quantity = to_step(charge.quantity, _QUANTITY_STEP)
    kept = (_HUNDRED - terms.discount_percent) / _HUNDRED
    return PricedLine(
        kind=charge.kind,
        work_order=charge.work.work_order,
        payer=charge.work.payer,
        decision=by,
        item_code=charge.item_code,
        unit=charge.unit,
        quantity=quantity,
        list_price=list_price,
        unit_price=unit_price,
        discount_percent=terms.discount_percent,
        amount=to_cents(quantity * unit_price * kept, terms.money_rounding),
        currency=price_list.currency,
        includes_vat=price_list.prices_include_vat,
        treatment=terms.treatments[charge.kind],
        in_service_hours=charge.in_service_hours,
        needs_price=by.is_charged and charge.item is None,
        engineer=charge.engineer,
        from_at=charge.from_at,
        to_at=charge.to_at,
        worked_s=charge.worked_s,
    )


def _list_price(charge: _Charge, price_list: PriceList) -> Decimal:
    """The price of the list, times the after-hours factor for time out of service hours."""
    price = charge.item.price if charge.item else ZERO
    by_time = charge.kind in (LineKind.LABOUR, LineKind.WAITING)
    if by_time and not charge.in_service_hours:
        price *= price_list.after_hours_factor
    return to_step(price, _PRICE_STEP)
