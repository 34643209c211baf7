"""Working time: the worked tables of docs/sla.md, then what must hold for any calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from backend.contracts.service_hours import Calendar, Window
from backend.contracts.working_time import (
    NEVER,
    Stretch,
    add,
    elapsed,
    elapsed_us,
    is_open,
    next_open,
    open_stretches,
)
from backend.contracts.written_calendar import calendar_from
from backend.lib.errors import Invalid
from tests.contracts.strategies import calendars, durations_s, excluded, instants, open_calendars

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
EVERY_DAY = (*WEEKDAYS, "sat", "sun")
OFFICE = {"tz": "Europe/Monaco", "week": {day: [["09:00", "18:00"]] for day in WEEKDAYS}}
NIGHTS = {"tz": "Europe/Berlin", "week": {day: [["22:00", "06:00"]] for day in WEEKDAYS}}


def at(text: str) -> datetime:
    """`2026-03-02 09:00` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def in_monaco(text: str) -> datetime:
    return at(text) - timedelta(hours=1)  # winter time in every table below


# The worked table of docs/sla.md: office hours 09:00-18:00, Monday to Friday, Monaco, winter.
@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-02 10:00", 4, "2026-03-02 14:00"),  # inside one day
        ("2026-03-02 14:00", 4, "2026-03-02 18:00"),  # closing time, not the next opening
        ("2026-03-02 16:00", 4, "2026-03-03 11:00"),  # two hours left over for Tuesday
        ("2026-03-02 07:00", 4, "2026-03-02 13:00"),  # before opening counts from opening
        ("2026-03-02 20:00", 4, "2026-03-03 13:00"),  # after closing counts from the next opening
        ("2026-03-06 17:00", 4, "2026-03-09 12:00"),  # Friday evening reaches Monday
        ("2026-03-07 12:00", 0, "2026-03-07 12:00"),  # nothing to count: the moment itself
    ],
)
def test_add_office_hours(start: str, hours: int, due: str) -> None:
    assert add(calendar_from(OFFICE), in_monaco(start), hours * 3600) == in_monaco(due)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-02 10:00", "2026-03-02 14:00", 240),
        ("2026-03-02 16:00", "2026-03-03 11:00", 240),  # the night does not count
        ("2026-03-02 18:00", "2026-03-03 09:00", 0),  # closing to opening
        ("2026-03-06 12:00", "2026-03-09 12:00", 540),  # over a weekend
        ("2026-03-03 11:00", "2026-03-02 16:00", 0),  # reversed
    ],
)
def test_elapsed_office_hours(start: str, end: str, minutes: int) -> None:
    assert elapsed(calendar_from(OFFICE), in_monaco(start), in_monaco(end)) == minutes * 60


def test_excluded_stretches_count_once_and_only_where_open() -> None:
    gone = [
        Stretch(in_monaco("2026-03-02 15:00"), in_monaco("2026-03-03 10:00")),
        Stretch(in_monaco("2026-03-02 16:00"), in_monaco("2026-03-02 20:00")),
    ]
    monday_noon, tuesday_noon = in_monaco("2026-03-02 12:00"), in_monaco("2026-03-03 12:00")
    assert elapsed(calendar_from(OFFICE), monday_noon, tuesday_noon, gone) == 5 * 3600
    assert add(calendar_from(OFFICE), monday_noon, 4 * 3600, gone) == in_monaco("2026-03-03 11:00")


def test_an_excluded_stretch_without_an_end_lasts() -> None:
    start = in_monaco("2026-03-02 12:00")
    gone = [Stretch(in_monaco("2026-03-02 13:00"))]
    assert add(calendar_from(OFFICE), start, 3600, gone) == in_monaco("2026-03-02 13:00")
    assert add(calendar_from(OFFICE), start, 3601, gone) is NEVER


def test_a_holiday_is_closed_and_an_override_beats_it() -> None:
    calendar = calendar_from(
        OFFICE
        | {
            "holidays": ["2026-03-03", "2026-03-04"],
            "overrides": {"2026-03-04": [["10:00", "12:00"]]},
        }
    )
    assert add(calendar, in_monaco("2026-03-02 17:00"), 2 * 3600) == in_monaco("2026-03-04 11:00")
    assert add(calendar, in_monaco("2026-03-02 17:00"), 4 * 3600) == in_monaco("2026-03-05 10:00")


