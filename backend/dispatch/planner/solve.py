"""A day's problem in, the best lawful plan found out.

Walks find days, CP-SAT puts the best of them together, the routing library accepts the plan, and
`timing` says exactly when everything happens. OR-Tools holds Python's lock while it works, so a
web process or a worker never calls this: they call `child.solve_in_child`.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from backend.dispatch.planner.budget import Budget
from backend.dispatch.planner.coupled import incomplete, joined, with_moments, without
from backend.dispatch.planner.insertion import fill_gaps, total_cost
from backend.dispatch.planner.limits import check_limits
from backend.dispatch.planner.moments import is_coupled
from backend.dispatch.planner.pool import Orders
from backend.dispatch.planner.problem import Problem, Stop
from backend.dispatch.planner.progress import WHOLE_WAY, OnProgress, ShouldStop
from backend.dispatch.planner.reasons import why_left_out
from backend.dispatch.planner.relaxations import relaxations
from backend.dispatch.planner.routing import cost_by_routing
from backend.dispatch.planner.search import Search
from backend.dispatch.planner.solution import Route, Solution, Unplanned
from backend.dispatch.planner.standing_orders import lawful_orders
from backend.dispatch.planner.tables import tables
from backend.dispatch.planner.timing import schedule, stay_home
from backend.lib.errors import Refused


def solve(
    problem: Problem,
    *,
    seconds: float | None = 5.0,
    iterations: int | None = None,
    seed: int = 0,
    threads: int = 1,
    begin_with: Mapping[str, Sequence[str]] | None = None,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
    clock: Callable[[], float] = time.monotonic,
    cooling: tuple[float, float] = WHOLE_WAY,
    explain: bool = True,
) -> Solution:
    """The best plan found within `seconds`, or within `iterations` rounds, or both.

    With `seconds=None` the same problem, `iterations` and `seed` give the same plan on any
    number of `threads`. Every stop is in exactly one route or among the unplanned with a reason.
    The search begins with `begin_with`, stop ids by engineer, as far as that is lawful.
    `should_stop` is asked often; once true, the best plan so far comes back with `stopped`.
    `clock` counts the seconds; who compares engines on a busy machine gives the processor's.
    `cooling` is the stretch of the way from warm to cold that it goes: one of several searches
    that follow each other goes its own part of it. Who goes on from it does not let it
    `explain` what would place the stops that were left out.
    """
    check_limits(seconds, iterations, seed, threads)
    budget = Budget(seconds, iterations, on_progress, should_stop, clock, cooling)

    def plan(part: Problem, share: float) -> list[Route]:
        return _searched(part, _numbered(part, begin_with), budget, share, seed, threads)

    free = with_moments(problem, plan) if is_coupled(problem) else problem
    routes = plan(free, 1.0)
    solution = finish(free, routes, whole=problem, stopped=budget.stopped, explain=explain)
    _have_accepted(free, solution)
    return solution if free is problem else joined(problem, solution)


def _numbered(problem: Problem, wanted: Mapping[str, Sequence[str]] | None) -> Orders:
    """The lawful part of `wanted`, by number, for everybody on duty."""
    if not wanted:
        return [[] for _ in problem.on_duty]
    orders = lawful_orders(problem, wanted)
    number = problem.stop_number
    return [[number[stop] for stop in orders[each.id]] for each in problem.on_duty]


def _searched(
    problem: Problem, orders: Orders, budget: Budget, share: float, seed: int, threads: int
) -> list[Route]:
    """Lawful routes of a problem without couplings, after `share` of what is left to spend."""
    if problem.stops and problem.on_duty:
        search = Search(tables(problem), orders, seed, threads)
        search.run(budget, share)
        orders = search.pool.best_plan(search.orders, seed)
    return _timed(problem, orders)


def finish(
    problem: Problem,
    routes: Sequence[Route],
    *,
    whole: Problem | None = None,
    stopped: bool = False,
    explain: bool = True,
) -> Solution:
    """A whole answer from lawful routes: gaps filled, reasons for the rest, cost by cause.

    Where `problem` was made of a `whole` with couplings, no crew is left incomplete.
    """
    if whole is not None and whole is not problem:
        routes = without(problem, routes, incomplete(whole, routes))
    taken = {each.stop for route in routes for each in route.stops}
    filled, rest = fill_gaps(problem, routes, [s for s in problem.stops if s.id not in taken])
    order = {stop.id: number for number, stop in enumerate(problem.stops)}
    left = sorted(rest, key=lambda each: order[each.id])
    why = _explained if explain else _left_out
    return Solution(
        routes=tuple(filled),
        unplanned=tuple(why(problem, filled, stop) for stop in left),
        cost=total_cost(problem, filled, left),
        stopped=stopped,
    )


def _explained(problem: Problem, routes: Sequence[Route], stop: Stop) -> Unplanned:
    """Why it was left out, and what would place it."""
    reasons = why_left_out(problem, routes, stop)
    return Unplanned(stop.id, reasons, relaxations(problem, routes, stop))


def _left_out(problem: Problem, routes: Sequence[Route], stop: Stop) -> Unplanned:
    return Unplanned(stop.id, why_left_out(problem, routes, stop))


def _have_accepted(problem: Problem, solution: Solution) -> None:
    """Shows the plan to the routing library; what it refuses is never proposed."""
    on_duty = {each.id: each for each in problem.on_duty}
    days = [
        (
            on_duty[route.engineer],
            [problem.stop_by_id[each.stop] for each in route.stops],
        )
        for route in solution.routes
        if route.stops
    ]
    if cost_by_routing(problem, days, solution.routes) is None:
        raise Refused("plan-failed", said="the routing library refuses the plan")


def _timed(problem: Problem, orders: Orders) -> list[Route]:
    """Exact times for every order.

    The compiled loops and `timing` agree to the second, which tests hold; were an order unlawful
    all the same, its stops are put back one by one, rather than there being no plan.
    """
    routes = []
    for engineer, order in zip(problem.on_duty, orders, strict=True):
        made = schedule(problem, engineer, [problem.stops[number] for number in order])
        routes.append(made if isinstance(made, Route) else stay_home(engineer))
    return routes
