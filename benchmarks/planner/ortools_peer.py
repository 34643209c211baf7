"""OR-Tools' routing library alone, which can say everything: breaks, soft deadlines, prices.

Its own best-known recipe: cheapest insertion in parallel, then guided local search, one thread.
"""

import time
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from backend.dispatch.planner.permits import may_go
from backend.dispatch.planner.problem import Problem
from benchmarks.planner.days import LOAD

# The clock on the wall is only the last resort; the processor's decides.
LONGEST_S = 3_600


def plan(problem: Problem, cpu_s: float, seed: int) -> list[list[int]]:
    """One search until the CPU seconds are over."""
    until = time.process_time() + cpu_s
    stops, crew = len(problem.stops), problem.on_duty
    places = [stop.place for stop in problem.stops]
    places += [each.start for each in crew] + [each.end for each in crew]
    starts = list(range(stops, stops + len(crew)))
    ends = list(range(stops + len(crew), stops + 2 * len(crew)))
    manager: Any = pywrapcp.RoutingIndexManager(len(places), len(crew), starts, ends)
    model: Any = pywrapcp.RoutingModel(manager)
    drives = problem.travel_s[places][:, places]
    work = [stop.duration_s for stop in problem.stops] + [0] * (2 * len(crew))
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(drives.tolist()))
    legs = model.RegisterTransitMatrix((drives + [[each] for each in work]).tolist())
    model.AddDimension(legs, problem.horizon_s, problem.horizon_s, False, "time")
    _add_stops(problem, manager, model)
    _add_days(problem, model, work)
    _add_loads(problem, manager, model)
    found = model.SolveWithParameters(_parameters(model, until))
    orders: list[list[int]] = [[] for _ in crew]
    for duty in range(len(crew) if found else 0):
        here = found.Value(model.NextVar(model.Start(duty)))
        while not model.IsEnd(here):
            orders[duty].append(manager.IndexToNode(here))
            here = found.Value(model.NextVar(here))
    return orders


def _add_stops(problem: Problem, manager: Any, model: Any) -> None:
    when: Any = model.GetDimensionOrDie("time")
    for number, stop in enumerate(problem.stops):
        index = manager.NodeToIndex(number)
        model.AddDisjunction([index], stop.drop_price)
        able = [duty for duty, each in enumerate(problem.on_duty) if may_go(each, stop)]
        model.VehicleVar(index).SetValues([-1, *able])
        spans = stop.start_spans(problem.horizon_s)
        when.CumulVar(index).SetRange(spans[0][0], spans[-1][1])
        if stop.due_s is not None and stop.late_price:
            when.SetCumulVarSoftUpperBound(index, max(0, stop.due_s), stop.late_price)


def _add_days(problem: Problem, model: Any, work: list[int]) -> None:
    when: Any = model.GetDimensionOrDie("time")
    for duty, each in enumerate(problem.on_duty):
        assert each.shift
        when.CumulVar(model.Start(duty)).SetValue(each.shift[0])
        when.CumulVar(model.End(duty)).SetRange(each.shift[0], each.latest_end_s())
        if each.overtime_price:
            when.SetCumulVarSoftUpperBound(model.End(duty), each.shift[1], each.overtime_price)
        pauses = [
            model.solver().FixedDurationIntervalVar(
                pause.earliest_s, pause.latest_s, pause.duration_s, False, f"{duty}/{number}"
            )
            for number, pause in enumerate(each.breaks)
        ]
        if pauses:
            when.SetBreakIntervalsOfVehicle(pauses, duty, work)


def _add_loads(problem: Problem, manager: Any, model: Any) -> None:
    held = [each.van.get(LOAD, 0) for each in problem.on_duty]
    if not any(held):
        return
    loads = [stop.parts.get(LOAD, 0) for stop in problem.stops] + [0] * (2 * len(held))
    load = model.RegisterUnaryTransitVector(loads)
    model.AddDimensionWithVehicleCapacity(load, 0, held, True, "load")


def _parameters(model: Any, until: float) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    first, better = (
        routing_enums_pb2.FirstSolutionStrategy,
        routing_enums_pb2.LocalSearchMetaheuristic,
    )
    parameters.first_solution_strategy = first.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = better.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromSeconds(LONGEST_S)
    limit = model.solver().CustomLimit(lambda: time.process_time() >= until)
    model.AddSearchMonitor(limit)
    return parameters
