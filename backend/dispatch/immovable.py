"""Visits that a person locked where the roads do not allow them: they stay, and take their time."""

from collections import defaultdict
from dataclasses import replace

from backend.dispatch.planner.hours import working_hours
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.standing_orders import lawful_orders


def around_the_immovable(problem: Problem) -> Problem:
    """The problem in which nobody is sent elsewhere while an impossible locked visit lasts.

    Its stop stays unplanned with its reason; the span it is locked to becomes an absence.
    """
    locked = _locked(problem)
    lawful = lawful_orders(problem, {who: [s.id for s in stops] for who, stops in locked.items()})
    crew = {each.id: each for each in problem.engineers}
    for who, stops in locked.items():
        for stop in stops:
            if stop.id not in lawful[who]:
                crew[who] = _without(crew[who], stop)
    if crew == problem.engineer_by_id:
        return problem
    return problem.having(list(crew.values()), problem.stops)


def _locked(problem: Problem) -> dict[str, list[Stop]]:
    """By shift, what is locked to it and to a second, in the order of time."""
    found: dict[str, list[Stop]] = defaultdict(list)
    fixed = [s for s in problem.stops if s.lock_engineer and s.lock_start_s is not None]
    for stop in sorted(fixed, key=lambda each: (each.lock_start_s or 0, each.id)):
        for engineer in problem.on_duty:
            begin, end = engineer.shift or (0, 0)
            if stop.lock_engineer in (engineer.id, engineer.who) and (
                begin <= (stop.lock_start_s or 0) < end
            ):
                found[engineer.id].append(stop)
    return found


def _without(engineer: PlannerEngineer, stop: Stop) -> PlannerEngineer:
    if engineer.shift is None:
        return engineer
    begin = stop.lock_start_s or 0
    taken = (begin, begin + engineer.work_s(stop))
    hours, breaks = working_hours(engineer.shift, list(engineer.breaks), [taken])
    return replace(engineer, shift=hours, breaks=breaks)
