"""Why a line of money is what it is: data for sentences, made while the line is priced.

Values are plain (text, numbers as text, whole seconds), so that a line keeps them as it was
drafted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from backend.contracts.charges import Charge
from backend.contracts.coverage import (
    CLAUSE_SELECTORS,
    CoverageDecision,
    DecisionReason,
    LineKind,
)
from backend.contracts.price_list import PriceList
from backend.contracts.why import Sentence, why_clause

_TIME: Final = (LineKind.LABOUR, LineKind.WAITING)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A charge, who pays for it, and what it came to; `amount` to the cent."""

    charge: Charge
    by: CoverageDecision
    price_list: PriceList
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal
    amount: Decimal


def why_line(line: Reckoned) -> tuple[Sentence, ...]:
    """Who pays and why, what was worked and billed, at which price, and what that makes."""
    return (*_paid(line.by), *_billed(line), *_priced(line), *_made(line))


def _paid(by: CoverageDecision) -> Iterator[Sentence]:
    yield Sentence(f"paid_{by.reason}", {"clause": by.clause, "quota": by.quota})
    if by.weighed is not None and by.weighed.winner is not None:
        yield from why_clause(by.weighed, CLAUSE_SELECTORS)
    if by.quota and by.reason is not DecisionReason.QUOTA_EMPTY:
        yield Sentence("quota_taken", {"quota": by.quota})
    if by.presumed:
        yield Sentence("presumed")


def _billed(line: Reckoned) -> Iterator[Sentence]:
    """Time: when it was worked, how all of it was rounded, what the minimum added."""
    charge, prices = line.charge, line.price_list
    if charge.kind not in _TIME or charge.from_at is None or charge.to_at is None:
        return
    spell = {"from_at": charge.from_at, "to_at": charge.to_at, "worked_s": charge.worked_s}
    yield Sentence("worked_in_hours" if charge.in_service_hours else "worked_out_of_hours", spell)
    billed_s = int((line.quantity - charge.lifted) * 3600 + Decimal("0.5"))
    step = {"step_s": prices.rounding_step_min * 60, "rounding": prices.rounding_mode}
    yield Sentence("rounded", {**step, "billed_s": billed_s})
    if charge.lifted:
        least = {"minimum_s": prices.minimum_min * 60, "lifted_s": int(charge.lifted * 3600)}
        yield Sentence("lifted", least)


def _priced(line: Reckoned) -> Iterator[Sentence]:
    charge, prices = line.charge, line.price_list
    version = {"list": prices.name, "day": prices.valid_from}
    if charge.item is None:
        yield Sentence("no_price", version)
        return
    listed = {"price": charge.item.price, "code": charge.item.code, "kind": charge.item.kind}
    yield Sentence("listed", {**version, **listed, "unit": charge.unit})
    if charge.factor != 1:
        yield Sentence(f"factor_{charge.factor_for}", {"factor": charge.factor})
    if charge.share is not None:
        yield Sentence("shared", {"price": charge.item.price, "share": charge.share})


def _made(line: Reckoned) -> Iterator[Sentence]:
    values: dict[str, Any] = {
        "quantity": line.quantity,
        "unit": line.charge.unit,
        "price": line.unit_price,
        "percent": line.discount_percent,
        "amount": line.amount,
    }
    if not line.by.is_charged:
        yield Sentence("made_free")
    else:
        yield Sentence("made_discounted" if line.discount_percent else "made", values)
    if line.price_list.prices_include_vat and line.by.is_charged:
        yield Sentence("with_vat")
