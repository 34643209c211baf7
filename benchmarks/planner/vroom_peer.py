"""VROOM, which knows hard windows, skills and breaks, but no price of lateness.

So deadlines come in stages: at first every deadline is the end of a window; what is then left out
has its deadline put off, further at each stage, until VROOM leaves nothing more out than it must.
Priorities are the prices of leaving a stop. The best stage by the judge is VROOM's answer.
"""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from backend.dispatch.planner.problem import Break, PlannerEngineer, Problem, Stop
from benchmarks.planner.days import LOAD
from benchmarks.planner.judge import judged

STAGES_S: tuple[int | None, ...] = (0, 1_800, 3_600, 2 * 3_600, 4 * 3_600, None)
THREADS = 2
MOST_URGENT = 100


def plan(problem: Problem, cpu_s: float, seed: int) -> list[list[int]]:
    """Stages until the CPU seconds are over; a stage that has begun is finished."""
    until = time.process_time() + cpu_s
    stage = [0] * len(problem.stops)
    best: tuple[int, list[list[int]]] | None = None
    while True:
        routes = _solved(problem, [STAGES_S[each] for each in stage])
        cost = judged(problem, routes).cost
        if best is None or cost < best[0]:
            best = cost, routes
        done = {number for route in routes for number in route}
        waiting = [n for n in range(len(stage)) if n not in done and stage[n] + 1 < len(STAGES_S)]
        if not waiting or time.process_time() >= until:
            return best[1]
        for number in waiting:
            stage[number] += 1


def _solved(problem: Problem, slack: Sequence[int | None]) -> list[list[int]]:
    import vroom

    skills = sorted({skill for stop in problem.stops for skill in stop.skills})
    dearest = max(stop.drop_price for stop in problem.stops)
    day = vroom.Input()
    day.set_durations_matrix("car", problem.travel_s.astype(np.uint32))
    day.add_vehicle([_vehicle(vroom, n, each, skills) for n, each in enumerate(problem.on_duty)])
    for number, stop in enumerate(problem.stops):
        windows = put_off(stop, slack[number], problem.horizon_s)
        day.add_job(
            vroom.Job(
                id=number,
                location=stop.place,
                default_service=stop.duration_s,
                skills={skills.index(each) for each in stop.skills},
                priority=max(1, round(MOST_URGENT * stop.drop_price / dearest)),
                pickup=vroom.Amount([stop.parts[LOAD]] if stop.parts else []),
                time_windows=[vroom.TimeWindow(*each) for each in windows],
            )
        )
    rows = day.solve(exploration_level=5, nb_threads=THREADS).routes
    orders: list[list[int]] = [[] for _ in problem.on_duty]
    for row in rows[rows["type"] == "job"].itertuples():
        orders[int(row.vehicle_id)].append(int(row.id))
    return orders


def _vehicle(vroom: Any, number: int, each: PlannerEngineer, skills: Sequence[str]) -> Any:
    assert each.shift
    return vroom.Vehicle(
        number,
        start=each.start,
        end=each.end,
        skills={skills.index(skill) for skill in each.skills if skill in skills},
        capacity=[each.van[LOAD]] if each.van else [],
        time_window=vroom.TimeWindow(each.shift[0], each.latest_end_s()),
        breaks=[_break(vroom, n, pause) for n, pause in enumerate(each.breaks)],
    )


def _break(vroom: Any, number: int, pause: Break) -> Any:
    window = vroom.TimeWindow(pause.earliest_s, pause.latest_s)
    return vroom.Break(number, [window], service=pause.duration_s)


def put_off(stop: Stop, slack_s: int | None, horizon_s: int) -> list[tuple[int, int]]:
    """When work may start, the deadline put off by `slack_s` (None: not asked) being the end."""
    until = horizon_s
    if stop.due_s is not None and slack_s is not None:
        until = stop.due_s + slack_s
    cut = [(a, min(b, until)) for a, b in stop.start_spans(horizon_s) if a <= until]
    return cut or list(stop.start_spans(horizon_s))
