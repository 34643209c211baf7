"""The rules of one engineer's route: plain arithmetic on what a plan says of it.

One function a rule, in the order of docs/planner.md; `verify` asks them all. They know nothing of
how the plan was found.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from backend.dispatch.planner.day import PlannerEngineer, Stop
from backend.dispatch.planner.permits import PERMITS, missing_skills
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.seats import seat_of
from backend.dispatch.planner.solution import PlannedBreak, PlannedStop, Route
from backend.dispatch.planner.traffic import FREE, Odometer


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule broken: by how many seconds, points or pieces, by whom, at which stop."""

    code: str
    by: int
    engineer: str | None = None
    stop: str | None = None


def allowed(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Every permit says yes: skills, clearances, bans, locked engineer, territory, priority."""
    for stop, _ in visited(problem, route):
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
    for stop, planned in visited(problem, route):
        if stop.lock_start_s is not None and planned.start_s != stop.lock_start_s:
            off_s = abs(planned.start_s - stop.lock_start_s)
            yield Violation("lock-start", off_s, engineer.id, stop.id)


def windows_kept(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Work starts inside a window; `by` is the way to the nearest one."""
    for stop, planned in visited(problem, route):
        off_s = min((_outside(planned.start_s, each) for each in stop.windows), default=0)
        if off_s:
            yield Violation("window", off_s, engineer.id, stop.id)


def lead_time_kept(
    problem: Problem, engineer: PlannerEngineer, route: Route
) -> Iterator[Violation]:
    """Nobody begins before the object can have them."""
    for stop, planned in visited(problem, route):
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
    for stop, planned in visited(problem, route):
        off_s = abs(planned.end_s - planned.start_s - engineer.work_s(stop))
        if off_s:
            yield Violation("work-time", off_s, engineer.id, stop.id)


def roads_driven(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """Between two stops there is time for the drive, the access minutes and the breaks taken."""
    for here in _gaps(problem, engineer, route):
        kerb_s = _kerb(problem, engineer, route.breaks, here)
        walked_s = kerb_s + here.access_s + _paused(route.breaks, kerb_s, here.to_s)
        short_s = walked_s - here.to_s
        if short_s > 0:
            yield Violation("road", short_s, engineer.id, here.stop)


def kerb_between(problem: Problem, engineer: PlannerEngineer, route: Route) -> Iterator[Violation]:
    """At the kerb not before the drive is over, and with the access minutes left before work."""
    planned = {each.stop: each for each in route.stops}
    for here in _gaps(problem, engineer, route):
        if here.stop is None:
            continue
        kerb_s = planned[here.stop].arrive_s
        there = replace(here, to_s=kerb_s)
        early_s = _kerb(problem, engineer, route.breaks, there) - kerb_s
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
    stated = zip(stated_drives(route), stated_traffic(route), strict=True)
    for here, (drive_s, traffic_s) in zip(_gaps(problem, engineer, route), stated, strict=True):
        if drive_s != here.drive_s:
            yield Violation("travel-number", abs(drive_s - here.drive_s), engineer.id, here.stop)
        kerb_s = _kerb(problem, engineer, route.breaks, here)
        driven_s = kerb_s - here.from_s - _paused(route.breaks, here.from_s, kerb_s)
        off_s = abs(driven_s - here.drive_s - traffic_s)
        if off_s and kerb_s <= here.to_s:
            yield Violation("traffic-number", off_s, engineer.id, here.stop)
    for stop, planned in visited(problem, route):
        off_s = abs(planned.late_s - stop.late_s(planned.start_s))
        if off_s:
            yield Violation("late-number", off_s, engineer.id, stop.id)
    assert engineer.shift is not None
    over_s = max(0, route.back_s - engineer.shift[1])
    if route.overtime_s != over_s:
        yield Violation("overtime-number", abs(route.overtime_s - over_s), engineer.id)


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
    for stop, planned in visited(problem, route):
        drive_s = engineer.drive_s(int(problem.travel_s[place, stop.place]))
        access_s = 0 if place == stop.place else stop.access_s
        yield _Gap(planned.stop, free_s, planned.start_s, drive_s, access_s)
        place, free_s = stop.place, planned.end_s
    home_s = engineer.drive_s(int(problem.travel_s[place, engineer.end]))
    yield _Gap(None, free_s, route.back_s, home_s, 0)


def _kerb(
    problem: Problem, engineer: PlannerEngineer, breaks: tuple[PlannedBreak, ...], here: _Gap
) -> int:
    """When the drive is over, by the traffic of its hours, after the breaks before `here.to_s`."""
    odometer = Odometer(problem.hours_of(engineer))
    way = odometer.at(here.from_s) + here.drive_s * FREE
    for each in sorted(breaks, key=lambda each: each.start_s):
        begin_s, end_s = max(each.start_s, here.from_s), min(each.end_s, here.to_s)
        if begin_s < end_s and begin_s < odometer.when(way):
            way += odometer.at(end_s) - odometer.at(begin_s)
    return odometer.when(way)


def visited(problem: Problem, route: Route) -> Iterator[tuple[Stop, PlannedStop]]:
    for each in route.stops:
        yield seat_of(problem.stop_by_id[each.stop], each.seat), each


def stated_drives(route: Route) -> list[int]:
    return [each.travel_s for each in route.stops] + [route.back_travel_s]


def stated_traffic(route: Route) -> list[int]:
    return [each.traffic_s for each in route.stops] + [route.back_traffic_s]


def _outside(moment_s: int, window: tuple[int, int]) -> int:
    return max(window[0] - moment_s, moment_s - window[1], 0)


def _paused(breaks: tuple[PlannedBreak, ...], from_s: int, to_s: int) -> int:
    """Seconds of `breaks` inside [from_s, to_s)."""
    return sum(max(0, min(b.end_s, to_s) - max(b.start_s, from_s)) for b in breaks)
