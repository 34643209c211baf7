"""Whether a plan is lawful: plain arithmetic on what it says, independent of how it was found.

One function a rule, in the order of docs/planner.md. A plan is verified when it is found and
again when a person accepts it, against that moment's problem.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from itertools import pairwise

from backend.dispatch.planner.day import PlannerEngineer, Stop
from backend.dispatch.planner.problem import Problem
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
    """Every stop is in exactly one route or among the unplanned."""
    said = Counter(_said(solution))
    for stop in problem.stops:
        if said[stop.id] == 0:
            yield Violation("stop-missing", 1, stop=stop.id)
        elif said[stop.id] > 1:
            yield Violation("stop-twice", said[stop.id] - 1, stop=stop.id)


def one_route_each(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Nobody has two routes, and who is off duty has no stops."""
    for engineer, routes in Counter(each.engineer for each in solution.routes).items():
        if routes > 1:
            yield Violation("route-twice", routes - 1, engineer)
    for route in solution.routes:
        known = problem.engineer_by_id.get(route.engineer)
        if route.stops and known and known.shift is None:
            yield Violation("off-duty", len(route.stops), route.engineer)


def reasons_given(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Every unplanned stop says why."""
    for each in solution.unplanned:
        if not each.reasons:
            yield Violation("no-reason", 1, stop=each.stop)


def skilled(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """The engineer has every skill the stop asks for; `by` counts the missing ones."""
    for stop, _ in _visited(problem, route):
        missing = len(stop.skills - engineer.skills)
        if missing:
            yield Violation("skill", missing, engineer.id, stop.id)


def not_banned(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Nobody goes where they are banned."""
    for stop, _ in _visited(problem, route):
        if engineer.id in stop.banned:
            yield Violation("banned", 1, engineer.id, stop.id)


def locks_kept(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """A locked stop keeps its engineer and its start to the second."""
    for stop, planned in _visited(problem, route):
        if stop.lock_engineer not in (None, engineer.id):
            yield Violation("lock-engineer", 1, engineer.id, stop.id)
        if stop.lock_start_s is not None and planned.start_s != stop.lock_start_s:
            off_s = abs(planned.start_s - stop.lock_start_s)
            yield Violation("lock-start", off_s, engineer.id, stop.id)


def windows_kept(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Work starts inside a window; `by` is the way to the nearest one."""
    for stop, planned in _visited(problem, route):
        off_s = min((_outside(planned.start_s, each) for each in stop.windows), default=0)
        if off_s:
            yield Violation("window", off_s, engineer.id, stop.id)


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
    travel = lateness = overtime = 0
    for route in solution.routes:
        engineer = problem.engineer_by_id[route.engineer]
        travel += sum(_stated(route)) * problem.weights.travel_price
        overtime += route.overtime_s * engineer.overtime_price
        for stop, planned in _visited(problem, route):
            lateness += planned.late_s * stop.late_price
    undone = sum(problem.stop_by_id[each.stop].drop_price for each in solution.unplanned)
    true = Cost(travel, lateness, overtime, undone)
    for cause in fields(Cost):
        off = abs(getattr(solution.cost, cause.name) - getattr(true, cause.name))
        if off:
            yield Violation(f"cost-{cause.name}", off)


WHOLE_PLAN: tuple[Callable[[Problem, Solution], Iterator[Violation]], ...] = (
    known_names,
    every_stop_once,
    one_route_each,
    reasons_given,
)
ONE_ROUTE: tuple[Callable[[Problem, PlannerEngineer, Route], Iterator[Violation]], ...] = (
    skilled,
    not_banned,
    locks_kept,
    windows_kept,
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
        yield _Gap(stop.id, free_s, planned.start_s, drive_s, access_s)
        place, free_s = stop.place, planned.end_s
    yield _Gap(None, free_s, route.back_s, int(problem.travel_s[place, engineer.end]), 0)


def _said(solution: Solution) -> list[str]:
    planned = [each.stop for route in solution.routes for each in route.stops]
    return planned + [each.stop for each in solution.unplanned]


def _visited(problem: Problem, route: Route) -> Iterator[tuple[Stop, PlannedStop]]:
    for each in route.stops:
        yield problem.stop_by_id[each.stop], each


def _stated(route: Route) -> list[int]:
    return [each.travel_s for each in route.stops] + [route.back_travel_s]


def _outside(moment_s: int, window: tuple[int, int]) -> int:
    return max(window[0] - moment_s, moment_s - window[1], 0)


def _paused(breaks: tuple[PlannedBreak, ...], from_s: int, to_s: int) -> int:
    """Seconds of `breaks` inside [from_s, to_s)."""
    return sum(max(0, min(b.end_s, to_s) - max(b.start_s, from_s)) for b in breaks)
