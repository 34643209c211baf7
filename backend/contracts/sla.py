"""The SLA clock: a deadline is a pure function of facts, so it can be replayed and explained.

A clock counts the open seconds of its calendar from the report until the target is met, without
the stretches in which an allowed reason paused it. It is breached when it has counted more than
was promised, never because one instant lies after another: a deadline at closing time and an
arrival at the next opening is a promise kept. docs/sla.md says it in words, with worked tables.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from backend.contracts.working_time import (
    SECOND_US,
    Calendar,
    Stretch,
    add,
    add_us,
    elapsed_us,
)
from backend.lib.errors import Invalid


class Target(StrEnum):
    """What is promised, always counted from the moment the client told us."""

    RESPONSE = "response"
    ARRIVAL = "arrival"
    RESTORATION = "restoration"
    RESOLUTION = "resolution"


class FactKind(StrEnum):
    CREATED = "created"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    CANCEL = "cancel"


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to one clock. A pause names its reason; a resume without a reason
    ends every pause. `at` is when it happened, however late it was recorded."""

    kind: FactKind
    at: datetime
    reason: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise Invalid("at", "not-an-instant", given=str(self.at))
        if self.kind is FactKind.PAUSE and not self.reason:
            raise Invalid("reason", "missing")


@dataclass(frozen=True)
class ClockTerms:
    """What was promised: `target_s` open seconds of `calendar`; the codes of the reasons that
    pause; the percentages of the target at which somebody is reminded."""

    calendar: Calendar
    target_s: int
    pausable: frozenset[str] = frozenset()
    reminders: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.calendar, Calendar):
            raise Invalid("calendar", "missing")
        check_target_s(self.target_s)
        if any(percent <= 0 for percent in self.reminders):
            raise Invalid("reminders", "not-positive")


@dataclass(frozen=True, slots=True)
class ClockState:
    """What a clock shows at one moment.

    `due_at` is None while paused and after the end; once breached it is the breach.
    `due_if_resumed_at` is set only while paused. `next_at` is the next moment at which this
    state changes by itself: a reminder, or the first instant past the target.
    """

    state: State
    elapsed_s: int
    remaining_s: int
    due_at: datetime | None = None
    breached: bool = False
    breached_at: datetime | None = None
    next_at: datetime | None = None
    due_if_resumed_at: datetime | None = None
    reminded_at: Mapping[int, datetime] = field(default_factory=dict)


def due_at(
    calendar: Calendar, start: datetime, target_s: int, pauses: Sequence[Stretch] = ()
) -> datetime | None:
    """When `target_s` open seconds have passed since `start` outside `pauses`; None is never."""
    check_target_s(target_s)
    return add(calendar, start, target_s, pauses)


def replay(terms: ClockTerms, facts: Iterable[Fact], now: datetime) -> ClockState:
    """The clock at `now` from its facts alone, in whatever order they were delivered.

    Facts after `now` are not seen. At one instant stop beats pause beats start; a pause and a
    resume of one instant leave the clock as it was. Invalid("facts") if nothing started it.
    """
    seen = sorted((fact for fact in facts if fact.at <= now), key=lambda fact: fact.at)
    fold = _Fold(terms)
    for at, together in groupby(seen, key=lambda fact: fact.at):
        fold.take(at, tuple(together))
    if fold.counted_to is None:
        raise Invalid("facts", "not-started")
    fold.count_until(now)
    return fold.shown()


class _Fold:
    """The running sum of one replay; lives no longer than the call."""

    def __init__(self, terms: ClockTerms) -> None:
        self.terms = terms
        self.counted_to: datetime | None = None
        self.counted_us = 0
        self.reasons: frozenset[str] = frozenset()
        self.ended: FactKind | None = None
        self.due: datetime | None = None
        self.breached_at: datetime | None = None
        self.reminded_at: dict[int, datetime] = {}

    @property
    def target_us(self) -> int:
        return self.terms.target_s * SECOND_US

    def take(self, at: datetime, facts: tuple[Fact, ...]) -> None:
        if self.ended:
            return
        self.count_until(at)
        kinds = {fact.kind for fact in facts}
        if FactKind.CREATED in kinds and self.counted_to is None:
            self.counted_to = at
        self.reasons = _paused_after(self.reasons, facts, self.terms.pausable)
        for end in (FactKind.STOP, FactKind.CANCEL):
            if end in kinds and self.counted_to is not None and not self.ended:
                self.ended = end
        self.due = self._reached(self.target_us)

    def count_until(self, at: datetime) -> None:
        """Counts up to `at` unless paused or over, and notes the marks passed on the way."""
        if self.counted_to is None or self.ended or at <= self.counted_to:
            return
        if not self.reasons:
            gained = elapsed_us(self.terms.calendar, self.counted_to, at)
            self._note_marks(self.counted_us + gained)
            self.counted_us += gained
        self.counted_to = at

    def _note_marks(self, total_us: int) -> None:
        for percent in self.terms.reminders:
            mark_us = self.target_us * percent // 100
            if percent not in self.reminded_at and mark_us <= total_us:
                reached = self._reached(mark_us)
                if reached is not None:
                    self.reminded_at[percent] = reached
        if self.breached_at is None and total_us > self.target_us:
            self.breached_at = self.due

    def _reached(self, mark_us: int) -> datetime | None:
        """When `mark_us` is counted if nothing more happens after `counted_to`."""
        if self.counted_to is None:
            return None
        left = max(mark_us - self.counted_us, 0)
        return add_us(self.terms.calendar, self.counted_to, left)

    def shown(self) -> ClockState:
        breached = self.counted_us > self.target_us
        elapsed_s = self.counted_us // SECOND_US
        state = self._state(breached)
        running = state is State.RUNNING
        return ClockState(
            state=state,
            elapsed_s=elapsed_s,
            remaining_s=self.terms.target_s - elapsed_s,
            due_at=(self.breached_at or self.due) if running else None,
            breached=breached,
            breached_at=self.breached_at,
            next_at=self._next() if running else None,
            due_if_resumed_at=self._resumed_due() if state is State.PAUSED else None,
            reminded_at=self.reminded_at,
        )

    def _state(self, breached: bool) -> State:
        if self.ended is FactKind.CANCEL:
            return State.CANCELLED
        if self.ended is FactKind.STOP:
            return State.MISSED if breached else State.MET
        return State.PAUSED if self.reasons else State.RUNNING

    def _next(self) -> datetime | None:
        ahead = [
            self.target_us * percent // 100
            for percent in self.terms.reminders
            if percent not in self.reminded_at
        ]
        if self.breached_at is None:
            ahead.append(self.target_us + 1)
        moments = [moment for mark in ahead if (moment := self._reached(mark))]
        return min(moments, default=None)

    def _resumed_due(self) -> datetime | None:
        return self.breached_at or self._reached(self.target_us)


def _paused_after(
    paused: frozenset[str], facts: tuple[Fact, ...], pausable: frozenset[str]
) -> frozenset[str]:
    """The reasons that hold the clock after the facts of one instant."""
    begun = {fact.reason for fact in facts if fact.kind is FactKind.PAUSE} & pausable
    named = {fact.reason for fact in facts if fact.kind is FactKind.RESUME}
    ended = paused | begun if "" in named else named
    return frozenset((paused - ended) | (begun - ended) | (paused & begun))


def check_target_s(target_s: int) -> None:
    """Invalid("target_s") unless it is a whole number of seconds above zero."""
    if isinstance(target_s, bool) or not isinstance(target_s, int) or target_s <= 0:
        raise Invalid("target_s", "not-positive", given=str(target_s))
