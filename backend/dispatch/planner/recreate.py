"""Recreate, compiled: what is out returns to its cheapest places, or stays out at its price."""

import numpy as np

from backend.dispatch.planner.chance import below, uniform
from backend.dispatch.planner.compiled import compiled
from backend.dispatch.planner.draft import Draft, cost_with, has_room, put_in
from backend.dispatch.planner.slice import OUT, Slice, touch
from backend.dispatch.planner.tables import Tables

# A place is now and then overlooked, so that the same stop does not always return to it.
OVERLOOKED = 0.01


@compiled
def recreate(t: Tables, p: Draft, s: Slice) -> None:
    """Everything that is out, in a drawn order of importance, each to its cheapest place."""
    _queue(t, s)
    waiting, s.counts[OUT] = s.counts[OUT], 0
    for i in range(waiting):
        stop = s.out[i]
        duty, position = _cheapest_place(t, p, s, stop)
        if duty < 0:
            s.out[s.counts[OUT]] = stop
            s.counts[OUT] += 1
        else:
            touch(t, p, s, duty)
            put_in(t, p, stop, duty, position)


@compiled
def _queue(t: Tables, s: Slice) -> None:
    """Sorts what is out: anyhow, the dearest, the most pressing, or the longest first."""
    kind = below(s.random, 4)
    waiting = s.counts[OUT]
    for i in range(waiting):
        stop = s.out[i]
        if kind == 0:
            s.keys[i] = uniform(s.random)
        elif kind == 1:
            s.keys[i] = -t.drop[stop]
        elif kind == 2:
            s.keys[i] = min(t.due[stop], t.closes[t.window_from[stop + 1] - 1])
        else:
            s.keys[i] = -t.work[stop, 0]
    for i in range(1, waiting):
        key, stop, here = s.keys[i], s.out[i], i
        while here > 0 and s.keys[here - 1] > key:
            s.keys[here], s.out[here] = s.keys[here - 1], s.out[here - 1]
            here -= 1
        s.keys[here], s.out[here] = key, stop


@compiled
def _cheapest_place(t: Tables, p: Draft, s: Slice, stop: int) -> tuple[int, int]:
    """The duty and position that add the fewest points, fewer than leaving it out; else -1."""
    least, best_duty, best_position = t.drop[stop], -1, -1
    place = t.place[stop]
    opens = t.opens[t.window_from[stop]]
    closes = t.closes[t.window_from[stop + 1] - 1]
    idle = -1
    for duty in s.duties:
        if not has_room(t, p, stop, duty):
            continue
        if p.length[duty] == 0:
            # Of people at home who are alike in everything one is enough to ask.
            if t.alike[duty] == idle:
                continue
            idle = t.alike[duty]
        length, here = p.length[duty], t.start[duty]
        paired, work = t.pair[stop, duty], t.work[stop, t.pace[duty]]
        cost = p.lateness[duty]
        for position in range(length + 1):
            if position:
                here = t.place[p.order[duty, position - 1]]
            after = t.place[p.order[duty, position]] if position < length else t.end[duty]
            there, on = np.int64(t.travel[here, place]), np.int64(t.travel[place, after])
            detour = there + on
            if length:
                detour -= t.travel[here, after]
            extra = detour * t.price + paired
            if extra >= least:
                continue
            start = p.free[duty, position] + there
            if here != place:
                start += t.access[stop]
            start = max(start, opens)
            if start > closes or start + work + on > p.by[duty, position]:
                continue
            if start > t.due[stop] and extra + (start - t.due[stop]) * t.late[stop] >= least:
                continue
            if uniform(s.random) < OVERLOOKED:
                continue
            with_it = cost_with(t, p, stop, duty, position, least - extra + cost, s.one, s.two)
            if with_it - cost + extra < least:
                least, best_duty, best_position = with_it - cost + extra, duty, position
    return best_duty, best_position
