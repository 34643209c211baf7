"""The month behind the demo: about 1,100 finished visits, made in bulk, without journal.

History is scenery: rows stand as the actions would have left them, and nobody is notified.
Shares follow the trade: reactive 45 % (a fifth of it the same fault again, 9 % of all), planned
40 %, other 15 %, 6 % failed, 4 % at night, about 93 % in time.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Model

from backend.catalog.models import Reason, WorkType
from backend.clients.models import Client, Equipment
from backend.contracts.models import Impact
from backend.demo import trades
from backend.demo.cast import Cast
from backend.demo.history_rows import equipment_by_skill, seat, skills_of_engineers, work_time
from backend.demo.numbers import numbers_of
from backend.demo.promises import Promises, note_clocks
from backend.demo.words import named
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.dispatch.models import Engineer, Visit, VisitEngineer, VisitWork
from backend.fieldwork.models import TimeEntry
from backend.lib.clock import at_wall_clock
from backend.lib.words import in_language

VISITS_A_DAY = 6
DAYS = 30
REACTIVE, PLANNED, FAILED, IN_TIME = 0.45, 0.40, 0.06, 0.70
# Of all visits; a night has one at most an engineer.
REPEATED, NIGHT = 0.09, 0.04
# What a person found where a fault came again: mostly ours to mend, and a few nobody looked at.
CAUSES = ("same_fault", "same_fault", "same_fault", "bad_part", "new_fault", "")
# Longer than the longest wait between a report and the visit.
AGAIN_AFTER = timedelta(minutes=3200)
PLANNED_NAMES = {"maintenance": "Planned maintenance", "installation": "Installation"}


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
        self.by_skill = equipment_by_skill()
        self.repairs: dict[str, list[WorkOrder]] = defaultdict(list)
        self.languages = dict(Client.objects.values_list("id", "language"))
        self.promises = Promises()
        self.versions = self.promises.versions
        self.skills = skills_of_engineers()
        self.numbers = {prefix: numbers_of(prefix) for prefix in ("REQ", "WO", "VIS")}
        self.no_access = Reason.objects.get(code="no_access")
        kinds = WorkType.objects.in_bulk(field_name="code")
        self.kinds = {code: kinds[code] for code in ("repair", "maintenance", "installation")}

    def day_of(self, engineer: Engineer, day: date) -> None:
        """Half a dozen visits one after another, with driving between."""
        known = [kind for kind in self.skills[engineer.id] if kind in self.by_skill]
        if self.chance.random() < NIGHT * VISITS_A_DAY:
            late = at_wall_clock(day, time(21), engineer.zone)
            late += timedelta(minutes=self.chance.randrange(0, 80, 5))
            equipment = self.chance.choice(self.by_skill[self.chance.choice(known)])
            self._visit(engineer, equipment, late, self.chance.randrange(30, 70, 5), night=True)
        at = at_wall_clock(day, time(8, 10), engineer.zone)
        for _n in range(VISITS_A_DAY):
            skill, minutes = self.chance.choice(known), self.chance.randrange(25, 70, 5)
            former = self._former(skill, at) if self.chance.random() < REPEATED else None
            broken = former.equipment if former else None
            equipment = broken or self.chance.choice(self.by_skill[skill])
            self._visit(engineer, equipment, at, minutes, former=former)
            at += timedelta(minutes=minutes + self.chance.randrange(15, 35))

    def _former(self, skill: str, begin: datetime) -> WorkOrder | None:
        """A repair whose fault could have been told of again before `begin`."""
        latest = begin - AGAIN_AFTER
        repairs = self.repairs[skill]
        done = [each for each in repairs if each.completed_at and each.completed_at < latest]
        return self.chance.choice(done) if done else None

    def _visit(
        self,
        engineer: Engineer,
        equipment: Equipment,
        begin: datetime,
        minutes: int,
        *,
        former: WorkOrder | None = None,
        night: bool = False,
    ) -> None:
        end = begin + timedelta(minutes=minutes)
        calls = former is not None or night
        failed = not calls and self.chance.random() < FAILED
        # Repeats and nights are reactive too: what is left is drawn so that the whole stays 45 %.
        share = 0.0 if calls else self.chance.uniform(REPEATED + NIGHT, 1)
        request = self._request(equipment, begin, end, night=night) if share < REACTIVE else None
        planned = "maintenance" if share < REACTIVE + PLANNED else "installation"
        order = self._order(equipment, request, planned, begin, end)
        if former is not None and request is not None:
            request.words = order.words = former.words
            # What was paid for came with no warranty then, so only a new fault is billed again.
            causes = CAUSES if order.contract_version else ("new_fault",)
            order.repeat_of, order.repeat_cause = former, self.chance.choice(causes)
        elif request is not None and not failed:
            for skill in equipment.type.skills.all():
                self.repairs[skill.code].append(order)
        visit = self._trip(equipment, begin, end, failed)
        outcome = "not_done" if failed else "done"
        self.rows.works.append(VisitWork(visit=visit, work_order=order, outcome=outcome))
        self.rows.seats.append(seat(visit, engineer, begin, end))
        if not failed:
            self.rows.times.append(work_time(visit, order, engineer, begin, end))

    def _request(
        self, equipment: Equipment, begin: datetime, end: datetime, *, night: bool
    ) -> Request:
        late = not night and self.chance.random() > IN_TIME
        waited = self.chance.randrange(1600, 3200) if late else self.chance.randrange(50, 240)
        reported = begin - timedelta(minutes=waited)
        day_ones = (Impact.PARTLY, Impact.GOODS_AT_RISK, Impact.NO_HURRY)
        impact = Impact.GOODS_AT_RISK if night else self.chance.choice(day_ones)
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
            words=request.words if request else self._planned_words(equipment, planned),
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

    def _planned_words(self, equipment: Equipment, planned: str) -> str:
        """What planned work is called in the language of the client, who reads it on reports."""
        language = self.languages[equipment.client_id]
        return in_language(named(PLANNED_NAMES[planned]), language)

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
