"""The search on days whose best plan a person can see, each constraint deciding one of them."""

import pytest

from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.progress import Progress
from backend.dispatch.planner.solution import Cost, Solution
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.verify import verify
from backend.dispatch.planner.wire import solution_to_json
from backend.lib.errors import Invalid
from tests.dispatch.planner.days import HOUR, day, engineer, lunch, stop

STEPS = 3_000


def solved(problem: Problem) -> Solution:
    plan = solve(problem, seconds=None, iterations=STEPS)
    assert verify(problem, plan) == []
    return plan


def order(plan: Solution, engineer: str = "olena") -> list[str]:
    route = plan.route_of(engineer)
    return [each.stop for each in route.stops] if route else []


def test_it_works() -> None:
    plan = solved(day([engineer()], [stop("far", 4), stop("near", 1), stop("middle", 2)]))
    assert sorted(order(plan)) == ["far", "middle", "near"]
    # To place 4 and back is 8 steps, however the three are ordered on the way.
    assert plan.cost == Cost(travel=8 * 600)
    assert plan.unplanned == ()


def test_nothing_to_do() -> None:
    plan = solved(day([engineer()], []))
    assert (order(plan), plan.cost, plan.unplanned) == ([], Cost(), ())


def test_nobody_on_duty_leaves_everything_with_its_reason() -> None:
    plan = solved(day([engineer(shift=None)], [stop("a", drop_price=7)]))
    assert plan.routes == ()
    assert [(u.stop, u.reasons[0].code) for u in plan.unplanned] == [("a", "nobody-on-duty")]
    assert plan.cost == Cost(undone=7)


def test_skills_decide_who_goes() -> None:
    crew = [engineer("near", start=1, end=1), engineer("able", start=5, end=5, skills={"gas"})]
    plan = solved(day(crew, [stop("a", 1, skills={"gas"})]))
    assert (order(plan, "near"), order(plan, "able")) == ([], ["a"])
    assert plan.cost == Cost(travel=8 * 600)


def test_a_ban_decides_who_goes() -> None:
    crew = [engineer("near", start=1, end=1), engineer("other", start=2, end=2)]
    plan = solved(day(crew, [stop("a", 1, banned={"near"})]))
    assert order(plan, "other") == ["a"]


def test_a_lock_decides_who_goes_and_when() -> None:
    crew = [engineer("near", start=1, end=1), engineer("locked", start=5, end=5)]
    plan = solved(day(crew, [stop("a", 1, lock_engineer="locked", lock_start_s=10 * HOUR + 7)]))
    route = plan.route_of("locked")
    assert route is not None
    assert route.stops[0].start_s == 36_007


def test_a_locked_stop_is_kept_though_leaving_it_were_cheaper() -> None:
    stops = [
        stop("locked", 5, duration_s=7 * HOUR - 600 * 4, lock_engineer="olena", drop_price=1),
        stop("dear", 1, duration_s=6 * HOUR, drop_price=10**9),
    ]
    plan = solved(day([engineer()], stops))
    assert order(plan) == ["locked"]
    assert [u.stop for u in plan.unplanned] == ["dear"]


def test_windows_decide_the_order() -> None:
    stops = [
        stop("late", 1, windows=((11 * HOUR, 12 * HOUR),)),
        stop("early", 5, windows=((0, 32_000),)),
    ]
    plan = solved(day([engineer()], stops))
    assert order(plan) == ["early", "late"]


def test_the_hole_between_two_windows_is_no_time_to_start() -> None:
    windows = ((8 * HOUR, 29_000), (15 * HOUR - 60, 15 * HOUR - 60))
    plan = solved(day([engineer()], [stop("a", 1, windows=windows, duration_s=HOUR - 600)]))
    route = plan.route_of("olena")
    assert route is not None
    assert route.stops[0].start_s == 53_940


def test_lateness_decides_the_order() -> None:
    stops = [stop("patient", 1), stop("urgent", 1, due_s=29_400, late_price=10)]
    plan = solved(day([engineer()], stops))
    assert order(plan) == ["urgent", "patient"]
    assert plan.cost == Cost(travel=1_200)


def test_a_deadline_that_passed_before_the_day_costs_what_it_costs() -> None:
    plan = solved(day([engineer()], [stop("a", 1, due_s=-600, late_price=2)]))
    assert plan.cost == Cost(travel=1_200, lateness=60_000)


def test_what_is_later_than_it_is_worth_is_left_with_both_numbers() -> None:
    plan = solved(day([engineer()], [stop("a", 1, due_s=-600, late_price=2, drop_price=61_199)]))
    (left,) = plan.unplanned
    assert left.reasons[0].code == "costs-more-than-leaving"
    assert left.reasons[0].context == {
        "engineer": "olena",
        "extra_cost": 61_200,
        "drop_price": 61_199,
    }


