"""The roads a plan was made on, kept with it: acceptance asks no road server again."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.dispatch.assemble import DayInput
from backend.dispatch.models import Plan, PlanPart
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.travel import RoadTimes, Source
from backend.dispatch.planner.wire import Json, problem_from_json, problem_to_json


def kept_problem(problem: Problem, given: DayInput) -> Json:
    """The problem with the points of its places, as a JSON column takes it."""
    return {**problem_to_json(problem), "points": _points(given)}


def problems_of(plan: Plan, given: DayInput) -> list[Problem] | None:
    """Today's problem with the driving times of the plan, part by part where it was cut.

    None where today is not what the plan was made from: other places, engineers or stops.
    """
    if not plan.problem or plan.problem["points"] != _points(given):
        return None
    if not plan.turns:
        return [_again(given, plan.problem, plan.travel_source)]
    parts = [*plan.parts.all()]
    if not _is_all(given, parts):
        return None
    return roads_of_parts(given, parts)


def roads_of_parts(given: DayInput, parts: Sequence[PlanPart]) -> list[Problem]:
    """The problems of the parts that were solved, of what is in them of `given`."""
    return [
        _again(given.only(*ids_in(part)), part.problem, part.travel_source)
        for part in parts
        if part.problem and part.state == PlanPart.State.SOLVED
    ]


def ids_in(part: PlanPart) -> tuple[set[str], set[str]]:
    """The shifts and the stops of a part, by id."""
    crew, stops = part.given["engineers"], part.given["stops"]
    return {each["id"] for each in crew}, {each["id"] for each in stops}


def _is_all(given: DayInput, parts: list[PlanPart]) -> bool:
    """Whether the parts are of just these shifts and stops."""
    known = [ids_in(part) for part in parts]
    shifts = {each for crew, _ in known for each in crew}
    stops = {each for _, theirs in known for each in theirs}
    today = {each.id for each in given.engineers}, {each.id for each in given.stops}
    return (shifts, stops) == today


def _again(given: DayInput, kept: Mapping[str, Any], travel_source: str) -> Problem:
    problem = problem_from_json({name: kept[name] for name in kept if name != "points"})
    source: Source = "roads" if travel_source == "roads" else "geodesic"
    metres = problem.travel_s if problem.travel_m is None else problem.travel_m
    return given.problem(RoadTimes(problem.travel_s, metres, source))


def _points(given: DayInput) -> list[list[float]]:
    return [list(point) for point in given.points]
