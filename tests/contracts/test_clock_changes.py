"""What happens to a promise that is changed, reopened, interrupted or told late (docs/sla.md)."""

from dataclasses import replace
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
    OnChange,
    OnReopen,
    State,
    replay,
)
from backend.contracts.working_time import Stretch
from backend.contracts.written_calendar import calendar_from
from backend.lib.errors import Invalid
from tests.contracts.strategies import instants, open_calendars

HOUR = 3600
OFFICE = calendar_from(
    {
        "tz": "Europe/Monaco",
        "week": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)
ALWAYS = calendar_from(
    {
        "tz": "Europe/Monaco",
        "week": {
            day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        },
    }
)
EIGHT = ClockTerms(OFFICE, 8 * HOUR, frozenset({"client"}), (50, 75))
FOUR = replace(EIGHT, target_s=4 * HOUR)


def at(text: str) -> datetime:
    """`09:00` on Monday, 2 March 2026, on a clock in Monaco."""
    return datetime.fromisoformat(f"2026-03-02 {text}").replace(tzinfo=UTC) - timedelta(hours=1)


CREATED = Fact(FactKind.CREATED, at("10:00"))


def to(terms: ClockTerms, when: str, mode: OnChange | None = None) -> Fact:
    return Fact(FactKind.POLICY, at(when), to=terms, mode=mode)


def shown(state: ClockState) -> tuple[float, datetime | None, datetime | None]:
    return state.elapsed_s / HOUR, state.due_at, state.breached_at


# The worked table of docs/sla.md: eight hours since Monday 10:00, changed at 15:00 to four.
@pytest.mark.parametrize(
    ("mode", "elapsed_h", "due", "breached_at"),
    [
        (OnChange.KEEP_ELAPSED, 5.5, "15:00", "15:00"),  # over at once, never before the change
        (OnChange.RETROACTIVE, 5.5, "14:00", "14:00"),  # as if four hours had always been meant
        (OnChange.RESTART, 0.5, None, None),  # four hours from 15:00: Tuesday 10:00
        (OnChange.FROZEN, 5.5, None, None),  # nothing changes: Monday 18:00
    ],
)
def test_the_modes_of_a_change(
    mode: OnChange, elapsed_h: float, due: str | None, breached_at: str | None
) -> None:
    state = replay(EIGHT, [CREATED, to(replace(FOUR, on_change=mode), "15:00")], at("15:30"))
    kept = {OnChange.RESTART: at("10:00") + timedelta(days=1), OnChange.FROZEN: at("18:00")}
    expected_due = at(due) if due else kept[mode]
    assert shown(state) == (elapsed_h, expected_due, breached_at and at(breached_at))


def test_a_change_may_bring_its_own_mode() -> None:
    state = replay(EIGHT, [CREATED, to(FOUR, "15:00", OnChange.RETROACTIVE)], at("15:30"))
    assert state.breached_at == at("14:00")


def test_more_time_takes_a_breach_back() -> None:
    late = replay(FOUR, [CREATED], at("15:00"))
    assert late.breached_at == at("14:00")
    relieved = replay(FOUR, [CREATED, to(EIGHT, "15:00")], at("15:30"))
    assert (relieved.breached, relieved.due_at) == (False, at("18:00"))


def test_a_new_calendar_counts_from_the_change() -> None:
    state = replay(EIGHT, [CREATED, to(replace(EIGHT, calendar=ALWAYS), "17:00")], at("17:30"))
    assert shown(state) == (7.5, at("18:00"), None)
    night = replay(FOUR, [CREATED, to(replace(EIGHT, calendar=ALWAYS), "20:00")], at("21:00"))
    assert night.elapsed_s == 9 * HOUR


def test_reminders_already_crossed_fire_at_the_change() -> None:
    state = replay(EIGHT, [CREATED, to(FOUR, "13:00")], at("13:10"))
    assert dict(state.reminded_at) == {50: at("13:00"), 75: at("13:00")}


def test_a_reason_that_held_without_effect_pauses_once_the_terms_allow_it() -> None:
    strict = replace(EIGHT, pausable=frozenset())
    held = Fact(FactKind.PAUSE, at("11:00"), "client")
    assert replay(strict, [CREATED, held], at("12:00")).state is State.RUNNING
    state = replay(strict, [CREATED, held, to(EIGHT, "13:00")], at("15:00"))
    assert (state.state, state.elapsed_s) == (State.PAUSED, 3 * HOUR)


def test_what_starts_and_stops_a_clock_may_have_names_of_its_own() -> None:
    terms = replace(FOUR, start=frozenset({"reported"}), stop=frozenset({"visit.arrived"}))
    story = [
        Fact("reported", at("10:00")),
        Fact("stop", at("11:00")),
        Fact("visit.arrived", at("12:00")),
    ]
    state = replay(terms, story, at("13:00"))
    assert (state.state, state.elapsed_s) == (State.MET, 2 * HOUR)


# Stopped at 12:00 after two hours, reopened at 15:00, seen at 16:00; four hours are promised.
@pytest.mark.parametrize(
    ("mode", "state", "elapsed_h", "due"),
    [
        (OnReopen.RESUME, State.RUNNING, 3, "17:00"),
        (OnReopen.COUNT_GAP, State.RUNNING, 6, "14:00"),  # the breach, while it lay stopped
        (OnReopen.NEW_CYCLE, State.RUNNING, 1, None),  # four hours from 15:00: Tuesday 10:00
        (OnReopen.IGNORE, State.MET, 2, "ended"),
    ],
)
def test_the_modes_of_reopening(
    mode: OnReopen, state: State, elapsed_h: int, due: str | None
) -> None:
    story = [CREATED, Fact(FactKind.STOP, at("12:00")), Fact(FactKind.REOPEN, at("15:00"))]
    now = replay(replace(FOUR, on_reopen=mode), story, at("16:00"))
    tuesday = at("10:00") + timedelta(days=1)
    expected = None if due == "ended" else at(due) if due else tuesday
    assert (now.state, now.elapsed_s, now.due_at) == (state, elapsed_h * HOUR, expected)


def test_a_gap_counted_after_all_still_leaves_out_its_pauses() -> None:
    story = [
        CREATED,
        Fact(FactKind.STOP, at("12:00")),
        Fact(FactKind.PAUSE, at("13:00"), "client"),
        Fact(FactKind.RESUME, at("14:00")),
        Fact(FactKind.REOPEN, at("15:00")),
        Fact(FactKind.STOP, at("15:30")),
        Fact(FactKind.REOPEN, at("16:00")),
    ]
    state = replay(replace(EIGHT, on_reopen=OnReopen.COUNT_GAP), story, at("16:30"))
    assert (state.state, state.elapsed_s) == (State.RUNNING, int(5.5 * HOUR))


def test_reopening_a_running_clock_changes_nothing() -> None:
    story = [CREATED, Fact(FactKind.REOPEN, at("11:00"))]
    assert replay(FOUR, story, at("12:00")).elapsed_s == 2 * HOUR


def test_a_cancelled_clock_stays_so_and_a_kept_promise_cannot_be_cancelled() -> None:
    cancel, stop = Fact(FactKind.CANCEL, at("12:00")), Fact(FactKind.STOP, at("11:00"))
    reopen = Fact(FactKind.REOPEN, at("13:00"))
    assert replay(FOUR, [CREATED, cancel, reopen], at("14:00")).state is State.CANCELLED
    assert replay(FOUR, [CREATED, stop, cancel], at("14:00")).state is State.MET


def test_planned_maintenance_never_counts() -> None:
    terms = replace(FOUR, maintenance=(Stretch(at("11:00"), at("13:00")),))
    state = replay(terms, [CREATED], at("15:00"))
    assert shown(state) == (3, at("16:00"), None)


def test_maintenance_agreed_later_leaves_what_was_counted_by_then() -> None:
    works = replace(FOUR, maintenance=(Stretch(at("11:00"), at("13:00")),))
    agreed = Fact(FactKind.POLICY, at("12:00"), to=works)
    # 10-12 was counted before it was agreed; 12-13 is left out.
    assert shown(replay(FOUR, [CREATED, agreed], at("14:00"))) == (3, at("15:00"), None)
    always = Fact(FactKind.POLICY, at("12:00"), to=works, mode=OnChange.RETROACTIVE)
    assert shown(replay(FOUR, [CREATED, always], at("14:00"))) == (2, at("16:00"), None)


def test_yesterdays_report_does_not_know_what_was_told_today() -> None:
    late = Fact(FactKind.STOP, at("13:00"), recorded_at=at("16:00"))
    before = replay(FOUR, [CREATED, late], at("15:00"))
    assert (before.state, before.breached) == (State.RUNNING, True)
    after = replay(FOUR, [CREATED, late], at("16:00"))
    assert (after.state, after.breached) == (State.MET, False)  # the breach is withdrawn


def test_a_change_without_terms_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        Fact(FactKind.POLICY, at("12:00"))
    assert refusal.value.field == "to"


def test_many_reopenings_are_reckoned_quickly() -> None:
    terms = replace(FOUR, on_reopen=OnReopen.COUNT_GAP)
    story = [CREATED]
    for minute in range(60):
        when = at("11:00") + timedelta(minutes=2 * minute)
        story += [Fact(FactKind.STOP, when), Fact(FactKind.REOPEN, when + timedelta(minutes=1))]
    assert replay(terms, story, at("13:30")).elapsed_s == int(3.5 * HOUR)


MODES = st.sampled_from(OnChange)
TOLD = st.one_of(
    st.builds(
        Fact,
        st.sampled_from(["pause", "resume", "stop", "reopen"]),
        instants,
        st.sampled_from(["client", "parts"]),
    ),
    st.builds(
        lambda when, target_h, mode: Fact(
            FactKind.POLICY, when, to=replace(FOUR, target_s=target_h * HOUR, on_change=mode)
        ),
        instants,
        st.integers(1, 40),
        MODES,
    ),
)


@given(
    open_calendars, instants, st.lists(TOLD, max_size=5, unique_by=lambda fact: fact.at),
    instants, st.sampled_from(OnReopen),
)  # fmt: skip
def test_the_order_of_delivery_does_not_matter(
    calendar: Calendar, start: datetime, story: list[Fact], now: datetime, on_reopen: OnReopen
) -> None:
    terms = replace(FOUR, calendar=calendar, on_reopen=on_reopen)
    told = [Fact(FactKind.CREATED, start), *story]
    answers = [replay(terms, order, now) for order in list(permutations(told))[::7]]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0].breached is (answers[0].remaining_s < 0)
    assert answers[0].breached is (answers[0].breached_at is not None)


