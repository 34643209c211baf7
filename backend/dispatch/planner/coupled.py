"""Problems whose routes depend on each other: moments chosen, the rest searched as usual.

First everybody's lead goes where it is cheapest, as if nothing were coupled. That plan says when
the coupled stops would like to happen; for each, the moments around it are tried on the plan as
it stands, all seats together, and the cheapest is kept. Then the search goes on with them fixed.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from backend.dispatch.planner.day import Stop
from backend.dispatch.planner.insertion import cheapest_insertion
from backend.dispatch.planner.moments import decoupled, longest_work_s
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.reasons import why_not_together
from backend.dispatch.planner.seats import seats_of, stop_and_seat
from backend.dispatch.planner.solution import Route, Solution, Unplanned
from backend.dispatch.planner.timing import schedule, stay_home

# A crew's start is tried at every such step of its windows.
STEP_S = 900

# Plans a problem without couplings: lawful routes, one for everybody on duty.
Plan = Callable[[Problem, float], Sequence[Route]]


def with_moments(problem: Problem, plan: Plan) -> Problem:
    """The problem with its moments fixed; `plan` is asked for so much of the search."""
    crews = [stop for stop in problem.stops if stop.helpers]
    alone = problem.having(
        problem.engineers, [replace(s, helpers=(), after=frozenset()) for s in problem.stops]
    )
    over = _over(problem, plan(decoupled(alone, {}, {}), 0.2))
    begins: dict[str, int] = {}
    if not crews:
        return decoupled(problem, begins, over)
    plain = [stop for stop in problem.stops if not stop.helpers]
    rest = decoupled(problem.having(problem.engineers, plain), {}, over)
    routes = list(plan(rest, 0.2))
    for stop in sorted(crews, key=lambda each: (-each.drop_price, each.id)):
        found = _best_moment(problem, rest, routes, stop, over)
        if found is not None:
            begins[stop.id], rest, routes = found
        else:
            # No start is lawful, so that nobody goes there without the others.
            begins[stop.id] = problem.horizon_s + 1
    return decoupled(problem, begins, over)


def _over(problem: Problem, routes: Sequence[Route]) -> dict[str, int]:
    """By when each stop that another waits for is done, in the plan that knew nothing of it.

    Never so late that nobody could begin the other in its windows.
    """
    planned = {each.stop: each for route in routes for each in route.stops}
    over: dict[str, int] = {}
    for stop in problem.stops:
        for before in stop.after:
            work_s = longest_work_s(problem, problem.stop_by_id[before])
            spans = stop.start_spans(problem.horizon_s)
            latest = max(0, spans[-1][1] - stop.after_gap_s) if spans else 0
            known = planned.get(before)
            likely = known.start_s + work_s if known else latest
            over[before] = min(over.get(before, latest), likely, latest)
    return over


def _best_moment(
    problem: Problem, rest: Problem, routes: list[Route], stop: Stop, over: dict[str, int]
) -> tuple[int, Problem, list[Route]] | None:
    """The start at which the whole crew costs least, with the problem and routes it makes."""
    best: tuple[int, int, Problem, list[Route]] | None = None
    for moment in _moments(problem, stop):
        one = problem.having(problem.engineers, [stop])
        seats = decoupled(one, {stop.id: moment}, over).stops
        tried = rest.having(rest.engineers, [*rest.stops, *seats])
        made = _seated(tried, routes, seats)
        if made is not None and (best is None or made[0] < best[0]):
            best = (made[0], moment, tried, made[1])
    if best is None or best[0] >= stop.drop_price:
        return None
    return best[1:]


def _moments(problem: Problem, stop: Stop) -> list[int]:
    first = min((e.shift[0] for e in problem.on_duty if e.shift), default=0)
    last = max((e.latest_end_s() for e in problem.on_duty), default=0)
    spans = [(max(a, first), min(b, last)) for a, b in stop.start_spans(problem.horizon_s)]
    return [moment for a, b in spans for moment in range(a, b + 1, STEP_S)]


def _seated(
    problem: Problem, routes: Sequence[Route], seats: Sequence[Stop]
) -> tuple[int, list[Route]] | None:
    """What it adds to put every seat in, and the routes; None where one finds nobody."""
    cost, made = 0, list(routes)
    for seat in seats:
        found = cheapest_insertion(problem, made, seat)
        if found is None:
            return None
        cost += found.extra_cost
        made = [found.route if r.engineer == found.engineer else r for r in made]
    return cost, made


def incomplete(problem: Problem, routes: Sequence[Route]) -> set[str]:
    """The seats to take back: of crews that are not complete, and of what waits for the undone."""
    seated = {each.stop for route in routes for each in route.stops}
    undone = {s.id for s in problem.stops if not {x.id for x in seats_of(s)} <= seated}
    while waiting := {s.id for s in problem.stops if s.after & undone and s.id not in undone}:
        undone |= waiting
    return {name for name in seated if stop_and_seat(name)[0] in undone}


def without(problem: Problem, routes: Sequence[Route], names: set[str]) -> list[Route]:
    """The routes timed afresh without those seats; as they were where nothing is taken."""
    crew = {each.id: each for each in problem.on_duty}
    made = []
    for route in routes:
        kept = [problem.stop_by_id[e.stop] for e in route.stops if e.stop not in names]
        shorter = schedule(problem, crew[route.engineer], kept)
        assert isinstance(shorter, Route), "taking stops out made a day unlawful"
        made.append(shorter)
    return made


def joined(problem: Problem, solution: Solution) -> Solution:
    """The answer in the words of the whole problem: its own stops, and who has which seat."""
    routes = {route.engineer: _joined_route(route) for route in solution.routes}
    planned = {each.stop for route in routes.values() for each in route.stops}
    why = {stop_and_seat(each.stop)[0]: each for each in reversed(solution.unplanned)}
    undone = [stop for stop in problem.stops if stop.id not in planned]
    together = {s.id: why_not_together(s, {each.id for each in undone}) for s in undone}
    left = tuple(
        Unplanned(s.id, (reason,)) if (reason := together[s.id]) else replace(why[s.id], stop=s.id)
        for s in undone
    )
    paid = sum(problem.stop_by_id[each.stop].drop_price for each in left)
    return replace(
        solution,
        routes=tuple(routes.get(each.id) or stay_home(each) for each in problem.on_duty),
        unplanned=left,
        cost=replace(solution.cost, undone=paid),
    )


def _joined_route(route: Route) -> Route:
    stops = []
    for each in route.stops:
        stop, seat = stop_and_seat(each.stop)
        stops.append(replace(each, stop=stop, seat=seat))
    return replace(route, stops=tuple(stops))
