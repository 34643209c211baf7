"""What would place a stop that was left out: the least of each kind, proven by applying it.

A relaxation changes one thing of one problem: hours that end later, a longer overtime, a right
somebody lacks, parts in a van, one stop more than the cap, or another stop given up. It is told
only when with it applied, and nothing else changed, the stop has a lawful place in the plan.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from backend.dispatch.planner.day import PlannerEngineer, Stop
from backend.dispatch.planner.insertion import Attempt, attempts, full, insertions, parts_short
from backend.dispatch.planner.permits import (
    PERMITS,
    missing_skills,
)
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Relaxation, Route
from backend.dispatch.planner.timing import schedule

# So many stops are tried as the one to give up, the cheapest to leave first.
GIVEN_UP = 12
# The permits that a person can grant, and how each is then spelled.
GRANTS = {"skill", "clearance", "banned", "territory", "priority"}


def relaxations(problem: Problem, routes: Sequence[Route], stop: Stop) -> tuple[Relaxation, ...]:
    """The least of every kind that places `stop` into `routes`, which do not hold it."""
    found = []
    for kind, least in KINDS.items():
        relaxed = least(problem, routes, stop)
        if relaxed is not None and places(problem, routes, stop, relaxed):
            found.append(replace(relaxed, kind=kind))
    return tuple(found)


def places(problem: Problem, routes: Sequence[Route], stop: Stop, relaxed: Relaxation) -> bool:
    """Whether `stop` has a lawful place with that engineer once the relaxation is applied."""
    changed, kept = applied(problem, routes, stop, relaxed)
    who = changed.engineer_by_id[relaxed.engineer].who
    # Nobody else is asked: it is this person's day that must hold the stop.
    alone = changed.having([e for e in changed.engineers if e.who == who], changed.stops)
    wanted = alone.stop_by_id[stop.id]
    return any(each.engineer.id == relaxed.engineer for each in _lawful(alone, kept, wanted))


def applied(
    problem: Problem, routes: Sequence[Route], stop: Stop, relaxed: Relaxation
) -> tuple[Problem, list[Route]]:
    """The problem with the relaxation in it, and the routes that go with that."""
    kept = list(routes)
    engineer, wanted = problem.engineer_by_id[relaxed.engineer], stop
    match relaxed.kind:
        case "later":
            ends = stop.windows[-1][1] + relaxed.by_s
            wanted = replace(stop, windows=(*stop.windows[:-1], (stop.windows[-1][0], ends)))
        case "overtime":
            engineer = replace(engineer, overtime_s=engineer.overtime_s + relaxed.by_s)
        case "permit":
            engineer, wanted = _granted(engineer, stop, relaxed.names)
        case "parts":
            van = {part: engineer.van.get(part, 0) + stop.parts[part] for part in stop.parts}
            engineer = replace(engineer, van={**engineer.van, **van})
        case "cap":
            engineer = replace(engineer, most_stops=(engineer.most_stops or 0) + 1)
        case "instead":
            kept = _given_up(problem, routes, relaxed.names)
    crew = [engineer if each.id == engineer.id else each for each in problem.engineers]
    stops = [wanted if each.id == stop.id else each for each in problem.stops]
    return problem.having(crew, stops), kept


def _later(problem: Problem, routes: Sequence[Route], stop: Stop) -> Relaxation | None:
    """Hours that end later, by the least that somebody needs."""
    if not stop.windows or stop.lock_start_s is not None:
        return None
    ends = stop.windows[-1][1]
    open_end = replace(stop, windows=(*stop.windows[:-1], (stop.windows[-1][0], problem.horizon_s)))
    changed = _with_stop(problem, open_end)
    late = [(each.start_s - ends, each.engineer) for each in insertions(changed, routes, open_end)]
    by_s, engineer = min((each for each in late if each[0] > 0), default=(0, ""))
    return Relaxation("later", engineer, by_s) if engineer else None


def _overtime(problem: Problem, routes: Sequence[Route], stop: Stop) -> Relaxation | None:
    """Longer overtime for one engineer, where the end of the shift is all that is in the way."""
    short = [
        (each.over_s, each.engineer.id)
        for each in attempts(problem, routes, stop)
        if each.over_s is not None and each.over_s > 0
    ]
    if not short:
        return None
    by_s, engineer = min(short)
    return Relaxation("overtime", engineer, by_s)


def _permit(problem: Problem, routes: Sequence[Route], stop: Stop) -> Relaxation | None:
    """The fewest rights that somebody lacks: a skill, a clearance, a ban lifted, a territory."""
    asked = []
    for engineer in problem.on_duty:
        refused = {code for code, permit in PERMITS.items() if not permit(engineer, stop)}
        if refused and refused <= GRANTS:
            lacks = len(refused) + max(0, len(missing_skills(engineer, stop)) - 1)
            asked.append((lacks, engineer.id, tuple(sorted(refused))))
    for _, name, names in sorted(asked):
        missing = tuple(missing_skills(problem.engineer_by_id[name], stop))
        relaxed = Relaxation("permit", name, names=names, missing=missing)
        if places(problem, routes, stop, relaxed):
            return relaxed
    return None


def _parts(problem: Problem, routes: Sequence[Route], stop: Stop) -> Relaxation | None:
    """The fewest parts more in one van."""
    if not stop.parts:
        return None
    number = problem.stop_number
    orders = {r.engineer: [number[each.stop] for each in r.stops] for r in routes}
    asked = []
    for engineer in problem.allowed(stop):
        lacks = parts_short(problem, orders, engineer, stop)
        if lacks:
            asked.append((sum(lacks.values()), engineer.id, tuple(sorted(lacks))))
    for _, name, names in sorted(asked):
        relaxed = Relaxation("parts", name, names=names)
        if places(problem, routes, stop, relaxed):
            return relaxed
    return None


def _cap(problem: Problem, routes: Sequence[Route], stop: Stop) -> Relaxation | None:
    """One stop more for somebody who has as many as they may."""
    length = {route.engineer: len(route.stops) for route in routes}
    for engineer in problem.allowed(stop):
        if full(engineer, range(length.get(engineer.id, 0))):
            relaxed = Relaxation("cap", engineer.id)
            if places(problem, routes, stop, relaxed):
                return relaxed
    return None


def _instead(problem: Problem, routes: Sequence[Route], stop: Stop) -> Relaxation | None:
    """Another stop that would have to give way, the cheapest to leave first."""
    able = {each.id for each in problem.allowed(stop)}
    planned = [
        (problem.stop_by_id[each.stop].drop_price, each.stop, route.engineer)
        for route in routes
        if route.engineer in able
        for each in route.stops
        if not problem.stop_by_id[each.stop].locked
    ]
    for _, other, engineer in sorted(planned)[:GIVEN_UP]:
        relaxed = Relaxation("instead", engineer, names=(other,))
        if places(problem, routes, stop, relaxed):
            return relaxed
    return None


Least = Callable[[Problem, Sequence[Route], Stop], Relaxation | None]
KINDS: dict[str, Least] = {
    "later": _later,
    "overtime": _overtime,
    "permit": _permit,
    "parts": _parts,
    "cap": _cap,
    "instead": _instead,
}


def _lawful(problem: Problem, routes: Sequence[Route], stop: Stop) -> Iterator[Attempt]:
    return (each for each in attempts(problem, routes, stop) if each.extra_cost is not None)


def _with_stop(problem: Problem, stop: Stop) -> Problem:
    stops = [stop if each.id == stop.id else each for each in problem.stops]
    return problem.having(problem.engineers, stops)


def _granted(
    engineer: PlannerEngineer, stop: Stop, names: Sequence[str]
) -> tuple[PlannerEngineer, Stop]:
    """The engineer with the rights, or the stop without the rule, for these permits."""
    if "skill" in names:
        levels = {
            skill: max(stop.levels.get(skill, 1), engineer.levels.get(skill, 1))
            for skill in stop.skills
        }
        kept = {k: v for k, v in engineer.expires_s.items() if k not in stop.skills}
        engineer = replace(
            engineer,
            skills=engineer.skills | stop.skills,
            levels={**engineer.levels, **levels},
            expires_s=kept,
        )
    if "clearance" in names:
        kept = {k: v for k, v in engineer.expires_s.items() if k not in stop.clearances}
        engineer = replace(
            engineer, clearances=engineer.clearances | stop.clearances, expires_s=kept
        )
    if "banned" in names:
        stop = replace(stop, banned=stop.banned - {engineer.id, engineer.who})
    if "territory" in names:
        stop = replace(stop, territory=None)
    if "priority" in names:
        engineer = replace(engineer, least_priority=0)
    return engineer, stop


def _given_up(problem: Problem, routes: Sequence[Route], names: Sequence[str]) -> list[Route]:
    """The routes without those stops, timed afresh; as it was where that would be unlawful."""
    kept = []
    for route in routes:
        if any(each.stop in names for each in route.stops):
            rest = [problem.stop_by_id[e.stop] for e in route.stops if e.stop not in names]
            made = schedule(problem, problem.engineer_by_id[route.engineer], rest)
            route = made if isinstance(made, Route) else route
        kept.append(route)
    return kept
