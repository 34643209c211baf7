"""Plans with fewer changes: the same problem solved with what stands made dear to move.

First nothing that stands may move, so that only what is new finds its place. Then moving gets
cheaper from price to price, and every search begins with the plan of the one before.
"""

from collections.abc import Sequence
from dataclasses import replace

from backend.dispatch.planner.bundles import Orders
from backend.dispatch.planner.problem import Problem, Stop
from backend.dispatch.planner.progress import WHOLE_WAY, OnProgress, Progress, ShouldStop
from backend.dispatch.planner.seats import MARK, seat_of
from backend.dispatch.planner.solution import Cost, PlannedStop, Route, Solution
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.standing import Choices, Standing, StandingDay
from backend.dispatch.planner.standing_orders import standing_orders
from backend.dispatch.planner.timing import schedule, stop_cost

# Of the seconds, what the first plan gets, and what each price but the last gets.
FIRST_SHARE, STEP_SHARE = 0.15, 0.15


def choices(
    problem: Problem,
    standing: StandingDay,
    prices: Sequence[int],
    *,
    seconds: float | None,
    iterations: int | None = None,
    seed: int = 0,
    threads: int = 1,
    begin_with: Orders | None = None,
    cooling: tuple[float, float] = WHOLE_WAY,
    explain: bool = True,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Choices:
    """One plan that moves nothing, then one for each of `prices`, points a change, dearest first.

    They share the `seconds`; each has up to `iterations` rounds of its own. Every plan is lawful
    for `problem` and priced by it. The last search begins with `begin_with` where that is given,
    and goes the stretch of the way that `cooling` says; `explain` is for `solve`. After a stop the
    plans found so far come back, that of `begin_with` among them. A stop of `standing` that the
    first plan leaves out stands against the rules; whether it stays there is the caller's to say.
    """
    frozen = _frozen(problem, standing)
    stands = standing_orders(frozen, standing)
    found: list[Solution] = []
    spent = 0.0
    problems = [frozen, *(_priced(problem, standing, price) for price in prices)]
    last = len(problems) - 1
    for number, (part, share) in enumerate(zip(problems, _shares(len(problems)), strict=True)):
        goes_on = bool(begin_with) and number == last
        if found and found[-1].stopped and not goes_on:
            continue
        solution = solve(
            part,
            seconds=None if seconds is None else seconds * share,
            iterations=iterations,
            seed=seed,
            threads=threads,
            begin_with=begin_with if goes_on else _orders(found[-1]) if found else stands,
            cooling=cooling if number == last else WHOLE_WAY,
            explain=explain,
            on_progress=_later(on_progress, spent),
            should_stop=should_stop,
        )
        found.append(_repriced(problem, solution))
        spent += (seconds or 0.0) * share
    return Choices(tuple(found), _cost_before(problem, frozen, stands))


def moved(solution: Solution, standing: StandingDay) -> int:
    """How many stops that stand have another engineer or second in the plan, or no place."""
    planned = {
        stop.stop: Standing(route.engineer, stop.start_s)
        for route in solution.routes
        for stop in route.stops
        if not stop.seat
    }
    return sum(planned.get(stop) != place for stop, place in standing.items())


def _frozen(problem: Problem, standing: StandingDay) -> Problem:
    """The problem with everything that stands locked to its engineer and its second."""

    def locked(stop: Stop) -> Stop:
        place = standing.get(stop.id)
        if place is None:
            return stop
        return replace(stop, lock_engineer=place.engineer, lock_start_s=place.start_s)

    return problem.having(problem.engineers, [locked(each) for each in problem.stops])


def _priced(problem: Problem, standing: StandingDay, price: int) -> Problem:
    """The problem in which another engineer and another start each cost `price` or more."""

    def told(stop: Stop) -> Stop:
        place = standing.get(stop.id)
        if place is None:
            return stop
        return replace(
            stop,
            told_engineer=place.engineer,
            told_window=(place.start_s, place.start_s),
            told_price=max(price, stop.told_price),
        )

    return problem.having(problem.engineers, [told(each) for each in problem.stops])


def _cost_before(problem: Problem, frozen: Problem, stands: Orders) -> Cost:
    """What the standing orders cost in `problem`, each stop begun when it stands."""
    routes = []
    for engineer in frozen.on_duty:
        made = schedule(frozen, engineer, [frozen.stop_by_id[s] for s in stands[engineer.id]])
        assert isinstance(made, Route), "the orders that stand are lawful"
        routes.append(made)
    there = {stop for order in stands.values() for stop in order}
    return _cost(problem, routes, [stop.id for stop in problem.stops if stop.id not in there])


def _repriced(problem: Problem, solution: Solution) -> Solution:
    left = [each.stop for each in solution.unplanned]
    return replace(solution, cost=_cost(problem, solution.routes, left))


def _cost(problem: Problem, routes: Sequence[Route], left: Sequence[str]) -> Cost:
    """Points of routes as they are timed, by cause, and of what is left undone."""
    cost = Cost(undone=sum(problem.stop_by_id[name].drop_price for name in left))
    for route in routes:
        engineer = problem.engineer_by_id[route.engineer]
        cost += Cost(
            travel=route.travel_s * problem.weights.travel_price,
            overtime=route.overtime_s * engineer.overtime_price,
        )
        for planned in route.stops:
            seat = seat_of(problem.stop_by_id[planned.stop], planned.seat)
            cost += stop_cost(seat, engineer, planned)
    return cost


def _orders(solution: Solution) -> Orders:
    return {route.engineer: [_seat_name(each) for each in route.stops] for route in solution.routes}


def _seat_name(planned: PlannedStop) -> str:
    return f"{planned.stop}{MARK}{planned.seat}" if planned.seat else planned.stop


def _shares(parts: int) -> list[float]:
    """What each search gets of the seconds; the last has what is left."""
    early = [FIRST_SHARE, *[STEP_SHARE] * (parts - 2)][: parts - 1]
    return [*early, 1.0 - sum(early)]


def _later(on_progress: OnProgress | None, by_s: float) -> OnProgress | None:
    """News of one search among several: its seconds count from the first one's beginning."""
    if on_progress is None:
        return None
    return lambda news: on_progress(Progress(news.elapsed_s + by_s, news.cost))