def test_the_breaks_of_a_date_are_taken_out() -> None:
    calendar = calendar_from(OFFICE | {"breaks": {"2026-03-02": [["12:00", "13:00"]]}})
    assert add(calendar, in_monaco("2026-03-02 11:00"), 2 * 3600) == in_monaco("2026-03-02 14:00")
    assert not is_open(calendar, in_monaco("2026-03-02 12:30"))
    assert is_open(calendar, in_monaco("2026-03-03 12:30"))


def test_overlapping_windows_are_one() -> None:
    calendar = calendar_from(
        {"tz": "Etc/UTC", "week": {"mon": [["09:00", "13:00"], ["12:00", "15:00"]]}}
    )
    assert elapsed(calendar, at("2026-03-02 00:00"), at("2026-03-03 00:00")) == 6 * 3600


def test_an_end_equal_to_its_start_is_twenty_four_hours() -> None:
    calendar = calendar_from({"tz": "Etc/UTC", "week": {"mon": [["22:00", "22:00"]]}})
    assert elapsed(calendar, at("2026-03-01 00:00"), at("2026-03-08 00:00")) == 24 * 3600


def test_a_night_window_belongs_to_the_date_it_starts_on() -> None:
    # Tuesday is a holiday: Monday's night still runs to Tuesday 06:00, Tuesday's never starts.
    calendar = calendar_from(NIGHTS | {"holidays": ["2026-03-03"]})
    assert is_open(calendar, at("2026-03-03 04:59"))
    assert not is_open(calendar, at("2026-03-03 05:00"))
    assert not is_open(calendar, at("2026-03-03 22:00"))


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-27 20:00", "2026-03-28 12:00", 8),  # an ordinary night in Berlin
        ("2026-03-28 20:00", "2026-03-29 12:00", 7),  # 02:00 becomes 03:00
        ("2026-10-24 18:00", "2026-10-25 12:00", 9),  # 03:00 becomes 02:00
    ],
)
def test_a_night_over_the_change_of_clocks_has_its_real_length(
    start: str, end: str, hours: int
) -> None:
    every_night = {"tz": "Europe/Berlin", "week": {d: [["22:00", "06:00"]] for d in EVERY_DAY}}
    assert elapsed(calendar_from(every_night), at(start), at(end)) == hours * 3600


def test_an_opening_in_the_skipped_hour_moves_forward_with_the_clock() -> None:
    # 02:30 does not exist in Berlin on 29 March 2026; it is read with the offset before the jump.
    calendar = calendar_from({"tz": "Europe/Berlin", "week": {"sun": [["02:30", "04:00"]]}})
    assert next_open(calendar, at("2026-03-29 00:00")) == at("2026-03-29 01:30")
    assert elapsed(calendar, at("2026-03-29 00:00"), at("2026-03-29 12:00")) == 30 * 60


def test_a_window_wholly_in_the_skipped_hour_is_empty() -> None:
    calendar = calendar_from({"tz": "Europe/Berlin", "week": {"sun": [["02:30", "03:00"]]}})
    assert elapsed(calendar, at("2026-03-29 00:00"), at("2026-03-29 12:00")) == 0


def test_closing_time_is_not_open_and_the_next_opening_follows() -> None:
    calendar = calendar_from(OFFICE)
    assert is_open(calendar, in_monaco("2026-03-02 09:00"))
    assert not is_open(calendar, in_monaco("2026-03-02 18:00"))
    assert next_open(calendar, in_monaco("2026-03-02 12:00")) == in_monaco("2026-03-02 12:00")
    assert next_open(calendar, in_monaco("2026-03-06 18:00")) == in_monaco("2026-03-09 09:00")


def test_a_calendar_that_never_opens_again() -> None:
    closed = calendar_from({"tz": "Etc/UTC", "overrides": {"2026-03-02": [["09:00", "10:00"]]}})
    assert add(closed, at("2026-03-02 00:00"), 3600) == at("2026-03-02 10:00")
    assert add(closed, at("2026-03-02 00:00"), 3601) is NEVER
    assert next_open(closed, at("2026-03-02 10:00")) is NEVER


def test_parts_of_a_second_are_not_rounded() -> None:
    calendar = calendar_from(OFFICE)
    start = in_monaco("2026-03-02 17:59") + timedelta(seconds=59, microseconds=999_999)
    assert add(calendar, start, 1) == in_monaco("2026-03-03 09:00") + timedelta(
        microseconds=999_999
    )
    assert elapsed_us(calendar, start, in_monaco("2026-03-02 19:00")) == 1


