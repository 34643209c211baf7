"""How much may change: the plan's offers, from few changes to many, beside one another."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format

from backend.dispatch.models import Plan
from backend.web.day.reasons import money_of


@dataclass(frozen=True)
class OfferRow:
    """One offer: changes of visits that stand, and how much more driving and money than the
    offer that changes most, with the sign."""

    changes: int
    left_out: int
    more_km: str
    more_money: str
    is_shown: bool


def offer_rows(plan: Plan) -> list[OfferRow]:
    """The offers of a plan, by their number of changes."""
    if not plan.choices:
        return []
    cheapest = plan.choices[-1]["cost"]
    return [_row(each, cheapest, plan) for each in plan.choices]


def _row(kept: dict[str, Any], cheapest: dict[str, Any], plan: Plan) -> OfferRow:
    cost = kept["cost"]
    km = round((cost["travel_m"] - cheapest["travel_m"]) / 1000, 1)
    more = cost["total"] - cheapest["total"]
    return OfferRow(
        changes=kept["changes"],
        left_out=cost["unplanned"],
        more_km=_signed(number_format(km, 1), km),
        more_money=_signed(money_of(more), more),
        is_shown=cost == plan.cost,
    )


def _signed(words: str, value: float) -> str:
    return f"+{words}" if value >= 0 else words
