"""What a clock's replay went through: spells that counted or not, and the turns between them.

Made by the fold that counts, so that an explanation never reads the rules a second time.
"""

from dataclasses import dataclass
from datetime import datetime

from backend.contracts.clock_facts import ClockState, ClockTerms, OnChange, OnReopen


@dataclass(frozen=True, slots=True)
class Spell:
    """Time [from_at, to_at) of a clock under one set of terms.

    `held_for` are the reasons that paused it; `not_held_for` those that were there and did not,
    because the terms do not allow them or their cap is used up. `is_stopped`: the target was
    thought reached. `is_dropped`: counting began anew after it, so nothing of it is left.
    """

    from_at: datetime
    to_at: datetime
    terms: ClockTerms
    held_for: frozenset[str] = frozenset()
    not_held_for: frozenset[str] = frozenset()
    is_stopped: bool = False
    is_dropped: bool = False

    @property
    def counts(self) -> bool:
        """Whether its open time is part of what the clock has counted."""
        return not (self.held_for or self.is_stopped or self.is_dropped)

    def goes_on(
        self, at: datetime, terms: ClockTerms, held: frozenset[str], not_held: frozenset[str]
    ) -> bool:
        """Whether time from `at` of that kind is more of this spell."""
        return (
            self.to_at == at
            and self.terms is terms
            and (self.held_for, self.not_held_for) == (held, not_held)
            and not (self.is_stopped or self.is_dropped)
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of terms or a reopening: what it did to the count and to a breach."""

    at: datetime
    mode: OnChange | OnReopen
    before: ClockTerms
    after: ClockTerms
    counted_us_before: int
    counted_us_after: int
    breached_before: bool
    breached_after: bool

    @property
    def is_change(self) -> bool:
        """Whether the terms changed; else the clock was reopened."""
        return isinstance(self.mode, OnChange)


@dataclass(frozen=True, slots=True)
class Story:
    """A clock at one moment, how it came there, and the terms it now counts by; `ended_at` where
    it was stopped or cancelled."""

    state: ClockState
    terms: ClockTerms
    spells: tuple[Spell, ...]
    turns: tuple[Turn, ...]
    ended_at: datetime | None = None
