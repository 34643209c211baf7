"""Money that adds up: exact decimals, named rounding, shares that sum to their total.

Everything here takes Decimal (or a whole int) and refuses float, because a float has already
lost the cent before anyone looks. Nothing here formats: that is the work of a face.
"""

from collections.abc import Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
)
from enum import StrEnum

from backend.lib.errors import Invalid

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_LIMIT = Decimal(10) ** 15
"""Beyond any business, and well inside the 28 digits Decimal reckons with."""


class Rounding(StrEnum):
    """How a value between two steps is settled; the halves go away from zero or to even."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"


_DECIMAL_MODE = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.DOWN: ROUND_DOWN,
}


def exact(value: Decimal | int, field: str = "amount") -> Decimal:
    """`value` as a Decimal; Invalid(field) for a float, a text, NaN, infinity or a size that
    could not be reckoned with exactly."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise Invalid(field, "not-decimal", given=type(value).__name__)
    number = Decimal(value)
    if not number.is_finite():
        raise Invalid(field, "not-finite", given=str(number))
    if abs(number) >= _LIMIT:
        raise Invalid(field, "too-large", given=str(number))
    return number


def not_negative(value: Decimal | int, field: str = "amount") -> Decimal:
    """`value` as an exact Decimal of zero or more; Invalid(field) otherwise."""
    number = exact(value, field)
    if number < 0:
        raise Invalid(field, "negative", given=str(number))
    return number


def to_step(
    value: Decimal | int,
    step: Decimal,
    rounding: Rounding = Rounding.HALF_UP,
    field: str = "amount",
) -> Decimal:
    """The multiple of `step` (greater than zero) that `value` is rounded to."""
    number = exact(value, field)
    if exact(step, "step") <= 0:
        raise Invalid("step", "not-positive", given=str(step))
    return (_whole(number / step, rounding) * step).quantize(step)


def to_cents(
    value: Decimal | int, rounding: Rounding = Rounding.HALF_UP, field: str = "amount"
) -> Decimal:
    """`value` with two decimals; halves go away from zero unless `rounding` says otherwise."""
    return to_step(value, CENT, rounding, field)


def shares_to_total(
    total: Decimal, shares: Sequence[Decimal], unit: Decimal = CENT
) -> tuple[Decimal, ...]:
    """`shares` rounded to `unit` so that they add up to `total` exactly (largest remainder).

    Every share is first cut towards zero; the units still missing go one each to the largest
    remainders, the earlier share first among equals. `total` must be the rounded sum of
    `shares`: one that lies further away raises Invalid("total"). Negating everything negates
    the answer, so a mirror document cancels its original line by line.
    """
    cut = [_whole(exact(share, "shares") / unit, Rounding.DOWN) for share in shares]
    missing = int(exact(total, "total") / unit - sum(cut))
    if abs(missing) > len(cut) or sum(cut) * unit + missing * unit != total:
        raise Invalid("total", "not-the-sum-of-shares", given=str(total))
    sign = 1 if missing >= 0 else -1
    rest = [share / unit - whole for share, whole in zip(shares, cut, strict=True)]
    for place in sorted(range(len(cut)), key=lambda i: -rest[i] * sign)[: abs(missing)]:
        cut[place] += sign
    return tuple((whole * unit).quantize(unit) for whole in cut)


def apportion(
    total: Decimal, weights: Sequence[Decimal | int], unit: Decimal = CENT
) -> tuple[Decimal, ...]:
    """`total` divided in proportion to `weights` (none negative, not all zero), summing exactly."""
    exact_weights = [not_negative(weight, "weights") for weight in weights]
    whole = sum(exact_weights, Decimal(0))
    if whole == 0:
        raise Invalid("weights", "all-zero")
    return shares_to_total(total, [total * weight / whole for weight in exact_weights], unit)


def _whole(number: Decimal, rounding: Rounding) -> Decimal:
    if rounding is Rounding.UP:
        mode = ROUND_CEILING if number > 0 else ROUND_FLOOR
        return number.to_integral_value(mode)
    return number.to_integral_value(_DECIMAL_MODE[rounding])
