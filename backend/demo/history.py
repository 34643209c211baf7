"""The month behind the demo: about 1,100 finished visits, made in bulk, without journal.

History is scenery: rows stand as the actions would have left them, and nobody is notified.
Shares follow the trade: reactive 45 %, planned 40 %, a few failed, about 93 % in time.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Model

from backend.clients.models import Equipment
from backend.contracts.models import ContractVersion, Impact, SlaTarget
from backend.contracts.sla import due_at
from backend.contracts.terms import written_calendar
from backend.contracts.written_calendar import calendar_from
from backend.database.numbers import SEQUENCES
from backend.demo import trades
from backend.demo.cast import Cast
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.dispatch.models import Engineer, Visit, VisitEngineer, VisitWork
from backend.fieldwork.models import TimeEntry
from backend.lib.clock import at_wall_clock

VISITS_A_DAY = 6
DAYS = 30
REACTIVE, FAILED, IN_TIME = 0.55, 0.06, 0.85


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
        self.versions = {v.contract.client_id: v for v in _versions()}
        self.targets = _targets()
        self.calendars = {
            each.calendar_id: written_calendar(each.calendar, cast.hotel_object.zone)
            for each in self.versions.values()
        }
        self.skills = _skills_of_engineers()
        self.numbers = {prefix: _numbers(prefix) for prefix in ("REQ", "WO", "VIS")}

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
        request = self._request(equipment, begin, end) if self.chance.random() < REACTIVE else None
        order = self._order(equipment, request, begin, end, minutes)
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
            self._clocks(request, version, begin, end)
        return request

    def _clocks(
        self, request: Request, version: ContractVersion, begin: datetime, end: datetime
    ) -> None:
        written = self.calendars[version.calendar_id]
        calendar = calendar_from(written)
        moments = {"response": request.reported_at, "arrival": begin, "resolution": end}
        for target in self.targets[version.id, request.priority]:
            due = due_at(calendar, request.reported_at, target.target_min * 60)
            late = due is not None and moments[target.kind] > due
            self.rows.clocks.append(
                SlaClock(
                    client_id=request.client_id,
                    request=request,
                    kind=target.kind,
                    target=target,
                    clause=target.policy.clause,
                    target_s=target.target_min * 60,
                    calendar=written,
                    started_at=request.reported_at,
                    stopped_at=moments[target.kind],
                    state=SlaClock.State.MISSED if late else SlaClock.State.MET,
                    due_at=due,
                    breached_at=due if late else None,
                )
            )

    def _order(
        self,
        equipment: Equipment,
        request: Request | None,
        begin: datetime,
        end: datetime,
        minutes: int,
    ) -> WorkOrder:
        version = self.versions.get(equipment.client_id)
        order = WorkOrder(
            number=next(self.numbers["WO"]),
            request=request,
            client_id=equipment.client_id,
            object=equipment.object,
            equipment=equipment,
            work_type=self.cast.repair,
            words=request.words if request else "Planned maintenance",
            state=WorkOrder.State.COMPLETED,
            priority=request.priority if request else "normal",
            impact=request.impact if request else "",
            minutes=minutes,
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
    for equipment in Equipment.objects.select_related("type", "object").order_by("serial"):
        for skill in equipment.type.skills.all():
            found.setdefault(skill.code, []).append(equipment)
    return found


def _skills_of_engineers() -> dict[object, list[str]]:
    everybody = Engineer.objects.prefetch_related("abilities__skill")
    return {each.id: sorted(a.skill.code for a in each.abilities.all()) for each in everybody}


def _versions() -> Iterator[ContractVersion]:
    yield from ContractVersion.objects.select_related("contract", "calendar")


def _targets() -> dict[tuple[object, str], list[SlaTarget]]:
    found: dict[tuple[object, str], list[SlaTarget]] = {}
    for target in SlaTarget.objects.select_related("policy"):
        found.setdefault((target.policy.version_id, target.policy.priority), []).append(target)
    return found


def _numbers(prefix: str) -> Iterator[str]:
    """Numbers of a series, taken two thousand at a time."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select nextval(%s::regclass) from generate_series(1, 2000)", [SEQUENCES[prefix]]
            )
            taken = [row[0] for row in cursor.fetchall()]
        yield from (f"{prefix}-{number}" for number in taken)
