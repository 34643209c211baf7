"""Rows of a finished visit that hold no choice, and who of the demo can serve what."""

from datetime import datetime

from backend.clients.models import Equipment
from backend.desk.models import WorkOrder
from backend.dispatch.models import Engineer, Visit, VisitEngineer
from backend.fieldwork.models import TimeEntry


def seat(visit: Visit, engineer: Engineer, begin: datetime, end: datetime) -> VisitEngineer:
    """The engineer on the visit, whose time is free again."""
    return VisitEngineer(
        visit=visit,
        engineer=engineer,
        planned_from=begin,
        planned_to=end,
        actual_from=begin,
        actual_to=end,
        holds=False,
    )


def work_time(
    visit: Visit, order: WorkOrder, engineer: Engineer, begin: datetime, end: datetime
) -> TimeEntry:
    """The whole visit as time worked."""
    return TimeEntry(
        kind=TimeEntry.Kind.WORK,
        engineer=engineer,
        user=engineer.user,
        visit=visit,
        work_order=order,
        started_at=begin,
        ended_at=end,
        rate_class=engineer.rate_class,
    )


def equipment_by_skill() -> dict[str, list[Equipment]]:
    """What somebody drives to, by the code of each skill it asks for."""
    found: dict[str, list[Equipment]] = {}
    # Only where somebody drives to: places helped from afar lie in no territory.
    visited = Equipment.objects.filter(object__territory__isnull=False)
    for equipment in visited.select_related("type", "object").order_by("serial"):
        for skill in equipment.type.skills.all():
            found.setdefault(skill.code, []).append(equipment)
    return found


def skills_of_engineers() -> dict[object, list[str]]:
    """Codes of skills by the id of the engineer."""
    everybody = Engineer.objects.prefetch_related("abilities__skill")
    return {each.id: sorted(a.skill.code for a in each.abilities.all()) for each in everybody}
