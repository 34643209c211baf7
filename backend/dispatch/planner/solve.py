"""A day's problem in, the best lawful plan found out.

OR-Tools decides who goes where and in which order; `timing` then says exactly when, and
`insertion` closes what the search left open. OR-Tools holds Python's lock while it searches,
so a web process or a worker never calls this: they call `child.solve_in_child`.
"""

import time
from collections.abc import Sequence

from backend.dispatch.planner import checks
from backend.dispatch.planner.improve import Improver
from backend.dispatch.planner.insertion import fill_gaps, total_cost
from backend.dispatch.planner.problem import Problem, Stop
from backend.dispatch.planner.progress import OnProgress, Progress, ShouldStop
from backend.dispatch.planner.reasons import why_left_out
from backend.dispatch.planner.routing import RoutingDay, workable
from backend.dispatch.planner.solution import Route, Solution, Unplanned
from backend.dispatch.planner.timing import schedule, stay_home
from backend.lib.errors import Invalid

LONGEST_S = 3600
# OR-Tools finds the first good plan; ruin and recreate gets further in the rest of the time.
ROUTING_SHARE = 0.3
# One round of ruin and recreate takes about as long as so many steps of OR-Tools' search.
STEPS_A_ROUND = 40


def solve(
    problem: Problem,
    *,
    seconds: float | None = 5.0,
    iterations: int | None = None,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Solution:
    """The best plan found within `seconds`, or within `iterations` search steps, or both.

    With `seconds=None` the same problem, `iterations` and `seed` give the same plan. Every stop
    is in exactly one route or among the unplanned with a reason. `should_stop` is asked often;
    once true, the best plan so far comes back with `stopped`.
    """
    _check_limits(seconds, iterations, seed)
    watch = _Watch(on_progress, should_stop)
    first = _Budget(watch, seconds, iterations, ROUTING_SHARE)
    routes = _timed(problem, _search(problem, seed, first))
    rest = _Budget(watch, seconds, iterations and max(1, iterations // STEPS_A_ROUND), 1.0)
    routes = _timed(problem, _improved(problem, routes, seed, rest))
    return finish(problem, routes, stopped=watch.stopped)


def finish(problem: Problem, routes: Sequence[Route], *, stopped: bool = False) -> Solution:
    """A whole answer from lawful routes: gaps filled, reasons for the rest, cost by cause."""
    taken = {each.stop for route in routes for each in route.stops}
    filled, rest = fill_gaps(problem, routes, [s for s in problem.stops if s.id not in taken])
    order = {stop.id: number for number, stop in enumerate(problem.stops)}
    left = sorted(rest, key=lambda each: order[each.id])
    return Solution(
        routes=tuple(filled),
        unplanned=tuple(Unplanned(s.id, why_left_out(problem, filled, s)) for s in left),
        cost=total_cost(problem, filled, left),
        stopped=stopped,
    )


def _check_limits(seconds: float | None, iterations: int | None, seed: int) -> None:
    if seconds is None and iterations is None:
        raise Invalid("seconds", "no-limit")
    if seconds is not None:
        checks.number("seconds", seconds, most=LONGEST_S)
    if iterations is not None:
        checks.whole("iterations", iterations, least=1)
    checks.whole("seed", seed)


class _Watch:
    """Keeps the caller informed and asks whether to go on, without slowing the search."""

    ASK_EVERY_S = 0.05

    def __init__(self, on_progress: OnProgress | None, should_stop: ShouldStop | None) -> None:
        self.began = self.asked = time.monotonic()
        self.best: int | None = None
        self.stopped = False
        self.on_progress = on_progress
        self.should_stop = should_stop

    def found(self, cost: int) -> None:
        """A solution of the search; only a better one is news."""
        if self.best is not None and cost >= self.best:
            return
        self.best = cost
        if self.on_progress:
            self.on_progress(Progress(round(self.elapsed_s(), 3), cost))

    def elapsed_s(self) -> float:
        return time.monotonic() - self.began

    def told_to_stop(self) -> bool:
        now = time.monotonic()
        if not self.stopped and self.should_stop and now - self.asked >= self.ASK_EVERY_S:
            self.asked = now
            self.stopped = self.should_stop()
        return self.stopped


class _Budget:
    """How far one part of the search has come: until `share` of the seconds, and its steps."""

    def __init__(
        self, watch: _Watch, seconds: float | None, steps: int | None, share: float
    ) -> None:
        self.watch = watch
        self.began_s = watch.elapsed_s()
        self.until_s = (LONGEST_S if seconds is None else seconds) * share
        self.timed = seconds is not None
        self.steps, self.done = steps, 0

    def left_s(self) -> float:
        return self.until_s - self.watch.elapsed_s()

    def over(self) -> bool:
        """One step more; whether it was the last."""
        return self.progress() >= 1

    def progress(self) -> float:
        """One step more; the part that is used up, 1 when the search has to end."""
        self.done += 1
        by_steps = self.done / self.steps if self.steps else 0.0
        if self.watch.told_to_stop():
            return 1.0
        if not self.timed:
            return by_steps
        spent_s = self.watch.elapsed_s() - self.began_s
        return max(by_steps, spent_s / max(1e-3, self.until_s - self.began_s))


def _search(problem: Problem, seed: int, budget: _Budget) -> dict[str, list[Stop]]:
    """OR-Tools' order of stops per engineer id, empty where it found nothing at all."""
    crew, stops = workable(problem, seed)
    if not stops:
        return {}
    day = RoutingDay(problem, crew, stops)
    day.model.AddAtSolutionCallback(lambda: budget.watch.found(day.cost_now()))
    day.model.AddSearchMonitor(day.model.solver().CustomLimit(budget.over))
    return day.search(budget.left_s())


def _improved(
    problem: Problem, routes: Sequence[Route], seed: int, budget: _Budget
) -> dict[str, list[Stop]]:
    """The orders after ruin and recreate."""
    orders = [[problem.stop_number[each.stop] for each in route.stops] for route in routes]
    better = Improver(problem, seed).improve(orders, budget.progress, budget.watch.found)
    return {
        route.engineer: [problem.stops[number] for number in order]
        for route, order in zip(routes, better, strict=True)
    }


def _timed(problem: Problem, orders: dict[str, list[Stop]]) -> list[Route]:
    """Exact times for every order.

    The model and `timing` agree to the second, which tests hold; were an order unlawful all the
    same, its engineer starts afresh and the stops are put back one by one, rather than no plan.
    """
    routes = []
    for engineer in problem.on_duty:
        made = schedule(problem, engineer, orders.get(engineer.id, []))
        routes.append(made if isinstance(made, Route) else stay_home(engineer))
    return routes
