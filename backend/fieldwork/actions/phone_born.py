"""Work that begins on site before the office knows of it; every id was made on the phone.

The house reports on the engineer's word, so the request has its clocks and its coverage like
any other, and a dispatcher is asked to look.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.catalog.models import WorkType
from backend.clients.models import ServiceObject
from backend.database.numbers import next_number
from backend.database.principal import SYSTEM_ID
from backend.desk import actions as desk
from backend.desk.models import WorkOrder
from backend.dispatch.models import Engineer, Visit, VisitEngineer, VisitWork
from backend.dispatch.visits import advance_visit, as_told, bump_worlds, seated_ids
from backend.fieldwork.bodies import VisitOpened, WorkAdded
from backend.fieldwork.happening import Happening
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import NotFound, Refused
from backend.lib.ids import new_id

# The usual work on site where the phone names none.
USUAL_WORK = "repair"


@transaction.atomic(savepoint=False)
def open_visit(visit_id: UUID, told: VisitOpened, happening: Happening) -> Visit:
    """A request, a work order and a visit under way, in one stroke; repeated it is the same."""
    known = Visit.objects.filter(id=visit_id).first()
    if known:
        return _same(known, happening)
    engineer, place = _engineer(happening), _place(told.object_id)
    work = _work_order(
        desk.NewRequest(
            object_id=place.id,
            words=told.words,
            impact=told.impact,
            equipment_id=told.equipment_id,
            reported_at=happening.at,
            reported_by=told.reported_by or happening.by.name,
            channel="visit",
            backdating_reason=_late_reason(happening),
            request_id=told.request_id,
        ),
        told.work_order_id,
    )
    visit = _visit_under_way(visit_id, place, work, engineer, happening)
    journal.record(
        kinds.VISIT_OPENED, visit, by=happening.by, happened_at=happening.at, work=work.number
    )
    desk.note_arrival(work.id, happened_at=happening.at, by=happening.by)
    return advance_visit(visit, "working", by=happening.by, happened_at=happening.at)


@transaction.atomic(savepoint=False)
def add_work(visit: Visit, told: WorkAdded, happening: Happening) -> WorkOrder:
    """ "While you are here": one more work order on a visit that has not ended."""
    known = WorkOrder.objects.filter(id=told.work_order_id).first()
    if known:
        return known
    if visit.state not in ("on_site", "working", "paused"):
        raise Refused("invalid-transition", now=visit.state, wanted="work.add")
    work = _work_order(
        desk.NewRequest(
            object_id=visit.object_id,
            words=told.words,
            impact="no_hurry",
            equipment_id=told.equipment_id,
            reported_at=happening.at,
            reported_by=happening.by.name,
            channel="visit",
            backdating_reason=_late_reason(happening),
            request_id=told.request_id or new_id(),
        ),
        told.work_order_id,
    )
    VisitWork.objects.create(visit=visit, work_order=work)
    desk.note_arrival(work.id, happened_at=happening.at, by=happening.by)
    visit.version += 1
    visit.save(update_fields=["version"])
    journal.record(
        kinds.WORK_ADDED, work, by=happening.by, happened_at=happening.at, visit=visit.number
    )
    bump_worlds(seated_ids(visit))
    return work


def _work_order(wish: desk.NewRequest, work_order_id: UUID) -> WorkOrder:
    """The request as the desk takes it, triaged to the usual work and set on its way."""
    house = User.objects.get(id=SYSTEM_ID)
    request = desk.submit_request(wish, by=house)
    triage = desk.Triage(work_type_id=_usual_work().id, work_order_id=work_order_id)
    work = desk.triage_request(request.id, triage, by=house)
    desk.set_work_scheduled([work.id], by=house)
    return work


def _visit_under_way(
    visit_id: UUID,
    place: ServiceObject,
    work: WorkOrder,
    engineer: Engineer,
    happening: Happening,
) -> Visit:
    """It holds nobody's planned time: what happened is never refused for a clash."""
    until: datetime = happening.at + timedelta(minutes=work.minutes)
    visit = Visit.objects.create(
        id=visit_id,
        number=next_number("VIS"),
        client_id=place.client_id,
        object=place,
        date=local_date(happening.at, engineer.zone),
        planned_from=happening.at,
        planned_to=until,
        born_on_phone=True,
    )
    VisitWork.objects.create(visit=visit, work_order=work)
    VisitEngineer.objects.create(
        visit=visit,
        engineer=engineer,
        planned_from=happening.at,
        planned_to=until,
        holds=False,
    )
    visit.told = as_told(visit)
    visit.save(update_fields=["told"])
    return visit


def _same(known: Visit, happening: Happening) -> Visit:
    if not known.engineers.filter(engineer=happening.engineer).exists():
        raise Refused("id-reused")
    return known


def _engineer(happening: Happening) -> Engineer:
    if happening.engineer is None:
        raise Refused("no-engineer")
    return happening.engineer


def _place(object_id: UUID) -> ServiceObject:
    place = ServiceObject.objects.filter(id=object_id, is_active=True).first()
    if place is None:
        raise NotFound("object")
    return place


def _usual_work() -> WorkType:
    active = WorkType.objects.filter(is_active=True)
    usual = active.filter(code=USUAL_WORK).first() or active.first()
    if usual is None:
        raise Refused("no-work-type")
    return usual


def _late_reason(happening: Happening) -> str:
    """The desk asks why a report is dated back; a phone without network is why."""
    late = utc_now() - happening.at > timedelta(minutes=15)
    return "begun on site, told later by the phone" if late else ""
