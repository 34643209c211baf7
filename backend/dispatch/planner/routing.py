"""The routing library's word on a plan: a model of its own reads the routes and prices them.

Nothing here searches. The model holds what is planned and nothing else, one method a rule, so
that a mistake in our own reckoning has to be made twice to go unseen. Node numbers: the stops
first, then every engineer's start, then every engineer's end.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp

from backend.dispatch.planner.checks import Matrix
from backend.dispatch.planner.permits import may_go
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solution import Route

# Reading a big plan is one step of a large-neighbourhood search to OR-Tools, whose default of a
# tenth of a second calls a lawful day of a hundred engineers unlawful.
READING_S = 60

Day = tuple[PlannerEngineer, Sequence[Stop]]


def cost_by_routing(
    problem: Problem, days: Sequence[Day], routes: Sequence[Route] = ()
) -> int | None:
    """Points of travel, lateness and overtime by OR-Tools; None where it refuses the plan.

    `days` are the stops in order of everybody who has any. The library knows no drives that last
    by when they begin: where there is traffic it is told by `routes` how much longer each drive
    lasts and when breaks begin, and prices everything else itself.
    """
    return RoutingPlan(problem, days, routes).cost() if days else 0


class RoutingPlan:
    """The routing model of the engineers and stops of a plan."""

    def __init__(self, problem: Problem, days: Sequence[Day], routes: Sequence[Route] = ()) -> None:
        self.problem = problem
        self.told = {each.engineer: each for each in routes} if problem.hours else {}
        self.engineers = [engineer for engineer, _ in days]
        self.stops = [stop for _, order in days for stop in order]
        self.lengths = [len(order) for _, order in days]
        self._open_model()
        self._price_travel()
        self._add_time()
        for number, stop in enumerate(self.stops):
            index = self.manager.NodeToIndex(number)
            self._allow_engineers(index, stop)
            self._keep_windows(index, stop)
            self._price_lateness(index, stop)
        for vehicle, engineer in enumerate(self.engineers):
            self._keep_shift(vehicle, engineer)
            self._keep_breaks(vehicle, engineer)

    def cost(self) -> int | None:
        """Points of the plan, in the order it was given; None when it is unlawful."""
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.lns_time_limit.FromSeconds(READING_S)
        self.model.CloseModelWithParameters(parameters)
        read = self.model.ReadAssignmentFromRoutes(self._routes(), True)
        # A deadline before the zero of time is priced from zero on, so that much is missing.
        before = sum(stop.late_s(0) * stop.late_price for stop in self.stops)
        return None if read is None else int(read.ObjectiveValue()) + before

    def _routes(self) -> list[list[int]]:
        routes, number = [], 0
        for length in self.lengths:
            routes.append([self.manager.NodeToIndex(n) for n in range(number, number + length)])
            number += length
        return routes

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
        """Points per second of driving on empty roads, by the vehicle."""
        price = self.problem.weights.travel_price
        by_factor = {
            factor: self.model.RegisterTransitMatrix((self._drive(factor) * price).tolist())
            for factor in sorted({e.drive_factor for e in self.engineers})
        }
        for vehicle, each in enumerate(self.engineers):
            evaluator = by_factor[each.drive_factor]
            self.model.SetArcCostEvaluatorOfVehicle(evaluator, vehicle)

    def _add_time(self) -> None:
        """Work at the stop, then the ride with its access minutes; work depends on who does it."""
        access, traffic = self._access(), self._traffic()
        by_factors = {
            (work, drive): self.model.RegisterTransitMatrix(
                self._with_work(self._drive(drive) + access + traffic, work).tolist()
            )
            for work, drive in sorted({(e.speed_factor, e.drive_factor) for e in self.engineers})
        }
        evaluators = [by_factors[e.speed_factor, e.drive_factor] for e in self.engineers]
        limit = self.problem.horizon_s
        self.model.AddDimensionWithVehicleTransits(evaluators, limit, limit, False, "time")
        self.time: Any = self.model.GetDimensionOrDie("time")

    def _allow_engineers(self, index: int, stop: Stop) -> None:
        """Skills, clearances, bans, territory, priority and the locked engineer."""
        allowed = [v for v, e in enumerate(self.engineers) if may_go(e, stop)]
        self.model.VehicleVar(index).SetValues(allowed)

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
        told = self.told.get(engineer.id)
        begun = [each.start_s for each in told.breaks] if told else []
        intervals = [
            solver.FixedDurationIntervalVar(
                begun[number] if number < len(begun) else each.earliest_s,
                begun[number] if number < len(begun) else each.latest_s,
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

    def _drive(self, factor: float) -> Matrix:
        return self.problem.roads_of(factor)[np.ix_(self.places, self.places)]

    def _traffic(self) -> Matrix:
        """How much longer each drive of the plan lasts than on empty roads."""
        longer = np.zeros((len(self.places), len(self.places)), dtype=np.int64)
        first, crew = 0, len(self.engineers)
        for vehicle, (each, length) in enumerate(zip(self.engineers, self.lengths, strict=True)):
            told = self.told.get(each.id)
            if told:
                nodes = range(first, first + length)
                start = len(self.stops) + vehicle
                way = pairwise([start, *nodes, start + crew])
                seconds = [*(stop.traffic_s for stop in told.stops), told.back_traffic_s]
                for (here, there), more_s in zip(way, seconds, strict=True):
                    longer[here, there] = more_s
            first += length
        return longer

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
