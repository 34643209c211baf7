"""The least of each kind with its number; and over many days, that each told one is so."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.relaxations import applied, relaxations
from backend.dispatch.planner.solution import Relaxation, Route
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.timing import schedule
from tests.dispatch.planner.days import HOUR, day, engineer, stop
from tests.dispatch.planner.test_properties import problems

SHORT = (8 * HOUR, 9 * HOUR + 1_200)


def least(problem: Problem) -> dict[str, Relaxation]:
    """By kind, what would place the first stop beside all the others."""
    order = problem.stops[1:]
    made = schedule(problem, problem.engineers[0], order)
    assert isinstance(made, Route)
    found = relaxations(problem, [made], problem.stops[0])
    return {each.kind: each for each in found}


@pytest.mark.parametrize(
    ("crew", "stops", "expected"),
    [
        # Ready at 08:10, so that 07:35 has to become 08:10.
        ({}, {"windows": ((0, 27_300),)}, Relaxation("later", "olena", by_s=2_100)),
        # An hour of work and 20 min of road in an hour's shift.
        ({"shift": (8 * HOUR, 9 * HOUR)}, {}, Relaxation("overtime", "olena", by_s=1_200)),
        (
            {},
            {"skills": {"gas"}},
            Relaxation("permit", "olena", names=("skill",), missing=("gas",)),
        ),
        (
            {},
            {"clearances": {"bank"}, "banned": {"olena"}},
            Relaxation("permit", "olena", names=("banned", "clearance")),
        ),
        ({}, {"parts": {"pump": 2}}, Relaxation("parts", "olena", names=("pump",))),
        ({"most_stops": 0}, {}, Relaxation("cap", "olena")),
    ],
)
def test_the_least_that_places_it(
    crew: dict[str, Any], stops: dict[str, Any], expected: Relaxation
) -> None:
    assert least(day([engineer(**crew)], [stop("a", 1, **stops)])) == {expected.kind: expected}


def test_another_stop_could_give_way() -> None:
    stops = [stop("a", 1), stop("dear", 1, drop_price=9), stop("cheap", 1, drop_price=3)]
    found = least(day([engineer(shift=(8 * HOUR, 10 * HOUR + 1_200))], stops))
    assert found["instead"] == Relaxation("instead", "olena", names=("cheap",))
    assert found["overtime"] == Relaxation("overtime", "olena", by_s=HOUR)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems())
def test_every_relaxation_told_places_the_stop(problem: Problem) -> None:
    """Applied, and the stop put in by a fresh plan of that engineer alone, the day is lawful."""
    plan = solve(problem, seconds=None, iterations=40)
    for left in plan.unplanned:
        wanted = problem.stop_by_id[left.stop]
        for relaxed in left.relaxations:
            changed, routes = applied(problem, plan.routes, wanted, relaxed)
            today = next(r for r in routes if r.engineer == relaxed.engineer)
            order = [changed.stop_by_id[each.stop] for each in today.stops]
            who = changed.engineer_by_id[relaxed.engineer]
            assert who in list(changed.allowed(changed.stop_by_id[left.stop]))
            places = range(len(order) + 1)
            with_it = [
                schedule(changed, who, [*order[:p], changed.stop_by_id[left.stop], *order[p:]])
                for p in places
            ]
            assert any(isinstance(each, Route) for each in with_it), relaxed
