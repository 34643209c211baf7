"""The SLA clock: a deadline is a pure function of facts, so it can be replayed and explained.

A clock counts the open seconds of its calendar from the report until the target is met, without
the stretches in which an allowed reason paused it. It is breached when it has counted more than
was promised, never because one instant lies after another: a deadline at closing time and an
arrival at the next opening is a promise kept. docs/sla.md says it in words, with worked tables.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from backend.contracts.clock_facts import (
    ClockState,
    ClockTerms,
    Fact,
    FactKind,
    OnChange,
    OnReopen,
    State,
    Target,
    check_target_s,
)
from backend.contracts.clock_fold import replayed, told
from backend.contracts.clock_story import Story
from backend.contracts.working_time import Calendar, Stretch, add

__all__ = [
    "ClockState",
    "ClockTerms",
    "Fact",
    "FactKind",
    "OnChange",
    "OnReopen",
    "State",
    "Target",
    "check_target_s",
    "due_at",
    "replay",
    "story",
]


def due_at(
    calendar: Calendar, start: datetime, target_s: int, pauses: Sequence[Stretch] = ()
) -> datetime | None:
    """When `target_s` open seconds have passed since `start` outside `pauses`; None is never."""
    check_target_s(target_s)
    return add(calendar, start, target_s, pauses)


def replay(terms: ClockTerms, facts: Iterable[Fact], now: datetime) -> ClockState:
    """The clock at `now` from its facts alone, in whatever order they were delivered.

    What happened or was recorded after `now` is not seen. At one instant stop beats pause beats
    start; a pause and a resume of one instant leave the clock as it was.
    """
    return replayed(terms, facts, now)


def story(terms: ClockTerms, facts: Iterable[Fact], now: datetime) -> Story:
    """The same with how the clock came there: what counted, what held it, what turned it."""
    return told(terms, facts, now)
