"""Recreate, compiled: what is out returns to its cheapest places, or stays out at its price."""

from backend.dispatch.planner.chance import below, uniform
from backend.dispatch.planner.compiled import compiled
from backend.dispatch.planner.draft import Draft, put_in
from backend.dispatch.planner.places import cheapest_place
from backend.dispatch.planner.slice import OUT, Slice, touch
from backend.dispatch.planner.tables import Tables


@compiled
def recreate(t: Tables, p: Draft, s: Slice) -> None:
    """Everything that is out, in a drawn order of importance, each to its cheapest place."""
    _queue(t, s)
    waiting, s.counts[OUT] = s.counts[OUT], 0
    for i in range(waiting):
        stop = s.out[i]
        duty, position = cheapest_place(t, p, s, stop)
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
