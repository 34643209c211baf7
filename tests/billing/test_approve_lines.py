"""A biller agrees with lines, all of those chosen or none."""

import pytest

from backend.accounts.models import Device
from backend.billing.actions import approve_lines, draft_lines, reject_line
from backend.billing.models import BillableLine
from backend.contracts.models import PriceItem
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.models import Command, Receipt
from backend.journal.models import Entry
from backend.lib.errors import NotFound, Refused
from backend.lib.ids import new_id
from tests.billing.conftest import Facts, ended_visit


def test_it_works(cast: Cast, visit: Visit) -> None:
    ids = [line.id for line in draft_lines(visit.id)]
    approve_lines([*ids, ids[0]], by=cast.biller)
    assert set(BillableLine.objects.values_list("state", flat=True)) == {"approved"}
    entries = Entry.objects.filter(kind="lines.approved")
    assert sorted(e.subject_id for e in entries) == sorted(ids)
    assert {e.actor_id for e in entries} == {cast.biller.id}


def test_all_or_none(cast: Cast, visit: Visit) -> None:
    first, *rest = draft_lines(visit.id)
    reject_line(first.id, reason="Billed by hand", by=cast.biller)
    with pytest.raises(Refused, match="wrong-state"):
        approve_lines([first.id, *(line.id for line in rest)], by=cast.biller)
    assert not BillableLine.objects.filter(state="approved").exists()


def test_a_line_without_a_price_is_not_approved(cast: Cast) -> None:
    PriceItem.objects.filter(kind="part").delete()
    facts = Facts(place=cast.pharmacy_object, fans="1")
    fan = draft_lines(ended_visit(cast, facts).id)[-1]
    with pytest.raises(Refused, match="price-needed"):
        approve_lines([fan.id], by=cast.biller)


def test_approving_confirms_presumed_cover(cast: Cast, visit: Visit) -> None:
    order = visit.works.get().work_order
    order.equipment = None
    order.save()
    lines = approve_lines([line.id for line in draft_lines(visit.id)], by=cast.biller)
    assert {line.state for line in lines} == {"approved"}


def test_nothing_is_approved_while_a_dispatcher_is_asked_to_look(cast: Cast, visit: Visit) -> None:
    lines = [line.id for line in draft_lines(visit.id)]
    device = Device.objects.create(user=cast.engineer_user, installation_id="a")
    command = Command.objects.create(
        id=new_id(), device=device, seq=1, type="visit.complete", visit_id=visit.id, raw={}
    )
    asked = Receipt.objects.create(
        command=command, status="applied_with_review", code="scope-changed", review="open"
    )
    with pytest.raises(Refused, match="visit-under-review"):
        approve_lines(lines, by=cast.biller)
    asked.review = "dismissed"
    asked.save()
    assert len(approve_lines(lines, by=cast.biller)) == len(lines)


def test_an_unknown_line_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        approve_lines([new_id()], by=cast.biller)
