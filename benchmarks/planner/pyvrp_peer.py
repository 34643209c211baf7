"""PyVRP, which knows windows and prizes, but neither breaks nor a price of lateness.

Deadlines come in stages, as VROOM's: ends of windows at first, put off stage by stage for what is
left out; the best stage by the judge counts. (A stop as several clients of which at most one is
served, later ones for a smaller prize, came out dearer, and so did a little lateness for
everybody from the beginning.) Who lacks a skill has roads to the stop that nobody would drive.
Breaks are taken out of the day: the clock skips the time in which most of them lie, for everybody.
"""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from benchmarks.planner.days import LOAD
from benchmarks.planner.judge import judged
from benchmarks.planner.vroom_peer import put_off

# So late may work begin that PyVRP takes for punctual, stage by stage.
STAGES_S: tuple[int | None, ...] = (0, 1_800, 3_600, None)
TOO_FAR = 1_000_000
NOON_S = 12 * 3_600


def plan(problem: Problem, cpu_s: float, seed: int) -> list[list[int]]:
    """Four searches with half of the CPU seconds each, which is twice what the others get.

    Without deadlines one is enough, with all of them.
    """
    if all(stop.due_s is None for stop in problem.stops):
        return _solved(problem, [None] * len(problem.stops), cpu_s, seed)
    stage, found = [0] * len(problem.stops), list[list[list[int]]]()
    for _ in STAGES_S:
        found.append(_solved(problem, [STAGES_S[each] for each in stage], cpu_s / 2, seed))
        done = {number for order in found[-1] for number in order}
        stage = [
            at if number in done else min(at + 1, len(STAGES_S) - 1)
            for number, at in enumerate(stage)
        ]
    return min(found, key=lambda orders: judged(problem, orders).cost)


def _solved(
    problem: Problem, slack: Sequence[int | None], cpu_s: float, seed: int
) -> list[list[int]]:
    import pyvrp

    until = time.process_time() + cpu_s
    found = pyvrp.solve(
        _data(pyvrp, problem, slack),
        stop=lambda _cost: time.process_time() >= until,
        seed=seed,
        collect_stats=False,
        display=False,
    )
    orders: list[list[int]] = [[] for _ in problem.on_duty]
    fleet = _fleet(problem)
    for route in found.best.routes():
        duty = fleet[route.vehicle_type()].pop()
        orders[duty] = [each.idx for each in route.schedule() if each.is_client()]
    return orders


def _data(pyvrp: Any, problem: Problem, slack: Sequence[int | None]) -> Any:
    kinds = sorted({tuple(sorted(each.skills)) for each in problem.on_duty})
    skipped_s = _skipped(problem)
    homes = sorted({place for each in problem.on_duty for place in (each.start, each.end)})
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(problem.places)],
        clients=[
            _client(pyvrp, stop, put_off(stop, slack_s, problem.horizon_s), skipped_s)
            for stop, slack_s in zip(problem.stops, slack, strict=True)
        ],
        depots=[pyvrp.Depot(place) for place in homes],
        vehicle_types=[
            _vehicle_type(pyvrp, problem.on_duty[crew[0]], len(crew), kinds, homes, skipped_s)
            for crew in _fleet(problem)
        ],
        distance_matrices=[_roads(problem, skills) for skills in kinds],
        duration_matrices=[problem.travel_s for _ in kinds],
    )


def _client(pyvrp: Any, stop: Stop, windows: Sequence[tuple[int, int]], skipped_s: int) -> Any:
    return pyvrp.Client(
        stop.place,
        delivery=[stop.parts[LOAD]] if stop.parts else [],
        service_duration=stop.duration_s,
        tw_early=_clock(windows[0][0], skipped_s),
        tw_late=_clock(windows[-1][1], skipped_s),
        prize=stop.drop_price,
        required=False,
    )


def _fleet(problem: Problem) -> list[list[int]]:
    """Duties by vehicle type: those who are alike in everything are one type."""
    alike: dict[object, list[int]] = {}
    for duty, each in enumerate(problem.on_duty):
        kind = (each.start, each.end, each.shift, each.skills, each.breaks)
        alike.setdefault(kind, []).append(duty)
    return list(alike.values())


def _vehicle_type(
    pyvrp: Any,
    each: PlannerEngineer,
    count: int,
    kinds: list[tuple[str, ...]],
    homes: list[int],
    skipped_s: int,
) -> Any:
    assert each.shift
    begins, ends = (_clock(moment, skipped_s) for moment in each.shift)
    return pyvrp.VehicleType(
        num_available=count,
        capacity=[each.van[LOAD]] if each.van else [],
        start_depot=homes.index(each.start),
        end_depot=homes.index(each.end),
        tw_early=begins,
        tw_late=ends + each.overtime_s,
        start_late=begins,
        shift_duration=ends - begins,
        max_overtime=each.overtime_s,
        unit_overtime_cost=each.overtime_price,
        profile=kinds.index(tuple(sorted(each.skills))),
    )


def _skipped(problem: Problem) -> int:
    """How long a break usually lasts; 0 where nobody has one."""
    lengths = sorted(pause.duration_s for each in problem.on_duty for pause in each.breaks)
    return lengths[len(lengths) // 2] if lengths else 0


def _clock(moment_s: int, skipped_s: int) -> int:
    """The moment on a clock that skips the break."""
    return moment_s if moment_s < NOON_S else max(NOON_S, moment_s - skipped_s)


def _roads(problem: Problem, skills: tuple[str, ...]) -> Any:
    roads = problem.travel_s.astype(np.int64)
    able = {stop.place for stop in problem.stops if stop.skills <= set(skills)}
    barred = sorted({stop.place for stop in problem.stops} - able)
    roads[:, barred] += TOO_FAR
    np.fill_diagonal(roads, 0)
    return roads
