"""Foreseen: who will pay for each line a visit may bring, and how much, before it is done.

The charges are those of `charges.py` for a visit at which everything happens: time of every
rate class in every band of hours, an arrival in and out of service hours, one of each part; and
of one at which nobody could work. Each is decided and priced by
`pricing.py` as it will be afterwards, so nothing here is a rule of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import product
from typing import Final

from backend.contracts.billed_time import Band, Boundary, bands
from backend.contracts.charges import Charge, charges_of
from backend.contracts.coverage import CoverageDecision, LineKind
from backend.contracts.price_list import ItemKind, PriceList
from backend.contracts.pricing import (
    ChargeTerms,
    Decide,
    net_of_unit,
    priced_ahead,
    works_by_payer,
)
from backend.contracts.quotas import QuotaLeft
from backend.contracts.work_done import TimeSpell, Trip, TripSplit, UsedPart, WorkDone, WorkItem

ANY_PART: Final = ""
_TIME: Final = (LineKind.LABOUR, LineKind.WAITING)
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A visit before it begins: its work orders, the rate classes of who goes and their ways
    there; it lies somewhere in [begin, end). `trip_billed_to` as in WorkDone."""

    begin: datetime
    end: datetime
    works: tuple[WorkItem, ...]
    rate_classes: tuple[str, ...]
    trips: tuple[Trip, ...] = ()
    trip_billed_to: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ForeseenLine:
    """What a line will say. For time it holds in the bands with this `factor`, for anything else
    (`factor` None) where the arrival is in or out of service hours, as `in_service_hours` says.

    `net` is the price of one unit without VAT and less the discount, also where nobody is
    charged, and `price` what the list says of it; both None where the list has none, and for
    parts, whose prices are `part_prices`. `code` is the rate class for time.
    `about`: how much there will be of it is not known yet.
    """

    kind: LineKind
    code: str
    in_service_hours: bool
    factor: Decimal | None
    decision: CoverageDecision
    unit: str
    quantity: Decimal
    net: Decimal | None
    price: Decimal | None
    about: bool
    engineer: str = ""


Foreseen = dict[str, tuple[ForeseenLine, ...]]
"""By work order, in the order of the paper."""

TermsOf = Callable[[str], ChargeTerms]
"""How lines of a payer are charged and taxed."""


def foreseen_lines(
    ahead: Ahead,
    price_list: PriceList,
    decide: Decide,
    terms_of: TermsOf,
    quotas: Mapping[str, QuotaLeft],
) -> Foreseen:
    """Every line the visit may bring; errors of `decide` pass through."""
    found: dict[str, dict[ForeseenLine, None]] = {work.work_order: {} for work in ahead.works}
    for works in works_by_payer(ahead.works):
        terms = terms_of(works[0].payer)
        for charge in _charges(works, ahead, price_list, terms):
            line = _line(charge, price_list, decide, terms, quotas, alone=len(works) == 1)
            found[charge.work.work_order][line] = None
    return {work_order: tuple(lines) for work_order, lines in found.items()}


def listed_parts(price_list: PriceList) -> dict[str, Decimal]:
    """What the list says of one of each part, by its code; ANY_PART is any other."""
    return {item.code: item.price for item in price_list.items if item.kind is ItemKind.PART}


def part_prices(price_list: PriceList, terms: ChargeTerms) -> dict[str, Decimal]:
    """The price of one of each part without VAT, by its code; ANY_PART is any other."""
    gross = price_list.prices_include_vat
    return {
        code: net_of_unit(price, terms, LineKind.PART, gross=gross)
        for code, price in listed_parts(price_list).items()
    }


def _charges(
    works: Sequence[WorkItem], ahead: Ahead, price_list: PriceList, terms: ChargeTerms
) -> Iterator[Charge]:
    # Time is cut at every edge here, so that every band has its line; whoever looks one up takes
    # the band of the moment, or of the start where the contract judges time whole by its start.
    rules = replace(terms.rules, boundary=Boundary.SPLIT)
    for arrived_at in _arrivals(bands(ahead.begin, ahead.end, terms.calendar, price_list)):
        done = WorkDone(
            arrived_at=arrived_at,
            works=ahead.works,
            times=tuple(_spells(works, ahead)),
            trips=ahead.trips,
            parts=tuple(_parts(works)),
            trip_billed_to=ahead.trip_billed_to,
        )
        yield from charges_of(works, done, price_list, rules)
        in_vain = replace(done, times=(), parts=(), failed=True)
        yield from charges_of(works, in_vain, price_list, rules)


def _arrivals(found: Sequence[Band]) -> Iterator[datetime]:
    """A moment in service hours and one out of them, as far as there are such."""
    first = {band.in_service_hours: band.from_at for band in reversed(found)}
    return iter(first.values())


def _spells(works: Sequence[WorkItem], ahead: Ahead) -> Iterator[TimeSpell]:
    for work in works:
        for rate_class, kind in product(ahead.rate_classes, _TIME):
            yield TimeSpell(work.work_order, "", rate_class, ahead.begin, ahead.end, kind)


def _parts(works: Sequence[WorkItem]) -> Iterator[UsedPart]:
    """One part of any kind, and one of each that has a warranty of its own."""
    for work in works:
        own = {warranty.part for warranty in work.warranties.held}
        for code in sorted({ANY_PART} | own):
            yield UsedPart(work.work_order, code, _ONE)


def _line(
    charge: Charge,
    price_list: PriceList,
    decide: Decide,
    terms: ChargeTerms,
    quotas: Mapping[str, QuotaLeft],
    *,
    alone: bool,
) -> ForeseenLine:
    line = priced_ahead(charge, price_list, decide, terms, quotas)
    timed, is_part = charge.kind in _TIME, charge.kind is LineKind.PART
    # A visit in vain has no time to divide its fee by: it is divided evenly, known beforehand.
    of_trip = charge.kind in (LineKind.CALL_OUT, LineKind.TRAVEL)
    by_time = of_trip and terms.trip_split is TripSplit.BY_TIME and not alone
    gross = price_list.prices_include_vat
    net = net_of_unit(line.list_price, terms, line.kind, gross=gross)
    has_price = not is_part and charge.item is not None
    return ForeseenLine(
        kind=line.kind,
        code=line.item_code,
        in_service_hours=line.in_service_hours,
        factor=charge.factor if timed else None,
        decision=replace(line.decision, weighed=None),
        unit=line.unit,
        quantity=_ONE if timed else line.quantity,
        net=net if has_price else None,
        price=line.list_price if has_price else None,
        about=timed or by_time or line.unit == "km",
        engineer=line.engineer,
    )
