"""Indexation: prices and fees of the next version by a percentage, rounded by name. Plain data."""

from decimal import Decimal
from typing import Final

from backend.lib.money import Rounding, not_negative, to_cents, to_step

_HUNDRED: Final = Decimal(100)
_FACTOR_STEP: Final = Decimal("0.000001")


def indexed(amount: Decimal, percent: Decimal, rounding: Rounding) -> Decimal:
    """`amount` changed by `percent`, to the cent; unchanged where the percentage is zero."""
    if percent == 0:
        return not_negative(amount)
    return to_cents(not_negative(amount) * (_HUNDRED + percent) / _HUNDRED, rounding)


def indexed_factor(factor: Decimal, percent: Decimal) -> Decimal:
    """What list prices are multiplied by after one more indexation, to six decimals (half up)."""
    return to_step(not_negative(factor) * (_HUNDRED + percent) / _HUNDRED, _FACTOR_STEP)
