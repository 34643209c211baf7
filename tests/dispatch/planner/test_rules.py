"""Each rule beyond roads and windows deciding a day, with the exact number it costs or saves."""

from typing import Any

import pytest

from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solution import Cost, Reason, Solution
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.verify import verify
from tests.dispatch.planner.days import HOUR, day, engineer, stop

NEAR = {"start": 1, "end": 1}
FAR = {"start": 5, "end": 5}


def solved(problem: Problem) -> Solution:
    plan = solve(problem, seconds=None, iterations=400)
    assert verify(problem, plan) == []
    return plan


def done(plan: Solution) -> dict[str, list[str]]:
    """The stops of everybody who has any, in their order."""
    return {r.engineer: [each.stop for each in r.stops] for r in plan.routes if r.stops}


def starts(plan: Solution) -> dict[str, int]:
    return {each.stop: each.start_s for route in plan.routes for each in route.stops}


@pytest.mark.parametrize(
    ("near", "far", "wanted"),
    [
        ({"skills": {"gas"}}, {"skills": {"gas"}, "levels": {"gas": 3}}, {"levels": {"gas": 2}}),
        (
            {"skills": {"gas"}, "expires_s": {"gas": 8 * HOUR}},
            {"skills": {"gas"}, "expires_s": {"gas": 8 * HOUR + 1}},
            {},
        ),
        (
            {"skills": {"gas"}},
            {"skills": {"gas"}, "clearances": {"bank"}},
            {"clearances": {"bank"}},
        ),
        (
            {"skills": {"gas"}, "territories": {"north"}},
            {"skills": {"gas"}, "territories": {"south", "west"}},
            {"territory": "south"},
        ),
        ({"skills": {"gas"}, "least_priority": 3}, {"skills": {"gas"}}, {"priority": 2}),
        ({"skills": {"gas"}}, {"skills": {"gas"}, "van": {"pump": 2}}, {"parts": {"pump": 2}}),
        ({"skills": {"gas"}, "most_stops": 0}, {"skills": {"gas"}}, {}),
        ({"skills": {"gas"}, "person": "petro"}, {"skills": {"gas"}}, {"banned": {"petro"}}),
    ],
    ids=["level", "expiry", "clearance", "territory", "on-call", "parts", "cap", "ban"],
)
def test_who_may_not_go_leaves_it_to_the_farther(
    near: dict[str, Any], far: dict[str, Any], wanted: dict[str, Any]
) -> None:
    crew = [engineer("near", **NEAR, **near), engineer("far", **FAR, **far)]
    plan = solved(day(crew, [stop("a", 1, skills={"gas"}, **wanted)]))
    assert done(plan) == {"far": ["a"]}
    assert plan.cost == Cost(travel=8 * 600)


@pytest.mark.parametrize(("price", "goes"), [(4_800, "near"), (4_801, "far")])
def test_a_preferred_engineer_is_worth_the_price_and_no_more(price: int, goes: str) -> None:
    """From the other end of the street it is 8 steps, next door none."""
    crew = [engineer("near", **NEAR), engineer("far", **FAR)]
    plan = solved(day(crew, [stop("a", 1, preferred={"far"}, preferred_price=price)]))
    assert list(done(plan)) == [goes]
    assert plan.cost == (Cost(preference=4_800) if goes == "near" else Cost(travel=4_800))


@pytest.mark.parametrize(("price", "goes"), [(4_799, "near"), (4_801, "far")])
def test_sending_another_than_announced_has_its_price(price: int, goes: str) -> None:
    crew = [engineer("near", **NEAR), engineer("far", **FAR)]
    plan = solved(day(crew, [stop("a", 1, told_engineer="far", told_price=price)]))
    assert list(done(plan)) == [goes]
    assert plan.cost == (Cost(changes=price) if goes == "near" else Cost(travel=4_800))


def test_a_time_that_was_told_is_waited_for_or_paid() -> None:
    told = {"told_window": (12 * HOUR, 13 * HOUR), "told_price": 500}
    crew = [engineer(overtime_s=HOUR, overtime_price=1)]
    kept = solved(day(crew, [stop("a", 1, **told)]))
    assert (starts(kept), kept.cost) == ({"a": 12 * HOUR}, Cost(travel=1_200))
    # The other has to begin by 12:00 and ends at 14:00, so the told hour goes either way.
    pressing = stop("b", 1, duration_s=3 * HOUR, windows=((11 * HOUR, 12 * HOUR),))
    moved = solved(day(crew, [stop("a", 1, duration_s=3 * HOUR, **told), pressing]))
    assert moved.cost == Cost(travel=1_200, changes=500)
    assert starts(moved) == {"a": 8 * HOUR + 600, "b": 11 * HOUR + 600}


