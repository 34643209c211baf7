"""Days kept in files, so that engines can be compared on the same ones.

The format is that of field-service instances: `locations`, `engineers`, `jobs`, `travel` and
`weights`, all times seconds from midnight, all costs points. A job is a stop; it asks for one
skill, has at most one window, and a `pinned` engineer by number.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from backend.dispatch.planner.problem import Break, PlannerEngineer, Problem, Stop, Weights
from backend.dispatch.planner.solution import Solution
from backend.dispatch.planner.wire import Json
from backend.lib.errors import Invalid

Row = Mapping[str, object]


def problem_of_instance(data: object) -> Problem:
    """The instance as a problem; `Invalid` names the field of what is missing or wrong."""
    if not isinstance(data, Mapping):
        raise Invalid("instance", "not-a-mapping")
    weights = _mapping("weights", _field("", data, "weights"))
    overtime_price = cast(int, _field("weights", weights, "overtime"))
    crew = [
        _engineer(f"engineers[{number}]", row, overtime_price)
        for number, row in enumerate(_rows(data, "engineers"))
    ]
    return Problem(
        engineers=tuple(crew),
        stops=tuple(
            _stop(f"jobs[{number}]", row, crew) for number, row in enumerate(_rows(data, "jobs"))
        ),
        travel_s=_field("", data, "travel"),  # type: ignore[arg-type]
        weights=Weights(travel_price=cast(int, _field("weights", weights, "travel"))),
    )


def answer_for_instance(problem: Problem, solution: Solution, engine: Json) -> Json:
    """The solution as job numbers per engineer, with reasons for what is left and the cost."""
    number = {stop.id: index for index, stop in enumerate(problem.stops)}
    days = {
        route.engineer: [number[each.stop] for each in route.stops] for route in solution.routes
    }
    return {
        "routes": [days.get(each.id, []) for each in problem.engineers],
        "unplanned": [
            {
                "visit": number[left.stop],
                "reasons": [{"code": why.code, **why.context} for why in left.reasons],
            }
            for left in solution.unplanned
        ],
        "cost": solution.cost.total,
        "engine": engine,
    }


def _engineer(where: str, row: Row, overtime_price: int) -> PlannerEngineer:
    pause = row.get("break")
    return PlannerEngineer(
        id=cast(str, _field(where, row, "id")),
        start=cast(int, _field(where, row, "start")),
        end=cast(int, _field(where, row, "end")),
        shift=cast(tuple[int, int], _field(where, row, "shift")),
        skills=_skills(f"{where}.skills", _field(where, row, "skills")),
        breaks=() if pause is None else (_break(f"{where}.break", pause),),
        overtime_s=cast(int, _field(where, row, "max_overtime")),
        overtime_price=overtime_price,
    )


def _break(where: str, value: object) -> Break:
    row = _mapping(where, value)
    window = _field(where, row, "window")
    if not isinstance(window, list) or len(window) != 2:
        raise Invalid(f"{where}.window", "not-a-span")
    return Break(window[0], window[1], cast(int, _field(where, row, "duration")))


def _stop(where: str, row: Row, crew: Sequence[PlannerEngineer]) -> Stop:
    window = cast("tuple[int, int] | None", row.get("window"))
    pinned = row.get("pinned")
    if pinned is not None and not (isinstance(pinned, int) and 0 <= pinned < len(crew)):
        raise Invalid(f"{where}.pinned", "unknown-engineer", got=str(pinned))
    return Stop(
        id=cast(str, _field(where, row, "id")),
        place=cast(int, _field(where, row, "loc")),
        duration_s=cast(int, _field(where, row, "duration")),
        drop_price=cast(int, _field(where, row, "drop_penalty")),
        skills=_skills(f"{where}.skill", [_field(where, row, "skill")]),
        windows=() if window is None else (window,),
        due_s=cast(int, _field(where, row, "sla")),
        late_price=cast(int, _field(where, row, "late_weight")),
        lock_engineer=None if pinned is None else crew[pinned].id,
    )


def _skills(where: str, value: object) -> frozenset[str]:
    """Skills are numbers or names in the file, and names here."""
    if not isinstance(value, list):
        raise Invalid(where, "not-a-list")
    for each in value:
        if isinstance(each, bool) or not isinstance(each, int | str):
            raise Invalid(where, "not-text", got=str(each))
    return frozenset(str(each) for each in value)


def _mapping(where: str, value: object) -> Row:
    if not isinstance(value, Mapping):
        raise Invalid(where, "not-a-mapping")
    return value


def _rows(data: Row, name: str) -> list[Row]:
    rows = _field("", data, name)
    if not isinstance(rows, list) or not all(isinstance(each, Mapping) for each in rows):
        raise Invalid(name, "not-a-list")
    return rows


def _field(where: str, row: Row, name: str) -> object:
    if name not in row:
        raise Invalid(f"{where}.{name}".lstrip("."), "missing-field")
    return row[name]
