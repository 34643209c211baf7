"""Plans solved in the test itself, without the worker and its child, on roads of our own."""

from datetime import date

import numpy as np

from backend.accounts.models import User
from backend.dispatch import plans, plans_in_work
from backend.dispatch.assemble import DayInput
from backend.dispatch.models import Plan
from backend.dispatch.planner.stability import choices
from backend.dispatch.planner.travel import RoadTimes
from backend.dispatch.prices import CHANGES, points


def ten_minutes(given: DayInput) -> RoadTimes:
    """Every drive takes ten minutes and five kilometres."""
    size = len(given.points)
    away = 1 - np.eye(size, dtype=np.int64)
    return RoadTimes(away * 600, away * 5000, "roads")


def proposed(
    day: date, by: User, wish: plans.Wish | None = None, *, iterations: int = 60, seed: int = 1
) -> Plan:
    """Ask for a plan and propose its offers, as the worker does."""
    return solved(plans.request_plan(day, by=by, wish=wish), iterations=iterations, seed=seed)


def solved(plan: Plan, *, iterations: int = 60, seed: int = 1) -> Plan:
    """The offers of a plan that was asked for, proposed."""
    begun = plans_in_work.begin_plan(plan.pk)
    assert begun
    given, times = begun[1], ten_minutes(begun[1])
    prices = [points(price) for price in CHANGES]
    found = choices(
        given.problem(times),
        given.standing,
        prices,
        seconds=None,
        iterations=iterations,
        seed=seed,
    )
    return plans.store_proposal(plan.pk, given, times, found)
