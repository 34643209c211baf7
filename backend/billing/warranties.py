"""Paid work earns a warranty: of the work itself, and of each part built in."""

from collections.abc import Iterable
from datetime import date

from backend.billing.models import BillableLine
from backend.catalog.models import Part
from backend.clients.models import Equipment
from backend.contracts.coverage import LineKind
from backend.contracts.models import ContractVersion, StandingTerms, Warranty
from backend.contracts.warranties import earned, warranty_days
from backend.contracts.warranty import WarrantyKind
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit, VisitWork


def give_warranties(visit: Visit, lines: Iterable[BillableLine]) -> list[Warranty]:
    """What completing the visit's paid work earns, by the terms each work order is under; work
    that is not done, covered work and work without a unit earn none. Asked twice, the first stays.
    """
    done = visit.works.filter(outcome=VisitWork.Outcome.DONE).values_list(
        "work_order_id", flat=True
    )
    finished = set(done)
    found = {}
    for line in lines:
        order = line.work_order
        if order is None or order.pk not in finished or order.equipment is None:
            continue
        if not line.amount and not line.question:
            continue
        for row in _earned_by(line, order, order.equipment, line.supplied_on):
            found[(row.source_id, row.kind, row.part_id)] = row
    return Warranty.objects.bulk_create(found.values(), ignore_conflicts=True)


def _earned_by(
    line: BillableLine, order: WorkOrder, unit: Equipment, day: date
) -> Iterable[Warranty]:
    kinds = {LineKind.LABOUR: WarrantyKind.WORK, LineKind.PART: WarrantyKind.PART}
    kind = kinds.get(LineKind(line.kind))
    days = warranty_days(_terms_of(line), kind) if kind else 0
    if kind is None or not days:
        return
    row = earned(unit, order.client, kind, day, days)
    row.source_id, row.source_number = order.pk, order.number
    if kind is WarrantyKind.PART:
        row.part = Part.objects.filter(code=line.item_code).first()
        if row.part is None:
            return
    yield row


def _terms_of(line: BillableLine) -> ContractVersion | StandingTerms | None:
    if line.contract_version is not None:
        return line.contract_version
    return StandingTerms.objects.filter(entity=line.our_entity).first()
