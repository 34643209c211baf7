"""Each stretch of a clock with its cause: worked cases, and that they add up for any story."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contracts.counted_time import Cause, CountedTime, EqualDays, in_short, stretches_of
from backend.contracts.service_hours import Calendar
from backend.contracts.sla import ClockTerms, Fact, FactKind, OnChange, OnReopen, story
from backend.contracts.working_time import SECOND_US, Stretch
from backend.contracts.written_calendar import calendar_from
from tests.contracts.strategies import excluded, instants, open_calendars

HOUR = 3600
MONACO = ZoneInfo("Europe/Monaco")
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = calendar_from(
    {
        "tz": "Europe/Monaco",
        "week": {day: [["09:00", "18:00"]] for day in WORKDAYS},
        "holidays": ["2026-03-04"],
        "overrides": {"2026-03-06": [["09:00", "12:00"]]},
        "breaks": {"2026-03-03": [["12:00", "13:00"]]},
    }
)
ALWAYS = calendar_from(
    {"tz": "Europe/Monaco", "week": {d: [["00:00", "24:00"]] for d in (*WORKDAYS, "sat", "sun")}}
)


def at(text: str) -> datetime:
    """`3 09:00` on a clock in Monaco in March 2026; Monday is the 2nd."""
    day, clock = text.split()
    local = datetime.fromisoformat(f"2026-03-{int(day):02} {clock}").replace(tzinfo=MONACO)
    return local.astimezone(UTC)


def cut(terms: ClockTerms, facts: list[Fact], now: str) -> list[tuple[str, str, str, float]]:
    """What the stretches say: from, to, cause and hours counted."""
    spells = story(terms, facts, at(now)).spells
    return [
        (clock(s.from_at), clock(s.to_at), str(s.cause), s.counted_us / SECOND_US / HOUR)
        for s in stretches_of(spells)
    ]


def clock(moment: datetime) -> str:
    return f"{moment.astimezone(MONACO):%-d %H:%M}"


def test_every_closed_hour_has_its_cause() -> None:
    terms = ClockTerms(OFFICE, 40 * HOUR)
    assert cut(terms, [Fact(FactKind.CREATED, at("2 16:00"))], "9 10:00") == [
        ("2 16:00", "2 18:00", "counted", 2),
        ("2 18:00", "3 09:00", "outside", 0),
        ("3 09:00", "3 12:00", "counted", 3),
        ("3 12:00", "3 13:00", "break", 0),
        ("3 13:00", "3 18:00", "counted", 5),
        ("3 18:00", "4 00:00", "outside", 0),
        ("4 00:00", "5 00:00", "holiday", 0),
        ("5 00:00", "5 09:00", "outside", 0),
        ("5 09:00", "5 18:00", "counted", 9),
        ("5 18:00", "6 00:00", "outside", 0),
        ("6 00:00", "6 09:00", "other_hours", 0),
        ("6 09:00", "6 12:00", "counted", 3),
        ("6 12:00", "7 00:00", "other_hours", 0),
        ("7 00:00", "9 09:00", "outside", 0),
        ("9 09:00", "9 10:00", "counted", 1),
    ]


def test_in_short_nights_weekends_and_breaks_are_left_out_and_equal_days_are_one_row() -> None:
    # Reported Mon 9 March 14:00: 4 h that day, then nine whole days, then 3 h on Mon 23 March.
    spells = story(
        ClockTerms(OFFICE, 100 * HOUR), [Fact(FactKind.CREATED, at("9 14:00"))], at("23 12:00")
    ).spells
    first, days, last = in_short(stretches_of(spells), MONACO)
    assert isinstance(first, CountedTime)
    assert first.counted_us == 4 * HOUR * SECOND_US
    assert days == EqualDays(date(2026, 3, 10), date(2026, 3, 20), 9, 9 * HOUR * SECOND_US)
    assert isinstance(last, CountedTime)
    assert last.counted_us == 3 * HOUR * SECOND_US


def test_a_holiday_parts_equal_days_and_a_days_own_break_does_not_part_the_day() -> None:
    spells = story(
        ClockTerms(OFFICE, 100 * HOUR), [Fact(FactKind.CREATED, at("3 09:00"))], at("5 18:00")
    ).spells
    rows = in_short(stretches_of(spells), MONACO)
    assert [row.cause for row in rows if isinstance(row, CountedTime)] == [
        Cause.COUNTED,
        Cause.HOLIDAY,
        Cause.COUNTED,
    ]
    assert [row.counted_us // SECOND_US // HOUR for row in rows] == [8, 0, 9]


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    # Sat 28 March 22:00 to Mon 30 March 00:00 are 26 hours on the wall and 25 that passed.
    facts = [Fact(FactKind.CREATED, at("28 22:00"))]
    assert cut(ClockTerms(ALWAYS, 99 * HOUR), facts, "30 00:00") == [
        ("28 22:00", "30 00:00", "counted", 25)
    ]


def test_a_pause_is_one_stretch_and_one_that_may_not_pause_is_counted_by_name() -> None:
    terms = ClockTerms(OFFICE, 40 * HOUR, frozenset({"client"}))
    facts = [
        Fact(FactKind.CREATED, at("9 10:00")),
        Fact(FactKind.PAUSE, at("9 11:00"), "client"),
        Fact(FactKind.RESUME, at("10 10:00"), "client"),
        Fact(FactKind.PAUSE, at("10 12:00"), "weather"),
    ]
    stretches = stretches_of(story(terms, facts, at("10 13:00")).spells)
    told = [(s.cause, set(s.reasons), s.counted_us // SECOND_US // HOUR) for s in stretches]
    assert told == [
        (Cause.COUNTED, set(), 1),
        (Cause.PAUSED, {"client"}, 0),
        (Cause.COUNTED, set(), 2),
        (Cause.COUNTED, {"weather"}, 1),
    ]
    # The pause held eight hours of Tuesday's and Monday's service: 11-18 and 9-10.
    assert stretches[1].open_us == 8 * HOUR * SECOND_US


def test_maintenance_is_named_only_where_time_would_have_counted() -> None:
    works = (Stretch(at("9 17:00"), at("10 10:00")),)
    terms = ClockTerms(OFFICE, 40 * HOUR, maintenance=works)
    told = story(terms, [Fact(FactKind.CREATED, at("9 16:00"))], at("10 11:00"))
    causes = [(s.cause, clock(s.from_at)) for s in stretches_of(told.spells)]
    assert causes == [
        (Cause.COUNTED, "9 16:00"),
        (Cause.MAINTENANCE, "9 17:00"),
        (Cause.OUTSIDE, "9 18:00"),
        (Cause.MAINTENANCE, "10 09:00"),
        (Cause.COUNTED, "10 10:00"),
    ]


@pytest.mark.parametrize(
    ("mode", "counted", "dropped"),
    [(OnReopen.RESUME, 3, 0), (OnReopen.NEW_CYCLE, 1, 2), (OnReopen.COUNT_GAP, 6, 0)],
)
def test_a_stopped_stretch_is_told_by_what_reopening_does(
    mode: OnReopen, counted: int, dropped: int
) -> None:
    terms = ClockTerms(OFFICE, 4 * HOUR, on_reopen=mode)
    facts = [
        Fact(FactKind.CREATED, at("9 10:00")),
        Fact(FactKind.STOP, at("9 12:00")),
        Fact(FactKind.REOPEN, at("9 15:00")),
    ]
    stretches = stretches_of(story(terms, facts, at("9 16:00")).spells)
    assert sum(s.counted_us for s in stretches) == counted * HOUR * SECOND_US
    assert len([s for s in stretches if s.cause is Cause.DROPPED]) == dropped
    assert any(s.cause is Cause.STOPPED for s in stretches) is (mode is OnReopen.RESUME)


@pytest.mark.parametrize(
    ("mode", "counted", "breached"),
    [
        (OnChange.KEEP_ELAPSED, (5, 5), True),
        (OnChange.RETROACTIVE, (5, 5), True),
        (OnChange.RESTART, (5, 0), False),
        (OnChange.FROZEN, (5, 5), False),
    ],
)
def test_a_turn_tells_what_a_change_did(
    mode: OnChange, counted: tuple[int, int], breached: bool
) -> None:
    eight, four = ClockTerms(OFFICE, 8 * HOUR), ClockTerms(OFFICE, 4 * HOUR)
    facts = [
        Fact(FactKind.CREATED, at("9 10:00")),
        Fact(FactKind.POLICY, at("9 15:00"), to=four, mode=mode),
    ]
    (turn,) = story(eight, facts, at("9 15:30")).turns
    assert turn.is_change
    hours = (turn.counted_us_before, turn.counted_us_after)
    assert tuple(us // SECOND_US // HOUR for us in hours) == counted
    assert (turn.breached_before, turn.breached_after) == (False, breached)
    assert (turn.before.target_s, turn.after.target_s) == (
        8 * HOUR,
        8 * HOUR if mode is OnChange.FROZEN else 4 * HOUR,
    )


reasons = st.sampled_from(("client", "access", "weather"))
facts = st.one_of(
    st.builds(Fact, st.sampled_from((FactKind.PAUSE, FactKind.RESUME)), instants, reasons),
    st.builds(Fact, st.sampled_from((FactKind.STOP, FactKind.REOPEN, FactKind.CANCEL)), instants),
)
modes = st.tuples(st.sampled_from(OnChange), st.sampled_from(OnReopen))


@given(open_calendars, instants, st.lists(facts, max_size=6), instants, excluded, modes)
def test_counted_stretches_add_up_to_what_the_clock_shows(
    calendar: Calendar,
    start: datetime,
    told: list[Fact],
    now: datetime,
    works: list[Stretch],
    mode: tuple[OnChange, OnReopen],
) -> None:
    terms = ClockTerms(
        calendar,
        40 * HOUR,
        frozenset({"client", "access"}),
        on_change=mode[0],
        on_reopen=mode[1],
        pause_caps_s={"client": 3 * HOUR},
        maintenance=tuple(works),
    )
    change = Fact(FactKind.POLICY, start + timedelta(days=3), to=replace(terms, target_s=HOUR))
    found = story(terms, [Fact(FactKind.CREATED, start), change, *told], now)
    stretches = stretches_of(found.spells)
    assert sum(s.counted_us for s in stretches) // SECOND_US == found.state.elapsed_s
    in_words = in_short(stretches, calendar.zone)
    assert sum(row.counted_us for row in in_words) == sum(s.counted_us for s in stretches)
    for before, after in pairwise(stretches):
        assert before.from_at < before.to_at == after.from_at
