"""The cheapest place for a stop, compiled; of a day that did not change it is known already."""

from backend.dispatch.planner.chance import uniform
from backend.dispatch.planner.compiled import compiled, compiled_entry
from backend.dispatch.planner.draft import Draft, cost_with, has_room
from backend.dispatch.planner.hourly import arrived, drive
from backend.dispatch.planner.slice import Slice
from backend.dispatch.planner.tables import NEVER, Tables

# A place is now and then overlooked, so that the same stop does not always return to it.
OVERLOOKED = 0.01
# What `Draft.known` holds of a stop and a duty.
STATE, EXTRA, POSITION = range(3)


@compiled
def cheapest_place(t: Tables, p: Draft, s: Slice, stop: int) -> tuple[int, int]:
    """The duty and position that add the fewest points, fewer than leaving it out; else -1.

    What is known comes first: the less there is to beat, the sooner the rest is seen through.
    """
    least, best_duty, best_position = t.drop[stop], -1, -1
    idle, unknown = -1, 0
    for duty in s.duties:
        if not has_room(t, p, stop, duty):
            continue
        if p.length[duty] == 0:
            # Of people at home who are alike in everything one is enough to ask.
            if t.alike[duty] == idle:
                continue
            idle = t.alike[duty]
        if p.known[stop, duty, STATE] != p.state[duty, 0]:
            s.unknown[unknown] = duty
            unknown += 1
        elif p.known[stop, duty, EXTRA] < least:
            if p.known[stop, duty, POSITION] < 0:
                s.unknown[unknown] = duty
                unknown += 1
                continue
            extra, position = _overlooking(t, p, s, stop, duty, least)
            if position >= 0:
                least, best_duty, best_position = extra, duty, position
    for i in range(unknown):
        duty = s.unknown[i]
        extra, position = cheapest_in(t, p, s, stop, duty, least, -1)
        p.known[stop, duty, STATE] = p.state[duty, 0]
        p.known[stop, duty, EXTRA], p.known[stop, duty, POSITION] = extra, position
        if position >= 0:
            extra, position = _overlooking(t, p, s, stop, duty, least)
            if position >= 0:
                least, best_duty, best_position = extra, duty, position
    return best_duty, best_position


@compiled
def _overlooking(
    t: Tables, p: Draft, s: Slice, stop: int, duty: int, least: int
) -> tuple[int, int]:
    """The place that is known, or now and then the second best, if below `least`."""
    position = p.known[stop, duty, POSITION]
    if uniform(s.random) < OVERLOOKED:
        return cheapest_in(t, p, s, stop, duty, least, position)
    return p.known[stop, duty, EXTRA], position


@compiled_entry
def cheapest_in(
    t: Tables, p: Draft, s: Slice, stop: int, duty: int, least: int, barred: int
) -> tuple[int, int]:
    """The points and the position that add the fewest below `least`; else `least` and -1."""
    best = -1
    place = t.place[stop]
    opens = t.opens[t.window_from[stop]]
    closes = t.closes[t.window_from[stop + 1] - 1]
    length, here = p.length[duty], t.start[duty]
    paired, work = t.pair[stop, duty], t.work[stop, t.pace[duty]]
    cost = p.lateness[duty]
    for position in range(length + 1):
        if position:
            here = t.place[p.order[duty, position - 1]]
        after = t.place[p.order[duty, position]] if position < length else t.end[duty]
        there, on = drive(t, duty, here, place), drive(t, duty, place, after)
        detour = there + on
        if length:
            detour -= drive(t, duty, here, after)
        extra = detour * t.price + paired
        if extra >= least or position == barred:
            continue
        start = arrived(t, duty, p.free[duty, position], there)
        if here != place:
            start += t.access[stop]
        if start > closes:
            # Nobody is free earlier further on.
            continue
        start = max(start, opens)
        if arrived(t, duty, start + work, on) > p.by[duty, position]:
            continue
        if start > t.due[stop] and extra + (start - t.due[stop]) * t.late[stop] >= least:
            continue
        with_it = cost_with(t, p, stop, duty, position, least - extra + cost, s.one, s.two)
        if with_it < NEVER and with_it - cost + extra < least:
            least, best = with_it - cost + extra, position
    return least, best
