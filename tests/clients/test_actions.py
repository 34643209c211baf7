"""Keeping clients, objects and equipment; where things stood stays known."""

import pytest

from backend.clients.actions import (
    save_client,
    save_contact,
    save_equipment,
    save_group,
    save_object,
)
from backend.clients.models import EquipmentPlacement, ObjectTenure
from backend.demo.cast import Cast
from backend.journal.models import Entry
from backend.lib.errors import Invalid


def test_it_works(cast: Cast) -> None:
    client = save_client({"name": "Le Grill", "code": "GRIL"}, by=cast.administrator)
    place = save_object({"client": client, "name": "Grill, kitchen"}, by=cast.administrator)
    oven = save_equipment(
        {"client": client, "object": place, "type": cast.ice_machine.type, "name": "Oven"},
        by=cast.administrator,
    )
    contact = save_contact({"client": client, "name": "Luc"}, by=cast.administrator)
    assert contact.roles.get().reports
    assert ObjectTenure.objects.get().client == client
    assert EquipmentPlacement.objects.get().object == place
    assert Entry.objects.filter(kind="catalog.changed").count() == 4
    assert Entry.objects.get(subject_id=oven.pk).client_id == client.pk


def test_a_place_that_changes_hands_begins_a_tenure(cast: Cast) -> None:
    place = save_object({"client": cast.hotel, "name": "Kiosk"}, by=cast.administrator)
    save_object({"client": cast.pharmacy}, by=cast.administrator, object_id=place.pk)
    assert ObjectTenure.objects.get(valid_to=None).client == cast.pharmacy


def test_moved_equipment_keeps_its_past(cast: Cast) -> None:
    save_equipment(
        {"whereabouts": "workshop", "object": None},
        by=cast.administrator,
        equipment_id=cast.ice_machine.pk,
    )
    placement = EquipmentPlacement.objects.get(equipment=cast.ice_machine)
    assert (placement.whereabouts, placement.object, placement.placed_to) == (
        "workshop",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"name": "X", "code": "HERM"}, "code", "taken"),
        ({"name": "", "code": "X"}, "name", "blank"),
        ({"name": "a" * 10_000, "code": "X"}, "name", "too-long"),
        ({"name": "X", "code": "X", "language": "xx"}, "language", "unknown"),
    ],
)
def test_bad_input_names_the_field(cast: Cast, values: dict, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        save_client(values, by=cast.administrator)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_equipment_stands_at_its_own_client(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        save_equipment(
            {"object": cast.pharmacy_object},
            by=cast.administrator,
            equipment_id=cast.ice_machine.pk,
        )
    assert (refusal.value.field, refusal.value.code) == ("object", "other-client")


def test_an_unknown_zone_is_named(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        save_object(
            {"client": cast.hotel, "name": "X", "zone": "Mars/Olympus"}, by=cast.administrator
        )
    assert refusal.value.field == "zone"


def test_a_group_needs_a_client(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        save_group({"name": "Bars"}, by=cast.administrator)
    assert refusal.value.field == "client"
