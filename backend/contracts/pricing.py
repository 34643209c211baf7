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
from backend.contracts.work_done import Trip, UsedPart, WorkDone, WorkItem
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
    """A line before it has a price."""

    kind: LineKind
    work: WorkItem
    decision: CoverageDecision
    item: PriceItem | None
    item_code: str
    unit: str
    quantity: Decimal
    in_service_hours: bool
    engineer: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None
    worked_s: int = 0


def priced_lines(
    work_done: WorkDone, price_list: PriceList, decide: Decide, terms: ChargeTerms
) -> tuple[PricedLine, ...]:
    """The lines of one visit: for each payer the call-out or failed-visit fee and the travel,
    then for each of that payer's work orders labour, waiting and parts.

    A line that nobody pays for stays, at zero, with its clause. Errors of `decide` pass through.
    """
    draft = _Draft(work_done, price_list, decide, terms)
    return tuple(
        _priced(charge, price_list, terms)
        for works in _by_payer(work_done.works)
        for charge in draft.charges(works)
    )


def _by_payer(works: Sequence[WorkItem]) -> list[list[WorkItem]]:
    payers: dict[str, list[WorkItem]] = {}
    for work in works:
        payers.setdefault(work.payer, []).append(work)
    return list(payers.values())


def _priced(charge: _Charge, price_list: PriceList, terms: ChargeTerms) -> PricedLine:
    listed = charge.item.price if charge.item else ZERO
    if charge.kind in (LineKind.LABOUR, LineKind.WAITING) and not charge.in_service_hours:
        listed = listed * price_list.after_hours_factor
    list_price = to_step(listed, _PRICE_STEP)
    is_charged = charge.decision.is_charged
    unit_price = list_price if is_charged else to_step(ZERO, _PRICE_STEP)
    kept = (_HUNDRED - terms.discount_percent) / _HUNDRED
    return PricedLine(
        kind=charge.kind,
        work_order=charge.work.work_order,
        payer=charge.work.payer,
        decision=charge.decision,
        item_code=charge.item_code,
        unit=charge.unit,
        quantity=to_step(charge.quantity, _QUANTITY_STEP),
        list_price=list_price,
        unit_price=unit_price,
        discount_percent=terms.discount_percent,
        amount=to_cents(
            to_step(charge.quantity, _QUANTITY_STEP) * unit_price * kept, terms.money_rounding
        ),
        currency=price_list.currency,
        includes_vat=price_list.prices_include_vat,
        treatment=terms.treatments[charge.kind],
        in_service_hours=charge.in_service_hours,
        needs_price=is_charged and charge.item is None,
        engineer=charge.engineer,
        from_at=charge.from_at,
        to_at=charge.to_at,
        worked_s=charge.worked_s,
    )


