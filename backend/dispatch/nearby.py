"""Who is near enough to be asked when something urgent comes in."""

import math
from collections.abc import Collection, Mapping, Sequence

from backend.dispatch.planner.permits import may_go
from backend.dispatch.planner.problem import PlannerEngineer, Stop
from backend.lib.geo import Point, points_of

MOST_ASKED = 6
"""Local repair on so many recovers nearly all that planning everybody again would gain."""


def nearest_shifts(
    points: Sequence[tuple[float, float]],
    engineers: Sequence[PlannerEngineer],
    fresh: Sequence[Stop],
    spots: Mapping[str, Collection[tuple[float, float]]],
    most: int = MOST_ASKED,
) -> set[str]:
    """The shifts that may do one of the `fresh` stops, by how near they start or work at some time.

    `points` are (lon, lat) by place, `spots` those at which each shift works already.
    """
    able = [e for e in engineers if e.shift and any(may_go(e, stop) for stop in fresh)]
    wanted = points_of([points[stop.place] for stop in fresh])

    def away(shift: PlannerEngineer) -> float:
        there = points_of([points[shift.start], *spots.get(shift.id, ())])
        return min((_apart(a, b) for a in there for b in wanted), default=0.0)

    ranked = sorted((away(each), each.id) for each in able)
    return {shift for _far, shift in ranked[:most]}


def _apart(here: Point, there: Point) -> float:
    """Squared degrees of latitude: it ranks what is near as metres do, a thousand times as fast."""
    east = (here.lon - there.lon) * math.cos(math.radians(here.lat))
    return east * east + (here.lat - there.lat) ** 2
