"""Recurring fees: what counts on which days of a period, and what that costs. Plain data only.

docs/pricing.md says the rules in words, with a worked table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from backend.lib.errors import Invalid
from backend.lib.money import not_negative, to_cents, to_step

QUANTITY_STEP: Final = Decimal("0.001")


class Basis(StrEnum):
    """What a fee is paid for."""

    FLAT = "flat"
    OBJECT = "object"
    UNIT = "unit"


class Period(StrEnum):
    """How often a fee is paid: by the calendar."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Counted(StrEnum):
    """Whether the first day decides for the whole period, or every day for itself."""

    FIRST_DAY = "first_day"
    BY_DAYS = "by_days"


class Charged(StrEnum):
    """When a fee is charged: once its period is over, or ahead of it."""

    END = "end"
    START = "start"


@dataclass(frozen=True, slots=True)
class Days:
    """Calendar days from `begin` up to, not including, `end`."""

    begin: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.begin:
            raise Invalid("end", "ends-before-it-begins")

    def __len__(self) -> int:
        return (self.end - self.begin).days

    def __contains__(self, day: date) -> bool:
        return self.begin <= day < self.end

    @property
    def last(self) -> date:
        """The last day of them."""
        return self.end - timedelta(days=1)

    def shared_with(self, begin: date | None, end: date | None) -> "Days | None":
        """The days that lie in [begin, end) too; None is without an edge."""
        first, after = max(self.begin, begin or self.begin), min(self.end, end or self.end)
        return Days(first, after) if first < after else None


@dataclass(frozen=True, slots=True)
class Stay:
    """`thing` (an id as text) counts from `begin` up to, not including, `end`; None is open."""

    thing: str
    begin: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """What one version says: `amount` for each thing and whole period, not negative."""

    amount: Decimal
    basis: Basis
    period: Period
    counted: Counted

    def __post_init__(self) -> None:
        not_negative(self.amount)


@dataclass(frozen=True)
class Part:
    """A fee in the days it holds: whole days of each thing, and the exact sum before rounding.

    `whole` is the period's length in days, or 1 where the first day decides.
    """

    days: Days
    counts: Mapping[str, int]
    whole: int
    exact: Fraction

    @property
    def quantity(self) -> Decimal:
        """What is shown as counted, to 3 decimals."""
        return to_step(Decimal(sum(self.counts.values())) / self.whole, QUANTITY_STEP)


ONE: Final = (Stay("contract"),)
"""What a flat fee counts."""


def period_holding(period: Period, day: date) -> Days:
    """The calendar month, quarter or year `day` lies in."""
    months = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}[period]
    first = (day.month - 1) // months * months + 1
    years, month = divmod(first - 1 + months, 12)
    return Days(date(day.year, first, 1), date(day.year + years, month + 1, 1))


def is_charged_in(month: Days, whole: Days, charged: Charged) -> bool:
    """Whether the fee of the period `whole`, which `month` lies in, is charged in that month."""
    return whole.begin == month.begin if charged == Charged.START else whole.end == month.end


def part_of(
    fee: Fee, whole: Days, held: Days, contract_from: date, stays: Iterable[Stay]
) -> Part | None:
    """What `fee` comes to in the days of the period `whole` on which its version is in force.

    None where nothing counts. `contract_from` is the first day of the whole contract.
    """
    if fee.counted == Counted.FIRST_DAY:
        first = max(whole.begin, contract_from)
        if first not in held:
            return None
        days = Days(first, whole.end)
        counts = _days_of(stays, Days(first, first + timedelta(days=1)))
        return _part(fee, days, counts, 1)
    return _part(fee, held, _days_of(stays, held), len(whole))


def _part(fee: Fee, days: Days, counts: Mapping[str, int], whole: int) -> Part | None:
    if not counts:
        return None
    # A fraction: thirds and thirty-firsts must add up before anything is rounded.
    return Part(days, counts, whole, Fraction(fee.amount) * sum(counts.values()) / whole)


def _days_of(stays: Iterable[Stay], days: Days) -> dict[str, int]:
    """How many of `days` each thing counts, things without one left out; never a day twice."""
    seen: dict[str, set[int]] = {}
    for stay in stays:
        shared = days.shared_with(stay.begin, stay.end)
        if shared is not None:
            there = range(shared.begin.toordinal(), shared.end.toordinal())
            seen.setdefault(stay.thing, set()).update(there)
    return {thing: len(each) for thing, each in sorted(seen.items())}


def amounts_of(parts: Sequence[Part]) -> tuple[Decimal, ...]:
    """The parts of one fee in one period, in their order, in cents that add up (half up).

    Each is the rounded sum up to its end less the rounded sum before it.
    """
    amounts, exact, billed = [], Fraction(0), Decimal(0)
    for part in parts:
        exact += part.exact
        so_far = to_cents(Decimal(exact.numerator) / exact.denominator)
        amounts.append(so_far - billed)
        billed += amounts[-1]
    return tuple(amounts)
