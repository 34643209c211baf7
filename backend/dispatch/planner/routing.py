"""The one door to OR-Tools: the day as a routing model, one method a constraint.

Kept apart from `solve` so that the model can be read beside docs/planner.md. Node numbers:
the stops first, then every engineer's start, then every engineer's end.
"""

import time
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.constraint_solver import (
    pywrapcp,
    routing_enums_pb2,
)

from backend.dispatch.planner.checks import Matrix
from backend.dispatch.planner.daycost import DayCost
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop

FIRST_SOLUTIONS = (
    "PARALLEL_CHEAPEST_INSERTION",
    "LOCAL_CHEAPEST_INSERTION",
    "ALL_UNPERFORMED",
)


class RoutingDay:
    """The routing model of `problem` for a crew and stops of which each has somebody able.

    Both must come from `workable`, and neither may be empty: OR-Tools aborts the whole process
    on a model without vehicles, or with one that cannot reach home.
    """

    def __init__(
        self, problem: Problem, crew: Sequence[PlannerEngineer], stops: Sequence[Stop]
    ) -> None:
        self.problem = problem
        self.engineers = crew
        self.stops = stops
        self.best_cost: int | None = None
        self._open_model()
        self._price_travel()
        self._add_time()
        for number, stop in enumerate(self.stops):
            index = self.manager.NodeToIndex(number)
            self._allow_engineers(index, stop)
            self._keep_windows(index, stop)
            self._price_lateness(index, stop)
            self._price_leaving_out(index, stop)
        for vehicle, engineer in enumerate(self.engineers):
            self._keep_shift(vehicle, engineer)
            self._keep_breaks(vehicle, engineer)

    def _open_model(self) -> None:
        stops, crew = len(self.stops), len(self.engineers)
        starts = list(range(stops, stops + crew))
        ends = list(range(stops + crew, stops + 2 * crew))
        self.manager: Any = pywrapcp.RoutingIndexManager(stops + 2 * crew, crew, starts, ends)
        self.model: Any = pywrapcp.RoutingModel(self.manager)
        places = [s.place for s in self.stops]
        places += [e.start for e in self.engineers] + [e.end for e in self.engineers]
        self.places = np.array(places, dtype=np.int64)

    def _price_travel(self) -> None:
        """Points per second of driving, the same for everybody."""
        prices = self._drive() * self.problem.weights.travel_price
        self.model.SetArcCostEvaluatorOfAllVehicles(
            self.model.RegisterTransitMatrix(prices.tolist())
        )

    def _add_time(self) -> None:
        """Work at the stop, then the ride with its access minutes; work depends on who does it."""
        ride = self._drive() + self._access()
        by_factor = {
            factor: self.model.RegisterTransitMatrix(self._with_work(ride, factor).tolist())
            for factor in sorted({e.speed_factor for e in self.engineers})
        }
        evaluators = [by_factor[e.speed_factor] for e in self.engineers]
        limit = self.problem.horizon_s
        self.model.AddDimensionWithVehicleTransits(evaluators, limit, limit, False, "time")
        self.time: Any = self.model.GetDimensionOrDie("time")

    def _allow_engineers(self, index: int, stop: Stop) -> None:
        """Skills, bans and the locked engineer. -1 is "left out"; an empty list means everyone."""
        allowed = {e.id for e in self.problem.allowed(stop)}
        vehicles = [v for v, e in enumerate(self.engineers) if e.id in allowed]
        self.model.VehicleVar(index).SetValues([-1, *vehicles])

    def _keep_windows(self, index: int, stop: Stop) -> None:
        """Work starts in one of the spans; between them lie holes."""
        spans = stop.start_spans(self.problem.horizon_s)
        start = self.time.CumulVar(index)
        start.SetRange(spans[0][0], spans[-1][1])
        for before, after in pairwise(spans):
            if after[0] - before[1] > 1:
                start.RemoveInterval(before[1] + 1, after[0] - 1)

    def _price_lateness(self, index: int, stop: Stop) -> None:
        if stop.due_s is not None and stop.late_price:
            self.time.SetCumulVarSoftUpperBound(index, max(0, stop.due_s), stop.late_price)

    def _price_leaving_out(self, index: int, stop: Stop) -> None:
        """A locked stop is left out only where it cannot be placed.

        The bound of lateness cannot lie before zero, so what is late already at zero is taken
        off the price of leaving it.
        """
        late_at_zero = stop.late_s(0) * stop.late_price
        price = max(0, stop.drop_price - late_at_zero)
        self.model.AddDisjunction([index], self._more_than_all() if stop.locked else price)

    def _keep_shift(self, vehicle: int, engineer: PlannerEngineer) -> None:
        """Leaves when the shift begins, is home within overtime, which has its price."""
        assert engineer.shift is not None
        self.time.CumulVar(self.model.Start(vehicle)).SetValue(engineer.shift[0])
        end = self.model.End(vehicle)
        self.time.CumulVar(end).SetRange(engineer.shift[0], engineer.latest_end_s())
        if engineer.overtime_price:
            self.time.SetCumulVarSoftUpperBound(end, engineer.shift[1], engineer.overtime_price)
        self.model.AddVariableMinimizedByFinalizer(self.time.CumulVar(end))

    def _keep_breaks(self, vehicle: int, engineer: PlannerEngineer) -> None:
        """A break may split a ride, never work; one that begins after the way home is free."""
        if not engineer.breaks:
            return
        solver = self.model.solver()
        intervals = [
            solver.FixedDurationIntervalVar(
                each.earliest_s,
                each.latest_s,
                each.duration_s,
                False,
                f"{engineer.id}/{number}",
            )
            for number, each in enumerate(engineer.breaks)
        ]
        # OR-Tools itself lets two breaks of one engineer run at the same time.
        for before, after in pairwise(intervals):
            solver.Add(after.StartsAfterEnd(before))
        work = [0] * self.manager.GetNumberOfNodes()
        work[: len(self.stops)] = [engineer.work_s(s) for s in self.stops]
        self.time.SetBreakIntervalsOfVehicle(intervals, vehicle, work)

    def cost_now(self) -> int:
        """Points of the solution the search stands at."""
        return int(self.model.CostVar().Max())

    def search(self, seconds: float) -> dict[str, list[Stop]]:
        """Runs the search; the order of stops by engineer id, empty when nothing was found.

        A first solution that cannot be built is tried another way, in what time is left.
        `best_cost` then holds the points of the plan, without what never entered the model.
        """
        ends = time.monotonic() + seconds
        for strategy in FIRST_SOLUTIONS:
            left = max(0.1, ends - time.monotonic())
            found = self.model.SolveWithParameters(_parameters(strategy, left))
            if found is not None:
                self.best_cost = int(found.ObjectiveValue())
                return self._orders(found)
        return {}

    def _orders(self, found: Any) -> dict[str, list[Stop]]:
        orders: dict[str, list[Stop]] = {}
        for vehicle, engineer in enumerate(self.engineers):
            index = found.Value(self.model.NextVar(self.model.Start(vehicle)))
            order = orders.setdefault(engineer.id, [])
            while not self.model.IsEnd(index):
                order.append(self.stops[self.manager.IndexToNode(index)])
                index = found.Value(self.model.NextVar(index))
        return orders

    def _drive(self) -> Matrix:
        return self.problem.travel_s[np.ix_(self.places, self.places)]

    def _access(self) -> Matrix:
        """Access minutes into each stop from any other place."""
        into = np.zeros(len(self.places), dtype=np.int64)
        into[: len(self.stops)] = [s.access_s for s in self.stops]
        return np.where(self.places[:, None] == self.places[None, :], 0, into[None, :])

    def _with_work(self, ride: Matrix, factor: float) -> Matrix:
        someone = next(e for e in self.engineers if e.speed_factor == factor)
        work = np.zeros(len(self.places), dtype=np.int64)
        work[: len(self.stops)] = [someone.work_s(s) for s in self.stops]
        return ride + work[:, None]

    def _more_than_all(self) -> int:
        """More than leaving out everything else could save."""
        return 1 + sum(s.drop_price for s in self.problem.stops) + int(self._drive().sum())


