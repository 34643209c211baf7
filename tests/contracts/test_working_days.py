"""Working days, openings and closings: numbers worked out by hand on a wall calendar."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given

from backend.contracts.service_hours import Calendar
from backend.contracts.working_days import (
    add_days,
    is_working_day,
    next_close,
    nth_working_day_close,
    on_break,
    on_holiday,
    periods_after,
    periods_before,
    prev_open,
)
from backend.contracts.working_time import NEVER, add, elapsed, sub
from backend.contracts.written_calendar import calendar_from
from tests.contracts.strategies import durations_s, excluded, instants, open_calendars

# March 2026: Monday the 2nd; Wednesday the 4th is a holiday; on Thursday lunch is closed.
OFFICE = calendar_from(
    {
        "tz": "Etc/UTC",
        "week": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        "holidays": ["2026-03-04"],
        "breaks": {"2026-03-05": [["12:00", "13:00"]]},
    }
)
ALWAYS = calendar_from(
    {
        "tz": "Etc/UTC",
        "week": {
            day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        },
    }
)
CLOSED = calendar_from({"tz": "Etc/UTC"})


def at(text: str) -> datetime:
    """`02 09:00` in March 2026."""
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("ask", "when", "answer"),
    [
        (next_close, "02 10:00", "02 18:00"),
        (next_close, "02 18:00", "03 18:00"),  # at closing the next one
        (next_close, "05 10:00", "05 12:00"),  # lunch closes too
        (next_close, "03 19:00", "05 12:00"),  # over the holiday
        (prev_open, "02 10:00", "02 10:00"),
        (prev_open, "03 09:00", "02 18:00"),  # nothing was open just before opening
        (prev_open, "05 12:30", "05 12:00"),
    ],
)
def test_closings_and_openings(
    ask: Callable[[Calendar, datetime], datetime | None], when: str, answer: str
) -> None:
    assert ask(OFFICE, at(when)) == at(answer)


def test_a_calendar_without_edges_has_none() -> None:
    assert next_close(ALWAYS, at("02 10:00")) is NEVER
    assert periods_after(ALWAYS, at("02 10:00"), 2) == [(at("02 10:00"), NEVER)]
    assert periods_before(ALWAYS, at("02 10:00"), 2) == [(NEVER, at("02 10:00"))]
    assert (next_close(CLOSED, at("02 10:00")), prev_open(CLOSED, at("02 10:00"))) == (NEVER, NEVER)
    assert periods_after(CLOSED, at("02 10:00"), 2) == []


def test_periods_are_cut_at_the_moment_and_come_nearest_first() -> None:
    assert periods_after(OFFICE, at("03 10:00"), 3) == [
        (at("03 10:00"), at("03 18:00")),
        (at("05 09:00"), at("05 12:00")),
        (at("05 13:00"), at("05 18:00")),
    ]
    assert periods_before(OFFICE, at("05 13:30"), 3) == [
        (at("05 13:00"), at("05 13:30")),
        (at("05 09:00"), at("05 12:00")),
        (at("03 09:00"), at("03 18:00")),
    ]


@pytest.mark.parametrize(
    ("when", "works", "holiday", "in_break"),
    [
        ("03 23:00", True, False, False),
        ("04 12:00", False, True, False),
        ("05 12:00", True, False, True),
        ("05 13:00", True, False, False),
        ("07 12:00", False, False, False),
    ],
)
def test_what_kind_of_day_it_is(when: str, works: bool, holiday: bool, in_break: bool) -> None:
    assert is_working_day(OFFICE, at(when)) is works
    assert on_holiday(OFFICE, at(when)) is holiday
    assert on_break(OFFICE, at(when)) is in_break


def test_a_break_that_began_yesterday_may_still_last() -> None:
    night = calendar_from({"tz": "Etc/UTC", "breaks": {"2026-03-02": [["23:00", "01:00"]]}})
    assert on_break(night, at("03 00:30"))
    assert not on_break(night, at("03 01:00"))


@pytest.mark.parametrize(
    ("when", "days", "answer"),
    [
        ("02 10:30", 1, "03 10:30"),
        ("03 10:30", 1, "05 10:30"),  # over the holiday
        ("06 20:00", 1, "09 20:00"),  # over the weekend, the wall clock kept
        ("07 10:00", 1, "10 10:00"),  # Saturday counts from Monday
        ("07 10:00", -1, "05 10:00"),  # and back from Friday
        ("09 10:00", -3, "03 10:00"),
        ("07 10:00", 0, "07 10:00"),
    ],
)
def test_working_days_later_and_earlier(when: str, days: int, answer: str) -> None:
    assert add_days(OFFICE, at(when), days) == at(answer)


def test_without_working_days_none_comes() -> None:
    assert add_days(CLOSED, at("02 10:00"), 1) is NEVER
    assert nth_working_day_close(CLOSED, at("02 10:00"), 1) is NEVER


def test_a_working_day_later_keeps_the_wall_clock_over_the_change_of_clocks() -> None:
    berlin = calendar_from(
        {"tz": "Europe/Berlin", "week": {"fri": [["09:00", "18:00"]], "mon": [["09:00", "18:00"]]}}
    )
    assert add_days(berlin, at("27 11:00"), 1) == at("30 10:00")  # 12:00 in Berlin both times


@pytest.mark.parametrize(
    ("when", "n", "answer"),
    [
        ("02 08:00", 1, "03 18:00"),  # before opening counts for its day
        ("02 17:59", 1, "03 18:00"),
        ("02 18:00", 1, "05 18:00"),  # at closing counts for Tuesday; Wednesday is a holiday
        ("07 10:00", 1, "10 18:00"),  # Saturday counts for Monday
        ("02 10:00", 0, "02 18:00"),
    ],
)
def test_the_close_of_the_nth_working_day(when: str, n: int, answer: str) -> None:
    assert nth_working_day_close(OFFICE, at(when), n) == at(answer)


@given(open_calendars, instants, durations_s, excluded)
def test_sub_is_the_latest_instant_from_which_so_much_was_open(
    calendar: Calendar, end: datetime, seconds: int, gone: list
) -> None:
    start = sub(calendar, end, seconds, gone)
    if start is not NEVER:
        assert elapsed(calendar, start, end, gone) == seconds
        again = add(calendar, start, seconds, gone)
        assert again is not NEVER
        assert again <= end
