"""What an order of stops costs one duty, compiled: the inner loop of the search.

A day is built stop by stop. Of the past three numbers matter: when the engineer is free, what
the day has cost so far, and which break comes next. A day in the making is a handful of such
labels, none of them both later, dearer and with fewer breaks done than another. That is exact:
the future never gets cheaper by starting later. `daycost` says the same in plain Python, and
tests hold the two together to the second.
"""

from backend.dispatch.planner.compiled import compiled, compiled_in_place
from backend.dispatch.planner.hourly import arrival_of, drive, way_made
from backend.dispatch.planner.tables import NEVER, Ints, Tables
from backend.dispatch.planner.traffic import FREE

# A label is (free_s, cost, next_break). More than so many at once are never worth keeping.
LABELS = 12


@compiled
def opened(t: Tables, duty: int, labels: Ints) -> int:
    """The day before its first stop."""
    labels[0, 0] = t.begins[duty]
    labels[0, 1] = 0
    labels[0, 2] = t.break_from[duty]
    return 1


@compiled_in_place
def extended(
    t: Tables, duty: int, labels: Ints, count: int, origin: int, stop: int, grown: Ints
) -> int:
    """Writes into `grown` the day with `stop` at its end; returns how many labels, 0: unlawful."""
    place = t.place[stop]
    if t.slowed[duty]:
        return _extended_in_traffic(t, duty, labels, count, origin, stop, grown)
    ride = drive(t, duty, origin, place)
    if origin != place:
        ride += t.access[stop]
    work = t.work[stop, t.pace[duty]]
    last_break = t.break_from[duty + 1]
    made = 0
    for i in range(count):
        free, cost, taken = labels[i, 0], labels[i, 1], labels[i, 2]
        ready, pause_ends = free + ride, free
        while True:
            if taken == last_break or pause_ends <= t.last[taken]:
                made = _started(t, stop, ready, work, cost, taken, grown, made)
            if taken == last_break:
                break
            begin = max(pause_ends, t.early[taken])
            if begin > t.last[taken]:
                break
            pause_ends = begin + t.pause[taken]
            ready = max(ready + t.pause[taken], pause_ends)
            taken += 1
    return made


@compiled
def _extended_in_traffic(
    t: Tables, duty: int, labels: Ints, count: int, origin: int, stop: int, grown: Ints
) -> int:
    """`extended` where the hour says how fast the way is made."""
    whole_way = drive(t, duty, origin, t.place[stop]) * FREE
    access = t.access[stop] if origin != t.place[stop] else 0
    work = t.work[stop, t.pace[duty]]
    last_break = t.break_from[duty + 1]
    made = 0
    for i in range(count):
        moment, cost, taken = labels[i, 0], labels[i, 1], labels[i, 2]
        way, walk = whole_way, access
        while True:
            kerb = arrival_of(t.hours, moment, way)
            if taken == last_break or moment <= t.last[taken]:
                made = _started(t, stop, kerb + walk, work, cost, taken, grown, made)
            if taken == last_break:
                break
            begin = max(moment, t.early[taken])
            if begin > t.last[taken]:
                break
            if begin < kerb:
                way -= way_made(t.hours, moment, begin)
            else:
                way, walk = 0, walk - min(walk, begin - kerb)
            moment = begin + t.pause[taken]
            taken += 1
    return made


@compiled
def _started(
    t: Tables, stop: int, ready: int, work: int, cost: int, taken: int, grown: Ints, made: int
) -> int:
    """Adds the start at the first lawful second, and the one the client was told, if later."""
    told = t.told[stop]
    for w in range(t.window_from[stop], t.window_from[stop + 1]):
        if ready > t.closes[w]:
            continue
        start = max(ready, t.opens[w])
        made = _added(grown, made, start + work, cost + timed(t, stop, start, work), taken)
        if told == 0 or start >= t.told_from[stop]:
            break
        kept = max(t.told_from[stop], t.opens[w])
        if kept <= min(t.closes[w], t.told_to[stop]):
            made = _added(grown, made, kept + work, cost + timed(t, stop, kept, work), taken)
            break
    return made


@compiled
def timed(t: Tables, stop: int, start: int, work: int) -> int:
    """Points of starting `stop` at `start`: lateness, spoiled goods, a start that was moved."""
    cost = 0
    if start > t.due[stop]:
        cost += (start - t.due[stop]) * t.late[stop]
    if start + work > t.spoils[stop]:
        cost += (start + work - t.spoils[stop]) * t.spoil[stop]
    if t.told[stop] and not t.told_from[stop] <= start <= t.told_to[stop]:
        cost += t.told[stop]
    return cost


@compiled
def _added(grown: Ints, made: int, free: int, cost: int, taken: int) -> int:
    """The labels with one more, unless another is as good in everything."""
    i = 0
    while i < made:
        if grown[i, 0] <= free and grown[i, 1] <= cost and grown[i, 2] >= taken:
            return made
        if grown[i, 0] >= free and grown[i, 1] >= cost and grown[i, 2] <= taken:
            made -= 1
            grown[i, 0], grown[i, 1] = grown[made, 0], grown[made, 1]
            grown[i, 2] = grown[made, 2]
        else:
            i += 1
    if made < grown.shape[0]:
        grown[made, 0], grown[made, 1], grown[made, 2] = free, cost, taken
        made += 1
    return made


@compiled_in_place
def closed(t: Tables, duty: int, labels: Ints, count: int, origin: int) -> int:
    """Points of the cheapest lawful way home, overtime included; NEVER when there is none."""
    if t.slowed[duty]:
        return _closed_in_traffic(t, duty, labels, count, origin)
    ride = drive(t, duty, origin, t.end[duty])
    last_break = t.break_from[duty + 1]
    best = NEVER
    for i in range(count):
        free, cost, taken = labels[i, 0], labels[i, 1], labels[i, 2]
        back, pause_ends = free + ride, free
        while True:
            if back > t.latest[duty]:
                break
            if taken == last_break or back <= t.last[taken]:
                best = min(best, cost + max(0, back - t.ends[duty]) * t.over[duty])
            if taken == last_break:
                break
            begin = max(pause_ends, t.early[taken])
            if begin > t.last[taken]:
                break
            pause_ends = begin + t.pause[taken]
            back = max(back + t.pause[taken], pause_ends)
            taken += 1
    return best


@compiled
def _closed_in_traffic(t: Tables, duty: int, labels: Ints, count: int, origin: int) -> int:
    """`closed` where the hour says how fast the way is made."""
    whole_way = drive(t, duty, origin, t.end[duty]) * FREE
    last_break = t.break_from[duty + 1]
    best = NEVER
    for i in range(count):
        moment, cost, taken = labels[i, 0], labels[i, 1], labels[i, 2]
        way = whole_way
        while True:
            back = arrival_of(t.hours, moment, way)
            if back > t.latest[duty]:
                break
            if taken == last_break or back <= t.last[taken]:
                best = min(best, cost + max(0, back - t.ends[duty]) * t.over[duty])
            if taken == last_break:
                break
            begin = max(moment, t.early[taken])
            if begin > t.last[taken]:
                break
            way = way - way_made(t.hours, moment, begin) if begin < back else 0
            moment = begin + t.pause[taken]
            taken += 1
    return best