def test_goods_that_spoil_are_priced_by_the_end_of_work() -> None:
    """Work ends at 09:10; ten minutes after the goods are lost, at 3 points a second."""
    plan = solved(day([engineer()], [stop("a", 1, spoils_s=9 * HOUR, spoil_price=3)]))
    assert plan.cost == Cost(travel=1_200, spoiled=1_800)


def test_a_lead_time_is_an_earliest_start() -> None:
    plan = solved(day([engineer()], [stop("a", 1, not_before_s=10 * HOUR + 7)]))
    assert starts(plan) == {"a": 36_007}


def test_a_novice_has_no_more_stops_than_the_cap() -> None:
    crew = [engineer("novice", **NEAR, most_stops=2)]
    plan = solved(day(crew, [stop("a"), stop("b"), stop("c", drop_price=7)]))
    assert sorted(done(plan)["novice"]) == ["a", "b"]
    assert plan.cost == Cost(undone=7)


def test_parts_are_counted_over_all_shifts_of_one_van() -> None:
    shifts = [
        engineer("mon", person="olena", van={"pump": 3}),
        engineer("tue", person="olena", van={"pump": 3}, shift=(32 * HOUR, 40 * HOUR)),
    ]
    stops = [stop(x, 1, parts={"pump": 2}, drop_price=p) for x, p in (("a", 9_000), ("b", 8_000))]
    plan = solved(day(shifts, stops))
    assert plan.cost == Cost(travel=1_200, undone=8_000)


def test_several_days_are_several_shifts() -> None:
    shifts = [
        engineer("mon", person="olena"),
        engineer("tue", person="olena", shift=(32 * HOUR, 40 * HOUR)),
    ]
    long = [stop(name, 1, duration_s=7 * HOUR) for name in "ab"]
    plan = solved(day(shifts, long))
    assert sorted(starts(plan).values()) == [8 * HOUR + 600, 32 * HOUR + 600]
    locked = [stop("a", 1, lock_engineer="olena"), stop("b", 1, windows=((33 * HOUR, 34 * HOUR),))]
    assert solved(day(shifts, locked)).unplanned == ()


def test_a_night_is_followed_by_rest() -> None:
    """The night ends at 06:00, so that after 11 hours the next shift begins at 17:00."""
    night = engineer("night", person="olena", shift=(0, 6 * HOUR), rest_s=11 * HOUR)
    next_day = engineer("day", person="olena", shift=(12 * HOUR, 20 * HOUR))
    plan = solved(day([night, next_day], [stop("a", 1, not_before_s=12 * HOUR)]))
    assert starts(plan) == {"a": 17 * HOUR + 600}


def pair() -> list[PlannerEngineer]:
    return [engineer("olena", skills={"lift"}), engineer("petro", **FAR)]


def test_two_engineers_begin_at_once() -> None:
    plan = solved(day(pair(), [stop("a", 1, skills={"lift"}, helpers=(frozenset(),))]))
    (lead,), (helper,) = (route.stops for route in plan.routes)
    assert (lead.seat, helper.seat) == (0, 1)
    assert lead.start_s == helper.start_s
    assert plan.cost == Cost(travel=2 * 600 + 8 * 600)


def test_nobody_goes_where_the_second_is_missing() -> None:
    stops: list[Stop] = [stop("a", 1, helpers=(frozenset({"crane"}),)), stop("b", 2)]
    plan = solved(day(pair(), stops))
    assert [left.stop for left in plan.unplanned] == ["a"]
    assert plan.cost == Cost(travel=4 * 600, undone=100_000)


def test_what_comes_after_begins_when_the_other_is_over() -> None:
    stops = [stop("second", 1, after={"first"}, after_gap_s=900), stop("first", 4)]
    plan = solved(day(pair(), stops))
    begun = starts(plan)
    assert begun["second"] >= begun["first"] + HOUR + 900


def test_nothing_comes_after_what_is_not_done() -> None:
    stops = [stop("first", 4, skills={"crane"}), stop("second", 1, after={"first"})]
    plan = solved(day(pair(), stops))
    assert {left.stop for left in plan.unplanned} == {"first", "second"}
    [reason] = next(left.reasons for left in plan.unplanned if left.stop == "second")
    assert reason == Reason("waits-for-stops", {"stops": ["first"]})
