"""One judge for every engine: it takes the order of stops only, and times it itself, exactly.

What is unlawful is counted, then mended for the engine: stops leave until each day is lawful, and
whatever is left out goes back where it costs less than its price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.dispatch.planner.insertion import fill_gaps, total_cost
from backend.dispatch.planner.permits import may_go
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solution import Route
from backend.dispatch.planner.timing import schedule
from benchmarks.planner.days import python_file

Orders = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Verdict:
    """Points, stops left out, and how many days were unlawful before they were mended."""

    cost: int
    left: int
    broken: int


def judged(problem: Problem, orders: Orders, mend: bool = True) -> Verdict:
    """What the order of stops, by number, of every engineer on duty comes to."""
    routes, broken, taken = [], 0, set[str]()
    for engineer, order in zip(problem.on_duty, orders, strict=True):
        wanted = [problem.stops[number] for number in order]
        route = _mended(problem, engineer, [stop for stop in wanted if stop.id not in taken])
        broken += len(route.stops) != len(wanted)
        taken.update(each.stop for each in route.stops)
        routes.append(route)
    left = [stop for stop in problem.stops if stop.id not in taken]
    if mend:
        routes, left = fill_gaps(problem, routes, left)
    return Verdict(total_cost(problem, routes, left).total, len(left), broken)


def second_opinion(folder: Path, path: Path, orders: Orders) -> int | None:
    """The cost by the judge that came with the instances, where there is one; unlawful: None."""
    judge = folder / "evaluate.py"
    if not judge.exists():
        return None
    other: Any = python_file(judge)
    said = other.evaluate(other.load(path), orders)
    return None if said["violations"] else int(said["cost"])


def _mended(problem: Problem, engineer: PlannerEngineer, stops: list[Stop]) -> Route:
    kept = [stop for stop in stops if may_go(engineer, stop)]
    while not isinstance(made := schedule(problem, engineer, kept), Route):
        culprit = next((stop for stop in kept if stop.id == made.stop), None)
        kept.remove(culprit or min(kept, key=lambda stop: stop.drop_price))
    return made
