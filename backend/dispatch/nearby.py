"""Who is near enough to be asked when something urgent comes in."""

from collections.abc import Mapping, Sequence

from backend.dispatch.planner.permits import may_go
from backend.dispatch.planner.problem import PlannerEngineer, Stop
from backend.dispatch.planner.standing import Standing
from backend.lib.geo import distance_m, points_of

MOST_ASKED = 6
"""Local repair on so many recovers nearly all that planning everybody again would gain."""


def nearest_shifts(
    points: Sequence[tuple[float, float]],
    engineers: Sequence[PlannerEngineer],
    stops: Sequence[Stop],
    standing: Mapping[str, Standing],
) -> set[str]:
    """The shifts that may do what is new, by how near they start or work at some time.

    `points` are (lon, lat) by place; a stop that stands nowhere is new.
    """
    fresh = [stop for stop in stops if stop.id not in standing]
    able = [e for e in engineers if e.shift and any(may_go(e, stop) for stop in fresh)]
    places: dict[str, set[int]] = {each.id: {each.start} for each in able}
    for stop in stops:
        place = standing.get(stop.id)
        if place and place.engineer in places:
            places[place.engineer].add(stop.place)
    located = points_of(points)

    def away_m(shift: str) -> float:
        near = (distance_m(located[a], located[s.place]) for a in places[shift] for s in fresh)
        return min(near, default=0.0)

    return set(sorted(places, key=lambda shift: (away_m(shift), shift))[:MOST_ASKED])
