"""The bridge from rows to contracts.work_done: a visit's facts, or remote time, for pricing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from backend.contracts.as_rules import object_groups_of
from backend.contracts.chain import clients_above
from backend.contracts.coverage import CONTRACT_PARTY, LineKind
from backend.contracts.warranties import REPEAT, Readings, warranties_of
from backend.contracts.warranty import RepeatCause
from backend.contracts.work_done import TimeSpell, Trip, UsedPart, WorkDone, WorkItem
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Visit
from backend.fieldwork.models import TimeEntry
from backend.lib.clock import local_date

BILLED = {TimeEntry.Kind.WORK: LineKind.LABOUR, TimeEntry.Kind.WAIT: LineKind.WAITING}


def work_done(visit: Visit) -> WorkDone:
    """An ended visit: minutes by engineer and rate class, parts, trips, outcomes.

    A visit that failed for our own reason costs the client nothing, so it has neither trips
    nor time; one that failed for the client's is charged as a failed visit.
    """
    orders = [
        work.work_order
        for work in visit.works.select_related(
            "work_order__equipment", "work_order__repeat_of"
        ).order_by("work_order_id")
    ]
    arrived_at = visit.arrived_at or visit.completed_at or visit.planned_from
    day = local_date(visit.planned_from, visit.object.zone)
    works = tuple(work_item(order, day) for order in orders)
    if visit.state == Visit.State.FAILED:
        charged = bool(visit.failed_for and visit.failed_for.billable)
        return WorkDone(arrived_at, works, on_site=charged, failed=charged)
    return WorkDone(
        arrived_at=arrived_at,
        works=works,
        times=tuple(_spells(visit, orders)),
        trips=tuple(trips_of(visit)),
        parts=tuple(_parts(visit)),
    )


def remote_work_done(subject: WorkOrder | Request, entries: Iterable[TimeEntry]) -> WorkDone:
    """Time spent from afar on a work order or, where there is none, on the request itself."""
    spent = sorted(entries, key=lambda entry: (entry.started_at, entry.id))
    day = local_date(spent[0].started_at, subject.object.zone)
    spells = tuple(_spell(str(subject.id), entry) for entry in spent)
    return WorkDone(spent[0].started_at, (work_item(subject, day),), times=spells, on_site=False)


def parts_by_version(
    done: WorkDone, orders: Mapping[str, WorkOrder], client_id: UUID
) -> Iterator[WorkDone]:
    """The work of each contract version; each payer is billed the way there with the first of
    the versions that concern him. `orders` are those of the visit by id, `client_id` whose it is.
    """
    versions = list(dict.fromkeys(orders[w.work_order].contract_version_id for w in done.works))
    billed: set[UUID] = set()
    for version_id in versions:
        works = tuple(
            w for w in done.works if orders[w.work_order].contract_version_id == version_id
        )
        mine = {work.work_order for work in works}
        payers = {work.payer: _payer_id(work, orders, client_id) for work in works}
        yield replace(
            done,
            works=works,
            times=tuple(t for t in done.times if t.work_order in mine),
            parts=tuple(p for p in done.parts if p.work_order in mine),
            trip_billed_to=frozenset(name for name, key in payers.items() if key in billed),
        )
        billed |= set(payers.values())


def _payer_id(work: WorkItem, orders: Mapping[str, WorkOrder], client_id: UUID) -> UUID:
    """The client behind a payer: of the contract where there is one, else of the visit."""
    if work.payer != CONTRACT_PARTY:
        return UUID(work.payer)
    version = orders[work.work_order].contract_version
    return version.contract.client_id if version else client_id


@dataclass(frozen=True)
class AskedBefore:
    """What work items of many visits share, asked for once: clients above each client, and the
    readings of meters that warranties ask about."""

    clients: Mapping[UUID, frozenset[UUID]]
    readings: Readings


def work_item(
    subject: WorkOrder | Request, day: date, known: AskedBefore | None = None
) -> WorkItem:
    """What clauses and warranties may ask about one work order, or a request without one."""
    unit = subject.equipment
    order = subject if isinstance(subject, WorkOrder) else None
    former = _repeated_by_our_fault(order)
    readings = known.readings if known else None
    warranties = warranties_of(unit, day, repeats=former, readings=readings)
    above = known.clients[subject.client_id] if known else clients_above(subject.client_id)
    payer = str(order.bill_to_id) if order and order.bill_to_id else warranties.payer
    return WorkItem(
        work_order=str(subject.id),
        work_type=str(order.work_type_id) if order else "",
        impact=subject.impact,
        equipment_type=str(unit.type_id) if unit else None,
        object_id=str(subject.object_id),
        object_groups=object_groups_of(subject.object),
        in_register=unit is not None,
        payer=payer if payer and payer != str(subject.client_id) else CONTRACT_PARTY,
        equipment_id=str(unit.id) if unit else None,
        clients=frozenset(str(each) for each in above),
        warranties=warranties,
        repeat_of=f"{REPEAT}{former}" if former else "",
    )


def _repeated_by_our_fault(order: WorkOrder | None) -> str:
    """The number of the earlier work, where a person found the same fault or a bad part."""
    if order is None or order.repeat_of is None or not order.repeat_cause:
        return ""
    return order.repeat_of.number if RepeatCause(order.repeat_cause).is_ours else ""


def _spells(visit: Visit, orders: list[WorkOrder]) -> Iterator[TimeSpell]:
    """Work, and waiting unless its reason is not billable; time of the whole visit counts for its
    first work order."""
    of_visit = {order.id for order in orders}
    entries = TimeEntry.objects.filter(visit=visit, voided_at=None, kind__in=list(BILLED))
    entries = entries.exclude(kind=TimeEntry.Kind.WAIT, reason__billable=False)
    for entry in entries.order_by("started_at", "id"):
        order_id = entry.work_order_id if entry.work_order_id in of_visit else orders[0].id
        yield _spell(str(order_id), entry)


def _spell(order_id: str, entry: TimeEntry) -> TimeSpell:
    return TimeSpell(
        work_order=order_id,
        engineer=str(entry.engineer_id or entry.user_id),
        rate_class=entry.rate_class,
        started_at=entry.started_at,
        ended_at=entry.ended_at,
        kind=BILLED[TimeEntry.Kind(entry.kind)],
    )


def trips_of(visit: Visit) -> Iterator[Trip]:
    """The way of each engineer of the visit, by road and to the zone of the object."""
    territory = visit.object.territory
    zone = territory.travel_zone if territory else ""
    for seat in sorted(visit.engineers.all(), key=lambda seat: seat.id):
        yield Trip(str(seat.engineer_id), visit.travel_m, zone)


def _parts(visit: Visit) -> Iterator[UsedPart]:
    for use in visit.parts.filter(voided_at=None).select_related("part").order_by("id"):
        yield UsedPart(str(use.work_order_id), use.part.code, use.quantity, use.unit)
