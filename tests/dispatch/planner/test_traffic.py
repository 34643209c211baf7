"""Drives by the hour in which they are driven: every number here was added up by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from backend.dispatch.planner.daycost import DayCost
from backend.dispatch.planner.draft import empty_draft, price_days, set_day
from backend.dispatch.planner.problem import Break, Problem
from backend.dispatch.planner.solution import PlannedBreak, Route
from backend.dispatch.planner.tables import tables
from backend.dispatch.planner.timing import Clash, route_cost, schedule
from backend.dispatch.planner.traffic import FREE, Odometer, arrival_s, speeds
from backend.dispatch.planner.wire import problem_from_json, problem_to_json
from backend.lib.errors import Invalid
from tests.dispatch.planner.days import HOUR, day, engineer, stop
from tests.dispatch.planner.test_properties import problems

MIN = 60
# Empty roads but from eight to nine, when everything takes half as long again.
RUSH = (*[1.0] * 8, 1.5)
ANY = st.lists(st.sampled_from([0.5, 1.0, 1.37, 2.0, 4.0]), max_size=6)


def at(hour: int, minute: int = 0) -> int:
    return hour * HOUR + minute * MIN


def slowed(problem: Problem, factors: tuple[float, ...] = RUSH) -> Problem:
    return replace(problem, traffic=factors)


def timed(problem: Problem, *names: str) -> Route:
    made = schedule(problem, problem.engineers[0], [problem.stop_by_id[n] for n in names])
    assert isinstance(made, Route), made
    return made


def test_it_works() -> None:
    """Ten minutes of the way until eight, and the other ten take fifteen: docs/planner.md."""
    assert arrival_s(speeds(RUSH), at(7, 50), 20 * MIN) == at(8, 15)


@pytest.mark.parametrize(
    ("begin", "drive", "arrival"),
    [
        (at(7), 20 * MIN, at(7, 20)),
        (at(7, 40), 20 * MIN, at(8)),
        (at(8), 20 * MIN, at(8, 30)),
        (at(8, 45), 20 * MIN, at(9, 10)),
        (at(7, 45), 60 * MIN, at(9, 5)),
        (at(12), 20 * MIN, at(12, 20)),
        (at(8, 10), 0, at(8, 10)),
        (at(8), 1, at(8) + 2),
    ],
    ids=["before", "until", "in", "out of it", "through it", "after", "nowhere", "whole seconds"],
)
def test_a_drive_lasts_by_its_hours(begin: int, drive: int, arrival: int) -> None:
    assert arrival_s(speeds(RUSH), begin, drive) == arrival


def test_a_day_of_empty_roads_has_no_hours_to_look_at() -> None:
    assert speeds([1.0, 1.0]) == ()
    assert speeds([1.0, 1.25]) == (FREE, 800_000)


@given(factors=ANY, begin=st.integers(0, 7 * HOUR), later=st.integers(0, HOUR), way=st.integers(1))
def test_who_sets_off_later_never_arrives_earlier(
    factors: list[float], begin: int, later: int, way: int
) -> None:
    hours, drive = speeds(factors), way % (3 * HOUR) + 1
    first = arrival_s(hours, begin, drive)
    assert first <= arrival_s(hours, begin + later, drive)
    meter = Odometer(hours)
    assert first == meter.when(meter.at(begin) + drive * FREE)


def test_stops_and_the_way_home_wait_for_their_hour() -> None:
    """08:00-08:15 there, an hour's work; home begins 09:15, on empty roads again."""
    route = timed(slowed(day([engineer()], [stop("a", 1)])), "a")
    (first,) = route.stops
    assert (first.travel_s, first.traffic_s, first.drive_s) == (600, 300, 900)
    assert (first.arrive_s, first.end_s) == (at(8, 15), at(9, 15))
    assert (route.back_s, route.back_traffic_s) == (at(9, 25), 0)
    at_home = timed(slowed(day([engineer()], [stop("a", 1)]), (*[1.0] * 9, 2.0)), "a")
    assert (at_home.back_s, at_home.back_travel_s, at_home.back_traffic_s) == (at(9, 30), 600, 600)
    assert (at_home.travel_s, at_home.traffic_s) == (1200, 600)


