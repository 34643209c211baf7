"""How the seconds a visit takes grow with the size of the day, territory by territory.

Days of equal density: ten visits an engineer, a territory for every fifty people, as many rounds a
visit at every size. Each part is planned as a task of its own would, one after the other here; the
joined plan is verified whole.
"""

import math
import resource
import time
from collections.abc import Iterator

import numpy as np

from backend.dispatch.planner.parts import joined_parts, parts_of
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.verify import verify

SIZES = (50, 200, 500, 1_000, 2_000, 5_000, 10_000)
QUICK_UNTIL = 2_000
ROUNDS_A_VISIT = 100
VISITS_AN_ENGINEER, ENGINEERS_A_TERRITORY = 10, 50
HOUR_S, KM_S, TERRITORY_KM = 3_600, 90, 30
HEAD = (
    "| visits | engineers | parts | CPU s | ms a visit | of n log n | left out | MB |",
    "|---|---|---|---|---|---|---|---|",
)


def table(quick: bool) -> Iterator[str]:
    """A row a size; `of n log n` is the seconds over n log n, with the first row as 1."""
    yield from HEAD
    first = 0.0
    for visits in SIZES:
        if quick and visits > QUICK_UNTIL:
            return
        problem = country(visits)
        began = time.process_time()
        parts = parts_of(problem)
        plans = [
            solve(p, seconds=None, iterations=ROUNDS_A_VISIT * len(p.stops), threads=2)
            for p in parts
        ]
        plan = joined_parts(problem, plans)
        took = time.process_time() - began
        broken = verify(problem, plan)
        if broken:
            raise SystemExit(f"a rule is broken: {broken[0]}")
        shape = took / (visits * math.log(visits))
        first = first or shape
        mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        yield (
            f"| {visits:,} | {len(problem.engineers):,} | {len(parts)} | {took:.1f} | "
            f"{1000 * took / visits:.1f} | {shape / first:.2f} | {len(plan.unplanned)} | {mb:,} |"
        )


def country(visits: int) -> Problem:
    """Territories side by side in a row, everybody and everything bound to one of them."""
    random = np.random.default_rng(visits)
    people = max(5, visits // VISITS_AN_ENGINEER)
    points = random.uniform(0, TERRITORY_KM, (people + visits, 2))
    lands = -(-people // ENGINEERS_A_TERRITORY)
    land = np.concatenate([np.arange(people) % lands, np.arange(visits) % lands])
    points[:, 0] += land * TERRITORY_KM
    across = np.abs(points[:, None, 0] - points[None, :, 0])
    along = np.abs(points[:, None, 1] - points[None, :, 1])
    roads = ((across + along) * KM_S).astype(np.int64)
    crew = (
        PlannerEngineer(
            f"engineer {n}",
            n,
            n,
            (8 * HOUR_S, 17 * HOUR_S),
            overtime_s=HOUR_S,
            overtime_price=2,
            territories=frozenset({f"territory {land[n]}"}),
        )
        for n in range(people)
    )
    due = random.integers(9, 18, visits) * HOUR_S
    stops = (
        Stop(
            f"visit {n}",
            people + n,
            30 * 60,
            drop_price=20_000,
            due_s=int(due[n]),
            late_price=2,
            territory=f"territory {land[people + n]}",
        )
        for n in range(visits)
    )
    return Problem(tuple(crew), tuple(stops), roads)
