"""The input of a plan kept as JSON: every part of it is planned from the same moment's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from backend.dispatch.assemble import DayInput, LeftAlone
from backend.dispatch.planner.problem import PlannerEngineer
from backend.dispatch.planner.standing import Standing
from backend.dispatch.planner.wire import Json, day_from_json, day_to_json, standing_from_json


def kept_day(given: DayInput) -> Json:
    """A mapping that a JSON column takes."""
    return {
        **day_to_json(given.engineers, given.stops),
        "day": given.day.isoformat(),
        "now": given.now.isoformat(),
        "midnight": given.midnight.isoformat(),
        "points": [list(point) for point in given.points],
        "stop_works": {s: [str(each) for each in works] for s, works in given.stop_works.items()},
        "stop_visit": {stop: str(visit) for stop, visit in given.stop_visit.items()},
        "standing": {stop: asdict(place) for stop, place in given.standing.items()},
        "crew_stays": {s: [str(each) for each in stay] for s, stay in given.crew_stays.items()},
        "left_alone": [asdict(each) for each in given.left_alone],
        "traffic": list(given.traffic),
        "horizon_s": given.horizon_s,
    }


def day_kept(kept: Mapping[str, Any]) -> DayInput:
    """The input back from `kept_day`."""
    engineers, stops = day_from_json(kept)
    return DayInput(
        day=date.fromisoformat(kept["day"]),
        now=datetime.fromisoformat(kept["now"]),
        midnight=datetime.fromisoformat(kept["midnight"]),
        points=tuple((lon, lat) for lon, lat in kept["points"]),
        engineers=engineers,
        stops=stops,
        stop_works={s: tuple(map(UUID, works)) for s, works in kept["stop_works"].items()},
        stop_visit={stop: UUID(visit) for stop, visit in kept["stop_visit"].items()},
        standing=standing_from_json(kept["standing"]),
        crew_stays={s: tuple(map(UUID, stay)) for s, stay in kept["crew_stays"].items()},
        left_alone=tuple(LeftAlone(**each) for each in kept["left_alone"]),
        traffic=tuple(kept["traffic"]),
        horizon_s=kept["horizon_s"],
    )


def together(days: Sequence[DayInput], points: Sequence[Sequence[float]]) -> DayInput:
    """Parts of one day as one input again, its places numbered as in `points`, (lon, lat)."""
    index = {(lon, lat): number for number, (lon, lat) in enumerate(points)}
    works: dict[str, tuple[UUID, ...]] = {}
    visits: dict[str, UUID] = {}
    standing: dict[str, Standing] = {}
    crew_stays: dict[str, tuple[UUID, ...]] = {}
    engineers: list[PlannerEngineer] = []
    stops = []
    for day in days:
        at = [index[point] for point in day.points]
        engineers += [replace(e, start=at[e.start], end=at[e.end]) for e in day.engineers]
        stops += [replace(stop, place=at[stop.place]) for stop in day.stops]
        works |= day.stop_works
        visits |= day.stop_visit
        standing |= day.standing
        crew_stays |= day.crew_stays
    return replace(
        days[0],
        points=tuple(index),
        engineers=tuple(engineers),
        stops=tuple(stops),
        stop_works=works,
        stop_visit=visits,
        standing=standing,
        crew_stays=crew_stays,
    )
