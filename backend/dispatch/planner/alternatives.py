"""Why this engineer: what each planned stop would cost with somebody else, by cause.

The plan stays as it is but for one stop, which leaves its engineer and goes to the cheapest place
in another's day. Only the engineers whose day passes nearest are tried, so that a thousand stops
are explained in the time a few days take.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from backend.dispatch.planner.day import PlannerEngineer, Stop
from backend.dispatch.planner.insertion import attempts, made_insertion
from backend.dispatch.planner.moments import is_coupled
from backend.dispatch.planner.permits import PERMITS, may_go, missing_skills
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Alternative, Chosen, Route
from backend.dispatch.planner.standing import Standing, StandingDay
from backend.dispatch.planner.timing import route_cost, schedule, stay_home

# So many others who may go are tried, and so many who may not, nearest first; three are told.
TRIED, BARRED, TOLD = 4, 1, 3


def chosen_over(
    problem: Problem, routes: Sequence[Route], standing: StandingDay | None = None
) -> tuple[Chosen, ...]:
    """For every planned stop that nobody fixed to its engineer, the best of the others.

    What stays just where it is `standing` is nobody's news, and is left out. Nothing is told of a
    day with crews or precedence, where one stop never moves alone.
    """
    if is_coupled(problem) or len(problem.on_duty) < 2:
        return ()
    ways = _Ways(problem, routes)
    found = []
    for route in routes:
        for planned in route.stops:
            stop = problem.stop_by_id[planned.stop]
            place = Standing(route.engineer, planned.start_s)
            if stop.lock_engineer is None and (standing or {}).get(stop.id) != place:
                others = tuple(_alternatives(problem, routes, route, stop, ways))
                found.append(Chosen(stop.id, others))
    return tuple(found)


def _alternatives(
    problem: Problem, routes: Sequence[Route], route: Route, stop: Stop, ways: "_Ways"
) -> list[Alternative]:
    """The cheapest of the nearest who may go; then those who may not, or have no room."""
    left = [problem.stop_by_id[each.stop] for each in route.stops if each.stop != stop.id]
    spared = schedule(problem, problem.engineer_by_id[route.engineer], left)
    if not isinstance(spared, Route):
        return []
    today = {each.engineer: each for each in routes}
    tried = []
    near = ways.nearest(stop, but=route.engineer)
    allowed = [each for each in near if may_go(each, stop)][:TRIED]
    barred = [each for each in near if not may_go(each, stop)][:BARRED]
    for engineer in [*allowed, *barred]:
        theirs = today.get(engineer.id) or stay_home(engineer)
        tried.append(_alternative(ways, engineer, stop, (route, spared, theirs)))
    return sorted(tried, key=lambda each: (each.extra_cost is None, each.extra_cost or 0))[:TOLD]


def _alternative(
    ways: "_Ways", engineer: PlannerEngineer, stop: Stop, days: tuple[Route, Route, Route]
) -> Alternative:
    """What changes when `stop` goes to `engineer`: `days` are its day, that without it, theirs."""
    refused = tuple(sorted(code for code, rule in PERMITS.items() if not rule(engineer, stop)))
    if refused:
        return Alternative(
            engineer.id, refused=refused, missing=tuple(missing_skills(engineer, stop))
        )
    was, spared, theirs = days
    alone = ways.alone(engineer)
    lawful = [
        (each.extra_cost, number, each)
        for number, each in enumerate(attempts(alone, [theirs], stop))
        if each.extra_cost is not None and each.engineer.id == engineer.id
    ]
    if not lawful:
        return Alternative(engineer.id)
    made = made_insertion(alone, min(lawful)[2], stop).route
    problem = ways.problem
    before = route_cost(problem, was) + route_cost(problem, theirs)
    after = route_cost(problem, spared) + route_cost(problem, made)
    late_s, late = _latest(was, theirs, spared, made)
    return Alternative(
        engineer.id,
        extra_cost=after.total - before.total,
        travel_s=made.travel_s + spared.travel_s - was.travel_s - theirs.travel_s,
        overtime_s=made.overtime_s + spared.overtime_s - was.overtime_s - theirs.overtime_s,
        late_s=late_s,
        late=late,
    )


def _latest(was: Route, theirs: Route, spared: Route, made: Route) -> tuple[int, str]:
    """By how much more the stop that suffers most would be late, and which; 0 and "" for none."""
    before = {each.stop: each.late_s for each in [*was.stops, *theirs.stops]}
    worse = [
        (each.late_s - before[each.stop], each.stop)
        for each in [*spared.stops, *made.stops]
        if each.late_s > before[each.stop]
    ]
    return max(worse, default=(0, ""))


class _Ways:
    """Every leg of the plan, to find whose day passes nearest to a place."""

    def __init__(self, problem: Problem, routes: Sequence[Route]) -> None:
        self.problem = problem
        legs = list(_legs(problem, routes))
        self.owner = np.array([leg[0] for leg in legs], dtype=np.int64)
        self.origin = np.array([leg[1] for leg in legs], dtype=np.int64)
        self.target = np.array([leg[2] for leg in legs], dtype=np.int64)
        self._alone: dict[str, Problem] = {}
        self.direct = problem.travel_s[self.origin, self.target]

    def nearest(self, stop: Stop, *, but: str) -> list[PlannerEngineer]:
        """The others on duty by the least way round by `stop`, whoever may go."""
        travel, crew = self.problem.travel_s, self.problem.on_duty
        round_s: NDArray[np.int64] = (
            travel[self.origin, stop.place] + travel[stop.place, self.target] - self.direct
        )
        least = np.full(len(crew), np.iinfo(np.int64).max)
        np.minimum.at(least, self.owner, round_s)
        ranked = [crew[number] for number in np.argsort(least, kind="stable")]
        return [each for each in ranked if each.id != but]

    def alone(self, engineer: PlannerEngineer) -> Problem:
        """The problem with one person in it; made once, for it is asked for many stops."""
        if engineer.id not in self._alone:
            shifts = self.problem.shifts_of[engineer.who]
            self._alone[engineer.id] = self.problem.having(shifts, self.problem.stops)
        return self._alone[engineer.id]


def _legs(problem: Problem, routes: Sequence[Route]) -> Iterator[tuple[int, int, int]]:
    """(engineer's number, from, to) for every drive of every day; one of nowhere for a free day."""
    today = {each.engineer: each for each in routes}
    for number, engineer in enumerate(problem.on_duty):
        route = today.get(engineer.id)
        places = [problem.stop_by_id[each.stop].place for each in route.stops] if route else []
        for origin, target in pairwise([engineer.start, *places, engineer.end]):
            yield number, origin, target
