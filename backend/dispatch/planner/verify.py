"""Whether a plan is lawful: plain arithmetic on what it says, independent of how it was found.

One function a rule, in the order of docs/planner.md: here what spans routes, in `lawful_route` what
one engineer's day must keep. A plan is verified when it is found and again when a person accepts
it, against that moment's problem.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import pairwise

from backend.dispatch.planner.lawful_route import ONE_ROUTE, Violation, stated_drives, visited
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Cost, Solution

__all__ = ["Violation", "verify", "verify_parts"]


def verify(problem: Problem, solution: Solution) -> list[Violation]:
    """Every violation of `solution`; an empty list means that it may be proposed."""
    return verify_parts([problem], solution)


def verify_parts(parts: Sequence[Problem], solution: Solution) -> list[Violation]:
    """The same of a plan whose problem is in parts, each with the roads between its own places.

    What spans routes is asked of all parts together, a route of the part its engineer is in.
    """
    whole = parts[0].having(
        [each for part in parts for each in part.engineers],
        [each for part in parts for each in part.stops],
    )
    found = [each for rule in WHOLE_PLAN for each in rule(whole, solution)]
    part_of = {each.id: part for part in parts for each in part.engineers}
    if not found:
        found += over_the_border(part_of, solution)
    if any(each.code.startswith("unknown-") for each in found):
        return found
    for route in solution.routes:
        part = part_of[route.engineer]
        engineer = part.engineer_by_id[route.engineer]
        if route.stops and engineer.shift:
            found += [each for rule in ONE_ROUTE for each in rule(part, engineer, route)]
    return found + list(right_cost(whole, solution))


def over_the_border(part_of: Mapping[str, Problem], solution: Solution) -> Iterator[Violation]:
    """Nobody is sent to a stop of another part, to which no road is known."""
    for route in solution.routes:
        for each in route.stops:
            if each.stop not in part_of[route.engineer].stop_by_id:
                yield Violation("unknown-stop", 1, route.engineer, stop=each.stop)


def known_names(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """The plan speaks only of engineers and stops of this problem."""
    for route in solution.routes:
        if route.engineer not in problem.engineer_by_id:
            yield Violation("unknown-engineer", 1, route.engineer)
    for stop in _said(solution):
        if stop not in problem.stop_by_id:
            yield Violation("unknown-stop", 1, stop=stop)


def every_stop_once(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Every stop is among the unplanned, or every seat of its crew is in exactly one route."""
    left = Counter(each.stop for each in solution.unplanned)
    seats = Counter((each.stop, each.seat) for r in solution.routes for each in r.stops)
    for stop in problem.stops:
        wanted = range(1 + len(stop.helpers))
        said = left[stop.id] + max(seats[stop.id, seat] for seat in wanted)
        missing = 0 if left[stop.id] else sum(not seats[stop.id, seat] for seat in wanted)
        if missing:
            yield Violation("stop-missing", missing, stop=stop.id)
        elif said > 1:
            yield Violation("stop-twice", said - 1, stop=stop.id)


def crew_together(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A crew begins in the same second, and is as many people as it has seats."""
    for stop in problem.stops:
        if not stop.helpers:
            continue
        there = [(r.engineer, e) for r in solution.routes for e in r.stops if e.stop == stop.id]
        people = {problem.engineer_by_id[name].who for name, _ in there}
        starts = [each.start_s for _, each in there]
        if there and max(starts) > min(starts):
            yield Violation("crew-apart", max(starts) - min(starts), stop=stop.id)
        if len(people) < len(there):
            yield Violation("crew-alone", len(there) - len(people), stop=stop.id)


def one_route_each(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Nobody has two routes, and who is off duty has no stops."""
    for engineer, routes in Counter(each.engineer for each in solution.routes).items():
        if routes > 1:
            yield Violation("route-twice", routes - 1, engineer)
    for route in solution.routes:
        known = problem.engineer_by_id.get(route.engineer)
        if route.stops and known and known.shift is None:
            yield Violation("off-duty", len(route.stops), route.engineer)


def parts_in_van(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Nobody needs more of a part, in all their shifts together, than is in their van."""
    used: dict[str, Counter[str]] = {}
    for route in solution.routes:
        engineer = problem.engineer_by_id.get(route.engineer)
        for planned in route.stops if engineer else ():
            stop = problem.stop_by_id.get(planned.stop)
            assert engineer is not None
            needed = stop.parts if stop and planned.seat == 0 else {}
            used.setdefault(engineer.who, Counter()).update(needed)
    for person, shifts in problem.shifts_of.items():
        for part, quantity in sorted(used.get(person, Counter()).items()):
            held = max(each.van.get(part, 0) for each in shifts)
            if quantity > held:
                yield Violation("part", quantity - held, person)


def rested(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """After a shift that asks for it, the person's next begins only when they have rested."""
    routes = {each.engineer: each for each in solution.routes if each.stops}
    for shifts in problem.shifts_of.values():
        worked = [each for each in shifts if each.id in routes]
        for before, after in pairwise(worked):
            free_s = routes[before.id].back_s + before.rest_s
            short_s = free_s - routes[after.id].leave_s
            if short_s > 0:
                yield Violation("rest", short_s, after.id)


def in_order(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """What comes after another stop begins when that is over, and not without it."""
    begun: dict[str, int] = {}
    over: dict[str, int] = {}
    for each in (each for route in solution.routes for each in route.stops):
        begun[each.stop] = min(each.start_s, begun.get(each.stop, each.start_s))
        over[each.stop] = max(each.end_s, over.get(each.stop, each.end_s))
    for stop in problem.stops:
        for other in sorted(stop.after) if stop.id in begun else ():
            if other not in over:
                yield Violation("after-undone", 1, stop=stop.id)
                continue
            early_s = over[other] + stop.after_gap_s - begun[stop.id]
            if early_s > 0:
                yield Violation("after", early_s, stop=stop.id)


def reasons_given(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Every unplanned stop says why."""
    for each in solution.unplanned:
        if not each.reasons:
            yield Violation("no-reason", 1, stop=each.stop)


def right_cost(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Every cause costs what the routes and the unplanned say it does."""
    true = Cost(undone=sum(problem.stop_by_id[e.stop].drop_price for e in solution.unplanned))
    for route in solution.routes:
        engineer = problem.engineer_by_id[route.engineer]
        true += Cost(
            travel=sum(stated_drives(route)) * problem.weights.travel_price,
            overtime=route.overtime_s * engineer.overtime_price,
        )
        for stop, planned in visited(problem, route):
            changed = stop.moved(planned.start_s) + stop.changes_engineer(engineer)
            true += Cost(
                lateness=planned.late_s * stop.late_price,
                spoiled=stop.spoiled_s(planned.end_s) * stop.spoil_price,
                changes=changed * stop.told_price,
                preference=stop.prefers_others(engineer) * stop.preferred_price,
            )
    for cause in fields(Cost):
        off = abs(getattr(solution.cost, cause.name) - getattr(true, cause.name))
        if off:
            yield Violation(f"cost-{cause.name}", off)


WHOLE_PLAN: tuple[Callable[[Problem, Solution], Iterator[Violation]], ...] = (
    known_names,
    every_stop_once,
    one_route_each,
    reasons_given,
    crew_together,
    parts_in_van,
    rested,
    in_order,
)


def _said(solution: Solution) -> list[str]:
    planned = [each.stop for route in solution.routes for each in route.stops]
    return planned + [each.stop for each in solution.unplanned]
