"""OR-Tools' model and our own reckoning say the same of a day, to the second and the point."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from backend.dispatch.planner.insertion import total_cost
from backend.dispatch.planner.problem import Break, Problem
from backend.dispatch.planner.routing import RoutingDay, workable
from backend.dispatch.planner.solution import Route
from backend.dispatch.planner.timing import schedule
from tests.dispatch.planner.days import HOUR, day, engineer, lunch, stop
from tests.dispatch.planner.test_properties import problems


def searched(problem: Problem, steps: int = 200) -> tuple[list[Route], int, int]:
    """The routes of OR-Tools' orders, its own best cost, and the price of what it never saw."""
    crew, stops = workable(problem, seed=0)
    model = RoutingDay(problem, crew, stops)
    left = iter(range(steps, -1, -1))
    model.model.AddSearchMonitor(model.model.solver().CustomLimit(lambda: next(left, 0) == 0))
    routes = []
    orders = model.search(20)
    for each in problem.on_duty:
        route = schedule(problem, each, orders.get(each.id, []))
        assert isinstance(route, Route), route
        routes.append(route)
    hopeless = [each for each in problem.stops if each not in stops]
    assert model.best_cost is not None
    return routes, model.best_cost, sum(each.drop_price for each in hopeless)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems())
def test_the_model_costs_what_the_routes_cost(problem: Problem) -> None:
    """Locks and deadlines before zero are priced differently inside the model, so not here."""
    plain = [
        replace(
            s,
            lock_engineer=None,
            lock_start_s=None,
            due_s=None if s.due_s is None else abs(s.due_s),
        )
        for s in problem.stops
    ]
    problem = Problem(
        problem.engineers, tuple(plain), problem.travel_s, horizon_s=problem.horizon_s
    )
    if not workable(problem, 0)[1]:
        return
    routes, cost, hopeless = searched(problem)
    planned = {each.stop for route in routes for each in route.stops}
    left = [each for each in problem.stops if each.id not in planned]
    assert total_cost(problem, routes, left).total == cost + hopeless


def test_who_can_serve_nothing_does_not_enter_the_model() -> None:
    crew = [
        engineer("lost", end=5, shift=(8 * HOUR, 8 * HOUR + 60)),
        engineer("paused", end=5, shift=(11 * HOUR, 12 * HOUR), breaks=(lunch(11, 11, 30),)),
        engineer("olena"),
    ]
    stops = [stop("a"), stop("b", skills={"gas"}), stop("c", windows=((0, HOUR),))]
    able, servable = workable(day(crew, stops), seed=0)
    assert [each.id for each in able] == ["olena"]
    assert [each.id for each in servable] == ["a"]


def test_a_seed_changes_the_order_of_looking_and_nothing_else() -> None:
    problem = day([engineer()], [stop(f"s{i}") for i in range(9)])
    plain, shuffled = workable(problem, 0)[1], workable(problem, 5)[1]
    assert plain == list(problem.stops)
    assert shuffled != plain
    assert set(shuffled) == set(plain)


def test_two_breaks_take_two_times() -> None:
    """The first is 1,000-1,100, the second follows, work is 1,200-2,200: 100 s of overtime.

    Were they allowed to run together, work would end with the shift.
    """
    pauses = (Break(1_000, 1_000, 100), Break(1_000, 2_000, 100))
    crew = [engineer(shift=(900, 2_100), breaks=pauses, overtime_s=100, overtime_price=1)]
    routes, cost, _ = searched(day(crew, [stop("a", 0, duration_s=1_000)]))
    assert cost == 100
    assert [(each.start_s, each.end_s) for each in routes[0].breaks] == [
        (1_000, 1_100),
        (1_100, 1_200),
    ]
