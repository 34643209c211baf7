"""A big day cut into slices that are improved side by side: people who work near each other.

Slices are cut anew at every turn and elsewhere each time, so that no border stays. They depend
on the draft and the seed only, never on how many threads there are to work on them.
"""

import numpy as np

from backend.dispatch.planner.draft import Draft
from backend.dispatch.planner.tables import FORBIDDEN, Ints, Tables

# From so many stops on a day is cut, into slices of about half as many.
WHOLE_UNTIL = 300
# What nobody does is given to the slice of one of so many neighbours.
NEAR_ENOUGH = 5


def cut(t: Tables, p: Draft, random: np.random.Generator) -> list[tuple[Ints, Ints]]:
    """(duties, stops) of each slice; every duty and every stop is in exactly one."""
    vans = len(t.stock)
    pieces = 1 if len(t.place) < WHOLE_UNTIL else 2 * len(t.place) // WHOLE_UNTIL
    groups = halved(_distances(t, p, vans), np.arange(vans), pieces, random)
    home = np.empty(vans, dtype=np.int64)
    for number, group in enumerate(groups):
        home[group] = number
    by_duty = home[t.van]
    by_stop = np.where(p.at >= 0, by_duty[p.at], _nearest_slice(t, p, by_duty, random))
    numbers = range(len(groups))
    return [(np.flatnonzero(by_duty == n), np.flatnonzero(by_stop == n)) for n in numbers]


def _distances(t: Tables, p: Draft, vans: int) -> Ints:
    """Seconds between the middles of everybody's first duty."""
    _, first = np.unique(t.van, return_index=True)
    middles = [t.place[p.order[d, p.length[d] // 2]] if p.length[d] else t.start[d] for d in first]
    return t.travel[np.ix_(middles, middles)].astype(np.int64).reshape(vans, vans)


def _nearest_slice(t: Tables, p: Draft, by_duty: Ints, random: np.random.Generator) -> Ints:
    """For what nobody does: a drawn slice near it in which somebody may do it."""
    found = np.zeros(len(t.place), dtype=np.int64)
    for stop in np.flatnonzero(p.at < 0):
        around = p.at[t.near[stop]]
        around = around[around >= 0]
        near = around[t.pair[stop, around] != FORBIDDEN][:NEAR_ENOUGH]
        able = near if len(near) else np.flatnonzero(t.pair[stop] != FORBIDDEN)
        if len(able):
            found[stop] = by_duty[able[random.integers(len(able))]]
    return found


def halved(distances: Ints, group: Ints, pieces: int, random: np.random.Generator) -> list[Ints]:
    """Cuts between two far ends, the first of them drawn, until there are enough pieces."""
    if pieces < 2 or len(group) < 2:
        return [group]
    drawn = group[random.integers(len(group))]
    one = group[np.argmax(distances[drawn, group])]
    two = group[np.argmax(distances[one, group])]
    nearer = np.argsort(distances[one, group] - distances[two, group], kind="stable")
    here = len(group) * (pieces // 2) // pieces
    halves = (group[np.sort(nearer[:here])], group[np.sort(nearer[here:])])
    return [
        *halved(distances, halves[0], pieces // 2, random),
        *halved(distances, halves[1], pieces - pieces // 2, random),
    ]
