"""OR-Tools' model and our own reckoning say the same of a plan, to the second and the point."""

from hypothesis import HealthCheck, given, settings

from backend.dispatch.planner.problem import Break, Problem
from backend.dispatch.planner.routing import cost_by_routing
from backend.dispatch.planner.solution import Route
from backend.dispatch.planner.timing import route_cost, schedule
from tests.dispatch.planner.days import HOUR, day, engineer, stop
from tests.dispatch.planner.test_properties import problems


def by_routing(problem: Problem, *stops: str) -> int | None:
    """What OR-Tools says of these stops in this order, done by the first engineer."""
    return cost_by_routing(
        problem, [(problem.engineers[0], [problem.stop_by_id[name] for name in stops])]
    )


def test_it_works() -> None:
    problem = day([engineer()], [stop("a", 1), stop("b", 3, due_s=0, late_price=1)])
    # 6 steps of road; work at b begins 08:00 + 10 min + 1 h + 20 min.
    assert by_routing(problem, "a", "b") == 6 * 600 + 8 * HOUR + 600 + HOUR + 1_200


def test_it_refuses_what_is_unlawful() -> None:
    stops = [stop("a"), stop("gas", skills={"gas"}), stop("early", windows=((0, HOUR),))]
    problem = day([engineer()], stops)
    assert by_routing(problem, "a") == 1_200
    assert by_routing(problem, "gas") is None
    assert by_routing(problem, "early") is None
    assert by_routing(day([engineer()], [stop("long", duration_s=8 * HOUR)]), "long") is None


def test_nothing_planned_costs_nothing() -> None:
    assert cost_by_routing(day([engineer()], []), []) == 0


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems())
def test_the_model_costs_what_the_route_costs(problem: Problem) -> None:
    for each in problem.on_duty:
        order = [stop for stop in problem.stops if each in problem.allowed(stop)]
        made = schedule(problem, each, order)
        if order and isinstance(made, Route):
            said = cost_by_routing(problem, [(each, order)], [made])
            assert said == route_cost(problem, made).total


def test_two_breaks_take_two_times() -> None:
    """The first is 1,000-1,100, the second follows, work is 1,200-2,200: 100 s of overtime.

    Were they allowed to run together, work would end with the shift.
    """
    pauses = (Break(1_000, 1_000, 100), Break(1_000, 2_000, 100))
    crew = [engineer(shift=(900, 2_100), breaks=pauses, overtime_s=100, overtime_price=1)]
    assert by_routing(day(crew, [stop("a", 0, duration_s=1_000)]), "a") == 100
