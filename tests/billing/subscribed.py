"""Fees of C-104 and what they count, as tests of fees need them."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from backend.clients.models import Equipment, EquipmentPlacement
from backend.contracts.models import RecurringFee
from backend.demo.cast import Cast
from backend.lib.clock import at_wall_clock
from tests.agreed import revised


def fee(cast: Cast, amount: str, **more: Any) -> RecurringFee:
    """A fee of C-104, in force since January: per unit and month, by days, unless told."""
    said = {"basis": "unit", "counted": "by_days", "names": {"en": "Care of cold"}, **more}
    with revised(cast.contract_version) as version:
        return RecurringFee.objects.create(version=version, amount=Decimal(amount), **said)


def unit(cast: Cast, name: str, begin: date | None = None, end: date | None = None) -> Equipment:
    made = Equipment.objects.create(
        client=cast.hotel, object=cast.hotel_object, type=cast.ice_machine.type, name=name
    )
    if begin or end:
        EquipmentPlacement.objects.create(
            equipment=made,
            whereabouts="object",
            object=cast.hotel_object,
            placed_from=_noon(begin or date(2026, 1, 2)),
            placed_to=_noon(end) if end else None,
        )
    return made


def _noon(day: date) -> datetime:
    return at_wall_clock(day, time(12), "Europe/Monaco")


def taken_away(fridge: Equipment, day: date) -> None:
    """From `day` on it stands at no client."""
    fridge_there = EquipmentPlacement.objects.get(equipment=fridge)
    fridge_there.placed_to = _noon(day)
    fridge_there.save()
