"""How long an engineer drives between the visits of a published day, by road."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from backend.dispatch.models import DayBoard, Engineer, Visit, VisitEngineer
from backend.dispatch.places import seconds_after
from backend.dispatch.planner.problem import DAY_S, PlannerEngineer
from backend.dispatch.planner.traffic import arrival_s, speeds
from backend.dispatch.planner.travel import RoadLine
from backend.dispatch.queries import road_lines, visits_of_day
from backend.dispatch.roster import drives_as
from backend.dispatch.traffic import traffic_from
from backend.dispatch.visits import bump_worlds
from backend.lib.clock import day_bounds


def measure_day(board_id: UUID, osrm_url: str) -> None:
    """Ask the road server once an engineer, then note the legs on the visits."""
    with transaction.atomic():
        day = DayBoard.objects.get(id=board_id).date
    lines = road_lines(day, osrm_url)
    with transaction.atomic():
        vehicles = Engineer.objects.select_related("vehicle").in_bulk(list(lines))
        for engineer_id, line in lines.items():
            _note_legs(vehicles[engineer_id], line, day)
        bump_worlds(lines)


def _note_legs(engineer: Engineer, line: RoadLine, day: date) -> None:
    """Leg i leads to the engineer's i-th visit; a day changed meanwhile is measured again.

    The road server's seconds become those of the vehicle in the traffic after the visit before.
    """
    seats = VisitEngineer.objects.filter(engineer=engineer)
    visits = list(visits_of_day(day).filter(engineers__in=seats).exclude(object__point=None))
    if len(line.legs) != len(visits) + 1:
        return
    midnight = day_bounds(day, engineer.zone)[0]
    traffic = traffic_from(midnight, engineer.zone, 2 * DAY_S)
    drives = PlannerEngineer("", 0, 0, None, **drives_as(engineer.vehicle))
    hours = speeds(traffic) if drives.in_traffic else ()
    free: datetime | None = None
    for visit, leg in zip(visits, line.legs, strict=False):
        drive_s = drives.drive_s(leg.seconds)
        leave = free or visit.planned_from - timedelta(seconds=drive_s)
        begin_s = max(0, seconds_after(leave, midnight))
        travel_s = arrival_s(hours, begin_s, drive_s) - begin_s
        Visit.objects.filter(id=visit.id).update(travel_s=travel_s, travel_m=leg.metres)
        free = visit.planned_to
