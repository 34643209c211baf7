"""Who can take one more stop: every lawful place in a day's routes, exact, without a solver.

This is the answer to "who can get there first", the closing step of a solve, and the proof
behind the reason "fits, but costs more than leaving it".
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.dispatch.planner.daycost import DayCost
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solution import Cost, Route
from backend.dispatch.planner.timing import route_cost, schedule, stay_home


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
    """What becomes of `engineer`'s day (`order`) with the stop as number `position`.

    `extra_cost` is None where that is unlawful; `over_s` then says by how many seconds the day
    ends too late, where that is the only thing wrong.
    """

    engineer: PlannerEngineer
    order: Sequence[int]
    position: int
    extra_cost: int | None
    over_s: int | None


def attempts(problem: Problem, routes: Sequence[Route], stop: Stop) -> Iterator[Attempt]:
    """Every place of every allowed engineer's day; `routes` must not hold `stop` yet.

    `stop` is one of the problem's.
    """
    number = problem.stop_number
    orders = {r.engineer: [number[each.stop] for each in r.stops] for r in routes}
    for engineer in problem.allowed(stop):
        order = orders.get(engineer.id, [])
        if full(engineer, order) or parts_short(problem, orders, engineer, stop):
            continue
        days = DayCost(problem, engineer)
        before, prefixes = days.cost(order), days.prefixes(order)
        assert before is not None, "the day was unlawful before"
        driven = days.travel_s(order) * days.price + sum(map(days.pair_price, order))
        for position in range(len(order) + 1):
            ways = days.inserted(order, prefixes, number[stop.id], position)
            lawful = [cost for cost, back_s, _ in ways if back_s <= days.latest_s]
            detour = days.detour_s(order, number[stop.id], position) * days.price
            detour += days.pair_price(number[stop.id])
            extra = min(lawful) + driven + detour - before if lawful else None
            over = min((back_s - days.latest_s for _, back_s, _ in ways), default=None)
            yield Attempt(engineer, order, position, extra, None if lawful else over)


def full(engineer: PlannerEngineer, order: Sequence[int]) -> bool:
    """Whether the day has as many stops as this engineer may have."""
    return engineer.most_stops is not None and len(order) >= engineer.most_stops


def parts_short(
    problem: Problem,
    orders: Mapping[str, Sequence[int]],
    engineer: PlannerEngineer,
    stop: Stop,
) -> dict[str, int]:
    """How many of each part `stop` needs beyond what the van still holds, all shifts counted."""
    if not stop.parts:
        return {}
    shifts = problem.shifts_of[engineer.who]
    used = Counter[str](stop.parts)
    for number in (number for each in shifts for number in orders.get(each.id, ())):
        used.update(problem.stops[number].parts)
    held = {part: max(each.van.get(part, 0) for each in shifts) for part in stop.parts}
    return {part: used[part] - held[part] for part in stop.parts if used[part] > held[part]}


def insertions(problem: Problem, routes: Sequence[Route], stop: Stop) -> Iterator[Insertion]:
    """Every lawful insertion of `stop` into `routes`, which must not hold it yet."""
    for each in attempts(problem, routes, stop):
        if each.extra_cost is not None:
            yield made_insertion(problem, each, stop)


def cheapest_insertion(problem: Problem, routes: Sequence[Route], stop: Stop) -> Insertion | None:
    """The insertion that adds the fewest points, None when there is none."""
    found = [
        (each.extra_cost, number, each)
        for number, each in enumerate(attempts(problem, routes, stop))
        if each.extra_cost is not None
    ]
    if not found:
        return None
    return made_insertion(problem, min(found)[2], stop)


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
    """Puts in whatever costs less than leaving it, dearest stop first; the routes, the rest.

    One route for everybody on duty comes back, also for who had none.
    """
    known = {route.engineer: route for route in routes}
    filled = [known.get(each.id) or stay_home(each) for each in problem.on_duty]
    rest: list[Stop] = []
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


def made_insertion(problem: Problem, tried: Attempt, stop: Stop) -> Insertion:
    """The day that a lawful attempt makes, to the second."""
    assert tried.extra_cost is not None, "an unlawful attempt makes no day"
    stops = [problem.stops[number] for number in tried.order]
    stops.insert(tried.position, stop)
    made = schedule(problem, tried.engineer, stops)
    assert isinstance(made, Route)
    return insertion_of(tried, made, DayCost(problem, tried.engineer), stop)


def insertion_of(tried: Attempt, made: Route, days: DayCost, stop: Stop) -> Insertion:
    """What the attempt came to, now that its day is made."""
    assert tried.extra_cost is not None
    taken, number = made.stops[tried.position], days.works.problem.stop_number[stop.id]
    return Insertion(
        engineer=made.engineer,
        position=tried.position,
        route=made,
        arrive_s=taken.arrive_s,
        start_s=taken.start_s,
        late_s=taken.late_s,
        extra_travel_s=days.detour_s(tried.order, number, tried.position),
        extra_cost=tried.extra_cost,
    )
