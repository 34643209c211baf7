"""Planned maintenance: agreed stretches in which no promise of a contract counts.

Dated facts beside the versions, like the days of a calendar: open requests follow by the change
mode of their contract (reactions), and what was counted before anybody agreed stays counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.clients.models import ServiceObject
from backend.contracts.chain import clients_below
from backend.contracts.models import Contract, MaintenanceStretch
from backend.database.locking import locked
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import rfc3339
from backend.lib.errors import Invalid, NotFound

LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True)
class NewMaintenance:
    """From when to when, and where; without an object at all objects of the contract."""

    from_at: datetime
    to_at: datetime
    object: ServiceObject | None = None
    note: str = ""


@transaction.atomic
def plan_maintenance(contract_id: UUID, wish: NewMaintenance, *, by: User) -> MaintenanceStretch:
    """Agree that a stretch does not count. Invalid names object, to_at or note."""
    contract = locked(Contract, contract_id)
    if wish.object and wish.object.client_id not in clients_below(contract.client_id):
        raise Invalid("object", "other-client")
    if wish.to_at <= wish.from_at:
        raise Invalid("to_at", "ends-before-it-begins")
    if wish.to_at - wish.from_at > LONGEST:
        raise Invalid("to_at", "out-of-range", least=1, most=LONGEST.days)
    if len(wish.note) > 200:
        raise Invalid("note", "too-long", limit=200)
    row = MaintenanceStretch.objects.create(contract=contract, **vars(wish))
    record(kinds.CONTRACT_MAINTENANCE, contract, by=by, planned=_told(row))
    return row


@transaction.atomic
def cancel_maintenance(contract_id: UUID, row_id: UUID, *, by: User) -> None:
    """The stretch counts again, from now on or as the contract's change mode says."""
    contract = locked(Contract, contract_id)
    row = contract.maintenance.select_related("object").filter(id=row_id).first()
    if row is None:
        raise NotFound("maintenance")
    record(kinds.CONTRACT_MAINTENANCE, contract, by=by, cancelled=_told(row))
    row.delete()


def _told(row: MaintenanceStretch) -> dict[str, Any]:
    place = str(row.object) if row.object else ""
    return {"from": rfc3339(row.from_at), "to": rfc3339(row.to_at), "object": place}
