"""Quotas: visits or hours a contract includes in a period, and how work uses them up.

Plain data only; docs/pricing.md says the rules in words, with a worked table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from backend.contracts.recurring import Days, Period, period_holding
from backend.lib.errors import Invalid
from backend.lib.money import exact, not_negative

NOTHING: Final = Decimal(0)
FOREVER: Final = date(9999, 12, 31)
ONE: Final = Decimal(1)


class QuotaUnit(StrEnum):
    """What is counted: trips to an object, or hours of labour and waiting as billed."""

    VISITS = "visits"
    HOURS = "hours"


class QuotaPeriod(StrEnum):
    """When the quota is full again: by the calendar, or never while the contract lasts."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    CONTRACT = "contract"


def quota_period(period: QuotaPeriod, day: date, contract_from: date) -> Days:
    """The period of a quota `day` lies in; a contract-long one begins with the contract."""
    if period is QuotaPeriod.CONTRACT:
        return Days(min(contract_from, day), FOREVER)
    return period_holding(Period(period), day)


@dataclass(frozen=True, slots=True)
class QuotaLeft:
    """What one quota has left when some work is decided; below zero it is overdrawn."""

    code: str
    unit: QuotaUnit
    left: Decimal

    def __post_init__(self) -> None:
        if not self.code:
            raise Invalid("code", "missing")
        exact(self.left, "left")


@dataclass(frozen=True, slots=True)
class QuotaTaken:
    """What some work took of a quota; `overdraft` is the part of it that was not left."""

    amount: Decimal
    overdraft: Decimal


@dataclass
class QuotaCount:
    """The quotas while one visit is decided line by line, in the order of the paper.

    A visit takes its one place with the first line a quota of visits covers, and every later line
    of it stands under the same answer. Hours are taken line by line, in part where need be.
    """

    quotas: Mapping[str, QuotaLeft] = field(default_factory=dict)
    asked: dict[str, Decimal] = field(default_factory=dict)

    def take(self, code: str, hours: Decimal | None) -> Decimal:
        """Asks `code` for a line of `hours`, None for one without time; answers how many of them
        are included, and for a line without time or a quota of visits one or nothing."""
        quota = self.quotas[code]
        before = self.asked.get(code, NOTHING)
        if quota.unit is QuotaUnit.VISITS:
            self.asked[code] = ONE
            return (hours or ONE) if quota.left >= ONE else NOTHING
        left = max(quota.left - before, NOTHING)
        if hours is None:
            return ONE if left > 0 else NOTHING
        self.asked[code] = before + not_negative(hours, "hours")
        return min(left, hours)

    def taken(self) -> dict[str, QuotaTaken]:
        """By code, what was asked for and how much of it was not left."""
        found = {}
        for code, asked in self.asked.items():
            left = max(self.quotas[code].left, NOTHING)
            if self.quotas[code].unit is QuotaUnit.VISITS and left < ONE:
                left = NOTHING
            found[code] = QuotaTaken(asked, max(asked - left, NOTHING))
        return found


@dataclass(frozen=True, slots=True)
class BurnDown:
    """A quota in one period: what is included, used and left; `overdrawn` beyond it."""

    included: Decimal
    used: Decimal

    @property
    def left(self) -> Decimal:
        return max(self.included - self.used, NOTHING)

    @property
    def overdrawn(self) -> Decimal:
        return max(self.used - self.included, NOTHING)


def burn_down(
    included: Decimal, uses: Iterable[tuple[date, Decimal]]
) -> tuple[tuple[date, BurnDown], ...]:
    """The days on which something was used, in order, each with how the quota stood after it."""
    by_day: dict[date, Decimal] = {}
    for day, amount in uses:
        by_day[day] = by_day.get(day, NOTHING) + amount
    used, found = NOTHING, []
    for day in sorted(by_day):
        used += by_day[day]
        found.append((day, BurnDown(included, used)))
    return tuple(found)