def workable(problem: Problem, seed: int) -> tuple[list[PlannerEngineer], list[Stop]]:
    """The engineers who can have a day at all, and the stops that one of them could serve.

    `seed` shuffles the order in which the search looks at stops; 0 keeps the problem's order.
    """
    days = {each.id: DayCost(problem, each) for each in problem.on_duty}
    # OR-Tools drives from start to end even on an empty day, and finds no plan for anybody
    # where one engineer's shift and breaks leave no time for that.
    crew = [each for each in problem.on_duty if days[each.id].best([]) is not None]
    able = {each.id for each in crew}
    stops = [
        stop
        for number, stop in enumerate(problem.stops)
        if any(days[each.id].best([number]) for each in problem.allowed(stop) if each.id in able)
    ]
    if seed:
        shuffled = np.random.default_rng(seed).permutation(len(stops))
        stops = [stops[number] for number in shuffled]
    return crew, stops


def _parameters(strategy: str, seconds: float) -> Any:
    """Insertion first: the cheapest-arc default finds no first solution on tight days."""
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    chosen = routing_enums_pb2.FirstSolutionStrategy
    parameters.first_solution_strategy = getattr(chosen, strategy)
    search = routing_enums_pb2.LocalSearchMetaheuristic
    parameters.local_search_metaheuristic = search.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(seconds * 1000))
    return parameters
