"""The SLA clock: the worked table of docs/sla.md, then what must hold for any facts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contracts.service_hours import Calendar
from backend.contracts.sla import (
    ClockState,
    ClockTerms,
    Fact,
    FactKind,
    State,
    due_at,
    replay,
)
from backend.contracts.working_time import NEVER, Stretch
from backend.contracts.written_calendar import calendar_from
from backend.lib.errors import Invalid
from tests.contracts.strategies import durations_s, excluded, instants, open_calendars

HOUR = 3600
OFFICE = calendar_from(
    {
        "tz": "Europe/Monaco",
        "week": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)
FOUR_HOURS = ClockTerms(OFFICE, 4 * HOUR, frozenset({"client", "access"}))


def at(text: str) -> datetime:
    """`03-02 09:00` on a clock in Monaco, winter 2026; 2 March is a Monday."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC) - timedelta(hours=1)


def facts(*told: tuple[str, str] | tuple[str, str, str]) -> list[Fact]:
    return [Fact(FactKind(kind), at(when), *reason) for when, kind, *reason in told]


def clock(now: str, *told: tuple[str, str] | tuple[str, str, str]) -> ClockState:
    return replay(FOUR_HOURS, facts(*told), at(now))


CREATED = ("03-02 10:00", "created")


def test_a_running_clock() -> None:
    assert clock("03-02 10:30", CREATED) == ClockState(
        state=State.RUNNING,
        elapsed_s=1800,
        remaining_s=12_600,
        due_at=at("03-02 14:00"),
        next_at=at("03-02 14:00") + timedelta(microseconds=1),
    )


# The worked table of docs/sla.md: four open hours to arrive, reported Monday 10:00.
@pytest.mark.parametrize(
    ("told", "state", "elapsed_h", "breached_at"),
    [
        ([("03-02 13:00", "stop")], State.MET, 3, None),
        ([("03-02 14:00", "stop")], State.MET, 4, None),  # exactly on time
        ([("03-02 15:00", "stop")], State.MISSED, 5, "03-02 14:00"),
        ([("03-02 11:00", "pause", "access"), ("03-03 10:00", "resume"), ("03-03 12:00", "stop")],
         State.MET, 3, None),
        ([("03-02 11:00", "pause", "access"), ("03-02 17:00", "stop")], State.MET, 1, None),
        ([("03-02 11:00", "pause", "weather"), ("03-02 15:00", "stop")],
         State.MISSED, 5, "03-02 14:00"),  # the contract does not let weather pause
        ([("03-02 12:00", "cancel")], State.CANCELLED, 2, None),
        ([("03-02 15:00", "cancel")], State.CANCELLED, 5, "03-02 14:00"),
    ],
)  # fmt: skip
def test_how_a_clock_ends(
    told: Sequence[tuple[str, str]], state: State, elapsed_h: int, breached_at: str | None
) -> None:
    ended = clock("03-04 12:00", CREATED, *told)
    assert ended.state is state
    assert ended.elapsed_s == elapsed_h * HOUR
    assert ended.remaining_s == (4 - elapsed_h) * HOUR
    assert ended.breached_at == (at(breached_at) if breached_at else None)
    assert ended.breached is (breached_at is not None)
    assert (ended.due_at, ended.next_at, ended.due_if_resumed_at) == (None, None, None)


def test_due_at_closing_and_arrival_at_the_next_opening_is_met() -> None:
    ended = clock("03-04 12:00", ("03-02 14:00", "created"), ("03-03 09:00", "stop"))
    assert (ended.state, ended.elapsed_s) == (State.MET, 4 * HOUR)


def test_a_deadline_at_closing_stays_there_all_night_and_breaks_at_the_first_open_moment() -> None:
    night = clock("03-02 22:00", ("03-02 14:00", "created"))
    assert night.due_at == at("03-02 18:00")
    assert not night.breached
    assert night.next_at == at("03-03 09:00") + timedelta(microseconds=1)


