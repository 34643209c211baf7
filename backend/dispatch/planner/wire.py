"""Problem and Solution as JSON: what the child process reads and writes, and what files keep."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TypeVar, cast

from backend.dispatch.planner.problem import (
    Break,
    PlannerEngineer,
    Problem,
    Stop,
    Weights,
)
from backend.dispatch.planner.solution import (
    Alternative,
    Chosen,
    Cost,
    PlannedBreak,
    PlannedStop,
    Reason,
    Relaxation,
    Route,
    Solution,
    Unplanned,
)
from backend.dispatch.planner.standing import Choices, Standing, StandingDay
from backend.lib.errors import Invalid

Json = dict[str, object]
Made = TypeVar("Made")


def problem_to_json(problem: Problem) -> Json:
    """A mapping that `json.dumps` takes; sets become sorted lists."""
    metres = problem.travel_m
    return {
        **day_to_json(problem.engineers, problem.stops),
        "travel_s": problem.travel_s.tolist(),
        "travel_m": None if metres is None else metres.tolist(),
        "weights": asdict(problem.weights),
        "horizon_s": problem.horizon_s,
        "traffic": list(problem.traffic),
    }


def problem_from_json(data: object) -> Problem:
    """The problem, checked; `Invalid` names the field of anything missing, unknown or wrong."""
    read = dict(_mapping("problem", data))
    read["engineers"], read["stops"] = day_from_json(read)
    if "weights" in read:
        read["weights"] = _build("weights", Weights, read["weights"])
    return _build("", Problem, read)


def day_to_json(engineers: Sequence[PlannerEngineer], stops: Sequence[Stop]) -> Json:
    """Who and what a problem is made of, without its roads."""
    return {
        "engineers": [_plain(asdict(each)) for each in engineers],
        "stops": [_plain(asdict(each)) for each in stops],
    }


def day_from_json(
    data: Mapping[str, object],
) -> tuple[tuple[PlannerEngineer, ...], tuple[Stop, ...]]:
    """Engineers and stops back from `day_to_json`; a `Problem` of them checks them."""
    crew = _each("engineers", data.get("engineers"), _engineer)
    return crew, _each("stops", data.get("stops"), _stop)


def solution_to_json(solution: Solution) -> Json:
    """A mapping that `json.dumps` takes."""
    return _plain(asdict(solution))


def solution_from_json(data: object) -> Solution:
    """The solution back from `solution_to_json`."""
    read = dict(_mapping("solution", data))
    read["routes"] = _each("routes", read.get("routes"), _route)
    read["unplanned"] = _each("unplanned", read.get("unplanned"), _unplanned)
    read["chosen"] = _each("chosen", read.get("chosen", ()), _chosen)
    read["cost"] = _build("cost", Cost, read.get("cost"))
    return _build("solution", Solution, read)


def standing_to_json(standing: StandingDay) -> Json:
    """A mapping that `json.dumps` takes."""
    return {stop: asdict(place) for stop, place in standing.items()}


def standing_from_json(data: object) -> dict[str, Standing]:
    """What stands, by stop id, back from `standing_to_json`."""
    read = _mapping("standing", data)
    return {stop: _build(f"standing.{stop}", Standing, place) for stop, place in read.items()}


def choices_to_json(choices: Choices) -> Json:
    """A mapping that `json.dumps` takes."""
    return _plain(asdict(choices))


def choices_from_json(data: object) -> Choices:
    """The plans back from `choices_to_json`."""
    read = _mapping("choices", data)
    before = read.get("before")
    return Choices(
        _each("solutions", read.get("solutions"), lambda _, each: solution_from_json(each)),
        None if before is None else _build("before", Cost, before),
    )


def _plain(value: Json) -> Json:
    return {key: _plain_value(each) for key, each in value.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain_value(each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain_value(each) for each in value]
    return value


def _mapping(where: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise Invalid(where, "not-a-mapping")
    return cast(Mapping[str, object], value)


def _each(where: str, value: object, read: Callable[[str, object], Made]) -> tuple[Made, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Invalid(where, "not-a-list")
    return tuple(read(f"{where}[{number}]", each) for number, each in enumerate(value))


def _build(where: str, kind: type[Made], value: object) -> Made:
    """The dataclass `kind` from a mapping; a key too many or too few is named."""
    given = _mapping(where, value)
    known = kind.__dataclass_fields__  # type: ignore[attr-defined]
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise Invalid(f"{where}.{unknown[0]}".lstrip("."), "unknown-field")
    try:
        return kind(**given)
    except TypeError as error:
        missing = next((name for name in known if f"'{name}'" in str(error)), "")
        raise Invalid(f"{where}.{missing}".strip("."), "missing-field") from error


def _engineer(where: str, value: object) -> PlannerEngineer:
    read = dict(_mapping(where, value))
    if "breaks" in read:
        read["breaks"] = _each(f"{where}.breaks", read["breaks"], _break)
    return _build(where, PlannerEngineer, read)


def _break(where: str, value: object) -> Break:
    return _build(where, Break, value)


def _stop(where: str, value: object) -> Stop:
    read = dict(_mapping(where, value))
    if "windows" in read:
        read["windows"] = _each(f"{where}.windows", read["windows"], lambda _, window: window)
    if "helpers" in read:
        read["helpers"] = _each(f"{where}.helpers", read["helpers"], lambda _, skills: skills)
    return _build(where, Stop, read)


def _route(where: str, value: object) -> Route:
    read = dict(_mapping(where, value))
    read["stops"] = _each(
        f"{where}.stops",
        read.get("stops"),
        lambda here, each: _build(here, PlannedStop, each),
    )
    read["breaks"] = _each(
        f"{where}.breaks",
        read.get("breaks"),
        lambda here, each: _build(here, PlannedBreak, each),
    )
    return _build(where, Route, read)


def _unplanned(where: str, value: object) -> Unplanned:
    read = dict(_mapping(where, value))
    read["reasons"] = _each(
        f"{where}.reasons",
        read.get("reasons"),
        lambda here, each: _build(here, Reason, each),
    )
    read["relaxations"] = _each(
        f"{where}.relaxations",
        read.get("relaxations", ()),
        _relaxation,
    )
    return _build(where, Unplanned, read)


def _chosen(where: str, value: object) -> Chosen:
    read = dict(_mapping(where, value))
    read["others"] = _each(f"{where}.others", read.get("others"), _alternative)
    return _build(where, Chosen, read)


def _alternative(where: str, value: object) -> Alternative:
    read = dict(_mapping(where, value))
    for name in ("refused", "missing"):
        read[name] = _each(f"{where}.{name}", read.get(name, ()), lambda _, each: str(each))
    return _build(where, Alternative, read)


def _relaxation(where: str, value: object) -> Relaxation:
    read = dict(_mapping(where, value))
    for part in ("names", "missing"):
        read[part] = _each(f"{where}.{part}", read.get(part, ()), lambda _, name: str(name))
    return _build(where, Relaxation, read)
