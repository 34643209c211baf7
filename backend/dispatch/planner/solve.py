"""A day's problem in, the best lawful plan found out.

OR-Tools decides who goes where and in which order; `timing` then says exactly when, and
`insertion` closes what the search left open. OR-Tools holds Python's lock while it searches,
so a web process or a worker never calls this: they call `child.solve_in_child`.
"""

import time
from collections.abc import Sequence

from backend.dispatch.planner import checks
from backend.dispatch.planner.insertion import fill_gaps, total_cost
from backend.dispatch.planner.problem import Problem, Stop
from backend.dispatch.planner.progress import OnProgress, Progress, ShouldStop
from backend.dispatch.planner.reasons import why_left_out
from backend.dispatch.planner.routing import RoutingDay, workable
from backend.dispatch.planner.solution import Route, Solution, Unplanned
from backend.dispatch.planner.timing import schedule
from backend.lib.errors import Invalid

LONGEST_S = 3600


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
    watch = _Watch(iterations, on_progress, should_stop)
    orders = _search(problem, seconds, seed, watch)
    routes = _timed(problem, orders)
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
    """Keeps the caller informed and says when to end, without slowing the search."""

    ASK_EVERY_S = 0.05

    def __init__(
        self,
        iterations: int | None,
        on_progress: OnProgress | None,
        should_stop: ShouldStop | None,
    ) -> None:
        self.began = time.monotonic()
        self.asked = self.began
        self.left = iterations
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
            self.on_progress(Progress(round(time.monotonic() - self.began, 3), cost))

    def over(self) -> bool:
        """Called once a search step: whether the steps are used up or the caller has had enough."""
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                return True
        return self._told_to_stop() if self.should_stop else False

    def _told_to_stop(self) -> bool:
        now = time.monotonic()
        if not self.stopped and self.should_stop and now - self.asked >= self.ASK_EVERY_S:
            self.asked = now
            self.stopped = self.should_stop()
        return self.stopped


def _search(
    problem: Problem, seconds: float | None, seed: int, watch: _Watch
) -> dict[str, list[Stop]]:
    """The order of stops per engineer id, empty where the search found nothing at all."""
    crew, stops = workable(problem, seed)
    if not stops:
        return {}
    day = RoutingDay(problem, crew, stops)
    day.model.AddAtSolutionCallback(lambda: watch.found(day.cost_now()))
    day.model.AddSearchMonitor(day.model.solver().CustomLimit(watch.over))
    return day.search(LONGEST_S if seconds is None else seconds)


def _timed(problem: Problem, orders: dict[str, list[Stop]]) -> list[Route]:
    """Exact times for every order. An order that timing refuses would be a fault of the model."""
    routes = []
    for engineer in problem.on_duty:
        made = schedule(problem, engineer, orders.get(engineer.id, []))
        assert isinstance(made, Route), f"the model allowed {engineer.id} what is unlawful: {made}"
        routes.append(made)
    return routes
