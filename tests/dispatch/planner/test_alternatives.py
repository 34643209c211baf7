"""Why this engineer: what the others would cost, each number worked out on the street."""

from backend.dispatch.planner.alternatives import chosen_over
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Alternative, Chosen, Route, Solution
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.timing import schedule, stay_home
from backend.dispatch.planner.wire import solution_from_json, solution_to_json
from tests.dispatch.planner.days import HOUR, day, engineer, stop


def routes(problem: Problem, *orders: tuple[str, ...]) -> list[Route]:
    made = []
    for who, order in zip(problem.on_duty, orders, strict=True):
        timed = schedule(problem, who, [problem.stop_by_id[each] for each in order])
        assert isinstance(timed, Route)
        made.append(timed)
    return made


def others(problem: Problem, *orders: tuple[str, ...]) -> tuple[Alternative, ...]:
    """Of the first stop."""
    found = {each.stop: each.others for each in chosen_over(problem, routes(problem, *orders))}
    return found[problem.stops[0].id]


def test_the_others_are_told_in_seconds_more() -> None:
    crew = [engineer("olena"), engineer("marc", start=3, end=3)]
    problem = day(crew, [stop("a", 1)])
    # 2 x 600 s from place 0, 2 x 1,200 s from place 3.
    assert others(problem, ("a",), ()) == (Alternative("marc", extra_cost=1200, travel_s=1200),)


def test_who_would_be_late_for_another_stop() -> None:
    crew = [engineer("olena"), engineer("ana")]
    early = stop("b", 1, due_s=8 * HOUR + 600, late_price=10)
    problem = day(crew, [stop("a", 1, windows=((0, 8 * HOUR + 600),)), early])
    # Ana would do a at 08:10, so b at 09:10 instead of 08:10; nobody drives more, but once less.
    [ana] = others(problem, ("a",), ("b",))
    assert (ana.late, ana.late_s) == ("b", HOUR)
    assert (ana.travel_s, ana.extra_cost) == (-1200, 10 * HOUR - 1200)


def test_who_lacks_a_skill_or_has_no_room() -> None:
    crew = [
        engineer("olena", skills={"gas"}),
        engineer("petro"),
        engineer("short", skills={"gas"}, shift=(8 * HOUR, 8 * HOUR + 60)),
    ]
    problem = day(crew, [stop("a", 1, skills={"gas"})])
    lacking = Alternative("petro", refused=("skill",), missing=("gas",))
    assert others(problem, ("a",), (), ()) == (Alternative("short"), lacking)


def test_overtime_is_a_cause_of_its_own() -> None:
    late = engineer("late", shift=(8 * HOUR, 9 * HOUR), overtime_s=2 * HOUR, overtime_price=3)
    [only] = others(day([engineer("olena"), late], [stop("a", 1)]), ("a",), ())
    assert (only.overtime_s, only.travel_s, only.extra_cost) == (1200, 0, 3600)


def test_the_nearest_are_tried_and_three_are_told() -> None:
    crew = [engineer("olena"), *(engineer(f"e{at}", start=at, end=at) for at in (5, 4, 3, 2))]
    told = others(day(crew, [stop("a", 1)]), ("a",), (), (), (), ())
    assert [each.engineer for each in told] == ["e2", "e3", "e4"]


def test_what_is_fixed_or_coupled_or_alone_has_no_choice() -> None:
    locked = day([engineer(), engineer("marc")], [stop("a", 1, lock_engineer="olena")])
    assert chosen_over(locked, routes(locked, ("a",), ())) == ()
    alone = day([engineer()], [stop("a", 1)])
    assert chosen_over(alone, routes(alone, ("a",))) == ()
    crew = day([engineer(), engineer("marc")], [stop("a", 1, helpers=(frozenset(),))])
    assert chosen_over(crew, [stay_home(each) for each in crew.on_duty]) == ()


def test_moving_the_stop_changes_the_cost_by_what_is_told() -> None:
    crew = [engineer("olena"), engineer("marc", start=4, end=4)]
    problem = day(crew, [stop("a", 1), stop("b", 3), stop("c", 2)])
    plan = solve(problem, seconds=None, iterations=60)
    found = chosen_over(problem, plan.routes)
    assert {each.stop for each in found} == {"a", "b", "c"}
    # No single move makes the best plan cheaper.
    assert all((o.extra_cost or 0) >= 0 for each in found for o in each.others)


def test_they_survive_the_wire() -> None:
    crew = [engineer("olena"), engineer("petro")]
    problem = day(crew, [stop("a", 1)])
    found = chosen_over(problem, routes(problem, ("a",), ()))
    made = Solution((), (), solve(problem, seconds=None, iterations=1).cost, chosen=found)
    assert solution_from_json(solution_to_json(made)).chosen == found
    assert isinstance(found[0], Chosen)
