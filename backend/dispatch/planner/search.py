"""The search: walks side by side on threads, in turns, and the best of all they have met.

A small day is walked twice from different draws, a big one in slices that are cut anew at every
turn. Which walks there are depends on the problem, the rounds and the seed only; threads share
them out, so their number changes how long it takes and nothing else.
"""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np

from backend.dispatch.planner.budget import Budget, Turn
from backend.dispatch.planner.cutting import WHOLE_UNTIL, cut
from backend.dispatch.planner.draft import Draft, empty_draft, set_day
from backend.dispatch.planner.pool import Orders, Pool
from backend.dispatch.planner.slice import Slice, slice_cost, slice_of
from backend.dispatch.planner.tables import NEVER, Ints, Tables
from backend.dispatch.planner.walk import walk

# How much worse than the last a draft may well be, in the beginning and at the end: so many
# short drives, each second at the price of a second's driving and lateness.
WARMEST, COLDEST = 5.0, 0.085
# A short drive leads to one of so many next stops, and lasts so long at least.
NEXT_STOPS, SHORTEST_S = 3, 60
# However dear lateness is, a second is worth at most so many of driving.
DEAREST = 4

WALKS = 2
# Somebody looks up this often to see whether the search has to end.
LOOK_EVERY_S = 0.05


@dataclass
class Lane:
    """One walk: the draft it changes, the slice of it that it may touch, the least cost met."""

    draft: Draft
    slice: Slice
    least: int


class Search:
    """One problem's search. `orders` and `cost` are the best so far, an order for every duty."""

    def __init__(self, t: Tables, orders: Orders, seed: int, threads: int) -> None:
        self.t, self.seed, self.threads = t, seed, threads
        self.random = np.random.default_rng(seed)
        self.pool = Pool(t)
        self.warmth = _warmth(t)
        self.orders = orders
        self.lanes: list[Lane] = []
        self.sliced = len(t.place) >= WHOLE_UNTIL
        for draft in [self._draft(orders) for _ in range(1 if self.sliced else WALKS)]:
            if self.sliced:
                self._filled(draft)
            self._open(draft)
        self.cost = NEVER
        self._keep_best()

    def run(self, budget: Budget, share: float = 1.0) -> None:
        """Goes on until `share` of what the budget has left is used up."""
        with ThreadPoolExecutor(self.threads) as threads:
            for turn in budget.turns(share):
                self._take(turn, budget, threads)
                self._learn(budget)

    def _draft(self, orders: Orders) -> Draft:
        draft = empty_draft(self.t)
        rows, lengths = _rows(orders, draft)
        for duty in range(len(orders)):
            set_day(self.t, draft, duty, rows, lengths)
        return draft

    def _open(self, draft: Draft) -> None:
        """Lanes through a draft: the whole of it, or slices of it."""
        pieces = cut(self.t, draft, self.random) if self.sliced else [self._everything()]
        for duties, stops in pieces:
            part = slice_of(draft, duties, stops, int(self.random.integers(1 << 32)))
            self.lanes.append(Lane(draft, part, slice_cost(self.t, draft, part)))

    def _everything(self) -> tuple[Ints, Ints]:
        return np.arange(len(self.t.start)), np.arange(len(self.t.place))

    def _filled(self, draft: Draft) -> None:
        """Puts everything in once before it is cut, so that slices know whose a stop is."""
        whole = slice_of(draft, *self._everything(), self.seed)
        least = slice_cost(self.t, draft, whole)
        warmest = WARMEST * self.warmth
        walk(self.t, draft, whole, np.zeros(1, dtype=np.int64), least, 1, warmest, warmest)

    def _take(self, turn: Turn, budget: Budget, threads: ThreadPoolExecutor) -> None:
        """One turn of every lane, each with rounds by the stops it has."""
        stops = sum(len(lane.slice.stops) for lane in self.lanes)
        warm, cold = (
            self.warmth * WARMEST * (COLDEST / WARMEST) ** part for part in (turn.since, turn.until)
        )

        def step(lane: Lane) -> None:
            rounds = max(1, turn.rounds * len(lane.slice.stops) // max(1, stops))
            halt = budget.halt
            lane.least = walk(self.t, lane.draft, lane.slice, halt, lane.least, rounds, warm, cold)

        waiting = {threads.submit(step, lane) for lane in self.lanes}
        while waiting:
            done, waiting = wait(waiting, timeout=LOOK_EVERY_S)
            for each in done:
                each.result()
            budget.look()

    def _learn(self, budget: Budget) -> None:
        """Keeps what the turn has found, and cuts new slices."""
        for lane in self.lanes:
            part = lane.slice
            self.pool.add(part.best_order, part.best_length, part.duties)
            self.pool.add(lane.draft.order, lane.draft.length, part.duties)
        self._keep_best()
        budget.found(self.cost)
        if self.sliced:
            draft, self.lanes = self.lanes[0].draft, []
            self._open(draft)

    def _keep_best(self) -> None:
        """The best of the walks through the whole, or the slices together, where that is news."""
        lanes = self.lanes if self.sliced else [min(self.lanes, key=lambda lane: lane.least)]
        cost = sum(lane.least for lane in lanes)
        if cost >= self.cost:
            return
        self.cost = cost
        self.orders = [[] for _ in self.t.start]
        for lane in lanes:
            part = lane.slice
            for duty in part.duties.tolist():
                self.orders[duty] = part.best_order[duty, : part.best_length[duty]].tolist()


def _warmth(t: Tables) -> float:
    """Points of a short drive that makes somebody late, at least 1."""
    if len(t.place) == 0:
        return 1.0
    there = t.place[t.near[:, 1 : NEXT_STOPS + 1]]
    here = np.broadcast_to(t.place[:, None], there.shape)
    drives = t.travel[here, there]
    short_s = max(SHORTEST_S, float(drives.mean()) if drives.size else 0.0)
    return max(1.0, short_s * (t.price + min(float(t.late.mean()), DEAREST * t.price)))


def _rows(orders: Orders, draft: Draft) -> tuple[Ints, Ints]:
    """Orders as the arrays that compiled loops read."""
    rows = np.zeros_like(draft.order)
    for row, order in zip(rows, orders, strict=True):
        row[: len(order)] = order
    return rows, np.array([len(order) for order in orders], dtype=np.int64)
