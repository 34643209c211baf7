"""A problem is checked at birth: what is wrong is named, what exists can be solved."""

import math
from typing import Any

import numpy as np
import pytest

from backend.dispatch.planner.problem import Break, Problem
from backend.lib.errors import Invalid
from tests.dispatch.planner.days import HOUR, day, engineer, stop, street


def test_it_works() -> None:
    problem = day([engineer()], [stop("a")])
    assert problem.places == 6
    assert problem.travel_s.dtype == np.int64
    assert not problem.travel_s.flags.writeable


def test_nothing_to_do_and_nobody_there_is_a_problem_too() -> None:
    empty = Problem((), (), travel_s=[])  # type: ignore[arg-type]
    assert (empty.places, empty.on_duty) == (0, ())


def test_an_engineer_without_a_shift_takes_no_part_and_it_says_why() -> None:
    problem = day([engineer("olena"), engineer("petro", shift=None)], [])
    assert [each.id for each in problem.on_duty] == ["olena"]
    assert problem.off_duty() == {"petro": "no-shift"}


@pytest.mark.parametrize(
    ("table", "field", "code"),
    [
        ([[0, None], [5, 0]], "travel_s[0][1]", "hole"),
        ([[0, math.nan], [5, 0]], "travel_s[0][1]", "hole"),
        ([[0, 5], [-1, 0]], "travel_s[1][0]", "negative"),
        ([[0, 5], [0.5, 0]], "travel_s[1][0]", "not-whole"),
        ([[0, 5], [5, 7]], "travel_s[1][1]", "not-zero-at-home"),
        ([[0, 5, 6], [5, 0, 6]], "travel_s", "not-square"),
        ([[0, "far"], [5, 0]], "travel_s", "not-a-matrix"),
        ([[0, 1e300], [5, 0]], "travel_s[0][1]", "too-large"),
    ],
)
def test_a_matrix_with_a_fault_is_refused_at_its_cell(table: Any, field: str, code: str) -> None:
    with pytest.raises(Invalid) as no:
        Problem((), (), travel_s=table)
    assert (no.value.field, no.value.code) == (field, code)


def test_metres_must_be_of_the_same_size() -> None:
    with pytest.raises(Invalid) as no:
        Problem((), (), travel_s=street(3), travel_m=street(2))  # type: ignore[arg-type]
    assert (no.value.field, no.value.code) == ("travel_m", "wrong-size")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"start": 6}, "engineers[0].start", "unknown-place"),
        ({"end": -1}, "engineers[0].end", "too-small"),
        ({"shift": (9 * HOUR, 8 * HOUR)}, "engineers[0].shift", "ends-before-it-begins"),
        ({"shift": (0, math.nan)}, "engineers[0].shift[1]", "not-a-number"),
        ({"speed_factor": 0}, "engineers[0].speed_factor", "out-of-range"),
        ({"speed_factor": math.nan}, "engineers[0].speed_factor", "not-a-number"),
        ({"speed_factor": math.inf}, "engineers[0].speed_factor", "out-of-range"),
        ({"overtime_s": -1}, "engineers[0].overtime_s", "too-small"),
        ({"breaks": (Break(0, HOUR, 60),)}, "engineers[0].breaks[0]", "outside-shift"),
        (
            {"breaks": (Break(9 * HOUR, 8 * HOUR, 60),)},
            "engineers[0].breaks[0]",
            "ends-before-it-begins",
        ),
        (
            {"breaks": (Break(9 * HOUR, 12 * HOUR, 60), Break(10 * HOUR, 13 * HOUR, 60))},
            "engineers[0].breaks",
            "overlap",
        ),
        (
            {"breaks": (Break(9 * HOUR, 10 * HOUR, 60), Break(10 * HOUR, 10 * HOUR, 60))},
            "engineers[0].breaks",
            "overlap",
        ),
        ({"skills": "cooling"}, "engineers[0].skills", "not-a-list"),
    ],
)
def test_an_engineer_is_checked(changes: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(Invalid) as no:
        day([engineer(**changes)], [])
    assert (no.value.field, no.value.code) == (field, code)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"place": 99}, "stops[0].place", "unknown-place"),
        ({"duration_s": -60}, "stops[0].duration_s", "too-small"),
        ({"duration_s": math.nan}, "stops[0].duration_s", "not-a-number"),
        ({"duration_s": 60.5}, "stops[0].duration_s", "not-whole"),
        ({"drop_price": True}, "stops[0].drop_price", "not-whole"),
        ({"windows": ((5, 3),)}, "stops[0].windows[0]", "ends-before-it-begins"),
        ({"windows": ((0, 50), (40, 90))}, "stops[0].windows", "overlap"),
        ({"windows": (7,)}, "stops[0].windows[0]", "not-a-span"),
        ({"lock_engineer": "nobody"}, "stops[0].lock_engineer", "unknown-engineer"),
        ({"due_s": math.nan}, "stops[0].due_s", "not-a-number"),
    ],
)
def test_a_stop_is_checked(changes: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(Invalid) as no:
        day([engineer()], [stop("a", **changes)])
    assert (no.value.field, no.value.code) == (field, code)


def test_an_id_may_not_repeat() -> None:
    with pytest.raises(Invalid) as no:
        day([engineer()], [stop("a"), stop("a")])
    assert (no.value.field, no.value.code) == ("stops[1].id", "repeated")


def test_allowed_asks_for_every_skill_the_lock_and_the_bans() -> None:
    crew = [
        engineer("olena", skills={"cooling:1", "cooling:2"}),
        engineer("petro", skills={"cooling:1"}),
        engineer("ivan", skills={"cooling:2"}, shift=None),
    ]
    problem = day(crew, [])
    assert [e.id for e in problem.allowed(stop("a", skills={"cooling:2"}))] == ["olena"]
    assert [e.id for e in problem.allowed(stop("a", banned={"olena"}))] == ["petro"]
    assert [e.id for e in problem.allowed(stop("a", lock_engineer="petro"))] == ["petro"]


def test_a_locked_start_narrows_the_windows_to_one_second() -> None:
    windows = ((8 * HOUR, 9 * HOUR), (14 * HOUR, 15 * HOUR))
    inside = stop("a", windows=windows, lock_start_s=14 * HOUR)
    assert inside.start_spans(24 * HOUR) == ((14 * HOUR, 14 * HOUR),)
    assert stop("a", windows=windows, lock_start_s=12 * HOUR).start_spans(24 * HOUR) == ()
