"""What was helped from afar: a quarter of all requests, and the acts of the month that ended.

The desk in Monaco solves some without a visit; the offices in Kyiv and Sofia do nothing else, and
their last finished month stands on acts in hryvnias and euros.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from backend.accounts.models import User
from backend.billing.actions import approve_lines, issue_act
from backend.billing.drafting import lines_of_remote_time
from backend.billing.models import Act, BillableLine
from backend.catalog.models import WorkType
from backend.clients.models import Equipment
from backend.contracts.models import Impact
from backend.demo import trades
from backend.demo.abroad import Opened
from backend.demo.cast import Cast
from backend.demo.numbers import numbers_of
from backend.demo.promises import Promises, note_clocks
from backend.desk.actions import NewRequest, Triage, submit_request, triage_request
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.fieldwork.actions.remote import USUAL_RATE_CLASS
from backend.fieldwork.models import TimeEntry
from backend.lib.clock import at_wall_clock

DAYS, A_DAY_IN_MONACO, WITH_WORK_ORDER = 30, 4, 0.6


@dataclass
class _Rows:
    """Unsaved rows, in the order their foreign keys need."""

    requests: list[Request] = field(default_factory=list)
    orders: list[WorkOrder] = field(default_factory=list)
    clocks: list[SlaClock] = field(default_factory=list)
    times: list[TimeEntry] = field(default_factory=list)

    def save(self) -> None:
        """Write everything, a table at a time."""
        Request.objects.bulk_create(self.requests)
        WorkOrder.objects.bulk_create(self.orders)
        SlaClock.objects.bulk_create(self.clocks)
        note_clocks(self.clocks)
        TimeEntry.objects.bulk_create(self.times)


@dataclass(frozen=True)
class _Help:
    """One remote help: with what, by whom, from when on the clock, in whose words."""

    unit: Equipment
    by: User
    begin: datetime
    minutes: int
    words: str
    with_order: bool


def help_from_afar(
    cast: Cast, offices: Sequence[Opened], today: date, chance: random.Random
) -> int:
    """Write the remote help before `today`; answers how many acts were issued for it."""
    story = _Story()
    for day in _weekdays(today - timedelta(days=DAYS), today):
        for help_ in _by_phone(cast, day, chance):
            story.tell(help_)
    begin = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    for office in offices:
        for day in _weekdays(begin, today):
            story.tell(_by_office(office, day, chance))
    story.rows.save()
    first = today.replace(day=1)
    return sum(len(_acts(story.lines_of(office), first, cast.biller)) for office in offices)


def _weekdays(begin: date, end: date) -> Iterator[date]:
    days = (begin + timedelta(days=n) for n in range((end - begin).days))
    yield from (day for day in days if day.weekday() < 5)


def _by_phone(cast: Cast, day: date, chance: random.Random) -> Iterator[_Help]:
    """What the dispatcher in Monaco solved on the telephone."""
    visited = Equipment.objects.filter(object__territory__isnull=False).order_by("serial")
    units = list(visited.select_related("object", "type"))
    for unit in chance.choices(units, k=A_DAY_IN_MONACO):
        words = chance.choice(trades.FAULTS[unit.type.code])
        begin = _some_time(unit, day, chance)
        yield _Help(unit, cast.dispatcher, begin, chance.randrange(5, 25, 5), words, False)


def _by_office(office: Opened, day: date, chance: random.Random) -> _Help:
    unit = chance.choice(office.units)
    return _Help(
        unit,
        office.operator,
        _some_time(unit, day, chance),
        chance.randrange(10, 95, 5),
        chance.choice(office.office.faults),
        chance.random() < WITH_WORK_ORDER,
    )


def _some_time(unit: Equipment, day: date, chance: random.Random) -> datetime:
    """Between 09:30 and 16:00 on the clock of the place."""
    assert unit.object is not None
    begin = at_wall_clock(day, time(9, 30), unit.object.zone)
    return begin + timedelta(minutes=chance.randrange(0, 390, 5))


class _Story:
    """Writes one finished remote help after another."""

    def __init__(self) -> None:
        self.rows, self.promises = _Rows(), Promises()
        self.numbers = {prefix: numbers_of(prefix) for prefix in ("REQ", "WO")}
        self.remote_help = WorkType.objects.get(code="remote-help")

    def tell(self, told: _Help) -> None:
        """A request, its clocks, the work order it may have become, and the time."""
        end = told.begin + timedelta(minutes=told.minutes)
        request = self._request(told, end)
        order = self._order(told, request, end) if told.with_order else None
        self.rows.times.append(
            TimeEntry(
                kind=TimeEntry.Kind.WORK,
                user=told.by,
                request=None if order else request,
                work_order=order,
                started_at=told.begin,
                ended_at=end,
                rate_class=USUAL_RATE_CLASS,
            )
        )

    def _request(self, told: _Help, end: datetime) -> Request:
        unit, reported = told.unit, told.begin - timedelta(minutes=12)
        version = self.promises.versions.get(unit.client_id)
        assert unit.object is not None
        request = Request(
            number=next(self.numbers["REQ"]),
            client_id=unit.client_id,
            object=unit.object,
            equipment=unit,
            impact=Impact.PARTLY,
            priority="normal",
            state=Request.State.CLOSED,
            channel="phone",
            words=told.words,
            reported_at=reported,
            recorded_at=reported,
            recorded_by=told.by,
            contract_version=version,
            resolved_at=end,
        )
        self.rows.requests.append(request)
        if version is not None:
            # Nobody arrives, so that promise has no clock left.
            moments = {"response": told.begin, "resolution": end}
            self.rows.clocks += self.promises.clocks(request, version, moments)
        return request

    def _order(self, told: _Help, request: Request, end: datetime) -> WorkOrder:
        order = WorkOrder(
            number=next(self.numbers["WO"]),
            request=request,
            client_id=request.client_id,
            object=request.object,
            equipment=told.unit,
            work_type=self.remote_help,
            place=WorkOrder.Place.REMOTE,
            words=told.words,
            state=WorkOrder.State.COMPLETED,
            priority=request.priority,
            impact=request.impact,
            minutes=told.minutes,
            contract_version=request.contract_version,
            made_at=told.begin,
            completed_at=end,
        )
        self.rows.orders.append(order)
        return order

    def lines_of(self, office: Opened) -> list[BillableLine]:
        """The lines of an office's remote time, as the worker would have drafted them."""
        helped = {unit.client_id for unit in office.units}
        lines: list[BillableLine] = []
        for spent in self.rows.times:
            subject = spent.work_order or spent.request
            if subject is not None and subject.client_id in helped:
                lines += lines_of_remote_time(subject, [spent])
        return BillableLine.objects.bulk_create(lines)


