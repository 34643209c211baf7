"""Contracts, price lists and visits out of a seeded generator: for each world the rows a phone
would carry, and visits as they then really went."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from backend.contracts.billed_time import Boundary
from backend.contracts.coverage import CONTRACT_PARTY, CoverageRule, LineKind, Verdict, verdict
from backend.contracts.foreseen import Ahead, foreseen_lines
from backend.contracts.price_list import ItemKind, PriceItem, PriceList
from backend.contracts.pricing import DISCOUNTED, ChargeTerms, PricedLine, priced_lines
from backend.contracts.quotas import QuotaCount, QuotaLeft, QuotaUnit
from backend.contracts.vat import Treatment
from backend.contracts.warranty import Warranties, Warranty, WarrantyKind
from backend.contracts.work_done import TimeSpell, Trip, TripSplit, UsedPart, WorkDone, WorkItem
from backend.contracts.written_calendar import calendar_from
from backend.fieldwork.coverage_ahead import hours_row, price_row, terms_row
from backend.lib.money import Rounding

BEGIN = datetime(2026, 3, 28, tzinfo=UTC)
"""The night to summer time lies in the three days from here."""
END = BEGIN + timedelta(days=3)
PARTS = ("belt", "head", "filter", "unknown")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
D = Decimal


@dataclass(frozen=True)
class World:
    """One contract and one visit ahead of it, with the rows of a phone."""

    ahead: Ahead
    prices: PriceList
    decide: Any
    terms: ChargeTerms
    quotas: dict[str, QuotaLeft]
    rows: dict[str, dict[str, Any]]
    hours: list[list[Any]]
    price_row: dict[str, Any]

    @property
    def parts(self) -> dict[str, str]:
        found: dict[str, str] = self.price_row["parts"]
        return found

    def lines(self, done: WorkDone) -> tuple[PricedLine, ...]:
        """What the server bills for a visit as it went."""
        return priced_lines(done, self.prices, self.decide, self.terms, QuotaCount(self.quotas))


def world(seed: int) -> World:
    dice = random.Random(seed)
    works = tuple(_work(dice, number) for number in range(dice.randint(1, 3)))
    trips = tuple(
        Trip(f"engineer-{n}", dice.randint(0, 90_000), dice.choice(["A", "B"]))
        for n in range(dice.randint(0, 2))
    )
    billed_to = frozenset({CONTRACT_PARTY}) if dice.random() < 0.1 else frozenset()
    classes = tuple(dice.sample(["senior", "junior", "helper"], dice.randint(1, 2)))
    ahead = Ahead(BEGIN, END, works, classes, trips, billed_to)
    prices, terms, quotas = _prices(dice), _terms(dice), _quotas(dice)
    decide = partial(verdict, _clauses(dice, quotas) if dice.random() < 0.9 else None)
    found = foreseen_lines(ahead, prices, decide, lambda _payer: terms, quotas)
    return World(
        ahead=ahead,
        prices=prices,
        decide=decide,
        terms=terms,
        quotas=quotas,
        rows={key: terms_row(lines, terms, quotas) for key, lines in found.items()},
        hours=hours_row(ahead, terms.calendar, prices),
        price_row=price_row(prices, terms, PARTS),
    )


def visits(of: World, seed: int, how_many: int) -> Iterator[WorkDone]:
    """How the visit may go, each time otherwise."""
    dice = random.Random(seed)
    orders, billed = [work.work_order for work in of.ahead.works], of.ahead.trip_billed_to
    for _ in range(how_many):
        if dice.random() < 0.1:
            yield WorkDone(_moment(dice), of.ahead.works, failed=True, trip_billed_to=billed)
            continue
        yield WorkDone(
            arrived_at=_moment(dice),
            works=of.ahead.works,
            times=tuple(_spell(dice, of, orders) for _ in range(dice.randint(0, 3))),
            trips=of.ahead.trips,
            parts=tuple(
                UsedPart(dice.choice(orders), dice.choice(PARTS), D(dice.randint(1, 9000)) / 1000)
                for _ in range(dice.randint(0, 3))
            ),
            trip_billed_to=billed,
        )


def _moment(dice: random.Random) -> datetime:
    return BEGIN + timedelta(minutes=dice.randint(0, 2 * 24 * 60))


def _spell(dice: random.Random, of: World, orders: list[str]) -> TimeSpell:
    start, length = _moment(dice), timedelta(minutes=dice.randint(1, 600))
    kind = dice.choice([LineKind.LABOUR, LineKind.LABOUR, LineKind.WAITING])
    crew = dict(zip(("Anna", "Boris"), of.ahead.rate_classes * 2, strict=False))
    who = dice.choice(list(crew))
    return TimeSpell(dice.choice(orders), who, crew[who], start, start + length, kind)


def _work(dice: random.Random, number: int) -> WorkItem:
    held = tuple(
        Warranty(
            kind=kind,
            clause=f"W{kind}",
            starts_on=date.min,
            until_on=date(2027, 1, dice.randint(1, 28)),
            part=dice.choice(PARTS) if kind is WarrantyKind.PART else "",
            covers_labour=dice.random() < 0.5,
            covers_travel=dice.random() < 0.5,
            covers_parts=dice.random() < 0.7,
        )
        for kind in WarrantyKind
        if dice.random() < 0.15
    )
    return WorkItem(
        work_order=f"WO-{number}",
        work_type=dice.choice(["repair", "check"]),
        impact=dice.choice(["stopped", "no_hurry"]),
        equipment_type=dice.choice([None, "till", "fridge"]),
        object_id=dice.choice(["shop", "kiosk"]),
        object_groups=frozenset(dice.sample(["south", "north"], dice.randint(0, 2))),
        in_register=dice.random() < 0.8,
        payer=CONTRACT_PARTY if dice.random() < 0.85 else "manufacturer",
        equipment_id=dice.choice([None, "till-1"]),
        clients=frozenset({"chain", "branch"}),
        warranties=Warranties(held),
        repeat_of="repeat WO-0" if dice.random() < 0.05 else "",
    )


def _clauses(dice: random.Random, quotas: dict[str, QuotaLeft]) -> list[CoverageRule]:
    """Clauses of which no two name the same selectors, so that none is a mistake."""
    found: dict[tuple[bool, ...], CoverageRule] = {}
    for number in range(dice.randint(0, 9)):
        says = {
            "line_kind": dice.choice([None, *LineKind]),
            "work_type": dice.choice([None, None, "repair"]),
            "impact": dice.choice([None, None, "stopped"]),
            "equipment_type": dice.choice([None, None, "till"]),
            "object_id": dice.choice([None, None, None, "kiosk"]),
            "in_service_hours": dice.choice([None, None, True, False]),
            "client": dice.choice([None, None, "chain"]),
        }
        verdicts = [Verdict.COVERED, Verdict.COVERED, Verdict.PAID, Verdict.EXCLUDED]
        rule = CoverageRule(f"{number}", dice.choice(verdicts), **says)  # type: ignore[arg-type]
        if rule.verdict is Verdict.COVERED and quotas and dice.random() < 0.5:
            rule = replace(rule, quota=dice.choice(sorted(quotas)))
        found[tuple(value is not None for value in says.values())] = rule
    return list(found.values())


def _quotas(dice: random.Random) -> dict[str, QuotaLeft]:
    left = [D(-1), D(0), D("0.5"), D(1), D(3), D(40)]
    return {
        unit: QuotaLeft(unit, unit, dice.choice(left)) for unit in QuotaUnit if dice.random() < 0.6
    }


def _prices(dice: random.Random) -> PriceList:
    def price() -> Decimal:
        return D(dice.randint(0, 2_000_000)) / 10_000

    asked = [
        *((ItemKind.LABOUR, code) for code in ("", "senior", "junior", "helper")),
        *((ItemKind.WAITING, code) for code in ("", "senior")),
        *((ItemKind.CALL_OUT, code) for code in ("", "after_hours")),
        *((ItemKind.FAILED_VISIT, code) for code in ("", "after_hours")),
        *((ItemKind.PART, code) for code in ("", *PARTS[:3])),
        (ItemKind.TRAVEL_ZONE, "A"),
        (ItemKind.TRAVEL_KM, ""),
    ]
    return PriceList(
        currency="EUR",
        items=tuple(PriceItem(k, price(), code) for k, code in asked if dice.random() < 0.7),
        prices_include_vat=dice.random() < 0.3,
        minimum_min=dice.choice([0, 30, 60]),
        rounding_step_min=dice.choice([1, 5, 15, 30]),
        rounding_mode=dice.choice(list(Rounding)),
        after_hours_factor=dice.choice([D(1), D("1.5"), D("1.25")]),
        night=dice.choice([None, (time(22), time(6)), (time(12), time(13, 30))]),
        night_factor=dice.choice([D(2), D("1.5")]),
        holiday_factor=D("2.5"),
    )


def _discounts(dice: random.Random) -> dict[LineKind, Decimal]:
    """Some kinds of line have a discount of their own, none included."""
    own = [kind for kind in DISCOUNTED if dice.random() < 0.25]
    return {kind: dice.choice([D(0), D(5), D("33.33"), D(100)]) for kind in own}


def _terms(dice: random.Random) -> ChargeTerms:
    windows = [[["08:00", "18:00"]], [["09:00", "12:00"], ["13:00", "17:30"]], []]
    calendar = calendar_from(
        {
            "tz": dice.choice(["Europe/Monaco", "Europe/Kyiv"]),
            "week": {day: dice.choice(windows) for day in DAYS},
            "holidays": dice.choice([[], ["2026-03-29"], ["2026-03-30"]]),
        }
    )
    rates = [Treatment("S", D(20)), Treatment("R", D("5.5")), Treatment("O", D(0))]
    return ChargeTerms(
        calendar,
        {kind: dice.choice(rates) for kind in LineKind},
        boundary=dice.choice(list(Boundary)),
        travel_each_engineer=dice.random() < 0.5,
        trip_split=dice.choice(list(TripSplit)),
        discount_percent=dice.choice([D(0), D(0), D(10), D("12.5")]),
        discounts=_discounts(dice),
    )
