"""What a day costs that is cut where no territory divides it, beside one search of the whole.

Both get the same seconds of the processor. The days are field-service days: nobody is bound to a
territory, and skills tie what is far apart.
"""

import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from backend.dispatch.planner.bundles import Orders
from backend.dispatch.planner.instance import problem_of_instance
from backend.dispatch.planner.parts import TURNS, Map, cut, joined_parts, orders_of, part_of
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.progress import WHOLE_WAY
from backend.dispatch.planner.solution import Solution
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.verify import verify
from benchmarks.planner.days import fresh_day

VISITS, ENGINEERS, CPU_S = 1_000, 100, 20.0
SEEDS, QUICK_SEEDS = (1, 2, 3, 4, 5), (1,)
HEAD = (
    "| day | CPU s each | one search | in parts | more | parts, turns |",
    "|---|---|---|---|---|---|",
)


def table(folder: Path, quick: bool, into: Path) -> Iterator[str]:
    """A row a day, and the middle of what parts cost more."""
    yield from HEAD
    more = []
    for seed in QUICK_SEEDS if quick else SEEDS:
        path = fresh_day(folder, VISITS, ENGINEERS, seed, into)
        data = json.loads(path.read_text())
        problem, where = problem_of_instance(data), _map(data["locations"])
        one = searched(problem, CPU_S, seed)
        pieces, plan = in_parts(problem, where, CPU_S, seed)
        for each in (one, plan):
            broken = verify(problem, each)
            if broken:
                raise SystemExit(f"a rule is broken: {broken[0]}")
        more.append(100 * (plan.cost.total / one.cost.total - 1))
        yield (
            f"| {VISITS}x{ENGINEERS}, seed {seed} | {CPU_S:.0f} | {one.cost.total:,} | "
            f"{plan.cost.total:,} | {more[-1]:+.1f} % | {pieces}, {TURNS} |"
        )
    yield ""
    yield f"In the middle {statistics.median(more):+.1f} %; the goal is 3 % at most."


def in_parts(problem: Problem, where: Map, seconds: float, seed: int) -> tuple[int, Solution]:
    """How many parts there were, and the plan they were joined to after all turns."""
    orders: dict[str, list[str]] = {}
    found: list[Solution] = []
    for turn in range(TURNS):
        parts = cut(problem.engineers, problem.stops, where, turn=turn, orders=orders)
        found = [
            searched(
                part_of(problem, part),
                seconds / TURNS * len(part.stops) / len(problem.stops),
                seed + turn,
                begin_with=orders,
                cooling=(turn / TURNS, (turn + 1) / TURNS),
            )
            for part in parts
        ]
        orders = orders_of(found)
    return len(found), joined_parts(problem.engineers, problem.stops, found)


def searched(
    problem: Problem,
    seconds: float,
    seed: int,
    begin_with: Orders | None = None,
    cooling: tuple[float, float] = WHOLE_WAY,
) -> Solution:
    """A search by the processor's clock; nobody reads why something was left out."""
    return solve(
        problem,
        seconds=seconds,
        seed=seed,
        threads=2,
        begin_with=begin_with,
        cooling=cooling,
        explain=False,
        clock=time.process_time,
    )


def _map(locations: list[tuple[float, float]]) -> Map:
    """Degrees (lat, lon) as east and north."""
    north, east = np.array(locations, dtype=np.float64).T
    return np.stack([east * np.cos(np.radians(north.mean())), north], axis=1)
