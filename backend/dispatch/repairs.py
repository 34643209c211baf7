"""An engineer is sick: the rest of their day is freed, and a plan repairs it."""

from datetime import date
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.dispatch import lifecycle, plans
from backend.dispatch.models import Absence, Engineer, Plan, Visit, VisitEngineer
from backend.dispatch.visits import bump_board
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import day_bounds, utc_now
from backend.lib.errors import NotFound, Refused

WITHOUT_ENGINEER = {Visit.Lock.ENGINEER: Visit.Lock.NONE, Visit.Lock.BOTH: Visit.Lock.TIME}


@transaction.atomic
def repair_day(engineer_id: UUID, day: date, *, by: User, most_changes: int | None = None) -> Plan:
    """Note that the engineer is away for the rest of the day, and ask for a plan without them.

    Locks to this engineer are lifted, for nobody can keep them; what is under way stays. Raises
    Refused("day-is-past") for a day that is over, Refused("plan-under-way") as `request_plan`.
    """
    engineer = Engineer.objects.select_for_update().filter(id=engineer_id).first()
    if engineer is None:
        raise NotFound("engineer")
    _note_absence(engineer, day, by=by)
    for visit in _not_begun(engineer, day):
        if visit.lock in WITHOUT_ENGINEER:
            visit.lock = WITHOUT_ENGINEER[Visit.Lock(visit.lock)]
            visit.save(update_fields=["lock"])
            journal.record(kinds.VISIT_LOCKED, visit, by=by, lock=str(visit.lock))
    bump_board(day)
    wish = plans.Wish(Plan.Kind.REPAIR, engineer_id=engineer_id, most_changes=most_changes)
    return plans.request_plan(day, by=by, wish=wish)


def _note_absence(engineer: Engineer, day: date, *, by: User) -> None:
    """Away from now, or from the beginning of a day to come, to the day's end; noted once."""
    begin, end = day_bounds(day, engineer.zone)
    begin = max(begin, utc_now())
    if begin >= end:
        raise Refused("day-is-past")
    if engineer.absences.filter(starts_at__lte=begin, ends_at__gte=end).exists():
        return
    Absence.objects.create(engineer=engineer, starts_at=begin, ends_at=end, kind="sick")
    journal.record(kinds.ENGINEER_AWAY, engineer, by=by, date=str(day))


def _not_begun(engineer: Engineer, day: date) -> list[Visit]:
    """The engineer's visits of the day that hold their time and nobody has begun, locked."""
    leads = VisitEngineer.objects.filter(engineer=engineer, part=VisitEngineer.Part.LEAD)
    ahead = lifecycle.HOLDING - lifecycle.UNDER_WAY
    visits = Visit.objects.select_for_update(of=("self",)).filter(date=day, state__in=ahead)
    return list(visits.filter(id__in=leads.values("visit")).order_by("id"))
