"""Who can take one more stop: first, cheapest, and what it does to the others."""

from backend.dispatch.planner.insertion import cheapest_insertion, earliest_arrivals, fill_gaps
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Route
from backend.dispatch.planner.timing import schedule
from tests.dispatch.planner.days import HOUR, day, engineer, stop


def routes(problem: Problem, **orders: str) -> list[Route]:
    """Per engineer the names of stops, one letter each, in their order."""
    made = []
    for name, letters in orders.items():
        planned = [problem.stop_by_id[letter] for letter in letters]
        route = schedule(problem, problem.engineer_by_id[name], planned)
        assert isinstance(route, Route), route
        made.append(route)
    return made


def test_it_works() -> None:
    crew = [engineer("olena"), engineer("petro", start=5, end=5)]
    problem = day(crew, [stop("a", 1, duration_s=4 * HOUR), stop("n", 2)])
    first, second = earliest_arrivals(
        problem, routes(problem, olena="a", petro=""), problem.stops[1]
    )
    # Olena passes place 2 before a: 1,200 s from home; Petro needs 1,800 s.
    assert (first.engineer, first.position, first.start_s) == ("olena", 0, 30_000)
    assert (second.engineer, second.start_s, second.extra_travel_s) == ("petro", 30_600, 3_600)


def test_the_cost_of_being_first_includes_what_others_wait() -> None:
    crew = [engineer("olena"), engineer("petro", start=5, end=5)]
    urgent = stop("a", 1, due_s=29_400, late_price=10)
    problem = day(crew, [urgent, stop("n", 2)])
    planned = routes(problem, olena="a", petro="")
    soonest = earliest_arrivals(problem, planned, problem.stops[1])[0]
    # n at 30,000 for an hour, then 600 s to a: 34,200, which is 4,800 s late at 10 a second;
    # and 1,200 s more road.
    assert (soonest.engineer, soonest.extra_cost) == ("olena", 1_200 + 48_000)
    cheapest = cheapest_insertion(problem, planned, problem.stops[1])
    assert cheapest is not None
    assert (cheapest.engineer, cheapest.position, cheapest.extra_cost) == ("olena", 1, 1_200)


def test_only_who_may_go_is_named() -> None:
    crew = [engineer("olena"), engineer("petro", skills={"gas"}), engineer("ivan", shift=None)]
    problem = day(crew, [stop("n", 2, skills={"gas"})])
    assert [i.engineer for i in earliest_arrivals(problem, [], problem.stops[0])] == ["petro"]
    strange = day(crew, [stop("n", 2, skills={"lift"})])
    assert earliest_arrivals(strange, [], strange.stops[0]) == []


def test_nobody_can_come_in_time() -> None:
    problem = day([engineer()], [stop("n", 2, windows=((0, HOUR),))])
    assert earliest_arrivals(problem, [], problem.stops[0]) == []
    assert cheapest_insertion(problem, [], problem.stops[0]) is None


def test_gaps_are_filled_dearest_first_and_only_where_it_pays() -> None:
    crew = [engineer(shift=(8 * HOUR, 9 * HOUR + 1_200))]
    stops = [stop("a", drop_price=2_000), stop("b", drop_price=3_000), stop("c", drop_price=9)]
    problem = day(crew, stops)
    filled, rest = fill_gaps(problem, routes(problem, olena=""), problem.stops)
    assert [s.stop for s in filled[0].stops] == ["b"]
    assert [s.id for s in rest] == ["a", "c"]


def test_what_costs_more_than_leaving_it_stays_out() -> None:
    problem = day([engineer()], [stop("a", 1, drop_price=1_200), stop("b", 1, drop_price=1_201)])
    filled, rest = fill_gaps(problem, routes(problem, olena=""), problem.stops[:1])
    assert (filled[0].stops, [s.id for s in rest]) == ((), ["a"])
    filled, rest = fill_gaps(problem, routes(problem, olena=""), problem.stops[1:])
    assert (len(filled[0].stops), rest) == (1, [])


def test_who_had_no_route_gets_one_too() -> None:
    problem = day([engineer("olena"), engineer("petro", shift=None)], [stop("a")])
    filled, rest = fill_gaps(problem, [], problem.stops)
    assert [(r.engineer, [s.stop for s in r.stops]) for r in filled] == [("olena", ["a"])]
    assert rest == []
