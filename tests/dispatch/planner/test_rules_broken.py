"""The rules that look beyond one route: `verify` says by how much each is broken."""

from dataclasses import replace
from typing import Any

import pytest

from backend.dispatch.planner.problem import Problem, Stop
from backend.dispatch.planner.solution import Cost, PlannedStop, Route, Solution
from backend.dispatch.planner.verify import Violation, verify
from backend.lib.errors import Invalid
from tests.dispatch.planner.days import HOUR, STEP_M, STEP_S, day, engineer, stop

TWO_SHIFTS = (
    engineer("night", person="olena", shift=(0, 6 * HOUR), rest_s=11 * HOUR, van={"pump": 1}),
    engineer("day", person="olena", shift=(8 * HOUR, 16 * HOUR), van={"pump": 1}),
)


def visited(name: str, who: int, start_s: int, seat: int = 0) -> Route:
    """One stop next door, an hour of work from `start_s`, and home again."""
    crew = TWO_SHIFTS[who]
    done = PlannedStop(name, STEP_S, STEP_M, start_s, start_s, start_s + HOUR, 0, seat)
    assert crew.shift
    back_s = start_s + HOUR + STEP_S
    return Route(crew.id, (done,), crew.shift[0], back_s, STEP_S, STEP_M)


def broken(stops: list[Stop], *routes: Route) -> list[Violation]:
    cost = Cost(travel=len(routes) * 2 * STEP_S)
    return verify(day(TWO_SHIFTS, stops), Solution(tuple(routes), (), cost))


def test_too_little_rest() -> None:
    """Home at 02:10, so that she may leave at 13:10 and not at 08:00."""
    night, morning = visited("a", 0, HOUR), visited("b", 1, 9 * HOUR)
    found = broken([stop("a"), stop("b")], night, morning)
    assert found == [Violation("rest", 5 * HOUR + 600, "day")]


def test_more_parts_than_the_van_holds_over_both_shifts() -> None:
    stops = [stop("a", parts={"pump": 1}), stop("b", parts={"pump": 2})]
    rested = (replace(TWO_SHIFTS[0], rest_s=0), TWO_SHIFTS[1])
    plan = Solution((visited("a", 0, HOUR), visited("b", 1, 9 * HOUR)), (), Cost(travel=4 * STEP_S))
    assert verify(day(rested, stops), plan) == [Violation("part", 2, "olena")]


def test_a_crew_of_one_person_at_two_times() -> None:
    stops = [stop("a", helpers=(frozenset(),))]
    found = broken(stops, visited("a", 0, HOUR), visited("a", 1, 14 * HOUR, seat=1))
    assert Violation("crew-apart", 13 * HOUR, stop="a") in found
    assert Violation("crew-alone", 1, stop="a") in found


def test_a_crew_that_lacks_its_helper() -> None:
    found = broken([stop("a", helpers=(frozenset(),))], visited("a", 1, 9 * HOUR))
    assert found == [Violation("stop-missing", 1, stop="a")]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"after": {"first"}, "after_gap_s": HOUR}, Violation("after", HOUR, stop="second")),
        (
            {"not_before_s": 14 * HOUR + 7},
            Violation("lead-time", HOUR + 7, "day", "second"),
        ),
        ({"clearances": {"bank"}}, Violation("clearance", 1, "day", "second")),
        ({"levels": {"gas": 2}, "skills": {"gas"}}, Violation("skill", 1, "day", "second")),
    ],
)
def test_a_rule_is_broken_by_so_much(rules: dict[str, Any], expected: Violation) -> None:
    """The first ends at 13:00, which is when the second begins."""
    stops = [stop("first"), stop("second", **rules)]
    first, second = (
        PlannedStop(name, travel, travel * STEP_M // STEP_S, start, start, start + HOUR, 0)
        for name, travel, start in (("first", STEP_S, 12 * HOUR), ("second", 0, 13 * HOUR))
    )
    route = Route("day", (first, second), 8 * HOUR, 14 * HOUR + STEP_S, STEP_S, STEP_M)
    problem: Problem = day([TWO_SHIFTS[1]], stops)
    assert verify(problem, Solution((route,), (), Cost(travel=2 * STEP_S))) == [expected]


def test_more_stops_than_the_cap() -> None:
    novice = replace(TWO_SHIFTS[1], most_stops=0)
    plan = Solution((visited("a", 1, 9 * HOUR),), (), Cost(travel=2 * STEP_S))
    assert verify(day([novice], [stop("a")]), plan) == [Violation("cap", 1, "day")]


@pytest.mark.parametrize(
    ("stops", "field", "code"),
    [
        ([stop("a", after={"a"})], "stops[0].after", "waits-for-itself"),
        ([stop("a", after={"b"}), stop("b", after={"a"})], "stops[0].after", "waits-for-itself"),
        ([stop("a", after={"x"})], "stops[0].after", "unknown-stop"),
        ([stop("a", parts={"pump": -1})], "stops[0].parts.pump", "too-small"),
        ([stop("a", told_window=(5, 4))], "stops[0].told_window", "ends-before-it-begins"),
        ([stop("a", spoils_s=float("nan"))], "stops[0].spoils_s", "not-a-number"),
        ([stop("a", helpers=("gas",))], "stops[0].helpers[0]", "not-a-list"),
    ],
)
def test_what_makes_no_sense_is_named(stops: list[Stop], field: str, code: str) -> None:
    with pytest.raises(Invalid) as no:
        day([engineer()], stops)
    assert (no.value.field, no.value.code) == (field, code)
