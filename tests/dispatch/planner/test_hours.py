"""Absences of part of a day and odd breaks, each with the hours that are left."""

import pytest

from backend.dispatch.planner.hours import Span, working_hours
from backend.dispatch.planner.problem import Break
from tests.dispatch.planner.days import HOUR, day, engineer, lunch, stop

SHIFT = (8 * HOUR, 16 * HOUR)


@pytest.mark.parametrize(
    ("away", "shift", "breaks"),
    [
        ([], SHIFT, (lunch(),)),
        ([(7 * HOUR, 10 * HOUR)], (10 * HOUR, 16 * HOUR), (lunch(),)),
        ([(15 * HOUR, 20 * HOUR)], (8 * HOUR, 15 * HOUR), (lunch(),)),
        ([(9 * HOUR, 10 * HOUR)], SHIFT, (Break(9 * HOUR, 9 * HOUR, HOUR), lunch())),
        # Lunch of 45 min can no longer begin at 13:00 when one is away from 13:00 on.
        (
            [(13 * HOUR, 14 * HOUR)],
            SHIFT,
            (Break(12 * HOUR, 13 * HOUR - 2_700, 2_700), Break(13 * HOUR, 13 * HOUR, HOUR)),
        ),
        ([(7 * HOUR, 12 * HOUR), (11 * HOUR, 17 * HOUR)], None, ()),
        # Who is away all lunch long has had it.
        ([(12 * HOUR - 60, 14 * HOUR)], SHIFT, (Break(12 * HOUR - 60, 12 * HOUR - 60, 7_260),)),
    ],
)
def test_what_is_left_of_a_shift(
    away: list[Span], shift: Span | None, breaks: tuple[Break, ...]
) -> None:
    assert working_hours(SHIFT, [lunch()], away) == (shift, breaks)


@pytest.mark.parametrize(
    ("odd", "kept"),
    [
        (Break(7 * HOUR, 9 * HOUR, 60), (Break(8 * HOUR, 9 * HOUR, 60),)),
        (Break(17 * HOUR, 18 * HOUR, 60), ()),
        (Break(10 * HOUR, 9 * HOUR, 60), ()),
        (Break(10 * HOUR, 11 * HOUR, 0), ()),
    ],
)
def test_an_odd_break_is_moved_or_left_out(odd: Break, kept: tuple[Break, ...]) -> None:
    assert working_hours(SHIFT, [odd], []) == (SHIFT, kept)


def test_breaks_that_run_into_each_other_follow_each_other() -> None:
    shift, breaks = working_hours(SHIFT, [lunch(12, 13), lunch(12, 14, 30)], [])
    assert breaks == (lunch(12, 13), Break(13 * HOUR + 2_700, 14 * HOUR, 1_800))
    day([engineer(shift=shift, breaks=breaks)], [stop("a")])
