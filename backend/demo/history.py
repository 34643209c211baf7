"""The month behind the demo: about 1,100 finished visits, made in bulk, without journal.

History is scenery: rows stand as the actions would have left them, and nobody is notified.
Shares follow the trade: reactive 45 %, planned 40 %, other 15 %, 6 % failed, about 93 % in time.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Model

from backend.catalog.models import Reason, WorkType
from backend.clients.models import Equipment
from backend.contracts.models import Impact
from backend.demo import trades
from backend.demo.cast import Cast
from backend.demo.numbers import numbers_of
from backend.demo.promises import Promises, note_clocks
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.dispatch.models import Engineer, Visit, VisitEngineer, VisitWork
from backend.fieldwork.models import TimeEntry
from backend.lib.clock import at_wall_clock

VISITS_A_DAY = 6
DAYS = 30
REACTIVE, PLANNED, FAILED, IN_TIME = 0.45, 0.40, 0.06, 0.70


PLANNED_WORDS = {"maintenance": "Planned maintenance", "installation": "Installation"}


def _write(rows: Sequence[Model]) -> None:
    type(rows[0])._default_manager.bulk_create(rows, batch_size=500)


@dataclass
class _Rows:
    """Unsaved rows by model, in the order their foreign keys need."""

    requests: list[Request] = field(default_factory=list)
    orders: list[WorkOrder] = field(default_factory=list)
    clocks: list[SlaClock] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    works: list[VisitWork] = field(default_factory=list)
    seats: list[VisitEngineer] = field(default_factory=list)
    times: list[TimeEntry] = field(default_factory=list)

    def save(self) -> None:
        """Write everything, a table at a time."""
        for rows in (
            self.requests,
            self.orders,
            self.clocks,
            self.visits,
            self.works,
            self.seats,
            self.times,
        ):
            if rows:
                _write(rows)
        note_clocks(self.clocks)


def look_back(
    cast: Cast, engineers: Sequence[Engineer], today: date, chance: random.Random
) -> list[Visit]:
    """Write the month before `today`; returns the visits of its last working day."""
    story = _Story(cast, chance)
    days = [today - timedelta(days=n) for n in range(DAYS, 0, -1)]
    for day in (d for d in days if d.weekday() < 5):
        for engineer in engineers:
            story.day_of(engineer, day)
    story.rows.save()
    last = max(visit.date for visit in story.rows.visits)
    return [visit for visit in story.rows.visits if visit.date == last]


class _Story:
    """Writes one finished visit after another."""

    def __init__(self, cast: Cast, chance: random.Random) -> None:
        self.cast, self.chance, self.rows = cast, chance, _Rows()
        self.by_skill = _equipment_by_skill()
        self.promises = Promises()
        self.versions = self.promises.versions
        self.skills = _skills_of_engineers()
        self.numbers = {prefix: numbers_of(prefix) for prefix in ("REQ", "WO", "VIS")}
        self.no_access = Reason.objects.get(code="no_access")
        kinds = WorkType.objects.in_bulk(field_name="code")
        self.kinds = {code: kinds[code] for code in ("repair", "maintenance", "installation")}

    def day_of(self, engineer: Engineer, day: date) -> None:
        """Half a dozen visits one after another, with driving between."""
        known = [kind for kind in self.skills[engineer.id] if kind in self.by_skill]
        at = at_wall_clock(day, time(8, 10), engineer.zone)
        for _n in range(VISITS_A_DAY):
            equipment = self.chance.choice(self.by_skill[self.chance.choice(known)])
            minutes = self.chance.randrange(25, 70, 5)
            self._visit(engineer, equipment, at, minutes)
            at += timedelta(minutes=minutes + self.chance.randrange(15, 35))

    def _visit(
        self, engineer: Engineer, equipment: Equipment, begin: datetime, minutes: int
    ) -> None:
        end = begin + timedelta(minutes=minutes)
        failed = self.chance.random() < FAILED
        share = self.chance.random()
        request = self._request(equipment, begin, end) if share < REACTIVE else None
        planned = "maintenance" if share < REACTIVE + PLANNED else "installation"
        order = self._order(equipment, request, planned, begin, end)
        visit = self._trip(equipment, begin, end, failed)
        outcome = "not_done" if failed else "done"
        self.rows.works.append(VisitWork(visit=visit, work_order=order, outcome=outcome))
        self.rows.seats.append(_seat(visit, engineer, begin, end))
        if not failed:
            self.rows.times.append(_work_time(visit, order, engineer, begin, end))

    def _request(self, equipment: Equipment, begin: datetime, end: datetime) -> Request:
        late = self.chance.random() > IN_TIME
        waited = self.chance.randrange(1600, 3200) if late else self.chance.randrange(50, 240)
        reported = begin - timedelta(minutes=waited)
        impact = self.chance.choice((Impact.PARTLY, Impact.GOODS_AT_RISK, Impact.NO_HURRY))
        priority = {"partly": "normal", "goods_at_risk": "high", "no_hurry": "low"}[impact]
        version = self.versions.get(equipment.client_id)
        request = Request(
            number=next(self.numbers["REQ"]),
            client_id=equipment.client_id,
            object=equipment.object,
            equipment=equipment,
            impact=impact,
            priority=priority,
            state=Request.State.CLOSED,
            channel="portal",
            words=self.chance.choice(trades.FAULTS[equipment.type.code]),
            reported_at=reported,
            recorded_at=reported,
            recorded_by=self.cast.dispatcher,
            contract_version=version,
            coverage="covered" if version else "paid",
            coverage_clause="3.2" if version else "",
            resolved_at=end,
        )
        self.rows.requests.append(request)
        if version is not None:
            moments = {"response": reported, "arrival": begin, "resolution": end}
            self.rows.clocks += self.promises.clocks(request, version, moments)
        return request

    def _order(
        self,
        equipment: Equipment,
        request: Request | None,
        planned: str,
        begin: datetime,
        end: datetime,
    ) -> WorkOrder:
        """A repair where somebody reported it, else what was `planned`."""
        version = self.versions.get(equipment.client_id)
        kind = self.kinds["repair" if request else planned]
        order = WorkOrder(
            number=next(self.numbers["WO"]),
            request=request,
            client_id=equipment.client_id,
            object=equipment.object,
            equipment=equipment,
            work_type=kind,
            words=request.words if request else PLANNED_WORDS[planned],
            state=WorkOrder.State.COMPLETED,
            priority=request.priority if request else "normal",
            impact=request.impact if request else "",
            minutes=(end - begin).seconds // 60,
            contract_version=version,
            coverage="covered" if version else "paid",
            coverage_clause="3.2" if version else "",
            made_at=begin - timedelta(hours=1),
            completed_at=end,
        )
        self.rows.orders.append(order)
        return order

    def _trip(self, equipment: Equipment, begin: datetime, end: datetime, failed: bool) -> Visit:
        visit = Visit(
            number=next(self.numbers["VIS"]),
            client_id=equipment.client_id,
            object=equipment.object,
            date=begin.date(),
            state=Visit.State.FAILED if failed else Visit.State.COMPLETED,
            planned_from=begin,
            planned_to=end,
            arrived_at=begin,
            started_at=begin,
            completed_at=end,
            failed_for=self.no_access if failed else None,
            travel_s=self.chance.randrange(120, 900),
            travel_m=self.chance.randrange(600, 5200),
        )
        self.rows.visits.append(visit)
        return visit


def _seat(visit: Visit, engineer: Engineer, begin: datetime, end: datetime) -> VisitEngineer:
    return VisitEngineer(
        visit=visit,
        engineer=engineer,
        planned_from=begin,
        planned_to=end,
        actual_from=begin,
        actual_to=end,
        holds=False,
    )


def _work_time(
    visit: Visit, order: WorkOrder, engineer: Engineer, begin: datetime, end: datetime
) -> TimeEntry:
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


def _equipment_by_skill() -> dict[str, list[Equipment]]:
    found: dict[str, list[Equipment]] = {}
    # Only where somebody drives to: places helped from afar lie in no territory.
    visited = Equipment.objects.filter(object__territory__isnull=False)
    for equipment in visited.select_related("type", "object").order_by("serial"):
        for skill in equipment.type.skills.all():
            found.setdefault(skill.code, []).append(equipment)
    return found


def _skills_of_engineers() -> dict[object, list[str]]:
    everybody = Engineer.objects.prefetch_related("abilities__skill")
    return {each.id: sorted(a.skill.code for a in each.abilities.all()) for each in everybody}
