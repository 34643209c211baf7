"""How available a unit was in a month, against what its contract promises for each month.

A unit is down from the report that trading stopped until its service was restored, or else until
the request was resolved. Agreed windows of planned work on it, and planned maintenance, are neither
promised nor missed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from backend.clients.models import Equipment
from backend.contracts.attainment import Availability, availability
from backend.contracts.in_force import PromiseFacts
from backend.contracts.models import Impact, SlaPolicy
from backend.contracts.sla import Target
from backend.contracts.sla_terms import PromisedShare
from backend.contracts.terms import availability_for
from backend.contracts.working_time import Stretch
from backend.contracts.written_calendar import calendar_from, maintenance_in
from backend.desk.models import Request, WorkOrder
from backend.journal import kinds
from backend.journal.queries import history_of
from backend.lib.clock import at_wall_clock


@dataclass(frozen=True)
class MonthOfUnit:
    """What was promised of the month so far and what came of it; the rest of it lies ahead."""

    promised: PromisedShare
    reached: Availability

    @property
    def is_kept(self) -> bool:
        return self.reached.availability_ppm >= self.promised.availability_ppm


def month_of(unit: Equipment, month: date, now: datetime) -> MonthOfUnit | None:
    """Availability of the month in which `month` lies, up to `now`; None where none is promised
    or the unit stands nowhere."""
    place = unit.object
    if place is None:
        return None
    begins = at_wall_clock(month.replace(day=1), _MIDNIGHT, place.zone)
    ends = min(at_wall_clock(_next_month(month), _MIDNIGHT, place.zone), now)
    promised = availability_for(PromiseFacts(place, unit, Impact.STOPPED, begins))
    if promised is None or ends <= begins:
        return None
    calendar = calendar_from(promised.calendar)
    left_out = [*_maintenance(unit), *maintenance_in(promised.calendar)]
    reached = availability(calendar, begins, ends, _down(unit, ends), left_out)
    return MonthOfUnit(promised, reached)


def months_of(units: Iterable[Equipment], month: date, now: datetime) -> dict[UUID, MonthOfUnit]:
    """The same for many units, by their ids; those without such a promise are left out."""
    promising = set(
        SlaPolicy.objects.filter(
            availability_ppm__isnull=False, version__published_at__isnull=False
        ).values_list("version__contract__client_id", flat=True)
    )
    found: dict[UUID, MonthOfUnit] = {}
    for unit in units if promising else ():
        months = month_of(unit, month, now)
        if months is not None:
            found[unit.pk] = months
    return found


_MIDNIGHT = datetime.min.time()


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _down(unit: Equipment, until: datetime) -> Sequence[Stretch]:
    """From each report that trading stopped to the moment it went on."""
    stopped = Request.objects.filter(equipment=unit, impact=Impact.STOPPED, reported_at__lt=until)
    ended_for_nothing = (Request.State.CANCELLED, Request.State.REJECTED, Request.State.MERGED)
    rows = list(stopped.exclude(state__in=ended_for_nothing).prefetch_related("work_orders"))
    restored = _restored(rows)
    return [
        Stretch(row.reported_at, max(end, row.reported_at) if end else None)
        for row in rows
        for end in [restored.get(row.pk, row.resolved_at)]
    ]


def _restored(requests: Sequence[Request]) -> dict[UUID, datetime]:
    """When service was first restored on a request, as the engineer told."""
    of = {work.pk: request.pk for request in requests for work in request.work_orders.all()}
    found: dict[UUID, datetime] = {}
    for entry in history_of(of, [kinds.SERVICE_RESTORED]):
        request_id = of[entry.subject_id]
        found[request_id] = min(entry.happened_at, found.get(request_id, entry.happened_at))
    return found


def _maintenance(unit: Equipment) -> Sequence[Stretch]:
    agreed = WorkOrder.objects.filter(
        equipment=unit, clocks__kind=Target.MAINTENANCE_WINDOW, window_from__isnull=False
    )
    windows = agreed.exclude(state=WorkOrder.State.CANCELLED).values_list(
        "window_from", "window_to"
    )
    return [Stretch(begins, ends) for begins, ends in windows if begins and ends]