def test_a_fact_that_changes_nothing_does_not_move_the_deadline() -> None:
    told = [("03-02 14:00", "created"), ("03-02 20:00", "pause", "weather")]
    assert clock("03-02 22:00", *told).due_at == at("03-02 18:00")


def test_one_second_late_is_late() -> None:
    late = clock("03-02 14:01", CREATED)
    assert late.breached
    assert late.breached_at == late.due_at == at("03-02 14:00")
    assert late.state is State.RUNNING
    assert late.next_at is None


def test_a_paused_clock_has_no_deadline_but_says_what_would_be() -> None:
    paused = clock("03-02 17:00", CREATED, ("03-02 11:00", "pause", "client"))
    assert (paused.state, paused.elapsed_s) == (State.PAUSED, HOUR)
    assert (paused.due_at, paused.next_at) == (None, None)
    assert paused.due_if_resumed_at == at("03-03 11:00")  # an hour today, two tomorrow


def test_a_pause_over_the_night_gives_back_only_open_time() -> None:
    running = clock(
        "03-03 11:30",
        ("03-02 15:00", "created"),
        ("03-02 17:00", "pause", "client"),
        ("03-03 11:00", "resume"),
    )
    assert (running.elapsed_s, running.due_at) == (int(2.5 * HOUR), at("03-03 13:00"))


def test_overlapping_reasons_count_once_and_both_must_end() -> None:
    told = [CREATED, ("03-02 11:00", "pause", "client"), ("03-02 11:30", "pause", "access")]
    still = clock("03-02 13:00", *told, ("03-02 12:00", "resume", "client"))
    assert (still.state, still.elapsed_s) == (State.PAUSED, HOUR)
    both = clock(
        "03-02 13:00", *told, ("03-02 12:00", "resume", "client"), ("03-02 12:30", "resume")
    )
    assert (both.state, both.elapsed_s) == (State.RUNNING, int(1.5 * HOUR))


def test_a_clock_may_be_born_paused() -> None:
    born = clock("03-02 12:00", CREATED, ("03-02 10:00", "pause", "client"))
    assert (born.state, born.elapsed_s) == (State.PAUSED, 0)


def test_pause_and_resume_at_one_instant_leave_the_clock_as_it_was() -> None:
    told = [("03-02 11:00", "pause", "client"), ("03-02 11:00", "resume", "client")]
    assert clock("03-02 12:00", CREATED, *told).state is State.RUNNING
    before = ("03-02 10:30", "pause", "client")
    assert clock("03-02 12:00", CREATED, before, *told).state is State.PAUSED


def test_stop_beats_pause_at_one_instant() -> None:
    ended = clock(
        "03-02 12:00", CREATED, ("03-02 11:00", "pause", "client"), ("03-02 11:00", "stop")
    )
    assert ended.state is State.MET


def test_pausing_after_the_deadline_heals_nothing() -> None:
    late = clock("03-02 17:00", CREATED, ("03-02 15:00", "pause", "client"))
    assert (late.state, late.breached, late.breached_at) == (State.PAUSED, True, at("03-02 14:00"))


def test_nothing_counts_after_the_end() -> None:
    told = [
        CREATED,
        ("03-02 12:00", "stop"),
        ("03-02 13:00", "pause", "client"),
        ("03-02 17:00", "stop"),
    ]
    assert clock("03-03 12:00", *told).elapsed_s == 2 * HOUR


def test_what_happens_later_is_not_seen_yet() -> None:
    assert clock("03-02 11:00", CREATED, ("03-02 12:00", "stop")).state is State.RUNNING


def test_reminders_are_the_next_moment_until_they_have_passed() -> None:
    terms = ClockTerms(OFFICE, 4 * HOUR, reminders=(50, 75))
    told = facts(("03-02 15:00", "created"))
    early = replay(terms, told, at("03-02 16:00"))
    assert (dict(early.reminded_at), early.next_at) == ({}, at("03-02 17:00"))
    later = replay(terms, told, at("03-02 20:00"))
    assert dict(later.reminded_at) == {50: at("03-02 17:00"), 75: at("03-02 18:00")}
    assert later.next_at == at("03-03 10:00") + timedelta(microseconds=1)


