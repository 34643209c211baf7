"""Money adds up, is rounded by name and refuses what is not exact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.lib.errors import Invalid
from backend.lib.money import CENT, Rounding, apportion, exact, shares_to_total, to_cents, to_step

D = Decimal
AMOUNTS = st.decimals("-100000", "100000", places=4)


@pytest.mark.parametrize(
    ("rounding", "value", "cents"),
    [
        (Rounding.HALF_UP, "2.675", "2.68"),
        (Rounding.HALF_UP, "-2.675", "-2.68"),
        (Rounding.HALF_EVEN, "2.665", "2.66"),
        (Rounding.HALF_EVEN, "2.675", "2.68"),
        (Rounding.UP, "2.661", "2.67"),
        (Rounding.UP, "-2.661", "-2.67"),
        (Rounding.DOWN, "2.669", "2.66"),
        (Rounding.DOWN, "-2.669", "-2.66"),
    ],
)
def test_named_rounding_to_the_cent(rounding: Rounding, value: str, cents: str) -> None:
    assert to_cents(D(value), rounding) == D(cents)


def test_cents_always_have_two_decimals() -> None:
    assert str(to_cents(5)) == "5.00"
    assert str(to_cents(D("1E+3"))) == "1000.00"


@pytest.mark.parametrize(
    ("minutes", "rounding", "billed"),
    [
        (31, Rounding.UP, 45),
        (31, Rounding.HALF_UP, 30),
        (38, Rounding.HALF_UP, 45),
        (44, Rounding.DOWN, 30),
    ],
)
def test_a_step_of_fifteen(minutes: int, rounding: Rounding, billed: int) -> None:
    assert to_step(minutes, D(15), rounding) == billed


@pytest.mark.parametrize("wrong", [1.5, "1.50", True, None, D("NaN"), D("Infinity"), D("1e15")])
def test_what_is_not_exact_is_refused_by_name(wrong: object) -> None:
    with pytest.raises(Invalid) as refusal:
        exact(wrong, "unit_price")  # type: ignore[arg-type]
    assert refusal.value.field == "unit_price"


def test_a_step_of_zero_is_refused() -> None:
    with pytest.raises(Invalid, match="not-positive"):
        to_step(1, D(0))


def test_largest_remainder_gives_the_missing_cents_to_the_first_among_equals() -> None:
    shares = [D("6.666")] * 3
    assert shares_to_total(D("20.00"), shares) == (D("6.67"), D("6.67"), D("6.66"))


def test_largest_remainder_prefers_the_larger_remainder() -> None:
    shares = [D("1.001"), D("1.009"), D("1.000")]
    assert shares_to_total(D("3.01"), shares) == (D("1.00"), D("1.01"), D("1.00"))


def test_a_total_far_from_its_shares_is_refused() -> None:
    with pytest.raises(Invalid, match="not-the-sum-of-shares"):
        shares_to_total(D("21.00"), [D("6.666")] * 3)


@pytest.mark.parametrize("total", ["20.001", "20.005"])
def test_a_total_finer_than_a_cent_is_refused(total: str) -> None:
    with pytest.raises(Invalid, match="not-the-sum-of-shares"):
        shares_to_total(D(total), [D("6.667")] * 3)


def test_apportion_by_weight() -> None:
    assert apportion(D("100.00"), [1, 1, 1]) == (D("33.34"), D("33.33"), D("33.33"))
    assert apportion(D(165), [40, 115], D(1)) == (D(43), D(122))


@pytest.mark.parametrize(("weights", "code"), [([0, 0], "all-zero"), ([1, -1], "negative")])
def test_weights_that_divide_nothing_are_refused(weights: list[int], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        apportion(D("1.00"), weights)


@given(st.lists(AMOUNTS, min_size=1, max_size=30))
def test_shares_add_up_and_stay_within_a_cent_of_their_exact_value(shares: list[Decimal]) -> None:
    same_sign = [abs(share) for share in shares]
    total = to_cents(sum(same_sign, D(0)))
    shown = shares_to_total(total, same_sign)
    assert sum(shown) == total
    assert all(abs(got - share) < CENT for got, share in zip(shown, same_sign, strict=True))


@given(st.lists(AMOUNTS, min_size=1, max_size=30))
def test_a_mirror_cancels_line_by_line(shares: list[Decimal]) -> None:
    total = to_cents(sum(shares, D(0)))
    mirror = shares_to_total(-total, [-share for share in shares])
    assert mirror == tuple(-share for share in shares_to_total(total, shares))


@given(
    st.decimals("0", "100000", places=2),
    st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any),
)
def test_apportioned_money_is_never_lost(total: Decimal, weights: list[int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)