def test_overtime_is_bought_when_it_is_cheaper_than_leaving() -> None:
    crew = [engineer(shift=(8 * HOUR, 10 * HOUR), overtime_s=HOUR, overtime_price=3)]
    stops = [stop("a", 1, drop_price=50_000), stop("b", 1, drop_price=50_000)]
    assert solved(day(crew, stops)).cost == Cost(travel=1_200, overtime=3_600)
    cheap = [stop("a", 1, drop_price=50_000), stop("b", 1, drop_price=3_599)]
    assert solved(day(crew, cheap)).cost == Cost(travel=1_200, undone=3_599)


def test_a_break_makes_a_day_shorter() -> None:
    crew = [engineer(shift=(11 * HOUR, 15 * HOUR), breaks=(lunch(),))]
    stops = [stop(n, 1, duration_s=3_200) for n in "abcd"]
    # 14,400 s of shift hold 1,200 s of road and four stops of 3,200 s, but not with a break.
    assert solved(day([engineer(shift=(11 * HOUR, 15 * HOUR))], stops)).unplanned == ()
    assert len(solved(day(crew, stops)).unplanned) == 1


def test_the_faster_engineer_does_what_the_slower_has_no_time_for() -> None:
    crew = [engineer("slow", speed_factor=2.0), engineer("fast", start=5, end=5, speed_factor=0.5)]
    plan = solved(day(crew, [stop("a", 1, duration_s=6 * HOUR)]))
    assert order(plan, "fast") == ["a"]


def test_access_minutes_keep_two_stops_of_one_object_together() -> None:
    stops = [
        stop("a1", 1, access_s=1_500),
        stop("b", 2, access_s=1_500),
        stop("a2", 1, access_s=1_500),
    ]
    crew = [engineer(shift=(8 * HOUR, 8 * HOUR + 3 * HOUR + 4 * 600 + 2 * 1_500))]
    plan = solved(day(crew, stops))
    # The shift holds the way to both places with access once each, not three times.
    assert plan.unplanned == ()
    assert order(plan) in (
        ["a1", "a2", "b"],
        ["a2", "a1", "b"],
        ["b", "a1", "a2"],
        ["b", "a2", "a1"],
    )


def test_an_engineer_who_cannot_reach_home_does_not_spoil_the_day_of_others() -> None:
    crew = [engineer("lost", start=0, end=5, shift=(8 * HOUR, 8 * HOUR + 60)), engineer("olena")]
    plan = solved(day(crew, [stop("a")]))
    assert order(plan) == ["a"]


def small_town() -> Problem:
    crew: list[PlannerEngineer] = [
        engineer("olena", skills={"gas"}, breaks=(lunch(),)),
        engineer("petro", start=3, end=3, skills={"cash"}, breaks=(lunch(),)),
        engineer("ivan", start=5, end=0, skills={"gas", "cash"}, overtime_s=HOUR, overtime_price=2),
    ]
    stops: list[Stop] = [
        stop(
            f"s{i}",
            i % 6,
            duration_s=1_800 + 600 * (i % 4),
            skills={"gas"} if i % 3 else {"cash"},
            windows=((9 * HOUR, 12 * HOUR),) if i % 5 == 0 else (),
            due_s=(9 + i % 6) * HOUR,
            late_price=1 + i % 3,
            access_s=300,
        )
        for i in range(20)
    ]
    return day(crew, stops)


@pytest.mark.parametrize("whole_until", [1_000, 10], ids=["whole", "in slices"])
def test_the_same_problem_rounds_and_seed_give_the_same_plan_on_any_threads(
    monkeypatch: pytest.MonkeyPatch, whole_until: int
) -> None:
    monkeypatch.setattr("backend.dispatch.planner.search.WHOLE_UNTIL", whole_until)
    monkeypatch.setattr("backend.dispatch.planner.cutting.WHOLE_UNTIL", whole_until)
    one, two, again = (
        solve(small_town(), seconds=None, iterations=2_000, seed=3, threads=threads)
        for threads in (1, 2, 2)
    )
    assert solution_to_json(one) == solution_to_json(two) == solution_to_json(again)


def test_progress_only_gets_better_and_ends_at_the_cost_of_the_plan() -> None:
    heard: list[Progress] = []
    plan = solve(small_town(), seconds=None, iterations=8_000, on_progress=heard.append)
    costs = [each.cost for each in heard]
    assert len(costs) > 1
    assert costs == sorted(costs, reverse=True)
    assert plan.cost.total <= costs[-1]


def test_a_stopped_search_hands_over_a_lawful_plan() -> None:
    problem = small_town()
    plan = solve(problem, seconds=60, should_stop=lambda: True)
    assert plan.stopped
    assert verify(problem, plan) == []


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ({"seconds": None}, "seconds"),
        ({"seconds": 0}, "seconds"),
        ({"seconds": float("nan")}, "seconds"),
        ({"seconds": 4_000}, "seconds"),
        ({"iterations": 0}, "iterations"),
        ({"seed": -1}, "seed"),
    ],
)
def test_a_limit_without_sense_is_named(limits: dict[str, float], field: str) -> None:
    with pytest.raises(Invalid) as no:
        solve(day([engineer()], [stop("a")]), **limits)  # type: ignore[arg-type]
    assert no.value.field == field
