"""The fold of one replay: facts are taken in the order they happened, counting goes on between.

Only sla.py asks. docs/sla.md says each step in words.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import groupby

from backend.contracts.clock_facts import (
    ClockState,
    ClockTerms,
    Fact,
    FactKind,
    OnChange,
    OnReopen,
    State,
)
from backend.contracts.clock_story import Spell, Story, Turn
from backend.contracts.working_time import SECOND_US, add_us, elapsed_us


def replayed(terms: ClockTerms, facts: Iterable[Fact], now: datetime) -> ClockState:
    """What `sla.replay` answers."""
    return _folded(_Fold(terms), facts, now).shown()


def told(terms: ClockTerms, facts: Iterable[Fact], now: datetime) -> Story:
    """What `sla.story` answers."""
    fold = _folded(_Fold(terms, tells=True), facts, now)
    ended_at = fold.stopped_at or (fold.counted_to if fold.cancelled else None)
    return Story(fold.shown(), fold.terms, tuple(fold.spells), tuple(fold.turns), ended_at)


def _folded(fold: "_Fold", facts: Iterable[Fact], now: datetime) -> "_Fold":
    seen = sorted((fact for fact in facts if fact.known_at(now)), key=_moment)
    fold = fold.after_all(_instants(seen))
    fold.count_until(now)
    return fold


_Instant = tuple[datetime, tuple[Fact, ...]]
"""Everything that happened at one instant."""


def _moment(fact: Fact) -> datetime:
    return fact.at


def _instants(facts: Iterable[Fact]) -> list[_Instant]:
    return [(at, tuple(together)) for at, together in groupby(facts, key=_moment)]


class _Fold:
    """The running sum of one replay; lives no longer than the call.

    `known` is every fact taken; `story` is the same as the clock tells it, where a stop whose
    gap was counted after all has never been. Counting has been even since
    `since`, when `since_us` had been counted; while paused that is now.
    """

    def __init__(self, terms: ClockTerms, *, tells: bool = False) -> None:
        self.first_terms = self.terms = terms
        self.tells = tells
        self.known: list[_Instant] = []
        self.story: list[_Instant] = []
        self.counted_to: datetime | None = None
        self.counted_us = 0
        self.reasons: frozenset[str] = frozenset()
        self.held_us: dict[str, int] = {}
        self.stopped_at: datetime | None = None
        self.cancelled = False
        self.since_us = 0
        self.since: datetime | None = None
        self.breached_at: datetime | None = None
        self.reminded_at: dict[int, datetime] = {}
        self.spells: list[Spell] = []
        self.turns: list[Turn] = []

    @property
    def target_us(self) -> int:
        return self.terms.target_s * SECOND_US

    @property
    def is_paused(self) -> bool:
        return bool(self.holding)

    @property
    def holding(self) -> frozenset[str]:
        """The reasons that hold the clock, allowed and with something left of their cap."""
        return frozenset(
            reason for reason in self.reasons & self.terms.pausable if self.left_us(reason) != 0
        )

    def left_us(self, reason: str) -> int | None:
        """What is left of a reason's cap; None is without end."""
        cap_s = self.terms.pause_caps_s.get(reason)
        if cap_s is None:
            return None
        return max(cap_s * SECOND_US - self.held_us.get(reason, 0), 0)

    @property
    def is_over(self) -> bool:
        return self.cancelled or self.stopped_at is not None

    def after_all(self, instants: Iterable[_Instant]) -> "_Fold":
        fold = self
        for at, facts in instants:
            fold = fold.after(at, facts)
        return fold

    def after(self, at: datetime, facts: tuple[Fact, ...]) -> "_Fold":
        """The fold once the facts of one instant are taken, the weakest kind first."""
        if self.cancelled:
            return self
        self.count_until(at)
        fold = self
        for change in (fact for fact in facts if fact.kind == FactKind.POLICY):
            mode = change.mode or (change.to or fold.terms).on_change
            fold = fold.turned(at, mode, partial(fold.changed, at, change))
        kinds = {fact.kind for fact in facts}
        if FactKind.REOPEN in kinds and fold.stopped_at is not None:
            fold = fold.turned(at, fold.terms.on_reopen, partial(fold.reopened, at))
        fold.known.append((at, facts))
        fold.story.append((at, facts))
        fold.begin(at, kinds)
        fold.reasons = _reasons_after(fold.reasons, facts)
        fold.end(at, kinds)
        if fold.since is None or fold.is_paused:
            fold.count_from_here()
        return fold

    def turned(
        self, at: datetime, mode: OnChange | OnReopen, move: Callable[[], "_Fold"]
    ) -> "_Fold":
        """The fold after `move`, which takes it on or tells it anew, with the turn in its story."""
        terms, counted_us, turns = self.terms, self.counted_us, self.turns
        was_breached = self.breached_at is not None
        fold = move()
        is_breached = fold.breached_at is not None
        turn = Turn(
            at, mode, terms, fold.terms, counted_us, fold.counted_us, was_breached, is_breached
        )
        fold.turns = [*turns, turn]
        return fold

    def begin(self, at: datetime, kinds: set[str]) -> None:
        if self.counted_to is None and kinds & self.terms.start:
            self.counted_to = at

    def end(self, at: datetime, kinds: set[str]) -> None:
        """Stops or cancels what has not stopped yet: a promise kept or broken stays so."""
        if self.stopped_at is None:
            if self.counted_to is not None and kinds & self.terms.stop:
                self.stopped_at = at
            elif FactKind.CANCEL in kinds:
                self.cancelled = True

    def changed(self, at: datetime, change: Fact) -> "_Fold":
        """The fold under other terms, by the mode of the change or of the terms changed to."""
        terms = change.to or self.terms
        mode = change.mode or terms.on_change
        if mode is OnChange.RETROACTIVE:
            return self._as_if_always(terms, at)
        if mode is not OnChange.FROZEN:
            self.terms = terms
            if mode is OnChange.RESTART:
                self._count_anew()
            # A breach of the terms before is gone or, if still one, cannot lie before the change.
            self.breached_at = at if self.counted_us > self.target_us else None
            self.count_from_here()
            self._note_marks(self.counted_us)
        return self

    def reopened(self, at: datetime) -> "_Fold":
        """The fold running again after its stop, by the terms in force."""
        mode = self.terms.on_reopen
        if mode is OnReopen.COUNT_GAP:
            return self._as_if_never_stopped(at)
        if mode is not OnReopen.IGNORE:
            if self.stopped_at is not None:
                self.spells.append(Spell(self.stopped_at, at, self.terms, is_stopped=True))
            self.stopped_at, self.counted_to = None, at
            if mode is OnReopen.NEW_CYCLE:
                self._count_anew()
            self.count_from_here()
        return self

    def count_from_here(self) -> None:
        self.since, self.since_us = self.counted_to, self.counted_us

    def _count_anew(self) -> None:
        self.counted_us, self.breached_at, self.reminded_at, self.held_us = 0, None, {}, {}
        self.spells = [replace(spell, is_dropped=True) for spell in self.spells]

    def _as_if_always(self, terms: ClockTerms, at: datetime) -> "_Fold":
        story = _without(self.known, {FactKind.POLICY})
        fold = _Fold(terms, tells=self.tells).after_all(story)
        fold.known = list(self.known)
        fold.count_until(at)
        return fold

    def _as_if_never_stopped(self, at: datetime) -> "_Fold":
        since = self.stopped_at or at
        before = [instant for instant in self.story if instant[0] < since]
        after = [instant for instant in self.story if instant[0] >= since]
        story = [*before, *_without(after, self.terms.stop | {FactKind.REOPEN})]
        fold = _Fold(self.first_terms, tells=self.tells).after_all(story)
        fold.known = list(self.known)
        fold.count_until(at)
        return fold

    def count_until(self, at: datetime) -> None:
        """Counts up to `at` unless paused or over, and notes the marks passed on the way; a pause
        whose cap is used up on the way ends there."""
        while self.counted_to is not None and not self.is_over and self.counted_to < at:
            holding = self.holding
            until = min(at, self._pause_ends_at(holding) or at) if holding else at
            gained = elapsed_us(self.terms.calendar, self.counted_to, until, self.terms.maintenance)
            self._tell(self.counted_to, until, holding)
            for reason in holding:
                self.held_us[reason] = self.held_us.get(reason, 0) + gained
            if holding:
                self.since = until
            else:
                self._note_marks(self.counted_us + gained)
                self.counted_us += gained
            self.counted_to = until

    def _pause_ends_at(self, holding: frozenset[str]) -> datetime | None:
        """When the last of the reasons that hold has used up its cap; None is never."""
        left = [self.left_us(reason) for reason in holding]
        capped = [each for each in left if each is not None]
        if len(capped) < len(left) or self.counted_to is None:
            return None
        return add_us(self.terms.calendar, self.counted_to, max(capped), self.terms.maintenance)

    def _tell(self, start: datetime, end: datetime, holding: frozenset[str]) -> None:
        """Keeps what was counted or held; time that goes on as before is one spell. Half the cost
        of a replay, so only where a story is asked for."""
        if not self.tells:
            return
        failing = self.reasons - holding
        if self.spells and self.spells[-1].goes_on(start, self.terms, holding, failing):
            start = self.spells.pop().from_at
        self.spells.append(Spell(start, end, self.terms, holding, failing))

    def _note_marks(self, total_us: int) -> None:
        for percent in self.terms.reminders:
            mark_us = self.target_us * percent // 100
            if percent not in self.reminded_at and mark_us <= total_us:
                reached = self.reached(mark_us)
                if reached is not None:
                    self.reminded_at[percent] = reached
        if self.breached_at is None and total_us > self.target_us:
            self.breached_at = self.reached(self.target_us)

    def reached(self, mark_us: int) -> datetime | None:
        """When `mark_us` is counted if nothing more happens. Reckoned from where even counting
        began, so that a mark already reached moves neither with the present nor with a fact
        that changes nothing."""
        if self.since is None:
            return None
        left = max(mark_us - self.since_us, 0)
        return add_us(self.terms.calendar, self.since, left, self.terms.maintenance)

    def shown(self) -> ClockState:
        breached = self.counted_us > self.target_us
        elapsed_s = self.counted_us // SECOND_US
        state = self._state(breached)
        running = state is State.RUNNING
        return ClockState(
            state=state,
            elapsed_s=elapsed_s,
            remaining_s=self.terms.target_s - elapsed_s,
            due_at=self._due() if running else None,
            breached=breached,
            breached_at=self.breached_at,
            next_at=self._next() if running else self._resumes_by_itself(state),
            due_if_resumed_at=self._due() if state is State.PAUSED else None,
            reminded_at=self.reminded_at,
        )

    def _state(self, breached: bool) -> State:
        if self.cancelled:
            return State.CANCELLED
        if self.counted_to is None:
            return State.NOT_STARTED
        if self.stopped_at is not None:
            return State.MISSED if breached else State.MET
        return State.PAUSED if self.is_paused else State.RUNNING

    def _next(self) -> datetime | None:
        ahead = [
            self.target_us * percent // 100
            for percent in self.terms.reminders
            if percent not in self.reminded_at
        ]
        if self.breached_at is None:
            ahead.append(self.target_us + 1)
        return self.reached(min(ahead)) if ahead else None

    def _resumes_by_itself(self, state: State) -> datetime | None:
        return self._pause_ends_at(self.holding) if state is State.PAUSED else None

    def _due(self) -> datetime | None:
        return self.breached_at or self.reached(self.target_us)


def _reasons_after(held: frozenset[str], facts: tuple[Fact, ...]) -> frozenset[str]:
    """The reasons that hold a clock, allowed or not, after the facts of one instant."""
    begun = frozenset(fact.reason for fact in facts if fact.kind == FactKind.PAUSE)
    named = frozenset(fact.reason for fact in facts if fact.kind == FactKind.RESUME)
    ended = held | begun if "" in named else named
    return (held - ended) | (begun - ended) | (held & begun)


def _without(instants: Iterable[_Instant], kinds: Iterable[str]) -> list[_Instant]:
    left_out = frozenset(kinds)
    return [(at, tuple(f for f in facts if f.kind not in left_out)) for at, facts in instants]
