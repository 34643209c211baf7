"""How long a search may go on: by the clock or by rounds, in turns, until somebody says stop."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from backend.dispatch.planner.progress import WHOLE_WAY, OnProgress, Progress, ShouldStop
from backend.dispatch.planner.tables import Ints

TURNS = 50
SHORTEST_TURN_S = 0.1
FIRST_ROUNDS = 300


@dataclass(frozen=True, slots=True)
class Turn:
    """So many rounds, while the search goes from one part of itself to another (0 to 1)."""

    rounds: int
    since: float
    until: float


class Budget:
    """One search's seconds and rounds. `halt[0]` becomes 1 when walks have to come back."""

    def __init__(
        self,
        seconds: float | None,
        rounds: int | None,
        on_progress: OnProgress | None = None,
        should_stop: ShouldStop | None = None,
        clock: Callable[[], float] = time.monotonic,
        cooling: tuple[float, float] = WHOLE_WAY,
    ) -> None:
        self.clock, self.began, self.cooling = clock, clock(), cooling
        self.seconds, self.rounds = seconds, rounds
        self.on_progress, self.should_stop = on_progress, should_stop
        self.halt: Ints = np.zeros(1, dtype=np.int64)
        self.stopped = False
        self.least: int | None = None

    def elapsed_s(self) -> float:
        return self.clock() - self.began

    def turns(self, share: float = 1.0) -> Iterator[Turn]:
        """Turns until `share` of the seconds and rounds that are left is used up.

        By rounds alone the turns are the same on every machine, however busy.
        """
        warm, cold = self.cooling
        for turn in self._counted(share) if self.seconds is None else self._timed(share):
            since, until = (warm + (cold - warm) * each for each in (turn.since, turn.until))
            yield Turn(turn.rounds, since, until)

    def _timed(self, share: float) -> Iterator[Turn]:
        assert self.seconds is not None
        begun = self.elapsed_s()
        until = begun + max(0.0, self.seconds - begun) * share
        length_s = max(SHORTEST_TURN_S, (until - begun) / TURNS)
        rounds, left = FIRST_ROUNDS, self.rounds
        while (now := self.elapsed_s()) < until and not self.halt[0] and left != 0:
            asked = rounds if left is None else min(rounds, left)
            done, next_done = (
                min(1.0, (x - begun) / (until - begun)) for x in (now, now + length_s)
            )
            yield Turn(asked, done, next_done)
            took_s = max(1e-4, self.elapsed_s() - now)
            rounds = max(1, int(rounds * min(4.0, length_s / took_s)))
            left = None if left is None else left - asked

    def _counted(self, share: float) -> Iterator[Turn]:
        assert self.rounds is not None
        total = int(self.rounds * share)
        self.rounds -= total
        turns = min(TURNS, total)
        for number in range(turns):
            if self.halt[0]:
                return
            rounds = total * (number + 1) // turns - total * number // turns
            yield Turn(rounds, number / turns, (number + 1) / turns)

    def look(self) -> None:
        """Sets `halt` when the seconds are over or the caller wants to stop."""
        if self.should_stop and not self.stopped and self.should_stop():
            self.stopped = True
        if self.stopped or (self.seconds is not None and self.elapsed_s() >= self.seconds):
            self.halt[0] = 1

    def found(self, cost: int) -> None:
        """A plan of the search; only a better one is news."""
        if self.least is not None and cost >= self.least:
            return
        self.least = cost
        if self.on_progress:
            self.on_progress(Progress(round(self.elapsed_s(), 3), cost))
