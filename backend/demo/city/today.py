"""The day the city opens on: a thousand open work orders, their clocks counting as of now."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from backend.catalog.models import Reason
from backend.contracts.sla import Target
from backend.demo.cast import Cast
from backend.demo.city.cases import Case, Slot, Workload, day_of
from backend.demo.city.promises import Promises
from backend.demo.city.size import Size
from backend.demo.city.story import Story
from backend.desk import clocks
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.dispatch.models import DayBoard, Engineer, Visit, VisitWork
from backend.journal import kinds

TODAY_EACH, TOMORROW_EACH = 6, 2
HELD, AT_WORK_NOW = 0.04, 0.06
# Hours since it was reported, by priority: most promises are still to be kept.
AGES: Final = {"critical": (0.2, 1.5), "high": (0.5, 3.5), "normal": (1, 16), "low": (2, 40)}
"""Of work nobody has come to yet."""


class Today:
    """Writes what is open: on the way, planned, waiting to be planned, held."""

    def __init__(self, story: Story, promises: Promises, now: datetime, today: date) -> None:
        self.story, self.books, self.promises = story, story.books, promises
        self.now, self.today, self.chance = now, today, story.chance
        self.cast: Cast = story.cast
        self.open_work = 0

    def open(self, engineers: Sequence[Engineer], workload: Workload, size: Size) -> None:
        """Exactly `size.open_work` open work orders, and requests nobody has judged yet."""
        held = round(size.open_work * HELD)
        planned = size.open_work - held
        for number, engineer in enumerate(engineers):
            visits = TODAY_EACH if planned > TODAY_EACH * len(engineers) else 1
            self._day_of(engineer, number, visits, workload)
        tomorrow = self.today + timedelta(days=1)
        left = planned - self.open_work
        for engineer in engineers[: max(0, left // (2 * TOMORROW_EACH))]:
            for slot in day_of(engineer, tomorrow, TOMORROW_EACH, self.chance):
                self._ahead(workload.new_case(slot), slot, Visit.State.PLANNED, 0)
        anyone = list(engineers)
        while self.open_work < size.open_work:
            slot = Slot(self.chance.choice(anyone), self.now, self.now)
            self._waiting(workload.new_case(slot), held=size.open_work - self.open_work <= held)
        for _n in range(size.fresh_requests):
            self._fresh(workload.new_case(Slot(self.chance.choice(anyone), self.now, self.now)))
        DayBoard.objects.create(
            date=self.today, version=1, published_version=1, published_at=self.now
        )
        DayBoard.objects.create(date=tomorrow, version=1)

    def _day_of(self, engineer: Engineer, number: int, visits: int, workload: Workload) -> None:
        """One engineer's published day, as far as it has come by now."""
        busy = number % round(1 / AT_WORK_NOW) == 3
        free_from = self.now
        if busy:
            begin = self.now - timedelta(minutes=20)
            free_from = begin + timedelta(minutes=70)
            self._under_way(workload, Slot(engineer, begin, free_from))
        for order, slot in enumerate(day_of(engineer, self.today, visits, self.chance), start=1):
            if busy and slot.begin < free_from and slot.end > self.now - timedelta(minutes=20):
                continue
            if slot.end <= self.now:
                case = workload.visit(slot, may_fail=False)
                assert case is not None
                self.story.tell(case, self.today)
            elif slot.begin <= self.now:
                self._under_way(workload, slot)
            else:
                self._ahead(workload.new_case(slot), slot, Visit.State.PUBLISHED, order)

    def _ahead(self, case: Case, slot: Slot, state: str, order: int) -> None:
        order_id = self._order(case, WorkOrder.State.SCHEDULED)
        visit_id, _number = self.story.onsite.visit(case, order_id, slot, state, order=order)
        self.books.add(VisitWork, visit_id=visit_id, work_order_id=order_id)

    def _under_way(self, workload: Workload, slot: Slot) -> None:
        """Somebody is there right now."""
        case = workload.new_case(slot)
        order_id = self._order(case, WorkOrder.State.IN_PROGRESS, arrived=slot.begin)
        visit_id, _number = self.story.onsite.visit(
            case, order_id, slot, Visit.State.WORKING, arrived_at=slot.begin, started_at=slot.begin
        )
        self.books.add(VisitWork, visit_id=visit_id, work_order_id=order_id)
        subject, client_id = ("visit", visit_id), case.equipment.client_id
        for kind in (kinds.VISIT_ARRIVED, kinds.VISIT_STARTED):
            self.books.note(kind, subject, client_id, slot.engineer.user, slot.begin)

    def _waiting(self, case: Case, *, held: bool) -> None:
        """Work nobody is planned for yet; what is held waits for a part."""
        state = WorkOrder.State.ON_HOLD if held else WorkOrder.State.UNSCHEDULED
        order_id = self._order(case, state)
        if held:
            by, client_id = self.cast.dispatcher, case.equipment.client_id
            subject = "workorder", order_id
            self.books.note(kinds.WORK_HELD, subject, client_id, by, self.now, reason="parts")

    def _fresh(self, case: Case) -> None:
        """A request of the last minutes that nobody has answered."""
        case = Case(case.equipment, "repair", self._words(case), case.priority)
        reported = self.now - timedelta(minutes=self.chance.randrange(1, 25))
        fields: dict[str, object] = {"state": Request.State.NEW}
        request_id = self.story.reported(case, reported, fields, is_answered=False)
        self._start_clocks(case, request_id, reported)

    def _words(self, case: Case) -> str:
        return "Something is wrong with it" if case.kind != "repair" else case.words

    def _order(self, case: Case, state: str, arrived: datetime | None = None) -> UUID:
        self.open_work += 1
        begun = min(arrived or self.now, self.now)
        low, high = AGES[case.priority]
        reported = begun - timedelta(hours=self.chance.uniform(low, high))
        reported = reported.replace(second=0, microsecond=0)
        request_id = None
        if case.kind == "repair":
            answered = min(self.story.answered_at(reported), begun)
            fields: dict[str, object] = {"state": Request.State.OPEN}
            request_id = self.story.reported(case, reported, fields, answered)
            self._start_clocks(case, request_id, reported, answered, arrived)
        held = state == WorkOrder.State.ON_HOLD
        reason = Reason.objects.get(code="parts").id if held else None
        made = min(reported + timedelta(minutes=15), self.now)
        order_id, _number = self.story.order(
            case, request_id, made, state=state, hold_reason_id=reason
        )
        return order_id

    def _start_clocks(
        self,
        case: Case,
        request_id: UUID,
        reported: datetime,
        answered: datetime | None = None,
        arrived: datetime | None = None,
    ) -> None:
        """The same clocks as `desk.clocks` keeps, derived by it as of now."""
        reached = {Target.RESPONSE: answered, Target.ARRIVAL: arrived}
        version = self.promises.versions.get(case.equipment.client_id)
        promised = self.promises.targets.get((version.id, case.priority), ()) if version else ()
        stopped = {kind: at.isoformat() for kind, at in reached.items() if at is not None}
        if promised and stopped:
            subject, last = ("request", request_id), max(stopped.values())
            at = datetime.fromisoformat(last)
            client_id = case.equipment.client_id
            self.books.note(kinds.CLOCK_STOPPED, subject, client_id, None, at, clocks=stopped)
        for target in promised:
            clock = SlaClock(
                client_id=case.equipment.client_id,
                request_id=request_id,
                started_at=reported,
                stopped_at=reached.get(Target(target.kind)),
                **target.columns,
            )
            shown = clocks.derive(clock, self.now)
            if shown.breached_at is not None:
                clock.noted = [clocks.MISSED]
                clocks.derive(clock, self.now)
            self.books.sheets[SlaClock].add_row(clock)
            if shown.breached_at is not None:
                subject, client_id = ("request", request_id), clock.client_id
                said = {"clock": str(clock.kind), "clause": clock.clause}
                self.books.note(
                    kinds.CLOCK_MISSED, subject, client_id, None, shown.breached_at, **said
                )
