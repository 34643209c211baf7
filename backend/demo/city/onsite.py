"""One trip as rows: seat, times, part, checklist, signature and report, lines and journal."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from backend.billing.paper_data import ReportOnPaper
from backend.catalog.models import Part, Reason
from backend.clients.models import Equipment
from backend.demo.cast import Cast
from backend.demo.city.acts import Ledger, Trip
from backend.demo.city.books import REPORT_WORK, Books
from backend.demo.city.cases import Case, Slot
from backend.demo.city.forms import Forms
from backend.demo.city.money import Done
from backend.demo.city.promises import Promises
from backend.demo.city.reports import Reports
from backend.dispatch.models import Visit, VisitEngineer, VisitWork
from backend.fieldwork.models import PartUse, ServiceReport, Signature, TimeEntry
from backend.journal import kinds
from backend.lib.ids import new_id

WITH_PART, WITH_CHECKLIST, SIGNED = 0.15, 0.5, 0.8
TO_START, TO_GIVE_UP = timedelta(minutes=5), timedelta(minutes=15)
# State of the visit and outcome of the work order by how the trip ended.
ENDED: Final = {
    "done": (Visit.State.COMPLETED, "done"),
    "partial": (Visit.State.PARTIALLY_COMPLETED, "partial"),
    "failed": (Visit.State.FAILED, "not_done"),
}


class OnSite:
    """Writes trips that are over, and the rows of those still ahead."""

    def __init__(
        self, cast: Cast, books: Books, promises: Promises, ledger: Ledger, chance: random.Random
    ) -> None:
        self.cast, self.books, self.promises = cast, books, promises
        self.ledger, self.chance = ledger, chance
        self.reports, self.forms = Reports(promises, ledger), Forms(books)
        self.parts = list(Part.objects.order_by("code"))
        self.reasons = {each.code: each for each in Reason.objects.all()}
        self.skills: dict[object, list[UUID]] = {}

    def skills_of(self, equipment: Equipment) -> list[UUID]:
        """Ids of the skills its type asks for."""
        if equipment.type_id not in self.skills:
            rows = equipment.type.skills.values_list("id", flat=True)
            self.skills[equipment.type_id] = list(rows)
        return self.skills[equipment.type_id]

    def visit(
        self, case: Case, order_id: UUID, slot: Slot, state: str, **fields: Any
    ) -> tuple[UUID, str]:
        """The visit's row and its seat; answers its id and number. `told` unless it is planned."""
        equipment, engineer = case.equipment, slot.engineer
        visit_id, number = new_id(), self.books.number("VIS")
        told = {
            "engineers": [str(engineer.id)],
            "from": slot.begin.isoformat(),
            "to": slot.end.isoformat(),
            "order": fields.get("order", 0),
            "window": [None, None],
        }
        self.books.add(
            Visit,
            id=visit_id,
            number=number,
            client_id=equipment.client_id,
            object_id=equipment.object_id,
            date=slot.begin.date(),
            state=state,
            planned_from=slot.begin,
            planned_to=slot.end,
            travel_s=self.chance.randrange(180, 840, 60),
            travel_m=self.chance.randrange(600, 5_200, 100),
            told=None if state == Visit.State.PLANNED else told,
            **fields,
        )
        self.books.add(
            VisitEngineer,
            visit_id=visit_id,
            engineer_id=engineer.id,
            planned_from=slot.begin,
            planned_to=slot.end,
            actual_from=fields.get("arrived_at"),
            actual_to=fields.get("completed_at"),
            holds=fields.get("completed_at") is None,
        )
        self._planned(case, visit_id, slot, published=state != Visit.State.PLANNED)
        return visit_id, number

    def _planned(self, case: Case, visit_id: UUID, slot: Slot, *, published: bool) -> None:
        subject, client_id, by = ("visit", visit_id), case.equipment.client_id, self.cast.dispatcher
        before = slot.begin - timedelta(hours=2 if slot.night else 14)
        said = {"planned_from": slot.begin.isoformat()}
        name = slot.engineer.user.name
        self.books.note(kinds.VISIT_PLANNED, subject, client_id, by, before, engineer=name, **said)
        if published:
            after = before + timedelta(minutes=20)
            self.books.note(kinds.VISIT_PUBLISHED, subject, client_id, by, after, **said)

    def trip(
        self, case: Case, order_id: UUID, number: str, slot: Slot, outcome: str, today: date
    ) -> None:
        """A trip that is over."""
        state, work_outcome = ENDED[outcome]
        failed = outcome == "failed"
        ended = slot.begin + TO_GIVE_UP if failed else slot.end
        visit_id, visit_number = self.visit(
            case,
            order_id,
            slot,
            state,
            arrived_at=slot.begin,
            started_at=None if failed else slot.begin + TO_START,
            completed_at=ended,
            failed_for_id=self.reasons["no_access"].id if failed else None,
        )
        reason = {"failed": "no_access", "partial": "part_missing"}.get(outcome)
        work_id = self.books.add(
            VisitWork,
            visit_id=visit_id,
            work_order_id=order_id,
            outcome=work_outcome,
            reason_id=self.reasons[reason].id if reason else None,
        )
        trip = Trip(visit_id, visit_number, order_id, case.equipment.client, slot.end.date(), ended)
        part = None if failed else self._part(case, trip, slot)
        self._times(case, trip, slot, failed=failed)
        self._happened(case, trip, slot, outcome, number)
        if outcome == "done":
            shown = None
            if self.chance.random() < WITH_CHECKLIST:
                shown = self.forms.fill(case, work_id, number, slot, trip, self.chance)
            if self.chance.random() < SIGNED:
                self._sign(case, trip, slot, number, part, shown)
        done = Done(
            equipment=case.equipment,
            work_type=case.kind,
            impact=case.impact,
            begin=slot.begin + TO_START,
            minutes=int((slot.end - slot.begin - TO_START).total_seconds() // 60),
            part=(part.code, part.unit) if part else None,
            failed=failed,
            night=slot.night,
        )
        self.ledger.charge(trip, done, self.chance)

    def _part(self, case: Case, trip: Trip, slot: Slot) -> Part | None:
        if case.kind != "repair" or self.chance.random() > WITH_PART / 0.45:
            return None
        part = self.chance.choice(self.parts)
        at = slot.end - TO_START
        self.books.add(
            PartUse,
            visit_id=trip.id,
            work_order_id=trip.order_id,
            part_id=part.id,
            quantity=Decimal(1),
            unit=part.unit,
            used_at=at,
        )
        said = {"part": part.code, "quantity": "1", "unit": part.unit}
        self._note(kinds.PART_USED, trip, slot, at, **said)
        return part

    def _times(self, case: Case, trip: Trip, slot: Slot, *, failed: bool) -> None:
        way = timedelta(minutes=self.chance.randrange(5, 15))
        spells = [(TimeEntry.Kind.TRAVEL, slot.begin - way, slot.begin, None)]
        if not failed:
            work = TimeEntry.Kind.WORK
            spells.append((work, slot.begin + TO_START, slot.end, trip.order_id))  # type: ignore[arg-type]
        for kind, begun, ended, order_id in spells:
            self.books.add(
                TimeEntry,
                kind=kind,
                engineer_id=slot.engineer.id,
                user_id=slot.engineer.user_id,
                visit_id=trip.id,
                work_order_id=order_id,
                started_at=begun,
                ended_at=ended,
                rate_class=slot.engineer.rate_class,
            )

    def _happened(self, case: Case, trip: Trip, slot: Slot, outcome: str, number: str) -> None:
        self._note(kinds.VISIT_TRAVEL_STARTED, trip, slot, slot.begin - timedelta(minutes=10))
        self._note(kinds.VISIT_ARRIVED, trip, slot, slot.begin)
        if outcome == "failed":
            self._note(kinds.VISIT_FAILED, trip, slot, trip.ended_at, reason="no_access")
        else:
            self._note(kinds.VISIT_STARTED, trip, slot, slot.begin + TO_START)
            self._note(kinds.VISIT_COMPLETED, trip, slot, trip.ended_at)
        said = {"outcome": outcome, "state": "completed" if outcome == "done" else "unscheduled"}
        subject = "workorder", trip.order_id
        client_id, by = case.equipment.client_id, slot.engineer.user
        self.books.note(kinds.WORK_CLOSED, subject, client_id, by, trip.ended_at, **said)

    def _note(self, kind: str, trip: Trip, slot: Slot, at: datetime, **said: Any) -> None:
        self.books.note(kind, ("visit", trip.id), trip.client.id, slot.engineer.user, at, **said)

    def _sign(
        self, case: Case, trip: Trip, slot: Slot, number: str, part: Part | None, shown: Any
    ) -> None:
        """A signature on glass and the report under it; its PDF is not made for scenery."""
        made = self.reports.snapshot(case, trip, slot, number, part, shown)
        signature_id, report_id = new_id(), new_id()
        signed_at = slot.end - timedelta(minutes=2)
        self.books.add(
            Signature,
            id=signature_id,
            visit_id=trip.id,
            signer_name="Duty manager",
            signer_role="Manager",
            consent_sha256=made.snapshot["consent"]["sha256"],
            shown_ms=8_000,
            witness_id=slot.engineer.user_id,
            signed_at=signed_at,
        )
        report_number = self.books.number("SR")
        self.books.add(
            ServiceReport,
            id=report_id,
            number=report_number,
            client_id=trip.client.id,
            visit_id=trip.id,
            state=ServiceReport.State.SIGNED,
            signature_id=signature_id,
            snapshot=made.written,
            snapshot_sha256=made.sha256,
            language=made.snapshot["language"],
            made_at=signed_at,
        )
        self.books.add(REPORT_WORK, servicereport_id=report_id, workorder_id=trip.order_id)
        self._note(kinds.VISIT_SIGNED, trip, slot, signed_at, signer="Duty manager")
        on_paper = ReportOnPaper(report_number, trip.day, str(case.equipment.object))
        self.ledger.report(trip.client, report_id, on_paper)