def test_open_stretches_are_clipped_and_cut() -> None:
    gone = [Stretch(in_monaco("2026-03-02 17:00"), in_monaco("2026-03-03 10:00"))]
    found = open_stretches(
        calendar_from(OFFICE), in_monaco("2026-03-02 16:00"), in_monaco("2026-03-03 11:00"), gone
    )
    assert found == (
        (in_monaco("2026-03-02 16:00"), in_monaco("2026-03-02 17:00")),
        (in_monaco("2026-03-03 10:00"), in_monaco("2026-03-03 11:00")),
    )


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        add(calendar_from(OFFICE), datetime(2026, 3, 2, 9), 60)  # noqa: DTZ001
    assert (refusal.value.field, refusal.value.code) == ("start", "not-an-instant")


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(Invalid, match="negative"):
        add(calendar_from(OFFICE), at("2026-03-02 09:00"), -1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"tz": "Europe/Atlantis"}, "tz"),
        ({"tz": ""}, "tz"),
        ({"tz": "../etc/passwd"}, "tz"),
        ({"tz": "Etc/UTC", "week": ()}, "week"),
        ({"tz": "Etc/UTC", "holidays": frozenset(["2026-03-02"])}, "holidays"),
        ({"tz": "Etc/UTC", "overrides": {date(2026, 3, 2): ["09:00"]}}, "overrides.2026-03-02"),
    ],
)
def test_a_calendar_is_checked_at_birth(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Calendar(**({"week": ((),) * 7} | wrong))  # type: ignore[arg-type]
    assert refusal.value.field == field


@pytest.mark.parametrize(("start", "end"), [(-1, 60), (1440, 60), (0, 1441)])
def test_a_window_is_checked_at_birth(start: int, end: int) -> None:
    with pytest.raises(Invalid, match="not-a-wall-clock"):
        Window(start, end)


@given(open_calendars, instants, durations_s, excluded)
def test_add_and_elapsed_are_inverse(
    calendar: Calendar, start: datetime, seconds: int, gone: list[Stretch]
) -> None:
    reached = add(calendar, start, seconds, gone)
    if reached is not NEVER:
        assert elapsed(calendar, start, reached, gone) == seconds


@given(open_calendars, instants, durations_s, excluded)
def test_add_answers_the_earliest_instant(
    calendar: Calendar, start: datetime, seconds: int, gone: list[Stretch]
) -> None:
    reached = add(calendar, start, seconds, gone)
    if reached is not NEVER and reached > start:
        sooner = reached - timedelta(microseconds=1)
        assert elapsed_us(calendar, start, sooner, gone) < seconds * 1_000_000


@given(open_calendars, instants, durations_s, durations_s)
def test_a_longer_duration_is_never_due_sooner(
    calendar: Calendar, start: datetime, one: int, other: int
) -> None:
    shorter, longer = (add(calendar, start, seconds) for seconds in sorted((one, other)))
    assert longer is NEVER or (shorter is not NEVER and shorter <= longer)


@given(calendars, instants, instants, instants, excluded)
def test_elapsed_adds_up_over_a_split(
    calendar: Calendar, a: datetime, b: datetime, c: datetime, gone: list[Stretch]
) -> None:
    first, middle, last = sorted((a, b, c))
    parts = elapsed(calendar, first, middle, gone) + elapsed(calendar, middle, last, gone)
    assert parts == elapsed(calendar, first, last, gone)


@given(calendars, instants, instants, excluded)
def test_elapsed_lies_between_nothing_and_the_time_that_passed(
    calendar: Calendar, a: datetime, b: datetime, gone: list[Stretch]
) -> None:
    counted = elapsed(calendar, a, b, gone)
    assert 0 <= counted <= max((b - a).total_seconds(), 0)
    assert counted <= elapsed(calendar, a, b)


@given(calendars, instants, instants, excluded)
def test_open_stretches_are_what_elapsed_counts(
    calendar: Calendar, a: datetime, b: datetime, gone: list[Stretch]
) -> None:
    found = open_stretches(calendar, a, b, gone)
    lengths = sum(((end - start) for start, end in found), timedelta())
    assert lengths.total_seconds() == elapsed(calendar, a, b, gone)
    assert all(is_open(calendar, start) for start, _ in found)


@given(open_calendars, instants, durations_s, excluded)
def test_excluded_time_never_moves_due_earlier(
    calendar: Calendar, start: datetime, seconds: int, gone: list[Stretch]
) -> None:
    plain, later = add(calendar, start, seconds), add(calendar, start, seconds, gone)
    assert later is NEVER or (plain is not NEVER and plain <= later)
