"""A visit put where a plan has it, or where it was before: who goes, when, after which drive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.models import User
from backend.desk import actions as desk
from backend.desk.models import WorkOrder
from backend.dispatch.actions import reseat
from backend.dispatch.models import Engineer, Visit
from backend.dispatch.visits import make_visit, seat_helpers
from backend.journal import actions as journal
from backend.journal import kinds


@dataclass(frozen=True)
class Place:
    """A visit's place in a day; `route` is its order, and seconds and metres of the drive to it."""

    plan_id: UUID
    lead: Engineer
    helpers: Sequence[UUID]
    begin: datetime
    end: datetime
    route: tuple[int, int, int]

    def told(self) -> dict[str, Any]:
        """What the history says of it: whose plan, who goes and when."""
        return {
            "plan": str(self.plan_id),
            "engineer": str(self.lead),
            "planned_from": self.begin.isoformat(),
        }


def put_at(visit: Visit, place: Place, *, by: User) -> None:
    """Move a locked visit to its place, with its journal entry."""
    visit.order, visit.travel_s, visit.travel_m = place.route
    reseat(visit, place.lead, place.begin, place.end)
    seat_helpers(visit, place.helpers, place.begin, place.end)
    journal.record(kinds.VISIT_MOVED, visit, by=by, **place.told())


def make_at(orders: list[WorkOrder], place: Place, *, by: User, lock: str = "") -> Visit:
    """A visit for these locked orders at its place, with its journal entry."""
    visit = make_visit(orders, place.lead, place.begin, place.end)
    seat_helpers(visit, place.helpers, place.begin, place.end)
    visit.order, visit.travel_s, visit.travel_m = place.route
    visit.lock = lock
    visit.save()
    desk.set_work_scheduled([each.pk for each in orders], by=by)
    journal.record(kinds.VISIT_PLANNED, visit, by=by, **place.told())
    return visit