def test_a_clock_nobody_started() -> None:
    idle = clock("03-02 12:00", ("03-02 11:00", "stop"))
    assert (idle.state, idle.elapsed_s, idle.due_at) == (State.NOT_STARTED, 0, None)


def test_due_at_with_pauses() -> None:
    pauses = [Stretch(at("03-02 11:00"), at("03-02 12:00"))]
    assert due_at(OFFICE, at("03-02 10:00"), 4 * HOUR, pauses) == at("03-02 15:00")


@pytest.mark.parametrize("target_s", [0, -1, True, 1.5])
def test_a_target_is_a_whole_number_above_zero(target_s: object) -> None:
    with pytest.raises(Invalid) as refusal:
        ClockTerms(OFFICE, target_s)  # type: ignore[arg-type]
    assert refusal.value.field == "target_s"


def test_terms_and_facts_are_checked_at_birth() -> None:
    with pytest.raises(Invalid, match="missing"):
        ClockTerms(None, HOUR)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="not-positive"):
        ClockTerms(OFFICE, HOUR, reminders=(0,))
    with pytest.raises(Invalid, match="missing"):
        Fact(FactKind.PAUSE, at("03-02 11:00"))
    with pytest.raises(Invalid, match="not-an-instant"):
        Fact(FactKind.STOP, datetime(2026, 3, 2))  # noqa: DTZ001


stories = st.lists(
    st.builds(
        Fact,
        st.sampled_from([FactKind.PAUSE, FactKind.RESUME]),
        instants,
        st.sampled_from(["client", "access"]),
    ),
    max_size=5,
)


@given(open_calendars, instants, durations_s.filter(bool), excluded)
def test_pauses_never_move_due_earlier(
    calendar: Calendar, start: datetime, target_s: int, pauses: list[Stretch]
) -> None:
    plain, paused = due_at(calendar, start, target_s), due_at(calendar, start, target_s, pauses)
    assert paused is NEVER or (plain is not NEVER and plain <= paused)


@given(open_calendars, instants, durations_s.filter(bool), stories, instants)
def test_the_order_of_delivery_does_not_matter(
    calendar: Calendar, start: datetime, target_s: int, story: list[Fact], now: datetime
) -> None:
    terms = ClockTerms(calendar, target_s, frozenset({"client", "access"}), (50,))
    told = [Fact(FactKind.CREATED, min(start, now)), *story[:3]]
    assert len({_shown(replay(terms, order, now)) for order in permutations(told)}) == 1


@given(open_calendars, instants, durations_s.filter(bool), stories, instants, instants)
def test_a_breach_is_never_taken_back_by_time(
    calendar: Calendar, start: datetime, target_s: int, story: list[Fact], a: datetime, b: datetime
) -> None:
    terms = ClockTerms(calendar, target_s, frozenset({"client", "access"}))
    sooner, later = sorted((max(a, start), max(b, start)))
    told = [Fact(FactKind.CREATED, start), *story]
    before, after = replay(terms, told, sooner), replay(terms, told, later)
    assert after.elapsed_s >= before.elapsed_s
    if before.breached:
        assert after.breached_at == before.breached_at


@given(open_calendars, instants, durations_s.filter(bool), stories, instants)
def test_a_clock_is_breached_exactly_when_more_was_counted_than_promised(
    calendar: Calendar, start: datetime, target_s: int, story: list[Fact], now: datetime
) -> None:
    terms = ClockTerms(calendar, target_s, frozenset({"client", "access"}))
    state = replay(terms, [Fact(FactKind.CREATED, min(start, now)), *story], now)
    assert state.breached is (state.remaining_s < 0)
    assert state.breached is (state.breached_at is not None)
    assert state.elapsed_s + state.remaining_s == target_s


def _shown(state: ClockState) -> tuple[object, ...]:
    return (state.state, state.elapsed_s, state.due_at, state.breached_at, state.next_at)
