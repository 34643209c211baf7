"""A plan in the making, compiled: who goes where, with everything known about each day.

A draft is changed in place, one day at a time, and every change is followed by `refresh`.
"""

from typing import NamedTuple

import numpy as np

from backend.dispatch.planner.compiled import compiled, compiled_entry
from backend.dispatch.planner.hourly import arrived, drive, left
from backend.dispatch.planner.labels import LABELS, closed, extended, opened
from backend.dispatch.planner.tables import FORBIDDEN, NEVER, Ints, Tables

# No day is longer than this.
LONGEST_DAY = 128


class Draft(NamedTuple):
    """Per duty d and number of stops p: `labels[d, p]` after p stops, the first `counts[d, p]`.

    `free` is the earliest second to leave after p stops, `by` the latest to be ready at stop p
    (at last: home), `rest` what lateness and overtime cost from there at the very least. What a
    day costs is `lateness + driven * price + paired`. `at[i]` is the duty of stop i, or -1.
    The labels of the first `sure[d]` stops are those of `order`, whatever `length` is.
    `state[d]` numbers what the day is now, and the last number given; `known[i, d]` is the
    cheapest place for stop i: on which state, points, position (-1: none for fewer points).
    """

    order: Ints
    length: Ints
    at: Ints
    labels: Ints
    counts: Ints
    free: Ints
    by: Ints
    rest: Ints
    lateness: Ints
    driven: Ints
    paired: Ints
    used: Ints
    sure: Ints
    state: Ints
    known: Ints


def empty_draft(t: Tables) -> Draft:
    """Nobody goes anywhere."""
    crew, stops = len(t.start), len(t.place)
    longest = min(stops, LONGEST_DAY)
    draft = Draft(
        order=np.zeros((crew, longest), dtype=np.int64),
        length=np.zeros(crew, dtype=np.int64),
        at=np.full(stops, -1, dtype=np.int64),
        labels=np.zeros((crew, longest + 1, LABELS, 3), dtype=np.int64),
        counts=np.zeros((crew, longest + 1), dtype=np.int64),
        free=np.zeros((crew, longest + 1), dtype=np.int64),
        by=np.zeros((crew, longest + 1), dtype=np.int64),
        rest=np.zeros((crew, longest + 1), dtype=np.int64),
        lateness=np.zeros(crew, dtype=np.int64),
        driven=np.zeros(crew, dtype=np.int64),
        paired=np.zeros(crew, dtype=np.int64),
        used=np.zeros_like(t.stock),
        sure=np.zeros(crew, dtype=np.int64),
        state=np.zeros((crew, 2), dtype=np.int64),
        known=np.zeros((stops, crew, 3), dtype=np.int64),
    )
    for duty in range(crew):
        refresh(t, draft, duty)
    return draft


@compiled
def day_cost(t: Tables, p: Draft, duty: int) -> int:
    """Points of one day."""
    return p.lateness[duty] + p.driven[duty] * t.price + p.paired[duty]


@compiled_entry
def refresh(t: Tables, p: Draft, duty: int) -> bool:
    """Works out everything about a day from its order; whether the order is lawful."""
    p.state[duty, 1] += 1
    p.state[duty, 0] = p.state[duty, 1]
    p.counts[duty, 0] = opened(t, duty, p.labels[duty, 0])
    p.free[duty, 0] = t.begins[duty]
    length, since = p.length[duty], min(p.sure[duty], p.length[duty])
    count = p.counts[duty, since]
    here, driven, paired = t.start[duty], 0, 0
    for leg in range(length):
        stop = p.order[duty, leg]
        driven += drive(t, duty, here, t.place[stop])
        paired += t.pair[stop, duty]
        origin, here = here, t.place[stop]
        if leg < since:
            continue
        labels, grown = p.labels[duty, leg], p.labels[duty, leg + 1]
        count = extended(t, duty, labels, count, origin, stop, grown)
        if count == 0:
            return False
        p.sure[duty] = leg + 1
        p.counts[duty, leg + 1] = count
        free = grown[0, 0]
        for i in range(1, count):
            free = min(free, grown[i, 0])
        p.free[duty, leg + 1] = free
    p.lateness[duty] = p.driven[duty] = p.paired[duty] = 0
    if length:
        p.lateness[duty] = closed(t, duty, p.labels[duty, length], count, here)
        p.driven[duty] = driven + drive(t, duty, here, t.end[duty])
        p.paired[duty] = paired
    _look_back(t, p, duty)
    return bool(p.lateness[duty] < NEVER)


@compiled
def _look_back(t: Tables, p: Draft, duty: int) -> None:
    """The bounds that spare most tries: `by` and `rest`, breaks aside."""
    length = p.length[duty]
    here = t.end[duty]
    home = drive(t, duty, _stand(t, p, duty, length), here)
    back = arrived(t, duty, p.free[duty, length], home)
    p.by[duty, length] = t.latest[duty]
    p.rest[duty, length] = max(0, back - t.ends[duty]) * t.over[duty]
    for leg in range(length - 1, -1, -1):
        stop = p.order[duty, leg]
        place, work = t.place[stop], t.work[stop, t.pace[duty]]
        kerb = p.by[duty, leg + 1]
        if leg + 1 < length and place != here:
            kerb -= t.access[p.order[duty, leg + 1]]
        closes = t.closes[t.window_from[stop + 1] - 1]
        leave = left(t, duty, kerb, drive(t, duty, place, here))
        p.by[duty, leg] = min(closes, leave - work)
        start = p.free[duty, leg + 1] - work
        late = max(0, start - t.due[stop]) * t.late[stop]
        late += max(0, start + work - t.spoils[stop]) * t.spoil[stop]
        p.rest[duty, leg] = p.rest[duty, leg + 1] + late
        here = place


