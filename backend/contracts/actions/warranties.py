"""Warranties a person enters or ends; those that paid work earns come from billing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.catalog.models import Part
from backend.clients.models import Client, Equipment
from backend.contracts.models import Warranty
from backend.contracts.warranty import WarrantyKind
from backend.database.locking import locked
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, Refused


@dataclass(frozen=True)
class NewWarranty:
    """A warranty of a unit, or of one part of it: until a day or a meter reading; `payer` bears
    it, None is we ourselves."""

    kind: str
    starts_on: date
    until_on: date | None = None
    meter: str = ""
    until_meter: Decimal | None = None
    part: Part | None = None
    clause: str = ""
    covers_labour: bool = True
    covers_travel: bool = True
    covers_parts: bool = True
    payer: Client | None = None


@transaction.atomic
def give_warranty(equipment_id: UUID, wish: NewWarranty, *, by: User) -> Warranty:
    """Write a warranty down. Invalid names kind, part, until_on, meter, clause or payer."""
    unit = locked(Equipment, equipment_id)
    _check(wish, unit)
    row = Warranty.objects.create(
        equipment=unit,
        client=unit.client,
        made_by=by,
        **{name: getattr(wish, name) for name in wish.__dataclass_fields__},
    )
    record(kinds.WARRANTY_GIVEN, unit, by=by, warranty=str(row.pk), until=str(row.until_on or ""))
    return row


@transaction.atomic
def void_warranty(warranty_id: UUID, *, by: User) -> Warranty:
    """End a warranty that should not have been; lines already drafted stay as they are."""
    row = locked(Warranty, warranty_id)
    if row.voided_at is not None:
        raise Refused("wrong-state")
    row.voided_at = utc_now()
    row.save(update_fields=["voided_at"])
    record(kinds.WARRANTY_GIVEN, row.equipment, by=by, warranty=str(row.pk), voided=True)
    return row


def _check(wish: NewWarranty, unit: Equipment) -> None:
    if wish.kind not in (WarrantyKind.EQUIPMENT, WarrantyKind.PART):
        raise Invalid("kind", "unknown", given=wish.kind)
    if (wish.kind == WarrantyKind.PART) != (wish.part is not None):
        raise Invalid("part", "missing" if wish.part is None else "unknown")
    if wish.until_on is None and wish.until_meter is None:
        raise Invalid("until_on", "missing")
    if wish.until_on is not None and wish.until_on < wish.starts_on:
        raise Invalid("until_on", "ends-before-it-begins")
    if (wish.until_meter is None) != (not wish.meter):
        raise Invalid("meter", "missing")
    if wish.until_meter is not None and wish.until_meter <= 0:
        raise Invalid("until_meter", "not-positive")
    if len(wish.clause) > 40:
        raise Invalid("clause", "too-long", limit=40)
    if wish.payer is not None and wish.payer.pk == unit.client_id:
        raise Invalid("payer", "same-client")