@dataclass(frozen=True)
class _Draft:
    """One visit on its way to lines: what was done, the prices, who decides, on which terms."""

    work_done: WorkDone
    price_list: PriceList
    decide: Decide
    terms: ChargeTerms

    def charges(self, works: Sequence[WorkItem]) -> Iterator[_Charge]:
        """Every line of one payer, in the order of the paper."""
        if self.work_done.on_site:
            yield from self._fees(works[0])
        if self.work_done.on_site and not self.work_done.failed:
            yield from self._travel(works[0])
        time = [charge for work in works for charge in self._time(work)]
        time = self._with_minimum(time)
        for work in works:
            yield from (charge for charge in time if charge.work is work)
            for part in self.work_done.parts:
                if part.work_order == work.work_order:
                    yield self._part(work, part)

    def _fees(self, work: WorkItem) -> Iterator[_Charge]:
        """The call-out, or the fee of a visit that failed; none where the list has no price."""
        in_hours = is_open(self.terms.calendar, self.work_done.arrived_at)
        kind, item_kind = LineKind.CALL_OUT, ItemKind.CALL_OUT
        if self.work_done.failed:
            kind, item_kind = LineKind.FAILED_VISIT, ItemKind.FAILED_VISIT
        item = self.price_list.item(item_kind, "" if in_hours else AFTER_HOURS)
        if item:
            yield self._charge(kind, work, item, item.code, "visit", Decimal(1), in_hours)

    def _travel(self, work: WorkItem) -> Iterator[_Charge]:
        """One trip, or one an engineer where the contract says so; none where no travel is
        priced at all."""
        trips = self.work_done.trips
        prices_travel = any(
            item.kind in (ItemKind.TRAVEL_ZONE, ItemKind.TRAVEL_KM)
            for item in self.price_list.items
        )
        if prices_travel:
            for trip in trips if self.terms.travel_each_engineer else trips[:1]:
                yield self._trip(work, trip)

    def _trip(self, work: WorkItem, trip: Trip) -> _Charge:
        in_hours = is_open(self.terms.calendar, self.work_done.arrived_at)
        zone = self.price_list.item(ItemKind.TRAVEL_ZONE, trip.zone)
        per_km = self.price_list.item(ItemKind.TRAVEL_KM)
        if zone or not per_km:
            charge = self._charge(
                LineKind.TRAVEL, work, zone, trip.zone, "trip", Decimal(1), in_hours
            )
        else:
            km = Decimal(trip.distance_m) / 1000
            charge = self._charge(LineKind.TRAVEL, work, per_km, "", "km", km, in_hours)
        return replace(charge, engineer=trip.engineer)

    def _time(self, work: WorkItem) -> Iterator[_Charge]:
        spells = [t for t in self.work_done.times if t.work_order == work.work_order]
        calendar, boundary = self.terms.calendar, self.terms.boundary
        for piece in billed_pieces(spells, calendar, boundary, self.price_list):
            yield self._time_charge(work, piece)

    def _time_charge(self, work: WorkItem, piece: Piece) -> _Charge:
        spell, hours = piece.spell, piece.billed_min / 60
        item = self.price_list.item(ItemKind.LABOUR, spell.rate_class)
        if spell.kind is LineKind.WAITING:
            item = self.price_list.item(ItemKind.WAITING, spell.rate_class) or item
        charge = self._charge(
            spell.kind, work, item, spell.rate_class, "h", hours, piece.in_service_hours
        )
        return replace(
            charge,
            engineer=spell.engineer,
            from_at=piece.from_at,
            to_at=piece.to_at,
            worked_s=piece.worked // _SECOND,
        )

    def _with_minimum(self, time: list[_Charge]) -> list[_Charge]:
        """Lifts the first paid labour line when a visit's labour lies under the minimum."""
        if not self.work_done.on_site:
            return time
        labour = [charge for charge in time if charge.kind is LineKind.LABOUR]
        paid = next((charge for charge in labour if charge.decision.is_charged), None)
        minimum = Decimal(self.price_list.minimum_min) / 60
        lacking = minimum - sum((charge.quantity for charge in labour), Decimal(0))
        if paid is None or lacking <= 0:
            return time
        lifted = replace(paid, quantity=paid.quantity + lacking)
        return [lifted if charge is paid else charge for charge in time]

    def _part(self, work: WorkItem, part: UsedPart) -> _Charge:
        item = self.price_list.item(ItemKind.PART, part.part)
        in_hours = is_open(self.terms.calendar, self.work_done.arrived_at)
        covered_by = replace(work, warranty=part.warranty or work.warranty)
        charge = self._charge(
            LineKind.PART, covered_by, item, part.part, part.unit, part.quantity, in_hours
        )
        return replace(charge, work=work)

    def _charge(
        self,
        kind: LineKind,
        work: WorkItem,
        item: PriceItem | None,
        code: str,
        unit: str,
        quantity: Decimal,
        in_hours: bool,
    ) -> _Charge:
        facts = LineFacts(
            line_kind=kind,
            work_type=work.work_type,
            impact=work.impact,
            equipment_type=work.equipment_type,
            object_id=work.object_id,
            object_groups=work.object_groups,
            in_service_hours=in_hours,
            in_register=work.in_register,
            warranty=work.warranty,
        )
        return _Charge(kind, work, self.decide(facts), item, code, unit, quantity, in_hours)
