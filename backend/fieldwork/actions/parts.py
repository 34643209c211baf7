"""Parts on site: used, taken back from the list, asked for, old ones recovered."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F

from backend.catalog.models import Part
from backend.database import together
from backend.dispatch.models import Engineer, Visit
from backend.dispatch.visits import bump_worlds
from backend.fieldwork.bodies import PartAsked, PartRecovered, PartUsed, PartVoided
from backend.fieldwork.happening import Happening
from backend.fieldwork.models import PartRequest, PartUse, RecoveredPart, VanStock
from backend.fieldwork.reach import part_of_catalog, work_of
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.errors import Refused


@transaction.atomic(savepoint=False)
def use_part(visit: Visit, told: PartUsed, happening: Happening) -> PartUse:
    """A part built in or used up; it leaves the engineer's van where it was counted there."""
    known = together.known(PartUse, told.use_id)
    if known:
        return _same(known, visit)
    work = work_of(visit, told.work_order_id)
    part = part_of_catalog(told.part_id, told.unit)
    use = PartUse(
        id=told.use_id,
        visit=visit,
        work_order=work,
        part=part,
        quantity=told.quantity,
        unit=told.unit,
        used_at=happening.at,
    )
    together.insert(use)
    _move_stock(happening.engineer, part, -told.quantity)
    _record(kinds.PART_USED, visit, happening, part.code, told.quantity, told.unit)
    return use


@transaction.atomic(savepoint=False)
def void_part(visit: Visit, told: PartVoided, happening: Happening) -> PartUse:
    """The part was not used after all and is back in the van."""
    use = PartUse.objects.filter(id=told.use_id, visit=visit).select_related("part").first()
    if use is None:
        raise Refused("part-use-unknown", use_id=str(told.use_id))
    if use.voided_at is None:
        use.voided_at = happening.at
        use.save(update_fields=["voided_at"])
        _move_stock(happening.engineer, use.part, use.quantity)
        _record(kinds.PART_VOIDED, visit, happening, use.part.code, use.quantity, use.unit)
    return use


@transaction.atomic(savepoint=False)
def request_part(visit: Visit, told: PartAsked, happening: Happening) -> PartRequest:
    """Ask the office for a part of a work order."""
    work = work_of(visit, told.work_order_id)
    part = part_of_catalog(told.part_id, told.unit)
    asked, is_new = PartRequest.objects.get_or_create(
        id=told.request_id,
        defaults={
            "work_order": work,
            "part": part,
            "quantity": told.quantity,
            "unit": told.unit,
            "asked_at": happening.at,
        },
    )
    if is_new:
        _record(kinds.PART_REQUESTED, visit, happening, part.code, told.quantity, told.unit)
    return asked


@transaction.atomic(savepoint=False)
def recover_part(visit: Visit, told: PartRecovered, happening: Happening) -> RecoveredPart:
    """An old part or gas taken back: the engineer holds it, the office says where it goes."""
    work = work_of(visit, told.work_order_id)
    part = Part.objects.filter(id=told.part_id).first() if told.part_id else None
    recovered, is_new = RecoveredPart.objects.get_or_create(
        id=told.recovery_id,
        defaults={
            "visit": visit,
            "work_order": work,
            "engineer": happening.engineer,
            "part": part,
            "text": told.text,
            "quantity": told.quantity,
            "unit": told.unit,
            "recovered_at": happening.at,
        },
    )
    if recovered.visit_id != visit.id:
        raise Refused("id-reused")
    if is_new:
        code = part.code if part else told.text
        _record(kinds.PART_RECOVERED, visit, happening, code, told.quantity, told.unit)
    return recovered


def put_into_van(engineer: Engineer | None, part: Part, quantity: Decimal) -> None:
    """A good part is counted in the engineer's van from now on, where it was not before too."""
    if engineer is None:
        raise Refused("no-engineer")
    VanStock.objects.get_or_create(engineer=engineer, part=part, defaults={"quantity": 0})
    _move_stock(engineer, part, quantity)


def _same(known: PartUse, visit: Visit) -> PartUse:
    if known.visit_id != visit.id:
        raise Refused("id-reused")
    return known


def _move_stock(engineer: Engineer | None, part: Part, change: Decimal) -> None:
    """Count what the van holds; it may go below zero, because what happened happened."""
    if engineer is not None:
        rows = VanStock.objects.filter(engineer=engineer, part=part)
        if rows.update(quantity=F("quantity") + change):
            bump_worlds([engineer.id])


def _record(
    kind: str, visit: Visit, happening: Happening, part: str, quantity: Decimal, unit: str
) -> None:
    journal.record(
        kind,
        visit,
        by=happening.by,
        happened_at=happening.at,
        part=part,
        quantity=str(quantity),
        unit=unit,
    )
