"""Driving times by place pair, remembered until the road server's roads change.

A plan asks OSRM's Table service at most once, and not at all where every pair was asked before:
the clients' objects stay where they are. What is remembered carries the version the server gives
its roads, so a newer extract forgets it. A server that names no version is asked every time.
While the server is silent, what it said last is still the best answer there is.

Network: never call `road_times` inside a transaction.
"""

from collections.abc import Sequence

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from backend.dispatch.models import RoadsFrom
from backend.dispatch.planner.travel import (
    FarPoint,
    NoRoadsError,
    Roads,
    RoadTimes,
    geodesic_times,
)
from backend.lib.geo import Point

# A drive as it is kept: where to, in seconds and in metres.
DRIVE = np.dtype([("to", "<i8"), ("s", "<i4"), ("m", "<i4")])
# More destinations than a region's plan has; beyond it some pairs are asked for again.
MOST_DRIVES = 4096
_MICRODEGREES = 1_000_000
_PARALLELS = 400 * _MICRODEGREES


def road_times(points: Sequence[Point], roads: Roads) -> RoadTimes:
    """Seconds and metres between all `points`, remembered or by one call of the road server.

    A pair without a road between is not remembered, and neither is what was asked with it.
    """
    if len(points) < 2:
        return roads.table(points)
    try:
        graph = roads.graph(points[0])
    except NoRoadsError as no:
        silent = no.reason in ("no-answer", "too-slow")
        known = _remembered(_last_graph(), points, roads.far_m) if silent else None
        return known or geodesic_times(points, reason=no.reason)
    known = _remembered(graph, points, roads.far_m)
    if known is not None:
        return known
    times = roads.table(points)
    if graph and times.source == "roads" and not times.holes:
        _remember(graph, points, times)
    return times


def places_of(points: Sequence[Point]) -> NDArray[np.int64]:
    """A number for every point, to the microdegree that OSRM is asked with."""
    degrees = np.array([(each.lon, each.lat) for each in points], dtype=np.float64).reshape(-1, 2)
    whole = np.rint(degrees * _MICRODEGREES).astype(np.int64)
    shifted = whole + np.array([180 * _MICRODEGREES, 90 * _MICRODEGREES])
    return np.asarray(shifted[:, 0] * _PARALLELS + shifted[:, 1], dtype=np.int64)


@transaction.atomic
def _last_graph() -> str | None:
    return RoadsFrom.objects.order_by("-told_at").values_list("graph", flat=True).first()


@transaction.atomic
def _remembered(graph: str | None, points: Sequence[Point], far_m: float) -> RoadTimes | None:
    """The whole matrix from memory, or None where a single pair is not in it."""
    if not graph:
        return None
    places = places_of(points)
    rows = RoadsFrom.objects.filter(graph=graph, place__in=places.tolist())
    by_place = {row.place: row for row in rows.iterator()}
    seconds = np.zeros((len(points), len(points)), dtype=np.int64)
    metres = np.zeros_like(seconds)
    far = []
    for number, place in enumerate(places.tolist()):
        row = by_place.get(place)
        drives = None if row is None else _drives_to(places, row)
        if row is None or drives is None:
            return None
        seconds[number], metres[number] = drives["s"], drives["m"]
        if row.off_road_m > far_m:
            far.append(FarPoint(number, row.off_road_m))
    return RoadTimes(seconds, metres, "roads", None, tuple(far))


def _drives_to(places: NDArray[np.int64], row: RoadsFrom) -> NDArray[np.void] | None:
    kept = np.frombuffer(bytes(row.drives), dtype=DRIVE)
    at = np.searchsorted(kept["to"], places)
    if at.max(initial=0) >= len(kept) or not np.array_equal(kept["to"][at], places):
        return None
    return np.asarray(kept[at])


@transaction.atomic
def _remember(graph: str, points: Sequence[Point], times: RoadTimes) -> None:
    """Keep every pair beside what is known of the same roads; forget what older roads said."""
    RoadsFrom.objects.exclude(graph=graph).delete()
    places, firsts = np.unique(places_of(points), return_index=True)
    off_road = {each.index: each.distance_m for each in times.far}
    before = {
        row.place: np.frombuffer(bytes(row.drives), dtype=DRIVE)
        for row in RoadsFrom.objects.filter(graph=graph, place__in=places.tolist())
    }
    rows = []
    for place, number in zip(places.tolist(), firsts.tolist(), strict=True):
        told = np.empty(len(places), dtype=DRIVE)
        told["to"] = places
        told["s"], told["m"] = times.seconds[number, firsts], times.metres[number, firsts]
        drives = _joined(told, before.get(place))
        rows.append(
            RoadsFrom(
                graph=graph,
                place=place,
                off_road_m=off_road.get(number, 0),
                drives=drives.tobytes(),
            )
        )
    RoadsFrom.objects.bulk_create(
        rows,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["graph", "place"],
        update_fields=["off_road_m", "drives", "told_at"],
    )


def _joined(told: NDArray[np.void], before: NDArray[np.void] | None) -> NDArray[np.void]:
    """What was told now, with the older drives to other places as far as there is room."""
    if before is None:
        return told
    room = max(0, MOST_DRIVES - len(told))
    others = before[~np.isin(before["to"], told["to"])][:room]
    joined = np.concatenate([told, others])
    return joined[np.argsort(joined["to"], kind="stable")]
