"""Orders of stops that were made elsewhere, as far as a problem allows them."""

from collections.abc import Mapping, Sequence

from backend.dispatch.planner.daycost import DayCost
from backend.dispatch.planner.insertion import full, parts_short
from backend.dispatch.planner.permits import may_go
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.standing import StandingDay


def standing_orders(problem: Problem, standing: StandingDay) -> dict[str, list[str]]:
    """What stands, as an order for every shift; what is unlawful there is left out."""
    return lawful_orders(problem, as_it_stands(standing))


def as_it_stands(standing: StandingDay) -> dict[str, list[str]]:
    """What stands by shift, in the order of time, lawful or not."""
    by_shift: dict[str, list[str]] = {}
    for stop, place in sorted(standing.items(), key=lambda each: (each[1].start_s, each[0])):
        by_shift.setdefault(place.engineer, []).append(stop)
    return by_shift


def lawful_orders(problem: Problem, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """`wanted` without the stops that this problem does not know, or may not have there."""
    orders: dict[str, list[int]] = {each.id: [] for each in problem.on_duty}
    taken: set[str] = set()
    for engineer in problem.on_duty:
        days, order = DayCost(problem, engineer), orders[engineer.id]
        for stop in (problem.stop_by_id.get(name) for name in wanted.get(engineer.id, ())):
            if stop is None or stop.id in taken or not may_go(engineer, stop):
                continue
            if full(engineer, order) or parts_short(problem, orders, engineer, stop):
                continue
            number = problem.stop_number[stop.id]
            if days.best([*order, number]) is not None:
                order.append(number)
                taken.add(stop.id)
    return {who: [problem.stops[number].id for number in order] for who, order in orders.items()}
