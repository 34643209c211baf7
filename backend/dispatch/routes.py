"""How long an engineer drives between the visits of a published day, by road."""

from datetime import date
from uuid import UUID

from django.db import transaction

from backend.dispatch.models import DayBoard, Visit, VisitEngineer
from backend.dispatch.planner.travel import RoadLine
from backend.dispatch.queries import road_lines, visits_of_day
from backend.dispatch.visits import bump_worlds


def measure_day(board_id: UUID, osrm_url: str) -> None:
    """Ask the road server once an engineer, then note the legs on the visits."""
    with transaction.atomic():
        day = DayBoard.objects.get(id=board_id).date
    lines = road_lines(day, osrm_url)
    with transaction.atomic():
        for engineer_id, line in lines.items():
            _note_legs(engineer_id, line, day)
        bump_worlds(lines)


def _note_legs(engineer_id: UUID, line: RoadLine, day: date) -> None:
    """Leg i leads to the engineer's i-th visit; a day changed meanwhile is measured again."""
    seats = VisitEngineer.objects.filter(engineer_id=engineer_id)
    visits = list(visits_of_day(day).filter(engineers__in=seats).exclude(object__point=None))
    if len(line.legs) != len(visits) + 1:
        return
    for visit, leg in zip(visits, line.legs, strict=False):
        Visit.objects.filter(id=visit.id).update(travel_s=leg.seconds, travel_m=leg.metres)
