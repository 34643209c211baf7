"""What an engineer says of equipment stands in the register at once."""

import pytest

from backend.clients.models import EquipmentPlacement
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from tests.onsite import Phone


@pytest.fixture
def unit_of(cast: Cast, visit: Visit) -> dict[str, object]:
    work_order_id = visit.works.get().work_order_id
    return {"work_order_id": work_order_id, "equipment_id": cast.ice_machine.id}


def test_a_unit_taken_to_the_workshop_is_there_and_keeps_its_object(
    cast: Cast, visit: Visit, phone: Phone, unit_of: dict[str, object]
) -> None:
    result = phone.say("equipment.move", visit, **unit_of, to="workshop", note="Compressor")
    assert (result.status, result.code) == ("applied_with_review", "equipment-moved")
    cast.ice_machine.refresh_from_db()
    assert (cast.ice_machine.whereabouts, cast.ice_machine.object) == (
        "workshop",
        cast.hotel_object,
    )
    placed = EquipmentPlacement.objects.get(equipment=cast.ice_machine, placed_to=None)
    assert placed.whereabouts == "workshop"


def test_it_cannot_be_moved_to_a_stranger(
    cast: Cast, visit: Visit, phone: Phone, unit_of: dict[str, object]
) -> None:
    elsewhere = cast.pharmacy_object.id
    result = phone.say("equipment.move", visit, **unit_of, to="object", object_id=elsewhere)
    assert (result.status, result.code) == ("parked", "object-unknown")
    cast.ice_machine.refresh_from_db()
    assert cast.ice_machine.object == cast.hotel_object
