"""A finished work order as rows: the request and its clocks, the trips, what follows each."""

import random
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from backend.catalog.models import Reason, WorkType
from backend.contracts.coverage import STANDING_TERMS
from backend.demo import trades
from backend.demo.cast import Cast
from backend.demo.city.acts import Ledger
from backend.demo.city.books import WORK_SKILLS, Books
from backend.demo.city.cases import Case, Slot
from backend.demo.city.onsite import OnSite
from backend.demo.city.promises import Promises, Told, reported_before
from backend.desk.models import Message, Request, WorkOrder
from backend.journal import kinds
from backend.lib.ids import new_id

IN_TIME: Final = 0.93
ANSWERS: Final = ("We are on it.", "An engineer is being planned.", "Thank you, noted.")
FIXED: Final = ("Restarted it together by phone.", "Settings corrected remotely.")


class Story:
    """Writes what happened, as the actions would have left it, into the books."""

    def __init__(
        self, cast: Cast, books: Books, promises: Promises, ledger: Ledger, chance: random.Random
    ) -> None:
        self.cast, self.books, self.promises = cast, books, promises
        self.onsite = OnSite(cast, books, promises, ledger, chance)
        self.chance = chance
        self.work_types = {each.code: each for each in WorkType.objects.all()}
        self.no_access = Reason.objects.get(code="no_access")

    def tell(self, case: Case, today: date) -> UUID:
        """A case whose last trip is done, with everything that came before it; answers the work
        order's id."""
        first, last = case.trips[0][0], case.trips[-1][0]
        reported = reported_before(first.begin, case.priority, IN_TIME, self.chance)
        request_id = None
        if case.kind == "repair":
            request_id = self.request(case, reported, last.end, today)
            self._clocks(case, request_id, reported)
        made = reported + timedelta(minutes=self.chance.randrange(10, 40))
        order_id, number = self.order(case, request_id, made, completed=last.end)
        for slot, outcome in case.trips:
            self.onsite.trip(case, order_id, number, slot, outcome, today)
        if request_id is not None:
            subject, client_id = ("request", request_id), case.equipment.client_id
            by = last.engineer.user
            self.books.note(kinds.REQUEST_RESOLVED, subject, client_id, by, last.end)
        return order_id

    def tell_remote(self, case: Case, slot: Slot, today: date) -> None:
        """A request solved by an answer alone: nobody had to go."""
        reported = slot.begin - timedelta(minutes=self.chance.randrange(20, 90))
        resolved = reported + timedelta(minutes=self.chance.randrange(15, 200))
        request_id = self.request(case, reported, resolved, today)
        answered = min(self.answered_at(reported), resolved)
        told = Told(
            client_id=case.equipment.client_id,
            request_id=request_id,
            reported_at=reported,
            reached={"response": answered, "arrival": resolved, "resolution": resolved},
            cancelled=("arrival",),
        )
        self._keep(told, case.priority)
        words = self.chance.choice(FIXED)
        subject, client_id = ("request", request_id), case.equipment.client_id
        by = self.cast.dispatcher
        self.books.note(kinds.REQUEST_RESOLVED, subject, client_id, by, resolved, answer=words)

    def request(self, case: Case, reported: datetime, resolved: datetime, today: date) -> UUID:
        """The request with the answer the client got, closed unless it is young."""
        young = resolved.date() > today - timedelta(days=5)
        state = Request.State.RESOLVED if young else Request.State.CLOSED
        fields = {"state": state, "resolved_at": resolved}
        return self.reported(case, reported, fields)

    def reported(
        self,
        case: Case,
        reported: datetime,
        fields: dict[str, object],
        answered: datetime | None = None,
        *,
        is_answered: bool = True,
    ) -> UUID:
        """A request as it came in, and the first answer by a person."""
        equipment = case.equipment
        version = self.promises.versions.get(equipment.client_id)
        channel = self.chance.choice(("portal", "portal", "phone", "mail"))
        request_id: UUID = self.books.add(
            Request,
            number=self.books.number("REQ"),
            client_id=equipment.client_id,
            object_id=equipment.object_id,
            equipment_id=equipment.id,
            impact=case.impact,
            priority=case.priority,
            channel=channel,
            words=case.words,
            reported_at=reported,
            reported_by="Reception" if channel == "phone" else "",
            recorded_at=reported,
            recorded_by_id=self.cast.dispatcher.id,
            contract_version_id=version.id if version else None,
            coverage="covered" if version else "paid",
            coverage_clause="3.2" if version else STANDING_TERMS,
            **fields,
        )
        subject, by = ("request", request_id), self.cast.dispatcher
        self.books.note(kinds.REQUEST_SUBMITTED, subject, equipment.client_id, by, reported)
        if is_answered:
            at = answered or self.answered_at(reported)
            message = new_id()
            self.books.add(
                Message,
                id=message,
                request_id=request_id,
                author_id=by.id,
                text=self.chance.choice(ANSWERS),
                sent_at=at,
            )
            said = {"internal": False, "message": str(message)}
            self.books.note(kinds.REQUEST_MESSAGED, subject, equipment.client_id, by, at, **said)
        return request_id

    def answered_at(self, reported: datetime) -> datetime:
        """When somebody answered: minutes later by day, in the morning what came at night."""
        at = reported + timedelta(minutes=self.chance.randrange(3, 26))
        if 6 <= at.hour < 17:
            return at
        days = 1 if at.hour >= 17 else 0
        morning = at.replace(hour=6, minute=self.chance.randrange(0, 25))
        return morning + timedelta(days=days)

    def order(
        self,
        case: Case,
        request_id: UUID | None,
        made: datetime,
        completed: datetime | None = None,
        **fields: object,
    ) -> tuple[UUID, str]:
        """The work order with the skills it asks for; answers its id and number."""
        equipment = case.equipment
        version = self.promises.versions.get(equipment.client_id)
        number = self.books.number("WO")
        checklist = trades.CHECKLIST_OF.get(equipment.type.code)
        state = WorkOrder.State.COMPLETED if completed else WorkOrder.State.UNSCHEDULED
        values: dict[str, object] = {
            "number": number,
            "request_id": request_id,
            "client_id": equipment.client_id,
            "object_id": equipment.object_id,
            "equipment_id": equipment.id,
            "work_type_id": self.work_types[case.kind].id,
            "words": case.words,
            "state": state,
            "priority": case.priority,
            "impact": case.impact,
            "checklist_keys": [checklist] if checklist else [],
            "minutes": equipment.type.default_minutes,
            "contract_version_id": version.id if version else None,
            "coverage": "covered" if version else "paid",
            "coverage_clause": "3.2" if version else STANDING_TERMS,
            "made_at": made,
            "completed_at": completed,
        }
        order_id: UUID = self.books.add(WorkOrder, **{**values, **fields})
        for skill_id in self.onsite.skills_of(equipment):
            self.books.add(WORK_SKILLS, workorder_id=order_id, skill_id=skill_id)
        if request_id is not None:
            self.books.note(
                kinds.REQUEST_TRIAGED,
                ("request", request_id),
                equipment.client_id,
                self.cast.dispatcher,
                made,
                work_order=str(order_id),
                number=number,
                coverage=values["coverage"],
                clause=values["coverage_clause"],
            )
        return order_id, number

    def _clocks(self, case: Case, request_id: UUID, reported: datetime) -> None:
        (first, outcome), last = case.trips[0], case.trips[-1][0]
        locked = (first.begin, last.begin) if outcome == "failed" else None
        told = Told(
            client_id=case.equipment.client_id,
            request_id=request_id,
            reported_at=reported,
            reached={
                "response": min(self.answered_at(reported), first.begin),
                "arrival": first.begin,
                "resolution": last.end,
            },
            no_access=locked,
        )
        self._keep(told, case.priority)

    def _keep(self, told: Told, priority: str) -> None:
        for kind, at in self.promises.keep(self.books, told, priority):
            subject = "request", told.request_id
            said = {"clock": kind, "clause": "3.2"}
            self.books.note(kinds.CLOCK_MISSED, subject, told.client_id, None, at, **said)
