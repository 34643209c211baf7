"""The day's map as GeoJSON: bases, visits in their order, what waits, and the roads driven."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from backend.dispatch.models import Engineer, Visit
from backend.dispatch.planner.travel import RoadLine
from backend.dispatch.queries import Day, Lane
from backend.web.day.lanes import lane_index
from backend.web.shared.durations import clock_time
from backend.web.shared.states import state_words

Feature = dict[str, Any]


def pins_of(day: Day) -> list[Feature]:
    """A pin for every base, visit and object where work waits."""
    index = lane_index(lane.engineer.pk for lane in day.lanes)
    pins = _bases([lane.engineer for lane in day.lanes if lane.shift or lane.visits])
    for lane in day.lanes:
        pins += _visits(lane, index[lane.engineer.pk])
    for order in day.unassigned:
        if order.object.point is not None:
            address = reverse("desk:work", args=[order.pk])
            label = f"{order.number} · {order.object}"
            pins.append(
                _pin("unassigned", order.object.point, label, id=str(order.pk), href=address)
            )
    return pins


def roads_of(day: Day, lines: Mapping[UUID, RoadLine]) -> list[Feature]:
    """The line each engineer drives."""
    index = lane_index(lane.engineer.pk for lane in day.lanes)
    names = {lane.engineer.pk: str(lane.engineer) for lane in day.lanes}
    return [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [list(p) for p in line.line]},
            "properties": {
                "kind": "route",
                "label": names.get(engineer_id, ""),
                "lane": index.get(engineer_id, 0),
            },
        }
        for engineer_id, line in lines.items()
        if len(line.line) > 1
    ]


def source_of(lines: Mapping[UUID, RoadLine]) -> str:
    """`roads` when every line was driven on roads, else `geodesic`."""
    straight = any(line.source != "roads" for line in lines.values())
    return "geodesic" if straight else "roads"


def source_in_words(source: str) -> str:
    """What the reader is told about where lines and times come from."""
    if source == "roads":
        return _("Routes and driving times are by road (OSRM).")
    return _("The road server did not answer: lines are straight, times are estimates.")


def _bases(engineers: list[Engineer]) -> list[Feature]:
    places = {(e.base.x, e.base.y): e for e in engineers}
    return [_pin("base", each.base, each.base_name) for each in places.values()]


def _visits(lane: Lane, colour: int) -> list[Feature]:
    with_place = [visit for visit in lane.visits if visit.object.point is not None]
    return [
        _pin(
            "visit",
            visit.object.point,
            _label(lane, visit),
            order=number,
            lane=colour,
            state=visit.state,
            id=str(visit.pk),
            href=reverse("day:visit", args=[visit.pk]),
        )
        for number, visit in enumerate(with_place, start=1)
    ]


def _label(lane: Lane, visit: Visit) -> str:
    starts = clock_time(visit.planned_from, lane.engineer.zone)
    state = state_words("visit", visit.state).label
    return f"{starts} · {visit.object} · {lane.engineer} · {state}"


def _pin(kind: str, point: Any, label: str, **properties: Any) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [point.x, point.y]},
        "properties": {"kind": kind, "label": label, **properties},
    }
