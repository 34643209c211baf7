"""When everything happens on one engineer's day, given the order of the stops: exact, no search.

For a fixed order, and a fixed leg for every break, leaving as early as possible is best: no
cost falls when a thing happens later. So the cheapest over the places of the breaks is exact.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement

from backend.dispatch.planner.daycost import DayCost, State, possible_starts
from backend.dispatch.planner.problem import Break, PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solution import Cost, PlannedBreak, PlannedStop, Route
from backend.dispatch.planner.traffic import FREE, Speeds, arrival_of, way_made


@dataclass(frozen=True, slots=True)
class Clash:
    """Why an order is unlawful: the first rule it meets, at which stop, and by how many seconds."""

    code: str  # "window" | "shift-end" | "break"
    stop: str | None
    by_s: int


@dataclass(frozen=True, slots=True)
class Leg:
    """A ride from one stop to the next (stop None: to the end place), before any break."""

    stop: Stop | None
    drive_s: int
    access_s: int
    drive_m: int | None


@dataclass(frozen=True, slots=True)
class Ride:
    """A leg with its breaks: at the kerb, ready to work, and the pauses in it.

    `traffic_s` is how much longer the drive lasts than on empty roads.
    """

    arrive_s: int
    ready_s: int
    traffic_s: int
    breaks: tuple[PlannedBreak, ...]


def schedule(problem: Problem, engineer: PlannerEngineer, stops: Sequence[Stop]) -> Route | Clash:
    """The cheapest lawful timing of `stops` in this order, or the rule that forbids it.

    Looks at windows, shift, overtime and breaks only; who may go is `Problem.allowed`. The
    engineer must have a shift, the stops must be the problem's.
    """
    if not stops:
        return stay_home(engineer)
    best = DayCost(problem, engineer).best([problem.stop_number[each.id] for each in stops])
    if best is not None:
        return timed(problem, engineer, stops, best)
    refusals = [each for each in timings(problem, engineer, stops) if isinstance(each, Clash)]
    return min(refusals, key=lambda each: each.by_s)


def timed(
    problem: Problem, engineer: PlannerEngineer, stops: Sequence[Stop], way: State
) -> Route | Clash:
    """`stops` in this order with the breaks and waits of `way`, as `DayCost` found it."""
    legs = _legs(problem, engineer, stops)
    never = (len(legs),) * (len(engineer.breaks) - len(way[2]))
    return _walk(problem, engineer, legs, way[2] + never, frozenset(way[3]))


def timings(
    problem: Problem, engineer: PlannerEngineer, stops: Sequence[Stop]
) -> Iterator[Route | Clash]:
    """What becomes of `stops` in this order for every choice of legs for the breaks.

    Where clients were told a time, also for every choice of whom to keep waiting for it.
    """
    legs = _legs(problem, engineer, stops)
    told = [leg for leg, stop in enumerate(stops) if stop.told_window and stop.told_price]
    choices = [frozenset(c) for n in range(len(told) + 1) for c in combinations(told, n)]
    for placed in _break_places(engineer.breaks, len(legs)):
        for waited in choices:
            yield _walk(problem, engineer, legs, placed, waited)


def stay_home(engineer: PlannerEngineer) -> Route:
    """A day without stops: nobody drives, no break is owed."""
    begins = engineer.shift[0] if engineer.shift else 0
    return Route(engineer.id, (), leave_s=begins, back_s=begins, back_travel_m=0)


def route_cost(problem: Problem, route: Route) -> Cost:
    """Points of one route by cause; what is left undone is not its business."""
    engineer = problem.engineer_by_id[route.engineer]
    cost = Cost(
        travel=route.travel_s * problem.weights.travel_price,
        overtime=route.overtime_s * engineer.overtime_price,
    )
    for planned in route.stops:
        cost += stop_cost(problem.stop_by_id[planned.stop], engineer, planned)
    return cost


def stop_cost(stop: Stop, engineer: PlannerEngineer, planned: PlannedStop) -> Cost:
    """Points of one stop by cause, the way there aside."""
    changed = stop.moved(planned.start_s) + stop.changes_engineer(engineer)
    return Cost(
        lateness=stop.late_s(planned.start_s) * stop.late_price,
        spoiled=stop.spoiled_s(planned.end_s) * stop.spoil_price,
        changes=changed * stop.told_price,
        preference=stop.preferred_price if stop.prefers_others(engineer) else 0,
    )


def ride(hours: Speeds, leave_s: int, leg: Leg, breaks: Sequence[Break]) -> Ride | Clash:
    """One leg with `breaks` taken in it, each as early as it may be.

    The drive goes on between and after the breaks; a break may also be taken while waiting.
    """
    free_s, paused_s, walk_s, way = leave_s, 0, leg.access_s, leg.drive_s * FREE
    kerb_s = arrival_of(hours, leave_s, way)
    taken: list[PlannedBreak] = []
    for each in breaks:
        begin = max(free_s, each.earliest_s)
        if begin > each.latest_s:
            return Clash("break", leg.stop.id if leg.stop else None, begin - each.latest_s)
        end_s = begin + each.duration_s
        if begin < kerb_s:
            way -= way_made(hours, free_s, begin)
            kerb_s = arrival_of(hours, end_s, way)
            paused_s += each.duration_s
        else:
            walk_s -= min(walk_s, begin - max(free_s, kerb_s))
        free_s = end_s
        taken.append(PlannedBreak(begin, free_s))
    traffic_s = kerb_s - leave_s - paused_s - leg.drive_s
    return Ride(kerb_s, max(kerb_s, free_s) + walk_s, traffic_s, tuple(taken))


def _legs(problem: Problem, engineer: PlannerEngineer, stops: Sequence[Stop]) -> list[Leg]:
    legs, here = [], engineer.start
    for stop in stops:
        legs.append(_leg(problem, engineer, here, stop))
        here = stop.place
    return [*legs, _leg(problem, engineer, here, None)]


def _leg(problem: Problem, engineer: PlannerEngineer, origin: int, stop: Stop | None) -> Leg:
    target, metres = stop.place if stop else engineer.end, problem.travel_m
    return Leg(
        stop,
        drive_s=problem.drives_of(engineer)[origin][target],
        access_s=problem.access_s(origin, stop) if stop else 0,
        drive_m=None if metres is None else int(metres[origin, target]),
    )


def _break_places(breaks: Sequence[Break], legs: int) -> Iterator[tuple[int, ...]]:
    """Every way to put the breaks, in their order, on the legs; `legs` means after the day."""
    return combinations_with_replacement(range(legs + 1), len(breaks))


def _walk(
    problem: Problem,
    engineer: PlannerEngineer,
    legs: Sequence[Leg],
    placed: tuple[int, ...],
    waited: frozenset[int],
) -> Route | Clash:
    """The earliest day with break i taken on leg `placed[i]`.

    At the end of the legs `waited` work begins when the client was told, where that is later.
    """
    assert engineer.shift is not None
    hours = problem.hours_of(engineer)
    now, stops, breaks = engineer.shift[0], list[PlannedStop](), list[PlannedBreak]()
    for number, leg in enumerate(legs):
        due = [b for b, at in zip(engineer.breaks, placed, strict=True) if at == number]
        ridden = ride(hours, now, leg, due)
        if isinstance(ridden, Clash):
            return ridden
        breaks.extend(ridden.breaks)
        if leg.stop is None:
            return _homecoming(engineer, legs, placed, ridden, stops, breaks)
        spans = leg.stop.start_spans(problem.horizon_s)
        starts = possible_starts(leg.stop, spans, ridden.ready_s)
        if not starts:
            return Clash("window", leg.stop.id, _missed_by(leg.stop, ridden.ready_s, problem))
        start = starts[-1 if number in waited else 0][0]
        now = start + engineer.work_s(leg.stop)
        stops.append(_planned(leg, ridden, start, now))
    raise AssertionError("the last leg goes home")


def _planned(leg: Leg, ridden: Ride, start_s: int, end_s: int) -> PlannedStop:
    assert leg.stop is not None
    return PlannedStop(
        stop=leg.stop.id,
        travel_s=leg.drive_s,
        travel_m=leg.drive_m,
        arrive_s=ridden.arrive_s,
        start_s=start_s,
        end_s=end_s,
        late_s=leg.stop.late_s(start_s),
        traffic_s=ridden.traffic_s,
    )


def _missed_by(stop: Stop, ready_s: int, problem: Problem) -> int:
    spans = stop.start_spans(problem.horizon_s)
    return ready_s - spans[-1][1] if spans else 0


def _homecoming(
    engineer: PlannerEngineer,
    legs: Sequence[Leg],
    placed: tuple[int, ...],
    ridden: Ride,
    stops: list[PlannedStop],
    breaks: list[PlannedBreak],
) -> Route | Clash:
    """The end of the day: within overtime, and home before the last moment of a skipped break."""
    assert engineer.shift is not None
    back = ridden.ready_s
    if back > engineer.latest_end_s():
        return Clash("shift-end", None, back - engineer.latest_end_s())
    for each, at in zip(engineer.breaks, placed, strict=True):
        if at == len(legs) and back > each.latest_s:
            return Clash("break", None, back - each.latest_s)
    return Route(
        engineer=engineer.id,
        stops=tuple(stops),
        leave_s=engineer.shift[0],
        back_s=back,
        back_travel_s=legs[-1].drive_s,
        back_travel_m=legs[-1].drive_m,
        breaks=tuple(breaks),
        overtime_s=max(0, back - engineer.shift[1]),
        back_traffic_s=ridden.traffic_s,
    )
