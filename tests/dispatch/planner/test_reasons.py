"""Each reason once, with its numbers; and no code without a sentence's worth of context."""

from typing import Any

import pytest

from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.reasons import CODES, why_left_out
from backend.dispatch.planner.solution import Reason, Route
from backend.dispatch.planner.timing import schedule
from tests.dispatch.planner.days import HOUR, day, engineer, lunch, stop

SHORT = (8 * HOUR, 10 * HOUR)


def reason(problem: Problem, routes: tuple[Route, ...] = ()) -> Reason:
    (only,) = why_left_out(problem, routes, problem.stops[0])
    assert set(only.context) <= set(CODES[only.code])
    return only


@pytest.mark.parametrize(
    ("crew", "stops", "expected"),
    [
        ({"shift": None}, {}, Reason("nobody-on-duty")),
        ({}, {"skills": {"gas", "lift"}}, Reason("no-skill", {"missing": ["gas", "lift"]})),
        ({}, {"banned": {"olena"}}, Reason("all-banned", {"engineers": ["olena"]})),
        (
            {},
            {"lock_engineer": "olena", "skills": {"gas"}},
            Reason("lock-engineer-skill", {"engineer": "olena", "missing": ["gas"]}),
        ),
        (
            {},
            {"lock_engineer": "olena", "banned": {"olena"}},
            Reason("lock-engineer-banned", {"engineer": "olena"}),
        ),
        (
            {},
            {"lock_start_s": 5, "windows": ((9, 10),)},
            Reason("lock-outside-window", {"start_s": 5}),
        ),
        (
            {},
            {"windows": ((0, 7 * HOUR),)},
            Reason("window-before-shift", {"engineer": "olena", "by_s": HOUR + 600}),
        ),
        (
            {},
            {"windows": ((17 * HOUR, 18 * HOUR),)},
            Reason("window-after-shift", {"engineer": "olena", "by_s": 2 * HOUR + 600}),
        ),
        (
            {},
            {"windows": ((0, 8 * HOUR + 500),)},
            Reason("too-far-for-window", {"engineer": "olena", "by_s": 100}),
        ),
        (
            {"overtime_s": 300},
            {"duration_s": 8 * HOUR},
            Reason("too-long-for-shift", {"engineer": "olena", "by_s": 900}),
        ),
        (
            {"breaks": (lunch(12, 12),)},
            {"lock_start_s": 11 * HOUR, "duration_s": 2 * HOUR},
            Reason("break-in-the-way", {"engineer": "olena", "by_s": HOUR}),
        ),
    ],
)
def test_one_rule_alone_says_no(
    crew: dict[str, Any], stops: dict[str, Any], expected: Reason
) -> None:
    assert reason(day([engineer(**crew)], [stop("a", **stops)])) == expected


def test_the_locked_engineer_is_off() -> None:
    crew = [engineer("olena", shift=None), engineer("petro")]
    locked = stop("a", lock_engineer="olena")
    assert reason(day(crew, [locked])) == Reason("lock-engineer-off", {"engineer": "olena"})


def test_two_skills_that_nobody_has_together() -> None:
    crew = [engineer("olena", skills={"gas"}), engineer("petro", skills={"lift"})]
    both = stop("a", skills={"gas", "lift"})
    assert reason(day(crew, [both])) == Reason("no-skill-together", {"skills": ["gas", "lift"]})


def test_the_engineer_closest_to_doing_it_is_named() -> None:
    crew = [engineer("far", start=5, end=5), engineer("near", start=2, end=2)]
    early = stop("a", 1, windows=((0, 8 * HOUR),))
    assert reason(day(crew, [early])) == Reason(
        "too-far-for-window", {"engineer": "near", "by_s": 600}
    )


def test_others_are_in_the_way_and_how_much_overtime_would_do() -> None:
    problem = day([engineer(shift=SHORT)], [stop("a", 1), stop("b", 2)])
    busy = schedule(problem, problem.engineers[0], [problem.stops[1]])
    assert isinstance(busy, Route)
    # Both take 2 x 3,600 s of work and 2,400 s of road; the shift is 7,200 s.
    assert reason(problem, (busy,)) == Reason(
        "no-capacity", {"engineers": 1, "engineer": "olena", "by_s": 2_400}
    )


def test_the_overtime_named_places_the_stop() -> None:
    stops = [stop("a", 1), stop("b", 2)]
    problem = day([engineer(shift=SHORT, overtime_s=2_400)], stops)
    assert isinstance(schedule(problem, problem.engineers[0], problem.stops), Route)


def test_it_would_fit_but_is_not_worth_it() -> None:
    problem = day([engineer()], [stop("a", 5, drop_price=5_999)])
    assert reason(problem) == Reason(
        "costs-more-than-leaving",
        {"engineer": "olena", "extra_cost": 6_000, "drop_price": 5_999},
    )
