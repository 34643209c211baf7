"""Penalties: what a broken promise costs us, and what a month below its share is credited.

Plain data only; docs/pricing.md says the rules in words, with worked tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from backend.lib.errors import Invalid
from backend.lib.money import ZERO, not_negative, to_cents

_HUNDRED: Final = Decimal(100)
_MINUTE_S: Final = 60


class Measure(StrEnum):
    """What is penalised: each promise broken, or the share of promises kept in a month."""

    LATE = "late"
    ATTAINMENT = "attainment"


class PenaltyBasis(StrEnum):
    """What a value is a percentage of: the contract's fees of the month or the price of the work
    that came late; or money as it stands."""

    FEES = "fees"
    WORK = "work"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Tier:
    """From so many minutes late (or below so many percent kept) `value` is due."""

    start: Decimal
    value: Decimal

    def __post_init__(self) -> None:
        not_negative(self.start, "tiers")
        not_negative(self.value, "tiers")


@dataclass(frozen=True, slots=True)
class PenaltyRule:
    """One clause. Late: every started unit of `unit_min` open minutes costs the value of the tier
    it begins in, after `grace_min`. Attainment: the lowest tier the share is below is credited."""

    clause: str
    measure: Measure
    basis: PenaltyBasis
    tiers: tuple[Tier, ...]
    unit_min: int = 60
    grace_min: int = 0
    cap_each: Decimal | None = None
    cap_month: Decimal | None = None

    def __post_init__(self) -> None:
        if self.unit_min < 1:
            raise Invalid("unit_min", "not-positive", given=self.unit_min)
        if self.grace_min < 0:
            raise Invalid("grace_min", "negative", given=self.grace_min)
        if not self.tiers:
            raise Invalid("tiers", "missing")
        starts = [tier.start for tier in self.tiers]
        if sorted(set(starts)) != starts:
            raise Invalid("tiers", "not-in-order")
        for name in ("cap_each", "cap_month"):
            if getattr(self, name) is not None:
                not_negative(getattr(self, name), name)
        of_month = self.measure is Measure.ATTAINMENT or self.cap_month is not None
        if of_month and self.basis is PenaltyBasis.WORK:
            raise Invalid("basis", "not-for-a-month")


def late_penalty(late_s: int, rule: PenaltyRule, basis_amount: Decimal = ZERO) -> Decimal:
    """What one broken promise costs, in money to the cent (half up), within `cap_each`.

    `late_s` is open seconds past the target; nothing up to the end of the grace, and past it
    lateness counts from the target on. `basis_amount` is what percentages are of.
    """
    if late_s <= rule.grace_min * _MINUTE_S:
        return ZERO
    unit_s = rule.unit_min * _MINUTE_S
    started = -(-late_s // unit_s)
    points = sum(
        (_value_at(Decimal(unit * rule.unit_min), rule.tiers) for unit in range(started)),
        Decimal(0),
    )
    return _money(_capped(points, rule.cap_each), rule.basis, basis_amount)


def attainment_credit(
    kept_percent: Decimal, rule: PenaltyRule, basis_amount: Decimal = ZERO
) -> Decimal:
    """What a month is credited in which `kept_percent` of the promises were kept."""
    below = [tier for tier in rule.tiers if kept_percent < tier.start]
    points = below[0].value if below else Decimal(0)
    return _money(_capped(points, rule.cap_each), rule.basis, basis_amount)


def within_month_cap(
    amounts: Sequence[Decimal], rule: PenaltyRule, basis_amount: Decimal = ZERO
) -> tuple[Decimal, ...]:
    """The penalties of one rule and month, in their order, cut where the month's cap is reached."""
    if rule.cap_month is None:
        return tuple(amounts)
    left = _money(rule.cap_month, rule.basis, basis_amount)
    kept = []
    for amount in amounts:
        kept.append(min(amount, left))
        left -= kept[-1]
    return tuple(kept)


def kept_percent(met: int, missed: int) -> Decimal | None:
    """The share of judged promises that were kept, to two decimals, half up; None without any."""
    judged = met + missed
    return to_cents(Decimal(100 * met) / judged) if judged else None


def _value_at(late_min: Decimal, tiers: Sequence[Tier]) -> Decimal:
    """The value of the tier a unit that begins `late_min` late falls in; zero before the first."""
    reached = [tier.value for tier in tiers if tier.start <= late_min]
    return reached[-1] if reached else Decimal(0)


def _capped(points: Decimal, cap: Decimal | None) -> Decimal:
    return points if cap is None else min(points, cap)


def _money(points: Decimal, basis: PenaltyBasis, amount: Decimal) -> Decimal:
    if basis is PenaltyBasis.FIXED:
        return to_cents(points)
    return to_cents(amount * points / _HUNDRED)
