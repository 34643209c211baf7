"""Ruin and recreate: from any lawful plan to one that is never dearer, by exact cost."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.dispatch.planner.improve import Improver, Orders
from backend.dispatch.planner.insertion import fill_gaps, total_cost
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Route
from backend.dispatch.planner.timing import schedule
from tests.dispatch.planner.days import HOUR, day, engineer, lunch, stop
from tests.dispatch.planner.test_properties import problems
from tests.dispatch.planner.test_solve import small_town


def improved(problem: Problem, start: Orders | None = None, rounds: int = 60) -> tuple[Orders, int]:
    """The orders after so many rounds, and their exact cost."""
    asked = iter(range(rounds))
    orders = Improver(problem, seed=1).improve(
        start or [[] for _ in problem.on_duty],
        lambda: next(asked) / (rounds - 1),
        lambda cost: None,
    )
    return orders, cost_of(problem, orders)


def cost_of(problem: Problem, orders: Orders) -> int:
    routes = []
    for each, order in zip(problem.on_duty, orders, strict=True):
        route = schedule(problem, each, [problem.stops[number] for number in order])
        assert isinstance(route, Route)
        routes.append(route)
    planned = {number for order in orders for number in order}
    left = [s for number, s in enumerate(problem.stops) if number not in planned]
    return total_cost(problem, routes, left).total


def test_it_works() -> None:
    crew = [engineer("olena"), engineer("petro", start=5, end=5)]
    stops = [stop("a", 1), stop("b", 4), stop("c", 2), stop("d", 5)]
    orders, cost = improved(day(crew, stops))
    assert sorted(orders[0]) == [0, 2]
    assert sorted(orders[1]) == [1, 3]
    assert cost == 4 * 600 + 2 * 600


def test_it_frees_a_day_for_what_only_one_can_do() -> None:
    """The able engineer is full of work that another can do; nothing fits until it moves."""
    crew = [
        engineer("able", skills={"gas"}, shift=(8 * HOUR, 9 * HOUR + 1_200)),
        engineer("other", start=5, end=5),
    ]
    problem = day(crew, [stop("plain", 1), stop("gas", 1, skills={"gas"})])
    busy = schedule(problem, crew[0], problem.stops[:1])
    assert isinstance(busy, Route)
    assert fill_gaps(problem, [busy], problem.stops[1:])[1] == [problem.stops[1]]
    orders, cost = improved(problem, [[0], []])
    assert orders == [[1], [0]]
    assert cost == 1_200 + 4_800


def test_nobody_and_nothing() -> None:
    assert improved(day([], [stop("a")])) == ([], 100_000)
    assert improved(day([engineer()], [])) == ([[]], 0)


def test_a_locked_stop_is_placed_before_a_dearer_one() -> None:
    crew = [engineer(shift=(8 * HOUR, 9 * HOUR + 1_200))]
    stops = [stop("dear", drop_price=10**9), stop("locked", drop_price=1, lock_engineer="olena")]
    orders, _ = improved(day(crew, stops))
    assert orders == [[1]]


def test_a_break_is_kept() -> None:
    crew = [engineer(breaks=(lunch(),), shift=(11 * HOUR, 15 * HOUR))]
    orders, _ = improved(day(crew, [stop(n, 1, duration_s=3_200) for n in "abcd"]))
    assert len(orders[0]) == 3


def test_the_same_seed_gives_the_same_plan() -> None:
    assert improved(small_town()) == improved(small_town())


def test_news_is_the_exact_cost_and_only_gets_better() -> None:
    problem, heard = small_town(), list[int]()
    asked = iter(range(200))
    orders = Improver(problem, seed=3).improve(
        [[] for _ in problem.on_duty], lambda: next(asked) / 199, heard.append
    )
    assert heard == sorted(heard, reverse=True)
    assert heard[-1] == cost_of(problem, orders)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems(), rounds=st.integers(2, 30))
def test_it_never_gets_dearer(problem: Problem, rounds: int) -> None:
    orders, cost = improved(problem, rounds=rounds)
    again, dearer = improved(problem, orders, rounds=rounds)
    assert dearer <= cost
    assert len(again) == len(problem.on_duty)