def test_driving_costs_what_the_road_is_worth_and_traffic_what_it_delays() -> None:
    problem = slowed(day([engineer()], [stop("a", 1, due_s=at(8, 10), late_price=2)]))
    cost = route_cost(problem, timed(problem, "a"))
    assert (cost.travel, cost.lateness) == (1200, 300 * 2)


def test_a_break_splits_a_drive_in_traffic() -> None:
    """Leaves 07:45 for 40 minutes: 5 until the break 07:50-08:10, the other 35 take 50 of the
    rush and 1:40 more of empty roads."""
    crew = [engineer(shift=(at(7, 45), at(16)), breaks=(Break(at(7, 50), at(7, 50), 20 * MIN),))]
    route = timed(slowed(day(crew, [stop("a", 4)])), "a")
    assert route.breaks == (PlannedBreak(at(7, 50), at(8, 10)),)
    (first,) = route.stops
    assert first.arrive_s == at(9) + 100
    assert first.traffic_s == first.arrive_s - at(7, 45) - 20 * MIN - 40 * MIN


def test_a_break_at_the_kerb_takes_no_time_off_the_road() -> None:
    """There at 08:15, five of the ten access minutes, a break 08:20-08:40, five more."""
    crew = [engineer(breaks=(Break(at(8, 20), at(8, 20), 20 * MIN),))]
    (first,) = timed(slowed(day(crew, [stop("a", 1, access_s=600)])), "a").stops
    assert (first.arrive_s, first.start_s, first.traffic_s) == (at(8, 15), at(8, 45), 300)


def test_a_window_lost_in_traffic_says_by_how_much() -> None:
    problem = slowed(day([engineer()], [stop("a", 1, windows=((0, at(8, 10)),))]))
    assert schedule(problem, problem.engineers[0], problem.stops) == Clash("window", "a", 300)


def test_a_vehicle_has_times_of_its_own_and_may_pass_the_queue() -> None:
    """A bicycle: 600 s x 1.75, and no traffic; a lorry: 600 s x 1.25 x 1.5."""
    bicycle = engineer("petro", drive_factor=1.75, in_traffic=False)
    lorry = engineer("ivan", drive_factor=1.25)
    problem = slowed(day([bicycle, lorry], [stop("a", 1)]))
    by_bicycle, by_lorry = (schedule(problem, each, problem.stops) for each in problem.engineers)
    assert isinstance(by_bicycle, Route)
    assert isinstance(by_lorry, Route)
    assert (by_bicycle.stops[0].arrive_s, by_bicycle.travel_s) == (at(8) + 1050, 2100)
    assert (by_lorry.stops[0].arrive_s, by_lorry.travel_s) == (at(8) + 1125, 1500)
    assert (by_lorry.stops[0].travel_s, by_lorry.stops[0].traffic_s) == (750, 375)


def test_the_wire_keeps_traffic_and_vehicles() -> None:
    problem = slowed(day([engineer(drive_factor=1.75, in_traffic=False)], [stop("a", 1)]))
    back = problem_from_json(problem_to_json(problem))
    assert (back.traffic, back.engineers) == (RUSH, problem.engineers)


@pytest.mark.parametrize(
    ("factors", "field"), [((1.0, 0.0), "traffic[1]"), ((float("nan"),), "traffic[0]")]
)
def test_a_factor_that_is_none_is_refused(factors: tuple[float, ...], field: str) -> None:
    with pytest.raises(Invalid) as no:
        slowed(day([], []), factors)
    assert no.value.field == field


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems(), data=st.data())
def test_compiled_loops_and_plain_python_agree_to_the_point(
    problem: Problem, data: st.DataObject
) -> None:
    assume(problem.stops and problem.on_duty)
    t = tables(problem)
    for duty, each in enumerate(problem.on_duty):
        able = [n for n in range(len(problem.stops)) if t.pair[n, duty] >= 0]
        order = data.draw(st.permutations(able)) if able else []
        room = empty_draft(t)
        room.order[duty, : len(order)] = order
        orders, lengths = room.order.copy(), room.length.copy()
        lengths[duty] = len(order)
        exact = DayCost(problem, each).cost(order)
        assert set_day(t, room, duty, orders, lengths) == (exact is not None)
        if exact is not None:
            said = np.zeros(1, dtype=np.int64)
            price_days(t, empty_draft(t), orders, lengths, np.array([duty]), said)
            assert said[0] == exact
