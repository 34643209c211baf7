"""The review inbox: what differs is shown, what was sent is a form, a suggestion is decided."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from backend.catalog.models import EquipmentType
from backend.clients.models import Equipment
from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.fieldwork.models import PartUse, Receipt, RecoveredPart, VanStock
from backend.lib.ids import new_id
from tests.onsite import Phone, paired_phone, published_visit, signature_body
from tests.web.office import built, signed_in

__all__ = ["built"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]


@pytest.fixture
def desk(cast: Cast) -> Client:
    return signed_in(cast.dispatcher)


@pytest.fixture
def visit(cast: Cast) -> Visit:
    return published_visit(cast)


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return paired_phone(cast.engineer)


def waiting(name: str) -> tuple[Receipt, str]:
    receipt = Receipt.objects.get(review="open")
    return receipt, reverse("desk:review-deed", args=[receipt.pk, name])


def work_of(visit: Visit) -> dict[str, str]:
    return {"work_order_id": str(visit.works.get().work_order_id)}


def test_a_parked_command_is_a_form_of_what_it_carries(
    cast: Cast, desk: Client, visit: Visit, phone: Phone
) -> None:
    """In pieces a fan is not counted in kilograms: the office mends the unit and it counts."""
    use = {"use_id": str(new_id()), "part_id": str(cast.part.pk), "quantity": "2", "unit": "kg"}
    assert phone.say("part.use", visit, **use, **work_of(visit)).code == "unit-differs"
    _receipt, replay = waiting("replay")
    page = desk.get(replay).text
    for label in ("Work order", "Part", "Quantity", "Unit", "Fan 120 mm"):
        assert label in page
    assert "use_id" not in page
    sent = {"part_id": use["part_id"], "quantity": "2", "unit": "kg", **work_of(visit)}
    assert desk.post(replay, sent).status_code == 422
    assert desk.post(replay, {**sent, "quantity": "1", "unit": "pcs"}).status_code == 302
    made = PartUse.objects.get()
    assert (str(made.pk), made.quantity, made.unit) == (use["use_id"], 1, "pcs")
    assert Receipt.objects.get().review == "replayed"


def test_outcomes_and_reasons_are_chosen_from_lists(
    desk: Client, visit: Visit, phone: Phone
) -> None:
    phone.say("visit.start", visit)
    wrong = [{"work_order_id": str(new_id()), "outcome": "done"}]
    assert phone.say("visit.complete", visit, outcomes=wrong).code == "outcomes-differ"
    _receipt, replay = waiting("replay")
    number = visit.works.get().work_order.number
    assert number in desk.get(replay).text
    field = f"outcome:{visit.works.get().work_order_id}"
    assert desk.post(replay, {field: "sold"}).status_code == 422
    assert desk.post(replay, {field: "done"}).status_code == 302
    visit.refresh_from_db()
    assert visit.state == "completed"


def test_what_was_signed_stands_beside_what_is_there_now(
    desk: Client, visit: Visit, phone: Phone
) -> None:
    body = signature_body(visit)
    WorkOrder.objects.filter(visit_works__visit=visit).update(words="Also the door")
    phone.say("signature.capture", visit, **body)
    receipt, dismiss = waiting("dismiss")
    assert receipt.code == "signature-stale"
    rows = desk.get(dismiss).context["differences"]
    assert [(row.then, row.now) for row in rows] == [("Makes no ice", "Also the door")]


def test_a_completion_is_compared_with_the_paper_that_was_signed(
    cast: Cast, desk: Client, visit: Visit, phone: Phone
) -> None:
    from backend.fieldwork.bundle import bundle_for

    (row,) = bundle_for(cast.engineer, "en")["visits"]
    phone.say("signature.capture", visit, **signature_body(visit))
    WorkOrder.objects.filter(visit_works__visit=visit).update(equipment=None)
    outcomes = [{**work_of(visit), "outcome": "done"}]
    phone.say("visit.complete", visit, outcomes=outcomes, material_hash=row["material_hash"])
    _receipt, dismiss = waiting("dismiss")
    (found,) = desk.get(dismiss).context["differences"]
    assert (found.name, found.now) == ("Equipment", "")
    assert found.then == str(cast.ice_machine)


def suggest(phone: Phone, visit: Visit, **told: Any) -> None:
    phone.say("equipment.suggest", visit, **told, **work_of(visit))


def test_a_correction_of_the_register_is_written_as_the_office_words_it(
    cast: Cast, desk: Client, visit: Visit, phone: Phone
) -> None:
    suggest(phone, visit, equipment_id=str(cast.ice_machine.pk), serial="HZ-99121")
    _receipt, accept = waiting("accept")
    page = desk.get(accept).text
    assert "HZ-99121" in page
    assert cast.ice_machine.name in page
    assert desk.post(accept, {"name": "Ice machine, bar", "serial": "HZ-9912"}).status_code == 302
    cast.ice_machine.refresh_from_db()
    assert (cast.ice_machine.name, cast.ice_machine.serial) == ("Ice machine, bar", "HZ-9912")
    assert Receipt.objects.get().review == "accepted"
    assert desk.get(accept).status_code == 404


def test_a_unit_the_register_did_not_have_stands_at_the_object_from_then_on(
    cast: Cast, desk: Client, visit: Visit, phone: Phone
) -> None:
    suggest(phone, visit, name="Second ice machine")
    _receipt, accept = waiting("accept")
    told = {"name": "Second ice machine", "serial": ""}
    assert desk.post(accept, told).status_code == 422
    cold = EquipmentType.objects.get(code="cold")
    assert desk.post(accept, {**told, "type": cold.pk}).status_code == 302
    unit = Equipment.objects.get(name="Second ice machine")
    assert (unit.object, unit.client) == (visit.object, visit.client)


def recover(phone: Phone, visit: Visit, **told: Any) -> None:
    said = {"recovery_id": new_id(), "quantity": "1", "unit": "pcs", **told}
    phone.say("part.recover", visit, **said, **work_of(visit))


def test_a_good_part_taken_back_is_counted_in_the_van(
    cast: Cast, desk: Client, visit: Visit, phone: Phone
) -> None:
    recover(phone, visit, part_id=str(cast.part.pk), text="Never built in")
    assert RecoveredPart.objects.get().place == "held"
    _receipt, settle = waiting("settle")
    assert desk.post(settle, {"place": "moon"}).status_code == 422
    assert desk.post(settle, {"place": "van"}).status_code == 302
    assert VanStock.objects.get(engineer=cast.engineer, part=cast.part).quantity == 1
    assert RecoveredPart.objects.get().place == "van"


def test_old_gas_is_not_counted_in_a_van_but_goes_to_stock(
    desk: Client, visit: Visit, phone: Phone
) -> None:
    recover(phone, visit, text="Refrigerant R134a", quantity="0.35", unit="kg")
    _receipt, settle = waiting("settle")
    refused = desk.post(settle, {"place": "van"})
    assert refused.status_code == 422
    assert "counted in a van" in refused.text
    assert desk.post(settle, {"place": "stock"}).status_code == 302
    assert not VanStock.objects.exists()


def test_what_is_decided_by_a_form_of_its_own_is_not_replayed(
    desk: Client, visit: Visit, phone: Phone
) -> None:
    recover(phone, visit, text="Old fan")
    receipt, _settle = waiting("settle")
    for name in ("replay", "accept", "dance"):
        address = reverse("desk:review-deed", args=[receipt.pk, name])
        assert desk.get(address).status_code == 404
