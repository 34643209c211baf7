"""The bridge from rows to warranties: what holds for a unit on a day, and what completed work
earns."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from backend.clients.models import Client, Equipment
from backend.contracts.models import ContractVersion, StandingTerms
from backend.contracts.models import Warranty as Row
from backend.contracts.warranty import NO_WARRANTIES, Warranties, Warranty, WarrantyKind, in_force
from backend.database.written import Written
from backend.journal import kinds
from backend.journal.queries import history_of

Readings = Mapping[UUID, Mapping[str, Decimal]]
"""By unit and meter."""

REPEAT: Final = "repeat "
"""Begins the clause of work that repeats earlier work; its number follows."""


def warranties_of(
    unit: Equipment | None, day: date, *, repeats: str = "", readings: Readings | None = None
) -> Warranties:
    """What is in force for `unit` on `day`; `repeats` is the number of the work order a person
    found to be repeated. `readings` (`readings_of`) spares the question for each of many units."""
    if unit is None:
        return NO_WARRANTIES
    rows = kept_warranties(unit)
    found = [_rule(row) for row in rows]
    if unit.warranty_until:
        until = unit.warranty_until
        found.append(Warranty(WarrantyKind.EQUIPMENT, f"{until}", date.min, until))
    read = _readings(unit, rows) if readings is None else readings.get(unit.pk, {})
    return in_force(found, day, read, repeats=repeats)


def kept_warranties(unit: Equipment) -> list[Row]:
    """The warranties of a unit that were not taken back, as they were loaded with it (with
    `warranties__part`) or in one question."""
    loaded = "warranties" in getattr(unit, "_prefetched_objects_cache", {})
    rows = unit.warranties.all() if loaded else _WARRANTIES(equipment_id=unit.pk)
    return [row for row in rows if row.voided_at is None]


def _warranties(equipment_id: UUID) -> QuerySet[Row]:
    return Row.objects.filter(equipment=equipment_id).select_related("part")


_WARRANTIES: Final = Written(_warranties)


def _rule(row: Row) -> Warranty:
    return Warranty(
        kind=WarrantyKind(row.kind),
        clause=row.clause or _clause(row),
        starts_on=row.starts_on,
        until_on=row.until_on,
        meter=row.meter,
        until_meter=row.until_meter,
        part=row.part.code if row.part else "",
        covers_labour=row.covers_labour,
        covers_travel=row.covers_travel,
        covers_parts=row.covers_parts,
        payer=str(row.payer_id) if row.payer_id else "",
        source=row.source_number,
    )


def _clause(row: Row) -> str:
    """The last day and the work order that earned it; clause_words puts them in words."""
    return f"{row.until_on or ''} {row.source_number}".strip()


def _readings(unit: Equipment, rows: Iterable[Row]) -> Mapping[str, Decimal]:
    """The last reading of every meter, where a warranty asks about one."""
    if not any(row.meter for row in rows):
        return {}
    return readings_of([unit.pk]).get(unit.pk, {})


def readings_of(unit_ids: Iterable[UUID]) -> Readings:
    """The last reading of every meter of these units."""
    found: dict[UUID, dict[str, Decimal]] = {}
    for entry in history_of(unit_ids, (kinds.EQUIPMENT_READ,)):
        try:
            found.setdefault(entry.subject_id, {})[entry.data["meter"]] = Decimal(
                entry.data["value"]
            )
        except (KeyError, InvalidOperation):
            continue
    return found


def warranty_days(source: ContractVersion | StandingTerms | None, kind: WarrantyKind) -> int:
    """How long work or a part is warranted by these terms, in days; 0 is not at all."""
    if source is None:
        return 0
    of_work = kind is WarrantyKind.WORK
    return source.work_warranty_days if of_work else source.part_warranty_days


def earned(unit: Equipment, client: Client, kind: WarrantyKind, starts_on: date, days: int) -> Row:
    """An unsaved warranty of so many days from the day the work was done, that day included."""
    return Row(
        equipment=unit,
        client=client,
        kind=kind,
        starts_on=starts_on,
        until_on=starts_on + timedelta(days=days),
        covers_travel=kind is WarrantyKind.WORK,
        covers_labour=kind is WarrantyKind.WORK,
    )
