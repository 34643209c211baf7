"""Pricing: work done, a price list and the decisions of coverage become lines of money.

The algorithm stands in docs/pricing.md in plain sentences with worked tables; the steps here are
in the same order. Nothing is a float, and every line is rounded to the cent on its own, so the
sum of the lines is the total.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from backend.contracts.billed_time import Boundary
from backend.contracts.charges import (
    AFTER_HOURS,
    PRICE_STEP,
    QUANTITY_STEP,
    Charge,
    ChargeRules,
    charges_of,
)
from backend.contracts.coverage import (
    CoverageDecision,
    LineFacts,
    LineKind,
    Verdict,
    used_up,
)
from backend.contracts.price_list import PriceList
from backend.contracts.quotas import QuotaCount, QuotaLeft
from backend.contracts.vat import Treatment
from backend.contracts.why import Sentence
from backend.contracts.why_line import Reckoned, why_line
from backend.contracts.work_done import TripSplit, WorkDone, WorkItem
from backend.contracts.working_time import Calendar
from backend.lib.errors import Invalid
from backend.lib.money import ZERO, Rounding, not_negative, to_cents, to_step

__all__ = [
    "AFTER_HOURS",
    "DISCOUNTED",
    "ChargeTerms",
    "Decide",
    "PricedLine",
    "checked_percent",
    "net_of_unit",
    "priced_ahead",
    "priced_lines",
    "works_by_payer",
]

_HUNDRED: Final = Decimal(100)
_TIME: Final = (LineKind.LABOUR, LineKind.WAITING)

DISCOUNTED: Final = tuple(kind for kind in LineKind if kind is not LineKind.FEE)
"""What may have a discount of its own; a subscription fee is agreed as it is."""

Decide = Callable[[LineFacts], CoverageDecision]
"""Who pays for one line; usually `partial(coverage.verdict, rules)`."""


@dataclass(frozen=True)
class ChargeTerms:
    """The contract's side of pricing: service hours, taxation by line kind, travel, discounts.

    `discounts` are percent by kind of line; any other kind has `discount_percent`.
    """

    calendar: Calendar
    treatments: Mapping[LineKind, Treatment]
    boundary: Boundary = Boundary.SPLIT
    travel_each_engineer: bool = False
    trip_split: TripSplit = TripSplit.FIRST
    discount_percent: Decimal = ZERO
    discounts: Mapping[LineKind, Decimal] = field(default_factory=dict)
    money_rounding: Rounding = Rounding.HALF_UP

    def __post_init__(self) -> None:
        for kind in LineKind:
            if kind not in self.treatments:
                raise Invalid("treatments", "missing", kind=kind)
        checked_percent(self.discount_percent, "discount_percent")
        for kind, percent in self.discounts.items():
            checked_percent(percent, f"discounts.{kind}")

    def discount_on(self, kind: LineKind) -> Decimal:
        """The percentage taken off a line of this kind."""
        return self.discounts.get(kind, self.discount_percent)

    @property
    def rules(self) -> ChargeRules:
        return ChargeRules(self.calendar, self.boundary, self.travel_each_engineer, self.trip_split)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line of money: quantity x unit price less the discount is the amount, to the cent.

    `list_price` is what the line costs anybody, shown even where the contract covers it and
    `unit_price` is zero. `amount` is gross where `includes_vat`. `worked_s` is the time really
    spent, whatever `quantity` bills. `needs_price`: the list has no price, a person must set it.
    `why` says each step to the amount; it explains the line and is no part of it.
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
    why: tuple[Sentence, ...] = field(default=(), compare=False)


def checked_percent(percent: Decimal, name: str) -> Decimal:
    """A discount as an exact share of a hundred; Invalid(name) for anything else."""
    if not_negative(percent, name) > _HUNDRED:
        raise Invalid(name, "over-hundred", given=str(percent))
    return percent


_Decided = tuple[Charge, CoverageDecision]


def priced_lines(
    work_done: WorkDone,
    price_list: PriceList,
    decide: Decide,
    terms: ChargeTerms,
    quotas: QuotaCount | None = None,
) -> tuple[PricedLine, ...]:
    """The lines of one visit: for each payer the call-out or failed-visit fee and the travel,
    then for each of that payer's work orders labour, waiting and parts.

    A line that nobody pays for stays, at zero, with its clause. What covered lines take of a
    quota is counted in `quotas`. Errors of `decide` pass through.
    """
    count = quotas or QuotaCount()
    lines: list[PricedLine] = []
    for works in works_by_payer(work_done.works):
        asked = charges_of(works, work_done, price_list, terms.rules)
        decided = [pair for charge in asked for pair in _decided(charge, decide, count)]
        if work_done.on_site and works[0].payer not in work_done.trip_billed_to:
            decided = _with_minimum(decided, price_list.minimum_min)
        lines += [_priced(charge, by, price_list, terms) for charge, by in decided]
    return tuple(lines)


def priced_ahead(
    charge: Charge,
    price_list: PriceList,
    decide: Decide,
    terms: ChargeTerms,
    quotas: Mapping[str, QuotaLeft],
) -> PricedLine:
    """One charge of work that is still ahead, as it would be decided next, by itself and without
    its `why`.

    Of a quota with anything left it is covered, however much more the work will ask for.
    """
    least = replace(charge, quantity=QUANTITY_STEP) if charge.kind in _TIME else charge
    _, by = next(_decided(least, decide, QuotaCount(quotas)))
    return _unexplained(charge, by, price_list, terms)


def net_of_unit(price: Decimal, terms: ChargeTerms, kind: LineKind, *, gross: bool) -> Decimal:
    """What one unit at `price` costs without VAT, the discount taken off, to four decimals."""
    kept = price * (_HUNDRED - terms.discount_on(kind))
    rate = terms.treatments[kind].rate if gross else ZERO
    return to_step(kept / (_HUNDRED + rate), PRICE_STEP)


def works_by_payer(works: Sequence[WorkItem]) -> list[list[WorkItem]]:
    """The work orders of each payer, in order."""
    payers: dict[str, list[WorkItem]] = {}
    for work in works:
        payers.setdefault(work.payer, []).append(work)
    return list(payers.values())


def _decided(charge: Charge, decide: Decide, count: QuotaCount) -> Iterator[_Decided]:
    """Who pays for the charge; in two parts where only part of its hours is left of a quota."""
    by = decide(charge.facts)
    if not by.quota or by.quota not in count.quotas:
        yield charge, by
        return
    timed = charge.kind in _TIME and charge.quantity > 0
    hours = to_step(charge.quantity, QUANTITY_STEP) if timed else None
    included = count.take(by.quota, hours)
    if by.verdict is Verdict.QUOTA_USED or included == 0:
        yield charge, used_up(by)
    elif hours is None or included >= hours:
        yield charge, by
    else:
        worked_s = int(charge.worked_s * included / hours)
        yield replace(charge, quantity=included, worked_s=worked_s), by
        rest = replace(charge, quantity=hours - included, worked_s=charge.worked_s - worked_s)
        yield rest, used_up(by)


def _with_minimum(decided: list[_Decided], minimum_min: int) -> list[_Decided]:
    """Lifts the first paid labour line where a payer's labour lies under the minimum."""
    labour = [(charge, by) for charge, by in decided if charge.kind is LineKind.LABOUR]
    paid = next((charge for charge, by in labour if by.is_charged), None)
    lacking = Decimal(minimum_min) / 60 - sum(charge.quantity for charge, _ in labour)
    if paid is None or lacking <= 0:
        return decided
    lifted = replace(paid, quantity=paid.quantity + lacking, lifted=lacking)
    return [(lifted if charge is paid else charge, by) for charge, by in decided]


def _priced(
    charge: Charge, by: CoverageDecision, price_list: PriceList, terms: ChargeTerms
) -> PricedLine:
    line = _unexplained(charge, by, price_list, terms)
    steps = Reckoned(
        charge,
        by,
        price_list,
        line.quantity,
        line.unit_price,
        line.discount_percent,
        line.amount,
    )
    return replace(line, why=why_line(steps))


def _unexplained(
    charge: Charge, by: CoverageDecision, price_list: PriceList, terms: ChargeTerms
) -> PricedLine:
    list_price = to_step(charge.list_price, PRICE_STEP)
    unit_price = list_price if by.is_charged else to_step(0, PRICE_STEP)
    quantity = to_step(charge.quantity, QUANTITY_STEP)
    discount = terms.discount_on(charge.kind)
    kept = (_HUNDRED - discount) / _HUNDRED
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
        discount_percent=discount,
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
