"""An order of stops timed exactly: every number here was added up by hand."""

import pytest

from backend.dispatch.planner.problem import Problem, Stop
from backend.dispatch.planner.solution import Cost, PlannedBreak, Route
from backend.dispatch.planner.timing import Clash, route_cost, schedule
from tests.dispatch.planner.days import HOUR, day, engineer, lunch, stop


def timed(problem: Problem, *names: str) -> Route:
    made = schedule(problem, problem.engineers[0], [problem.stop_by_id[n] for n in names])
    assert isinstance(made, Route), made
    return made


def clash(problem: Problem, *names: str) -> Clash:
    made = schedule(problem, problem.engineers[0], [problem.stop_by_id[n] for n in names])
    assert isinstance(made, Clash), made
    return made


def test_it_works() -> None:
    problem = day([engineer()], [stop("a", 1), stop("b", 3)])
    route = timed(problem, "a", "b")
    first, second = route.stops
    # 08:00 leave, 600 s to place 1, an hour, 1,200 s to place 3, an hour, 1,800 s home.
    assert (first.arrive_s, first.start_s, first.end_s) == (29_400, 29_400, 33_000)
    assert (second.arrive_s, second.start_s, second.end_s) == (34_200, 34_200, 37_800)
    assert (route.leave_s, route.back_s, route.overtime_s) == (28_800, 39_600, 0)
    assert (route.travel_s, route.travel_m) == (3_600, 30_000)


def test_a_day_without_stops_costs_nothing() -> None:
    problem = day([engineer(end=5)], [])
    route = timed(problem)
    assert (route.travel_s, route.leave_s, route.back_s) == (0, 28_800, 28_800)
    assert route_cost(problem, route) == Cost()


def test_access_minutes_are_added_coming_from_elsewhere_only() -> None:
    stops = [stop("a", 1, access_s=900), stop("b", 1, access_s=900)]
    first, second = timed(day([engineer()], stops), "a", "b").stops
    assert (first.arrive_s, first.start_s) == (29_400, 30_300)
    assert (second.arrive_s, second.start_s) == (33_900, 33_900)


def test_who_comes_early_waits_for_the_window() -> None:
    problem = day([engineer()], [stop("a", 1, windows=((10 * HOUR, 11 * HOUR),))])
    (first,) = timed(problem, "a").stops
    assert (first.arrive_s, first.start_s) == (29_400, 36_000)


def test_the_second_window_serves_where_the_first_is_over() -> None:
    windows = ((8 * HOUR, 29_399), (10 * HOUR, 11 * HOUR))
    (first,) = timed(day([engineer()], [stop("a", 1, windows=windows)]), "a").stops
    assert first.start_s == 36_000


def test_a_window_missed_by_one_second_is_a_clash_of_one_second() -> None:
    problem = day([engineer()], [stop("a", 1, windows=((8 * HOUR, 29_399),))])
    assert clash(problem, "a") == Clash("window", "a", 1)


def test_the_shift_ends_the_day_to_the_second() -> None:
    seven_hours_forty = 8 * HOUR - 2 * 600
    assert (
        timed(day([engineer()], [stop("a", 1, duration_s=seven_hours_forty)]), "a").back_s == 57_600
    )
    longer = day([engineer()], [stop("a", 1, duration_s=seven_hours_forty + 1)])
    assert clash(longer, "a") == Clash("shift-end", None, 1)


def test_overtime_is_allowed_up_to_its_limit_and_has_its_price() -> None:
    crew = [engineer(overtime_s=900, overtime_price=2)]
    problem = day(crew, [stop("a", 1, duration_s=8 * HOUR - 2 * 600 + 900)])
    route = timed(problem, "a")
    assert route.overtime_s == 900
    assert route_cost(problem, route) == Cost(travel=1_200, overtime=1_800)


def test_lateness_is_the_start_after_the_deadline_at_its_price() -> None:
    problem = day([engineer()], [stop("a", 1, due_s=29_000, late_price=7)])
    route = timed(problem, "a")
    assert route.stops[0].late_s == 400
    assert route_cost(problem, route) == Cost(travel=1_200, lateness=2_800)


@pytest.mark.parametrize(("factor", "worked"), [(0.5, 1_800), (1.25, 4_500), (1.0001, 3_600)])
def test_the_speed_factor_changes_the_work(factor: float, worked: int) -> None:
    (only,) = timed(day([engineer(speed_factor=factor)], [stop("a")]), "a").stops
    assert only.end_s - only.start_s == worked


def test_a_break_waits_for_the_end_of_work() -> None:
    crew = [engineer(breaks=(lunch(),))]
    route = timed(day(crew, [stop("a", 1, duration_s=4 * HOUR), stop("b", 2)]), "a", "b")
    # Work at a ends at 12:10; the pause begins then, and the drive of 600 s follows.
    assert route.breaks == (PlannedBreak(43_800, 46_500),)
    assert (route.stops[1].arrive_s, route.stops[1].start_s) == (47_100, 47_100)


def test_a_break_splits_a_drive() -> None:
    crew = [engineer(breaks=(lunch(),))]
    stops = [stop("a", 1, duration_s=4 * HOUR - 1_200), stop("b", 5)]
    route = timed(day(crew, stops), "a", "b")
    # Work ends 11:50, the drive of 2,400 s pauses at 12:00 for 2,700 s.
    assert route.breaks == (PlannedBreak(43_200, 45_900),)
    assert route.stops[1].arrive_s == 42_600 + 2_400 + 2_700


def test_a_break_is_taken_while_waiting() -> None:
    crew = [engineer(breaks=(lunch(),))]
    problem = day(crew, [stop("a", 1, windows=((14 * HOUR, 15 * HOUR),))])
    route = timed(problem, "a")
    assert route.breaks == (PlannedBreak(43_200, 45_900),)
    assert (route.stops[0].arrive_s, route.stops[0].start_s) == (29_400, 50_400)


def test_no_break_is_owed_when_the_day_ends_before_it_must_begin() -> None:
    problem = day([engineer(breaks=(lunch(),))], [stop("a", 1)])
    assert timed(problem, "a").breaks == ()


def test_a_break_that_cannot_begin_in_time_is_a_clash() -> None:
    crew = [engineer(breaks=(lunch(12, 12),))]
    problem = day(crew, [stop("a", 1, windows=((11 * HOUR, 11 * HOUR),), duration_s=2 * HOUR)])
    # Work runs 11:00 to 13:00; the pause must begin at 12:00.
    assert clash(problem, "a") == Clash("break", None, HOUR)


def test_two_breaks_are_placed_where_the_day_is_cheapest() -> None:
    crew = [engineer(breaks=(lunch(9, 10, 30), lunch(12, 13, 30)))]
    stops: list[Stop] = [stop(n, 1, duration_s=2 * HOUR) for n in "ab"]
    route = timed(day(crew, stops), *"ab")
    # Work 08:10-10:10 would miss the first break and 11:30-13:30 the second: both come before.
    assert route.breaks == (PlannedBreak(32_400, 34_200), PlannedBreak(43_200, 45_000))
    assert [(s.start_s, s.end_s) for s in route.stops] == [(34_200, 41_400), (45_000, 52_200)]
