"""What the office decides about things an engineer could only suggest: where a part that was
taken back goes, and what the register of equipment says from now on."""

from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.accounts.roles import May, require
from backend.clients.actions import save_equipment
from backend.clients.models import Equipment
from backend.dispatch.models import Visit
from backend.dispatch.visits import bump_worlds, seated_ids
from backend.fieldwork.actions.parts import put_into_van
from backend.fieldwork.models import Receipt, RecoveredPart
from backend.fieldwork.reviewing import close_review, open_receipt
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound, Refused

SUGGESTED, RECOVERED = "equipment-suggested", "part-recovered"


@transaction.atomic
def accept_equipment(receipt_id: UUID, values: dict[str, Any], *, by: User) -> Equipment:
    """Write a suggested correction, or a unit the register did not have, as the office words it.

    `values` are columns of Equipment: name, serial, and for a new unit its type.
    """
    receipt = _suggestion(receipt_id, SUGGESTED, by)
    visit = Visit.objects.select_related("object", "client").get(id__in=[receipt.command.visit_id])
    told = receipt.command.raw["body"]
    if told.get("equipment_id"):
        unit = save_equipment(values, by=by, equipment_id=UUID(told["equipment_id"]))
    else:
        if values.get("type") is None:
            raise Invalid("type", "blank")
        place = {"client": visit.client, "object": visit.object}
        unit = save_equipment({**values, **place}, by=by)
    bump_worlds(seated_ids(visit))
    close_review(receipt, Receipt.Review.ACCEPTED, by, equipment=str(unit.pk))
    return unit


@transaction.atomic
def settle_recovered(receipt_id: UUID, place: str, *, by: User) -> RecoveredPart:
    """Say where a part taken back goes: the engineer's van, our stock, scrap, or the client.

    Into the van goes only a part of the catalog, in its unit: it is counted there as good.
    """
    receipt = _suggestion(receipt_id, RECOVERED, by)
    rows = RecoveredPart.objects.select_for_update(of=("self",)).select_related("part")
    recovered = rows.filter(id=receipt.command.raw["body"]["recovery_id"]).first()
    if recovered is None:
        raise NotFound("part")
    if place not in RecoveredPart.Place.values or place == RecoveredPart.Place.HELD:
        raise Invalid("place", "unknown")
    if place == RecoveredPart.Place.VAN:
        if recovered.part is None or recovered.part.unit != recovered.unit:
            raise Refused("part-not-counted")
        put_into_van(recovered.engineer, recovered.part, recovered.quantity)
    recovered.place, recovered.decided_by = RecoveredPart.Place(place), by
    recovered.decided_at = utc_now()
    recovered.save(update_fields=["place", "decided_by", "decided_at"])
    close_review(receipt, Receipt.Review.ACCEPTED, by, place=place)
    return recovered


def _suggestion(receipt_id: UUID, code: str, by: User) -> Receipt:
    require(by, May.REVIEW_COMMANDS)
    receipt = open_receipt(receipt_id)
    if receipt.code != code or receipt.status != Receipt.Status.APPLIED_WITH_REVIEW:
        raise Refused("already-done")
    return receipt
