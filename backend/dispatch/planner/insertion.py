"""Who can take one more stop: every lawful place in a day's routes, exact, without a solver.

This is the answer to "who can get there first", the closing step of a solve, and the proof
behind the reason "fits, but costs more than leaving it".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solution import Cost, Route
from backend.dispatch.planner.timing import Clash, route_cost, schedule, stay_home


@dataclass(frozen=True, slots=True)
class Insertion:
    """`stop` as number `position` of that engineer's day: the day it makes, what it adds."""

    engineer: str
    position: int
    route: Route
    arrive_s: int
    start_s: int
    late_s: int
    extra_travel_s: int
    extra_cost: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """What becomes of `engineer`'s day (`before`) with the stop as number `position`."""

    engineer: PlannerEngineer
    position: int
    before: Route
    made: Route | Clash

    @property
    def lawful(self) -> bool:
        return isinstance(self.made, Route)

    def extra_cost(self, problem: Problem) -> int:
        """Points added to the day; only of a lawful attempt."""
        assert isinstance(self.made, Route)
        return route_cost(problem, self.made).total - route_cost(problem, self.before).total


def attempts(problem: Problem, routes: Sequence[Route], stop: Stop) -> Iterator[Attempt]:
    """Every place of every allowed engineer's day; `routes` must not hold `stop` yet."""
    known = {route.engineer: route for route in routes}
    for engineer in problem.allowed(stop):
        before = known.get(engineer.id) or stay_home(engineer)
        day = [problem.stop_by_id[each.stop] for each in before.stops]
        for position in range(len(day) + 1):
            made = schedule(problem, engineer, [*day[:position], stop, *day[position:]])
            yield Attempt(engineer, position, before, made)


def insertions(problem: Problem, routes: Sequence[Route], stop: Stop) -> Iterator[Insertion]:
    """Every lawful insertion of `stop` into `routes`, which must not hold it yet."""
    for each in attempts(problem, routes, stop):
        if isinstance(each.made, Route):
            yield _insertion(problem, each, each.made)


def cheapest_insertion(problem: Problem, routes: Sequence[Route], stop: Stop) -> Insertion | None:
    """The insertion that adds the fewest points, None when there is none."""
    found = insertions(problem, routes, stop)
    return min(found, key=lambda each: (each.extra_cost, each.start_s), default=None)


def earliest_arrivals(
    problem: Problem, routes: Sequence[Route], stop: Stop, *, most: int = 5
) -> list[Insertion]:
    """Who can start at `stop` first, given the day as planned: one insertion an engineer.

    Ordered by start, then by what it costs everybody. `extra_cost` includes the lateness it
    brings to the stops behind it. At most `most` engineers.
    """
    best: dict[str, Insertion] = {}
    for each in insertions(problem, routes, stop):
        known = best.get(each.engineer)
        if known is None or _sooner(each) < _sooner(known):
            best[each.engineer] = each
    return sorted(best.values(), key=_sooner)[:most]


def fill_gaps(
    problem: Problem, routes: Sequence[Route], left_out: Sequence[Stop]
) -> tuple[list[Route], list[Stop]]:
    """Puts in whatever costs less than leaving it, dearest stop first; the routes, the rest."""
    filled, rest = list(routes), list[Stop]()
    for stop in sorted(left_out, key=lambda each: (not each.locked, -each.drop_price, each.id)):
        found = cheapest_insertion(problem, filled, stop)
        if found is None or (found.extra_cost >= stop.drop_price and not stop.locked):
            rest.append(stop)
            continue
        filled = [found.route if r.engineer == found.engineer else r for r in filled]
    return filled, rest


def total_cost(problem: Problem, routes: Sequence[Route], left_out: Sequence[Stop]) -> Cost:
    """Points of a whole plan by cause."""
    driven = sum((route_cost(problem, each) for each in routes), Cost())
    return driven + Cost(undone=sum(each.drop_price for each in left_out))


def _sooner(each: Insertion) -> tuple[int, int, str]:
    return (each.start_s, each.extra_cost, each.engineer)


def _insertion(problem: Problem, tried: Attempt, made: Route) -> Insertion:
    taken = made.stops[tried.position]
    return Insertion(
        engineer=made.engineer,
        position=tried.position,
        route=made,
        arrive_s=taken.arrive_s,
        start_s=taken.start_s,
        late_s=taken.late_s,
        extra_travel_s=made.travel_s - tried.before.travel_s,
        extra_cost=tried.extra_cost(problem),
    )
