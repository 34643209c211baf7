"""What lateness costs: the worked tables of docs/pricing.md, and what any rule keeps to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contracts.penalties import (
    Measure,
    PenaltyBasis,
    PenaltyRule,
    Tier,
    attainment_credit,
    kept_percent,
    late_penalty,
    within_month_cap,
)
from backend.lib.errors import Invalid

HUNDRED = Decimal("100.00")


def tiers(*steps: tuple[int, str]) -> tuple[Tier, ...]:
    return tuple(Tier(Decimal(start), Decimal(value)) for start, value in steps)


LATE = PenaltyRule(
    "7.1",
    Measure.LATE,
    PenaltyBasis.FEES,
    tiers((0, "1"), (120, "2")),
    grace_min=15,
    cap_each=Decimal(10),
    cap_month=Decimal(12),
)
"""1 % of the month's fees a started hour, 2 % from the third on, a quarter of an hour of grace, at
most 10 % each and 12 % a month."""


@pytest.mark.parametrize(
    ("late_s", "costs"),
    [
        (0, "0.00"),
        (15 * 60, "0.00"),  # within the grace
        (15 * 60 + 1, "1.00"),  # past it the first hour has started
        (3600, "1.00"),
        (3601, "2.00"),
        (150 * 60, "4.00"),  # 1 + 1 + 2
        (24 * 3600, "10.00"),  # 2 + 22 x 2 = 46, capped
    ],
)
def test_every_started_hour_costs_its_tier(late_s: int, costs: str) -> None:
    assert late_penalty(late_s, LATE, HUNDRED) == Decimal(costs)


def test_a_fixed_value_needs_no_basis() -> None:
    fixed = PenaltyRule("7.2", Measure.LATE, PenaltyBasis.FIXED, tiers((0, "12.50")), unit_min=30)
    assert late_penalty(1801, fixed) == Decimal("25.00")


def test_the_month_has_its_cap() -> None:
    """4.00 + 10.00 + 1.00 with 12 % of 100.00 a month: 4.00, 8.00 and nothing more."""
    amounts = [Decimal("4.00"), Decimal("10.00"), Decimal("1.00")]
    assert within_month_cap(amounts, LATE, HUNDRED) == (
        Decimal("4.00"),
        Decimal("8.00"),
        Decimal("0.00"),
    )


@pytest.mark.parametrize(
    ("met", "missed", "percent", "credit"),
    [
        (19, 1, "95.00", "0.00"),  # 95 is not below 95
        (18, 1, "94.74", "5.00"),
        (9, 1, "90.00", "5.00"),
        (17, 3, "85.00", "10.00"),
    ],
)
def test_a_month_below_its_share_is_credited(
    met: int, missed: int, percent: str, credit: str
) -> None:
    """Below 90 % a tenth of the fees, below 95 % a twentieth."""
    share = PenaltyRule("7.3", Measure.ATTAINMENT, PenaltyBasis.FEES, tiers((90, "10"), (95, "5")))
    kept = kept_percent(met, missed)
    assert kept == Decimal(percent)
    assert attainment_credit(kept, share, HUNDRED) == Decimal(credit)


def test_a_month_without_promises_has_no_share() -> None:
    assert kept_percent(0, 0) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit_min": 0}, "unit_min"),
        ({"grace_min": -1}, "grace_min"),
        ({"tiers": ()}, "tiers"),
        ({"tiers": tiers((60, "1"), (0, "2"))}, "tiers"),
        ({"cap_each": Decimal(-1)}, "cap_each"),
        ({"basis": PenaltyBasis.WORK, "cap_month": HUNDRED}, "basis"),
        ({"measure": Measure.ATTAINMENT, "basis": PenaltyBasis.WORK}, "basis"),
    ],
)
def test_a_rule_is_checked_at_birth(changes: dict[str, object], field: str) -> None:
    known = {
        "clause": "7.1",
        "measure": Measure.LATE,
        "basis": PenaltyBasis.FIXED,
        "tiers": tiers((0, "1")),
    }
    with pytest.raises(Invalid) as refused:
        PenaltyRule(**{**known, **changes})
    assert refused.value.field == field


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_later_never_costs_less_and_never_more_than_the_cap(one: int, other: int) -> None:
    sooner, later = sorted((one, other))
    assert late_penalty(sooner, LATE, HUNDRED) <= late_penalty(later, LATE, HUNDRED) <= 10