@compiled
def _stand(t: Tables, p: Draft, duty: int, stops: int) -> int:
    """The place after so many stops of the day."""
    return t.place[p.order[duty, stops - 1]] if stops else t.start[duty]


@compiled
def put_in(t: Tables, p: Draft, stop: int, duty: int, position: int) -> bool:
    """Puts `stop` into the day; whether that was lawful. `refresh` is done."""
    for leg in range(p.length[duty], position, -1):
        p.order[duty, leg] = p.order[duty, leg - 1]
    p.order[duty, position] = stop
    p.sure[duty] = min(p.sure[duty], position)
    p.length[duty] += 1
    p.at[stop] = duty
    _load(t, p, stop, duty, 1)
    return refresh(t, p, duty)


@compiled
def take_out(t: Tables, p: Draft, duty: int, first: int, count: int) -> None:
    """Takes `count` stops out of the day, beginning at `first`; `refresh` is for the caller."""
    for leg in range(first, first + count):
        stop = p.order[duty, leg]
        p.at[stop] = -1
        _load(t, p, stop, duty, -1)
    if first + count < p.length[duty]:
        p.sure[duty] = min(p.sure[duty], first)
    for leg in range(first + count, p.length[duty]):
        p.order[duty, leg - count] = p.order[duty, leg]
    p.length[duty] -= count


@compiled_entry
def set_day(t: Tables, p: Draft, duty: int, order: Ints, length: Ints) -> bool:
    """Gives an empty day the stops of `order[duty]`; whether that is lawful."""
    p.length[duty] = length[duty]
    for leg in range(length[duty]):
        stop = order[duty, leg]
        if p.order[duty, leg] != stop:
            p.sure[duty] = min(p.sure[duty], leg)
        p.order[duty, leg] = stop
        p.at[stop] = duty
        _load(t, p, stop, duty, 1)
    return refresh(t, p, duty)


@compiled
def _load(t: Tables, p: Draft, stop: int, duty: int, times: int) -> None:
    for row in range(t.part_from[stop], t.part_from[stop + 1]):
        p.used[t.van[duty], t.part[row]] += times * t.quantity[row]


@compiled
def has_room(t: Tables, p: Draft, stop: int, duty: int) -> bool:
    """Who may go, is not at the limit of stops, and has the parts in the van."""
    if t.pair[stop, duty] == FORBIDDEN:
        return False
    if p.length[duty] >= min(t.most[duty], p.order.shape[1]):
        return False
    for row in range(t.part_from[stop], t.part_from[stop + 1]):
        van, part = t.van[duty], t.part[row]
        if p.used[van, part] + t.quantity[row] > t.stock[van, part]:
            return False
    return True


@compiled
def cost_with(
    t: Tables, p: Draft, stop: int, duty: int, position: int, limit: int, one: Ints, two: Ints
) -> int:
    """Lateness and overtime of the day with `stop` at `position`; `limit` or more: not worth it.

    `one` and `two` are room for labels.
    """
    here = _stand(t, p, duty, position)
    count = extended(t, duty, p.labels[duty, position], p.counts[duty, position], here, stop, one)
    here = t.place[stop]
    for leg in range(position, p.length[duty]):
        if count == 0 or _cheapest(one, count) + p.rest[duty, leg] >= limit:
            return NEVER
        following = p.order[duty, leg]
        count = extended(t, duty, one, count, here, following, two)
        here = t.place[following]
        one, two = two, one
        more = _caught_up(one, count, p.labels[duty, leg + 1], p.counts[duty, leg + 1])
        if more < NEVER:
            return p.lateness[duty] + more
    return closed(t, duty, one, count, here)


@compiled
def _cheapest(labels: Ints, count: int) -> int:
    least = labels[0, 1]
    for i in range(1, count):
        least = min(least, labels[i, 1])
    return least


@compiled
def _caught_up(labels: Ints, count: int, before: Ints, count_before: int) -> int:
    """By how much the day is dearer from here on where its times are as before, else NEVER."""
    if count != count_before or count == 0:
        return NEVER
    more = labels[0, 1] - before[0, 1]
    for i in range(count):
        if labels[i, 0] != before[i, 0] or labels[i, 2] != before[i, 2]:
            return NEVER
        if labels[i, 1] - before[i, 1] != more:
            return NEVER
    return more


@compiled_entry
def price_days(t: Tables, p: Draft, orders: Ints, lengths: Ints, duties: Ints, costs: Ints) -> None:
    """Writes into `costs` what the day `orders[d]` costs each of `duties`; `p` is room for it."""
    for i in range(len(duties)):
        duty = duties[i]
        take_out(t, p, duty, 0, p.length[duty])
        set_day(t, p, duty, orders, lengths)
        costs[i] = day_cost(t, p, duty)
