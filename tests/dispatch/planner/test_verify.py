"""Every rule of `verify` with the exact number by which it is broken."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solution import (
    Cost,
    PlannedBreak,
    PlannedStop,
    Reason,
    Route,
    Solution,
    Unplanned,
)
from backend.dispatch.planner.solve import finish
from backend.dispatch.planner.timing import schedule
from backend.dispatch.planner.verify import Violation, verify
from tests.dispatch.planner.days import HOUR, day, engineer, lunch, stop


def lawful(crew: Sequence[PlannerEngineer], stops: Sequence[Stop]) -> tuple[Problem, Solution]:
    """Everything in the given order with the first engineer."""
    problem = day(crew, stops)
    made = schedule(problem, problem.engineers[0], problem.stops)
    assert isinstance(made, Route), made
    others = [schedule(problem, each, ()) for each in problem.on_duty[1:]]
    return problem, finish(problem, [made, *(r for r in others if isinstance(r, Route))])


def change_route(solution: Solution, **changes: Any) -> Solution:
    return replace(solution, routes=(replace(solution.routes[0], **changes), *solution.routes[1:]))


def change_stop(solution: Solution, number: int, **changes: Any) -> Solution:
    stops = list(solution.routes[0].stops)
    stops[number] = replace(stops[number], **changes)
    return change_route(solution, stops=tuple(stops))


def shift_stop(solution: Solution, number: int, by_s: int) -> Solution:
    """The stop and its whole work later (or earlier) by so many seconds."""
    old = solution.routes[0].stops[number]
    moved = {"arrive_s": old.arrive_s + by_s, "start_s": old.start_s + by_s}
    return change_stop(solution, number, end_s=old.end_s + by_s, **moved)


def test_it_works() -> None:
    problem, plan = lawful(
        [engineer(breaks=(lunch(),))], [stop("a", 1, access_s=600), stop("b", 3)]
    )
    assert verify(problem, plan) == []


def test_a_stop_left_out_of_everything_is_missing() -> None:
    problem, plan = lawful([engineer()], [stop("a")])
    nothing = replace(plan, routes=(), cost=Cost())
    assert verify(problem, nothing) == [Violation("stop-missing", 1, stop="a")]


def test_a_stop_may_be_said_once() -> None:
    problem, plan = lawful([engineer()], [stop("a")])
    both = replace(plan, unplanned=(Unplanned("a", (Reason("no-capacity"),)),))
    assert Violation("stop-twice", 1, stop="a") in verify(problem, both)


def test_strangers_are_named() -> None:
    problem, plan = lawful([engineer()], [stop("a")])
    ghost = Route("ghost", (), 0, 0)
    assert verify(problem, replace(plan, routes=(*plan.routes, ghost))) == [
        Violation("unknown-engineer", 1, "ghost")
    ]
    odd = replace(plan, unplanned=(Unplanned("z", (Reason("no-skill"),)),))
    assert verify(problem, odd) == [Violation("unknown-stop", 1, stop="z")]


def test_nobody_has_two_routes() -> None:
    problem, plan = lawful([engineer()], [stop("a")])
    twice = replace(plan, routes=(*plan.routes, Route("olena", (), 28_800, 28_800)))
    assert verify(problem, twice) == [Violation("route-twice", 1, "olena")]


def test_who_is_off_duty_has_no_stops() -> None:
    problem, plan = lawful([engineer()], [stop("a"), stop("b")])
    off = day([engineer(shift=None)], [stop("a"), stop("b")])
    assert verify(off, plan) == [Violation("off-duty", 2, "olena")]
    assert verify(problem, plan) == []


def test_an_unplanned_stop_says_why() -> None:
    problem = day([engineer()], [stop("a", drop_price=5)])
    silent = Solution((), (Unplanned("a", ()),), Cost(undone=5))
    assert verify(problem, silent) == [Violation("no-reason", 1, stop="a")]


@pytest.mark.parametrize(
    ("changes", "violation"),
    [
        ({"skills": {"x", "y"}}, Violation("skill", 2, "olena", "a")),
        ({"banned": {"olena"}}, Violation("banned", 1, "olena", "a")),
        ({"lock_engineer": "petro"}, Violation("lock-engineer", 1, "olena", "a")),
        ({"lock_start_s": 29_523}, Violation("lock-start", 123, "olena", "a")),
        ({"windows": ((0, 29_000),)}, Violation("window", 400, "olena", "a")),
        ({"windows": ((0, 29_000), (29_450, 30_000))}, Violation("window", 50, "olena", "a")),
        ({"duration_s": 4_000}, Violation("work-time", 400, "olena", "a")),
        ({"access_s": 77}, Violation("road", 77, "olena", "a")),
    ],
)
def test_the_plan_of_yesterday_meets_the_stop_of_today(
    changes: dict[str, Any], violation: Violation
) -> None:
    crew = [engineer(), engineer("petro")]
    _, plan = lawful(crew, [stop("a")])
    today = day(crew, [stop("a", **changes)])
    found = verify(today, plan)
    assert found[0] == violation
    assert {each.code for each in found} <= {violation.code, "kerb"}


def test_nobody_leaves_before_the_shift() -> None:
    problem, plan = lawful([engineer()], [stop("a")])
    assert verify(problem, change_route(plan, leave_s=28_700)) == [
        Violation("shift-start", 100, "olena")
    ]


def test_nobody_is_back_after_overtime() -> None:
    _, plan = lawful([engineer()], [stop("a")])
    short = day([engineer(shift=(28_800, 33_000), overtime_s=500)], [stop("a")])
    # Back at 33,600, 600 s after the shift, of which 500 s are allowed.
    assert verify(short, plan) == [
        Violation("shift-end", 100, "olena"),
        Violation("overtime-number", 600, "olena"),
    ]


def test_a_drive_needs_its_time() -> None:
    problem, plan = lawful([engineer()], [stop("a"), stop("b", 3)])
    early = shift_stop(plan, 1, -250)
    assert verify(problem, early) == [
        Violation("road", 250, "olena", "b"),
        Violation("kerb", 250, "olena", "b"),
    ]


def test_the_way_home_needs_its_time() -> None:
    problem, plan = lawful([engineer()], [stop("a")])
    assert verify(problem, change_route(plan, back_s=plan.routes[0].back_s - 60)) == [
        Violation("road", 60, "olena")
    ]


def test_access_minutes_lie_between_kerb_and_work() -> None:
    problem, plan = lawful([engineer()], [stop("a", access_s=600)])
    assert plan.routes[0].stops[0].arrive_s == 29_400
    assert verify(problem, change_stop(plan, 0, arrive_s=29_500)) == [
        Violation("kerb", 100, "olena", "a")
    ]
    assert verify(problem, change_stop(plan, 0, arrive_s=29_390)) == [
        Violation("kerb", 10, "olena", "a")
    ]


def with_lunch(**changes: Any) -> tuple[Problem, Solution]:
    crew = [engineer(breaks=(lunch(),))]
    problem, plan = lawful(crew, [stop("a", 1, duration_s=4 * HOUR), stop("b", 2)])
    assert plan.routes[0].breaks == (PlannedBreak(43_800, 46_500),)
    return problem, change_route(plan, **changes)


def test_a_break_owed_is_taken() -> None:
    problem, plan = with_lunch(breaks=())
    # Back at 51,900, and the break had to begin by 46,800.
    assert plan.routes[0].back_s == 51_900
    assert verify(problem, plan) == [Violation("break-missing", 5_100, "olena")]


def test_a_break_begins_in_its_span() -> None:
    problem, plan = with_lunch(breaks=(PlannedBreak(46_801, 49_501),))
    assert [(v.code, v.by) for v in verify(problem, plan)][-3:] == [
        ("break-missing", 5_100),
        ("break-unasked", 2_700),
        ("break-in-work", 2_401),
    ]


def test_a_break_lasts_its_time() -> None:
    problem, plan = with_lunch(breaks=(PlannedBreak(43_800, 46_440),))
    assert verify(problem, plan) == [Violation("break-short", 60, "olena")]


def test_a_break_never_splits_work() -> None:
    problem, plan = with_lunch(breaks=(PlannedBreak(43_700, 46_400),))
    assert verify(problem, plan) == [Violation("break-in-work", 100, "olena", "a")]


def test_breaks_follow_each_other() -> None:
    crew = [engineer(breaks=(lunch(9, 10, 30), lunch(12, 13, 30)))]
    problem, plan = lawful(crew, [stop("a", 1, windows=((15 * HOUR, 15 * HOUR),), duration_s=600)])
    assert verify(problem, plan) == []
    clumsy = (PlannedBreak(36_000, 43_300), PlannedBreak(43_200, 45_000))
    assert verify(problem, change_route(plan, breaks=clumsy)) == [
        Violation("break-in-break", 100, "olena")
    ]


def test_numbers_are_stated_as_they_are() -> None:
    crew = [engineer(shift=(28_800, 33_000), overtime_s=900, overtime_price=2)]
    problem, plan = lawful(crew, [stop("a", due_s=29_000, late_price=3)])
    assert plan.cost == Cost(travel=1_200, lateness=1_200, overtime=1_200)
    assert verify(problem, change_stop(plan, 0, late_s=390)) == [
        Violation("late-number", 10, "olena", "a"),
        Violation("cost-lateness", 30),
    ]
    assert verify(problem, change_stop(plan, 0, travel_s=601)) == [
        Violation("travel-number", 1, "olena", "a"),
        Violation("cost-travel", 1),
    ]
    assert verify(problem, change_route(plan, overtime_s=0)) == [
        Violation("overtime-number", 600, "olena"),
        Violation("cost-overtime", 1_200),
    ]
    assert verify(problem, replace(plan, cost=replace(plan.cost, undone=1))) == [
        Violation("cost-undone", 1)
    ]


def test_it_looks_at_times_not_at_how_they_were_found() -> None:
    """A plan that a person wrote by hand, waiting longer than it needs to, is lawful."""
    problem = day([engineer()], [stop("a")])
    slow = PlannedStop("a", 600, 5_000, arrive_s=30_000, start_s=36_000, end_s=39_600, late_s=0)
    route = Route("olena", (slow,), 28_800, 50_000, back_travel_s=600, back_travel_m=5_000)
    assert verify(problem, Solution((route,), (), Cost(travel=1_200))) == []
