"""Where two routes depend on each other, a moment sets them free.

Engineers who must be somewhere at once, a stop that waits for another, a night's rest before the
next shift: each couples routes that a search wants to change one at a time. Once the moment is
fixed, both sides have only to keep to it, and what is left is a problem without couplings. A plan
of it is lawful for the whole; the price is that the moment itself is chosen apart, by `coupled`.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from backend.dispatch.planner.day import Break, PlannerEngineer, Stop
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.seats import seats_of

# When the crew of a stop begins, or when a stop that others wait for is over, by its id.
Moments = Mapping[str, int]


def is_coupled(problem: Problem) -> bool:
    """Whether any rule looks at two routes at once."""
    stops = any(each.helpers or each.after for each in problem.stops)
    return stops or any(each.rest_s for each in problem.on_duty)


def decoupled(problem: Problem, begins: Moments, over: Moments) -> Problem:
    """The problem with every seat a stop of its own, and every moment kept by both sides.

    `begins` has the start of crews' work; `over` the second by which a stop is done that another
    waits for. Where a moment is not given yet, that coupling is left aside.
    """
    stops = []
    for stop in problem.stops:
        opens = max((over[x] + stop.after_gap_s for x in stop.after if x in over), default=0)
        for seat in seats_of(stop):
            closes = problem.horizon_s
            if stop.id in over:
                closes = over[stop.id] - longest_work_s(problem, seat)
            if stop.id in begins and stop.helpers:
                opens, closes = max(opens, begins[stop.id]), min(closes, begins[stop.id])
            stops.append(_within(seat, problem.horizon_s, opens, closes))
    return problem.having(rested(problem), stops)


def longest_work_s(problem: Problem, stop: Stop) -> int:
    """Seconds that the slowest who may go works there."""
    return max((each.work_s(stop) for each in problem.allowed(stop)), default=stop.duration_s)


def rested(problem: Problem) -> list[PlannerEngineer]:
    """The shifts cut so that between them there is rest, whatever is done in them.

    The first loses its overtime; where its regular end still is too late, the next begins later.
    """
    cut = {each.id: each for each in problem.engineers}
    for shifts in problem.shifts_of.values():
        for before, after in pairwise(shifts):
            if not before.rest_s:
                continue
            first, second = cut[before.id], cut[after.id]
            assert first.shift
            assert second.shift
            free_s = second.shift[0] - before.rest_s
            overtime_s = max(0, min(first.overtime_s, free_s - first.shift[1]))
            cut[before.id] = replace(first, overtime_s=overtime_s)
            cut[after.id] = _begun_at(second, first.shift[1] + before.rest_s)
    return [cut[each.id] for each in problem.engineers]


def _begun_at(engineer: PlannerEngineer, begin_s: int) -> PlannerEngineer:
    """The shift from `begin_s` on, with the breaks that may still be taken in it."""
    assert engineer.shift is not None
    if begin_s <= engineer.shift[0]:
        return engineer
    if begin_s >= engineer.shift[1]:
        return replace(engineer, shift=None, breaks=())
    breaks = tuple(
        Break(max(each.earliest_s, begin_s), each.latest_s, each.duration_s)
        for each in engineer.breaks
        if each.latest_s >= begin_s
    )
    return replace(engineer, shift=(begin_s, engineer.shift[1]), breaks=breaks)


def _within(stop: Stop, horizon_s: int, opens: int, closes: int) -> Stop:
    """The stop with only those starts that lie in [opens, closes]; it may be left with none."""
    spans = tuple(
        (max(begin, opens), min(end, closes))
        for begin, end in stop.windows or ((0, horizon_s),)
        if max(begin, opens) <= min(end, closes)
    )
    if not spans:
        return replace(stop, not_before_s=horizon_s, windows=((0, 0),))
    return replace(stop, windows=spans, after=frozenset())
