"""How the seconds a visit takes grow with the size of the day, territory by territory.

Days of equal density: ten visits an engineer, a territory for every fifty people, as many rounds a
visit at every size. Each part is planned as a task of its own would, with the roads between its own
places only, one after the other here; the joined plan is verified whole.
"""

import math
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from backend.dispatch.planner.parts import Map, Part, cut, joined_parts, renumbered
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.verify import verify_parts

SIZES = (50, 200, 500, 1_000, 2_000, 5_000, 10_000)
QUICK_UNTIL = 2_000
# Few, so that the largest size is done within minutes of a busy machine.
ROUNDS_A_VISIT = 10
VISITS_AN_ENGINEER, ENGINEERS_A_TERRITORY = 10, 50
HOUR_S, KM_S, TERRITORY_KM = 3_600, 90, 30
HEAD = (
    "| visits | engineers | parts | CPU s | ms a visit | of n log n | left out | MB |",
    "|---|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Country:
    """Engineers and stops, and where every place lies, in km."""

    engineers: tuple[PlannerEngineer, ...]
    stops: tuple[Stop, ...]
    where: Map


def table(quick: bool) -> Iterator[str]:
    """A row a size; `of n log n` is the seconds over n log n, with the first row as 1."""
    yield from HEAD
    first = 0.0
    for visits in SIZES:
        if quick and visits > QUICK_UNTIL:
            return
        whole = country(visits)
        began = time.process_time()
        parts = [problem_of(whole, each) for each in cut(whole.engineers, whole.stops, whole.where)]
        plans = [
            solve(p, seconds=None, iterations=ROUNDS_A_VISIT * len(p.stops), threads=2)
            for p in parts
        ]
        plan = joined_parts(whole.engineers, whole.stops, plans)
        took = time.process_time() - began
        broken = verify_parts(parts, plan)
        if broken:
            raise SystemExit(f"a rule is broken: {broken[0]}")
        shape = took / (visits * math.log(visits))
        first = first or shape
        mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        yield (
            f"| {visits:,} | {len(whole.engineers):,} | {len(parts)} | {took:.1f} | "
            f"{1000 * took / visits:.1f} | {shape / first:.2f} | {len(plan.unplanned)} | {mb:,} |"
        )


def country(visits: int) -> Country:
    """Territories side by side in a row, everybody and everything bound to one of them."""
    random = np.random.default_rng(visits)
    people = max(5, visits // VISITS_AN_ENGINEER)
    points = random.uniform(0, TERRITORY_KM, (people + visits, 2))
    lands = -(-people // ENGINEERS_A_TERRITORY)
    land = np.concatenate([np.arange(people) % lands, np.arange(visits) % lands])
    points[:, 0] += land * TERRITORY_KM
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
    return Country(tuple(crew), tuple(stops), points)


def problem_of(whole: Country, part: Part) -> Problem:
    """A part with roads of its own: a grid of streets, by the kilometre."""
    here, points = renumbered(part), whole.where[part.places]
    apart = np.abs(points[:, None, :] - points[None, :, :]).sum(axis=2)
    return Problem(here.engineers, here.stops, (apart * KM_S).astype(np.int64))
