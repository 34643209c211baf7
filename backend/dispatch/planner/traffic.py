"""How long a drive lasts by when it is driven: traffic slows it hour by hour.

A `Problem.traffic` says for every hour from its zero how many seconds a second of empty road
lasts; after its last hour roads are empty. A drive on empty roads of d seconds is d units of way.
In an hour of factor f a second makes 1/f of a unit, kept in whole millionths rounded up, so that
everybody who reckons comes to the same second: the compiled loops, `timing` and, by the sums of
whole hours instead of from hour to hour, `verify`. Who sets off later never arrives earlier.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

HOUR_S = 3600
# Millionths of a second of empty road that are driven in a second of it.
FREE = 1_000_000

Speeds = tuple[int, ...]


def speeds(traffic: Sequence[float]) -> Speeds:
    """Millionths of a second of empty road made in a second, for every hour; () where all are
    empty."""
    made = tuple(-(-FREE * 100 // round(factor * 100)) for factor in traffic)
    return made if any(speed != FREE for speed in made) else ()


def arrival_s(hours: Speeds, begin_s: int, drive_s: int) -> int:
    """When a drive begun at `begin_s` is over that takes `drive_s` on empty roads."""
    return begin_s + drive_s if not hours else arrival_of(hours, begin_s, drive_s * FREE)


def arrival_of(hours: Speeds, begin_s: int, way: int) -> int:
    """The same for `way` in millionths, which is what is left of a drive that a break splits."""
    hour = begin_s // HOUR_S
    while hour < len(hours):
        until_s = (hour + 1) * HOUR_S
        in_this_hour = (until_s - begin_s) * hours[hour]
        if way <= in_this_hour:
            return begin_s - (-way // hours[hour])
        way -= in_this_hour
        begin_s, hour = until_s, hour + 1
    return begin_s - (-way // FREE)


def way_made(hours: Speeds, begin_s: int, end_s: int) -> int:
    """Millionths of a second of empty road that somebody makes who drives all the while."""
    way = 0
    while begin_s < end_s:
        hour = begin_s // HOUR_S
        until_s = min(end_s, (hour + 1) * HOUR_S) if hour < len(hours) else end_s
        way += (until_s - begin_s) * (hours[hour] if hour < len(hours) else FREE)
        begin_s = until_s
    return way


class Odometer:
    """Millionths of a second of empty road from the problem's zero: the sums of whole hours.

    Another way to the same numbers than the functions above, for whoever judges them.
    """

    def __init__(self, hours: Speeds) -> None:
        self._speeds = (*hours, FREE)
        self._at_hour = list(accumulate((speed * HOUR_S for speed in hours), initial=0))

    def at(self, moment_s: int) -> int:
        """What stands on it at `moment_s`."""
        hour = min(moment_s // HOUR_S, len(self._at_hour) - 1)
        return self._at_hour[hour] + (moment_s - hour * HOUR_S) * self._speeds[hour]

    def when(self, way: int) -> int:
        """The first second at which `way` stands on it."""
        hour = max(0, bisect_left(self._at_hour, way) - 1)
        return hour * HOUR_S - (-(way - self._at_hour[hour]) // self._speeds[hour])
