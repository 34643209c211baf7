"""What an SLA clock is made of: terms, facts, and the state it shows. Reckoning is sla.py's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from backend.contracts.service_hours import Calendar
from backend.contracts.working_time import Stretch
from backend.lib.errors import Invalid


class Target(StrEnum):
    """What is promised. A clock keeps each but availability, which is a share of a month.

    Counted from the moment the client told us; the next update from the last one, the maintenance
    window from its beginning."""

    RESPONSE = "response"
    ARRIVAL = "arrival"
    RESTORATION = "restoration"
    RESOLUTION = "resolution"
    NEXT_UPDATE = "next_update"
    MAINTENANCE_WINDOW = "maintenance_window"
    AVAILABILITY = "availability"


OF_REQUESTS: Final = (
    Target.RESPONSE,
    Target.ARRIVAL,
    Target.RESTORATION,
    Target.RESOLUTION,
    Target.NEXT_UPDATE,
)
"""What is promised to somebody who reports; planned work has its window, a unit its month."""


class FactKind(StrEnum):
    """The facts every clock understands; what starts and stops it may have names of its own."""

    CREATED = "created"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    REOPEN = "reopen"
    POLICY = "policy"
    CANCEL = "cancel"


class OnChange(StrEnum):
    """What a change of terms does to what was counted before it."""

    KEEP_ELAPSED = "keep_elapsed"
    RETROACTIVE = "retroactive"
    RESTART = "restart"
    FROZEN = "frozen"


class OnReopen(StrEnum):
    """What reopening does to a clock that had stopped."""

    RESUME = "resume"
    COUNT_GAP = "count_gap"
    NEW_CYCLE = "new_cycle"
    IGNORE = "ignore"


class State(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class ClockTerms:
    """What was promised: `target_s` open seconds of `calendar`; the codes of the reasons that
    pause; the percentages of the target at which somebody is reminded; the names of the facts
    that start and stop the clock; what changes and reopening do under these terms. Agreed
    `maintenance` never counts.

    `pause_caps_s` says how many open seconds in all a reason may hold the clock; a reason that
    has used them up pauses no more. A reason without a cap holds as long as it lasts."""

    calendar: Calendar
    target_s: int
    pausable: frozenset[str] = frozenset()
    reminders: tuple[int, ...] = ()
    start: frozenset[str] = frozenset({FactKind.CREATED})
    stop: frozenset[str] = frozenset({FactKind.STOP})
    on_change: OnChange = OnChange.KEEP_ELAPSED
    on_reopen: OnReopen = OnReopen.RESUME
    pause_caps_s: Mapping[str, int] = field(default_factory=dict, hash=False)
    maintenance: tuple[Stretch, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.calendar, Calendar):
            raise Invalid("calendar", "missing")
        check_target_s(self.target_s)
        if any(percent <= 0 for percent in self.reminders):
            raise Invalid("reminders", "not-positive")
        for reason, cap_s in self.pause_caps_s.items():
            if not isinstance(cap_s, int) or cap_s <= 0:
                raise Invalid("pause_caps_s", "not-positive", given=f"{reason}: {cap_s}")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to one clock.

    A pause names its reason; a resume without a reason ends every pause. A policy fact brings the
    terms it changes `to`, and may bring a mode of its own. `at` is when it happened; before
    `recorded_at`, where given, nobody knew.
    """

    kind: str
    at: datetime
    reason: str = ""
    to: ClockTerms | None = None
    mode: OnChange | None = None
    recorded_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise Invalid("at", "not-an-instant", given=str(self.at))
        if self.kind == FactKind.PAUSE and not self.reason:
            raise Invalid("reason", "missing")
        if self.kind == FactKind.POLICY and self.to is None:
            raise Invalid("to", "missing")

    def known_at(self, now: datetime) -> bool:
        """Whether it had happened by `now` and had been recorded by then."""
        return self.at <= now and (self.recorded_at is None or self.recorded_at <= now)


@dataclass(frozen=True, slots=True)
class ClockState:
    """What a clock shows at one moment.

    Seconds are whole, breaches are exact. `due_at` is None while paused and after the end; once
    breached it is the breach. `due_if_resumed_at` is set only while paused. `next_at` is the next
    moment at which this state changes by itself: a reminder, the first instant past the target,
    or the end of a pause whose cap is used up.
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


def check_target_s(target_s: int) -> None:
    """Invalid("target_s") unless it is a whole number of seconds above zero."""
    if isinstance(target_s, bool) or not isinstance(target_s, int) or target_s <= 0:
        raise Invalid("target_s", "not-positive", given=str(target_s))
