"""How long a reason may hold a clock, and what a replay remembers (docs/sla.md)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contracts.service_hours import Calendar
from backend.contracts.sla import ClockState, ClockTerms, Fact, FactKind, State, replay
from backend.contracts.written_calendar import calendar_from
from backend.lib.errors import Invalid
from tests.contracts.strategies import instants, open_calendars

HOUR = 3600
OFFICE = calendar_from(
    {
        "tz": "Etc/UTC",
        "week": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)
# Four hours; the client may keep us waiting for one hour in all, access for two.
CAPPED = ClockTerms(
    OFFICE,
    4 * HOUR,
    frozenset({"client", "access", "parts"}),
    pause_caps_s={"client": HOUR, "access": 2 * HOUR},
)


def at(text: str) -> datetime:
    """A time of Monday, 2 March 2026."""
    return datetime.fromisoformat(f"2026-03-02 {text}").replace(tzinfo=UTC)


def told(*facts: tuple[str, str] | tuple[str, str, str]) -> list[Fact]:
    return [Fact(kind, at(when), *reason) for when, kind, *reason in facts]


CREATED = ("10:00", "created")


@pytest.mark.parametrize(
    ("facts", "next_at", "resumed"),
    [
        ([("11:00", "pause", "client")], "12:00", "15:00"),
        ([("11:00", "pause", "client"), ("11:15", "pause", "access")], "13:15", "16:15"),
        ([("11:00", "pause", "client"), ("11:15", "pause", "parts")], None, None),
    ],
)
def test_a_pause_says_when_it_ends_by_itself(
    facts: list[tuple[str, str, str]], next_at: str | None, resumed: str | None
) -> None:
    story = told(CREATED, *facts)
    shown = replay(CAPPED, story, at("11:30"))
    assert (shown.state, shown.next_at) == (State.PAUSED, next_at and at(next_at))
    if next_at and resumed:
        again = replay(CAPPED, story, at(next_at))
        assert (again.state, again.due_at) == (State.RUNNING, at(resumed))


def test_a_cap_is_counted_over_all_spells_of_its_reason() -> None:
    story = told(
        CREATED,
        ("11:00", "pause", "client"),
        ("11:40", "resume", "client"),
        ("12:00", "pause", "client"),
    )
    assert replay(CAPPED, story, at("12:19")).state is State.PAUSED
    shown = replay(CAPPED, story, at("12:20"))
    assert (shown.state, shown.elapsed_s, shown.due_at) == (
        State.RUNNING,
        80 * 60,
        at("15:00"),
    )


def test_closed_hours_use_no_cap_up() -> None:
    story = told(CREATED, ("17:30", "pause", "client"))
    roomy = replace(CAPPED, target_s=9 * HOUR)
    tuesday = at("09:30") + timedelta(days=1)
    assert replay(roomy, story, tuesday - timedelta(minutes=1)).state is State.PAUSED
    assert replay(roomy, story, tuesday).state is State.RUNNING


def test_counting_anew_gives_the_cap_back() -> None:
    story = told(CREATED, ("11:00", "pause", "client"), ("12:00", "resume", "client"))
    anew = replace(CAPPED, on_change=CAPPED.on_change.RESTART)
    change = Fact(FactKind.POLICY, at("13:00"), to=anew)
    again = told(("14:00", "pause", "client"))
    assert replay(CAPPED, [*story, *again], at("14:30")).state is State.RUNNING
    assert replay(CAPPED, [*story, change, *again], at("14:30")).state is State.PAUSED


@pytest.mark.parametrize("cap", [0, -1, 1.5])
def test_a_cap_is_a_whole_number_above_zero(cap: object) -> None:
    with pytest.raises(Invalid) as refusal:
        replace(CAPPED, pause_caps_s={"client": cap})
    assert refusal.value.field == "pause_caps_s"


REASONS = st.sampled_from(["client", "access", "parts"])
FACTS = st.lists(
    st.builds(Fact, st.sampled_from(["pause", "resume"]), instants, REASONS), max_size=6
)


@given(open_calendars, instants, FACTS, instants)
def test_a_cap_only_ever_takes_waiting_back(
    calendar: Calendar, start: datetime, facts: list[Fact], now: datetime
) -> None:
    story = [Fact(FactKind.CREATED, start), *facts]
    capped = replay(replace(CAPPED, calendar=calendar), story, now)
    free = replay(replace(CAPPED, calendar=calendar, pause_caps_s={}), story, now)
    assert capped.elapsed_s >= free.elapsed_s
    assert not free.breached or capped.breached


@given(open_calendars, instants, FACTS, instants)
def test_a_pause_ends_by_itself_at_the_moment_it_said(
    calendar: Calendar, start: datetime, facts: list[Fact], now: datetime
) -> None:
    story = [fact for fact in [Fact(FactKind.CREATED, start), *facts] if fact.at <= now]
    terms = replace(CAPPED, calendar=calendar)
    shown = replay(terms, story, now)
    if shown.state is State.PAUSED and shown.next_at is not None:
        before = replay(terms, story, shown.next_at - timedelta(microseconds=1))
        after = replay(terms, story, shown.next_at)
        assert (before.state, before.elapsed_s) == (State.PAUSED, shown.elapsed_s)
        assert (after.state, after.elapsed_s) == (State.RUNNING, shown.elapsed_s)


LATE = st.builds(
    lambda kind, when, reason, delay_s: Fact(
        kind, when, reason, recorded_at=when + timedelta(seconds=delay_s)
    ),
    st.sampled_from(["pause", "resume", "stop", "reopen"]),
    instants,
    REASONS,
    st.integers(0, 5 * 86_400),
)


@given(open_calendars, instants, st.lists(LATE, max_size=6), instants)
def test_what_was_stored_then_is_replayed_from_the_whole_log_today(
    calendar: Calendar, start: datetime, facts: list[Fact], then: datetime
) -> None:
    """A snapshot taken at a moment equals the replay, as of that moment, of the log as it grew."""
    terms = replace(CAPPED, calendar=calendar, reminders=(50, 80))
    log = [Fact(FactKind.CREATED, start, recorded_at=start), *facts]
    known = [fact for fact in log if fact.recorded_at and fact.recorded_at <= then]
    stored: ClockState = replay(terms, [replace(fact, recorded_at=None) for fact in known], then)
    assert replay(terms, log, then) == stored
