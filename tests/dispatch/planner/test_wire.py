"""JSON in and out: nothing is lost, and what does not fit is named."""

import json
from typing import Any

import pytest

from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.wire import (
    problem_from_json,
    problem_to_json,
    solution_from_json,
    solution_to_json,
)
from backend.lib.errors import Invalid
from tests.dispatch.planner.days import HOUR, day, engineer, lunch, stop


def test_a_problem_comes_back_as_it_went() -> None:
    crew = [engineer(breaks=(lunch(),), skills={"b", "a"}), engineer("petro", shift=None)]
    stops = [stop("a", windows=((1, 2), (4, 9)), lock_engineer="petro", due_s=5, banned={"x"})]
    problem = day(crew, stops)
    sent = json.loads(json.dumps(problem_to_json(problem), allow_nan=False))
    back = problem_from_json(sent)
    assert (back.engineers, back.stops) == (problem.engineers, problem.stops)
    assert back.weights == problem.weights
    assert (back.travel_s == problem.travel_s).all()
    assert back.travel_m is not None
    assert back.travel_m[0, 2] == 10_000


def test_a_solution_comes_back_as_it_went() -> None:
    crew = [engineer(breaks=(lunch(),), shift=(8 * HOUR, 14 * HOUR))]
    stops = [stop("a", 2, duration_s=4 * HOUR), stop("b", 1), stop("c", skills={"gas"})]
    plan = solve(day(crew, stops), seconds=None, iterations=500)
    assert len(plan.unplanned) >= 1
    assert solution_from_json(json.loads(json.dumps(solution_to_json(plan)))) == plan


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        ([], "problem", "not-a-mapping"),
        ({}, "engineers", "not-a-list"),
        ({"engineers": [], "stops": []}, "travel_s", "missing-field"),
        ({"engineers": [], "stops": [], "travel_s": [], "roads": 1}, "roads", "unknown-field"),
        ({"engineers": [{"id": "o"}], "stops": []}, "engineers[0].start", "missing-field"),
        ({"engineers": [], "stops": [{"id": "s", "job": 1}]}, "stops[0].job", "unknown-field"),
        ({"engineers": [], "stops": [7]}, "stops[0]", "not-a-mapping"),
        (
            {"engineers": [], "stops": [], "travel_s": [], "weights": {"travel_price": "x"}},
            "weights.travel_price",
            "not-whole",
        ),
    ],
)
def test_what_does_not_fit_is_named(data: Any, field: str, code: str) -> None:
    with pytest.raises(Invalid) as no:
        problem_from_json(data)
    assert (no.value.field, no.value.code) == (field, code)
