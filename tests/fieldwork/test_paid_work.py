"""Paid work on site: offered with its lines, approved for exactly what was seen, or refused."""

from decimal import Decimal
from typing import Any

import pytest

from backend.clients.models import ContactRole
from backend.database.principal import acting_as
from backend.demo.cast import Cast
from backend.dispatch.models import Visit, World
from backend.fieldwork.approvals import (
    approve_proposal,
    proposals_visible_to,
    refuse_proposal,
)
from backend.fieldwork.bundle import bundle_for
from backend.fieldwork.models import PaidWork, Signature
from backend.fieldwork.offer import offer_of, offer_sha256
from backend.fieldwork.telling import tell_offer_refused
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound, Refused
from backend.lib.ids import new_id
from backend.notify.models import Notice
from tests.onsite import Phone


def offer(visit: Visit, **changed: Any) -> dict[str, Any]:
    """Two fans at 34.50 and half a covered hour: 69.00 net, 13.80 VAT."""
    fans = {"kind": "part", "code": "FAN-120", "text": "Fan 120 mm", "verdict": "paid"}
    work = {"kind": "labour", "text": "Work", "verdict": "covered", "clause": "3.2"}
    return {
        "proposal_id": new_id(),
        "work_order_id": visit.works.get().work_order_id,
        "text": "Two new fans",
        "estimate_net": "69.00",
        "vat": "13.80",
        "currency": "EUR",
        "lines": [
            {**work, "quantity": "0.5", "unit": "h", "net": "0.00"},
            {**fans, "clause": "4.1", "quantity": "2", "unit": "pcs", "net": "69.00"},
        ],
        **changed,
    }


def drawn() -> dict[str, Any]:
    return {
        "signature_id": new_id(),
        "strokes_media_id": new_id(),
        "png_media_id": new_id(),
        "shown_ms": 4000,
    }


@pytest.fixture
def offered(visit: Visit, phone: Phone) -> PaidWork:
    assert phone.say("paid_work.propose", visit, **offer(visit)).status == "applied"
    return PaidWork.objects.get()


def test_it_works(visit: Visit, phone: Phone, offered: PaidWork) -> None:
    result = phone.say(
        "paid_work.approve",
        visit,
        proposal_id=offered.id,
        name="Sophie Laurent",
        sha256=offer_sha256(offer_of(offered)),
        drawn=drawn(),
    )
    assert (result.status, result.code) == ("applied", "")
    offered.refresh_from_db()
    assert (offered.state, offered.approved_by) == ("approved", "Sophie Laurent")
    assert Signature.objects.get().paid_work.get() == offered


def test_an_offer_has_the_bytes_the_phone_hashes(offered: PaidWork) -> None:
    assert offer_of(offered) == {
        "format": "offer/1",
        "proposal_id": str(offered.id),
        "work_order_id": str(offered.work_order_id),
        "text": "Two new fans",
        "currency": "EUR",
        "lines": [
            {
                "kind": "labour",
                "code": "",
                "text": "Work",
                "verdict": "covered",
                "clause": "3.2",
                "quantity": "0.5",
                "unit": "h",
                "net": "0.00",
            },
            {
                "kind": "part",
                "code": "FAN-120",
                "text": "Fan 120 mm",
                "verdict": "paid",
                "clause": "4.1",
                "quantity": "2",
                "unit": "pcs",
                "net": "69.00",
            },
        ],
        "net": "69.00",
        "vat": "13.80",
        "gross": "82.80",
    }


def test_lines_that_do_not_add_up_are_parked(visit: Visit, phone: Phone) -> None:
    result = phone.say("paid_work.propose", visit, **offer(visit, estimate_net="68.99"))
    assert (result.status, result.code) == ("parked", "offer-sums-differ")
    assert not PaidWork.objects.exists()


def test_another_offer_than_the_one_seen_is_parked(
    visit: Visit, phone: Phone, offered: PaidWork
) -> None:
    told = {"proposal_id": offered.id, "name": "Sophie Laurent", "sha256": "0" * 64}
    result = phone.say("paid_work.approve", visit, **told)
    assert (result.status, result.code) == ("parked", "offer-differs")


def test_refused_it_may_still_be_approved_but_not_the_other_way(
    visit: Visit, phone: Phone, offered: PaidWork
) -> None:
    which = {"proposal_id": offered.id}
    assert phone.say("paid_work.refuse", visit, **which, reason="Too dear").status == "applied"
    offered.refresh_from_db()
    assert (offered.state, offered.refusal) == ("refused", "Too dear")
    assert phone.say("paid_work.approve", visit, **which, name="Sophie").status == "applied"
    assert phone.say("paid_work.refuse", visit, **which).code == "already-approved"
    offered.refresh_from_db()
    assert offered.state == "approved"


