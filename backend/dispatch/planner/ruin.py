"""Ruin, compiled: strings of stops around one of them leave their days."""

from backend.dispatch.planner.chance import below, uniform
from backend.dispatch.planner.compiled import compiled
from backend.dispatch.planner.draft import Draft, refresh, set_day, take_out
from backend.dispatch.planner.slice import OUT, Slice, is_touched, touch
from backend.dispatch.planner.tables import Tables

# About this many stops leave in one round, in strings of at most so many.
STOPS_A_ROUND = 10
LONGEST_STRING = 10
# A string may leave a part of itself in place, which then tends to grow by this chance.
SPLIT, GROW_LESS = 0.5, 0.01


@compiled
def ruin(t: Tables, p: Draft, s: Slice) -> None:
    """Strings around one stop, at most one a day."""
    there, busy = len(s.stops) - s.counts[OUT], 0
    for duty in s.duties:
        busy += p.length[duty] > 0
    if there == 0:
        return
    longest = min(LONGEST_STRING, there / busy)
    strings = int(1 + uniform(s.random) * (4.0 * STOPS_A_ROUND / (1.0 + longest) - 1.0))
    middle = s.stops[below(s.random, len(s.stops))]
    for near in range(t.near.shape[1]):
        stop = t.near[middle, near]
        duty = p.at[stop]
        if duty < 0 or not s.mine[duty] or is_touched(s, duty):
            continue
        _cut(t, p, s, duty, stop, longest)
        strings -= 1
        if strings <= 0:
            return


@compiled
def _cut(t: Tables, p: Draft, s: Slice, duty: int, stop: int, longest: float) -> None:
    """Takes a string with `stop` in it out of its day, or two with a piece left between."""
    touch(t, p, s, duty)
    length = p.length[duty]
    count = 1 + below(s.random, int(min(float(length), longest)))
    left = 0
    if count > 1 and uniform(s.random) < SPLIT:
        left = 1
        while count + left < length and uniform(s.random) < GROW_LESS:
            left += 1
        left = min(left, length - count)
    here = 0
    while p.order[duty, here] != stop:
        here += 1
    span = count + left
    lowest, highest = max(0, here - span + 1), min(here, length - span)
    first = lowest + below(s.random, highest - lowest + 1)
    gap = 1 + below(s.random, count - 1) if left else count
    _leave(t, p, s, duty, first, gap)
    if left:
        _leave(t, p, s, duty, first + left, count - gap)
    if not refresh(t, p, duty):
        # Without triangle inequality a shorter day may be later; it then stays as it was.
        s.counts[OUT] -= count
        take_out(t, p, duty, 0, p.length[duty])
        set_day(t, p, duty, s.kept_order, s.kept_length)
        p.state[duty, 0] = s.kept_state[duty]


@compiled
def _leave(t: Tables, p: Draft, s: Slice, duty: int, first: int, count: int) -> None:
    for leg in range(first, first + count):
        s.out[s.counts[OUT]] = p.order[duty, leg]
        s.counts[OUT] += 1
    take_out(t, p, duty, first, count)