@given(open_calendars, instants, st.lists(TOLD, max_size=4), instants)
def test_reminders_come_in_order_and_the_next_moment_lies_ahead(
    calendar: Calendar, start: datetime, story: list[Fact], now: datetime
) -> None:
    plain = [fact for fact in story if fact.kind != FactKind.POLICY]
    state = replay(replace(FOUR, calendar=calendar), [Fact(FactKind.CREATED, start), *plain], now)
    reminded = [state.reminded_at[percent] for percent in sorted(state.reminded_at)]
    assert reminded == sorted(reminded)
    assert all(moment <= now for moment in reminded)
    if state.breached_at:
        assert all(moment <= state.breached_at for moment in reminded)
    assert state.next_at is None or state.next_at > now


@given(
    open_calendars, instants, st.lists(TOLD, max_size=4, unique_by=lambda fact: fact.at), instants
)  # fmt: skip
def test_the_next_moment_is_where_the_clock_changes_by_itself(
    calendar: Calendar, start: datetime, story: list[Fact], now: datetime
) -> None:
    told = [fact for fact in [Fact(FactKind.CREATED, start), *story] if fact.at <= now]
    terms = replace(FOUR, calendar=calendar)
    state = replay(terms, told, now)
    if state.next_at is not None:
        just_before = replay(terms, told, state.next_at - timedelta(microseconds=1))
        then = replay(terms, told, state.next_at)
        assert _marks(just_before) == _marks(state)
        assert _marks(then) != _marks(state)


def _marks(state: ClockState) -> tuple[object, ...]:
    return (state.breached, dict(state.reminded_at))
