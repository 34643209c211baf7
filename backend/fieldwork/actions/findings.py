"""What was found on site: service restored, defects, equipment."""

from typing import Any
from uuid import UUID

from django.db import transaction

from backend.clients.actions import save_equipment
from backend.clients.models import Equipment, ServiceObject
from backend.desk import actions as desk
from backend.dispatch.models import Visit
from backend.dispatch.worlds import refresh_worlds_beside
from backend.fieldwork.actions.photos import name_photo
from backend.fieldwork.bodies import (
    DefectFound,
    EquipmentMoved,
    EquipmentSuggested,
    MeterRead,
    Restored,
)
from backend.fieldwork.happening import Happening
from backend.fieldwork.models import Defect
from backend.fieldwork.reach import work_of
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.errors import Refused


@transaction.atomic(savepoint=False)
def note_restored(visit: Visit, told: Restored, happening: Happening) -> None:
    """The client can work again, for good or for the time being."""
    work = work_of(visit, told.work_order_id)
    desk.note_restored(work.id, how=told.how, happened_at=happening.at, by=happening.by)
    refresh_worlds_beside(visit)


@transaction.atomic(savepoint=False)
def report_defect(visit: Visit, told: DefectFound, happening: Happening) -> Defect:
    """Something wrong that was not the reason to come."""
    work = work_of(visit, told.work_order_id)
    equipment = _equipment_of(visit, told.equipment_id) if told.equipment_id else work.equipment
    defect, is_new = Defect.objects.get_or_create(
        id=told.defect_id,
        defaults={
            "visit": visit,
            "work_order": work,
            "equipment": equipment,
            "severity": told.severity,
            "code": told.code,
            "text": told.text,
            "found_at": happening.at,
        },
    )
    for media_id in told.media_ids:
        name_photo(visit, media_id, "during", happening, work=work)
    if is_new:
        _record(kinds.DEFECT_REPORTED, visit, happening, code=told.code, severity=told.severity)
    return defect


@transaction.atomic(savepoint=False)
def read_meter(visit: Visit, told: MeterRead, happening: Happening) -> None:
    """A reading of a unit's meter; the series of readings is the unit's history."""
    equipment = _equipment_of(visit, told.equipment_id)
    _record_of(
        kinds.EQUIPMENT_READ,
        equipment,
        happening,
        meter=told.meter,
        value=str(told.value),
        unit=told.unit,
        visit=visit.number,
    )


@transaction.atomic(savepoint=False)
def suggest_equipment(visit: Visit, told: EquipmentSuggested, happening: Happening) -> None:
    """A correction of the register; the office decides, so only the word of it is kept."""
    work = work_of(visit, told.work_order_id)
    if told.equipment_id:
        _equipment_of(visit, told.equipment_id)
    _record(
        kinds.EQUIPMENT_SUGGESTED,
        visit,
        happening,
        work_order=work.number,
        equipment=str(told.equipment_id or ""),
        name=told.name,
        serial=told.serial,
        note=told.note,
    )


@transaction.atomic(savepoint=False)
def note_move(visit: Visit, told: EquipmentMoved, happening: Happening) -> None:
    """A unit left its place or came back: the register says so from then on. One that is away
    keeps the object it belongs to."""
    equipment = _equipment_of(visit, told.equipment_id)
    place = equipment.object
    if told.to == "object" and told.object_id:
        place = _object_of(visit, told.object_id)
    save_equipment(
        {"whereabouts": told.to, "object": place},
        by=happening.by,
        equipment_id=equipment.id,
        moved_at=happening.at,
    )
    _record_of(
        kinds.EQUIPMENT_MOVED,
        equipment,
        happening,
        to=told.to,
        object=str(told.object_id or ""),
        note=told.note,
        visit=visit.number,
    )


def _equipment_of(visit: Visit, equipment_id: UUID) -> Equipment:
    """A unit of the visit's client; another client's is as unknown as none."""
    unit = Equipment.objects.filter(id=equipment_id, client_id=visit.client_id).first()
    if unit is None:
        raise Refused("equipment-unknown", equipment_id=str(equipment_id))
    return unit


def _object_of(visit: Visit, object_id: UUID) -> ServiceObject:
    """An object of the visit's client; another client's is as unknown as none."""
    place = ServiceObject.objects.filter(id=object_id, client_id=visit.client_id).first()
    if place is None:
        raise Refused("object-unknown", object_id=str(object_id))
    return place


def _record(kind: str, visit: Visit, happening: Happening, **data: Any) -> None:
    journal.record(kind, visit, by=happening.by, happened_at=happening.at, **data)


def _record_of(kind: str, equipment: Equipment, happening: Happening, **data: Any) -> None:
    journal.record(kind, equipment, by=happening.by, happened_at=happening.at, **data)
