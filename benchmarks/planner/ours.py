"""Callout's own planner, as a plan in the product is made: everything of `solve`, then verified."""

import time

from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.verify import verify

THREADS = 2


def plan(problem: Problem, cpu_s: float, seed: int) -> list[list[int]]:
    """So many CPU seconds over both threads; explaining what was left out comes on top."""
    solution = solve(
        problem,
        seconds=cpu_s / THREADS,
        seed=seed,
        threads=THREADS,
        clock=lambda: time.process_time() / THREADS,
    )
    broken = verify(problem, solution)
    if broken:
        raise SystemExit(f"a rule is broken: {broken[0]}")
    number = problem.stop_number
    return [[number[each.stop] for each in route.stops] for route in solution.routes]
