"""How much may change: the plan's offers, from few changes to many, beside one another."""

from dataclasses import dataclass
from typing import Any

from backend.dispatch.models import Plan
from backend.web.day.reasons import money_of


@dataclass(frozen=True)
class OfferRow:
    """One offer: changes of visits that stand, and what it costs more than the cheapest.

    `more_km` and `more_money` compare with the offer that changes most.
    """

    changes: int
    left_out: int
    more_km: float
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
    return OfferRow(
        changes=kept["changes"],
        left_out=cost["unplanned"],
        more_km=round((cost["travel_m"] - cheapest["travel_m"]) / 1000, 1),
        more_money=money_of(cost["total"] - cheapest["total"]),
        is_shown=cost == plan.cost,
    )
