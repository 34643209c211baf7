"""The bridge from the register's rows to what a recurring fee counts, and when."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q

from backend.clients.models import (
    Equipment,
    EquipmentPlacement,
    ObjectTenure,
    ServiceObject,
)
from backend.contracts.models import ContractVersion, RecurringFee
from backend.contracts.recurring import ONE, Basis, Counted, Days, Fee, Period, Stay
from backend.lib.clock import local_date

Span = tuple[date | None, date | None]
ALWAYS: Final[Span] = (None, None)


def fee_rule(fee: RecurringFee) -> Fee:
    """The row as the rule reads it."""
    return Fee(fee.amount, Basis(fee.basis), Period(fee.period), Counted(fee.counted))


def held_days(
    version: ContractVersion, versions: list[ContractVersion], whole: Days
) -> Days | None:
    """The days of `whole` on which `version` holds: from its first day until the next version of
    its contract begins, or its last day where nothing prolongs it. One that another replaced from
    its first day on holds on none."""
    if any(_replaces(each, version) for each in versions):
        return None
    later = [each.valid_from for each in versions if each.valid_from > version.valid_from]
    end = min(later, default=None)
    if end is None and version.valid_to and not version.contract.prolongs_itself:
        grace = version.contract.grace_days
        end = date.fromordinal(version.valid_to.toordinal() + 1 + grace)
    return whole.shared_with(version.valid_from, end)


def _replaces(other: ContractVersion, version: ContractVersion) -> bool:
    return other.valid_from == version.valid_from and other.number > version.number


def stays_for(fee: RecurringFee, clients: frozenset[UUID]) -> list[Stay]:
    """What the fee counts among `clients`, each with the days it does."""
    if fee.basis == Basis.FLAT:
        return list(ONE)
    tenures = _tenures(clients)
    if fee.basis == Basis.OBJECT:
        return [Stay(str(pk), *span) for pk, spans in tenures.items() for span in spans]
    return list(_units(fee, tenures))


def _tenures(clients: frozenset[UUID]) -> dict[UUID, list[Span]]:
    """Objects in use that are or were the clients', with when; without a tenure always."""
    spans: dict[UUID, list[Span]] = {}
    kept = ObjectTenure.objects.filter(object__is_active=True)
    for row in kept.filter(client__in=clients):
        spans.setdefault(row.object_id, []).append((row.valid_from, row.valid_to))
    known = ObjectTenure.objects.values("object_id")
    rest = ServiceObject.objects.filter(client__in=clients, is_active=True).exclude(pk__in=known)
    return {**spans, **{pk: [ALWAYS] for pk in rest.values_list("pk", flat=True)}}


def _units(fee: RecurringFee, tenures: dict[UUID, list[Span]]) -> Iterator[Stay]:
    """Units in use by where they stood, as long as the object was one of the clients'."""
    units = Equipment.objects.filter(is_active=True)
    if fee.equipment_type_id:
        units = units.filter(type=fee.equipment_type_id)
    placed = EquipmentPlacement.objects.filter(equipment__in=units)
    known = placed.values("equipment_id")
    never_moved = units.filter(whereabouts=Equipment.Whereabouts.OBJECT, object__in=tenures)
    for unit_id, object_id in never_moved.exclude(pk__in=known).values_list("pk", "object_id"):
        yield from _together(unit_id, ALWAYS, tenures[object_id])
    stood = Q(whereabouts=Equipment.Whereabouts.OBJECT, object__in=tenures)
    for row in placed.filter(stood).select_related("object"):
        if row.object is not None:
            zone = row.object.zone
            until = local_date(row.placed_to, zone) if row.placed_to else None
            span = (local_date(row.placed_from, zone), until)
            yield from _together(row.equipment_id, span, tenures[row.object.pk])


def _together(unit_id: UUID, stood: Span, tenures: list[Span]) -> Iterator[Stay]:
    for begin, end in tenures:
        first = max((day for day in (stood[0], begin) if day), default=None)
        after = min((day for day in (stood[1], end) if day), default=None)
        if first is None or after is None or first < after:
            yield Stay(str(unit_id), first, after)
