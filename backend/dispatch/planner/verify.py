"""Whether a plan is lawful: plain arithmetic on what it says, independent of how it was found.

One function a rule, in the order of docs/planner.md. A plan is verified when it is found and
again when a person accepts it, against that moment's problem.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from itertools import pairwise

from backend.dispatch.planner.day import PlannerEngineer, Stop
from backend.dispatch.planner.permits import PERMITS, missing_skills
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.seats import seat_of
from backend.dispatch.planner.solution import Cost, PlannedBreak, PlannedStop, Route, Solution


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule broken: by how many seconds, points or pieces, by whom, at which stop."""

    code: str
    by: int
    engineer: str | None = None
    stop: str | None = None


def verify(problem: Problem, solution: Solution) -> list[Violation]:
    """Every violation of `solution`; an empty list means that it may be proposed."""
    found = [each for rule in WHOLE_PLAN for each in rule(problem, solution)]
    if any(each.code.startswith("unknown-") for each in found):
        return found
    for route in solution.routes:
        engineer = problem.engineer_by_id[route.engineer]
        if route.stops and engineer.shift:
            found += [each for rule in ONE_ROUTE for each in rule(problem, engineer, route)]
    return found + list(right_cost(problem, solution))


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


def allowed(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Every permit says yes: skills, clearances, bans, locked engineer, territory, priority."""
    for stop, _ in _visited(problem, route):
        for code, permit in PERMITS.items():
            if not permit(engineer, stop):
                by = len(missing_skills(engineer, stop)) if code == "skill" else 1
                yield Violation(code, by, engineer.id, stop.id)


def cap_kept(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Nobody, a novice least of all, is given more stops than they may have."""
    if engineer.most_stops is not None and len(route.stops) > engineer.most_stops:
        yield Violation("cap", len(route.stops) - engineer.most_stops, engineer.id)


def start_locks_kept(
    problem: Problem, engineer: PlannerEngineer, route: Route
) -> Iterator[Violation]:
    """A locked start is kept to the second."""
    for stop, planned in _visited(problem, route):
        if stop.lock_start_s is not None and planned.start_s != stop.lock_start_s:
            off_s = abs(planned.start_s - stop.lock_start_s)
            yield Violation("lock-start", off_s, engineer.id, stop.id)


def windows_kept(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Work starts inside a window; `by` is the way to the nearest one."""
    for stop, planned in _visited(problem, route):
        off_s = min((_outside(planned.start_s, each) for each in stop.windows), default=0)
        if off_s:
            yield Violation("window", off_s, engineer.id, stop.id)


def lead_time_kept(
    problem: Problem, engineer: PlannerEngineer, route: Route
) -> Iterator[Violation]:
    """Nobody begins before the object can have them."""
    for stop, planned in _visited(problem, route):
        if planned.start_s < stop.not_before_s:
            early_s = stop.not_before_s - planned.start_s
            yield Violation("lead-time", early_s, engineer.id, stop.id)


def shift_kept(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Nobody leaves before the shift, nor is back later than its end and the overtime allowed."""
    assert engineer.shift is not None
    if route.leave_s < engineer.shift[0]:
        yield Violation("shift-start", engineer.shift[0] - route.leave_s, engineer.id)
    if route.back_s > engineer.latest_end_s():
        yield Violation("shift-end", route.back_s - engineer.latest_end_s(), engineer.id)


def work_whole(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Work lasts as long as this engineer needs for it."""
    for stop, planned in _visited(problem, route):
        off_s = abs(planned.end_s - planned.start_s - engineer.work_s(stop))
        if off_s:
            yield Violation("work-time", off_s, engineer.id, stop.id)


def roads_driven(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Between two stops there is time for the drive, the access minutes and the breaks taken."""
    for here in _gaps(problem, engineer, route):
        needed_s = here.drive_s + here.access_s + _paused(route.breaks, here.from_s, here.to_s)
        short_s = needed_s - (here.to_s - here.from_s)
        if short_s > 0:
            yield Violation("road", short_s, engineer.id, here.stop)


def kerb_between(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """At the kerb not before the drive is over, and with the access minutes left before work."""
    planned = {each.stop: each for each in route.stops}
    for here in _gaps(problem, engineer, route):
        if here.stop is None:
            continue
        kerb_s = planned[here.stop].arrive_s
        early_s = here.from_s + here.drive_s + _paused(route.breaks, here.from_s, kerb_s) - kerb_s
        late_s = kerb_s + here.access_s + _paused(route.breaks, kerb_s, here.to_s) - here.to_s
        if max(early_s, late_s) > 0:
            yield Violation("kerb", max(early_s, late_s), engineer.id, here.stop)


def breaks_taken(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Every break begins in its span and lasts its time, unless the day ends before it must."""
    spare = list(route.breaks)
    for owed in engineer.breaks:
        taken = next((b for b in spare if owed.earliest_s <= b.start_s <= owed.latest_s), None)
        if taken:
            spare.remove(taken)
            short_s = owed.duration_s - (taken.end_s - taken.start_s)
            if short_s > 0:
                yield Violation("break-short", short_s, engineer.id)
        elif route.back_s > owed.latest_s:
            yield Violation("break-missing", route.back_s - owed.latest_s, engineer.id)
    for each in spare:
        yield Violation("break-unasked", each.end_s - each.start_s, engineer.id)


def breaks_apart(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """No break overlaps work or another break."""
    for planned in route.stops:
        shared_s = _paused(route.breaks, planned.start_s, planned.end_s)
        if shared_s:
            yield Violation("break-in-work", shared_s, engineer.id, planned.stop)
    for before, after in pairwise(sorted(route.breaks, key=lambda each: each.start_s)):
        if after.start_s < before.end_s:
            yield Violation("break-in-break", before.end_s - after.start_s, engineer.id)


def numbers_true(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Driving, lateness and overtime are stated as they are."""
    for here, stated in zip(_gaps(problem, engineer, route), _stated(route), strict=True):
        if stated != here.drive_s:
            yield Violation("travel-number", abs(stated - here.drive_s), engineer.id, here.stop)
    for stop, planned in _visited(problem, route):
        off_s = abs(planned.late_s - stop.late_s(planned.start_s))
        if off_s:
            yield Violation("late-number", off_s, engineer.id, stop.id)
    assert engineer.shift is not None
    over_s = max(0, route.back_s - engineer.shift[1])
    if route.overtime_s != over_s:
        yield Violation("overtime-number", abs(route.overtime_s - over_s), engineer.id)


def right_cost(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Every cause costs what the routes and the unplanned say it does."""
    true = Cost(undone=sum(problem.stop_by_id[e.stop].drop_price for e in solution.unplanned))
    for route in solution.routes:
        engineer = problem.engineer_by_id[route.engineer]
        true += Cost(
            travel=sum(_stated(route)) * problem.weights.travel_price,
            overtime=route.overtime_s * engineer.overtime_price,
        )
        for stop, planned in _visited(problem, route):
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
ONE_ROUTE: tuple[Callable[[Problem, PlannerEngineer, Route], Iterator[Violation]], ...] = (
    allowed,
    cap_kept,
    start_locks_kept,
    windows_kept,
    lead_time_kept,
    shift_kept,
    work_whole,
    roads_driven,
    kerb_between,
    breaks_taken,
    breaks_apart,
    numbers_true,
)


@dataclass(frozen=True, slots=True)
class _Gap:
    """The time between the end of one thing and the begin of the next; stop None: back home."""

    stop: str | None
    from_s: int
    to_s: int
    drive_s: int
    access_s: int


def _gaps(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[_Gap]:
    place, free_s = engineer.start, route.leave_s
    for stop, planned in _visited(problem, route):
        drive_s = int(problem.travel_s[place, stop.place])
        access_s = 0 if place == stop.place else stop.access_s
        yield _Gap(planned.stop, free_s, planned.start_s, drive_s, access_s)
        place, free_s = stop.place, planned.end_s
    yield _Gap(None, free_s, route.back_s, int(problem.travel_s[place, engineer.end]), 0)


def _said(solution: Solution) -> list[str]:
    planned = [each.stop for route in solution.routes for each in route.stops]
    return planned + [each.stop for each in solution.unplanned]


def _visited(problem: Problem, route: Route) -> Iterator[tuple[Stop, PlannedStop]]:
    for each in route.stops:
        yield seat_of(problem.stop_by_id[each.stop], each.seat), each


def _stated(route: Route) -> list[int]:
    return [each.travel_s for each in route.stops] + [route.back_travel_s]


def _outside(moment_s: int, window: tuple[int, int]) -> int:
    return max(window[0] - moment_s, moment_s - window[1], 0)


def _paused(breaks: tuple[PlannedBreak, ...], from_s: int, to_s: int) -> int:
    """Seconds of `breaks` inside [from_s, to_s)."""
    return sum(max(0, min(b.end_s, to_s) - max(b.start_s, from_s)) for b in breaks)
