"""Drives by the hour, compiled: `traffic` says the same in plain Python, and explains it."""

import numpy as np

from backend.dispatch.planner.compiled import compiled
from backend.dispatch.planner.tables import Ints, Tables
from backend.dispatch.planner.traffic import FREE, HOUR_S


@compiled
def drive(t: Tables, duty: int, origin: int, target: int) -> int:
    """Seconds on empty roads in the vehicle of the duty."""
    return np.int64(t.travel[t.road[duty] + origin, target])  # type: ignore[return-value]


@compiled
def arrived(t: Tables, duty: int, moment: int, drive_s: int) -> int:
    """When a drive that begins at `moment` is over, breaks aside."""
    if t.slowed[duty]:
        return arrival_of(t.hours, moment, drive_s * FREE)
    return moment + drive_s


@compiled
def left(t: Tables, duty: int, moment: int, drive_s: int) -> int:
    """The last second to begin a drive that must be over by `moment`; below zero: there is none."""
    if t.slowed[duty]:
        return _departure_of(t.hours, moment, drive_s * FREE)
    return moment - drive_s


@compiled
def arrival_of(hours: Ints, moment: int, way: int) -> int:
    """The first second at which `way` is made that begins at `moment`."""
    hour = moment // HOUR_S
    while hour < len(hours):
        until = (hour + 1) * HOUR_S
        in_this_hour = (until - moment) * hours[hour]
        if way <= in_this_hour:
            return moment - int(-way // hours[hour])
        way -= in_this_hour
        moment, hour = until, hour + 1
    return moment - (-way // FREE)


@compiled
def way_made(hours: Ints, begin: int, end: int) -> int:
    """What is driven between the two."""
    way = 0
    while begin < end:
        hour = begin // HOUR_S
        until, speed = end, FREE
        if hour < len(hours):
            until, speed = min(end, (hour + 1) * HOUR_S), hours[hour]
        way += (until - begin) * speed
        begin = until
    return way


@compiled
def _departure_of(hours: Ints, moment: int, way: int) -> int:
    """The last second from which `way` is made by `moment`."""
    while moment > 0:
        hour = (moment - 1) // HOUR_S
        since, speed = hour * HOUR_S, FREE
        if hour < len(hours):
            speed = hours[hour]
        else:
            since = len(hours) * HOUR_S
        in_this_hour = (moment - since) * speed
        if way <= in_this_hour:
            return moment + (-way // speed)
        way -= in_this_hour
        moment = since
    return moment + (-way // FREE)