@pytest.mark.parametrize(("limit", "code"), [("69.00", ""), ("68.99", "approval-over-limit")])
def test_above_what_they_may_approve_the_office_looks(
    cast: Cast, visit: Visit, phone: Phone, offered: PaidWork, limit: str, code: str
) -> None:
    contact = cast.contact.contact
    ContactRole.objects.filter(contact=contact).update(approves_up_to=Decimal(limit))
    told = {"proposal_id": offered.id, "name": contact.name, "contact_id": contact.id}
    assert phone.say("paid_work.approve", visit, **told).code == code
    offered.refresh_from_db()
    assert offered.contact == contact


def test_the_phone_sees_what_the_client_said_in_the_portal(
    cast: Cast, visit: Visit, offered: PaidWork
) -> None:
    ContactRole.objects.filter(contact__user=cast.contact).update(approves_up_to=Decimal(100))
    version = World.objects.get(engineer=cast.engineer).version
    with acting_as(cast.contact.pk):
        approve_proposal(offered.pk, by=cast.contact)
    assert World.objects.get(engineer=cast.engineer).version > version
    (row,) = bundle_for(cast.engineer, "en")["visits"][0]["paid_work"]
    assert (row["state"], row["by"], row["gross"]) == ("approved", "Sophie Laurent", "82.80")


class TestRefusedInThePortal:
    """A contact who may approve 50.00 there says no to 69.00, and the desk reads why."""

    @pytest.fixture(autouse=True)
    def roles(self, cast: Cast) -> None:
        mine = ContactRole.objects.filter(contact=cast.contact.contact)
        mine.update(approves_up_to=Decimal(50))

    def test_it_is_kept_told_and_may_still_be_approved(
        self, cast: Cast, visit: Visit, phone: Phone, offered: PaidWork
    ) -> None:
        waits = phone.say("paid_work.propose", visit, **offer(visit))
        assert waits.status == "applied"
        with acting_as(cast.contact.id):
            refuse_proposal(offered.id, reason=" Too dear ", by=cast.contact)
            # What waits for an answer stands first.
            assert [each.state for each in proposals_visible_to(cast.contact)] == [
                "proposed",
                "refused",
            ]
            refuse_proposal(offered.id, reason="Again", by=cast.contact)
        offered.refresh_from_db()
        assert (offered.state, offered.refusal) == ("refused", "Too dear")
        assert offered.contact == cast.contact.contact
        entry = Entry.objects.get(kind="paid_work.refused")
        assert (entry.actor_id, entry.data["reason"]) == (cast.contact.pk, "Too dear")
        tell_offer_refused(visit.pk, new_id())
        notice = Notice.objects.get(user=cast.dispatcher)
        assert "Too dear" in notice.body
        told = {"proposal_id": offered.id, "name": "Sophie Laurent"}
        assert phone.say("paid_work.approve", visit, **told).code == "approval-over-limit"

    def test_the_phone_learns_why(
        self, cast: Cast, visit: Visit, phone: Phone, offered: PaidWork
    ) -> None:
        before = World.objects.get(engineer=cast.engineer).version
        with acting_as(cast.contact.id):
            refuse_proposal(offered.id, reason="Too dear", by=cast.contact)
        assert World.objects.get(engineer=cast.engineer).version > before
        (row,) = bundle_for(cast.engineer, "en")["visits"][0]["paid_work"]
        assert (row["state"], row["refusal"]) == ("refused", "Too dear")

    def test_said_on_site_the_desk_is_not_written_to(
        self, visit: Visit, phone: Phone, offered: PaidWork
    ) -> None:
        phone.say("paid_work.refuse", visit, proposal_id=offered.id, reason="Too dear")
        tell_offer_refused(visit.pk, new_id())
        assert not Notice.objects.exists()

    def test_only_with_a_reason_by_whoever_approves_there(
        self, cast: Cast, visit: Visit, phone: Phone, offered: PaidWork
    ) -> None:
        with acting_as(cast.contact.id), pytest.raises(Invalid, match="reason"):
            refuse_proposal(offered.id, reason=" ", by=cast.contact)
        with acting_as(cast.stranger.id), pytest.raises(NotFound):
            refuse_proposal(offered.id, reason="No", by=cast.stranger)
        ContactRole.objects.update(approves_up_to=None)
        with acting_as(cast.contact.id), pytest.raises(Refused, match="may-not-approve"):
            refuse_proposal(offered.id, reason="No", by=cast.contact)
        phone.say("paid_work.approve", visit, proposal_id=offered.id, name="Sophie")
        ContactRole.objects.update(approves_up_to=50)
        with acting_as(cast.contact.id), pytest.raises(Refused, match="already-approved"):
            refuse_proposal(offered.id, reason="No", by=cast.contact)
