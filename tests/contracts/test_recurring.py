"""Recurring fees by the table of docs/pricing.md, worked out by hand."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contracts.recurring import (
    ONE,
    Basis,
    Counted,
    Days,
    Fee,
    Part,
    Period,
    Stay,
    amounts_of,
    part_of,
    period_holding,
)
from backend.lib.errors import Invalid

OCTOBER = Days(date(2026, 10, 1), date(2026, 11, 1))
JANUARY = date(2026, 1, 1)
FRIDGES = (
    Stay("F1", None, date(2026, 10, 21)),
    Stay("F2"),
    Stay("F3"),
    Stay("F4", date(2026, 10, 11), None),
)


def fee(amount: str, counted: Counted, basis: Basis = Basis.UNIT) -> Fee:
    return Fee(Decimal(amount), basis, Period.MONTH, counted)


def october(begin: int, end: int) -> Days:
    """From the day `begin` up to, not including, the day `end`; 32 is the end of the month."""
    return Days(date(2026, 10, begin), date(2026, 10, 1) + timedelta(days=end - 1))


def part(rule: Fee, held: Days = OCTOBER, since: date = JANUARY, stays=FRIDGES) -> Part:  # type: ignore[no-untyped-def]
    found = part_of(rule, OCTOBER, held, since, stays)
    assert found is not None
    return found


def test_the_first_day_decides_for_the_whole_month() -> None:
    found = part(fee("9.50", Counted.FIRST_DAY))
    assert (found.quantity, amounts_of([found])) == (Decimal("3.000"), (Decimal("28.50"),))
    assert sorted(found.counts) == ["F1", "F2", "F3"]
    assert found.days == OCTOBER


def test_every_day_for_itself() -> None:
    found = part(fee("9.50", Counted.BY_DAYS))
    assert found.counts == {"F1": 20, "F2": 31, "F3": 31, "F4": 21}
    assert (found.quantity, amounts_of([found])) == (Decimal("3.323"), (Decimal("31.56"),))


def test_a_second_version_takes_over_by_days() -> None:
    first = part(fee("9.50", Counted.BY_DAYS), october(1, 16))
    second = part(fee("12.00", Counted.BY_DAYS), october(16, 32))
    assert (sum(first.counts.values()), sum(second.counts.values())) == (50, 53)
    assert (first.quantity, second.quantity) == (Decimal("1.613"), Decimal("1.710"))
    assert amounts_of([first, second]) == (Decimal("15.32"), Decimal("20.52"))


def test_a_second_version_waits_for_the_next_first_day() -> None:
    rule = fee("12.00", Counted.FIRST_DAY)
    assert part_of(rule, OCTOBER, october(16, 32), JANUARY, FRIDGES) is None


@pytest.mark.parametrize(
    ("counted", "quantity", "amount"),
    [(Counted.BY_DAYS, "0.387", "38.71"), (Counted.FIRST_DAY, "1.000", "100.00")],
)
def test_a_contract_that_begins_inside(counted: Counted, quantity: str, amount: str) -> None:
    found = part(fee("100", counted, Basis.FLAT), october(20, 32), date(2026, 10, 20), ONE)
    assert (found.quantity, amounts_of([found])) == (Decimal(quantity), (Decimal(amount),))


def test_three_parts_of_a_month_are_the_month() -> None:
    rule = fee("100", Counted.BY_DAYS, Basis.FLAT)
    parts = [part(rule, held, stays=ONE) for held in (october(1, 11), october(11, 21))]
    parts.append(part(rule, october(21, 32), stays=ONE))
    assert amounts_of(parts) == (Decimal("32.26"), Decimal("32.26"), Decimal("35.48"))


def test_nothing_counted_is_no_fee() -> None:
    rule = fee("9.50", Counted.BY_DAYS)
    assert part_of(rule, OCTOBER, OCTOBER, JANUARY, [Stay("F", date(2026, 11, 1))]) is None
    assert part_of(rule, OCTOBER, OCTOBER, JANUARY, []) is None


def test_a_unit_moved_between_two_places_counts_a_day_once() -> None:
    moved = [Stay("F", None, date(2026, 10, 12)), Stay("F", date(2026, 10, 11), None)]
    assert part(fee("31", Counted.BY_DAYS), stays=moved).counts == {"F": 31}


@pytest.mark.parametrize(
    ("period", "begin", "end"),
    [
        (Period.MONTH, date(2026, 12, 1), date(2027, 1, 1)),
        (Period.QUARTER, date(2026, 10, 1), date(2027, 1, 1)),
        (Period.YEAR, date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_periods_are_those_of_the_calendar(period: Period, begin: date, end: date) -> None:
    assert period_holding(period, date(2026, 12, 31)) == Days(begin, end)


def test_a_leap_february_has_29_days() -> None:
    assert len(period_holding(Period.MONTH, date(2028, 2, 29))) == 29


def test_a_negative_fee_is_refused() -> None:
    with pytest.raises(Invalid, match="negative"):
        fee("-1", Counted.BY_DAYS)


@given(
    amount=st.decimals(min_value=0, max_value=100_000, places=4),
    cuts=st.sets(st.integers(min_value=2, max_value=31), max_size=30),
    things=st.integers(min_value=1, max_value=40),
)
def test_the_days_of_a_month_cost_the_month(amount: Decimal, cuts: set[int], things: int) -> None:
    """However many versions share a month at one price, their parts are the whole fee."""
    edges = [1, *sorted(cuts), 32]
    rule = Fee(amount, Basis.UNIT, Period.MONTH, Counted.BY_DAYS)
    stays = [Stay(str(n)) for n in range(things)]
    parts = [part(rule, october(begin, end), stays=stays) for begin, end in pairwise(edges)]
    whole = amounts_of([part(rule, stays=stays)])
    assert sum(amounts_of(parts)) == whole[0]
    assert sum(sum(each.counts.values()) for each in parts) == 31 * things
    assert all(each >= 0 for each in amounts_of(parts))
