"""What one walk may touch of a draft, and how a round of it is undone, compiled."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backend.dispatch.planner.compiled import compiled, compiled_entry
from backend.dispatch.planner.draft import Draft, day_cost, set_day, take_out
from backend.dispatch.planner.labels import LABELS
from backend.dispatch.planner.tables import Ints, Tables

# What `Slice.counts` holds.
OUT, BEST_OUT, KEPT_OUT, TOUCHED, COST = range(5)


class Slice(NamedTuple):
    """What one walk may touch, and its room to think. `out[:counts[OUT]]` are the stops left out.

    `best_*` hold the best draft met.
    """

    duties: Ints
    stops: Ints
    mine: NDArray[np.bool_]
    out: Ints
    counts: Ints
    kept_order: Ints
    kept_length: Ints
    kept_state: Ints
    kept_out: Ints
    touched: Ints
    unknown: Ints
    best_order: Ints
    best_length: Ints
    best_out: Ints
    keys: NDArray[np.float64]
    one: Ints
    two: Ints
    random: NDArray[np.uint64]


def slice_of(p: Draft, duties: Ints, stops: Ints, seed: int) -> Slice:
    """A slice of `duties` with what they do now, and those of `stops` that nobody does."""
    crew, longest = p.order.shape
    mine = np.zeros(crew, dtype=np.bool_)
    mine[duties] = True
    out = stops[p.at[stops] < 0]
    room = np.zeros(len(stops), dtype=np.int64)
    room[: len(out)] = out
    return Slice(
        duties=duties,
        stops=stops,
        mine=mine,
        out=room,
        counts=np.array([len(out), len(out), 0, 0, 0], dtype=np.int64),
        kept_order=np.zeros((crew, longest), dtype=np.int64),
        kept_length=np.zeros(crew, dtype=np.int64),
        kept_state=np.zeros(crew, dtype=np.int64),
        kept_out=room.copy(),
        touched=np.zeros(crew + 1, dtype=np.int64),
        unknown=np.zeros(crew, dtype=np.int64),
        best_order=p.order.copy(),
        best_length=p.length.copy(),
        best_out=room.copy(),
        keys=np.zeros(len(stops), dtype=np.float64),
        one=np.zeros((LABELS, 3), dtype=np.int64),
        two=np.zeros((LABELS, 3), dtype=np.int64),
        random=np.array([(seed * 2_654_435_769 + 88_172_645_463_325_252) % (1 << 64)], np.uint64),
    )


@compiled_entry
def slice_cost(t: Tables, p: Draft, s: Slice) -> int:
    """Points of the slice: its days, and what it leaves out."""
    cost = left_out(t, s)
    for duty in s.duties:
        cost += day_cost(t, p, duty)
    return cost


@compiled
def keep_best(p: Draft, s: Slice) -> None:
    """Remembers the slice as it stands."""
    for duty in s.duties:
        s.best_length[duty] = p.length[duty]
        for leg in range(p.length[duty]):
            s.best_order[duty, leg] = p.order[duty, leg]
    s.counts[BEST_OUT] = s.counts[OUT]
    for i in range(s.counts[OUT]):
        s.best_out[i] = s.out[i]


@compiled
def left_out(t: Tables, s: Slice) -> int:
    cost = 0
    for i in range(s.counts[OUT]):
        cost += t.drop[s.out[i]]
    return cost


@compiled
def begin(t: Tables, s: Slice) -> None:
    """Opens a round: nothing is touched yet, and what is out is remembered."""
    s.counts[TOUCHED] = 0
    s.counts[COST] = left_out(t, s)
    s.counts[KEPT_OUT] = s.counts[OUT]
    for i in range(s.counts[OUT]):
        s.kept_out[i] = s.out[i]


@compiled
def touch(t: Tables, p: Draft, s: Slice, duty: int) -> None:
    """Remembers a day before its first change in this round."""
    for i in range(s.counts[TOUCHED]):
        if s.touched[i] == duty:
            return
    s.touched[s.counts[TOUCHED]] = duty
    s.counts[TOUCHED] += 1
    s.counts[COST] += day_cost(t, p, duty)
    s.kept_length[duty], s.kept_state[duty] = p.length[duty], p.state[duty, 0]
    for leg in range(p.length[duty]):
        s.kept_order[duty, leg] = p.order[duty, leg]


@compiled
def is_touched(s: Slice, duty: int) -> bool:
    found = False
    for i in range(s.counts[TOUCHED]):
        found |= s.touched[i] == duty
    return found


@compiled
def change(t: Tables, p: Draft, s: Slice) -> int:
    """Points that this round has added."""
    cost = left_out(t, s) - s.counts[COST]
    for i in range(s.counts[TOUCHED]):
        cost += day_cost(t, p, s.touched[i])
    return cost


@compiled
def undo(t: Tables, p: Draft, s: Slice) -> None:
    """Everything as it was before the round."""
    for i in range(s.counts[TOUCHED]):
        take_out(t, p, s.touched[i], 0, p.length[s.touched[i]])
    for i in range(s.counts[TOUCHED]):
        set_day(t, p, s.touched[i], s.kept_order, s.kept_length)
        p.state[s.touched[i], 0] = s.kept_state[s.touched[i]]
    s.counts[OUT] = s.counts[KEPT_OUT]
    for i in range(s.counts[OUT]):
        s.out[i] = s.kept_out[i]