def _acts(lines: Sequence[BillableLine], before: date, biller: User) -> list[Act]:
    """One act a client for what was supplied before the first of this month, dated its last day."""
    by_client: dict[object, list[UUID]] = {}
    for line in lines:
        if line.supplied_on < before:
            by_client.setdefault(line.bill_to_id, []).append(line.id)
    day = before - timedelta(days=1)
    for ids in by_client.values():
        approve_lines(ids, by=biller)
    return [issue_act(ids, by=biller, document_date=day) for ids in by_client.values()]


def wait_abroad(offices: Sequence[Opened], now: datetime) -> None:
    """What waits in each office when the demo opens: a new request and one being worked on."""
    remote_help = WorkType.objects.get(code="remote-help")
    for office in offices:
        for unit, words, minutes in zip(office.units, office.office.faults, (40, 70), strict=False):
            assert unit.object is not None
            wish = NewRequest(
                object_id=unit.object.id,
                equipment_id=unit.id,
                impact=Impact.PARTLY,
                words=words,
                reported_at=now - timedelta(minutes=minutes),
                reported_by=unit.client.contacts.get().name,
                channel="phone",
                backdating_reason="Written down after the call",
            )
            request = submit_request(wish, by=office.operator)
            if minutes == 70:
                place = WorkOrder.Place.REMOTE
                judged = Triage(work_type_id=remote_help.id, place=place)
                triage_request(request.id, judged, by=office.operator)
